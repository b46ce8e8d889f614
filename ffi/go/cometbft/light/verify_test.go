package light_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/testchain"
	"github.com/parhelion/parhelion/ffi/go/cometbft/light"
)

// changing is a chain of ten heights, of whose ten validators one changes at each.
func changing() []*types.LightBlock {
	sets := make([]testchain.Set, 10)
	for i := range sets {
		sets[i] = testchain.NewSet(i, 10, testchain.Equal)
	}
	return testchain.Chain(sets...)
}

// between is the question whether a block follows from another, an hour after it.
func between(trusted, untrusted *types.LightBlock) step {
	return step{
		trusted: trusted.SignedHeader, next: trusted.ValidatorSet, untrusted: untrusted,
		level: cometlight.DefaultTrustLevel, period: 24 * time.Hour,
		now: untrusted.Time.Add(time.Hour), drift: 10 * time.Second,
	}
}

// TestBothSetsAreTaken: that of the trusted header, as light.Client passes it, and the one after.
func TestBothSetsAreTaken(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], blocks[3])
	if err := s.ask(light.Verify); err != nil {
		t.Errorf("the set of the header: %v", err)
	}
	s.next = blocks[1].ValidatorSet
	if err := s.ask(light.Verify); err != nil {
		t.Errorf("the set after it: %v", err)
	}
	s.next = blocks[2].ValidatorSet
	if theirs := s.ask(cometlight.Verify); theirs != nil {
		t.Errorf("CometBFT asks whose the set is: %v", theirs)
	}
	if ours := s.ask(light.Verify); answer(ours) != "refused" {
		t.Errorf("the set of another height: %v", ours)
	}
}

// same fails unless the answers are the same, and are this one.
func same(t *testing.T, about string, s step, want string) {
	t.Helper()
	ours, theirs := s.ask(light.Verify), s.ask(cometlight.Verify)
	if answer(ours) != answer(theirs) || !strings.HasPrefix(answer(ours), want) {
		t.Errorf("%s: %v, CometBFT: %v, not %s", about, ours, theirs, want)
	}
}

// spoiled is a copy of a block with another signature at this place.
func spoiled(block *types.LightBlock, place int, signature []byte) *types.LightBlock {
	commit := *block.Commit
	commit.Signatures = append([]types.CommitSig{}, block.Commit.Signatures...)
	commit.Signatures[place].Signature = signature
	signed := &types.SignedHeader{Header: block.Header, Commit: &commit}
	return &types.LightBlock{SignedHeader: signed, ValidatorSet: block.ValidatorSet}
}

// TestWhoIsBlamed: a wrong signature that the trusted set is asked for is no ErrInvalidHeader to
// CometBFT; one that only the header's own set is asked for is.
func TestWhoIsBlamed(t *testing.T) {
	blocks := changing()
	trusted, block := blocks[0], blocks[3]
	trustedMember, stranger := -1, -1
	for i, entry := range block.Commit.Signatures {
		if trusted.ValidatorSet.HasAddress(entry.ValidatorAddress) {
			if trustedMember < 0 {
				trustedMember = i
			}
		} else if stranger < 0 {
			stranger = i
		}
	}
	for _, length := range []int{63, 64} {
		wrong := make([]byte, length)
		same(t, "trusted", between(trusted, spoiled(block, trustedMember, wrong)), "refused")
		same(t, "stranger", between(trusted, spoiled(block, stranger, wrong)), "invalid")
		same(t, "adjacent", between(blocks[2], spoiled(block, trustedMember, wrong)), "invalid")
	}
	same(t, "no signature", between(trusted, spoiled(block, 0, nil)), "invalid")
	same(t, "too little trust", between(blocks[0], blocks[9]), "not trusted: 1000000 of 3333333")
}

// TestATrustLevelTooFine: the product with the total power has more than 63 bits.
func TestATrustLevelTooFine(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], blocks[3])
	s.level = cmtmath.Fraction{Numerator: 1 << 62, Denominator: 1 << 62}
	same(t, "overflow", s, "refused")
}

func TestAnExpiredHeaderComesFirst(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], spoiled(blocks[3], 0, nil))
	s.now = blocks[0].Time.Add(s.period)
	same(t, "malformed", s, "expired")
	s = between(blocks[0], blocks[3])
	s.now = blocks[0].Time.Add(s.period)
	same(t, "well formed", s, "expired")
	s.next = blocks[2].ValidatorSet
	same(t, "another set", s, "expired")
	s.next = blocks[0].ValidatorSet
	s.now = s.now.Add(-1)
	same(t, "just in time", s, "verified")
}

func TestHeightsThatDoNotFit(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], blocks[1])
	ours := light.VerifyNonAdjacent(s.trusted, s.next, s.untrusted.SignedHeader, s.untrusted.ValidatorSet,
		s.period, s.now, s.drift, s.level)
	theirs := cometlight.VerifyNonAdjacent(s.trusted, s.next, s.untrusted.SignedHeader,
		s.untrusted.ValidatorSet, s.period, s.now, s.drift, s.level)
	if ours == nil || ours.Error() != theirs.Error() {
		t.Errorf("%v, CometBFT: %v", ours, theirs)
	}
	s = between(blocks[0], blocks[2])
	ours = light.VerifyAdjacent(s.trusted, s.untrusted.SignedHeader, s.untrusted.ValidatorSet,
		s.period, s.now, s.drift)
	theirs = cometlight.VerifyAdjacent(s.trusted, s.untrusted.SignedHeader, s.untrusted.ValidatorSet,
		s.period, s.now, s.drift)
	if ours == nil || ours.Error() != theirs.Error() {
		t.Errorf("%v, CometBFT: %v", ours, theirs)
	}
	same(t, "not above", between(blocks[2], blocks[1]), "invalid")
}

// TestWhatCometBFTPanicsOn has errors here.
func TestWhatCometBFTPanicsOn(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], blocks[3])
	s.trusted = nil
	if answer(s.ask(light.Verify)) != "refused" {
		t.Error("no trusted header")
	}
	s = between(blocks[0], blocks[3])
	s.untrusted = &types.LightBlock{ValidatorSet: blocks[3].ValidatorSet}
	if answer(s.ask(light.Verify)) != "refused" {
		t.Error("no header")
	}
	if light.VerifyBackwards(nil, blocks[0].Header) == nil || light.VerifyBackwards(blocks[0].Header, nil) == nil {
		t.Error("no header backwards")
	}
	s = between(blocks[0], &types.LightBlock{SignedHeader: blocks[3].SignedHeader})
	if answer(s.ask(light.Verify)) != "invalid" {
		t.Error("no set")
	}
	s = between(blocks[0], blocks[3])
	s.next = nil
	same(t, "no trusted set", s, "refused")
}

// TestAWrongTrustedSetIsNotTheHeadersFault: it is broken, and the header is not invalid for it.
func TestAWrongTrustedSetIsNotTheHeadersFault(t *testing.T) {
	blocks := changing()
	s := between(blocks[0], blocks[3])
	s.next = s.next.Copy()
	s.next.Validators[0].Address = make([]byte, 19)
	if err := s.ask(light.Verify); answer(err) != "refused" {
		t.Error(err)
	}
	s = between(blocks[0], blocks[3])
	header := *blocks[0].Header
	header.ChainID = strings.Repeat("a", 51)
	s.trusted = &types.SignedHeader{Header: &header, Commit: blocks[0].Commit}
	if err := s.ask(light.Verify); answer(err) != "refused" {
		t.Error(err)
	}
}

// TestATimeThatNoMessageHolds: the year 10000 cannot be encoded, and a header with it is invalid.
func TestATimeThatNoMessageHolds(t *testing.T) {
	blocks := changing()
	block := spoiled(blocks[3], 0, blocks[3].Commit.Signatures[0].Signature)
	block.Commit.Signatures[0].Timestamp = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := between(blocks[0], block).ask(light.Verify); answer(err) != "invalid" {
		t.Error(err)
	}
}

func TestManyGoroutinesGetTheSameAnswers(t *testing.T) {
	blocks := changing()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				good := between(blocks[i%3], blocks[i%3+2]).ask(light.Verify)
				bad := between(blocks[2], spoiled(blocks[3], i, make([]byte, 64))).ask(light.Verify)
				if good != nil || (answer(bad) != "invalid") != (i > 6) {
					t.Errorf("%d: %v, %v", i, good, bad)
				}
			}
		})
	}
	group.Wait()
}
