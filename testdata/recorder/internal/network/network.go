// Package network says what a network is before it runs: its validators, what happens to them at
// which height, and which heights are recorded.
package network

import "time"

// Vote is what a validator does with the block that the others commit.
type Vote int

const (
	ForBlock Vote = iota
	ForNil
	Missing
	// ForOther is for a block that nobody proposed.
	ForOther
)

// KeyType is the type of a validator's key, as the consensus parameters name it.
type KeyType string

const (
	Ed25519   KeyType = "ed25519"
	Secp256k1 KeyType = "secp256k1"
)

// Change sets the power of a validator; power 0 makes it leave. The application returns it with the
// block at Height, so that the set differs two heights later.
type Change struct {
	Height    int64
	Validator int
	Power     int64
}

// Network is one chain to record.
type Network struct {
	Name    string
	ChainID string
	// Features are for the reader of the manifest.
	Features []string

	InitialHeight int64
	// Powers of the validators at genesis, by number.
	Powers  []int64
	Changes []Change
	// Kept are the heights that are recorded, ascending.
	Kept []int64
	// Paged asks for the validators in pages of the default size, too.
	Paged bool
	// Cases bounds the cases that are made from this network.
	Cases Effort

	KeyOf func(validator int) KeyType

	// Live networks only: their second block has the time of the clock, and the first should not
	// be too old to be trusted then. The others begin at a time of their own.
	GenesisTime time.Time

	// DoubleVotes are made by validators that sign one vote more than they may: live, the others see
	// both and take them for evidence; driven, a vote set does.
	DoubleVotes []DoubleVote
	// Attacks on light clients, in the order in which they are found.
	Attacks []Attack

	// Live networks only: the validators, present or future, that have a running node. Who is in it
	// twice has two, which sign with one key and do not know of each other. The second runs another
	// version of the application, which proposes other blocks and takes its own alone for valid.
	Running []int
	// Live networks only: how long a node waits after a commit, which is most of the time that a block
	// takes. 0: as short as two cores allow.
	Pause time.Duration
	// Live networks only: the height from which votes have extensions. 0: never.
	Extensions int64
	// Live networks only: the double vote that somebody reports over RPC. Nil: none.
	Reported *DoubleVote

	// Driven networks only: how each validator votes, and in which round the block is decided.
	VoteOf  func(height int64, validator int) Vote
	RoundOf func(height int64) int32
	// Driven networks only: what is made is a branch of the chain. Nil: the chain itself.
	Fork *Fork
	// Driven networks only: the node throws away what is below this height.
	Pruned int64
}

// Effort is how many cases a network is worth: the sets of the large ones weigh the most.
type Effort int

const (
	EveryCase Effort = iota
	FewCases
	// EvidenceCases leaves out what the other networks are asked, and changes the evidence in every
	// way.
	EvidenceCases
)

// genesisTime is fixed, so that driven networks are the same to the byte in every run.
var genesisTime = time.Date(2026, time.November, 25, 0, 0, 0, 0, time.UTC)

// Live tells whether the network runs real nodes that agree by consensus.
func (n *Network) Live() bool { return len(n.Running) > 0 }

// Last is the highest height that is recorded.
func (n *Network) Last() int64 { return n.Kept[len(n.Kept)-1] }

// Validators is how many there are over the whole life of the network.
func (n *Network) Validators() int {
	count := len(n.Powers)
	for _, change := range n.Changes {
		count = max(count, change.Validator+1)
	}
	if n.Fork != nil {
		for _, set := range []map[int]int64{n.Fork.Set, n.Fork.Next} {
			for validator := range set {
				count = max(count, validator+1)
			}
		}
	}
	return count
}

// Precommit is how a validator votes at a height of a driven network.
func (n *Network) Precommit(height int64, validator int) Vote {
	if n.VoteOf == nil {
		return ForBlock
	}
	return n.VoteOf(height, validator)
}

// Round is where the block at a height of a driven network is decided. Who forgets what he locked
// votes again in a later one.
func (n *Network) Round(height int64) int32 {
	round := int32(0)
	if n.RoundOf != nil {
		round = n.RoundOf(height)
	}
	if n.Fork.from(height) && n.Fork.Kind == Amnesia {
		round++
	}
	return round
}
