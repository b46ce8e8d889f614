// Package driven makes a chain with CometBFT's own block executor, vote sets and stores, and signs
// for every validator. It decides what consensus would leave to chance: who is absent, who votes
// nil, and in which round a block is decided.
package driven

import (
	"context"
	"fmt"
	"time"

	cfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/proxy"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
	"parhelion/recorder/internal/network"
	"parhelion/recorder/internal/node"
)

// stranger is the number of the node that serves the chain: it is nobody's validator.
const stranger = -1

// The proposer of a round is found by as many turns of the priorities. Above this round the
// proposer of this one stands in: the rules ask only that it is a validator.
const turns = 1 << 17

// blockInterval is the time between two blocks.
const blockInterval = 3 * time.Second

// Network is a chain that was made, and the node that serves it.
type Network struct {
	*node.Node
	findings []attack.Finding
}

// Findings are the attacks that a light client found out, with the chain's stores as its witness.
func (n *Network) Findings() []attack.Finding { return n.findings }

type driver struct {
	network  *network.Network
	numbers  map[string]int
	state    sm.State
	states   sm.Store
	executor *sm.BlockExecutor
	blocks   *store.BlockStore
	pool     *evidence.Pool
	last     *types.ExtendedCommit
	findings []attack.Finding
}

// Serve makes the chain, two heights past the last that is recorded, and starts a node on it.
func Serve(n *network.Network) (*Network, error) {
	databases := make(node.Databases)
	app, err := network.NewApplication(n, 0)
	if err != nil {
		return nil, err
	}
	findings, err := drive(n, app, databases)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.Name, err)
	}
	addresses, err := node.FreeAddresses(1)
	if err != nil {
		return nil, err
	}
	serving, err := node.Start(node.Setup{
		Network:     n,
		Number:      0,
		Signer:      n.Signer(stranger),
		Application: app,
		Databases:   databases,
		Addresses:   addresses[0],
	})
	return &Network{Node: serving, findings: findings}, err
}

func drive(
	n *network.Network, app *network.Application, databases node.Databases,
) ([]attack.Finding, error) {
	connections := proxy.NewAppConns(proxy.NewLocalClientCreator(app), proxy.NopMetrics())
	if err := connections.Start(); err != nil {
		return nil, err
	}
	defer connections.Stop() //nolint:errcheck // a local client has nothing to lose
	d, err := start(n, connections, databases)
	if err != nil {
		return nil, err
	}
	for height := n.InitialHeight; height <= n.Last()+2; height++ {
		if err := d.leave(height); err != nil {
			return nil, fmt.Errorf("height %d: %w", height, err)
		}
		if err := d.decide(height); err != nil {
			return nil, fmt.Errorf("height %d: %w", height, err)
		}
		if err := d.attacks(height); err != nil {
			return nil, fmt.Errorf("height %d: %w", height, err)
		}
	}
	if n.Pruned > 0 {
		if _, _, err := d.blocks.PruneBlocks(n.Pruned, d.state); err != nil {
			return nil, err
		}
	}
	return d.findings, nil
}

func start(n *network.Network, connections proxy.AppConns, databases node.Databases) (*driver, error) {
	stateDB, err := databases.Open(&cfg.DBContext{ID: "state"})
	if err != nil {
		return nil, err
	}
	blockDB, err := databases.Open(&cfg.DBContext{ID: "blockstore"})
	if err != nil {
		return nil, err
	}
	evidenceDB, err := databases.Open(&cfg.DBContext{ID: "evidence"})
	if err != nil {
		return nil, err
	}
	genesis, err := n.Genesis()
	if err != nil {
		return nil, err
	}
	states := sm.NewStore(stateDB, sm.StoreOptions{})
	blocks := store.NewBlockStore(blockDB)
	state, err := states.LoadFromDBOrGenesisDoc(genesis)
	if err != nil {
		return nil, err
	}
	if err := consensus.NewHandshaker(states, state, blocks, genesis).Handshake(connections); err != nil {
		return nil, err
	}
	state, err = states.Load()
	if err != nil {
		return nil, err
	}
	pool, err := evidence.NewPool(evidenceDB, states, blocks)
	if err != nil {
		return nil, err
	}
	executor := sm.NewBlockExecutor(states, log.NewNopLogger(), connections.Consensus(),
		&mempool.NopMempool{}, pool, blocks)
	return &driver{
		network:  n,
		numbers:  n.Numbers(),
		state:    state,
		states:   states,
		executor: executor,
		blocks:   blocks,
		pool:     pool,
		last:     &types.ExtendedCommit{},
	}, nil
}

// leave gives a branch the validators that were made up for it.
func (d *driver) leave(height int64) error {
	fork := d.network.Fork
	if !fork.OwnSets() || fork.Height != height {
		return nil
	}
	if len(fork.Set) > 0 {
		d.state.Validators = d.network.SetOf(fork.Set)
		d.state.NextValidators = d.state.Validators.CopyIncrementProposerPriority(1)
	}
	if len(fork.Next) > 0 {
		d.state.NextValidators = d.network.SetOf(fork.Next)
	}
	d.state.LastHeightValidatorsChanged = height + 1
	return d.states.Bootstrap(d.state)
}

// decide does for one height what consensus does once it has agreed.
func (d *driver) decide(height int64) error {
	round := d.network.Round(height)
	block, err := d.executor.CreateProposalBlock(
		context.Background(), height, d.state, d.last, d.proposer(round))
	if err != nil {
		return err
	}
	if accepted, err := d.executor.ProcessProposal(block, d.state); err != nil || !accepted {
		return fmt.Errorf("proposal is not accepted: %w", err)
	}
	parts, err := block.MakePartSet(types.BlockPartSizeBytes)
	if err != nil {
		return err
	}
	id := types.BlockID{Hash: block.Hash(), PartSetHeader: parts.Header()}
	commit, err := d.vote(block, id, round)
	if err != nil {
		return err
	}
	if err := d.doubleVotes(block, id, round); err != nil {
		return err
	}
	d.blocks.SaveBlock(block, parts, commit.ToCommit())
	d.last = commit
	d.state, err = d.executor.ApplyBlock(d.state, id, block)
	return err
}

func (d *driver) proposer(round int32) types.Address {
	if round == 0 {
		return d.state.Validators.GetProposer().Address
	}
	return d.state.Validators.CopyIncrementProposerPriority(min(round, turns)).GetProposer().Address
}

// vote collects the precommits in a vote set, which verifies each of them.
func (d *driver) vote(block *types.Block, id types.BlockID, round int32) (*types.ExtendedCommit, error) {
	votes := types.NewVoteSet(d.network.ChainID, block.Height, round, cmtproto.PrecommitType, d.state.Validators)
	for index, validator := range d.state.Validators.Validators {
		number := d.numbers[string(validator.Address)]
		voted := types.BlockID{}
		switch choice := d.network.Precommit(block.Height, number); choice {
		case network.Missing:
			continue
		case network.ForBlock:
			voted = id
		case network.ForNil:
		default:
			return nil, fmt.Errorf("nobody commits vote %d", choice)
		}
		vote := ballot(block, round, cmtproto.PrecommitType, voted, index, validator)
		if err := d.network.Sign(vote, number); err != nil {
			return nil, err
		}
		if _, err := votes.AddVote(vote); err != nil {
			return nil, err
		}
	}
	if !votes.HasTwoThirdsMajority() {
		return nil, fmt.Errorf("no two thirds: %v", votes)
	}
	return votes.MakeExtendedCommit(types.ABCIParams{}), nil
}

func ballot(
	block *types.Block, round int32, step cmtproto.SignedMsgType, id types.BlockID,
	index int, validator *types.Validator,
) *types.Vote {
	return &types.Vote{
		Type:             step,
		Height:           block.Height,
		Round:            round,
		BlockID:          id,
		Timestamp:        voteTime(block, index),
		ValidatorAddress: validator.Address,
		ValidatorIndex:   int32(index),
	}
}

// voteTime spreads the votes as a real network does: no two entries of a commit are alike, and some
// have whole seconds.
func voteTime(block *types.Block, index int) time.Time {
	spread := time.Duration(index*index%997) * 1_234_567 * time.Nanosecond
	return block.Time.Add(blockInterval + spread%time.Second)
}
