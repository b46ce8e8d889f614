package cases

import (
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
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
				continue
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
	own := a.At(evidence.Height())
	if a.Network.Cases == network.EvidenceCases {
		return a.held(a.Network.ChainID, message, own, record.Votes(evidence))
	}
	for _, block := range []*record.Block{own, a.At(evidence.Height() + 1)} {
		if block == nil {
			continue
		}
		note := "the set of that height"
		if block != own {
			note = "a set of another height"
		}
		if err := a.held(a.Network.ChainID, message, block, note); err != nil {
			return err
		}
		if err := a.held(otherChain(a.Network.ChainID), message, block, "another chain"); err != nil {
			return err
		}
	}
	return nil
}

// held holds evidence against the set of a block.
func (a *asker) held(chainID string, evidence []byte, block *record.Block, note string) error {
	validators, err := wire(block.ValidatorSet)
	if err != nil {
		return err
	}
	a.ask(Case{
		Kind:       "duplicate_vote",
		ChainID:    chainID,
		Evidence:   evidence,
		Validators: validators,
		Note:       note,
	})
	return nil
}
