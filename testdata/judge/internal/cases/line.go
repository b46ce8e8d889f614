// Package cases reads and writes lines of the format of cases, which testdata/README.md describes.
package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Line is one JSON object whose members keep their order and their text, so that a judged line
// differs from the question in the answer alone.
type Line struct {
	members []member
}

type member struct {
	name  string
	value json.RawMessage
}

// answers are the members that a judge writes. Those of a question are another judge's.
var answers = []string{"want", "stricter", "laxer", "go", "wire", "judge"}

// ParseLine reads one JSON object.
func ParseLine(text []byte) (*Line, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.New("no JSON object")
	}
	line := &Line{members: make([]member, 0, 16)}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		member := member{name: token.(string)}
		if err := decoder.Decode(&member.value); err != nil {
			return nil, err
		}
		line.members = append(line.members, member)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than a JSON object")
	}
	return line, nil
}

// Get reads the member of this name into value, and tells whether there is one that is not null.
func (l *Line) Get(name string, value any) (bool, error) {
	for _, member := range l.members {
		if member.name != name || string(member.value) == "null" {
			continue
		}
		if err := json.Unmarshal(member.value, value); err != nil {
			return false, fmt.Errorf("`%s`: %w", name, err)
		}
		return true, nil
	}
	return false, nil
}

// Judged writes the line with this answer, before the note, where there is one.
func (l *Line) Judged(answer *Answer) []byte {
	note := slices.IndexFunc(l.members, func(m member) bool { return m.name == "note" })
	if note < 0 {
		note = len(l.members)
	}
	var out bytes.Buffer
	out.WriteByte('{')
	l.write(&out, l.members[:note])
	answer.write(&out)
	l.write(&out, l.members[note:])
	out.WriteString("}\n")
	return out.Bytes()
}

func (l *Line) write(out *bytes.Buffer, members []member) {
	for _, member := range members {
		if !slices.Contains(answers, member.name) {
			writeMember(out, member.name, member.value)
		}
	}
}

func writeMember(out *bytes.Buffer, name string, value []byte) {
	if out.Len() > 1 {
		out.WriteByte(',')
	}
	out.Write(text(name))
	out.WriteByte(':')
	out.Write(value)
}

// text is compact JSON in which <, > and & stand for themselves.
func text(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
