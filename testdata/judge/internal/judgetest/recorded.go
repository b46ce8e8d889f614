package judgetest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/program"
	"judge/internal/verdict"
)

// The releases of the recorded cases: in a test, Go does not know which modules are linked in.
const (
	CometBFT           = "cometbft v0.38.26"
	InterchainSecurity = "interchain-security v7.0.1"
	IBC                = "ibc-go v10.1.1"
	Proofs             = "ibc-go v10.1.1, ics23 v0.11.0"
)

// Files are the recorded files of a pattern.
func Files(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	return files
}

// Lines are the recorded lines of a pattern of files, with their ends, of the kinds that the bench
// judges.
func Lines(t *testing.T, bench verdict.Bench, pattern string) [][]byte {
	t.Helper()
	var found [][]byte
	for _, path := range Files(t, pattern) {
		for _, line := range lines(t, path) {
			if judges(bench, Member(t, line, "kind")) {
				found = append(found, line)
			}
		}
	}
	return found
}

func lines(t *testing.T, path string) [][]byte {
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
	var found [][]byte
	for reader := bufio.NewReader(unpacked); ; {
		line, err := reader.ReadBytes('\n')
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, line)
	}
}

func judges(bench verdict.Bench, kind string) bool {
	for _, judge := range bench {
		if judge.Kinds[kind] != nil {
			return true
		}
	}
	return false
}

// Member reads a text of a line.
func Member(t *testing.T, text []byte, name string) string {
	t.Helper()
	line, err := cases.ParseLine(text)
	if err != nil {
		t.Fatal(err)
	}
	var value string
	if _, err := line.Get(name, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// AreMadeAgain asks for the recorded verdicts, and for as many of them as there are lines of the
// kinds that the bench judges.
func AreMadeAgain(t *testing.T, bench verdict.Bench, pattern string) {
	t.Helper()
	var out bytes.Buffer
	arguments := append([]string{"-check"}, Files(t, pattern)...)
	if err := program.Run(bench, arguments, nil, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	count := len(Lines(t, bench, pattern))
	if !strings.HasSuffix(out.String(), fmt.Sprintf("%d cases, %d agree, 0 disagree\n", count, count)) {
		t.Error(out.String())
	}
}

// HaveEveryClass asks whether the recorded cases have every class that is listed for a kind, and
// whether each of the rules refuses one of those kinds.
func HaveEveryClass(
	t *testing.T, bench verdict.Bench, pattern string, classes map[string]string, rules string,
) {
	t.Helper()
	seen := map[string]bool{}
	for _, text := range Lines(t, bench, pattern) {
		line, err := cases.ParseLine(text)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := line.Answer()
		if err != nil {
			t.Fatal(err)
		}
		kind := Member(t, text, "kind")
		seen[kind+" "+string(answer.Want.Class)] = true
		seen[answer.Stricter] = true
	}
	for kind, classes := range classes {
		for class := range strings.FieldsSeq(classes) {
			if !seen[kind+" "+class] {
				t.Errorf("no %s that is %s", kind, class)
			}
		}
	}
	for rule := range strings.FieldsSeq(rules) {
		if !seen[rule] {
			t.Errorf("no case of %s", rule)
		}
	}
}
