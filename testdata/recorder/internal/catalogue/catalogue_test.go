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

// Every combination of a step, of what the second vote is for, and of a type of key.
func TestDoubleVotes(t *testing.T) {
	seen := map[[3]any]bool{}
	all := map[network.DoubleVote]bool{}
	n := evidenceLists()
	for _, double := range n.DoubleVotes {
		if all[double] {
			t.Errorf("%v twice", double)
		}
		all[double] = true
		seen[[3]any{double.Type, double.Second, n.KeyOf(double.Validator)}] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d combinations: %v", len(seen), seen)
	}
}

// An attack is found when the chain has the block after the one that it is held against.
func TestAttacks(t *testing.T) {
	for _, n := range Networks("v0.38.26") {
		names := map[string]bool{}
		for _, attack := range n.Attacks {
			if names[attack.Name] {
				t.Errorf("%s: %s twice", n.Name, attack.Name)
			}
			names[attack.Name] = true
			if attack.Kind != network.ForwardLunatic && attack.Reported <= attack.Height {
				t.Errorf("%s: %s is found too early", n.Name, attack.Name)
			}
			if attack.Trusted >= attack.Height || attack.Reported+2 > n.Last() {
				t.Errorf("%s: %s is not recorded", n.Name, attack.Name)
			}
		}
	}
}
