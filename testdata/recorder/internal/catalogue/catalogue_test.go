package catalogue

import (
	"testing"

	"parhelion/recorder/internal/network"
)

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	lengths := map[int]bool{}
	for _, release := range []string{"v0.38.26", "v0.40.0"} {
		for _, n := range Networks(release) {
			if seen[n.Name] {
				t.Errorf("%s twice", n.Name)
			}
			seen[n.Name] = true
			lengths[len(n.ChainID)] = true
		}
	}
	if !lengths[1] || !lengths[50] {
		t.Errorf("chain ids of %v bytes", lengths)
	}
}

// The total is 100, so that the block needs 67.
func TestThirdAbsent(t *testing.T) {
	n := thirdAbsent()
	least := int64(100)
	for _, height := range n.Kept {
		present := int64(0)
		for validator, power := range n.Powers {
			if n.Precommit(height, validator) == network.ForBlock {
				present += power
			}
		}
		least = min(least, present)
	}
	if least != 67 {
		t.Errorf("%d of 100 is the least that commits", least)
	}
}
