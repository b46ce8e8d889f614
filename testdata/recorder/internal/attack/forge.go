package attack

import (
	"fmt"
	"slices"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// voteDelay is the time between two votes of a forged commit.
const voteDelay = 17 * time.Millisecond

// Forge makes the block of an attack from the one that it takes the place of, signed by those that the
// plan names.
func Forge(
	n *network.Network, plan network.Attack, honest *types.LightBlock,
) (*types.LightBlock, error) {
	header := *honest.Header
	header.Height = plan.Height
	set := honest.ValidatorSet
	if len(plan.Set) > 0 {
		set = n.SetOf(plan.Set)
		header.ValidatorsHash, header.NextValidatorsHash = set.Hash(), set.Hash()
		header.ProposerAddress = set.GetProposer().Address
	}
	plan.Forge(&header)
	id := types.BlockID{
		Hash: header.Hash(),
		PartSetHeader: types.PartSetHeader{
			Total: 1,
			Hash:  tmhash.Sum(fmt.Appendf(nil, "parts of %s", plan.Name)),
		},
	}
	commit := &types.Commit{
		Height:     header.Height,
		Round:      honest.Commit.Round + plan.Later,
		BlockID:    id,
		Signatures: make([]types.CommitSig, set.Size()),
	}
	numbers := n.Numbers()
	for number := range plan.Set {
		numbers[string(n.Key(number).PubKey().Address())] = number
	}
	for index, validator := range set.Validators {
		number := numbers[string(validator.Address)]
		vote := &types.Vote{
			Type:             cmtproto.PrecommitType,
			Height:           commit.Height,
			Round:            commit.Round,
			Timestamp:        header.Time.Add(time.Second + time.Duration(index)*voteDelay),
			ValidatorAddress: validator.Address,
			ValidatorIndex:   int32(index),
		}
		switch {
		case slices.Contains(plan.Signers, number):
			vote.BlockID = id
		case !slices.Contains(plan.NilVoters, number):
			commit.Signatures[index] = types.NewCommitSigAbsent()
			continue
		}
		if err := n.Sign(vote, number); err != nil {
			return nil, err
		}
		commit.Signatures[index] = vote.CommitSig()
	}
	return &types.LightBlock{
		SignedHeader: &types.SignedHeader{Header: &header, Commit: commit},
		ValidatorSet: set,
	}, nil
}
