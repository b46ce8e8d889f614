package cometbft

import (
	"time"

	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// duplicateVoteQuestion asks whether a validator signed two votes.
type duplicateVoteQuestion struct {
	chainID                        string
	evidenceBytes, validatorsBytes []byte

	evidence   *types.DuplicateVoteEvidence
	validators *types.ValidatorSet
}

func newDuplicateVote(in *cases.Inputs) verdict.Question {
	return &duplicateVoteQuestion{
		chainID:         in.Text("chain_id"),
		evidenceBytes:   in.Bytes("evidence"),
		validatorsBytes: in.Bytes("validators"),
	}
}

func (q *duplicateVoteQuestion) Messages() []verdict.Message {
	return []verdict.Message{
		{Shape: wire.DuplicateVoteEvidence, Bytes: q.evidenceBytes},
		{Shape: wire.ValidatorSet, Bytes: q.validatorsBytes},
	}
}

func (q *duplicateVoteQuestion) Decode() (err error) {
	q.evidence, err = verdict.Decode("evidence", q.evidenceBytes, types.DuplicateVoteEvidenceFromProto)
	if err != nil {
		return err
	}
	q.validators, err = verdict.Decode("validators", q.validatorsBytes, types.ValidatorSetFromProto)
	return err
}

func (q *duplicateVoteQuestion) Verify() cases.Verdict {
	return verdict.Outcome(evidence.VerifyDuplicateVote(q.evidence, q.chainID, q.validators))
}

func (q *duplicateVoteQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	replaced, found := verdict.VotesWithoutResidues(q.evidence, q.validators)
	return verdict.ResidueRule(found, own, func() cases.Verdict {
		return verdict.Outcome(evidence.VerifyDuplicateVote(replaced, q.chainID, q.validators))
	})
}

// attackQuestion asks whether a block was signed to deceive light clients, and by whom.
type attackQuestion struct {
	evidenceBytes, commonBytes, commonSetBytes, trustedBytes []byte

	now    time.Time
	maxAge time.Duration

	evidence        *types.LightClientAttackEvidence
	common, trusted *types.SignedHeader
	commonSet       *types.ValidatorSet
}

func newLightClientAttack(in *cases.Inputs) verdict.Question {
	return &attackQuestion{
		evidenceBytes:  in.Bytes("evidence"),
		commonBytes:    in.Bytes("common"),
		commonSetBytes: in.Bytes("common_validators"),
		trustedBytes:   in.Bytes("trusted"),
		now:            in.Time("now"),
		maxAge:         in.Duration("max_age"),
	}
}

func (q *attackQuestion) Messages() []verdict.Message {
	return []verdict.Message{
		{Shape: wire.LightClientAttackEvidence, Bytes: q.evidenceBytes},
		{Shape: wire.SignedHeader, Bytes: q.commonBytes},
		{Shape: wire.ValidatorSet, Bytes: q.commonSetBytes},
		{Shape: wire.SignedHeader, Bytes: q.trustedBytes},
	}
}

func (q *attackQuestion) Decode() (err error) {
	q.evidence, err = verdict.Decode("evidence", q.evidenceBytes, types.LightClientAttackEvidenceFromProto)
	if err != nil {
		return err
	}
	if q.common, err = signedHeader("common", q.commonBytes); err != nil {
		return err
	}
	q.commonSet, err = verdict.Decode("common_validators", q.commonSetBytes, types.ValidatorSetFromProto)
	if err != nil {
		return err
	}
	q.trusted, err = signedHeader("trusted", q.trustedBytes)
	return err
}

func (q *attackQuestion) Verify() cases.Verdict {
	own := q.verifyEvidence(q.evidence)
	if !own.OK {
		return own
	}
	return verdict.Byzantine(q.evidence.GetByzantineValidators(q.commonSet, q.trusted))
}

func (q *attackQuestion) verifyEvidence(attack *types.LightClientAttackEvidence) cases.Verdict {
	return verdict.Outcome(evidence.VerifyLightClientAttack(
		attack, q.common, q.trusted, q.commonSet, q.now, q.maxAge))
}

func (q *attackQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	block := *q.evidence.ConflictingBlock
	commit, found := verdict.WithoutResidues(block.Commit, q.commonSet, block.ValidatorSet)
	block.SignedHeader = &types.SignedHeader{Header: block.Header, Commit: commit}
	replaced := *q.evidence
	replaced.ConflictingBlock = &block
	return verdict.ResidueRule(found, own, func() cases.Verdict { return q.verifyEvidence(&replaced) })
}
