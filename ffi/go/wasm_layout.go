//go:build !parhelion_native

package parhelion

import (
	"bytes"
	"encoding/binary"
	"time"
)

// The structs of parhelion.h as C lays them out on wasm32. Those that begin with their size are
// refused by the library where one is wrong; the tests read and write the others.
const (
	optionsSize    = 40
	detailSize     = 48
	infoSize       = 256
	tallySize      = 40
	entrySize      = 32
	faultSize      = 48
	signerSize     = 32
	memberSize     = 40
	attestedSize   = 128
	bytesSize      = 8
	answerSize     = 24
	knownSize      = 24
	hasHeaderHash  = 1
	hasNextHash    = 2
	hasLastHash    = 4
	hasAppHash     = 8
	chainIDStorage = 56
)

var le = binary.LittleEndian

// sized is a struct that begins with its size, and holds zeros.
func sized(size int) []byte {
	b := make([]byte, size)
	le.PutUint32(b, uint32(size))
	return b
}

func readDetail(b []byte) *detail {
	return &detail{
		code: int32(le.Uint32(b[4:])), class: int32(le.Uint32(b[8:])),
		index: le.Uint32(b[12:]), offset: le.Uint32(b[16:]),
		a: le.Uint64(b[24:]), b: le.Uint64(b[32:]), c: le.Uint64(b[40:]),
	}
}

func writeOptions(o *Options) []byte {
	b := sized(optionsSize)
	le.PutUint64(b[8:], o.TrustThreshold.Numerator)
	le.PutUint64(b[16:], o.TrustThreshold.Denominator)
	le.PutUint64(b[24:], uint64(o.TrustingPeriod))
	le.PutUint64(b[32:], uint64(o.MaxClockDrift))
	return b
}

func zeroEnded(b []byte) string {
	text, _, _ := bytes.Cut(b, []byte{0})
	return string(text)
}

func readInfo(b []byte) HeaderInfo {
	has := le.Uint32(b[28:])
	info := HeaderInfo{
		Height:  le.Uint64(b[8:]),
		Time:    time.Unix(int64(le.Uint64(b[16:])), int64(le.Uint32(b[24:]))).UTC(),
		ChainID: zeroEnded(b[32 : 32+chainIDStorage]),
	}
	if has&hasHeaderHash != 0 {
		info.HeaderHash = b[88:120:120]
	}
	if has&hasNextHash != 0 {
		info.NextValidatorsHash = b[120:152:152]
	}
	if has&hasLastHash != 0 {
		info.LastBlockHash = b[152:184:184]
	}
	if size := le.Uint32(b[248:]); has&hasAppHash != 0 && size <= 64 {
		info.AppHash = b[184 : 184+size : 184+size]
	}
	return info
}

func readTally(b []byte) Tally {
	return Tally{le.Uint64(b[8:]), le.Uint64(b[16:]), le.Uint64(b[24:]), le.Uint32(b[32:])}
}

func readEntries(b []byte) []Entry {
	entries := make([]Entry, len(b)/entrySize)
	for i := range entries {
		e := b[i*entrySize:]
		entries[i] = Entry{[20]byte(e), le.Uint64(e[24:]), EntryStatus(le.Uint32(e[20:]))}
	}
	return entries
}

func readFault(b []byte) FaultProof {
	return FaultProof{
		Height: le.Uint64(b[8:]), Round: le.Uint32(b[16:]), VoteType: le.Uint32(b[20:]),
		Fault: FaultKind(le.Uint32(b[24:])), Validator: [20]byte(b[28:]),
	}
}

func readSigners(b []byte) []Signer {
	signers := make([]Signer, len(b)/signerSize)
	for i := range signers {
		s := b[i*signerSize:]
		signers[i] = Signer{[20]byte(s), le.Uint32(s[20:]), le.Uint64(s[24:])}
	}
	return signers
}

func readMembers(b []byte) []Member {
	members := make([]Member, len(b)/memberSize)
	for i := range members {
		m := b[i*memberSize:]
		members[i] = Member{[32]byte(m), le.Uint64(m[32:])}
	}
	return members
}

func writeMembers(members []Member, room int) []byte {
	b := make([]byte, max(len(members), room)*memberSize)
	for i, m := range members {
		copy(b[i*memberSize:], m.PublicKey[:])
		le.PutUint64(b[i*memberSize+32:], m.Power)
	}
	return b
}

func readAttested(b []byte) Attested {
	return Attested{
		LockedHeight:   le.Uint64(b[8:]),
		LockedTime:     time.Unix(int64(le.Uint64(b[16:])), int64(le.Uint32(b[24:]))).UTC(),
		TotalPower:     le.Uint64(b[32:]),
		ValidatorsHash: [32]byte(b[40:]),
		ChainID:        zeroEnded(b[72 : 72+chainIDStorage]),
	}
}

// list passes messages, each where it was put.
func (f *frame) list(messages [][]byte) *frame {
	table := make([]byte, len(messages)*bytesSize)
	for i, message := range messages {
		le.PutUint32(table[i*bytesSize:], f.put(message))
		le.PutUint32(table[i*bytesSize+4:], uint32(len(message)))
	}
	return f.pointer(f.put(table)).word(uint64(len(messages)))
}

func (f *frame) answers(answers []Answer) *frame {
	table := make([]byte, len(answers)*answerSize)
	for i, a := range answers {
		row := table[i*answerSize:]
		for j, bytes := range [][]byte{a.Key, a.Value, a.Proof} {
			if j == 1 && bytes == nil {
				continue // NULL says that the key is absent
			}
			le.PutUint32(row[j*8:], f.put(bytes))
			le.PutUint32(row[j*8+4:], uint32(len(bytes)))
		}
	}
	return f.pointer(f.put(table)).word(uint64(len(answers)))
}

func (f *frame) known(states []ConsensusState) *frame {
	table := make([]byte, len(states)*knownSize)
	for i, s := range states {
		row := table[i*knownSize:]
		le.PutUint64(row, s.Revision)
		le.PutUint64(row[8:], s.Height)
		le.PutUint32(row[16:], f.put(s.State))
		le.PutUint32(row[20:], uint32(len(s.State)))
	}
	return f.pointer(f.put(table)).word(uint64(len(states)))
}

func (f *frame) state(s *TrustedState) *frame { return f.pointer(f.put(s[:])) }

func (f *frame) options(o *Options) *frame { return f.pointer(f.put(writeOptions(o))) }

func (f *frame) now(t time.Time) *frame {
	return f.word(uint64(t.Unix())).word(uint64(uint32(t.Nanosecond())))
}

func (f *frame) verifier() *frame { return f.pointer(f.m.verifier) }

// scratch lends memory for looking validators up; noScratch lends none, beside a verifier.
func (f *frame) scratch() *frame { return f.pointer(f.room(4 * scratchWords)).word(scratchWords) }

func (f *frame) noScratch() *frame { return f.word(0).word(0) }
