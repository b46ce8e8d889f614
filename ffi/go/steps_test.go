package parhelion

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// step is a step of light verification with the answer that every binding must give.
type step struct {
	Name              string
	State, Block      []byte
	TrustedValidators []byte `json:"trusted_validators"`
	Options           struct {
		Numerator   uint64 `json:"trust_numerator,string"`
		Denominator uint64 `json:"trust_denominator,string"`
		Period      int64  `json:"trusting_period,string"`
		Drift       int64  `json:"max_clock_drift,string"`
	}
	Now struct {
		Seconds int64 `json:",string"`
		Nanos   int64
	}
	Want struct {
		Code                 Code
		Name, Class, Message string
		Next                 []byte
	}
}

func steps(t testing.TB) []step {
	var all []step
	text, err := os.ReadFile("../tests/data/steps.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil || len(all) == 0 {
		t.Fatal("no steps", err)
	}
	return all
}

func (s *step) options() Options {
	return Options{
		Threshold{s.Options.Numerator, s.Options.Denominator},
		time.Duration(s.Options.Period), time.Duration(s.Options.Drift),
	}
}

func (s *step) now() time.Time { return time.Unix(s.Now.Seconds, s.Now.Nanos) }

// wrong tells how an answer differs from the one that is wanted.
func (s *step) wrong(next TrustedState, err error) string {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{}
	}
	switch {
	case e.Code != s.Want.Code:
		return "the code is " + e.Error()
	case err == nil && string(next[:]) != string(s.Want.Next):
		return "the state is another"
	case err == nil:
		return ""
	case e.Name != s.Want.Name || e.Class.String() != s.Want.Class:
		return "the code is named " + e.Name + ", of the class " + e.Class.String()
	case !errors.Is(err, e.Code) || !errors.Is(err, e.Class) || e.Code.Class() != e.Class:
		return "it is not found by its code and its class"
	case next != TrustedState{}:
		return "a state comes out all the same"
	case !strings.HasPrefix(e.Error(), "parhelion: "+e.Code.Error()):
		return "it says " + e.Error()
	}
	return ""
}

func TestTheStepsGiveTheAnswersOfEveryBinding(t *testing.T) {
	v := NewVerifier()
	for _, s := range steps(t) {
		state, err := ParseTrustedState(s.State)
		if err != nil {
			t.Fatal(s.Name, err)
		}
		next, err := v.Verify(state, s.TrustedValidators, s.Block, s.options(), s.now())
		if wrong := s.wrong(next, err); wrong != "" {
			t.Errorf("%s: %s", s.Name, wrong)
		}
	}
}

func TestOneVerifierServesManyGoroutines(t *testing.T) {
	v, all := NewVerifier(), steps(t)
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 3 * len(all) {
				s := &all[(g+i)%len(all)]
				next, err := v.Verify(TrustedState(s.State), s.TrustedValidators, s.Block, s.options(), s.now())
				if wrong := s.wrong(next, err); wrong != "" {
					t.Errorf("%s: %s", s.Name, wrong)
				}
				if _, err := TrustedState(s.State).Info(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if idle := len(v.pool.idle); idle == 0 {
		t.Error("no handle was kept")
	}
}

func TestAWindowTellsHowFarItCame(t *testing.T) {
	v, all := NewVerifier(), steps(t)
	var adjacent, wrong *step
	for i := range all {
		switch all[i].Name {
		case "adjacent":
			adjacent = &all[i]
		case "wrong signature":
			wrong = &all[i]
		}
	}
	state := TrustedState(adjacent.State)
	next, n, err := v.VerifyWindow(state, [][]byte{adjacent.Block, adjacent.Block}, adjacent.options(), adjacent.now())
	if n != 1 || !errors.Is(err, ErrNotAdjacent) || string(next[:]) != string(adjacent.Want.Next) {
		t.Errorf("%d verified, then %v", n, err)
	}
	next, n, err = v.VerifyWindow(TrustedState(wrong.State), [][]byte{wrong.Block}, wrong.options(), wrong.now())
	if n != 0 || !errors.Is(err, Code(wrong.Want.Code)) || next != TrustedState(wrong.State) {
		t.Errorf("%d verified, then %v", n, err)
	}
	if next, n, err = v.VerifyWindow(state, nil, DefaultOptions, adjacent.now()); n != 0 || err != nil || next != state {
		t.Errorf("%d of no blocks verified, %v", n, err)
	}
}

func TestWrongCallsAreTheCallersFault(t *testing.T) {
	if _, err := Hash(MessageVote, nil); !errors.Is(err, ErrArgument) || !errors.Is(err, Fault) {
		t.Error(err)
	}
	if _, err := LightBlockFromJSON([]byte("{"), nil); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := NewVerifier().Verify(TrustedState{}, nil, nil, Options{}, time.Now()); err == nil {
		t.Error("nothing is verified")
	}
}

// A call that needs much memory leaves a machine that answers the next one.
func TestLongMessagesAreTakenOneAfterTheOther(t *testing.T) {
	v, s := NewVerifier(), &steps(t)[0]
	for _, size := range []int{0, 1, 1 << 10, 1 << 16, 3 << 20, 9 << 20, 5} {
		if _, err := v.Verify(TrustedState(s.State), s.TrustedValidators, make([]byte, size), s.options(), s.now()); err == nil || errors.Is(err, Fault) {
			t.Errorf("%d zeros: %v", size, err)
		}
		next, err := v.Verify(TrustedState(s.State), s.TrustedValidators, s.Block, s.options(), s.now())
		if wrong := s.wrong(next, err); wrong != "" {
			t.Errorf("after %d zeros: %s", size, wrong)
		}
	}
}

// The README's program reads what a node of a recorded network answered.
func TestTheAnswersOfTheReadmeAreRecorded(t *testing.T) {
	recorded := map[string]string{}
	eachLine(t, testdata+"recorded/nil-votes/rpc.jsonl.gz", func(line []byte) {
		var answer struct{ Path, Body string }
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatal(err)
		}
		recorded[answer.Path] = answer.Body
	})
	for name, path := range map[string]string{
		"4.commit": "/commit?height=4", "4.validators": "/validators?height=4&page=1&per_page=100",
		"5.commit": "/commit?height=5", "5.validators": "/validators?height=5&page=1&per_page=100",
	} {
		if text, err := os.ReadFile("testdata/" + name + ".json"); err != nil || string(text) != recorded[path] {
			t.Errorf("%s is not what was answered to %s (%v)", name, path, err)
		}
	}
}
