package driven

import (
	"context"
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/light/provider"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/attack"
)

// doubleVotes lets a vote set find each that is planned for the height, and tells the evidence pool
// as consensus does. The pool makes evidence of it once the block is applied, for the next one.
func (d *driver) doubleVotes(block *types.Block, id types.BlockID, round int32) error {
	for _, double := range d.network.DoubleVotes {
		if double.Height != block.Height {
			continue
		}
		err := d.bothVotes(block, round, double.Type, double.Validator, id, double.BlockID())
		var found *types.ErrVoteConflictingVotes
		if !errors.As(err, &found) {
			return fmt.Errorf("no conflicting votes of validator %d: %w", double.Validator, err)
		}
		d.pool.ReportConflictingVotes(found.VoteA, found.VoteB)
	}
	return nil
}

func (d *driver) bothVotes(
	block *types.Block, round int32, step cmtproto.SignedMsgType, number int, ids ...types.BlockID,
) error {
	address := d.network.Key(number).PubKey().Address()
	index, validator := d.state.Validators.GetByAddress(address)
	if validator == nil {
		return errors.New("it is no validator")
	}
	votes := types.NewVoteSet(d.network.ChainID, block.Height, round, step, d.state.Validators)
	for _, id := range ids {
		vote := ballot(block, round, step, id, int(index), validator)
		if err := d.network.Sign(vote, number); err != nil {
			return err
		}
		if _, err := votes.AddVote(vote); err != nil {
			return err
		}
	}
	return nil
}

// attacks lets a light client find those that are planned to be found now.
func (d *driver) attacks(height int64) error {
	for _, plan := range d.network.Attacks {
		if plan.Reported != height {
			continue
		}
		witness := stores{d.network.ChainID, d.states, d.blocks, d.pool}
		finding, err := attack.Run(d.network, plan, witness)
		if err != nil {
			return fmt.Errorf("%s: %w", plan.Name, err)
		}
		d.findings = append(d.findings, finding)
	}
	return nil
}

// stores are a node's, and answer a light client as its RPC would.
type stores struct {
	chainID string
	states  sm.Store
	blocks  *store.BlockStore
	pool    *evidence.Pool
}

func (s stores) ChainID() string { return s.chainID }

func (s stores) LightBlock(_ context.Context, height int64) (*types.LightBlock, error) {
	head := s.blocks.Height()
	if height == 0 {
		height = head
	}
	if height > head {
		return nil, provider.ErrHeightTooHigh
	}
	commit := s.blocks.LoadBlockCommit(height)
	if height == head {
		commit = s.blocks.LoadSeenCommit(height)
	}
	validators, err := s.states.LoadValidators(height)
	if err != nil {
		return nil, err
	}
	meta := s.blocks.LoadBlockMeta(height)
	return &types.LightBlock{
		SignedHeader: &types.SignedHeader{Header: &meta.Header, Commit: commit},
		ValidatorSet: validators,
	}, nil
}

// ReportEvidence gives the pool what a peer would: evidence that has been on the wire.
func (s stores) ReportEvidence(_ context.Context, found types.Evidence) error {
	message, err := types.EvidenceToProto(found)
	if err != nil {
		return err
	}
	received, err := types.EvidenceFromProto(message)
	if err != nil {
		return err
	}
	return s.pool.AddEvidence(received)
}
