// The judge that answers for Interchain Security too. See ../README.md.
package main

import (
	"judge/ics/internal/provider"
	"judge/internal/cometbft"
	"judge/internal/program"
	"judge/internal/verdict"
)

func main() {
	program.Main(bench(program.Release(provider.Module), program.Release(cometbft.Module)))
}

// bench takes every kind of one stream to its judge. The provider module decides with the CometBFT
// that is linked in, which therefore stands in its name.
func bench(module, base string) verdict.Bench {
	return verdict.Bench{cometbft.New(base), provider.New(module + ", " + base)}
}
