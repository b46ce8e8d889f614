//go:build parhelion_native

package parhelion

// #include "parhelion.h"
import "C"

import (
	"runtime"
	"time"
)

func (m *nativeMachine) trustOnFaith(block []byte, hash *[32]byte, next *TrustedState) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	b, bLen := in(block)
	return refusalOf(C.parhelion_trust_on_faith(b, bLen, hashOf(hash), stateOf(next), &why), &why)
}

func (m *nativeMachine) info(state *TrustedState, info *HeaderInfo) error {
	found, why := C.parhelion_header_info{struct_size: C.sizeof_parhelion_header_info}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	err := refusalOf(C.parhelion_trusted_state_info(stateOf(state), &found, &why), &why)
	if err != nil {
		return err
	}
	*info = HeaderInfo{
		ChainID: C.GoString(&found.chain_id[0]), Height: uint64(found.height),
		Time: timeOf(found.seconds, found.nanos),
	}
	known := func(mark C.uint32_t, bytes []byte) []byte {
		if found.has&mark == 0 {
			return nil
		}
		return append([]byte{}, bytes...)
	}
	info.HeaderHash = known(C.PARHELION_HAS_HEADER_HASH, bytesOf(&found.header_hash, 32))
	info.NextValidatorsHash = known(C.PARHELION_HAS_NEXT_VALIDATORS_HASH, bytesOf(&found.next_validators_hash, 32))
	info.LastBlockHash = known(C.PARHELION_HAS_LAST_BLOCK_HASH, bytesOf(&found.last_block_hash, 32))
	info.AppHash = known(C.PARHELION_HAS_APP_HASH, bytesOf(&found.app_hash, int(found.app_hash_len)))
	return nil
}

func (m *nativeMachine) fromClient(clientState []byte, known *ConsensusState, next *TrustedState) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	c, cLen := in(clientState)
	k, kLen := in(known.State)
	return refusalOf(C.parhelion_trusted_state_from_client(c, cLen, C.uint64_t(known.Revision),
		C.uint64_t(known.Height), k, kLen, stateOf(next), &why), &why)
}

func (m *nativeMachine) verify(
	state *TrustedState, validators, block []byte, options *Options, now time.Time, next *TrustedState,
) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	v, vLen := optional(validators)
	b, bLen := in(block)
	seconds, nanos := nowOf(now)
	return refusalOf(C.parhelion_verify(stateOf(state), v, vLen, b, bLen, optionsOf(options), seconds,
		nanos, m.verifier, nil, 0, stateOf(next), &why), &why)
}

func (m *nativeMachine) backwards(state *TrustedState, signedHeader []byte, next *TrustedState) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	h, hLen := in(signedHeader)
	return refusalOf(C.parhelion_verify_backwards(stateOf(state), h, hLen, stateOf(next), &why), &why)
}

func (m *nativeMachine) window(
	state *TrustedState, blocks [][]byte, options *Options, now time.Time, next *TrustedState, verified *int,
) error {
	var pinner runtime.Pinner
	defer pinner.Unpin()
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	b, bLen := list(&pinner, blocks)
	seconds, nanos := nowOf(now)
	var count C.size_t
	code := C.parhelion_verify_window(stateOf(state), b, bLen, optionsOf(options), seconds, nanos,
		m.verifier, stateOf(next), &count, &why)
	*verified = int(count)
	return refusalOf(code, &why)
}

func tallyOf(t *C.parhelion_tally) Tally {
	return Tally{uint64(t.tallied), uint64(t.needed), uint64(t.total), uint32(t.entries)}
}

func (m *nativeMachine) commit(
	chainID string, validators, blockID []byte, height int64, commit []byte, rule Rule, tally *Tally,
) error {
	found, why := C.parhelion_tally{struct_size: C.sizeof_parhelion_tally}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	v, vLen := in(validators)
	b, bLen := in(blockID)
	c, cLen := in(commit)
	err := refusalOf(C.parhelion_commit_verify(id, idLen, v, vLen, b, bLen, C.int64_t(height), c, cLen,
		C.int32_t(rule), m.verifier, &found, &why), &why)
	if err == nil {
		*tally = tallyOf(&found)
	}
	return err
}

func (m *nativeMachine) commitTrusting(
	chainID string, validators, commit []byte, threshold Threshold, rule Rule, tally *Tally,
) error {
	found, why := C.parhelion_tally{struct_size: C.sizeof_parhelion_tally}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	v, vLen := in(validators)
	c, cLen := in(commit)
	err := refusalOf(C.parhelion_commit_verify_trusting(id, idLen, v, vLen, c, cLen,
		C.uint64_t(threshold.Numerator), C.uint64_t(threshold.Denominator), C.int32_t(rule), m.verifier,
		nil, 0, &found, &why), &why)
	if err == nil {
		*tally = tallyOf(&found)
	}
	return err
}

func (m *nativeMachine) examine(
	chainID string, validators, commit []byte, room int, entries *[]Entry, needed *int,
) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	v, vLen := in(validators)
	c, cLen := in(commit)
	rows := make([]C.parhelion_entry, room)
	var count C.size_t
	err := refusalOf(C.parhelion_commit_examine(id, idLen, v, vLen, c, cLen, &rows[0], C.size_t(room),
		&count, &why), &why)
	*needed = int(count)
	if err != nil {
		return err
	}
	*entries = make([]Entry, count)
	for i := range *entries {
		e := &(*entries)[i]
		copy(e.Address[:], bytesOf(&rows[i].address, 20))
		e.Power, e.Status = uint64(rows[i].power), EntryStatus(rows[i].status)
	}
	return nil
}

func faultOf(f *C.parhelion_fault_proof) FaultProof {
	proof := FaultProof{
		Height: uint64(f.height), Round: uint32(f.round), VoteType: uint32(f.vote_type),
		Fault: FaultKind(f.fault),
	}
	copy(proof.Validator[:], bytesOf(&f.validator, 20))
	return proof
}

func (m *nativeMachine) duplicateVote(
	chainID string, validators, evidence []byte, proof *FaultProof,
) error {
	found, why := C.parhelion_fault_proof{struct_size: C.sizeof_parhelion_fault_proof}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	v, vLen := in(validators)
	e, eLen := in(evidence)
	err := refusalOf(C.parhelion_duplicate_vote_verify(id, idLen, v, vLen, e, eLen, &found, &why), &why)
	if err == nil {
		*proof = faultOf(&found)
	}
	return err
}

func (m *nativeMachine) duplicateVoteByKey(
	chainID string, publicKey, evidence []byte, proof *FaultProof,
) error {
	found, why := C.parhelion_fault_proof{struct_size: C.sizeof_parhelion_fault_proof}, C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	id, idLen := text(chainID)
	k, kLen := in(publicKey)
	e, eLen := in(evidence)
	err := refusalOf(C.parhelion_duplicate_vote_verify_by_key(id, idLen, k, kLen, e, eLen, &found, &why), &why)
	if err == nil {
		*proof = faultOf(&found)
	}
	return err
}

func (m *nativeMachine) attack(
	common, commonValidators, trusted, evidence []byte, room int, attack *Attack,
) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	c, cLen := in(common)
	v, vLen := in(commonValidators)
	t, tLen := in(trusted)
	e, eLen := in(evidence)
	rows := make([]C.parhelion_signer, room)
	var count C.size_t
	var kind C.int32_t
	err := refusalOf(C.parhelion_light_client_attack_verify(c, cLen, v, vLen, t, tLen, e, eLen, m.verifier,
		nil, 0, &rows[0], C.size_t(room), &count, &kind, &why), &why)
	if err == nil {
		*attack = Attack{AttackKind(kind), signersOf(rows[:count])}
	}
	return err
}

func (m *nativeMachine) misbehaviour(misbehaviour []byte, room int, found *Misbehaviour) error {
	why := C.parhelion_detail{struct_size: C.sizeof_parhelion_detail}
	b, bLen := in(misbehaviour)
	rows := make([]C.parhelion_signer, room)
	var count C.size_t
	var kind C.int32_t
	err := refusalOf(C.parhelion_misbehaviour_verify(b, bLen, m.lent(), scratchWords, &rows[0],
		C.size_t(room), &count, &kind, &why), &why)
	if err == nil {
		*found = Misbehaviour{MisbehaviourKind(kind), signersOf(rows[:count])}
	}
	return err
}
