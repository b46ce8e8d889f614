package cometbft_test

import (
	"testing"
	"time"

	"github.com/cometbft/cometbft/evidence"
	cmtmath "github.com/cometbft/cometbft/libs/math"
	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/stored"
)

var verifier = parhelion.NewVerifier()

func TestLight(t *testing.T) {
	replay(t, "light", 1800, func(c *casefile.Case) *answers {
		options := parhelion.Options{
			TrustThreshold: parhelion.Threshold(c.TrustLevel),
			TrustingPeriod: time.Duration(c.TrustingPeriod), MaxClockDrift: time.Duration(c.MaxClockDrift),
		}
		trusted, next, block, err := decodeLight(c)
		a := &answers{theirs: undecoded{err}}
		state, bad := trust(c.Trusted, c.TrustedNext, trusted)
		if a.bytes = bad; bad == nil {
			_, a.bytes = verifier.Verify(state, c.TrustedNext, c.Untrusted, options, c.Now)
		}
		if err == nil {
			a.theirs = recovered(func() error {
				return cometlight.Verify(trusted, next, block.SignedHeader, block.ValidatorSet,
					options.TrustingPeriod, c.Now, options.MaxClockDrift, cmtmath.Fraction(c.TrustLevel))
			})
			state, a.types = stored.State(trusted.Header, trusted.NextValidatorsHash, nil)
			if a.types == nil {
				_, a.types = cometbft.Verify(verifier, state, next, block, options, c.Now)
			}
		}
		return a
	})
}

func decodeLight(c *casefile.Case) (
	trusted *types.SignedHeader, next *types.ValidatorSet, block *types.LightBlock, err error,
) {
	if trusted, err = casefile.SignedHeader(c.Trusted); err != nil {
		return nil, nil, nil, err
	}
	if next, err = casefile.ValidatorSet(c.TrustedNext); err == nil {
		block, err = casefile.LightBlock(c.Untrusted)
	}
	return trusted, next, block, err
}

func TestBackwards(t *testing.T) {
	replay(t, "backwards", 150, func(c *casefile.Case) *answers {
		trusted, err := casefile.SignedHeader(c.Trusted)
		var untrusted *types.SignedHeader
		if err == nil {
			untrusted, err = casefile.SignedHeader(c.Untrusted)
		}
		a := &answers{theirs: undecoded{err}}
		state, bad := trust(c.Trusted, anySet(), trusted)
		if a.bytes = bad; bad == nil {
			_, a.bytes = state.VerifyBackwards(c.Untrusted)
		}
		if err == nil {
			a.theirs = cometlight.VerifyBackwards(untrusted.Header, trusted.Header)
			_, a.types = cometbft.VerifyBackwards(state, untrusted)
		}
		return a
	})
}

func TestCommits(t *testing.T) {
	rules := map[string]parhelion.Rule{
		"full": parhelion.RuleFull, "light": parhelion.RuleLight, "light_all": parhelion.RuleLightAll,
		"trusting": parhelion.RuleTrusting, "trusting_all": parhelion.RuleTrustingAll,
	}
	replay(t, "commit", 1500, func(c *casefile.Case) *answers {
		rule := rules[c.Variant]
		a := &answers{trusting: c.BlockID == nil}
		bytes, err := c.Set()
		if err != nil {
			t.Fatal(err)
		}
		if a.trusting {
			_, a.bytes = verifier.VerifyCommitTrusting(c.ChainID, bytes, c.Commit,
				parhelion.Threshold(c.TrustLevel), rule)
		} else {
			_, a.bytes = verifier.VerifyCommit(c.ChainID, bytes, c.BlockID, c.Height, c.Commit, rule)
		}
		set, commit, id, err := decodeCommit(c, bytes)
		if err != nil {
			a.theirs = undecoded{err}
			return a
		}
		if a.trusting {
			_, a.types = cometbft.VerifyCommitTrusting(verifier, c.ChainID, set, commit,
				cmtmath.Fraction(c.TrustLevel), rule)
		} else {
			_, a.types = cometbft.VerifyCommit(verifier, c.ChainID, set, *id, c.Height, commit, rule)
		}
		a.theirs = recovered(func() error { return verifyCommit(c, set, commit, id) })
		return a
	})
}

func decodeCommit(c *casefile.Case, bytes []byte) (
	set *types.ValidatorSet, commit *types.Commit, id *types.BlockID, err error,
) {
	if set, err = casefile.ValidatorSet(bytes); err != nil {
		return nil, nil, nil, err
	}
	if commit, err = casefile.Commit(c.Commit); err == nil && c.BlockID != nil {
		id, err = casefile.BlockID(c.BlockID)
	}
	return set, commit, id, err
}

func verifyCommit(
	c *casefile.Case, set *types.ValidatorSet, commit *types.Commit, id *types.BlockID,
) error {
	switch c.Variant {
	case "full":
		return set.VerifyCommit(c.ChainID, *id, c.Height, commit)
	case "light":
		return set.VerifyCommitLight(c.ChainID, *id, c.Height, commit)
	case "light_all":
		return set.VerifyCommitLightAllSignatures(c.ChainID, *id, c.Height, commit)
	case "trusting":
		return set.VerifyCommitLightTrusting(c.ChainID, commit, cmtmath.Fraction(c.TrustLevel))
	}
	return set.VerifyCommitLightTrustingAllSignatures(c.ChainID, commit, cmtmath.Fraction(c.TrustLevel))
}

func TestDuplicateVotes(t *testing.T) {
	replay(t, "duplicate_vote", 700, func(c *casefile.Case) *answers {
		a := &answers{}
		bytes, err := c.Set()
		if err != nil {
			t.Fatal(err)
		}
		_, a.bytes = parhelion.VerifyDuplicateVote(c.ChainID, bytes, c.Evidence)
		votes, err := casefile.DuplicateVote(c.Evidence)
		var set *types.ValidatorSet
		if err == nil {
			set, err = casefile.ValidatorSet(bytes)
		}
		if err != nil {
			a.theirs = undecoded{err}
			return a
		}
		a.theirs = recovered(func() error { return evidence.VerifyDuplicateVote(votes, c.ChainID, set) })
		_, a.types = cometbft.VerifyDuplicateVote(c.ChainID, set, votes)
		return a
	})
}

func TestLightClientAttacks(t *testing.T) {
	replay(t, "light_client_attack", 600, func(c *casefile.Case) *answers {
		a := &answers{}
		var attack parhelion.Attack
		attack, a.bytes = verifier.VerifyLightClientAttack(c.Common, c.CommonValidators, c.Trusted, c.Evidence)
		if a.bytes != nil && parhelion.Check(parhelion.MessageLightClientAttack, "", c.Evidence) != nil {
			// What a part of the evidence breaks, the judge finds before it verifies.
			a.bytes = undecoded{a.bytes}
		}
		a.bytesGuilty = guilty(attack)
		found, common, set, trusted, err := decodeAttack(c)
		if err != nil {
			a.theirs = undecoded{err}
			return a
		}
		a.theirs = recovered(func() error {
			return evidence.VerifyLightClientAttack(found, common, trusted, set, c.Now, time.Hour)
		})
		if a.theirs == nil {
			for _, validator := range found.GetByzantineValidators(set, trusted) {
				a.theirGuilty = append(a.theirGuilty, addressOf(validator.Address))
			}
		}
		attack, a.types = cometbft.VerifyLightClientAttack(verifier, common, set, trusted, found)
		a.typesGuilty = guilty(attack)
		return a
	})
}

func decodeAttack(c *casefile.Case) (
	found *types.LightClientAttackEvidence, common *types.SignedHeader, set *types.ValidatorSet,
	trusted *types.SignedHeader, err error,
) {
	if found, err = casefile.LightClientAttack(c.Evidence); err != nil {
		return nil, nil, nil, nil, err
	}
	if common, err = casefile.SignedHeader(c.Common); err != nil {
		return nil, nil, nil, nil, err
	}
	if set, err = casefile.ValidatorSet(c.CommonValidators); err == nil {
		trusted, err = casefile.SignedHeader(c.Trusted)
	}
	return found, common, set, trusted, err
}

func guilty(attack parhelion.Attack) (addresses []string) {
	for _, signer := range attack.Signers {
		addresses = append(addresses, addressOf(signer.Address[:]))
	}
	return addresses
}
