package verdict

import (
	"encoding/hex"
	"time"

	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/wire"
)

// duplicateVoteQuestion asks whether a validator signed two votes.
type duplicateVoteQuestion struct {
	chainID                        string
	evidenceBytes, validatorsBytes []byte

	evidence   *types.DuplicateVoteEvidence
	validators *types.ValidatorSet
}

func newDuplicateVote(in *cases.Inputs) question {
	return &duplicateVoteQuestion{
		chainID:         in.Text("chain_id"),
		evidenceBytes:   in.Bytes("evidence"),
		validatorsBytes: in.Bytes("validators"),
	}
}

func (q *duplicateVoteQuestion) messages() []encoded {
	return []encoded{
		{wire.DuplicateVoteEvidence, q.evidenceBytes},
		{wire.ValidatorSet, q.validatorsBytes},
	}
}

func (q *duplicateVoteQuestion) decode() (err error) {
	q.evidence, err = decode("evidence", q.evidenceBytes, types.DuplicateVoteEvidenceFromProto)
	if err != nil {
		return err
	}
	q.validators, err = decode("validators", q.validatorsBytes, types.ValidatorSetFromProto)
	return err
}

func (q *duplicateVoteQuestion) verify() cases.Verdict {
	return outcome(evidence.VerifyDuplicateVote(q.evidence, q.chainID, q.validators))
}

func (q *duplicateVoteQuestion) stricter(own cases.Verdict) stricter {
	replaced := *q.evidence
	found := false
	for _, vote := range []**types.Vote{&replaced.VoteA, &replaced.VoteB} {
		sets := []*types.ValidatorSet{q.validators}
		if outOfRange((*vote).Signature) && hasSecp256k1Key((*vote).ValidatorAddress, sets) {
			*vote = (*vote).Copy()
			(*vote).Signature = refusedSignature()
			found = true
		}
	}
	return residueRule(found, own, func() cases.Verdict {
		return outcome(evidence.VerifyDuplicateVote(&replaced, q.chainID, q.validators))
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

func newLightClientAttack(in *cases.Inputs) question {
	return &attackQuestion{
		evidenceBytes:  in.Bytes("evidence"),
		commonBytes:    in.Bytes("common"),
		commonSetBytes: in.Bytes("common_validators"),
		trustedBytes:   in.Bytes("trusted"),
		now:            in.Time("now"),
		maxAge:         in.Duration("max_age"),
	}
}

func (q *attackQuestion) messages() []encoded {
	return []encoded{
		{wire.LightClientAttackEvidence, q.evidenceBytes},
		{wire.SignedHeader, q.commonBytes},
		{wire.ValidatorSet, q.commonSetBytes},
		{wire.SignedHeader, q.trustedBytes},
	}
}

func (q *attackQuestion) decode() (err error) {
	q.evidence, err = decode("evidence", q.evidenceBytes, types.LightClientAttackEvidenceFromProto)
	if err != nil {
		return err
	}
	if q.common, err = signedHeader("common", q.commonBytes); err != nil {
		return err
	}
	q.commonSet, err = decode("common_validators", q.commonSetBytes, types.ValidatorSetFromProto)
	if err != nil {
		return err
	}
	q.trusted, err = signedHeader("trusted", q.trustedBytes)
	return err
}

func (q *attackQuestion) verify() cases.Verdict {
	verdict := q.verifyEvidence(q.evidence)
	if verdict.OK {
		byzantine := []string{}
		for _, validator := range q.evidence.GetByzantineValidators(q.commonSet, q.trusted) {
			byzantine = append(byzantine, hex.EncodeToString(validator.Address))
		}
		verdict.Byzantine = &byzantine
	}
	return verdict
}

func (q *attackQuestion) verifyEvidence(attack *types.LightClientAttackEvidence) cases.Verdict {
	return outcome(evidence.VerifyLightClientAttack(
		attack, q.common, q.trusted, q.commonSet, q.now, q.maxAge))
}

func (q *attackQuestion) stricter(own cases.Verdict) stricter {
	block := *q.evidence.ConflictingBlock
	commit, found := withoutResidues(block.Commit, q.commonSet, block.ValidatorSet)
	block.SignedHeader = &types.SignedHeader{Header: block.Header, Commit: commit}
	replaced := *q.evidence
	replaced.ConflictingBlock = &block
	return residueRule(found, own, func() cases.Verdict { return q.verifyEvidence(&replaced) })
}
