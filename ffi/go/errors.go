package parhelion

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code is the stable number of an error. A code never changes its meaning.
//
// A Code is an error itself, so that errors.Is(err, CodeNotEnoughTrust) works as
// errors.Is(err, ErrNotEnoughTrust) does.
type Code int32

// The codes of this interface, which are no verdicts.
const (
	// CodeArgument: the call is wrong.
	CodeArgument Code = 1
	// CodeInternal: a fault of the library; nothing was verified.
	CodeInternal Code = 2
	// CodeUnreadable: an answer of a node in JSON is not read.
	CodeUnreadable Code = 3
)

// What errors.Is compares with, of the codes above; those of the table are in codes.go.
var (
	ErrArgument   error = CodeArgument
	ErrInternal   error = CodeInternal
	ErrUnreadable error = CodeUnreadable
)

// Class is what an error means for the caller. It is an error too: errors.Is(err, Expired).
type Class int32

const (
	// Malformed: the bytes do not decode, or a value breaks a rule of its own.
	Malformed Class = 1
	// Expired: the trusted state is outside its trusting period.
	Expired Class = 2
	// NotEnoughTrust: the trusted set signed too little. Verify a block in between first (bisect).
	NotEnoughTrust Class = 3
	// Invalid: verified, and wrong.
	Invalid Class = 4
	// Unsupported: neither verified nor refused; this build does not suffice.
	Unsupported Class = 5
	// Fault: no verdict at all; the call or the library is wrong.
	Fault Class = 6
)

var classes = [...]string{
	Malformed: "malformed", Expired: "expired", NotEnoughTrust: "not_enough_trust",
	Invalid: "invalid", Unsupported: "unsupported", Fault: "fault",
}

// String gives the name that the class has in every language: "not_enough_trust".
func (c Class) String() string {
	if c < Malformed || int(c) >= len(classes) {
		return fmt.Sprintf("class %d", int32(c))
	}
	return classes[c]
}

// Error is String, after the word that says what it is a class of.
func (c Class) Error() string { return "errors of the class " + c.String() }

// row is what the table of errors says of a code.
type row struct {
	class  Class
	name   string
	text   string
	fields []field
}

// field is a number that a code carries, in the order of the numbers of [Error].
type field struct {
	name string
	kind byte // 'u' unsigned, 's' signed, 't' a time, 'i' Index, 'o' Offset
}

var own = map[Code]row{
	CodeArgument:   {Fault, "Argument", "the call is wrong", nil},
	CodeInternal:   {Fault, "Internal", "a fault of the library: nothing was verified", nil},
	CodeUnreadable: {Malformed, "Unreadable", "an answer of a node is not read", nil},
}

func (c Code) row() row {
	if r, ok := own[c]; ok {
		return r
	}
	if r, ok := table[c]; ok {
		return r
	}
	return row{Fault, "Unknown", "no code of this version", nil}
}

// Name gives the name that the code has in every language: "NotEnoughTrust".
func (c Code) Name() string { return c.row().name }

// Class gives the class of the code.
func (c Code) Class() Class { return c.row().class }

// String is [Code.Name].
func (c Code) String() string { return c.Name() }

// Error explains the code in one sentence, without numbers.
func (c Code) Error() string { return c.row().text }

// None stands in Index and Offset of an [Error] whose code has none. In Index it also stands for
// the proposer of a validator set.
const None = -1

// Error says why something was refused. Get at it with errors.As.
type Error struct {
	// Code is what was found, Class what that means for the caller, Name the code's name.
	Code  Code
	Class Class
	Name  string
	// Index is the entry, from 0, and Offset the place in the input, or [None].
	Index  int
	Offset int
	// A, B, C are the other numbers of the code, in the order in which docs/error-codes.md names
	// them. Negative ones stand in two's complement; a time is two: seconds and nanoseconds.
	A, B, C uint64
	// Tallied, Needed and Total are A, B and C where too little power signed, else 0.
	Tallied, Needed, Total uint64
	// Cause is what went wrong below the library, with CodeInternal; else nil.
	Cause error
}

// Error gives the sentence of the code with its numbers.
func (e *Error) Error() string {
	r, numbers := e.Code.row(), [3]uint64{e.A, e.B, e.C}
	var parts []string
	next := numbers[:]
	for _, f := range r.fields {
		var text string
		switch f.kind {
		case 'i':
			text = fmt.Sprint(e.Index)
		case 'o':
			text = fmt.Sprint(e.Offset)
		case 't':
			text = time.Unix(int64(next[0]), int64(next[1])).UTC().Format(time.RFC3339Nano)
			next = next[2:]
		case 's':
			text, next = fmt.Sprint(int64(next[0])), next[1:]
		default:
			text, next = fmt.Sprint(next[0]), next[1:]
		}
		parts = append(parts, f.name+" "+text)
	}
	text := "parhelion: " + r.text
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Is tells whether the target is this error's [Code] or [Class].
func (e *Error) Is(target error) bool {
	switch t := target.(type) {
	case Code:
		return t == e.Code
	case Class:
		return t == e.Class
	}
	return false
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// detail is parhelion_detail, whatever its layout.
type detail struct {
	code, class   int32
	index, offset uint32
	a, b, c       uint64
}

func place(number uint32) int {
	if number == 1<<32-1 {
		return None
	}
	return int(number)
}

// refusal is nil where the call succeeded.
func (d *detail) refusal() error {
	if d.code == 0 {
		return nil
	}
	e := &Error{
		Code: Code(d.code), Class: Class(d.class), Name: Code(d.code).Name(),
		Index: place(d.index), Offset: place(d.offset), A: d.a, B: d.b, C: d.c,
	}
	if fields := e.Code.row().fields; len(fields) == 3 && fields[0].name == "tallied" {
		e.Tallied, e.Needed, e.Total = d.a, d.b, d.c
	}
	return e
}

func internal(cause error) *Error {
	e := (&detail{code: int32(CodeInternal), class: int32(Fault), index: 1<<32 - 1, offset: 1<<32 - 1}).refusal()
	refused := e.(*Error)
	refused.Cause = cause
	return refused
}

// wants tells how much memory an error with this code asks for.
func wants(err error, code Code) (int, bool) {
	var e *Error
	if errors.As(err, &e) && e.Code == code {
		return int(e.A), true
	}
	return 0, false
}
