package parhelion

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"
)

// question is a line of ffi/tests/data/questions.jsonl: what C was asked, field by field, and the
// error that it answered. There is one for each code that these functions can answer.
type question struct {
	Ask    string
	Fields []json.RawMessage
	Want   struct {
		Code          Code
		Index, Offset uint32
		Numbers       [3]json.Number
	}
	fields [][]byte
}

func questions(t *testing.T) (all []*question) {
	file, err := os.Open("../tests/data/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		q := &question{}
		if err := json.Unmarshal(lines.Bytes(), q); err != nil {
			t.Fatal(err)
		}
		for _, field := range q.Fields {
			var zeros int
			var bytes []byte
			if json.Unmarshal(field, &zeros) == nil && zeros > 0 {
				bytes = make([]byte, zeros)
			} else if err := json.Unmarshal(field, &bytes); err != nil {
				t.Fatal(err)
			}
			q.fields = append(q.fields, bytes)
		}
		all = append(all, q)
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatal("no questions", err)
	}
	return all
}

func (q *question) text(i int) string   { return string(q.fields[i]) }
func (q *question) number(i int) uint64 { return binary.LittleEndian.Uint64(q.fields[i]) }

func (q *question) state(i int) (state TrustedState) {
	copy(state[:], q.fields[i])
	return state
}

// options are four fields, and the time the two after them.
func (q *question) options(i int) (Options, time.Time) {
	return Options{
		Threshold{q.number(i), q.number(i + 1)},
		time.Duration(q.number(i + 2)), time.Duration(q.number(i + 3)),
	}, q.time(i + 4)
}

func (q *question) time(i int) time.Time {
	return time.Unix(int64(q.number(i)), int64(q.number(i+1)))
}

func (q *question) answers(from int) (all []Answer) {
	for i := from; i+2 < len(q.fields); i += 3 {
		all = append(all, Answer{Key: q.fields[i], Value: q.fields[i+1], Proof: q.fields[i+2]})
	}
	return all
}

func (q *question) known(from int) (all []ConsensusState) {
	for i := from; i+2 < len(q.fields); i += 3 {
		all = append(all, ConsensusState{q.number(i), q.number(i + 1), q.fields[i+2]})
	}
	return all
}

func (q *question) members(i int) (all []Member) {
	for at := q.fields[i]; len(at) > 0; at = at[40:] {
		all = append(all, Member{[32]byte(at[:32]), binary.LittleEndian.Uint64(at[32:])})
	}
	return all
}

// asks has the functions of ffi/tests/c/cases.c, by their names there.
var asks = map[string]func(v *Verifier, q *question) error{
	"Verify": func(v *Verifier, q *question) error {
		options, now := q.options(3)
		_, err := v.Verify(q.state(0), q.fields[1], q.fields[2], options, now)
		return err
	},
	"Backwards": func(_ *Verifier, q *question) error {
		_, err := q.state(0).VerifyBackwards(q.fields[1])
		return err
	},
	"Window": func(v *Verifier, q *question) error {
		options, now := q.options(1)
		_, _, err := v.VerifyWindow(q.state(0), q.fields[7:], options, now)
		return err
	},
	"Commit": func(v *Verifier, q *question) error {
		_, err := v.VerifyCommit(q.text(0), q.fields[1], q.fields[2], int64(q.number(3)), q.fields[4], Rule(q.number(5)))
		return err
	},
	"Trusting": func(v *Verifier, q *question) error {
		threshold := Threshold{q.number(3), q.number(4)}
		_, err := v.VerifyCommitTrusting(q.text(0), q.fields[1], q.fields[2], threshold, Rule(q.number(5)))
		return err
	},
	"Examine": func(_ *Verifier, q *question) error {
		_, err := ExamineCommit(q.text(0), q.fields[1], q.fields[2])
		return err
	},
	"Check": func(_ *Verifier, q *question) error {
		return Check(Message(q.number(0)), q.text(1), q.fields[2])
	},
	"Hash": func(_ *Verifier, q *question) error {
		_, err := Hash(Message(q.number(0)), q.fields[1])
		return err
	},
	"DuplicateVote": func(_ *Verifier, q *question) error {
		_, err := VerifyDuplicateVote(q.text(0), q.fields[1], q.fields[2])
		return err
	},
	"DuplicateVoteByKey": func(_ *Verifier, q *question) error {
		_, err := VerifyDuplicateVoteByKey(q.text(0), q.fields[1], q.fields[2])
		return err
	},
	"Attack": func(v *Verifier, q *question) error {
		_, err := v.VerifyLightClientAttack(q.fields[0], q.fields[1], q.fields[2], q.fields[3])
		return err
	},
	"Misbehaviour": func(_ *Verifier, q *question) error {
		_, err := VerifyMisbehaviour(q.fields[0])
		return err
	},
	"StateProof": askStateProof,
	"ClientMessage": func(_ *Verifier, q *question) error {
		_, err := ClientMessage(q.fields[0], q.known(4), q.fields[1], q.time(2))
		return err
	},
	"ValsetChange": func(_ *Verifier, q *question) error {
		_, _, err := ApplyValsetChange(q.members(1), q.fields[2:])
		return err
	},
	"Trust": func(_ *Verifier, q *question) error {
		_, err := TrustOnFaith(q.fields[0], [32]byte(q.fields[1]))
		return err
	},
	"Info": func(_ *Verifier, q *question) error {
		_, err := q.state(0).Info()
		return err
	},
	"FromClient": func(_ *Verifier, q *question) error {
		_, err := TrustedStateFromClient(q.fields[0], q.known(1)[0])
		return err
	},
	"Attest": func(_ *Verifier, q *question) error {
		_, err := Attest(q.state(0), q.text(1), q.number(2), q.answers(4))
		return err
	},
	"ConsumerHeader": func(v *Verifier, q *question) error {
		options, now := q.options(5)
		_, _, err := v.VerifyConsumerHeader(q.state(0), q.text(1), q.number(2), q.answers(11), q.fields[4], options, now)
		return err
	},
	"LightBlock": func(_ *Verifier, q *question) error {
		_, err := LightBlockFromJSON(q.fields[0], q.fields[1:]...)
		return err
	},
}

func askStateProof(_ *Verifier, q *question) (err error) {
	root, store, key, value, proof := q.fields[0], q.text(1), q.fields[2], q.fields[3], q.fields[4]
	switch {
	case q.fields[5] == nil && value == nil:
		return AbsenceUnderRoot(root, store, key, proof)
	case q.fields[5] == nil:
		return MembershipUnderRoot(root, store, key, value, proof)
	case value == nil:
		_, err = q.state(5).Absence(store, key, proof)
	default:
		_, err = q.state(5).Membership(store, key, value, proof)
	}
	return err
}

// ofTheCaller are codes that no function here can answer: they are about memory that C's caller
// lends, and Go's is as large as it takes.
var ofTheCaller = map[Code]bool{CodeSignersTooFew: true, CodeMembersTooFew: true}

func TestEveryCodeIsReached(t *testing.T) {
	v := NewVerifier()
	for _, q := range questions(t) {
		if ofTheCaller[q.Want.Code] {
			continue
		}
		want := &Error{
			Code: q.Want.Code, Class: q.Want.Code.Class(), Name: q.Want.Code.Name(),
			Index: place(q.Want.Index), Offset: place(q.Want.Offset),
		}
		for i, to := range []*uint64{&want.A, &want.B, &want.C} {
			if err := json.Unmarshal([]byte(q.Want.Numbers[i]), to); err != nil {
				t.Fatal(err)
			}
		}
		err := asks[q.Ask](v, q)
		var found *Error
		if !errors.As(err, &found) {
			t.Errorf("%s answers %v, not %v", q.Ask, err, want)
			continue
		}
		bare := *found
		bare.Tallied, bare.Needed, bare.Total = 0, 0, 0
		if bare != *want {
			t.Errorf("%s answers %+v, not %+v", q.Ask, bare, *want)
		}
	}
}
