package light_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
	"github.com/parhelion/parhelion/ffi/go/cometbft/light"
)

// step is a case of the kind light, as CometBFT decodes it.
type step struct {
	trusted   *types.SignedHeader
	next      *types.ValidatorSet
	untrusted *types.LightBlock
	level     cmtmath.Fraction
	period    time.Duration
	now       time.Time
	drift     time.Duration
}

// decoded tells whether CometBFT has types for the case.
func decoded(c *casefile.Case) (s step, err error) {
	if s.trusted, err = casefile.SignedHeader(c.Trusted); err != nil {
		return s, err
	}
	if s.next, err = casefile.ValidatorSet(c.TrustedNext); err != nil {
		return s, err
	}
	s.untrusted, err = casefile.LightBlock(c.Untrusted)
	s.level = cmtmath.Fraction(c.TrustLevel)
	s.period, s.drift = time.Duration(c.TrustingPeriod), time.Duration(c.MaxClockDrift)
	s.now = c.Now
	return s, err
}

type verify func(*types.SignedHeader, *types.ValidatorSet, *types.SignedHeader, *types.ValidatorSet,
	time.Duration, time.Time, time.Duration, cmtmath.Fraction) error

func (s step) ask(verify verify) error {
	return verify(s.trusted, s.next, s.untrusted.SignedHeader, s.untrusted.ValidatorSet, s.period,
		s.now, s.drift, s.level)
}

// answer is what a caller can tell apart: the type of an error, and the values that belong to it.
func answer(err error) string {
	var expired light.ErrOldHeaderExpired
	var trust light.ErrNewValSetCantBeTrusted
	var invalid light.ErrInvalidHeader
	switch {
	case err == nil:
		return "verified"
	case errors.As(err, &expired):
		return fmt.Sprintf("expired at %v, now %v", expired.At, expired.Now)
	case errors.As(err, &trust):
		return fmt.Sprintf("not trusted: %d of %d", trust.Reason.Got, trust.Reason.Needed)
	case errors.As(err, &invalid):
		switch reason := invalid.Reason.(type) {
		case types.ErrNotEnoughVotingPowerSigned, types.ErrInvalidCommitSignatures:
			return fmt.Sprintf("invalid: %T %v", reason, reason)
		}
		return "invalid"
	}
	return "refused"
}

// stricter are the rules for which the answer may be another, but never "verified".
var stricter = map[string]bool{
	"trust-level-range": true, "trusted-next-hash": true, "no-header-hash": true,
	"secp256k1-range": true, "not-utf8": true,
}

var files = []string{"cases/simulated", "cases/mainnet", "recorded/cases"}

func TestVerifyAnswersAsCometBFT(t *testing.T) {
	answers, differ := map[string]int{}, map[string]int{}
	for _, file := range files {
		err := casefile.Each(file, "light", func(c *casefile.Case) {
			s, err := decoded(c)
			if err != nil {
				return
			}
			theirs, ours := answer(s.ask(cometlight.Verify)), answer(s.ask(light.Verify))
			answers[class(theirs)]++
			switch {
			case ours == theirs:
			case stricter[c.Stricter] && ours != "verified":
				differ[c.Stricter]++
			default:
				t.Errorf("%s: %s, CometBFT: %s", c.ID, s.ask(light.Verify), s.ask(cometlight.Verify))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Log(answers, differ)
	for _, kind := range []string{"verified", "expired", "not trusted", "invalid", "refused"} {
		if answers[kind] == 0 {
			t.Errorf("no case is %s", kind)
		}
	}
}

func class(answer string) string {
	for _, class := range []string{"expired", "not trusted", "invalid"} {
		if len(answer) >= len(class) && answer[:len(class)] == class {
			return class
		}
	}
	return answer
}

func TestVerifyBackwardsAnswersAsCometBFT(t *testing.T) {
	answers, differ := map[string]int{}, map[string]int{}
	for _, file := range files {
		err := casefile.Each(file, "backwards", func(c *casefile.Case) {
			trusted, err := casefile.SignedHeader(c.Trusted)
			if err != nil {
				return
			}
			untrusted, err := casefile.SignedHeader(c.Untrusted)
			if err != nil {
				return
			}
			theirs := answer(cometlight.VerifyBackwards(untrusted.Header, trusted.Header))
			ours := answer(light.VerifyBackwards(untrusted.Header, trusted.Header))
			answers[theirs]++
			switch {
			case ours == theirs:
			case stricter[c.Stricter] && ours != "verified":
				differ[c.Stricter]++
			default:
				t.Errorf("%s: %s, CometBFT: %s", c.ID, ours, theirs)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Log(answers, differ)
	if answers["verified"] == 0 || answers["invalid"] == 0 {
		t.Error(answers)
	}
}
