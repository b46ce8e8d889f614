//go:build !parhelion_native

package parhelion

import "time"

func (m *wasmMachine) trustOnFaith(block []byte, hash *[32]byte, next *TrustedState) error {
	f := m.begin().in(block)
	f.pointer(f.put(hash[:]))
	return f.intoState("parhelion_trust_on_faith", next)
}

// intoState calls a function whose one output is a trusted state.
func (f *frame) intoState(name string, next *TrustedState) error {
	at := f.out(make([]byte, len(next)))
	err := f.do(name)
	if err == nil {
		copy(next[:], f.get(at, len(next)))
	}
	return f.done(err)
}

func (m *wasmMachine) info(state *TrustedState, info *HeaderInfo) error {
	f := m.begin().state(state)
	at := f.out(sized(infoSize))
	err := f.do("parhelion_trusted_state_info")
	if err == nil {
		*info = readInfo(f.get(at, infoSize))
	}
	return f.done(err)
}

func (m *wasmMachine) fromClient(clientState []byte, known *ConsensusState, next *TrustedState) error {
	f := m.begin().in(clientState).word(known.Revision).word(known.Height).in(known.State)
	return f.intoState("parhelion_trusted_state_from_client", next)
}

func (m *wasmMachine) verify(
	state *TrustedState, validators, block []byte, options *Options, now time.Time, next *TrustedState,
) error {
	f := m.begin().state(state).optional(validators).in(block).options(options).now(now)
	return f.verifier().noScratch().intoState("parhelion_verify", next)
}

func (m *wasmMachine) backwards(state *TrustedState, signedHeader []byte, next *TrustedState) error {
	return m.begin().state(state).in(signedHeader).intoState("parhelion_verify_backwards", next)
}

func (m *wasmMachine) window(
	state *TrustedState, blocks [][]byte, options *Options, now time.Time, next *TrustedState, verified *int,
) error {
	f := m.begin().state(state).list(blocks).options(options).now(now).verifier()
	at := f.out(next[:])
	count := f.out(make([]byte, 4))
	err := f.do("parhelion_verify_window")
	if f.fault == nil {
		*verified = int(le.Uint32(f.get(count, 4)))
		copy(next[:], f.get(at, len(next)))
	}
	return f.done(err)
}

// intoTally calls a function whose one output is a tally.
func (f *frame) intoTally(name string, tally *Tally) error {
	at := f.out(sized(tallySize))
	err := f.do(name)
	if err == nil {
		*tally = readTally(f.get(at, tallySize))
	}
	return f.done(err)
}

func (m *wasmMachine) commit(
	chainID string, validators, blockID []byte, height int64, commit []byte, rule Rule, tally *Tally,
) error {
	f := m.begin().text(chainID).in(validators).in(blockID).word(uint64(height)).in(commit)
	return f.word(uint64(uint32(rule))).verifier().intoTally("parhelion_commit_verify", tally)
}

func (m *wasmMachine) commitTrusting(
	chainID string, validators, commit []byte, threshold Threshold, rule Rule, tally *Tally,
) error {
	f := m.begin().text(chainID).in(validators).in(commit).word(threshold.Numerator)
	f.word(threshold.Denominator).word(uint64(uint32(rule))).verifier().noScratch()
	return f.intoTally("parhelion_commit_verify_trusting", tally)
}

func (m *wasmMachine) examine(
	chainID string, validators, commit []byte, room int, entries *[]Entry, needed *int,
) error {
	f := m.begin().text(chainID).in(validators).in(commit)
	at := f.room(room * entrySize)
	f.pointer(at).word(uint64(room))
	count := f.out(make([]byte, 4))
	err := f.do("parhelion_commit_examine")
	if f.fault == nil {
		*needed = int(le.Uint32(f.get(count, 4)))
	}
	if err == nil {
		*entries = readEntries(f.get(at, *needed*entrySize))
	}
	return f.done(err)
}

// intoFault calls a function whose one output is a proof of a fault.
func (f *frame) intoFault(name string, proof *FaultProof) error {
	at := f.out(sized(faultSize))
	err := f.do(name)
	if err == nil {
		*proof = readFault(f.get(at, faultSize))
	}
	return f.done(err)
}

func (m *wasmMachine) duplicateVote(
	chainID string, validators, evidence []byte, proof *FaultProof,
) error {
	f := m.begin().text(chainID).in(validators).in(evidence)
	return f.intoFault("parhelion_duplicate_vote_verify", proof)
}

func (m *wasmMachine) duplicateVoteByKey(
	chainID string, publicKey, evidence []byte, proof *FaultProof,
) error {
	f := m.begin().text(chainID).in(publicKey).in(evidence)
	return f.intoFault("parhelion_duplicate_vote_verify_by_key", proof)
}

// intoSigners calls a function whose outputs are signers and a kind.
func (f *frame) intoSigners(name string, room int, signers *[]Signer, kind *int32) error {
	at := f.room(room * signerSize)
	f.pointer(at).word(uint64(room))
	count, kindAt := f.out(make([]byte, 4)), f.out(make([]byte, 4))
	err := f.do(name)
	if err == nil {
		*signers = readSigners(f.get(at, int(le.Uint32(f.get(count, 4)))*signerSize))
		*kind = int32(le.Uint32(f.get(kindAt, 4)))
	}
	return f.done(err)
}

func (m *wasmMachine) attack(
	common, commonValidators, trusted, evidence []byte, room int, attack *Attack,
) error {
	f := m.begin().in(common).in(commonValidators).in(trusted).in(evidence).verifier().noScratch()
	return f.intoSigners("parhelion_light_client_attack_verify", room, &attack.Signers, (*int32)(&attack.Kind))
}

func (m *wasmMachine) misbehaviour(misbehaviour []byte, room int, found *Misbehaviour) error {
	f := m.begin().in(misbehaviour).scratch()
	return f.intoSigners("parhelion_misbehaviour_verify", room, &found.Signers, (*int32)(&found.Kind))
}

// intoHeight calls a function whose one output is a height.
func (f *frame) intoHeight(name string, height *uint64) error {
	at := f.out(make([]byte, 8))
	err := f.do(name)
	if err == nil {
		*height = le.Uint64(f.get(at, 8))
	}
	return f.done(err)
}

func (m *wasmMachine) membership(
	state *TrustedState, store string, key, value, proof []byte, height *uint64,
) error {
	f := m.begin().state(state).text(store).in(key).in(value).in(proof)
	return f.intoHeight("parhelion_membership", height)
}

func (m *wasmMachine) absence(state *TrustedState, store string, key, proof []byte, height *uint64) error {
	return m.begin().state(state).text(store).in(key).in(proof).intoHeight("parhelion_absence", height)
}

func (m *wasmMachine) membershipUnderRoot(root []byte, store string, key, value, proof []byte) error {
	f := m.begin().in(root).text(store).in(key).in(value).in(proof)
	return f.done(f.do("parhelion_membership_under_root"))
}

func (m *wasmMachine) absenceUnderRoot(root []byte, store string, key, proof []byte) error {
	f := m.begin().in(root).text(store).in(key).in(proof)
	return f.done(f.do("parhelion_absence_under_root"))
}

func (m *wasmMachine) clientMessage(
	clientState []byte, known []ConsensusState, message []byte, now time.Time, outcome *Outcome,
) error {
	f := m.begin().in(clientState).known(known).in(message).now(now).scratch()
	at := f.out(make([]byte, 4))
	err := f.do("parhelion_client_message")
	if err == nil {
		*outcome = Outcome(le.Uint32(f.get(at, 4)))
	}
	return f.done(err)
}

func (m *wasmMachine) attest(
	provider *TrustedState, release string, consumerID uint64, answers []Answer, attested *Attested,
) error {
	f := m.begin().state(provider).text(release).word(consumerID).answers(answers)
	return f.intoAttested("parhelion_attest", len(answers), nil, attested)
}

// intoAttested calls a function whose outputs are a set and, unless it is nil, a trusted state.
func (f *frame) intoAttested(name string, room int, next *TrustedState, attested *Attested) error {
	members := f.room(room * memberSize)
	f.pointer(members).word(uint64(room))
	var state uint32
	if next != nil {
		state = f.out(make([]byte, len(next)))
	}
	at := f.out(sized(attestedSize))
	err := f.do(name)
	if err == nil {
		b := f.get(at, attestedSize)
		*attested = readAttested(b)
		attested.Members = readMembers(f.get(members, int(le.Uint32(b[28:]))*memberSize))
		if next != nil {
			copy(next[:], f.get(state, len(next)))
		}
	}
	return f.done(err)
}

func (m *wasmMachine) consumerHeader(
	provider *TrustedState, release string, consumerID uint64, answers []Answer, block []byte,
	options *Options, now time.Time, next *TrustedState, attested *Attested,
) error {
	f := m.begin().state(provider).text(release).word(consumerID).answers(answers).in(block)
	f.options(options).now(now).verifier()
	return f.intoAttested("parhelion_verify_consumer_header", len(answers), next, attested)
}

func (m *wasmMachine) valsetChange(members *[]Member, room int, packets [][]byte, hash *[32]byte) error {
	f := m.begin()
	at := f.out(writeMembers(*members, room))
	length := f.out(le.AppendUint32(nil, uint32(len(*members))))
	f.word(uint64(room)).list(packets)
	hashAt := f.out(make([]byte, 32))
	err := f.do("parhelion_valset_change")
	if err == nil {
		*members = readMembers(f.get(at, int(le.Uint32(f.get(length, 4)))*memberSize))
		copy(hash[:], f.get(hashAt, 32))
	}
	return f.done(err)
}

func (m *wasmMachine) check(message Message, chainID string, bytes []byte) error {
	f := m.begin().word(uint64(uint32(message))).text(chainID).in(bytes)
	return f.done(f.do("parhelion_check"))
}

func (m *wasmMachine) hash(message Message, bytes []byte, hash *[32]byte) error {
	f := m.begin().word(uint64(uint32(message))).in(bytes)
	at := f.out(make([]byte, 32))
	err := f.do("parhelion_hash")
	if err == nil {
		copy(hash[:], f.get(at, 32))
	}
	return f.done(err)
}

func (m *wasmMachine) lightBlock(commit []byte, validators [][]byte, block *[]byte) error {
	// A block is shorter than what it is made of: base64 and names take up more than the bytes.
	room := len(commit)
	for _, page := range validators {
		room += len(page)
	}
	f := m.begin().in(commit).list(validators)
	at := f.room(room)
	f.pointer(at).word(uint64(room))
	length := f.out(make([]byte, 4))
	err := f.do("parhelion_light_block_from_json")
	if err == nil {
		*block = f.get(at, int(le.Uint32(f.get(length, 4))))
	}
	return f.done(err)
}

func (m *wasmMachine) codeName(code Code) string {
	return m.textOf("parhelion_code_name", uint64(uint32(code)))
}

func (m *wasmMachine) codeText(code Code) string {
	return m.textOf("parhelion_code_text", uint64(uint32(code)))
}

func (m *wasmMachine) version() string { return m.textOf("parhelion_version") }
