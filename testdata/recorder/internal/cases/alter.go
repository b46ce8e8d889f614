package cases

import (
	"slices"
	"time"

	"github.com/cometbft/cometbft/types"
)

// which picks an entry of a commit; -1 is none.
type which func(*types.Commit) int

func firstFor(commit *types.Commit) int { return find(commit, types.BlockIDFlagCommit) }

func firstNil(commit *types.Commit) int { return find(commit, types.BlockIDFlagNil) }

func lastFor(commit *types.Commit) int {
	for i, entry := range slices.Backward(commit.Signatures) {
		if entry.BlockIDFlag == types.BlockIDFlagCommit {
			return i
		}
	}
	return -1
}

func find(commit *types.Commit, flag types.BlockIDFlag) int {
	return slices.IndexFunc(commit.Signatures, func(entry types.CommitSig) bool {
		return entry.BlockIDFlag == flag
	})
}

// copyOf can be changed without a change to the recorded commit, and has no cached hash.
func copyOf(commit *types.Commit) *types.Commit {
	return &types.Commit{
		Height:     commit.Height,
		Round:      commit.Round,
		BlockID:    commit.BlockID,
		Signatures: slices.Clone(commit.Signatures),
	}
}

// otherChain is as long as the chain's own id: no rule on its length can answer first.
func otherChain(chainID string) string {
	last := len(chainID) - 1
	return chainID[:last] + string(chainID[last]^1)
}

func breakSignature(commit *types.Commit, pick which) {
	i := pick(commit)
	if i < 0 {
		return
	}
	entry := &commit.Signatures[i]
	entry.Signature = slices.Clone(entry.Signature)
	entry.Signature[0] ^= 1
}

func turnNil(commit *types.Commit) {
	if i := firstNil(commit); i >= 0 {
		commit.Signatures[i].BlockIDFlag = types.BlockIDFlagCommit
	}
}

// leaveOut keeps every n-th entry.
func leaveOut(commit *types.Commit, n int) {
	for i := range commit.Signatures {
		if i%n != 0 {
			commit.Signatures[i] = types.CommitSig{
				BlockIDFlag: types.BlockIDFlagAbsent,
				Timestamp:   time.Time{},
			}
		}
	}
}
