package cometbft

import (
	"fmt"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
)

// TrustOnFaith trusts a header because somebody vouches for its hash. Nothing is verified but that
// this is the header with that hash.
func TrustOnFaith(block *types.LightBlock, hash []byte) (parhelion.TrustedState, error) {
	var none parhelion.TrustedState
	if len(hash) != 32 {
		return none, fmt.Errorf("the hash has %d bytes, not 32", len(hash))
	}
	message, err := MarshalLightBlock(block)
	if err != nil {
		return none, err
	}
	return parhelion.TrustOnFaith(message, [32]byte(hash))
}

// Verify verifies a block of any height above the trusted one, and gives the state to go on from.
// The trusted validators are those that follow the trusted header; nil will do for the block that
// follows directly.
func Verify(
	verifier *parhelion.Verifier, state parhelion.TrustedState, trustedValidators *types.ValidatorSet,
	block *types.LightBlock, options parhelion.Options, now time.Time,
) (parhelion.TrustedState, error) {
	var none parhelion.TrustedState
	var set []byte
	if trustedValidators != nil {
		var err error
		if set, err = MarshalValidatorSet(trustedValidators); err != nil {
			return none, err
		}
	}
	message, err := MarshalLightBlock(block)
	if err != nil {
		return none, err
	}
	return verifier.Verify(state, set, message, options, now)
}

// VerifyWindow verifies blocks that follow one another, the first of them the trusted header. It
// tells how many were verified, the state after the last of these, and why the next was not.
func VerifyWindow(
	verifier *parhelion.Verifier, state parhelion.TrustedState, blocks []*types.LightBlock,
	options parhelion.Options, now time.Time,
) (parhelion.TrustedState, int, error) {
	messages := make([][]byte, len(blocks))
	for i, block := range blocks {
		var err error
		if messages[i], err = MarshalLightBlock(block); err != nil {
			return state, 0, fmt.Errorf("block %d of the window: %w", i, err)
		}
	}
	return verifier.VerifyWindow(state, messages, options, now)
}

// VerifyBackwards verifies the header of the block before the trusted one, by its hash alone.
func VerifyBackwards(
	state parhelion.TrustedState, signed *types.SignedHeader,
) (parhelion.TrustedState, error) {
	message, err := MarshalSignedHeader(signed)
	if err != nil {
		return parhelion.TrustedState{}, err
	}
	return state.VerifyBackwards(message)
}

// VerifyCommit verifies a commit by the set of its height, under one of the rules Full, Light and
// LightAll: types.VerifyCommit, VerifyCommitLight and VerifyCommitLightAllSignatures.
func VerifyCommit(
	verifier *parhelion.Verifier, chainID string, validators *types.ValidatorSet, id types.BlockID,
	height int64, commit *types.Commit, rule parhelion.Rule,
) (parhelion.Tally, error) {
	set, message, err := marshalCommit(validators, commit)
	if err != nil {
		return parhelion.Tally{}, err
	}
	return verifier.VerifyCommit(chainID, set, MarshalBlockID(id), height, message, rule)
}

// VerifyCommitTrusting verifies that enough of a trusted set signed a commit, under one of the
// rules Trusting and TrustingAll: types.VerifyCommitLightTrusting and
// VerifyCommitLightTrustingAllSignatures.
func VerifyCommitTrusting(
	verifier *parhelion.Verifier, chainID string, validators *types.ValidatorSet,
	commit *types.Commit, trustLevel cmtmath.Fraction, rule parhelion.Rule,
) (parhelion.Tally, error) {
	set, message, err := marshalCommit(validators, commit)
	if err != nil {
		return parhelion.Tally{}, err
	}
	return verifier.VerifyCommitTrusting(chainID, set, message, parhelion.Threshold(trustLevel), rule)
}

func marshalCommit(validators *types.ValidatorSet, commit *types.Commit) (set, message []byte, err error) {
	if set, err = MarshalValidatorSet(validators); err != nil {
		return nil, nil, err
	}
	message, err = MarshalCommit(commit)
	return set, message, err
}
