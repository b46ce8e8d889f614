//go:build parhelion_native

package parhelion

// #include "parhelion.h"
import "C"

import (
	"runtime"
	"time"
)

func (m *nativeMachine) membership(
	state *TrustedState, store string, key, value, proof []byte, height *uint64,
) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	s, sLen := text(store)
	k, kLen := in(key)
	v, vLen := in(value)
	p, pLen := in(proof)
	return refusalOf(C.parhelion_membership(stateOf(state), s, sLen, k, kLen, v, vLen, p, pLen,
		(*C.uint64_t)(height), &why), &why)
}

func (m *nativeMachine) absence(state *TrustedState, store string, key, proof []byte, height *uint64) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	s, sLen := text(store)
	k, kLen := in(key)
	p, pLen := in(proof)
	return refusalOf(C.parhelion_absence(stateOf(state), s, sLen, k, kLen, p, pLen,
		(*C.uint64_t)(height), &why), &why)
}

func (m *nativeMachine) membershipUnderRoot(root []byte, store string, key, value, proof []byte) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	r, rLen := in(root)
	s, sLen := text(store)
	k, kLen := in(key)
	v, vLen := in(value)
	p, pLen := in(proof)
	return refusalOf(C.parhelion_membership_under_root(r, rLen, s, sLen, k, kLen, v, vLen, p, pLen, &why), &why)
}

func (m *nativeMachine) absenceUnderRoot(root []byte, store string, key, proof []byte) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	r, rLen := in(root)
	s, sLen := text(store)
	k, kLen := in(key)
	p, pLen := in(proof)
	return refusalOf(C.parhelion_absence_under_root(r, rLen, s, sLen, k, kLen, p, pLen, &why), &why)
}

func (m *nativeMachine) clientMessage(
	clientState []byte, known []ConsensusState, message []byte, now time.Time, outcome *Outcome,
) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	c, cLen := in(clientState)
	k, kLen := knownOf(&pinner, known)
	b, bLen := in(message)
	seconds, nanos := nowOf(now)
	return refusalOf(C.parhelion_client_message(c, cLen, k, kLen, b, bLen, seconds, nanos, m.lent(),
		scratchWords, (*C.int32_t)(outcome), &why), &why)
}

func attestedOf(a *C.parhelion_attested, members []C.parhelion_member) Attested {
	attested := Attested{
		ChainID: C.GoString(&a.chain_id[0]), LockedHeight: uint64(a.locked_height),
		LockedTime: timeOf(a.locked_seconds, a.locked_nanos), TotalPower: uint64(a.total_power),
		Members: membersOf(members[:a.members]),
	}
	copy(attested.ValidatorsHash[:], bytesOf(&a.validators_hash, 32))
	return attested
}

func (m *nativeMachine) attest(
	provider *TrustedState, release string, consumerID uint64, answers []Answer, attested *Attested,
) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	found, why := C.parhelion_attested{struct_size: C.sizeof_parhelion_attested}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	r, rLen := text(release)
	a, aLen := answersOf(&pinner, answers)
	members := make([]C.parhelion_member, len(answers)+1)
	err := refusalOf(C.parhelion_attest(stateOf(provider), r, rLen, C.uint64_t(consumerID), a, aLen,
		&members[0], C.size_t(len(answers)), &found, &why), &why)
	if err == nil {
		*attested = attestedOf(&found, members)
	}
	return err
}

func (m *nativeMachine) consumerHeader(
	provider *TrustedState, release string, consumerID uint64, answers []Answer, block []byte,
	options *Options, now time.Time, next *TrustedState, attested *Attested,
) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	found, why := C.parhelion_attested{struct_size: C.sizeof_parhelion_attested}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	r, rLen := text(release)
	a, aLen := answersOf(&pinner, answers)
	b, bLen := in(block)
	seconds, nanos := nowOf(now)
	members := make([]C.parhelion_member, len(answers)+1)
	err := refusalOf(C.parhelion_verify_consumer_header(stateOf(provider), r, rLen,
		C.uint64_t(consumerID), a, aLen, b, bLen, optionsOf(options), seconds, nanos, m.verifier,
		&members[0], C.size_t(len(answers)), stateOf(next), &found, &why), &why)
	if err == nil {
		*attested = attestedOf(&found, members)
	}
	return err
}

func (m *nativeMachine) valsetChange(members *[]Member, room int, packets [][]byte, hash *[32]byte) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	rows := make([]C.parhelion_member, max(room, len(*members))+1)
	for i, member := range *members {
		copy(bytesOf(&rows[i].public_key, 32), member.PublicKey[:])
		rows[i].power = C.uint64_t(member.Power)
	}
	length := C.size_t(len(*members))
	p, pLen := list(&pinner, packets)
	err := refusalOf(C.parhelion_valset_change(&rows[0], &length, C.size_t(room), p, pLen, hashOf(hash),
		&why), &why)
	if err == nil {
		*members = membersOf(rows[:length])
	}
	return err
}

func (m *nativeMachine) check(message Message, chainID string, bytes []byte) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	b, bLen := in(bytes)
	return refusalOf(C.parhelion_check(C.int32_t(message), id, idLen, b, bLen, &why), &why)
}

func (m *nativeMachine) hash(message Message, bytes []byte, hash *[32]byte) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	b, bLen := in(bytes)
	return refusalOf(C.parhelion_hash(C.int32_t(message), b, bLen, hashOf(hash), &why), &why)
}

func (m *nativeMachine) lightBlock(commit []byte, validators [][]byte, block *[]byte) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	// A block is shorter than what it is made of: base64 and names take up more than the bytes.
	room := len(commit) + 1
	for _, page := range validators {
		room += len(page)
	}
	c, cLen := in(commit)
	v, vLen := list(&pinner, validators)
	out := make([]byte, room)
	o, oLen := in(out)
	var length C.size_t
	err := refusalOf(C.parhelion_light_block_from_json(c, cLen, v, vLen, o, oLen, &length, &why), &why)
	if err == nil {
		*block = out[:length:length]
	}
	return err
}

func (m *nativeMachine) codeName(code Code) string {
	return C.GoString(C.parhelion_code_name(C.parhelion_code(code)))
}

func (m *nativeMachine) codeText(code Code) string {
	return C.GoString(C.parhelion_code_text(C.parhelion_code(code)))
}

func (m *nativeMachine) version() string { return C.GoString(C.parhelion_version()) }
