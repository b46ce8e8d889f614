package cometbft_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
)

func TestFaithIsInOneHash(t *testing.T) {
	block := testchain.Steady(testchain.NewSet(0, 4, testchain.Equal), 1, 1)[0]
	state, err := cometbft.TrustOnFaith(block, block.Hash())
	if err != nil {
		t.Fatal(err)
	}
	info, err := state.Info()
	if err != nil || info.Height != 1 || info.ChainID != testchain.ChainID || !info.Time.Equal(block.Time) {
		t.Errorf("%v, %v", info, err)
	}
	wrong := append([]byte{}, block.Hash()...)
	wrong[31] ^= 1
	if _, err := cometbft.TrustOnFaith(block, wrong); !errors.Is(err, parhelion.ErrTrustedHashMismatch) {
		t.Errorf("another hash: %v", err)
	}
	for _, hash := range [][]byte{nil, wrong[:31], append(block.Hash(), 0)} {
		if _, err := cometbft.TrustOnFaith(block, hash); err == nil {
			t.Errorf("a hash of %d bytes", len(hash))
		}
	}
	if _, err := cometbft.TrustOnFaith(nil, block.Hash()); err == nil {
		t.Error("no block")
	}
}

func TestAWindowIsStepByStep(t *testing.T) {
	blocks := testchain.Steady(testchain.NewSet(0, 4, testchain.Equal), 6, 1)
	now := blocks[5].Time.Add(time.Minute)
	state, err := cometbft.TrustOnFaith(blocks[0], blocks[0].Hash())
	if err != nil {
		t.Fatal(err)
	}
	states := []parhelion.TrustedState{state}
	for _, block := range blocks[1:] {
		next, err := cometbft.Verify(verifier, states[len(states)-1], nil, block, parhelion.DefaultOptions, now)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, next)
	}
	last, verified, err := cometbft.VerifyWindow(verifier, state, blocks[1:], parhelion.DefaultOptions, now)
	if err != nil || verified != 5 || last != states[5] {
		t.Errorf("%d verified: %v", verified, err)
	}
	blocks[4].Commit.Signatures[1].Signature[40] ^= 1
	last, verified, err = cometbft.VerifyWindow(verifier, state, blocks[1:], parhelion.DefaultOptions, now)
	if !errors.Is(err, parhelion.ErrWrongSignature) || verified != 3 || last != states[3] {
		t.Errorf("%d verified: %v", verified, err)
	}
	blocks[2] = nil
	last, verified, err = cometbft.VerifyWindow(verifier, state, blocks[1:], parhelion.DefaultOptions, now)
	if err == nil || verified != 0 || last != state {
		t.Errorf("%d verified, with no block: %v", verified, err)
	}
}

func TestTwoVotesOfAKey(t *testing.T) {
	proven := 0
	err := casefile.Each("recorded/cases", "duplicate_vote", func(c *casefile.Case) {
		votes, err := casefile.DuplicateVote(c.Evidence)
		if err != nil || !c.Want.OK {
			return
		}
		accused := voter(t, c, votes)
		if accused.PubKey.Type() != ed25519.KeyType {
			return
		}
		proof, err := cometbft.VerifyDuplicateVoteByKey(c.ChainID, accused.PubKey, votes)
		if err != nil || proof.Height != uint64(votes.VoteA.Height) || proof.Validator != [20]byte(accused.Address) {
			t.Errorf("%s: %v, %v", c.ID, proof, err)
		}
		other := ed25519.GenPrivKey().PubKey()
		_, err = cometbft.VerifyDuplicateVoteByKey(c.ChainID, other, votes)
		if !errors.Is(err, parhelion.ErrVoterKeyMismatch) {
			t.Errorf("%s: by another key: %v", c.ID, err)
		}
		proven++
	})
	if err != nil || proven < 50 {
		t.Errorf("%d proven: %v", proven, err)
	}
}

// voter finds who is accused.
func voter(t *testing.T, c *casefile.Case, votes *types.DuplicateVoteEvidence) *types.Validator {
	t.Helper()
	bytes, err := c.Set()
	if err != nil {
		t.Fatal(err)
	}
	set, err := casefile.ValidatorSet(bytes)
	if err != nil {
		t.Fatal(err)
	}
	_, found := set.GetByAddress(votes.VoteA.ValidatorAddress)
	return found
}

func TestWhatHasNoMessageIsNotVerified(t *testing.T) {
	set := testchain.NewSet(0, 1, testchain.Equal)
	block := testchain.Steady(set, 1, 1)[0]
	if _, err := cometbft.VerifyDuplicateVote("a", set.ValidatorSet, &types.DuplicateVoteEvidence{}); err == nil {
		t.Error("no votes")
	}
	if _, err := cometbft.VerifyDuplicateVoteByKey("a", nil, nil); err == nil {
		t.Error("no key")
	}
	_, err := cometbft.VerifyLightClientAttack(verifier, block.SignedHeader, set.ValidatorSet, block.SignedHeader, nil)
	if err == nil {
		t.Error("no evidence")
	}
	if _, err := cometbft.VerifyBackwards(parhelion.TrustedState{}, nil); err == nil {
		t.Error("no header")
	}
	if _, err := cometbft.VerifyCommit(verifier, "a", set.ValidatorSet, types.BlockID{}, 1, nil, parhelion.RuleFull); err == nil {
		t.Error("no commit")
	}
}
