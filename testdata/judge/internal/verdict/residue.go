package verdict

import (
	"bytes"
	"encoding/hex"
	"slices"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
)

// CometBFT reads R and S of a secp256k1 signature modulo the order of the group. What a reader that
// compares them with the order would say is found by asking CometBFT again, with a signature that
// it refuses in the place of each that is out of range.

// groupOrder is the order of the group of secp256k1.
var groupOrder = func() []byte {
	order, err := hex.DecodeString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	if err != nil {
		panic(err)
	}
	return order
}()

// residueRule names the rule where the second verdict is another.
func residueRule(found bool, own cases.Verdict, again func() cases.Verdict) stricter {
	if !found {
		return stricter{}
	}
	verdict := recoveredVerdict(again)
	if sameFault(own, verdict) {
		return stricter{}
	}
	return stricter{"secp256k1-range", verdict.Class}
}

// withoutResidues replaces the signatures out of range, whose validators are sought in the sets.
func withoutResidues(commit *types.Commit, sets ...*types.ValidatorSet) (*types.Commit, bool) {
	found := false
	replaced := &types.Commit{
		Height:     commit.Height,
		Round:      commit.Round,
		BlockID:    commit.BlockID,
		Signatures: slices.Clone(commit.Signatures),
	}
	for i := range replaced.Signatures {
		entry := &replaced.Signatures[i]
		if outOfRange(entry.Signature) && hasSecp256k1Key(entry.ValidatorAddress, sets) {
			entry.Signature = refusedSignature()
			found = true
		}
	}
	return replaced, found
}

func hasSecp256k1Key(address []byte, sets []*types.ValidatorSet) bool {
	return slices.ContainsFunc(sets, func(set *types.ValidatorSet) bool {
		_, validator := set.GetByAddress(address)
		return validator != nil && isSecp256k1(validator.PubKey)
	})
}

func isSecp256k1(key crypto.PubKey) bool {
	return key.Type() == secp256k1.KeyType
}

func outOfRange(signature []byte) bool {
	return len(signature) == 64 &&
		(bytes.Compare(signature[:32], groupOrder) >= 0 || bytes.Compare(signature[32:], groupOrder) >= 0)
}

// refusedSignature has an R of 0, of which there is no valid signature.
func refusedSignature() []byte {
	return make([]byte, 64)
}
