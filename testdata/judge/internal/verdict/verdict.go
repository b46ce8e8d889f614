// Package verdict asks judges about cases, and decides where Parhelion is stricter or laxer than
// they are.
package verdict

import (
	"encoding/hex"
	"fmt"

	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
	"judge/internal/wire"
)

// Question is a case of one kind.
type Question interface {
	// Decode is the judge's reading of the messages. Its failure makes the case malformed.
	Decode() error
	// Verify is the judge's verdict on what was decoded.
	Verify() cases.Verdict
	// Messages are the encoded messages, in the order in which they are decoded.
	Messages() []Message
	// Stricter is what Parhelion says to the decoded values where the judge says own.
	Stricter(own cases.Verdict) Stricter
}

// Message is an encoded message of a case.
type Message struct {
	Shape Shape
	Bytes []byte
}

// Shape finds the oddities of an encoding.
type Shape interface {
	Scan(data []byte) wire.Oddities
}

// Extended is a question of a kind of which Parhelion accepts more than the judge does.
type Extended interface {
	// Laxer names the rule by which Parhelion accepts what the judge found invalid, or is "".
	Laxer() string
}

// Stricter is a rule that refuses, or the zero value.
type Stricter struct {
	Rule  string
	Class cases.Class
}

// Kind reads the inputs of a case of one kind. What is wrong with them stays in the inputs.
type Kind func(in *cases.Inputs) Question

// Judge answers the kinds of cases that it has learned.
type Judge struct {
	// Name goes into its answers.
	Name  string
	Kinds map[string]Kind
}

// Bench is some judges, no two of which have learned the same kind.
type Bench []Judge

// UnknownKind is the error for a kind that no judge of a bench has learned.
type UnknownKind string

func (kind UnknownKind) Error() string {
	return fmt.Sprintf("unknown kind `%s`", string(kind))
}

// Judge answers a case. An error says that the line is no case.
func (b Bench) Judge(line *cases.Line) (*cases.Answer, error) {
	in := &cases.Inputs{Line: line}
	kind := in.Text("kind")
	if in.Err != nil {
		return nil, in.Err
	}
	for _, judge := range b {
		if read, ok := judge.Kinds[kind]; ok {
			return judge.answer(read, in)
		}
	}
	return nil, UnknownKind(kind)
}

func (j Judge) answer(read Kind, in *cases.Inputs) (*cases.Answer, error) {
	question := read(in)
	if in.Err != nil {
		return nil, in.Err
	}
	answer := answer(question)
	answer.Judge = j.Name
	return answer, nil
}

func answer(question Question) *cases.Answer {
	own := ask(question)
	oddities := scan(question)
	answer := &cases.Answer{Want: own, Wire: oddities.Names()}
	// What the judge cannot decode, or what breaks a rule of its own, is malformed to both.
	if own.Class == cases.Malformed {
		return answer
	}
	rule := Stricter{oddities.Refused(), cases.Malformed}
	if rule.Rule == "" {
		rule = question.Stricter(own)
	}
	if rule.Rule != "" {
		answer.Want = cases.Refused(rule.Class, "stricter: "+rule.Rule)
		answer.Stricter = rule.Rule
		answer.Go = &own
		return answer
	}
	if extended, ok := question.(Extended); ok && !own.OK {
		if rule := recoveredRule(extended.Laxer); rule != "" {
			answer.Want = cases.Accepted()
			answer.Laxer = rule
			answer.Go = &own
		}
	}
	return answer
}

func scan(question Question) wire.Oddities {
	var found wire.Oddities
	for _, message := range question.Messages() {
		found |= message.Shape.Scan(message.Bytes)
	}
	return found
}

// ask lets the judge speak. A panic refuses: nothing that panics has accepted anything.
func ask(question Question) cases.Verdict {
	if err := recovered(question.Decode); err != nil {
		return cases.Refused(cases.Malformed, err.Error())
	}
	return recoveredVerdict(question.Verify)
}

func recovered(call func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked(cause)
		}
	}()
	return call()
}

func recoveredVerdict(call func() cases.Verdict) (verdict cases.Verdict) {
	defer func() {
		if cause := recover(); cause != nil {
			verdict = cases.Refused(cases.Invalid, panicked(cause).Error())
		}
	}()
	return call()
}

func panicked(cause any) error {
	if err, ok := cause.(error); ok {
		return named("panic", err)
	}
	return fmt.Errorf("panic: %v", cause)
}

// recoveredRule is "" where asking panics: the judge's refusal then stands.
func recoveredRule(call func() string) (rule string) {
	defer func() {
		if recover() != nil {
			rule = ""
		}
	}()
	return call()
}

// Outcome is the verdict of a verification whose only refusal is invalid.
func Outcome(err error) cases.Verdict {
	if err != nil {
		return cases.Refused(cases.Invalid, err.Error())
	}
	return cases.Accepted()
}

// Byzantine accepts, and names who is guilty.
func Byzantine(validators []*types.Validator) cases.Verdict {
	addresses := make([]string, len(validators))
	for i, validator := range validators {
		addresses[i] = hex.EncodeToString(validator.Address)
	}
	accepted := cases.Accepted()
	accepted.Byzantine = &addresses
	return accepted
}
