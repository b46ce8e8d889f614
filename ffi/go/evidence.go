package parhelion

// FaultKind is what is proven of a key.
type FaultKind uint32

const (
	// DoubleVote: two votes of one type in one round for different blocks.
	DoubleVote FaultKind = 0
	// Lunatic: a block that names another state than the chain's of that height.
	Lunatic FaultKind = 1
	// ForwardLunatic: a block above the chain's, and not later than that.
	ForwardLunatic FaultKind = 2
)

// FaultProof says that a key signed what no honest validator signs. This is cryptography alone:
// whether the key was a validator's, and who would punish it, are other questions.
type FaultProof struct {
	Height uint64
	Round  uint32
	// VoteType is 1 for a prevote, 2 for a precommit.
	VoteType uint32
	Fault    FaultKind
	// Validator is the address of the key.
	Validator [20]byte
}

// VerifyDuplicateVote verifies two votes that contradict each other, as a full node of the chain
// does. validators is the set of the votes' height, the caller's to vouch for. How old they are is
// not asked.
func VerifyDuplicateVote(chainID string, validators, evidence []byte) (FaultProof, error) {
	var proof FaultProof
	err := shared.with(func(m machine) error {
		return m.duplicateVote(chainID, validators, evidence, &proof)
	})
	return proof, err
}

// VerifyDuplicateVoteByKey verifies two votes of one key that contradict each other, as a provider
// chain does of a consumer's. publicKey is a tendermint.crypto.PublicKey.
func VerifyDuplicateVoteByKey(chainID string, publicKey, evidence []byte) (FaultProof, error) {
	var proof FaultProof
	err := shared.with(func(m machine) error {
		return m.duplicateVoteByKey(chainID, publicKey, evidence, &proof)
	})
	return proof, err
}

// AttackKind is what an attack on light clients is.
type AttackKind int32

const (
	// AttackLunatic: the header names another state than the chain's.
	AttackLunatic AttackKind = 1
	// AttackEquivocation: the same state, committed in the same round.
	AttackEquivocation AttackKind = 2
	// AttackAmnesia: the same state, in another round: nobody can be told to be guilty.
	AttackAmnesia AttackKind = 3
)

// Signer is a validator who is guilty.
type Signer struct {
	Address [20]byte
	// Index is the entry of the commit that it signed.
	Index uint32
	// Power is that in the set by which it was found.
	Power uint64
}

// Attack is a verified attack on light clients, and who is guilty of it.
type Attack struct {
	Kind    AttackKind
	Signers []Signer
}

// VerifyLightClientAttack verifies evidence of an attack on light clients, as a full node does, with
// headers and a set that are the caller's to vouch for: the chain's SignedHeader and validators of
// the common height, and its SignedHeader of the height of the conflicting block, or its last one.
// The most powerful of the guilty stands first. How old the evidence is is not asked.
func (v *Verifier) VerifyLightClientAttack(
	common, commonValidators, trusted, evidence []byte,
) (Attack, error) {
	var attack Attack
	err := v.with(func(m machine) error {
		return growing(CodeSignersTooFew, 256, func(room int) error {
			return m.attack(common, commonValidators, trusted, evidence, room, &attack)
		})
	})
	return attack, err
}

// MisbehaviourKind is what two headers that are submitted to a client are.
type MisbehaviourKind int32

const (
	// MisbehaviourNone: the headers are of one block, or in the order of time.
	MisbehaviourNone MisbehaviourKind = 0
	// MisbehaviourFork: two blocks of one height.
	MisbehaviourFork MisbehaviourKind = 1
	// MisbehaviourTimeViolation: a block that is not later than one below it.
	MisbehaviourTimeViolation MisbehaviourKind = 2
)

// Misbehaviour is what two headers are, and who signed both.
type Misbehaviour struct {
	Kind    MisbehaviourKind
	Signers []Signer
}

// VerifyMisbehaviour verifies the commits of two headers that are submitted to an IBC client, by the
// sets that the headers name, and finds whom a provider chain holds guilty. Whether a client would
// have believed either header is not asked: see [ClientMessage]. misbehaviour is an
// ibc.lightclients.tendermint.v1.Misbehaviour.
func VerifyMisbehaviour(misbehaviour []byte) (Misbehaviour, error) {
	var found Misbehaviour
	err := shared.with(func(m machine) error {
		return growing(CodeSignersTooFew, 512, func(room int) error {
			return m.misbehaviour(misbehaviour, room, &found)
		})
	})
	return found, err
}

// growing calls once more with the room that an error asks for, if it does.
func growing(code Code, room int, call func(room int) error) error {
	err := call(room)
	if needed, ok := wants(err, code); ok && needed > room && needed <= mostListed {
		err = call(needed)
	}
	return err
}

// mostListed bounds a list that a call asks memory for: the entries of two commits, of 10,000 each.
const mostListed = 20_000
