package parhelion

import (
	"slices"
	"time"
)

// ConsensusState is what a client on a chain knows of a height of another.
type ConsensusState struct {
	Revision, Height uint64
	// State is the google.protobuf.Any with an ibc.lightclients.tendermint.v1.ConsensusState.
	State []byte
}

// Outcome is what a client does with a message that it accepts.
type Outcome int32

const (
	// OutcomeUpdate: it learns a height.
	OutcomeUpdate Outcome = 1
	// OutcomeDuplicate: it knows the header already.
	OutcomeDuplicate Outcome = 2
	// OutcomeNothing: the two headers are right, and do not contradict each other.
	OutcomeNothing Outcome = 3
	// OutcomeFreeze: it freezes, for good.
	OutcomeFreeze Outcome = 4
	// OutcomeUndecided: it depends on something that is not known.
	OutcomeUndecided Outcome = 5
)

// ClientMessage answers as the client of a chain on another chain, 07-tendermint, does to a message,
// in the order of ibc-go. Nothing that is found here is trusted by the caller. known is all that the
// client knows of heights, ascending. message is the Any of a MsgUpdateClient.
func ClientMessage(
	clientState []byte, known []ConsensusState, message []byte, now time.Time,
) (Outcome, error) {
	var outcome Outcome
	err := shared.with(func(m machine) error {
		return m.clientMessage(clientState, known, message, now, &outcome)
	})
	return outcome, err
}

// Answer is what a node of a provider chain answered to a query of /store/provider/key with proof, at
// the height below that of the trusted header.
type Answer struct {
	Key []byte
	// Value is nil where the key is absent.
	Value []byte
	// Proof is an ibc.core.commitment.v1.MerkleProof: the two proof operations, each as a field 1.
	Proof []byte
}

// Member is a validator of a consumer chain.
type Member struct {
	// PublicKey is an Ed25519 key.
	PublicKey [32]byte
	Power     uint64
}

// Attested is the set of a consumer, as its provider decided it.
type Attested struct {
	ChainID string
	// LockedHeight and LockedTime are the provider's header after the block at whose end the set was
	// computed: from then on counts for how long the validators can be held to account.
	LockedHeight uint64
	LockedTime   time.Time
	TotalPower   uint64
	// ValidatorsHash is how headers of the consumer name the set.
	ValidatorsHash [32]byte
	// Members stand with the most powerful first.
	Members []Member
}

// Attest attests the whole validator set of a consumer: its records in the provider's state, with
// proof that nothing lies between them. release is the release of interchain-security that the
// provider runs: "v7.0.1".
//
// The answers are: of the consumer's phase; of its chain id; then of keys that are absent: the prefix
// of all records of the consumer, then the key of each record with a zero byte after it.
// [ErrRecordsIncomplete] says that another is needed.
func Attest(
	provider TrustedState, release string, consumerID uint64, answers []Answer,
) (Attested, error) {
	var attested Attested
	err := shared.with(func(m machine) error {
		return m.attest(&provider, release, consumerID, answers, &attested)
	})
	return attested, err
}

// VerifyConsumerHeader verifies a block of a consumer, trusting nothing but a header of its provider:
// attests the set as [Attest] does, and checks that the block names it, and that more than two thirds
// of it signed. TrustingPeriod counts from when the provider locked the set.
func (v *Verifier) VerifyConsumerHeader(
	provider TrustedState, release string, consumerID uint64, answers []Answer, block []byte,
	options Options, now time.Time,
) (TrustedState, Attested, error) {
	var next TrustedState
	var attested Attested
	err := v.with(func(m machine) error {
		return m.consumerHeader(&provider, release, consumerID, answers, block, &options, now, &next, &attested)
	})
	return next, attested, err
}

// ApplyValsetChange applies to a consumer's validators the packets that its provider sent it, as the
// consumer does with those of one block, and gives the set after, the most powerful first, and its
// hash. Each packet is the JSON that goes over IBC; that the provider sent it is proven by its
// commitment, not here.
func ApplyValsetChange(members []Member, packets [][]byte) ([]Member, [32]byte, error) {
	var after []Member
	var hash [32]byte
	err := shared.with(func(m machine) error {
		return growing(CodeMembersTooFew, len(members)+256, func(room int) error {
			after = slices.Clone(members)
			return m.valsetChange(&after, room, packets, &hash)
		})
	})
	if err != nil {
		after = nil
	}
	return after, hash, err
}
