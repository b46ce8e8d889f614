package catalogue

import (
	"fmt"

	"parhelion/recorder/internal/network"
)

// seats is how a large set changes over its life.
type seats struct {
	validators int
	// replaced leave and as many join, every few blocks.
	replaced int
	every    int64
	last     int64
}

// powers are spread as on public chains: a few hold much.
func (s seats) powers() []int64 {
	powers := make([]int64, s.validators)
	for i := range powers {
		powers[i] = s.power(i)
	}
	return powers
}

func (s seats) power(validator int) int64 {
	return 40_000_000/int64(validator%s.validators+20) + int64(validator)
}

// changes lets the eldest go, puts new ones in their places, and moves the power of those behind.
func (s seats) changes() []network.Change {
	var changes []network.Change
	eldest := 0
	for height := s.every; height <= s.last; height += s.every {
		for i := range s.replaced {
			changes = append(changes,
				network.Change{Height: height, Validator: eldest + i},
				network.Change{
					Height:    height,
					Validator: eldest + i + s.validators,
					Power:     s.power(eldest + i),
				})
		}
		eldest += s.replaced
		moved := eldest + s.replaced + 1
		changes = append(changes, network.Change{
			Height: height, Validator: moved, Power: s.power(moved) + height,
		})
	}
	return changes
}

// votes leaves a few out at every height, and one or two vote nil.
func (s seats) votes(height int64, validator int) network.Vote {
	switch (int64(validator)*31 + height*17) % 53 {
	case 0, 1:
		return network.Missing
	case 2:
		return network.ForNil
	default:
		return network.ForBlock
	}
}

func (s seats) network(kept []int64) *network.Network {
	name := fmt.Sprintf("validators-%d", s.validators)
	return &network.Network{
		Name:    name,
		ChainID: "recorded-" + name,
		Features: []string{
			fmt.Sprintf("%d validators, of which %d are replaced every %d blocks",
				s.validators, s.replaced, s.every),
			"a few absent and a few nil votes at every height",
		},
		InitialHeight: 1,
		Powers:        s.powers(),
		Changes:       s.changes(),
		Kept:          kept,
		Paged:         true,
		Cases:         network.FewCases,
		VoteOf:        s.votes,
	}
}

// validators100 fills one page of validators to the last line.
func validators100() *network.Network {
	s := seats{validators: 100, replaced: 7, every: 5, last: 60}
	return s.network([]int64{1, 2, 20, 40, 60, 61})
}

// validators150 needs a second page.
func validators150() *network.Network {
	s := seats{validators: 150, replaced: 11, every: 5, last: 60}
	return s.network([]int64{1, 2, 25, 60, 61})
}
