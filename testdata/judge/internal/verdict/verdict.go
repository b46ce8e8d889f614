// Package verdict asks CometBFT about a case, and decides where Parhelion is stricter.
package verdict

import (
	"fmt"
	"strings"

	"judge/internal/cases"
	"judge/internal/wire"
)

// question is a case of one kind.
type question interface {
	// decode is CometBFT's reading of the messages. Its failure makes the case malformed.
	decode() error
	// verify is CometBFT's verdict on what was decoded.
	verify() cases.Verdict
	// messages are the encoded messages, in the order in which they are decoded.
	messages() []encoded
	// stricter is what Parhelion says to the decoded values where CometBFT says own.
	stricter(own cases.Verdict) stricter
}

type encoded struct {
	shape *wire.Message
	bytes []byte
}

// stricter is a rule that refuses, or the zero value.
type stricter struct {
	rule  string
	class cases.Class
}

// UnknownKind is the error for a kind that this judge has not learned.
type UnknownKind string

func (kind UnknownKind) Error() string {
	return fmt.Sprintf("unknown kind `%s`", string(kind))
}

// Judge answers a case in the name of a judge. An error says that the line is no case.
func Judge(line *cases.Line, name string) (*cases.Answer, error) {
	question, err := read(line)
	if err != nil {
		return nil, err
	}
	answer := answer(question)
	answer.Judge = name
	return answer, nil
}

func read(line *cases.Line) (question, error) {
	in := &cases.Inputs{Line: line}
	question := ofKind(in.Text("kind"), in)
	return question, in.Err
}

func ofKind(kind string, in *cases.Inputs) question {
	switch kind {
	case "light":
		return newLight(in)
	case "backwards":
		return newBackwards(in)
	case "commit":
		return newCommit(in)
	case "basic":
		return newBasic(in)
	case "hash":
		return newHash(in)
	case "sign_bytes":
		return newSignBytes(in)
	case "ed25519":
		return newSignature(in)
	case "duplicate_vote":
		return newDuplicateVote(in)
	case "light_client_attack":
		return newLightClientAttack(in)
	}
	if in.Err == nil {
		in.Err = UnknownKind(kind)
	}
	return nil
}

func answer(question question) *cases.Answer {
	own := ask(question)
	oddities := scan(question)
	answer := &cases.Answer{Want: own, Wire: oddities.Names()}
	// What CometBFT cannot decode, or what breaks a rule of its own, is malformed to both.
	if own.Class == cases.Malformed {
		return answer
	}
	rule := stricter{rule: oddities.Refused(), class: cases.Malformed}
	if rule.rule == "" {
		rule = question.stricter(own)
	}
	if rule.rule != "" {
		answer.Want = cases.Refused(rule.class, "stricter: "+rule.rule)
		answer.Stricter = rule.rule
		answer.Go = &own
	}
	return answer
}

func scan(question question) wire.Oddities {
	var found wire.Oddities
	for _, message := range question.messages() {
		found |= wire.Scan(message.shape, message.bytes)
	}
	return found
}

// ask lets CometBFT speak. A panic refuses: nothing that panics has accepted anything.
func ask(question question) cases.Verdict {
	if err := recovered(question.decode); err != nil {
		return cases.Refused(cases.Malformed, err.Error())
	}
	return recoveredVerdict(question.verify)
}

func recovered(call func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return call()
}

func recoveredVerdict(call func() cases.Verdict) (verdict cases.Verdict) {
	defer func() {
		if cause := recover(); cause != nil {
			verdict = cases.Refused(cases.Invalid, fmt.Sprintf("panic: %v", cause))
		}
	}()
	return call()
}

// outcome is the verdict of a verification whose only refusal is invalid.
func outcome(err error) cases.Verdict {
	if err != nil {
		return cases.Refused(cases.Invalid, err.Error())
	}
	return cases.Accepted()
}

// sameFault tells whether two verdicts name one fault. The values at the end of a reason are not
// compared, because they quote signatures.
func sameFault(a, b cases.Verdict) bool {
	return a.Class == b.Class && withoutValues(a.Reason) == withoutValues(b.Reason)
}

func withoutValues(reason string) string {
	if at := strings.LastIndex(reason, ": "); at >= 0 {
		return reason[:at]
	}
	return reason
}
