package network

// Fork is where a branch leaves the chain that the same network makes without one. Up to there both
// are the same to the byte.
type Fork struct {
	Kind Kind
	// Height of the first block that the chain does not have.
	Height int64
	// Set is the power of each validator of a set that the attackers made up for that height, Next of
	// one for the next; empty: the chain's. Both are for lunatics.
	Set, Next map[int]int64
}

// from tells whether a height is of the branch.
func (fork *Fork) from(height int64) bool { return fork != nil && height >= fork.Height }

// OwnSets tells whether the validators of the branch are other than the chain's.
func (fork *Fork) OwnSets() bool { return fork != nil && len(fork.Set)+len(fork.Next) > 0 }
