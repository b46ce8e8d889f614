package cometbft

import (
	"encoding/binary"
	"fmt"
	"time"
)

// writer appends protobuf fields, as gogoproto does: in the order of their numbers, defaults left
// out. The first error stays.
type writer struct {
	out []byte
	err error
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// The wire types of the fields that the messages have.
const (
	wireVarint = 0
	wireBytes  = 2
)

// tag is one byte: no message here has a field above 15.
func (w *writer) tag(field, wire byte) {
	w.out = append(w.out, field<<3|wire)
}

// number writes an integer that is not 0. A negative one takes ten bytes.
func (w *writer) number(field byte, value int64) {
	if value != 0 {
		w.tag(field, wireVarint)
		w.out = binary.AppendUvarint(w.out, uint64(value))
	}
}

// bytes writes a field of bytes, also an empty one, as members of a oneof and messages are.
func (w *writer) bytes(field byte, value []byte) {
	w.tag(field, wireBytes)
	w.out = binary.AppendUvarint(w.out, uint64(len(value)))
	w.out = append(w.out, value...)
}

func (w *writer) nonEmpty(field byte, value []byte) {
	if len(value) > 0 {
		w.bytes(field, value)
	}
}

// message writes a message, and then its length before it: most are below 128 bytes, and move by
// one.
func (w *writer) message(field byte, body func()) {
	w.tag(field, wireBytes)
	from := len(w.out)
	w.out = append(w.out, 0)
	body()
	length := len(w.out) - from - 1
	if length < 0x80 {
		w.out[from] = byte(length)
		return
	}
	var prefix [binary.MaxVarintLen64]byte
	size := binary.PutUvarint(prefix[:], uint64(length))
	w.out = append(w.out, prefix[1:size]...)
	copy(w.out[from+size:], w.out[from+1:from+1+length])
	copy(w.out[from:], prefix[:size])
}

// Seconds since 1970 of the years that a timestamp can have: 1 to 9999.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

func (w *writer) time(field byte, value time.Time) {
	seconds := value.Unix()
	if seconds < firstSecond || seconds > lastSecond {
		w.fail(fmt.Errorf("the time %v has no timestamp", value))
		return
	}
	w.message(field, func() {
		w.number(1, seconds)
		w.number(2, int64(value.Nanosecond()))
	})
}
