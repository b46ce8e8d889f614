// Package client is the judge that asks ibc-go's client of CometBFT chains, 07-tendermint.
package client

import "judge/internal/verdict"

// Module is the path of the module that decides.
const Module = "github.com/cosmos/ibc-go/v10"

// New is the judge, under the name of the releases that are linked in.
func New(name string) verdict.Judge {
	return verdict.Judge{Name: name, Kinds: map[string]verdict.Kind{"client_update": newUpdate}}
}
