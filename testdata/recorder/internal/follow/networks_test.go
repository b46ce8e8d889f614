package follow

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/light/provider/http"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/driven"
	"parhelion/recorder/internal/network"
)

// The chain that is followed: its head, and where branches leave it.
const (
	head       = 120
	forkHeight = 60
	// behindHead is that of a node which has not come further.
	behindHead = 100
)

// followed replaces one of its six validators every four heights: after 16 heights, too few are
// left to skip. At two of three heights one votes nil, or is not there.
func followed() *network.Network {
	n := &network.Network{
		Name:          "followed",
		ChainID:       "followed-1",
		InitialHeight: 1,
		Powers:        []int64{10, 10, 10, 10, 10, 10},
		Kept:          []int64{head - 2},
		VoteOf: func(height int64, validator int) network.Vote {
			if validator < stranger && int64(validator)%6 == height%6 {
				return []network.Vote{network.ForBlock, network.ForNil, network.Missing}[height%3]
			}
			return network.ForBlock
		},
	}
	for height, leaves := int64(2), 0; height < head; height, leaves = height+4, leaves+1 {
		n.Changes = append(n.Changes,
			network.Change{Height: height, Validator: leaves, Power: 0},
			network.Change{Height: height, Validator: leaves + len(n.Powers), Power: 10})
	}
	return n
}

func branch(kind network.Kind) *network.Network {
	n := followed()
	n.Fork = &network.Fork{Kind: kind, Height: forkHeight}
	return n
}

// stranger is the first of two that are validators of made-up sets alone.
const stranger = 40

// ownSet has three of the six validators that the chain has from height 53 to 55.
var ownSet = map[int]int64{15: 1, 16: 1, 17: 1, stranger: 20, stranger + 1: 20}

// places are the nodes by name. Each is started when it is first asked for.
var places = map[string]func() (*driven.Network, error){
	"chain": sync.OnceValues(func() (*driven.Network, error) { return driven.Serve(followed()) }),
	"again": sync.OnceValues(func() (*driven.Network, error) { return driven.Serve(followed()) }),
	"behind": sync.OnceValues(func() (*driven.Network, error) {
		n := followed()
		n.Kept = []int64{behindHead - 2}
		return driven.Serve(n)
	}),
	"pruned": sync.OnceValues(func() (*driven.Network, error) {
		n := followed()
		n.Pruned = 50
		return driven.Serve(n)
	}),
	"another chain": sync.OnceValues(func() (*driven.Network, error) {
		n := followed()
		n.ChainID = "followed-2"
		return driven.Serve(n)
	}),
	"equivocation": sync.OnceValues(func() (*driven.Network, error) {
		return driven.Serve(branch(network.Equivocation))
	}),
	"amnesia": sync.OnceValues(func() (*driven.Network, error) {
		return driven.Serve(branch(network.Amnesia))
	}),
	"lunatic": sync.OnceValues(func() (*driven.Network, error) {
		return driven.Serve(branch(network.Lunatic))
	}),
	"own set": sync.OnceValues(func() (*driven.Network, error) {
		n := branch(network.Lunatic)
		n.Fork.Set = ownSet
		return driven.Serve(n)
	}),
	"own next set": sync.OnceValues(func() (*driven.Network, error) {
		n := branch(network.Lunatic)
		n.Fork.Next = ownSet
		return driven.Serve(n)
	}),
}

var (
	startedMutex sync.Mutex
	started      = make(map[string]*driven.Network)
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Most of them wait for somebody, and not for a core.
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	status := m.Run()
	for name, running := range started {
		if err := running.Close(); err != nil {
			fmt.Fprintln(os.Stderr, name, err)
			status = 1
		}
	}
	os.Exit(status)
}

// running is the node of that name.
func running(t *testing.T, name string) *driven.Network {
	t.Helper()
	start, is := places[name]
	if !is {
		t.Fatalf("no node is called %q", name)
	}
	node, err := start()
	if err != nil {
		t.Fatal(err)
	}
	startedMutex.Lock()
	defer startedMutex.Unlock()
	started[name] = node
	return node
}

// at is where it answers.
func at(t *testing.T, name string) string {
	t.Helper()
	return running(t, name).RPC()
}

// lightBlock is what a node has at a height.
func lightBlock(t *testing.T, name string, height int64) *types.LightBlock {
	t.Helper()
	n := followed()
	if name == "another chain" {
		n.ChainID = "followed-2"
	}
	provider, err := http.New(n.ChainID, at(t, name))
	if err != nil {
		t.Fatal(err)
	}
	block, err := provider.LightBlock(context.Background(), height)
	if err != nil {
		t.Fatal(errors.Join(fmt.Errorf("%s, height %d", name, height), err))
	}
	return block
}

// soon is a minute after the head.
func soon(t *testing.T) time.Time {
	t.Helper()
	return lightBlock(t, "chain", head).Time.Add(time.Minute)
}

// TestBranches holds them to be what they are called: the same up to the fork, and from there on
// another block at each height, of the kind that the light client tells apart.
func TestBranches(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]network.Kind{
		"equivocation": network.Equivocation,
		"amnesia":      network.Amnesia,
		"lunatic":      network.Lunatic,
		"own set":      network.Lunatic,
		"own next set": network.Lunatic,
	} {
		t.Run(name, func(t *testing.T) {
			before, honest := lightBlock(t, name, forkHeight-1), lightBlock(t, "chain", forkHeight-1)
			if !bytes.Equal(before.Hash(), honest.Hash()) {
				t.Error("it leaves the chain too early")
			}
			for height := int64(forkHeight); height <= head; height += 20 {
				checkBranch(t, kind, lightBlock(t, "chain", height), lightBlock(t, name, height))
			}
		})
	}
}

func checkBranch(t *testing.T, kind network.Kind, honest, other *types.LightBlock) {
	t.Helper()
	if bytes.Equal(honest.Hash(), other.Hash()) {
		t.Errorf("height %d is that of the chain", honest.Height)
	}
	evidence := types.LightClientAttackEvidence{ConflictingBlock: other}
	lunatic := evidence.ConflictingHeaderIsInvalid(honest.Header)
	sameRound := honest.Commit.Round == other.Commit.Round
	if lunatic != (kind == network.Lunatic) || sameRound != (kind != network.Amnesia) {
		t.Errorf("height %d: other state: %v, same round: %v", honest.Height, lunatic, sameRound)
	}
}

// nowhere is a hash of no block.
var nowhere = tmhash.Sum([]byte("no block"))
