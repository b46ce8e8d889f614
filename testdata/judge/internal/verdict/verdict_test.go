package verdict

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"judge/internal/cases"
)

// input is a case as a JSON object, whose members a test may change.
type input map[string]any

// recorded are the cases of the repository, of the kinds of this judge.
func recorded(t *testing.T) []input {
	t.Helper()
	paths, err := filepath.Glob("../../../cases/*.jsonl.gz")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	var all []input
	for _, path := range paths {
		all = append(all, readCases(t, path)...)
	}
	return all
}

func readCases(t *testing.T, path string) []input {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []input
	scanner := bufio.NewScanner(unpacked)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var one input
		if err := json.Unmarshal(scanner.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		if one.isOurs() {
			found = append(found, one)
		}
	}
	if scanner.Err() != nil {
		t.Fatal(scanner.Err())
	}
	return found
}

func (i input) isOurs() bool {
	kind := &cases.Inputs{Line: &cases.Line{}}
	ofKind(i["kind"].(string), kind)
	var unknown UnknownKind
	return !errors.As(kind.Err, &unknown)
}

func (i input) wants(t *testing.T) *cases.Answer {
	t.Helper()
	answer, err := i.line(t).Answer()
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func (i input) with(name string, value any) input {
	changed := maps.Clone(i)
	changed[name] = value
	return changed
}

func (i input) bytes(t *testing.T, name string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(i[name].(string))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (i input) line(t *testing.T) *cases.Line {
	t.Helper()
	text, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	line, err := cases.ParseLine(text)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func (i input) judged(t *testing.T) *cases.Answer {
	t.Helper()
	answer, err := Judge(i.line(t), "test")
	if err != nil {
		t.Fatalf("%s: %v", i["id"], err)
	}
	return answer
}

// find gives the first recorded case of which this holds.
func find(t *testing.T, all []input, holds func(input) bool) input {
	t.Helper()
	at := slices.IndexFunc(all, holds)
	if at < 0 {
		t.Fatal("no such case")
	}
	return all[at]
}

func accepted(kind string) func(input) bool {
	return func(i input) bool { return i["kind"] == kind && i["want"].(map[string]any)["ok"] == true }
}

// panicking is a question at which CometBFT panics.
type panicking struct {
	inDecode bool
}

func (p panicking) messages() []encoded { return nil }

func (p panicking) decode() error {
	if p.inDecode {
		panic("in decode")
	}
	return nil
}

func (p panicking) verify() cases.Verdict {
	var none []int
	return cases.Refused(cases.OK, string(rune(none[p.index()])))
}

func (p panicking) index() int { return 3 }

func (p panicking) stricter(cases.Verdict) stricter { return stricter{} }

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

func TestWhatIsNoCase(t *testing.T) {
	for text, reason := range map[string]string{
		`{}`:                          "no `kind`",
		`{"kind":"ics23"}`:            "unknown kind `ics23`",
		`{"kind":"light"}`:            "no `trusted`",
		`{"kind":"basic","bytes":""}`: "no `message`",
		`{"kind":"basic","bytes":"","message":"block"}`:                                                           "unknown message `block`",
		`{"kind":"hash","bytes":"","message":"vote"}`:                                                             "unknown message `vote`",
		`{"kind":"sign_bytes","chain_id":"","bytes":"","message":"header"}`:                                       "unknown message `header`",
		`{"kind":"commit","variant":"half","chain_id":"","validators":"","commit":""}`:                            "unknown variant `half`",
		`{"kind":"commit","variant":"trusting","chain_id":"","validators":"","commit":""}`:                        "no `trust_level`",
		`{"kind":"commit","variant":"full","chain_id":"","validators":[],"commit":"","block_id":"","height":"1"}`: "`validators`",
	} {
		line, err := cases.ParseLine([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Judge(line, "test"); err == nil || !strings.HasPrefix(err.Error(), reason) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
