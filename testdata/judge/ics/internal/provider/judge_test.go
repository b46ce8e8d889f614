package provider

import (
	"strings"
	"testing"

	"judge/internal/cases"
	"judge/internal/judgetest"
)

func TestTheRecordedCasesHaveEveryClass(t *testing.T) {
	judgetest.HaveEveryClass(t, bench, recorded, map[string]string{
		"consumer_double_vote": "ok malformed invalid", "consumer_misbehaviour": "ok malformed invalid",
		"power_shaping": "ok invalid",
	}, "duplicate-field varint-overflow int-range flag-range group")
}

func TestWhatIsNoCase(t *testing.T) {
	for text, reason := range map[string]string{
		`{"kind":"light"}`:                                            "unknown kind `light`",
		`{"kind":"consumer_misbehaviour"}`:                            "no `misbehaviour`",
		`{"kind":"consumer_misbehaviour","misbehaviour":"="}`:         "`misbehaviour`",
		`{"kind":"consumer_double_vote"}`:                             "no `chain_id`",
		`{"kind":"consumer_double_vote","chain_id":""}`:               "no `evidence`",
		`{"kind":"consumer_double_vote","chain_id":"","evidence":""}`: "no `public_key`",
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
