package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	store "github.com/cometbft/cometbft/light/store/db"
	"github.com/cometbft/cometbft/types"
)

// node has a whole chain in memory, and counts what it is asked for. The client asks one thing at a
// time, but for the witness, of which there is only one.
type node struct {
	parts           [][]byte
	first           *types.LightBlock
	requests, bytes int
}

func (n *node) ChainID() string { return n.first.ChainID }

func (n *node) LightBlock(_ context.Context, height int64) (*types.LightBlock, error) {
	place := height - n.first.Height
	if height == 0 {
		place = int64(len(n.parts)) - 1
	}
	if place < 0 || place >= int64(len(n.parts)) {
		return nil, provider.ErrHeightTooHigh
	}
	n.requests++
	n.bytes += len(n.parts[place])
	block, err := decode(n.parts[place])
	if err != nil {
		return nil, provider.ErrBadLightBlock{Reason: err}
	}
	// As the provider does that asks over HTTP.
	if err := block.ValidateBasic(n.ChainID()); err != nil {
		return nil, provider.ErrBadLightBlock{Reason: err}
	}
	return block, nil
}

func (n *node) ReportEvidence(context.Context, types.Evidence) error {
	return errors.New("there is nothing to report")
}

// sync takes CometBFT's client from the first block to the last, and answers with nanoseconds that
// passed and of processor time, requests, bytes, and the hash of the last header.
func (in inputs) sync(mode, name string) (string, error) {
	parts := in[name]
	if len(parts) == 0 {
		return "", fmt.Errorf("nothing was loaded as %s", name)
	}
	first, err := decode(parts[0])
	if err != nil {
		return "", err
	}
	last, err := decode(parts[len(parts)-1])
	if err != nil {
		return "", err
	}
	verification := light.SkippingVerification(light.DefaultTrustLevel)
	if mode == "sequential" {
		verification = light.SequentialVerification()
	}
	primary, witness := &node{parts: parts, first: first}, &node{parts: parts, first: first}
	// Here everybody has all cores.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.NumCPU()))
	// Nobody begins with keys that it has seen.
	if err := forgetKeys(); err != nil {
		return "", err
	}
	runtime.GC()
	start := time.Now()
	processor, err := processorTime()
	if err != nil {
		return "", err
	}
	trust := light.TrustOptions{Period: trustingPeriod, Height: first.Height, Hash: first.Hash()}
	client, err := light.NewClient(context.Background(), first.ChainID, trust, primary,
		[]provider.Provider{witness}, store.New(dbm.NewMemDB(), first.ChainID), verification)
	if err != nil {
		return "", err
	}
	head, err := client.Update(context.Background(), last.Time.Add(3*time.Second))
	if err != nil {
		return "", err
	}
	after, err := processorTime()
	return fmt.Sprint(time.Since(start).Nanoseconds(), after-processor,
		primary.requests+witness.requests, primary.bytes+witness.bytes, head.Hash()), err
}

// open loads a file of blocks, each after its length.
func (in inputs) open(name, path string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	in[name] = nil
	for len(file) >= 4 {
		length := int(binary.LittleEndian.Uint32(file))
		if len(file)-4 < length {
			return fmt.Errorf("%s ends within a block", path)
		}
		in[name] = append(in[name], file[4:4+length])
		file = file[4+length:]
	}
	return nil
}
