package main

import "runtime/debug"

const cometbft = "github.com/cometbft/cometbft"

// judgeName names the release that was linked in. CometBFT's own constant is not always that of
// its release.
func judgeName() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == cometbft {
				return "cometbft " + dependency.Version
			}
		}
	}
	return "cometbft (unknown release)"
}
