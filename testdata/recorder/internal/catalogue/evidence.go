package catalogue

import (
	"math"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"parhelion/recorder/internal/network"
)

const (
	prevote   = cmtproto.PrevoteType
	precommit = cmtproto.PrecommitType
)

// doubleVotes has a validator that signs twice in every way, and attackers of light clients, of whom
// the nodes are told.
func doubleVotes(suffix string) *network.Network {
	const culprit = 3
	return &network.Network{
		Name:    "double-votes" + suffix,
		ChainID: "recorded-double-votes" + suffix,
		Features: []string{
			"validator 3 votes twice: prevotes and precommits, nil beside a block and two blocks",
			"the other nodes see it, and take the evidence into blocks",
			"a light client reports attacks to the first node",
		},
		InitialHeight: 1,
		Powers:        equal(4, 10),
		Changes:       []network.Change{{Height: 7, Validator: 1, Power: 17}},
		Kept:          upTo(1, 20),
		Cases:         network.EvidenceCases,
		GenesisTime:   today(),
		Running:       []int{0, 1, 2, 3},
		DoubleVotes: []network.DoubleVote{
			{Height: 2, Validator: culprit, Type: prevote, Second: network.ForNil},
			{Height: 4, Validator: culprit, Type: prevote, Second: network.ForOther},
			{Height: 6, Validator: culprit, Type: precommit, Second: network.ForNil},
			{Height: 8, Validator: culprit, Type: precommit, Second: network.ForOther},
			{Height: 10, Validator: culprit, Type: prevote, Second: network.ForOther},
			{Height: 10, Validator: culprit, Type: precommit, Second: network.ForNil},
		},
		Attacks: []network.Attack{
			{
				Name: "lunatic, another app hash", Kind: network.Lunatic,
				Trusted: 5, Height: 12, Reported: 14,
				Forge: anotherAppHash, Signers: []int{0, 1, 2},
			},
			{
				Name: "lunatic, a set of the attackers", Kind: network.Lunatic,
				Trusted: 5, Height: 12, Reported: 14,
				Forge: anotherAppHash, Set: map[int]int64{1: 8, 2: 8, 4: 1}, Signers: []int{1, 2, 4},
			},
			{
				Name: "equivocation", Kind: network.Equivocation,
				Trusted: 5, Height: 13, Reported: 15,
				Forge: anotherBlock, Signers: []int{0, 1, 3},
			},
			{
				Name: "forward lunatic", Kind: network.ForwardLunatic,
				Trusted: 5, Height: 1_000, Reported: 16,
				Forge: anotherAppHash, Signers: []int{0, 1, 2},
			},
		},
	}
}

// twins are two nodes with one key, of which the second has another version of the application.
func twins(suffix string) *network.Network {
	return &network.Network{
		Name:    "twins" + suffix,
		ChainID: "recorded-twins" + suffix,
		Features: []string{
			"validator 3 runs twice; its second node has another version of the application",
			"the second node prevotes nil wherever it did not propose, and its own block where it did",
		},
		InitialHeight: 1,
		Powers:        equal(4, 10),
		Kept:          upTo(1, 12),
		Cases:         network.EvidenceCases,
		GenesisTime:   today(),
		// Without 1 or 2 there is no block: the twins are there from the first.
		Running: []int{0, 3, 3, 1, 2},
	}
}

// evidenceLists has blocks with as many pieces as make every shape of a small tree, of both types of
// keys and in rounds of every size.
func evidenceLists() *network.Network {
	const first = 5_000_000_000
	rounds := []int32{0, 1, 127, 128, 16_384, 70_000, 300, math.MaxInt32}
	pieces := []int{1, 2, 3, 4, 5, 6, 7, 8}
	return &network.Network{
		Name:    "evidence-lists",
		ChainID: "recorded-evidence-lists-with-a-chain-id-of-fifty-b",
		Features: []string{
			"1 to 8 double votes at a height, all in the block after it",
			"secp256k1 keys among ed25519 keys",
			"rounds 0, 1, 127, 128, 16384, 70000, 300 and 2147483647",
		},
		InitialHeight: first,
		Powers:        []int64{math.MaxInt64 / 32, 11, 10, math.MaxInt64/32 + 1, 9, math.MaxInt64 / 32, 8},
		Changes:       []network.Change{{Height: first + 3, Validator: 2, Power: 1 << 40}},
		Kept:          upTo(first, first+8),
		Cases:         network.EvidenceCases,
		KeyOf:         everySecond,
		RoundOf: func(height int64) int32 {
			if at := height - first; at < int64(len(rounds)) {
				return rounds[at]
			}
			return 0
		},
		DoubleVotes: spread(first, pieces),
	}
}

// spread gives each height its number of double votes: of all validators, and in all ways.
func spread(first int64, pieces []int) []network.DoubleVote {
	var all []network.DoubleVote
	for at, count := range pieces {
		for i := range count {
			all = append(all, network.DoubleVote{
				Height:    first + int64(at),
				Validator: (at + i) % 7,
				Type:      []cmtproto.SignedMsgType{prevote, precommit}[(at+i+i/7)%2],
				Second:    []network.Vote{network.ForNil, network.ForOther}[(at/2+i/2)%2],
			})
		}
	}
	return all
}
