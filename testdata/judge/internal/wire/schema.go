package wire

// kind says how the value of a field is read.
type kind uint8

const (
	unknown kind = iota
	int64Kind
	uint64Kind
	int32Kind
	uint32Kind
	// An enum that CometBFT keeps in one byte.
	flagKind
	bytesKind
	textKind
	messageKind
)

type field struct {
	kind     kind
	repeated bool
	// Members of the only oneof of a message exclude each other, and are written even if empty.
	oneof   bool
	message *Message
}

// Message is the shape of a protobuf message: its fields, by number.
type Message struct {
	fields []field
}

func shape(fields map[int]field) *Message {
	highest := 0
	for number := range fields {
		highest = max(highest, number)
	}
	message := &Message{fields: make([]field, highest+1)}
	for number, field := range fields {
		message.fields[number] = field
	}
	return message
}

func (m *Message) field(number int32) field {
	if int(number) < len(m.fields) {
		return m.fields[number]
	}
	return field{}
}

func one(message *Message) field    { return field{kind: messageKind, message: message} }
func many(message *Message) field   { return field{kind: messageKind, message: message, repeated: true} }
func choice(message *Message) field { return field{kind: messageKind, message: message, oneof: true} }

var (
	i64  = field{kind: int64Kind}
	u64  = field{kind: uint64Kind}
	i32  = field{kind: int32Kind}
	u32  = field{kind: uint32Kind}
	flag = field{kind: flagKind}
	blob = field{kind: bytesKind}
	text = field{kind: textKind}
	// Any number of them.
	texts = field{kind: textKind, repeated: true}
	blobs = field{kind: bytesKind, repeated: true}
	key   = field{kind: bytesKind, oneof: true}
	// A member that only a later release knows.
	later = field{oneof: true}
)

// The messages of release 0.38.26, which is the one that Parhelion follows. A key type that only
// release 0.40.0 knows is an unknown field, but beside another it is a second member of the oneof:
// that release refuses it.
var (
	timestamp     = shape(map[int]field{1: i64, 2: i32})
	consensus     = shape(map[int]field{1: u64, 2: u64})
	partSetHeader = shape(map[int]field{1: u32, 2: blob})
	BlockID       = shape(map[int]field{1: blob, 2: one(partSetHeader)})
	Header        = shape(map[int]field{
		1: one(consensus), 2: text, 3: i64, 4: one(timestamp), 5: one(BlockID), 6: blob, 7: blob,
		8: blob, 9: blob, 10: blob, 11: blob, 12: blob, 13: blob, 14: blob,
	})
	commitSig = shape(map[int]field{1: flag, 2: blob, 3: one(timestamp), 4: blob})
	Commit    = shape(map[int]field{1: i64, 2: i32, 3: one(BlockID), 4: many(commitSig)})
	Vote      = shape(map[int]field{
		1: i32, 2: i64, 3: i32, 4: one(BlockID), 5: one(timestamp), 6: blob, 7: i32, 8: blob,
		9: blob, 10: blob,
	})
	Proposal = shape(map[int]field{
		1: i32, 2: i64, 3: i32, 4: i32, 5: one(BlockID), 6: one(timestamp), 7: blob,
	})
	PublicKey             = shape(map[int]field{1: key, 2: key, 3: later, 4: key, 5: later})
	validator             = shape(map[int]field{1: blob, 2: one(PublicKey), 3: i64, 4: i64})
	ValidatorSet          = shape(map[int]field{1: many(validator), 2: one(validator), 3: i64})
	SignedHeader          = shape(map[int]field{1: one(Header), 2: one(Commit)})
	LightBlock            = shape(map[int]field{1: one(SignedHeader), 2: one(ValidatorSet)})
	DuplicateVoteEvidence = shape(map[int]field{
		1: one(Vote), 2: one(Vote), 3: i64, 4: i64, 5: one(timestamp),
	})
	LightClientAttackEvidence = shape(map[int]field{
		1: one(LightBlock), 2: i64, 3: many(validator), 4: i64, 5: one(timestamp),
	})
	evidence = shape(map[int]field{
		1: choice(DuplicateVoteEvidence), 2: choice(LightClientAttackEvidence),
	})
	EvidenceList = shape(map[int]field{1: many(evidence)})
)

// The messages of ibc-go's light client of CometBFT chains. What its proof specs hold is not looked
// into.
// The proofs of ICS-23. What a batch or a compressed proof holds is not looked into.
var (
	leafOp         = shape(map[int]field{1: i32, 2: i32, 3: i32, 4: i32, 5: blob})
	innerOp        = shape(map[int]field{1: i32, 2: blob, 3: blob})
	existenceProof = shape(map[int]field{1: blob, 2: blob, 3: one(leafOp), 4: many(innerOp)})
	absenceProof   = shape(map[int]field{1: blob, 2: one(existenceProof), 3: one(existenceProof)})
	commitment     = shape(map[int]field{
		1: choice(existenceProof), 2: choice(absenceProof), 3: key, 4: key,
	})
	MerkleProof = shape(map[int]field{1: many(commitment)})
)

// The messages of ibc-go's light client of CometBFT chains.
var (
	height       = shape(map[int]field{1: u64, 2: u64})
	ClientHeader = shape(map[int]field{
		1: one(SignedHeader), 2: one(ValidatorSet), 3: one(height), 4: one(ValidatorSet),
	})
	Misbehaviour = shape(map[int]field{1: text, 2: one(ClientHeader), 3: one(ClientHeader)})
	Any          = shape(map[int]field{1: text, 2: blob})
	fraction     = shape(map[int]field{1: u64, 2: u64})
	duration     = shape(map[int]field{1: i64, 2: i32})
	ClientState  = shape(map[int]field{
		1: text, 2: one(fraction), 3: one(duration), 4: one(duration), 5: one(duration),
		6: one(height), 7: one(height), 8: blobs, 9: texts, 10: u64, 11: u64,
	})
	merkleRoot     = shape(map[int]field{1: blob})
	ConsensusState = shape(map[int]field{1: one(timestamp), 2: one(merkleRoot), 3: blob})
)
