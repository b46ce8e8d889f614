// Package catalogue lists the networks that are recorded.
package catalogue

import (
	"strings"

	"parhelion/recorder/internal/network"
)

// Networks are those that a release records: all with the first, and with the others the ones in
// which the release itself decides what happens.
func Networks(release string) []*network.Network {
	if strings.HasPrefix(release, "v0.38.") {
		return append(live(""), driven()...)
	}
	return live("-" + release)
}

func live(suffix string) []*network.Network {
	return []*network.Network{
		joinsAndLeaves(suffix), absentProposer(suffix), doubleVotes(suffix), twins(suffix),
	}
}

func driven() []*network.Network {
	return []*network.Network{
		validators100(),
		validators150(),
		thirdAbsent(),
		nilVotes(),
		highRounds(),
		chainIDOfOneByte(),
		chainIDOfFiftyBytes(),
		lateStart(),
		mixedKeys(),
		evidenceLists(),
		lightClientAttacks(),
	}
}

// upTo is every height from the first to the last.
func upTo(first, last int64) []int64 {
	var heights []int64
	for height := first; height <= last; height++ {
		heights = append(heights, height)
	}
	return heights
}

// equal is the same power for all.
func equal(validators int, power int64) []int64 {
	powers := make([]int64, validators)
	for i := range powers {
		powers[i] = power
	}
	return powers
}
