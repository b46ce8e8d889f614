//go:build parhelion_native

package parhelion

// #cgo CFLAGS: -I${SRCDIR}
// #cgo LDFLAGS: -L${SRCDIR}/lib -lparhelion
// #cgo linux LDFLAGS: -lm -ldl -lpthread
// #include "parhelion.h"
import "C"

import (
	"errors"
	"runtime"
	"time"
	"unsafe"
)

// nativeMachine is a verifier of the static library, and memory for what takes none.
type nativeMachine struct {
	verifier *C.parhelion_verifier
	scratch  []C.uint32_t
}

func newMachine() (machine, error) {
	if version := uint32(C.parhelion_abi_version()); version != C.PARHELION_ABI_VERSION {
		return nil, errors.New("the static library has another interface than parhelion.h")
	}
	verifier := C.parhelion_verifier_new(0)
	if verifier == nil {
		return nil, errors.New("no verifier was made")
	}
	return &nativeMachine{verifier: verifier}, nil
}

func (m *nativeMachine) close() {
	C.parhelion_verifier_free(m.verifier)
	m.verifier = nil
}

// lent is memory that functions without a verifier look validators up in.
func (m *nativeMachine) lent() *C.uint32_t {
	if m.scratch == nil {
		m.scratch = make([]C.uint32_t, scratchWords)
	}
	return &m.scratch[0]
}

// nothing is where an array without elements stands: NULL says something else.
var nothing [8]byte

// in gives bytes as C takes them, which must not keep them. Never NULL.
func in(bytes []byte) (*C.uint8_t, C.size_t) {
	if len(bytes) == 0 {
		return (*C.uint8_t)(unsafe.Pointer(&nothing)), 0
	}
	return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(bytes))), C.size_t(len(bytes))
}

// optional gives NULL for nil.
func optional(bytes []byte) (*C.uint8_t, C.size_t) {
	if bytes == nil {
		return nil, 0
	}
	return in(bytes)
}

func text(text string) (*C.uint8_t, C.size_t) {
	if text == "" {
		return in(nil)
	}
	return (*C.uint8_t)(unsafe.Pointer(unsafe.StringData(text))), C.size_t(len(text))
}

func stateOf(s *TrustedState) *C.parhelion_trusted_state {
	return (*C.parhelion_trusted_state)(unsafe.Pointer(s))
}

func hashOf(hash *[32]byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(hash)) }

func optionsOf(o *Options) *C.parhelion_options {
	options := C.parhelion_options{struct_size: C.sizeof_parhelion_options}
	options.trust_numerator = C.uint64_t(o.TrustThreshold.Numerator)
	options.trust_denominator = C.uint64_t(o.TrustThreshold.Denominator)
	options.trusting_period = C.int64_t(o.TrustingPeriod)
	options.max_clock_drift = C.int64_t(o.MaxClockDrift)
	return &options
}

func nowOf(t time.Time) (C.int64_t, C.uint32_t) {
	return C.int64_t(t.Unix()), C.uint32_t(t.Nanosecond())
}

// refusalOf is nil where the call succeeded.
func refusalOf(code C.parhelion_code, why *C.parhelion_detail) error {
	if code == C.PARHELION_OK {
		return nil
	}
	d := detail{
		code: int32(code), class: int32(why.error_class),
		index: uint32(why.index), offset: uint32(why.offset),
		a: uint64(why.a), b: uint64(why.b), c: uint64(why.c),
	}
	return d.refusal()
}

// list gives messages as C takes them; pinner keeps them where they are until it is unpinned.
func list(pinner *runtime.Pinner, messages [][]byte) (*C.parhelion_bytes, C.size_t) {
	if len(messages) == 0 {
		return nil, 0
	}
	rows := make([]C.parhelion_bytes, len(messages))
	for i, message := range messages {
		rows[i].data, rows[i].len = pinned(pinner, message)
	}
	return &rows[0], C.size_t(len(rows))
}

func pinned(pinner *runtime.Pinner, bytes []byte) (*C.uint8_t, C.size_t) {
	at, size := in(bytes)
	pinner.Pin(at)
	return at, size
}

func answersOf(pinner *runtime.Pinner, answers []Answer) (*C.parhelion_answer, C.size_t) {
	rows := make([]C.parhelion_answer, len(answers)+1)
	for i, a := range answers {
		rows[i].key, rows[i].key_len = pinned(pinner, a.Key)
		rows[i].proof, rows[i].proof_len = pinned(pinner, a.Proof)
		if a.Value != nil { // NULL says that the key is absent
			rows[i].value, rows[i].value_len = pinned(pinner, a.Value)
		}
	}
	return &rows[0], C.size_t(len(answers))
}

func knownOf(pinner *runtime.Pinner, known []ConsensusState) (*C.parhelion_consensus_state, C.size_t) {
	rows := make([]C.parhelion_consensus_state, len(known)+1)
	for i, k := range known {
		rows[i].revision, rows[i].height = C.uint64_t(k.Revision), C.uint64_t(k.Height)
		rows[i].state, rows[i].state_len = pinned(pinner, k.State)
	}
	return &rows[0], C.size_t(len(known))
}

func bytesOf[T any](array *T, size int) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(array)), size)
}

func timeOf(seconds C.int64_t, nanos C.uint32_t) time.Time {
	return time.Unix(int64(seconds), int64(nanos)).UTC()
}

func membersOf(rows []C.parhelion_member) []Member {
	members := make([]Member, len(rows))
	for i := range rows {
		copy(members[i].PublicKey[:], bytesOf(&rows[i].public_key, 32))
		members[i].Power = uint64(rows[i].power)
	}
	return members
}

func signersOf(rows []C.parhelion_signer) []Signer {
	signers := make([]Signer, len(rows))
	for i := range rows {
		copy(signers[i].Address[:], bytesOf(&rows[i].address, 20))
		signers[i].Index, signers[i].Power = uint32(rows[i].index), uint64(rows[i].power)
	}
	return signers
}
