// Package consumer is the judge that asks the consumer module of Interchain Security, and then
// CometBFT, about changes of a validator set.
package consumer

import "judge/internal/verdict"

// New is the judge, under the name of the releases that are linked in.
func New(name string) verdict.Judge {
	return verdict.Judge{Name: name, Kinds: map[string]verdict.Kind{"valset_change": newChange}}
}
