// Package commitment is the judge that asks ibc-go about proofs of what a chain's store holds.
package commitment

import "judge/internal/verdict"

// The paths of the modules that decide.
const (
	Module = "github.com/cosmos/ibc-go/v10"
	Proofs = "github.com/cosmos/ics23/go"
)

// New is the judge, under the name of the releases that are linked in.
func New(name string) verdict.Judge {
	return verdict.Judge{Name: name, Kinds: map[string]verdict.Kind{"ics23": newProof}}
}
