// Package judgetest holds what the tests of several judges share: the recorded cases, and questions
// that every judge must pass.
package judgetest

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"judge/internal/cases"
	"judge/internal/verdict"
)

// Case is a case as a JSON object, whose members a test may change.
type Case map[string]any

// Cases are cases in the order of their files.
type Cases []Case

// Recorded are the recorded cases of a pattern of files, of the kinds that the bench judges.
func Recorded(t *testing.T, bench verdict.Bench, pattern string) Cases {
	t.Helper()
	var all Cases
	for _, text := range Lines(t, bench, pattern) {
		var one Case
		if err := json.Unmarshal(text, &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// Find gives the first case of which this holds.
func (all Cases) Find(t *testing.T, holds func(Case) bool) Case {
	t.Helper()
	at := slices.IndexFunc(all, holds)
	if at < 0 {
		t.Fatal("no such case")
	}
	return all[at]
}

// Accepted gives the first accepted case of a kind.
func (all Cases) Accepted(t *testing.T, kind string) Case {
	t.Helper()
	return all.Find(t, func(c Case) bool { return c.IsAccepted(kind) })
}

// AcceptedWith gives the first accepted case of a kind that has a member of this value.
func (all Cases) AcceptedWith(t *testing.T, kind, name, value string) Case {
	t.Helper()
	return all.Find(t, func(c Case) bool { return c.IsAccepted(kind) && c[name] == value })
}

// IsAccepted tells whether the case is of this kind, and its recorded answer accepts.
func (c Case) IsAccepted(kind string) bool {
	return c["kind"] == kind && c["want"].(map[string]any)["ok"] == true
}

// With is the case with another member.
func (c Case) With(name string, value any) Case {
	changed := maps.Clone(c)
	changed[name] = value
	return changed
}

// WithBytes is the case with another member of the type bytes.
func (c Case) WithBytes(name string, data []byte) Case {
	return c.With(name, base64.StdEncoding.EncodeToString(data))
}

// Bytes reads a member of the type bytes.
func (c Case) Bytes(t *testing.T, name string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(c[name].(string))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Line is the case as a line.
func (c Case) Line(t *testing.T) *cases.Line {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	line, err := cases.ParseLine(text)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// Judged is the answer of the bench.
func (c Case) Judged(t *testing.T, bench verdict.Bench) *cases.Answer {
	t.Helper()
	answer, err := bench.Judge(c.Line(t))
	if err != nil {
		t.Fatalf("%s: %v", c["id"], err)
	}
	return answer
}
