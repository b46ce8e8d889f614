package catalogue

import (
	"math"
	"slices"

	"parhelion/recorder/internal/network"
)

// thirdAbsent has a power of 100: with 33 absent, 67 is the least that commits a block.
func thirdAbsent() *network.Network {
	absent := [][]int{{0, 1, 2}, {3, 4, 5}, {0, 1, 3}, {7, 8, 9}, {0, 1, 2}, {}}
	return &network.Network{
		Name:    "third-absent",
		ChainID: "recorded-third-absent",
		Features: []string{
			"a total of 100; at every third height 33 are absent, the most that a block survives",
		},
		InitialHeight: 1,
		Powers:        []int64{11, 11, 11, 10, 10, 10, 10, 9, 9, 9},
		Kept:          upTo(1, 12),
		VoteOf: func(height int64, validator int) network.Vote {
			if slices.Contains(absent[height%int64(len(absent))], validator) {
				return network.Missing
			}
			return network.ForBlock
		},
	}
}

func nilVotes() *network.Network {
	return &network.Network{
		Name:          "nil-votes",
		ChainID:       "recorded-nil-votes",
		Features:      []string{"one or two of 7 vote nil at every height, sometimes another is absent"},
		InitialHeight: 1,
		Powers:        equal(7, 10),
		Changes: []network.Change{
			{Height: 5, Validator: 7, Power: 10},
			{Height: 5, Validator: 2, Power: 0},
		},
		Kept: upTo(1, 12),
		VoteOf: func(height int64, validator int) network.Vote {
			seat := int64(validator)
			if validator == 7 {
				seat = 2 // whose place it took
			}
			switch (seat + height) % 7 {
			case 0:
				return network.ForNil
			case 3:
				return []network.Vote{network.ForBlock, network.ForNil, network.Missing}[height%3]
			default:
				return network.ForBlock
			}
		},
	}
}

// highRounds has rounds at which the varint grows by a byte, and the largest there is.
func highRounds() *network.Network {
	rounds := []int32{1, 2, 3, 10, 127, 128, 300, 16_383, 16_384, 70_000, math.MaxInt32}
	return &network.Network{
		Name:          "high-rounds",
		ChainID:       "recorded-high-rounds",
		Features:      []string{"rounds 1, 2, 3, 10, 127, 128, 300, 16383, 16384, 70000 and 2147483647"},
		InitialHeight: 1,
		Powers:        []int64{5, 4, 3, 2, 1},
		Changes:       []network.Change{{Height: 4, Validator: 5, Power: 6}},
		Kept:          upTo(1, int64(len(rounds))),
		RoundOf: func(height int64) int32 {
			if height > int64(len(rounds)) {
				return 0
			}
			return rounds[height-1]
		},
	}
}
