package parhelion

// Message is a kind of message of the package tendermint.types.
type Message int32

const (
	MessageHeader            Message = 1
	MessageCommit            Message = 2
	MessageVote              Message = 3
	MessageValidatorSet      Message = 4
	MessageSignedHeader      Message = 5
	MessageLightBlock        Message = 6
	MessageDuplicateVote     Message = 7
	MessageLightClientAttack Message = 8
	MessageEvidenceList      Message = 9
)

// Check checks the rules that a message has of its own: CometBFT's ValidateBasic. No signature is
// looked at. chainID is that of which a signed header or a light block has to be; others have none.
func Check(message Message, chainID string, bytes []byte) error {
	return shared.with(func(m machine) error { return m.check(message, chainID, bytes) })
}

// Hash computes the hash of a header, a commit, a validator set or a list of evidence, after its own
// rules have been checked. Others have none: [ErrArgument].
func Hash(message Message, bytes []byte) ([32]byte, error) {
	var hash [32]byte
	err := shared.with(func(m machine) error { return m.hash(message, bytes, &hash) })
	return hash, err
}

// LightBlockFromJSON makes a light block of what a node of CometBFT 0.34 to 1.x answers in JSON to
// /commit and, at the same height, to /validators (all pages in their order). Nothing is verified:
// the bytes are as untrusted as the text.
func LightBlockFromJSON(commit []byte, validators ...[]byte) ([]byte, error) {
	var block []byte
	err := shared.with(func(m machine) error { return m.lightBlock(commit, validators, &block) })
	return block, err
}

// Version gives the version of the library: "major.minor.patch". It is empty where the library does
// not load; what is called then says why.
func Version() string {
	var version string
	_ = shared.with(func(m machine) error {
		version = m.version()
		return nil
	})
	return version
}
