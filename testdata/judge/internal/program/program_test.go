package program_test

import (
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

	"judge/internal/cometbft"
	"judge/internal/judgetest"
	"judge/internal/program"
	"judge/internal/verdict"
)

const recorded = "../../../cases/*.jsonl.gz"

var bench = verdict.Bench{cometbft.New(judgetest.CometBFT)}

// check compares the lines, or the files where there are some, and gives what is written.
func check(lines string, files ...string) (string, error) {
	var out bytes.Buffer
	err := program.Run(bench, append([]string{"-check"}, files...), strings.NewReader(lines), &out)
	return out.String(), err
}

// sample is small enough to be judged many times, and larger than a batch.
func sample(t *testing.T) [][]byte {
	t.Helper()
	all := judgetest.Lines(t, bench, recorded)
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
		arguments := []string{"-workers", fmt.Sprint(workers)}
		if err := program.Run(bench, arguments, bytes.NewReader(bytes.Join(lines, nil)), &out); err != nil {
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
	if err := program.Run(bench, nil, bytes.NewReader(wrong), &out); err != nil || !bytes.Equal(out.Bytes(), line) {
		t.Errorf("%v: %s", err, out.String())
	}
	report, err := check(string(wrong) + string(line))
	if err == nil || err.Error() != "disagreements" {
		t.Error(err)
	}
	want := judgetest.Member(t, line, "id") +
		`: want is {"ok":false,"class":"invalid","reason":"so"}, and here {"ok":true,"class":"ok"}` +
		"\n2 cases, 1 agree, 1 disagree\n"
	if report != want {
		t.Error(report)
	}
}

func TestWordsAreThoseOfTheRelease(t *testing.T) {
	refused := `{"id":"a","kind":"ed25519","public_key":"","signature":"",` +
		`"want":{"ok":false,"class":"malformed","reason":"another"},"judge":"%s"}`
	for name, agree := range map[string]bool{judgetest.CometBFT: false, "cometbft v0.40.0": true} {
		report, err := check(fmt.Sprintf(refused, name))
		if (err == nil) != agree {
			t.Errorf("%s: %v, %s", name, err, report)
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
		err := program.Run(bench, []string{"-workers", "2"}, bytes.NewReader(in), &out)
		if err == nil || !strings.HasPrefix(err.Error(), reason) || !bytes.Equal(out.Bytes(), good) {
			t.Errorf("%v: %s", err, out.String())
		}
	}
}

func TestTheKindsOfOtherJudgesAreNotCompared(t *testing.T) {
	report, err := check(`{"kind":"ics23"}` + "\n" + `{"kind":"consumer_double_vote"}`)
	want := "2 cases of other judges were not compared\n0 cases, 0 agree, 0 disagree\n"
	if err != nil || report != want {
		t.Errorf("%v: %s", err, report)
	}
	var unknown verdict.UnknownKind
	if _, err := check(`{"kind":"no"}`); !errors.As(err, &unknown) {
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
	report, err := check("", paths...)
	if err != nil || report != "3 cases, 3 agree, 0 disagree\n" {
		t.Errorf("%v: %s", err, report)
	}
	missing := filepath.Join(folder, "missing")
	if _, err := check("", missing); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestArguments(t *testing.T) {
	for _, arguments := range [][]string{{"-workers", "0"}, {"file"}, {"-no"}} {
		if err := program.Run(bench, arguments, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%q are taken", arguments)
		}
	}
	for _, arguments := range [][]string{{}, {"-check"}, {"-workers", "3"}} {
		if err := program.Run(bench, arguments, strings.NewReader(""), io.Discard); err != nil {
			t.Errorf("%q: %v", arguments, err)
		}
	}
}
