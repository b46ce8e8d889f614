package light

import (
	"errors"
	"time"

	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/stored"
)

// question asks whether a block follows from a header. It says yes where parhelion does, and puts a
// no into CometBFT's words.
type question struct {
	trusted *types.Header
	// trustedVals is a message, or nil where the block follows directly.
	trustedVals   []byte
	untrusted     *types.SignedHeader
	untrustedVals *types.ValidatorSet
	options       parhelion.Options
	now           time.Time
}

// ask verifies by the set with the hash next.
func (q *question) ask(next []byte) error {
	trusted, err := stored.State(q.trusted, next, nil)
	if err != nil {
		return err
	}
	block, err := cometbft.MarshalParts(q.untrusted, q.untrustedVals)
	if err != nil {
		return q.malformed(err)
	}
	if _, err = shared().Verify(trusted, q.trustedVals, block, q.options, q.now); err != nil {
		return q.explain(err)
	}
	return nil
}

// explain gives a refusal the type that it has in CometBFT.
func (q *question) explain(err error) error {
	var refused *parhelion.Error
	if !errors.As(err, &refused) {
		return err
	}
	switch refused.Code {
	case parhelion.CodeHeaderExpired:
		return q.expired()
	case parhelion.CodeNotEnoughTrust:
		return ErrNewValSetCantBeTrusted{Reason: power(refused)}
	case parhelion.CodeNotEnoughPower:
		return ErrInvalidHeader{Reason: power(refused)}
	case parhelion.CodeCommitSize:
		return ErrInvalidHeader{Reason: types.NewErrInvalidCommitSignatures(
			len(q.untrustedVals.Validators), len(q.untrusted.Commit.Signatures))}
	case parhelion.CodeNextValidatorsHashMismatch, parhelion.CodeDoubleVote,
		parhelion.CodePowerOverflow:
		// CometBFT says nothing about the header here: these come from asking the trusted set.
		return err
	case parhelion.CodeTrustThresholdRange, parhelion.CodeTrustedValidatorsHashMismatch:
		return q.wrongCall(err)
	}
	switch refused.Class {
	case parhelion.Malformed:
		if q.trustedVals != nil && parhelion.Check(parhelion.MessageValidatorSet, "", q.trustedVals) != nil {
			return q.wrongCall(err)
		}
		return q.malformed(err)
	case parhelion.Invalid:
		if q.trustedVals != nil && q.refusedByTrusted(refused.Code) {
			return err
		}
		return ErrInvalidHeader{Reason: err}
	}
	return err
}

func power(refused *parhelion.Error) types.ErrNotEnoughVotingPowerSigned {
	return types.ErrNotEnoughVotingPowerSigned{
		Got: int64(refused.Tallied), Needed: int64(refused.Needed),
	}
}

func (q *question) expired() error {
	return ErrOldHeaderExpired{At: q.trusted.Time.Add(q.options.TrustingPeriod), Now: q.now}
}

// malformed is what is found while the block is read: before expiry here, after it in CometBFT.
func (q *question) malformed(err error) error {
	if q.isExpired() {
		return q.expired()
	}
	return ErrInvalidHeader{Reason: err}
}

// wrongCall is a refusal of what the caller trusts, which says nothing about the header.
func (q *question) wrongCall(err error) error {
	if q.isExpired() {
		return q.expired()
	}
	return err
}

func (q *question) isExpired() bool {
	signed := &types.SignedHeader{Header: q.trusted}
	return cometlight.HeaderExpired(signed, q.options.TrustingPeriod, q.now)
}

// refusedByTrusted tells whether a refusal came from asking the trusted set: CometBFT blames the
// header for signatures that its own set has to have made, and nobody for the others.
func (q *question) refusedByTrusted(code parhelion.Code) bool {
	if code != parhelion.CodeWrongSignature && code != parhelion.CodeSignatureLength {
		return false
	}
	commit, err := cometbft.MarshalCommit(q.untrusted.Commit)
	if err != nil {
		return false
	}
	_, err = shared().VerifyCommitTrusting(q.trusted.ChainID, q.trustedVals, commit,
		q.options.TrustThreshold, parhelion.RuleTrusting)
	return err != nil
}
