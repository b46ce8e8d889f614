package parhelion

import (
	"slices"
	"testing"
)

// wide is a step of 150 validators, which follows directly, from the recorded network.
func wide(b *testing.B) (TrustedState, *testCase) {
	var found *testCase
	eachCase(b, testdata+"recorded/cases.jsonl.gz", func(c *testCase) {
		if found == nil && c.Kind == "light" && c.Want.OK && entries(c.TrustedNext) == 150 {
			found = c
		}
	})
	if found == nil {
		b.Fatal("no case with 150 validators")
	}
	state, err := trusting(found, found.TrustedNext)
	if err != nil {
		b.Fatal(err)
	}
	return state, found
}

// entries counts the validators of a set: its fields 1.
func entries(set []byte) (count int) {
	for len(set) > 1 && set[0] == 1<<3|2 {
		size := 2 + int(set[1]) // the message of a validator has fewer than 128 bytes
		if size > len(set) {
			return 0
		}
		set, count = slices.Clip(set[size:]), count+1
	}
	return count
}

func BenchmarkVerify(b *testing.B) {
	state, c := wide(b)
	options := DefaultOptions
	options.TrustingPeriod, options.MaxClockDrift = 1<<62, 1<<62
	ask := func(b *testing.B, v *Verifier) {
		if _, err := v.Verify(state, c.TrustedNext, c.Untrusted, options, c.Now); err != nil {
			b.Error(err)
		}
	}
	v := NewVerifier()
	b.Run("150", func(b *testing.B) {
		for b.Loop() {
			ask(b, v)
		}
	})
	b.Run("150/parallel", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				ask(b, v)
			}
		})
	})
	b.Run("150/new", func(b *testing.B) {
		for b.Loop() {
			ask(b, NewVerifier())
		}
	})
}
