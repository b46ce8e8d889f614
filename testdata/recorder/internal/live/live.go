// Package live runs one node for each validator that is to have one, in this process and over
// loopback, and lets them agree by consensus.
package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	rpcclient "github.com/cometbft/cometbft/rpc/client/local"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/node"
)

// patience is how long a network may take for one height before it is given up.
const patience = 60 * time.Second

// Network is a running network.
type Network struct {
	nodes []*node.Node
}

// Serve runs the network until it is two heights past the last that is recorded. It goes on until
// Close.
func Serve(n *network.Network) (*Network, error) {
	running := &Network{}
	err := running.start(n)
	if err == nil {
		err = running.play(n)
	}
	if err != nil {
		return nil, errors.Join(err, running.Close())
	}
	return running, nil
}

// RPC is where the first node answers.
func (r *Network) RPC() string { return r.nodes[0].RPC() }

// Close stops all nodes.
func (r *Network) Close() error {
	var failures []error
	for _, running := range r.nodes {
		failures = append(failures, running.Close())
	}
	return errors.Join(failures...)
}

func (r *Network) start(n *network.Network) error {
	addresses, err := node.FreeAddresses(len(n.Running))
	if err != nil {
		return err
	}
	var peers []string
	for i, number := range n.Running {
		app, err := network.NewApplication(n)
		if err != nil {
			return err
		}
		started, err := node.Start(node.Setup{
			Network:     n,
			Number:      number,
			Signer:      n.Signer(number),
			Application: app,
			Databases:   make(node.Databases),
			Peers:       peers,
			Addresses:   addresses[i],
		})
		if err != nil {
			return err
		}
		r.nodes = append(r.nodes, started)
		// Each dials those before it: one connection for every pair.
		peers = append(peers, fmt.Sprintf("%s@%s", node.Identity(n, number).ID(), addresses[i].P2P))
	}
	return nil
}

func (r *Network) play(n *network.Network) error {
	if n.DoubleVote != nil {
		if err := r.waitFor(n.DoubleVote.Height + 1); err != nil {
			return err
		}
		if err := r.reportDoubleVote(n); err != nil {
			return err
		}
	}
	return r.waitFor(n.Last() + 2)
}

func (r *Network) waitFor(height int64) error {
	blocks := r.nodes[0].BlockStore()
	seen, since := blocks.Height(), time.Now()
	for blocks.Height() < height {
		time.Sleep(50 * time.Millisecond)
		if now := blocks.Height(); now > seen {
			seen, since = now, time.Now()
		}
		if time.Since(since) > patience {
			return fmt.Errorf("no block after height %d for %v", seen, patience)
		}
	}
	return nil
}

// reportDoubleVote signs a precommit for a block that never was beside one for the block that is,
// and hands both to a node as anybody could.
func (r *Network) reportDoubleVote(n *network.Network) error {
	client := rpcclient.New(r.nodes[0].Node)
	ctx := context.Background()
	at := n.DoubleVote.Height
	commit, err := client.Commit(ctx, &at)
	if err != nil {
		return err
	}
	set, err := r.validatorsAt(client, at)
	if err != nil {
		return err
	}
	honest, err := precommit(n, set, commit.Commit.BlockID, commit.SignedHeader)
	if err != nil {
		return err
	}
	other := types.BlockID{
		Hash:          tmhash.Sum([]byte("a block that never was")),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("its parts"))},
	}
	second, err := precommit(n, set, other, commit.SignedHeader)
	if err != nil {
		return err
	}
	evidence, err := types.NewDuplicateVoteEvidence(honest, second, commit.Time, set)
	if err != nil {
		return err
	}
	_, err = client.BroadcastEvidence(ctx, evidence)
	return err
}

func (r *Network) validatorsAt(client *rpcclient.Local, height int64) (*types.ValidatorSet, error) {
	page, perPage := 1, 100
	answer, err := client.Validators(context.Background(), &height, &page, &perPage)
	if err != nil {
		return nil, err
	}
	return types.ValidatorSetFromExistingValidators(answer.Validators)
}

func precommit(
	n *network.Network, set *types.ValidatorSet, id types.BlockID, decided types.SignedHeader,
) (*types.Vote, error) {
	validator := n.DoubleVote.Validator
	address := n.Key(validator).PubKey().Address()
	index, _ := set.GetByAddress(address)
	vote := &types.Vote{
		Type:             cmtproto.PrecommitType,
		Height:           decided.Height,
		Round:            decided.Commit.Round,
		BlockID:          id,
		Timestamp:        decided.Time.Add(time.Second),
		ValidatorAddress: address,
		ValidatorIndex:   index,
	}
	return vote, n.Sign(vote, validator)
}
