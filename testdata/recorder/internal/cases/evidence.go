package cases

import (
	"errors"

	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/record"
)

// doubleVotes asks about the evidence in the blocks.
func (a *asker) doubleVotes() error {
	for _, block := range a.Blocks {
		if len(block.Evidence) == 0 {
			continue
		}
		list, err := wire(&types.EvidenceData{Evidence: block.Evidence})
		if err != nil {
			return err
		}
		a.ask(Case{Kind: "hash", Message: "evidence_list", Bytes: list, Note: "as recorded"})
		for _, evidence := range block.Evidence {
			double, is := evidence.(*types.DuplicateVoteEvidence)
			if !is {
				return errors.New("evidence of another kind than was reported")
			}
			if err := a.doubleVote(double); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *asker) doubleVote(evidence *types.DuplicateVoteEvidence) error {
	message, err := evidence.ToProto().Marshal()
	if err != nil {
		return err
	}
	a.ask(Case{Kind: "basic", Message: "duplicate_vote", Bytes: message, Note: "as recorded"})
	for _, block := range a.Blocks {
		note := map[int64]string{
			0: "the set of that height",
			1: "a set of another height",
		}[block.Height-evidence.Height()]
		if note == "" {
			continue
		}
		if err := a.held(message, block, note); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) held(evidence []byte, block record.Block, note string) error {
	validators, err := wire(block.ValidatorSet)
	if err != nil {
		return err
	}
	for _, chainID := range []string{a.Network.ChainID, otherChain(a.Network.ChainID)} {
		asked := Case{
			Kind:       "duplicate_vote",
			ChainID:    chainID,
			Evidence:   evidence,
			Validators: validators,
			Note:       note,
		}
		if chainID != a.Network.ChainID {
			asked.Note = "another chain"
		}
		a.ask(asked)
	}
	return nil
}
