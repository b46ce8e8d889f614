package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/verdict"
)

// release is that of the recorded cases: in a test, Go does not know which modules are linked in.
const release = "cometbft v0.38.26"

func recordedFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../cases/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	return files
}

// recorded are the recorded lines of this judge's kinds, with their line ends.
func recorded(t *testing.T) [][]byte {
	t.Helper()
	var lines [][]byte
	for _, path := range recordedFiles(t) {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		in, err := plain(file)
		if err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(in)
		for {
			line, err := reader.ReadBytes('\n')
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(otherJudges, member(t, line, "kind")) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func member(t *testing.T, text []byte, name string) string {
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

func TestTheRecordedVerdictsAreMadeAgain(t *testing.T) {
	var out bytes.Buffer
	if err := checkAll(recordedFiles(t), nil, 2, release, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.HasSuffix(out.String(), " agree, 0 disagree\n") {
		t.Error(out.String())
	}
}

func TestTheRecordedCasesHaveEveryKindAndClass(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range recorded(t) {
		line, err := cases.ParseLine(text)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := line.Answer()
		if err != nil {
			t.Fatal(err)
		}
		seen[member(t, text, "kind")+" "+string(answer.Want.Class)] = true
		seen[answer.Stricter] = true
	}
	for kind, classes := range map[string]string{
		"light":     "ok malformed expired not_enough_trust invalid",
		"backwards": "ok malformed invalid", "commit": "ok malformed not_enough_trust invalid",
		"basic": "ok malformed", "hash": "ok malformed", "sign_bytes": "ok", "ed25519": "ok malformed invalid",
		"duplicate_vote": "ok malformed invalid", "light_client_attack": "ok malformed invalid",
	} {
		for class := range strings.FieldsSeq(classes) {
			if !seen[kind+" "+class] {
				t.Errorf("no %s that is %s", kind, class)
			}
		}
	}
	for rule := range strings.FieldsSeq("duplicate-field varint-overflow int-range flag-range not-utf8 group " +
		"trust-level-range trusted-next-hash no-header-hash secp256k1-range") {
		if !seen[rule] {
			t.Errorf("no case of %s", rule)
		}
	}
}

// sample is small enough to be judged many times, and larger than a batch.
func sample(t *testing.T) [][]byte {
	all := recorded(t)
	var some [][]byte
	for i := 0; i < len(all); i += 10 {
		some = append(some, all[i])
	}
	return some
}

func TestJudgedLinesAreTheRecordedOnesInTheirOrder(t *testing.T) {
	lines := sample(t)
	for _, workers := range []int{1, 2, 7} {
		var out bytes.Buffer
		if err := judgeAll(bytes.NewReader(bytes.Join(lines, nil)), workers, release, &out); err != nil {
			t.Fatal(err)
		}
		got := bytes.SplitAfter(out.Bytes(), []byte("\n"))
		if len(got) != len(lines)+1 {
			t.Fatalf("%d lines of %d", len(got)-1, len(lines))
		}
		for i, line := range lines {
			// How far a message is scanned before its decoding fails is no part of the verdict.
			if !bytes.Equal(got[i], line) && !bytes.Contains(line, []byte(`"class":"malformed"`)) {
				t.Errorf("with %d workers:\n%s\n%s", workers, got[i], line)
			}
		}
	}
}

func TestAnotherAnswerIsReplacedAndReported(t *testing.T) {
	accepted := []byte(`"want":{"ok":true,"class":"ok"}`)
	lines := sample(t)
	line := lines[slices.IndexFunc(lines, func(line []byte) bool { return bytes.Contains(line, accepted) })]
	wrong := bytes.Replace(line, accepted, []byte(`"want":{"ok":false,"class":"invalid","reason":"so"}`), 1)
	var out bytes.Buffer
	if err := judgeAll(bytes.NewReader(wrong), 1, release, &out); err != nil || !bytes.Equal(out.Bytes(), line) {
		t.Errorf("%v: %s", err, out.String())
	}
	out.Reset()
	err := checkAll(nil, bytes.NewReader(append(slices.Clone(wrong), line...)), 2, release, &out)
	if !errors.Is(err, errDisagree) {
		t.Error(err)
	}
	want := member(t, line, "id") + `: want is {"ok":false,"class":"invalid","reason":"so"}, and here {"ok":true,"class":"ok"}` +
		"\n2 cases, 1 agree, 1 disagree\n"
	if out.String() != want {
		t.Error(out.String())
	}
}

func TestWordsAreThoseOfTheRelease(t *testing.T) {
	refused := `{"id":"a","kind":"ed25519","public_key":"","signature":"",` +
		`"want":{"ok":false,"class":"malformed","reason":"another"},"judge":"` + release + `"}`
	for name, agree := range map[string]bool{release: false, "cometbft v0.40.0": true} {
		differences, err := compare([]byte(refused), name)
		if err != nil || (len(differences) == 0) != agree {
			t.Errorf("%s: %v, %s", name, err, differences)
		}
	}
}

func TestLinesThatAreNoCaseEndTheRun(t *testing.T) {
	good := sample(t)[0]
	for bad, reason := range map[string]string{
		`{"kind":"no"}`:    "line 3: unknown kind `no`",
		`{"kind":"ics23"}`: "line 3: unknown kind `ics23`",
		`{`:                "line 3: ",
		`{"kind":"basic"}`: "line 3: no `bytes`",
	} {
		in := slices.Concat(good, []byte("\n"), []byte(bad+"\n"), good)
		var out bytes.Buffer
		err := judgeAll(bytes.NewReader(in), 2, release, &out)
		if err == nil || !strings.HasPrefix(err.Error(), reason) || !bytes.Equal(out.Bytes(), good) {
			t.Errorf("%v: %s", err, out.String())
		}
	}
}

func TestTheKindsOfOtherJudgesAreNotCompared(t *testing.T) {
	var out bytes.Buffer
	err := checkAll(nil, strings.NewReader(`{"kind":"ics23"}`+"\n"+`{"kind":"valset_change"}`), 1, release, &out)
	want := "2 cases of other judges were not compared\n0 cases, 0 agree, 0 disagree\n"
	if err != nil || out.String() != want {
		t.Errorf("%v: %s", err, out.String())
	}
	var unknown verdict.UnknownKind
	err = checkAll(nil, strings.NewReader(`{"kind":"no"}`), 1, release, &out)
	if !errors.As(err, &unknown) {
		t.Error(err)
	}
}

func TestFilesArePlainOrGzipped(t *testing.T) {
	line := sample(t)[0]
	folder := t.TempDir()
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	if _, err := zipper.Write(line); err != nil {
		t.Fatal(err)
	}
	if err := zipper.Close(); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"plain": line, "packed": packed.Bytes(), "empty": nil, "without.end": bytes.TrimSpace(line)}
	var paths []string
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	var out bytes.Buffer
	if err := checkAll(paths, nil, 1, release, &out); err != nil || out.String() != "3 cases, 3 agree, 0 disagree\n" {
		t.Errorf("%v: %s", err, out.String())
	}
	missing := filepath.Join(folder, "missing")
	if err := checkAll([]string{missing}, nil, 1, release, &out); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestArguments(t *testing.T) {
	for _, arguments := range [][]string{{"-workers", "0"}, {"file"}, {"-no"}} {
		if err := run(arguments, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%q are taken", arguments)
		}
	}
	for _, arguments := range [][]string{{}, {"-check"}, {"-workers", "3"}} {
		if err := run(arguments, strings.NewReader(""), io.Discard); err != nil {
			t.Errorf("%q: %v", arguments, err)
		}
	}
}

func TestAWriterThatFailsEndsTheRun(t *testing.T) {
	in := bytes.NewReader(bytes.Repeat([]byte("{}\n"), 1<<20))
	full := errors.New("full")
	written := 0
	err := process(in, 3, func(line []byte) ([]byte, error) { return line, nil }, func([]byte) error {
		if written++; written > 100_000 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestTheNumberOfALineCountsOverBatches(t *testing.T) {
	const lines = 100_000
	in := bytes.NewReader(bytes.Repeat([]byte("{}\n"), lines))
	seen := 0
	err := process(in, 4, func(line []byte) ([]byte, error) { return line, nil }, func([]byte) error {
		seen++
		return nil
	})
	if err != nil || seen != lines {
		t.Errorf("%d lines: %v", seen, err)
	}
	last := io.MultiReader(bytes.NewReader(bytes.Repeat([]byte("{}\n"), lines)), strings.NewReader("bad"))
	err = process(last, 4, func(line []byte) ([]byte, error) {
		if string(line) == "bad" {
			return nil, errors.New("bad")
		}
		return line, nil
	}, func([]byte) error { return nil })
	if err == nil || err.Error() != fmt.Sprintf("line %d: bad", lines+1) {
		t.Error(err)
	}
}
