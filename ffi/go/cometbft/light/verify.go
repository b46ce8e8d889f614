package light

import (
	"errors"
	"sync"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/stored"
)

// What a file that used CometBFT's package for [Verify] also has from there.
type (
	// ErrOldHeaderExpired is CometBFT's.
	ErrOldHeaderExpired = cometlight.ErrOldHeaderExpired
	// ErrNewValSetCantBeTrusted is CometBFT's.
	ErrNewValSetCantBeTrusted = cometlight.ErrNewValSetCantBeTrusted
	// ErrInvalidHeader is CometBFT's. Its reason is a *parhelion.Error, but where CometBFT has a
	// type for it.
	ErrInvalidHeader = cometlight.ErrInvalidHeader
)

// DefaultTrustLevel is CometBFT's: a third.
var DefaultTrustLevel = cometlight.DefaultTrustLevel

// shared is one for all callers, as the cache of keys is in CometBFT.
var shared = sync.OnceValue(parhelion.NewVerifier)

// Verify is light.Verify of CometBFT: [VerifyAdjacent] where the header follows the trusted one
// directly, else [VerifyNonAdjacent].
func Verify(
	trustedHeader *types.SignedHeader, trustedVals *types.ValidatorSet,
	untrustedHeader *types.SignedHeader, untrustedVals *types.ValidatorSet,
	trustingPeriod time.Duration, now time.Time, maxClockDrift time.Duration,
	trustLevel cmtmath.Fraction,
) error {
	if follows(trustedHeader, untrustedHeader) {
		return VerifyAdjacent(trustedHeader, untrustedHeader, untrustedVals, trustingPeriod, now,
			maxClockDrift)
	}
	return VerifyNonAdjacent(trustedHeader, trustedVals, untrustedHeader, untrustedVals,
		trustingPeriod, now, maxClockDrift, trustLevel)
}

// VerifyAdjacent is light.VerifyAdjacent of CometBFT.
func VerifyAdjacent(
	trustedHeader *types.SignedHeader, untrustedHeader *types.SignedHeader,
	untrustedVals *types.ValidatorSet,
	trustingPeriod time.Duration, now time.Time, maxClockDrift time.Duration,
) error {
	if err := complete(trustedHeader, untrustedHeader); err != nil {
		return err
	}
	if !follows(trustedHeader, untrustedHeader) {
		return errors.New("headers must be adjacent in height")
	}
	q := question{
		trusted: trustedHeader.Header, untrusted: untrustedHeader, untrustedVals: untrustedVals,
		options: options(trustingPeriod, maxClockDrift, DefaultTrustLevel), now: now,
	}
	return q.ask(trustedHeader.NextValidatorsHash)
}

// VerifyNonAdjacent is light.VerifyNonAdjacent of CometBFT. The trusted validators are those of the
// trusted header, or those that follow it; CometBFT leaves it to the caller that they are.
func VerifyNonAdjacent(
	trustedHeader *types.SignedHeader, trustedVals *types.ValidatorSet,
	untrustedHeader *types.SignedHeader, untrustedVals *types.ValidatorSet,
	trustingPeriod time.Duration, now time.Time, maxClockDrift time.Duration,
	trustLevel cmtmath.Fraction,
) error {
	if err := complete(trustedHeader, untrustedHeader); err != nil {
		return err
	}
	if follows(trustedHeader, untrustedHeader) {
		return errors.New("headers must be non adjacent in height")
	}
	set, err := cometbft.MarshalValidatorSet(trustedVals)
	if err != nil {
		return err
	}
	q := question{
		trusted: trustedHeader.Header, trustedVals: set,
		untrusted: untrustedHeader, untrustedVals: untrustedVals,
		options: options(trustingPeriod, maxClockDrift, trustLevel), now: now,
	}
	err = q.ask(trustedHeader.NextValidatorsHash)
	if errors.Is(err, parhelion.ErrTrustedValidatorsHashMismatch) {
		return q.ask(trustedHeader.ValidatorsHash)
	}
	return err
}

// VerifyBackwards is light.VerifyBackwards of CometBFT.
func VerifyBackwards(untrustedHeader, trustedHeader *types.Header) error {
	if untrustedHeader == nil || trustedHeader == nil {
		return errors.New("a header is missing")
	}
	trusted, err := stored.State(trustedHeader, nil, trustedHeader.LastBlockID.Hash)
	if err != nil {
		return err
	}
	// Nobody has to have signed the header, but the message has a place for a commit.
	signed := &types.SignedHeader{Header: untrustedHeader, Commit: &types.Commit{}}
	message, err := cometbft.MarshalSignedHeader(signed)
	if err == nil {
		_, err = trusted.VerifyBackwards(message)
	}
	if err != nil {
		return ErrInvalidHeader{Reason: err}
	}
	return nil
}

func follows(trusted, untrusted *types.SignedHeader) bool {
	return complete(trusted, untrusted) == nil && untrusted.Height == trusted.Height+1
}

// complete refuses what CometBFT's functions panic on.
func complete(trusted, untrusted *types.SignedHeader) error {
	for _, signed := range []*types.SignedHeader{trusted, untrusted} {
		if signed == nil || signed.Header == nil {
			return errors.New("a header is missing")
		}
	}
	return nil
}

func options(period, drift time.Duration, level cmtmath.Fraction) parhelion.Options {
	return parhelion.Options{
		TrustThreshold: parhelion.Threshold{Numerator: level.Numerator, Denominator: level.Denominator},
		TrustingPeriod: period,
		MaxClockDrift:  drift,
	}
}
