package record

import "runtime/debug"

const module = "github.com/cometbft/cometbft"

// Release is the CometBFT that this program was built with, as the build says: the module's own
// constant is not kept, v0.40.0 calls itself 0.39.0.
func Release() string {
	build, is := debug.ReadBuildInfo()
	if !is {
		return ""
	}
	for _, dependency := range build.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return ""
}
