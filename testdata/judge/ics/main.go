// The judge that answers for Interchain Security too. See ../README.md.
package main

import (
	"judge/ics/internal/client"
	"judge/ics/internal/commitment"
	"judge/ics/internal/consumer"
	"judge/ics/internal/provider"
	"judge/internal/cometbft"
	"judge/internal/program"
	"judge/internal/verdict"
)

func main() {
	releases := program.Release
	program.Main(bench(
		releases(provider.Module), releases(client.Module), releases(cometbft.Module)))
}

// bench takes every kind of one stream to its judge. The modules decide with the CometBFT that is
// linked in, which therefore stands in their names.
func bench(module, ibc, base string) verdict.Bench {
	return verdict.Bench{
		cometbft.New(base), provider.New(module + ", " + base), client.New(ibc + ", " + base),
	program.Main(bench(
		program.Release(cometbft.Module),
		program.Release(provider.Module),
		program.Release(commitment.Module)+", "+program.Release(commitment.Proofs),
	))
}

// bench takes every kind of one stream to its judge. The modules of Interchain Security decide with
// the CometBFT that is linked in, which therefore stands in their name.
func bench(base, modules, proofs string) verdict.Bench {
	modules += ", " + base
	return verdict.Bench{
		cometbft.New(base), provider.New(modules), consumer.New(modules), commitment.New(proofs),
	}
}
