package commitment

import (
	"slices"
	"strings"
	"testing"

	commitmenttypes "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types"
	ics23 "github.com/cosmos/ics23/go"

	"judge/internal/cases"
	"judge/internal/judgetest"
	"judge/internal/verdict"
)

const recorded = "../../../../cases/ics23.jsonl.gz"

var bench = verdict.Bench{New(judgetest.Proofs)}

func TestTheRecordedCasesHaveEveryClass(t *testing.T) {
	judgetest.HaveEveryClass(t, bench, recorded, map[string]string{"ics23": "ok malformed invalid"},
		"duplicate-field varint-overflow int-range group")
}

func TestWhatIsNoCase(t *testing.T) {
	for text, reason := range map[string]string{
		`{"kind":"ics23","path":5}`:         "`path`",
		`{"kind":"ics23","path":["="]}`:     "`path`",
		`{"kind":"ics23","root":"="}`:       "`root`",
		`{"kind":"ics23","proof":"="}`:      "`proof`",
		`{"kind":"ics23","value":"="}`:      "`value`",
		`{"kind":"ics23","value":["AA=="]}`: "`value`",
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

func TestAProofIsReadStrictly(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Find(t, func(c judgetest.Case) bool {
		return c.IsAccepted("ics23") && c["laxer"] == nil
	})
	judgetest.IsReadStrictly(t, bench, accepted, "proof")
}

// What is in a batch is no part of the question, but that there is one beside another proof is.
func TestASecondMemberOfTheProofIsRefused(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Accepted(t, "ics23")
	proof := unmarshalled(t, accepted)
	lower := must(t)(proof.Proofs[0].Marshal())
	both := append(slices.Clone(lower), 0x1a, 0)
	data := slices.Concat([]byte{0x0a, byte(len(both)&0x7f | 0x80), byte(len(both) >> 7)}, both)
	answer := accepted.WithBytes("proof", data).Judged(t, bench)
	if answer.Stricter != "duplicate-field" || answer.Want.Class != cases.Malformed {
		t.Errorf("%+v", answer)
	}
}

// ibc-go names the proof where it means its index: what stands there is another in every run.
func TestNoReasonNamesAPlaceInMemory(t *testing.T) {
	accepted := judgetest.Recorded(t, bench, recorded).Find(t, func(c judgetest.Case) bool {
		return c.IsAccepted("ics23") && c["value"] != nil && c["laxer"] == nil
	})
	proof := unmarshalled(t, accepted)
	absence := &ics23.NonExistenceProof{Left: proof.Proofs[1].GetExist()}
	proof.Proofs[1] = &ics23.CommitmentProof{
		Proof: &ics23.CommitmentProof_Nonexist{Nonexist: absence},
	}
	answer := accepted.WithBytes("proof", must(t)(proof.Marshal())).Judged(t, bench)
	want := "commitment proof must be existence proof. got: int at index {..}: invalid proof"
	if answer.Want.Reason != want {
		t.Errorf("%+v", answer)
	}
}

// The rule for empty values asks the reference in parts. Where no value is empty, the parts must say
// what the whole says.
func TestThePartsSayWhatTheWholeSays(t *testing.T) {
	asked := 0
	for _, one := range judgetest.Recorded(t, bench, recorded) {
		q := newProof(&cases.Inputs{Line: one.Line(t)}).(*proofQuestion)
		if q.Decode() != nil || q.hasEmptyValue() || len(q.value) == 0 && q.value != nil {
			continue
		}
		asked++
		if parts, whole := partsOf(q), wholeOf(q); parts != whole {
			t.Errorf("%s: %t, and in parts %t", one["id"], whole, parts)
		}
	}
	if asked < 800 {
		t.Error(asked)
	}
}

func partsOf(q *proofQuestion) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	return q.verifiesInParts()
}

func wholeOf(q *proofQuestion) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	return q.Verify().OK
}

func TestAnEmptyValueIsAcceptedOnlyWhereAllElseIsRight(t *testing.T) {
	all := judgetest.Recorded(t, bench, recorded)
	present := all.Find(t, func(c judgetest.Case) bool { return c["laxer"] != nil && c["value"] == "" })
	absent := all.Find(t, func(c judgetest.Case) bool { return c["laxer"] != nil && c["value"] == nil })
	for _, accepted := range []judgetest.Case{present, absent} {
		answer := accepted.Judged(t, bench)
		if !answer.Want.OK || answer.Laxer != "empty-value" || answer.Go == nil || answer.Go.Class != cases.Invalid {
			t.Errorf("%+v", answer)
		}
		path := accepted["path"].([]any)
		for name, changed := range map[string]judgetest.Case{
			"root":        accepted.WithBytes("root", make([]byte, 32)),
			"no root":     accepted.WithBytes("root", nil),
			"store":       accepted.With("path", []any{"eA==", path[1]}),
			"order":       accepted.With("path", []any{path[1], path[0]}),
			"one of two":  accepted.With("path", path[:1]),
			"other value": accepted.With("value", "AA=="),
			"upper value": withoutUpperValue(t, accepted),
			"no upper":    withoutUpper(t, accepted),
		} {
			if answer := changed.Judged(t, bench); answer.Want.OK || answer.Laxer != "" {
				t.Errorf("%s of %s: %+v", name, accepted["id"], answer)
			}
		}
	}
	if answer := present.With("value", nil).Judged(t, bench); answer.Want.OK {
		t.Error("present, and absent")
	}
	if answer := absent.With("value", "").Judged(t, bench); answer.Want.OK {
		t.Error("absent, and present")
	}
}

func withoutUpperValue(t *testing.T, c judgetest.Case) judgetest.Case {
	proof := unmarshalled(t, c)
	proof.Proofs[1].GetExist().Value = nil
	return c.WithBytes("proof", must(t)(proof.Marshal()))
}

func withoutUpper(t *testing.T, c judgetest.Case) judgetest.Case {
	proof := unmarshalled(t, c)
	proof.Proofs[1] = &ics23.CommitmentProof{}
	return c.WithBytes("proof", must(t)(proof.Marshal()))
}

func unmarshalled(t *testing.T, c judgetest.Case) *commitmenttypes.MerkleProof {
	t.Helper()
	proof := new(commitmenttypes.MerkleProof)
	if err := proof.Unmarshal(c.Bytes(t, "proof")); err != nil {
		t.Fatal(err)
	}
	return proof
}

func must(t *testing.T) func([]byte, error) []byte {
	return func(data []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}
