package cometbft

import (
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const recorded = "../../../cases/*.jsonl.gz"

var bench = verdict.Bench{New(judgetest.CometBFT)}

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
		if _, err := bench.Judge(line); err == nil || !strings.HasPrefix(err.Error(), reason) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
