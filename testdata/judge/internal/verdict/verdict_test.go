package verdict

import (
	"errors"
	"strings"
	"testing"

	"judge/internal/cases"
)

// panicking is a question at which the judge panics.
type panicking struct {
	inDecode bool
}

func (p panicking) Messages() []Message { return nil }

func (p panicking) Decode() error {
	if p.inDecode {
		panic("in decode")
	}
	return nil
}

func (p panicking) Verify() cases.Verdict {
	var none []int
	return cases.Refused(cases.OK, string(rune(none[p.index()])))
}

func (p panicking) index() int { return 3 }

func (p panicking) Stricter(cases.Verdict) Stricter { return Stricter{} }

func TestAPanicRefuses(t *testing.T) {
	got := answer(panicking{inDecode: true}).Want
	if got.OK || got.Class != cases.Malformed || got.Reason != "panic: in decode" {
		t.Error(got)
	}
	got = answer(panicking{}).Want
	if got.OK || got.Class != cases.Invalid || !strings.HasPrefix(got.Reason, "panic: runtime error: index out of range") {
		t.Error(got)
	}
}

// refusing is a question that is refused for this reason.
type refusing string

func (r refusing) Messages() []Message             { return nil }
func (r refusing) Decode() error                   { return nil }
func (r refusing) Verify() cases.Verdict           { return cases.Refused(cases.Invalid, string(r)) }
func (r refusing) Stricter(cases.Verdict) Stricter { return Stricter{} }

func TestAKindGoesToTheJudgeThatHasLearnedIt(t *testing.T) {
	bench := Bench{
		{Name: "one", Kinds: map[string]Kind{"a": func(*cases.Inputs) Question { return refusing("of one") }}},
		{Name: "two", Kinds: map[string]Kind{"b": func(*cases.Inputs) Question { return refusing("of two") }}},
	}
	for kind, name := range map[string]string{"a": "one", "b": "two"} {
		answer, err := bench.Judge(line(t, kind))
		if err != nil || answer.Judge != name || answer.Want.Reason != "of "+name {
			t.Errorf("%s: %v, %+v", kind, err, answer)
		}
	}
	var unknown UnknownKind
	if _, err := bench.Judge(line(t, "c")); !errors.As(err, &unknown) || unknown != "c" {
		t.Error(err)
	}
}

func line(t *testing.T, kind string) *cases.Line {
	t.Helper()
	line, err := cases.ParseLine([]byte(`{"kind":"` + kind + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	return line
}
