package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"judge/internal/judgetest"
	"judge/internal/program"
)

const recorded = "../../cases/*.jsonl.gz"

var both = bench(
	judgetest.CometBFT, judgetest.InterchainSecurity, judgetest.IBC, judgetest.Proofs,
)

func TestTheRecordedVerdictsOfAllKindsAreMadeAgain(t *testing.T) {
	judgetest.AreMadeAgain(t, both, recorded)
}

func TestAMixedStreamKeepsItsOrder(t *testing.T) {
	var mixed [][]byte
	// The recorded proofs were judged by another release of ibc-go, whose name they bear.
	ours, theirs := judgetest.Lines(t, both[1:3], recorded), judgetest.Lines(t, both[:1], recorded)
	for i, line := range ours {
		mixed = append(mixed, line, theirs[i])
	}
	var out bytes.Buffer
	if err := program.Run(both, nil, bytes.NewReader(bytes.Join(mixed, nil)), &out); err != nil {
		t.Fatal(err)
	}
	judged := slices.Collect(bytes.Lines(out.Bytes()))
	if len(judged) != len(mixed) {
		t.Fatalf("%d lines of %d", len(judged), len(mixed))
	}
	for i, line := range mixed {
		// How far a message is scanned before its decoding fails is no part of the verdict.
		if !bytes.Equal(judged[i], line) && !bytes.Contains(line, []byte(`"class":"malformed"`)) {
			t.Errorf("%s\n%s", judged[i], line)
		}
	}
}

func TestAnotherListOfTheGuiltyIsReported(t *testing.T) {
	named := []byte(`"byzantine":["`)
	lines := judgetest.Lines(t, both, recorded)
	line := lines[slices.IndexFunc(lines, func(line []byte) bool {
		return bytes.Contains(line, named) && judgetest.Member(t, line, "kind") == "consumer_misbehaviour"
	})]
	wrong := bytes.Replace(line, named, []byte(`"byzantine":["00","`), 1)
	var out bytes.Buffer
	err := program.Run(both, []string{"-check"}, bytes.NewReader(slices.Concat(wrong, line)), &out)
	if err == nil || !strings.Contains(out.String(), `"byzantine":["00","`) ||
		!strings.HasSuffix(out.String(), "\n2 cases, 1 agree, 1 disagree\n") {
		t.Errorf("%v: %s", err, out.String())
	}
}
