package commitment

import (
	"bytes"
	"crypto/sha256"

	commitmenttypes "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types"
	v2 "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types/v2"
	ics23 "github.com/cosmos/ics23/go"
)

// The reference refuses an empty value before it hashes it. What follows asks the reference about
// every part of a lower proof but that one, and hashes the leaf with the SHA-256 of nothing in the
// place of the SHA-256 of the value. The upper proof is the reference's alone.

// verifiesInParts tells whether both proofs are right, where an empty value is a value.
func (q *proofQuestion) verifiesInParts() bool {
	if len(q.proof.Proofs) != 2 || len(q.path.KeyPath) != 2 {
		return false
	}
	lower, upper := q.proof.Proofs[0], q.proof.Proofs[1]
	store, key := q.path.KeyPath[0], q.path.KeyPath[1]
	var root []byte
	var ok bool
	if q.value == nil {
		root, ok = absentUnder(lower.GetNonexist(), key)
	} else {
		root, ok = presentUnder(lower.GetExist(), key, q.value)
	}
	if !ok {
		return false
	}
	above := commitmenttypes.MerkleProof{Proofs: []*ics23.CommitmentProof{upper}}
	specs := []*ics23.ProofSpec{ics23.TendermintSpec}
	return above.VerifyMembership(specs, q.root, v2.NewMerklePath(store), root) == nil
}

// hasEmptyValue tells whether a leaf of the lower proof has one.
func (q *proofQuestion) hasEmptyValue() bool {
	if len(q.proof.Proofs) == 0 {
		return false
	}
	proof := q.proof.Proofs[0]
	is := func(leaf *ics23.ExistenceProof) bool { return leaf != nil && len(leaf.Value) == 0 }
	absence := proof.GetNonexist()
	return is(proof.GetExist()) || absence != nil && (is(absence.Left) || is(absence.Right))
}

// presentUnder gives the root under which the proof shows the key with the value.
func presentUnder(proof *ics23.ExistenceProof, key, value []byte) ([]byte, bool) {
	if proof == nil || proof.CheckAgainstSpec(ics23.IavlSpec) != nil ||
		!bytes.Equal(proof.Key, key) || !bytes.Equal(proof.Value, value) {
		return nil, false
	}
	// The digest of the value, and a leaf that takes it as it is.
	digest := sha256.Sum256(value)
	leaf := *proof.Leaf
	leaf.PrehashValue = ics23.HashOp_NO_HASH
	root, err := (&ics23.ExistenceProof{
		Key: proof.Key, Value: digest[:], Leaf: &leaf, Path: proof.Path,
	}).Calculate()
	return root, err == nil
}

// absentUnder gives the root under which the proof shows that nothing stands under the key.
func absentUnder(proof *ics23.NonExistenceProof, key []byte) ([]byte, bool) {
	if proof == nil || proof.Left == nil && proof.Right == nil {
		return nil, false
	}
	left, leftOK := neighbour(proof.Left, func(its []byte) bool { return bytes.Compare(its, key) < 0 })
	right, rightOK := neighbour(proof.Right, func(its []byte) bool { return bytes.Compare(key, its) < 0 })
	if !leftOK || !rightOK {
		return nil, false
	}
	spec := ics23.IavlSpec.InnerSpec
	switch {
	case proof.Left == nil:
		return right, ics23.IsLeftMost(spec, proof.Right.Path)
	case proof.Right == nil:
		return left, ics23.IsRightMost(spec, proof.Left.Path)
	default:
		return left, bytes.Equal(left, right) && ics23.IsLeftNeighbor(spec, proof.Left.Path, proof.Right.Path)
	}
}

// neighbour gives the root of a neighbour that stands on its side of the key. A missing one says
// nothing.
func neighbour(proof *ics23.ExistenceProof, onItsSide func(key []byte) bool) ([]byte, bool) {
	if proof == nil {
		return nil, true
	}
	root, ok := presentUnder(proof, proof.Key, proof.Value)
	return root, ok && onItsSide(proof.Key)
}
