package catalogue

import (
	"math"

	"parhelion/recorder/internal/network"
)

func chainIDOfOneByte() *network.Network {
	return small("chain-id-1", "x", "a chain id of 1 byte")
}

func chainIDOfFiftyBytes() *network.Network {
	return small("chain-id-50", "recorded-chain-id-of-the-full-length-of-fifty-byte",
		"a chain id of 50 bytes, the longest there is")
}

// lateStart begins where a height needs more than 32 bits, with as much power as a set may have.
func lateStart() *network.Network {
	n := small("late-start", "recorded-late-start",
		"initial height 5000000000",
		"a total power of 1152921504606846975, the most there is")
	n.InitialHeight = 5_000_000_000
	n.Kept = upTo(n.InitialHeight, n.InitialHeight+5)
	most := int64(math.MaxInt64 / 8)
	n.Powers = []int64{most / 4, most / 4, most / 4, most - 3*(most/4)}
	n.Changes = []network.Change{{Height: n.InitialHeight + 1, Validator: 3, Power: 1}}
	return n
}

// mixedKeys cannot be verified in a batch.
func mixedKeys() *network.Network {
	n := small("mixed-keys", "recorded-mixed-keys", "secp256k1 keys among ed25519 keys")
	n.Powers = []int64{12, 11, 10, 9, 8, 7}
	n.Changes = []network.Change{
		{Height: 2, Validator: 6, Power: 13},
		{Height: 3, Validator: 0, Power: 0},
	}
	n.KeyOf = everySecond
	return n
}

// everySecond has a secp256k1 key.
func everySecond(validator int) network.KeyType {
	if validator%2 == 0 {
		return network.Secp256k1
	}
	return network.Ed25519
}

func small(name, chainID string, features ...string) *network.Network {
	return &network.Network{
		Name:          name,
		ChainID:       chainID,
		Features:      features,
		InitialHeight: 1,
		Powers:        []int64{4, 3, 2, 1},
		Changes: []network.Change{
			{Height: 2, Validator: 4, Power: 5},
			{Height: 3, Validator: 3, Power: 0},
		},
		Kept: upTo(1, 6),
	}
}
