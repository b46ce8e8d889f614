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
	program.Main(bench(
		program.Release(cometbft.Module),
		program.Release(provider.Module),
		program.Release(client.Module),
		program.Release(commitment.Module)+", "+program.Release(commitment.Proofs),
	))
}

// bench takes every kind of one stream to its judge. The modules of Interchain Security and the
// light client of ibc-go decide with the CometBFT that is linked in, which therefore stands in
// their names.
func bench(base, modules, clients, proofs string) verdict.Bench {
	modules += ", " + base
	return verdict.Bench{
		cometbft.New(base), provider.New(modules), consumer.New(modules),
		client.New(clients + ", " + base), commitment.New(proofs),
	}
}
