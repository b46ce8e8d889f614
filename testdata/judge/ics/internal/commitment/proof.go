package commitment

import (
	"errors"
	"regexp"
	"strings"

	commitmenttypes "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types"
	v2 "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types/v2"

	"judge/internal/cases"
	"judge/internal/verdict"
	"judge/internal/wire"
)

// proofQuestion asks whether a key of a store has this value, or none, under a root.
type proofQuestion struct {
	root  commitmenttypes.MerkleRoot
	path  v2.MerklePath
	bytes []byte
	// No value asks for the absence of the key.
	value []byte

	proof *commitmenttypes.MerkleProof
}

func newProof(in *cases.Inputs) verdict.Question {
	var path [][]byte
	in.OptionalValue("path", &path)
	return &proofQuestion{
		root:  commitmenttypes.NewMerkleRoot(in.OptionalBytes("root")),
		path:  v2.NewMerklePath(path...),
		bytes: in.OptionalBytes("proof"),
		value: in.Nullable("value"),
	}
}

func (q *proofQuestion) Messages() []verdict.Message {
	return []verdict.Message{{Shape: wire.MerkleProof, Bytes: q.bytes}}
}

func (q *proofQuestion) Decode() (err error) {
	q.proof, err = verdict.Decode("proof", q.bytes, itself)
	return err
}

func itself(proof *commitmenttypes.MerkleProof) (*commitmenttypes.MerkleProof, error) {
	return proof, nil
}

func (q *proofQuestion) Verify() cases.Verdict {
	specs := commitmenttypes.GetSDKSpecs()
	if q.value == nil {
		return verdict.Outcome(q.withoutKey(q.proof.VerifyNonMembership(specs, q.root, q.path)))
	}
	return verdict.Outcome(withoutPointer(q.proof.VerifyMembership(specs, q.root, q.path, q.value)))
}

var pointer = regexp.MustCompile(`at index &\{.*\}: `)

// withoutPointer leaves out of a reason where in memory a proof is, which ibc-go names for its
// index: that is another one in every run.
func withoutPointer(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(pointer.ReplaceAllLiteralString(err.Error(), "at index {..}: "))
}

// withoutKey leaves out of a reason the key, which is not text, and may be longer than reasons are.
func (q *proofQuestion) withoutKey(err error) error {
	if err == nil || len(q.path.KeyPath) == 0 {
		return err
	}
	key := string(q.path.KeyPath[len(q.path.KeyPath)-1])
	return errors.New(strings.Replace(err.Error(), "with key "+key+": ", "with key ..: ", 1))
}

func (q *proofQuestion) Stricter(cases.Verdict) verdict.Stricter {
	return verdict.Stricter{}
}

// Laxer holds where nothing but an empty value in the lower proof is refused.
func (q *proofQuestion) Laxer() string {
	if q.hasEmptyValue() && q.verifiesInParts() {
		return "empty-value"
	}
	return ""
}
