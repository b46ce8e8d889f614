// The judge answers cases with the verdict of CometBFT. See README.md.
package main

import (
	"judge/internal/cometbft"
	"judge/internal/program"
	"judge/internal/verdict"
)

func main() {
	program.Main(verdict.Bench{cometbft.New(program.Release(cometbft.Module))})
}
