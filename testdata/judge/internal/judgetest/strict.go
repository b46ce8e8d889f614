package judgetest

import (
	"slices"
	"testing"

	"judge/internal/cases"
	"judge/internal/verdict"
)

// additions are fields that the judges pass over, wherever they stand, and what we say to them.
var additions = []struct {
	rule  string
	bytes []byte
}{
	{"", []byte{0xa0, 0x06, 0x01}},
	{"varint-overflow", []byte{0xa0, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}},
	{"field-number", []byte{0x80, 0x80, 0x80, 0x80, 0x10, 0x01}},
	{"group", []byte{0xa3, 0x06, 0x0a, 0x00, 0xa4, 0x06}},
}

// IsReadStrictly adds fields to a message of an accepted case.
func IsReadStrictly(t *testing.T, bench verdict.Bench, question Case, name string) {
	own := question.Judged(t, bench).Want
	for _, addition := range additions {
		data := append(slices.Clone(question.Bytes(t, name)), addition.bytes...)
		answer := question.WithBytes(name, data).Judged(t, bench)
		if !slices.Contains(answer.Wire, "unknown-field") {
			t.Error(answer.Wire)
		}
		if addition.rule == "" {
			if answer.Want.String() != own.String() || answer.Stricter != "" || answer.Go != nil {
				t.Errorf("%+v", answer)
			}
			continue
		}
		want := cases.Refused(cases.Malformed, "stricter: "+addition.rule)
		if answer.Want.String() != want.String() || answer.Stricter != addition.rule ||
			answer.Go == nil || answer.Go.String() != own.String() {
			t.Errorf("%s: %+v, %s", addition.rule, answer, answer.Go)
		}
	}
}
