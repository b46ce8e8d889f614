package client

import (
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const recorded = "../../../../cases/*.jsonl.gz"

var bench = verdict.Bench{New(judgetest.IBC + ", " + judgetest.CometBFT)}

func TestTheRecordedCasesHaveEveryClass(t *testing.T) {
	judgetest.HaveEveryClass(t, bench, recorded, map[string]string{
		"client_update": "ok malformed expired not_enough_trust invalid",
	}, "duplicate-field varint-overflow not-utf8 group field-number trust-level-range")
}

func TestTheRecordedCasesHaveEveryResult(t *testing.T) {
	seen := map[string]bool{}
	for _, recorded := range judgetest.Recorded(t, bench, recorded) {
		if result, ok := recorded["want"].(map[string]any)["result"].(string); ok {
			seen[result] = true
		}
	}
	for _, result := range []string{"update", "duplicate", "nothing", "freeze"} {
		if !seen[result] {
			t.Errorf("no case with the result %s", result)
		}
	}
}

func TestAMessageIsReadStrictly(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "client_update")
	for _, name := range []string{"message", "client_state"} {
		judgetest.IsReadStrictly(t, bench, accepted, name)
	}
}

func TestAnotherTimeIsAnotherVerdict(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "client_update")
	answer := accepted.With("now", "2100-01-01T00:00:00Z").Judged(t, bench)
	if answer.Want.Class != cases.Expired {
		t.Errorf("%+v", answer.Want)
	}
	answer = accepted.With("now", "2000-01-01T00:00:00Z").Judged(t, bench)
	if answer.Want.Class != cases.Invalid || !strings.Contains(answer.Want.Reason, "from the future") {
		t.Errorf("%+v", answer.Want)
	}
}

func TestWithoutWhatIsStoredNothingIsBelieved(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "client_update")
	answer := accepted.With("consensus_states", []any{}).Judged(t, bench)
	if answer.Want.Class != cases.Expired {
		t.Errorf("%+v", answer.Want)
	}
}

func TestWhatIsNoCase(t *testing.T) {
	for text, reason := range map[string]string{
		`{"kind":"client_update"}`:                                                     "no `client_state`",
		`{"kind":"client_update","client_state":""}`:                                   "no `message`",
		`{"kind":"client_update","client_state":"","message":""}`:                      "no `now`",
		`{"kind":"client_update","client_state":"","message":"","now":"` + year + `"}`: "no list `consensus_states`",
		`{"kind":"client_update","client_state":"","message":"","now":"` + year + `",` +
			`"consensus_states":[{"height":"1-0","bytes":""}]}`: "`consensus_states`: height 1-0",
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

const year = "2026-01-01T00:00:00Z"
