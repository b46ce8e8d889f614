package catalogue

import (
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/types"

	"parhelion/recorder/internal/network"
)

// lightClientAttacks loses most of its validators between heights 9 and 14, so that a client cannot
// skip over them. Of the first set, with a power of 60, those of 15 have 20.
func lightClientAttacks() *network.Network {
	return &network.Network{
		Name:    "light-client-attacks",
		ChainID: "recorded-light-client-attacks",
		Features: []string{
			"attacks of every kind on a light client, which reports them to the chain",
			"absent and nil votes at most heights, round 2 at height 6",
			"all but three of the first 8 validators leave",
		},
		InitialHeight: 1,
		Powers:        []int64{10, 10, 9, 8, 7, 6, 5, 5},
		Changes: []network.Change{
			{Height: 3, Validator: 8, Power: 6},
			{Height: 5, Validator: 0},
			{Height: 8, Validator: 1, Power: 12},
			{Height: 10, Validator: 9, Power: 20},
			{Height: 11, Validator: 2},
			{Height: 12, Validator: 3},
			{Height: 12, Validator: 4},
			{Height: 12, Validator: 5},
			{Height: 12, Validator: 10, Power: 20},
		},
		Kept:    upTo(1, 19),
		Cases:   network.EvidenceCases,
		Attacks: append(lunatics(), others()...),
		RoundOf: func(height int64) int32 {
			if height == 6 {
				return 2
			}
			return 0
		},
		VoteOf: func(height int64, validator int) network.Vote {
			// Without 9 or 10 no block would be committed.
			if seat := (height + int64(validator)) % 11; validator < 9 && seat == 0 {
				return network.ForNil
			} else if validator < 9 && seat == 5 {
				return network.Missing
			}
			return network.ForBlock
		},
	}
}

// lunatics forge what follows from the chain's state, each another part of it.
func lunatics() []network.Attack {
	forged := func(name string, forge func(*types.Header)) network.Attack {
		return network.Attack{
			Name: "lunatic, " + name, Kind: network.Lunatic,
			Trusted: 2, Height: 9, Reported: 11,
			Forge: forge, Signers: []int{1, 2, 3, 4, 5, 6},
		}
	}
	adjacent := forged("from the block before", anotherAppHash)
	adjacent.Trusted = 8
	ownSet := forged("a set of the attackers", anotherAppHash)
	ownSet.Set, ownSet.Signers = map[int]int64{2: 9, 3: 8, 4: 7, 11: 1}, []int{2, 3, 4, 11}
	strangers := forged("a set of strangers", anotherAppHash)
	strangers.Set = map[int]int64{2: 1, 3: 1, 4: 1, 11: 50, 12: 50}
	strangers.Signers = []int{2, 3, 4, 11, 12}
	least := forged("by 21 of 60", anotherAppHash)
	least.Set = map[int]int64{1: 1, 5: 1, 6: 1, 7: 1, 11: 10}
	least.Signers, least.NilVoters = []int{1, 5, 6, 11}, []int{7}
	bisected := forged("behind a change of the set", anotherAppHash)
	bisected.Trusted, bisected.Height, bisected.Reported = 1, 15, 17
	bisected.Signers, bisected.NilVoters = []int{1, 6, 7, 9, 10}, []int{8}
	return []network.Attack{
		forged("another app hash", anotherAppHash),
		forged("other next validators", func(header *types.Header) {
			header.NextValidatorsHash = tmhash.Sum([]byte("other next validators"))
		}),
		forged("other consensus parameters", func(header *types.Header) {
			header.ConsensusHash = tmhash.Sum([]byte("other consensus parameters"))
		}),
		forged("other results", func(header *types.Header) {
			header.LastResultsHash = tmhash.Sum([]byte("other results"))
		}),
		adjacent, ownSet, strangers, least, bisected,
	}
}

// others keep what follows from the state, or go where the chain has not been.
func others() []network.Attack {
	second := func(name string, height int64, forge func(*types.Header)) network.Attack {
		return network.Attack{
			Name: "equivocation, " + name, Kind: network.Equivocation,
			Trusted: 4, Height: height, Reported: 12,
			Forge: forge, Signers: []int{1, 2, 3, 4, 5, 7}, NilVoters: []int{8},
		}
	}
	amnesia := func(name string, height int64, later int32) network.Attack {
		// The header is in no other evidence: a node does not tell two apart by their commits.
		attack := second("", height, func(header *types.Header) {
			header.DataHash = tmhash.Sum([]byte("data of another round"))
		})
		attack.Name, attack.Kind, attack.Later = "amnesia, "+name, network.Amnesia, later
		return attack
	}
	forward := func(name string, forge func(*types.Header)) network.Attack {
		return network.Attack{
			Name: "forward lunatic, " + name, Kind: network.ForwardLunatic,
			Trusted: 14, Height: 40, Reported: 17,
			Forge: forge, Signers: []int{1, 6, 7, 9, 10},
		}
	}
	return []network.Attack{
		second("other data and time", 10, anotherBlock),
		second("other data", 10, func(header *types.Header) {
			header.DataHash = tmhash.Sum([]byte("other data"))
		}),
		second("in round 2", 6, anotherBlock),
		amnesia("in the next round", 10, 1),
		amnesia("in the round before", 6, -1),
		forward("at the time of the head", anotherAppHash),
		forward("a nanosecond before the head", func(header *types.Header) {
			anotherAppHash(header)
			header.Time = header.Time.Add(-1)
		}),
		forward("with the state of the head", func(header *types.Header) {
			header.Time = header.Time.Add(-time.Second)
		}),
	}
}

func anotherAppHash(header *types.Header) {
	header.AppHash = tmhash.Sum([]byte("another state"))
}

// anotherBlock could have been proposed as well.
func anotherBlock(header *types.Header) {
	header.DataHash = tmhash.Sum([]byte("other data"))
	header.Time = header.Time.Add(time.Second)
}
