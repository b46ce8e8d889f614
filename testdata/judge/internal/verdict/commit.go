package verdict

import (
	"errors"

	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
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

func newCommit(in *cases.Inputs) question {
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

func (q *commitQuestion) messages() []encoded {
	messages := []encoded{{wire.ValidatorSet, q.validatorsBytes}, {wire.Commit, q.commitBytes}}
	if !q.trusting {
		messages = append(messages, encoded{wire.BlockID, q.blockIDBytes})
	}
	return messages
}

func (q *commitQuestion) decode() (err error) {
	q.validators, err = decode("validators", q.validatorsBytes, types.ValidatorSetFromProto)
	if err != nil {
		return err
	}
	if q.commit, err = decode("commit", q.commitBytes, types.CommitFromProto); err != nil {
		return err
	}
	if !q.trusting {
		q.blockID, err = decode("block_id", q.blockIDBytes, types.BlockIDFromProto)
	}
	return err
}

func (q *commitQuestion) verify() cases.Verdict {
	return q.verifyCommit(q.commit)
}

func (q *commitQuestion) verifyCommit(commit *types.Commit) cases.Verdict {
	err := q.ask(commit)
	var power types.ErrNotEnoughVotingPowerSigned
	if q.trusting && errors.As(err, &power) {
		return cases.Refused(cases.NotEnoughTrust, err.Error())
	}
	return outcome(err)
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

func (q *commitQuestion) stricter(own cases.Verdict) stricter {
	if q.trusting && !q.level.IsTrustLevel() {
		return stricter{"trust-level-range", cases.Malformed}
	}
	commit, found := withoutResidues(q.commit, q.validators)
	return residueRule(found, own, func() cases.Verdict { return q.verifyCommit(commit) })
}
