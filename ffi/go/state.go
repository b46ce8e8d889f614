package parhelion

import (
	"encoding/hex"
	"fmt"
	"time"
)

// TrustedState is a trusted header, as much of it as verification needs: exactly the bytes to store,
// state[:]. They have a version and a checksum, which finds accidents, not attackers: whoever can
// write to the store decides what is trusted. The zero value is no state.
type TrustedState [256]byte

// HeaderInfo is what a trusted state says of its header.
type HeaderInfo struct {
	ChainID string
	Height  uint64
	Time    time.Time
	// Hashes of 32 bytes, nil where the state does not know them.
	HeaderHash, NextValidatorsHash, LastBlockHash []byte
	// AppHash is the root of the chain's state after the block before this one, at most 64 bytes;
	// nil where it is not kept.
	AppHash []byte
}

// ParseHash reads the hash of a header in hexadecimal digits, as explorers and nodes show it.
func ParseHash(text string) ([32]byte, error) {
	var hash [32]byte
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != len(hash) {
		return hash, fmt.Errorf("not the 64 hexadecimal digits of a hash: %q", text)
	}
	return [32]byte(bytes), nil
}

// TrustOnFaith trusts the header of a block because somebody vouches for its hash. Nothing is
// verified but that this is the header with that hash: take the hash from where you would take a
// public key from. block is a tendermint.types.LightBlock.
func TrustOnFaith(block []byte, hash [32]byte) (TrustedState, error) {
	var next TrustedState
	err := shared.with(func(m machine) error { return m.trustOnFaith(block, &hash, &next) })
	return next, err
}

// ParseTrustedState takes bytes from a store, and checks that they are a state.
func ParseTrustedState(bytes []byte) (TrustedState, error) {
	var state TrustedState
	if len(bytes) != len(state) {
		d := detail{
			code: int32(CodeStateLength), class: int32(Malformed),
			index: 1<<32 - 1, offset: 1<<32 - 1, a: uint64(len(bytes)),
		}
		return state, d.refusal()
	}
	copy(state[:], bytes)
	if _, err := state.Info(); err != nil {
		return TrustedState{}, err
	}
	return state, nil
}

// TrustedStateFromClient trusts what a client of a chain on another chain knows of a height. Whoever
// calls it trusts that other chain, and where the bytes came from: prove them there first, with
// [TrustedState.Membership]. The state has no header hash: there is no way backwards from it.
// clientState is the Any with the ClientState that is stored for the client.
func TrustedStateFromClient(clientState []byte, known ConsensusState) (TrustedState, error) {
	var next TrustedState
	err := shared.with(func(m machine) error { return m.fromClient(clientState, &known, &next) })
	return next, err
}

// Info tells what the state says of its header.
func (s TrustedState) Info() (HeaderInfo, error) {
	var info HeaderInfo
	err := shared.with(func(m machine) error { return m.info(&s, &info) })
	return info, err
}

// VerifyBackwards verifies the header of the block before the trusted one, by its hash alone.
// Neither signatures nor the trusting period are looked at. signedHeader is a
// tendermint.types.SignedHeader.
func (s TrustedState) VerifyBackwards(signedHeader []byte) (TrustedState, error) {
	var next TrustedState
	err := shared.with(func(m machine) error { return m.backwards(&s, signedHeader, &next) })
	return next, err
}

// Membership proves that a store of a chain of the Cosmos SDK holds a value under a key, and gives
// the height of that state: one below the header's. proof is an ibc.core.commitment.v1.MerkleProof.
func (s TrustedState) Membership(store string, key, value, proof []byte) (height uint64, err error) {
	err = shared.with(func(m machine) error { return m.membership(&s, store, key, value, proof, &height) })
	return height, err
}

// Absence proves that a store of a chain of the Cosmos SDK holds nothing under a key, and gives the
// height of that state. Nothing in a proof says that a tree is sorted: an absence is worth as much
// as the header is.
func (s TrustedState) Absence(store string, key, proof []byte) (height uint64, err error) {
	err = shared.with(func(m machine) error { return m.absence(&s, store, key, proof, &height) })
	return height, err
}

// MembershipUnderRoot checks a proof under a root that nobody vouches for: it proves nothing about a
// chain. Who has a trusted state calls [TrustedState.Membership].
func MembershipUnderRoot(root []byte, store string, key, value, proof []byte) error {
	return shared.with(func(m machine) error { return m.membershipUnderRoot(root, store, key, value, proof) })
}

// AbsenceUnderRoot checks a proof that nothing stands under a key, under a root that nobody vouches
// for. Who has a trusted state calls [TrustedState.Absence].
func AbsenceUnderRoot(root []byte, store string, key, proof []byte) error {
	return shared.with(func(m machine) error { return m.absenceUnderRoot(root, store, key, proof) })
}
