// Package record asks a running network for its chain and writes down what it says.
package record

import (
	"context"
	"fmt"

	"github.com/cometbft/cometbft/light/provider/http"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/network"
)

// Block is a recorded height: what a light client verifies, and the set that follows.
type Block struct {
	*types.LightBlock
	Next     *types.ValidatorSet
	Evidence types.EvidenceList
}

// Chain is a recorded network.
type Chain struct {
	Network  *network.Network
	Blocks   []Block
	Answers  []Answer
	Findings []attack.Finding
}

// Running is a network that answers at RPC.
type Running interface {
	RPC() string
	Findings() []attack.Finding
}

// Read asks a node for the heights that the network keeps. Light blocks come through CometBFT's own
// provider, which is what its light client reads.
func Read(n *network.Network, running Running) (*Chain, error) {
	rpc := running.RPC()
	reader, err := newReader(n, rpc)
	if err != nil {
		return nil, err
	}
	chain := &Chain{Network: n, Findings: running.Findings()}
	for _, height := range n.Kept {
		block, err := reader.block(height)
		if err != nil {
			return nil, fmt.Errorf("%s, height %d: %w", n.Name, height, err)
		}
		chain.Blocks = append(chain.Blocks, block)
	}
	if err := chain.complete(); err != nil {
		return nil, fmt.Errorf("%s: %w", n.Name, err)
	}
	chain.Answers, err = served(n, rpc, reader.validators)
	return chain, err
}

// At is the recorded block of a height, or nil.
func (chain *Chain) At(height int64) *Block {
	for i := range chain.Blocks {
		if chain.Blocks[i].Height == height {
			return &chain.Blocks[i]
		}
	}
	return nil
}

type reader struct {
	provider   lightBlocks
	client     *rpchttp.HTTP
	cache      map[int64]*types.LightBlock
	validators map[int64]int
}

type lightBlocks interface {
	LightBlock(ctx context.Context, height int64) (*types.LightBlock, error)
}

func newReader(n *network.Network, rpc string) (*reader, error) {
	client, err := rpchttp.New(rpc, "/websocket")
	if err != nil {
		return nil, err
	}
	return &reader{
		provider:   http.NewWithClient(n.ChainID, client),
		client:     client,
		cache:      make(map[int64]*types.LightBlock),
		validators: make(map[int64]int),
	}, nil
}

func (r *reader) block(height int64) (Block, error) {
	light, err := r.lightBlock(height)
	if err != nil {
		return Block{}, err
	}
	following, err := r.lightBlock(height + 1)
	if err != nil {
		return Block{}, err
	}
	whole, err := r.client.Block(context.Background(), &height)
	if err != nil {
		return Block{}, err
	}
	return Block{
		LightBlock: light,
		Next:       following.ValidatorSet,
		Evidence:   whole.Block.Evidence.Evidence,
	}, nil
}

func (r *reader) lightBlock(height int64) (*types.LightBlock, error) {
	if block, is := r.cache[height]; is {
		return block, nil
	}
	block, err := r.provider.LightBlock(context.Background(), height)
	if err != nil {
		return nil, err
	}
	r.cache[height] = block
	r.validators[height] = block.ValidatorSet.Size()
	return block, nil
}
