package cometbft

import (
	"bytes"
	"errors"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// lightQuestion asks whether a trusted header leads to an untrusted block.
type lightQuestion struct {
	trustedBytes, nextBytes, untrustedBytes []byte

	level         cases.Fraction
	period, drift time.Duration
	now           time.Time

	trusted   *types.SignedHeader
	next      *types.ValidatorSet
	untrusted *types.LightBlock
}

func newLight(in *cases.Inputs) verdict.Question {
	return &lightQuestion{
		trustedBytes:   in.Bytes("trusted"),
		nextBytes:      in.Bytes("trusted_next"),
		untrustedBytes: in.Bytes("untrusted"),
		level:          in.Fraction("trust_level"),
		period:         in.Duration("trusting_period"),
		drift:          in.Duration("max_clock_drift"),
		now:            in.Time("now"),
	}
}

func (q *lightQuestion) Messages() []verdict.Message {
	return []verdict.Message{
		{Shape: wire.SignedHeader, Bytes: q.trustedBytes},
		{Shape: wire.ValidatorSet, Bytes: q.nextBytes},
		{Shape: wire.LightBlock, Bytes: q.untrustedBytes},
	}
}

func (q *lightQuestion) Decode() (err error) {
	if q.trusted, err = signedHeader("trusted", q.trustedBytes); err != nil {
		return err
	}
	if q.next, err = verdict.Decode("trusted_next", q.nextBytes, types.ValidatorSetFromProto); err != nil {
		return err
	}
	q.untrusted, err = lightBlock("untrusted", q.untrustedBytes)
	return err
}

func (q *lightQuestion) Verify() cases.Verdict {
	return q.verifyCommit(q.untrusted.Commit)
}

func (q *lightQuestion) verifyCommit(commit *types.Commit) cases.Verdict {
	untrusted := &types.SignedHeader{Header: q.untrusted.Header, Commit: commit}
	err := light.Verify(q.trusted, q.next, untrusted, q.untrusted.ValidatorSet, q.period, q.now,
		q.drift, fraction(q.level))
	var expired light.ErrOldHeaderExpired
	var trust light.ErrNewValSetCantBeTrusted
	switch {
	case errors.As(err, &expired):
		return cases.Refused(cases.Expired, err.Error())
	case errors.As(err, &trust):
		return cases.Refused(cases.NotEnoughTrust, err.Error())
	default:
		return verdict.Outcome(err)
	}
}

func (q *lightQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	if !q.level.IsTrustLevel() {
		return verdict.Stricter{Rule: "trust-level-range", Class: cases.Malformed}
	}
	if !bytes.Equal(q.trusted.NextValidatorsHash, q.next.Hash()) {
		return verdict.Stricter{Rule: "trusted-next-hash", Class: cases.Malformed}
	}
	// Where there is no hash that the commit could name, CometBFT finds out later, if at all.
	if own.Class == cases.Invalid && q.untrusted.Hash() == nil &&
		q.untrusted.SignedHeader.ValidateBasic(q.trusted.ChainID) == nil {
		return verdict.Stricter{Rule: "no-header-hash", Class: cases.Invalid}
	}
	commit, found := verdict.WithoutResidues(q.untrusted.Commit, q.next, q.untrusted.ValidatorSet)
	return verdict.ResidueRule(found, own, func() cases.Verdict { return q.verifyCommit(commit) })
}

func fraction(level cases.Fraction) cmtmath.Fraction {
	return cmtmath.Fraction{Numerator: level.Numerator, Denominator: level.Denominator}
}

// backwardsQuestion asks whether a header is the one before a trusted header.
type backwardsQuestion struct {
	trustedBytes, untrustedBytes []byte
	trusted, untrusted           *types.SignedHeader
}

func newBackwards(in *cases.Inputs) verdict.Question {
	return &backwardsQuestion{
		trustedBytes:   in.Bytes("trusted"),
		untrustedBytes: in.Bytes("untrusted"),
	}
}

func (q *backwardsQuestion) Messages() []verdict.Message {
	return []verdict.Message{
		{Shape: wire.SignedHeader, Bytes: q.trustedBytes},
		{Shape: wire.SignedHeader, Bytes: q.untrustedBytes},
	}
}

func (q *backwardsQuestion) Decode() (err error) {
	if q.trusted, err = signedHeader("trusted", q.trustedBytes); err != nil {
		return err
	}
	q.untrusted, err = signedHeader("untrusted", q.untrustedBytes)
	return err
}

func (q *backwardsQuestion) Verify() cases.Verdict {
	return verdict.Outcome(light.VerifyBackwards(q.untrusted.Header, q.trusted.Header))
}

func (q *backwardsQuestion) Stricter(own cases.Verdict) verdict.Stricter {
	// To CometBFT, no hash equals an empty one.
	if own.OK && q.untrusted.Hash() == nil {
		return verdict.Stricter{Rule: "no-header-hash", Class: cases.Invalid}
	}
	return verdict.Stricter{}
}
