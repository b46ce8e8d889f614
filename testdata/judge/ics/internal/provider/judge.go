// Package provider is the judge that asks the provider module of Interchain Security.
package provider

import (
	"github.com/cosmos/interchain-security/v7/x/ccv/provider/keeper"

	"judge/internal/verdict"
)

// Module is the path of the module that decides.
const Module = "github.com/cosmos/interchain-security/v7"

// module needs no store and no other module: what it is asked about evidence is about its arguments
// alone.
var module keeper.Keeper

// New is the judge, under the name of the releases that are linked in.
func New(name string) verdict.Judge {
	return verdict.Judge{Name: name, Kinds: map[string]verdict.Kind{
		"consumer_double_vote":  newDoubleVote,
		"consumer_misbehaviour": newMisbehaviour,
		"power_shaping":         newShaping,
	}}
}
