package parhelion

import (
	"runtime"
	"time"
)

// Threshold is a share of power, which has to be exceeded.
type Threshold struct{ Numerator, Denominator uint64 }

// Options is what the caller decides.
type Options struct {
	// TrustThreshold is the share of the trusted set that must have signed a block which does not
	// follow directly: a fraction in [1/3, 1].
	TrustThreshold Threshold
	// TrustingPeriod is for how long after its time a trusted header may be built on. Keep it well
	// below the chain's unbonding period: after that its validators can sign a fork at no cost.
	TrustingPeriod time.Duration
	// MaxClockDrift is by how much a header may be ahead of now.
	MaxClockDrift time.Duration
}

// DefaultOptions: a third; two weeks, which is two thirds of the usual unbonding period; ten seconds.
var DefaultOptions = Options{
	TrustThreshold: Threshold{1, 3},
	TrustingPeriod: 14 * 24 * time.Hour,
	MaxClockDrift:  10 * time.Second,
}

// Verifier checks signatures in batches, and remembers keys between calls. Any number of goroutines
// may use one; make one and keep it. It holds a handle for each call that runs at the same time, and
// what it holds is freed when it is no longer reachable.
type Verifier struct{ pool *pool }

// NewVerifier makes a verifier.
func NewVerifier() *Verifier {
	v := &Verifier{pool: new(pool)}
	runtime.AddCleanup(v, (*pool).close, v.pool)
	return v
}

func (v *Verifier) with(call func(machine) error) error {
	defer runtime.KeepAlive(v)
	return v.pool.with(call)
}

// Verify verifies a block of any height above the trusted one, and gives the state to go on from.
// An error of [ErrNotEnoughTrust] means: verify a block in between first.
//
// trustedValidators is the validator set that follows the trusted header, as a
// tendermint.types.ValidatorSet; it may be nil for the height that follows directly. block is a
// tendermint.types.LightBlock.
func (v *Verifier) Verify(
	state TrustedState, trustedValidators, block []byte, options Options, now time.Time,
) (TrustedState, error) {
	var next TrustedState
	err := v.with(func(m machine) error {
		return m.verify(&state, trustedValidators, block, &options, now, &next)
	})
	return next, err
}

// VerifyWindow verifies blocks that follow one another directly, the first of them the trusted
// header, with one batch for the signatures of all. Some tens of blocks at once are best.
//
// It gives the state of the last block that was verified (state itself where none was), how many
// were, and the error of the first that was not.
func (v *Verifier) VerifyWindow(
	state TrustedState, blocks [][]byte, options Options, now time.Time,
) (TrustedState, int, error) {
	next, verified := state, 0
	err := v.with(func(m machine) error {
		return m.window(&state, blocks, &options, now, &next, &verified)
	})
	return next, verified, err
}
