package live

import (
	"context"
	"time"

	rpcclient "github.com/cometbft/cometbft/rpc/client/local"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// reportDoubleVote signs a second vote beside one for the block, and hands both to a node as anybody
// could.
func (r *Network) reportDoubleVote(n *network.Network) error {
	client := rpcclient.New(r.nodes[0].Node)
	ctx := context.Background()
	at := n.Reported.Height
	commit, err := client.Commit(ctx, &at)
	if err != nil {
		return err
	}
	set, err := r.validatorsAt(client, at)
	if err != nil {
		return err
	}
	honest, err := vote(n, set, commit.Commit.BlockID, commit.SignedHeader)
	if err != nil {
		return err
	}
	second, err := vote(n, set, n.Reported.BlockID(), commit.SignedHeader)
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

func vote(
	n *network.Network, set *types.ValidatorSet, id types.BlockID, decided types.SignedHeader,
) (*types.Vote, error) {
	validator := n.Reported.Validator
	address := n.Key(validator).PubKey().Address()
	index, _ := set.GetByAddress(address)
	vote := &types.Vote{
		Type:             n.Reported.Type,
		Height:           decided.Height,
		Round:            decided.Commit.Round,
		BlockID:          id,
		Timestamp:        decided.Time.Add(time.Second),
		ValidatorAddress: address,
		ValidatorIndex:   index,
	}
	return vote, n.Sign(vote, validator)
}
