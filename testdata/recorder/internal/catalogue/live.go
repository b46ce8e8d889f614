package catalogue

import (
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"parhelion/recorder/internal/network"
)

// joinsAndLeaves replaces its whole set step by step, so that a skip over all of it lacks trust.
func joinsAndLeaves(suffix string) *network.Network {
	return &network.Network{
		Name:    "joins-and-leaves" + suffix,
		ChainID: "recorded-joins-and-leaves" + suffix,
		Features: []string{
			"4 validators at first; joins, leaves and power changes every few blocks",
			"all of the first 4 leave, one returns",
			"a double vote is reported and included",
		},
		InitialHeight: 1,
		Powers:        equal(4, 10),
		Changes: []network.Change{
			{Height: 3, Validator: 4, Power: 10},
			{Height: 5, Validator: 1, Power: 17},
			{Height: 8, Validator: 5, Power: 12},
			{Height: 10, Validator: 0, Power: 0},
			{Height: 13, Validator: 2, Power: 3},
			{Height: 15, Validator: 6, Power: 9},
			{Height: 17, Validator: 1, Power: 0},
			{Height: 20, Validator: 7, Power: 20},
			{Height: 20, Validator: 5, Power: 15},
			{Height: 23, Validator: 2, Power: 0},
			{Height: 26, Validator: 3, Power: 0},
			{Height: 29, Validator: 4, Power: 30},
			{Height: 32, Validator: 0, Power: 5},
			{Height: 35, Validator: 6, Power: 1},
		},
		Kept:        upTo(1, 40),
		GenesisTime: today(),
		Running:     []int{0, 1, 2, 3, 4, 5, 6, 7},
		Reported: &network.DoubleVote{
			Height: 6, Validator: 3, Type: cmtproto.PrecommitType, Second: network.ForOther,
		},
	}
}

// absentProposer has a validator without a node: whenever it is its turn, round 0 fails.
func absentProposer(suffix string) *network.Network {
	return &network.Network{
		Name:    "absent-proposer" + suffix,
		ChainID: "recorded-absent-proposer" + suffix,
		Features: []string{
			"4 validators, one never there: 14 of 44 absent at first, later 5 of 35",
			"rounds above 0 wherever the absent one would propose",
		},
		InitialHeight: 1,
		Powers:        []int64{10, 10, 10, 14},
		Changes:       []network.Change{{Height: 8, Validator: 3, Power: 5}},
		Kept:          upTo(1, 14),
		GenesisTime:   today(),
		Running:       []int{0, 1, 2},
	}
}

func today() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }
