package cases

import (
	"bytes"
	"strings"
)

// Class is what became of a question, in one word.
type Class string

// The classes of the format.
const (
	OK             Class = "ok"
	Malformed      Class = "malformed"
	Expired        Class = "expired"
	NotEnoughTrust Class = "not_enough_trust"
	Invalid        Class = "invalid"
)

// Verdict is accepted or refused, with the reason or with the bytes that were asked for.
type Verdict struct {
	OK     bool   `json:"ok"`
	Class  Class  `json:"class"`
	Reason string `json:"reason,omitempty"`
	Hash   string `json:"hash,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"`
	// A pointer, because an empty list is an answer, and none is not.
	Byzantine *[]string `json:"byzantine,omitempty"`
	// What a client does with a message that it accepts.
	Result string `json:"result,omitempty"`
	// A validator set, the updates that lead to it, and what power a top N asks for.
	Validators *[]Validator `json:"validators,omitempty"`
	Updates    *[]Validator `json:"updates,omitempty"`
	MinPower   string       `json:"min_power,omitempty"`
}

// Validator is an entry of a validator set, or of a change of it, which has no address.
type Validator struct {
	Address    string `json:"address,omitempty"`
	PublicKey  []byte `json:"public_key"`
	Power      int64  `json:"power,string"`
	JoinHeight *int64 `json:"join_height,string,omitempty"`
}

// String is the verdict as the format writes it.
func (v Verdict) String() string {
	return string(text(v))
}

// maxReason bounds a reason, of which some quote whole votes.
const maxReason = 240

// Refused is the verdict of this class for this reason.
func Refused(class Class, reason string) Verdict {
	return Verdict{Class: class, Reason: shortened(reason)}
}

func shortened(reason string) string {
	// JSON holds no other bytes.
	reason = strings.ToValidUTF8(reason, "\uFFFD")
	if len(reason) <= maxReason {
		return reason
	}
	// The cut may go through a character, of which nothing is kept.
	return strings.ToValidUTF8(reason[:maxReason], "")
}

// Accepted is the verdict of a question that asks for no bytes.
func Accepted() Verdict {
	return Verdict{OK: true, Class: OK}
}

// Answer is what a judge adds to a question.
type Answer struct {
	Want Verdict
	// Stricter names the rule for which Want is not the judge's own verdict, which is then Go.
	Stricter string
	// Laxer names the rule for which Want accepts what the judge's own verdict, which is then Go,
	// does not.
	Laxer string
	Go    *Verdict
	// Wire lists oddities of the encoding.
	Wire  []string
	Judge string
}

func (a *Answer) write(out *bytes.Buffer) {
	writeMember(out, "want", text(a.Want))
	if a.Stricter != "" {
		writeMember(out, "stricter", text(a.Stricter))
	}
	if a.Laxer != "" {
		writeMember(out, "laxer", text(a.Laxer))
	}
	if a.Go != nil {
		writeMember(out, "go", text(a.Go))
	}
	if len(a.Wire) > 0 {
		writeMember(out, "wire", text(a.Wire))
	}
	writeMember(out, "judge", text(a.Judge))
}

// Answer reads the answer that the line already has.
func (l *Line) Answer() (*Answer, error) {
	answer := &Answer{}
	for name, value := range map[string]any{
		"want": &answer.Want, "stricter": &answer.Stricter, "laxer": &answer.Laxer, "go": &answer.Go,
		"wire": &answer.Wire, "judge": &answer.Judge,
	} {
		if _, err := l.Get(name, value); err != nil {
			return nil, err
		}
	}
	return answer, nil
}
