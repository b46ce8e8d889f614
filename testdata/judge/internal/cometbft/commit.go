package cometbft

import (
	"errors"

	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// commitQuestion asks whether enough of a set signed a commit.
type commitQuestion struct {
	variant, chainID                           string
	validatorsBytes, commitBytes, blockIDBytes []byte

	// Of the variants that ask the set of the commit's own height.
	height int64
	// Of the others.
	trusting bool
	level    cases.Fraction

	validators *types.ValidatorSet
	commit     *types.Commit
	blockID    *types.BlockID
}

func newCommit(in *cases.Inputs) verdict.Question {
	q := &commitQuestion{
		variant:         in.Text("variant"),
		chainID:         in.Text("chain_id"),
		validatorsBytes: in.Bytes("validators"),
		commitBytes:     in.Bytes("commit"),
	}
	switch q.variant {
	case "full", "light", "light_all":
		q.blockIDBytes = in.Bytes("block_id")
		q.height = in.Int64("height")
	case "trusting", "trusting_all":
		q.trusting = true
		q.level = in.Fraction("trust_level")
	default:
		in.Fail("unknown variant `%s`", q.variant)
	}
	return q
}

func (q *commitQuestion) Messages() []verdict.Message {
	messages := []verdict.Message{
		{Shape: wire.ValidatorSet, Bytes: q.validatorsBytes},
		{Shape: wire.Commit, Bytes: q.commitBytes},
	}
	if !q.trusting {
		messages = append(messages, verdict.Message{Shape: wire.BlockID, Bytes: q.blockIDBytes})
	}
	return messages
}

func (q *commitQuestion) Decode() (err error) {
	q.validators, err = verdict.Decode("validators", q.validatorsBytes, types.ValidatorSetFromProto)
	if err != nil {
		return err
	}
	if q.commit, err = verdict.Decode("commit", q.commitBytes, types.CommitFromProto); err != nil {
		return err
	}
	if !q.trusting {
		q.blockID, err = verdict.Decode("block_id", q.blockIDBytes, types.BlockIDFromProto)
	}
	return err
}

func (q *commitQuestion) Verify() cases.Verdict {
	return q.verifyCommit(q.commit)
}

func (q *commitQuestion) verifyCommit(commit *types.Commit) cases.Verdict {
	err := q.ask(commit)
	var power types.ErrNotEnoughVotingPowerSigned
	if q.trusting && errors.As(err, &power) {
		return cases.Refused(cases.NotEnoughTrust, err.Error())
	}
	return verdict.Outcome(err)
}

func (q *commitQuestion) ask(commit *types.Commit) error {
	set := q.validators
	switch q.variant {
	case "full":
		return set.VerifyCommit(q.chainID, *q.blockID, q.height, commit)
	case "light":
		return set.VerifyCommitLight(q.chainID, *q.blockID, q.height, commit)
	case "light_all":
		return set.VerifyCommitLightAllSignatures(q.chainID, *q.blockID, q.height, commit)
	case "trusting":
		return set.VerifyCommitLightTrusting(q.chainID, commit, fraction(q.level))
	default:
		return set.VerifyCommitLightTrustingAllSignatures(q.chainID, commit, fraction(q.level))
	}
}

func (q *commitQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	if q.trusting && !q.level.IsTrustLevel() {
		return verdict.Stricter{Rule: "trust-level-range", Class: cases.Malformed}
	}
	commit, found := verdict.WithoutResidues(q.commit, q.validators)
	return verdict.ResidueRule(found, own, func() cases.Verdict { return q.verifyCommit(commit) })
}
