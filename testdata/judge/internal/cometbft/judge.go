// Package cometbft is the judge that asks CometBFT.
package cometbft

import "judge/internal/verdict"

// Module is the path of the module that decides.
const Module = "github.com/cometbft/cometbft"

// New is the judge, under the name of the release that is linked in.
func New(name string) verdict.Judge {
	return verdict.Judge{Name: name, Kinds: map[string]verdict.Kind{
		"light":               newLight,
		"backwards":           newBackwards,
		"commit":              newCommit,
		"basic":               newBasic,
		"hash":                newHash,
		"sign_bytes":          newSignBytes,
		"ed25519":             newSignature,
		"duplicate_vote":      newDuplicateVote,
		"light_client_attack": newLightClientAttack,
	}}
}
