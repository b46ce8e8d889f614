package cometbft_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"

	cometlight "github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/types"

	"github.com/parhelion/parhelion/ffi/go"
	"github.com/parhelion/parhelion/ffi/go/cometbft/internal/casefile"
)

// answers are three answers to one case: CometBFT's, and ours to its types and to the bytes.
type answers struct {
	theirs, types, bytes error
	// trusting: CometBFT's error of missing power means bisect.
	trusting bool
	// guilty are the addresses that each found, where the kind has them.
	theirGuilty, typesGuilty, bytesGuilty []string
}

// undecoded is the error where CometBFT has no types for the bytes.
type undecoded struct{ error }

// judged is the class of CometBFT's answer, as testdata/judge sees it.
func (a *answers) judged() string {
	var malformed undecoded
	var power types.ErrNotEnoughVotingPowerSigned
	var expired cometlight.ErrOldHeaderExpired
	var trust cometlight.ErrNewValSetCantBeTrusted
	switch {
	case a.theirs == nil:
		return "ok"
	case errors.As(a.theirs, &malformed):
		return "malformed"
	case errors.As(a.theirs, &expired):
		return "expired"
	case errors.As(a.theirs, &trust), a.trusting && errors.As(a.theirs, &power):
		return "not_enough_trust"
	}
	return "invalid"
}

// class is that of our answer.
func class(err error) string {
	var refused *parhelion.Error
	var malformed undecoded
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &malformed):
		return "malformed"
	case errors.As(err, &refused):
		return refused.Class.String()
	}
	return err.Error()
}

// ofValues are the rules under which we are stricter about values. The others are about encodings,
// of which nothing is left once CometBFT has decoded a message.
var ofValues = []string{
	"trust-level-range", "trusted-next-hash", "no-header-hash", "secp256k1-range", "not-utf8",
}

// check compares the three answers with one another, and with those that were recorded.
func (a *answers) check(t *testing.T, c *casefile.Case) {
	t.Helper()
	judged := a.judged()
	if judged != c.Judged().Class {
		t.Errorf("%s: CometBFT says %s (%v), and said %s", c.ID, judged, a.theirs, c.Judged().Class)
	}
	if ours := class(a.bytes); ours != c.Want.Class {
		t.Errorf("%s: of the bytes %s (%v), not %s", c.ID, ours, a.bytes, c.Want.Class)
	}
	if judged == "malformed" {
		return
	}
	want := judged
	if slices.Contains(ofValues, c.Stricter) {
		want = c.Want.Class
	}
	if ours := class(a.types); ours != want {
		t.Errorf("%s: of the types %s (%v), not %s", c.ID, ours, a.types, want)
	}
	if judged != "ok" || c.Want.Byzantine == nil {
		return
	}
	for _, guilty := range [][]string{a.theirGuilty, a.typesGuilty, a.bytesGuilty} {
		if !slices.Equal(guilty, *c.Want.Byzantine) {
			t.Errorf("%s: %v are guilty, not %v", c.ID, guilty, *c.Want.Byzantine)
		}
	}
}

// recovered turns a panic of CometBFT, which some cases cause, into an error.
func recovered(ask func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return ask()
}

func addressOf(address []byte) string {
	return hex.EncodeToString(address)
}

// replay asks a kind of cases.
func replay(t *testing.T, kind string, least int, ask func(*casefile.Case) *answers) {
	t.Helper()
	count := map[string]int{}
	for _, file := range []string{"cases/simulated", "cases/mainnet", "recorded/cases"} {
		err := casefile.Each(file, kind, func(c *casefile.Case) {
			count[c.Want.Class]++
			ask(c).check(t, c)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Log(count)
	all := 0
	for _, of := range count {
		all += of
	}
	if all < least {
		t.Errorf("%d cases of the kind %s, not %d", all, kind, least)
	}
}
