package program

import (
	"path"
	"regexp"
	"runtime/debug"
	"strings"
)

var majorVersion = regexp.MustCompile(`/v[0-9]+$`)

// Release names a module and the release of it that was linked in. The constants of the modules
// are not always those of their releases.
func Release(module string) string {
	// A module in the folder of its language is known by the name of its repository.
	name := path.Base(strings.TrimSuffix(majorVersion.ReplaceAllString(module, ""), "/go"))
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return name + " " + dependency.Version
			}
		}
	}
	return name + " (unknown release)"
}
