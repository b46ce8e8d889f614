package program

import (
	"path"
	"regexp"
	"runtime/debug"
)

var majorVersion = regexp.MustCompile(`/v[0-9]+$`)

// Release names a module and the release of it that was linked in. The constants of the modules
// are not always those of their releases.
func Release(module string) string {
	name := path.Base(majorVersion.ReplaceAllString(module, ""))
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return name + " " + dependency.Version
			}
		}
	}
	return name + " (unknown release)"
}
