package catalogue

import (
	"time"

	"parhelion/recorder/internal/network"
)

// Followed is a network to follow, not to record: it goes on, and every few blocks its validators
// change, until the last change of the plan.
func Followed(pause time.Duration) *network.Network {
	n := &network.Network{
		Name:          "followed-live",
		ChainID:       "followed-live",
		InitialHeight: 1,
		Powers:        equal(4, 10),
		Kept:          upTo(1, 3),
		GenesisTime:   today(),
		Running:       []int{0, 1, 2, 3, 4},
		Pause:         pause,
	}
	for height := int64(5); height < 1<<16; height += 5 {
		turn := height / 5
		n.Changes = append(n.Changes, network.Change{
			Height: height, Validator: int(turn % 4), Power: 10 + turn%7,
		})
		// The fifth comes and goes.
		if turn%2 == 0 {
			n.Changes = append(n.Changes, network.Change{
				Height: height + 1, Validator: 4, Power: 8 * (turn / 2 % 2),
			})
		}
	}
	return n
}
