package verdict

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/types"

	"judge/internal/cases"
)

// The judges read R and S of a secp256k1 signature modulo the order of the group. What a reader that
// compares them with the order would say is found by asking again, with a signature that every
// judge refuses in the place of each that is out of range.

// groupOrder is the order of the group of secp256k1.
var groupOrder = func() []byte {
	order, err := hex.DecodeString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	if err != nil {
		panic(err)
	}
	return order
}()

// ResidueRule names the rule where the second verdict is another.
func ResidueRule(found bool, own cases.Verdict, again func() cases.Verdict) Stricter {
	if !found {
		return Stricter{}
	}
	second := recoveredVerdict(again)
	if sameFault(own, second) {
		return Stricter{}
	}
	return Stricter{"secp256k1-range", second.Class}
}

// sameFault tells whether two verdicts name one fault. The values at the end of a reason are not
// compared, because they quote signatures.
func sameFault(a, b cases.Verdict) bool {
	return a.Class == b.Class && withoutValues(a.Reason) == withoutValues(b.Reason)
}

func withoutValues(reason string) string {
	if at := strings.LastIndex(reason, ": "); at >= 0 {
		return reason[:at]
	}
	return reason
}

// WithoutResidues replaces the signatures out of range, whose validators are sought in the sets.
func WithoutResidues(commit *types.Commit, sets ...*types.ValidatorSet) (*types.Commit, bool) {
	found := false
	replaced := &types.Commit{
		Height:     commit.Height,
		Round:      commit.Round,
		BlockID:    commit.BlockID,
		Signatures: slices.Clone(commit.Signatures),
	}
	for i := range replaced.Signatures {
		entry := &replaced.Signatures[i]
		if isResidue(entry.Signature, entry.ValidatorAddress, sets) {
			entry.Signature = refusedSignature()
			found = true
		}
	}
	return replaced, found
}

// VotesWithoutResidues does the same with the votes of evidence.
func VotesWithoutResidues(
	evidence *types.DuplicateVoteEvidence, sets ...*types.ValidatorSet,
) (*types.DuplicateVoteEvidence, bool) {
	replaced := *evidence
	found := false
	for _, vote := range []**types.Vote{&replaced.VoteA, &replaced.VoteB} {
		if isResidue((*vote).Signature, (*vote).ValidatorAddress, sets) {
			*vote = (*vote).Copy()
			(*vote).Signature = refusedSignature()
			found = true
		}
	}
	return &replaced, found
}

// isResidue tells whether a signature is out of range, and is by a secp256k1 key of the sets.
func isResidue(signature, address []byte, sets []*types.ValidatorSet) bool {
	return outOfRange(signature) && slices.ContainsFunc(sets, func(set *types.ValidatorSet) bool {
		_, validator := set.GetByAddress(address)
		return validator != nil && validator.PubKey.Type() == secp256k1.KeyType
	})
}

func outOfRange(signature []byte) bool {
	return len(signature) == 64 &&
		(bytes.Compare(signature[:32], groupOrder) >= 0 || bytes.Compare(signature[32:], groupOrder) >= 0)
}

// refusedSignature has an R of 0, of which there is no valid signature.
func refusedSignature() []byte {
	return make([]byte, 64)
}
