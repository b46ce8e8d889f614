package program

import (
	"strings"
	"testing"
)

// In a test, Go does not know which modules are linked in.
func TestAModuleIsNamedWithoutItsMajorVersion(t *testing.T) {
	for module, name := range map[string]string{
		"github.com/cometbft/cometbft":               "cometbft (",
		"github.com/cosmos/interchain-security/v7":   "interchain-security (",
		"github.com/cosmos/interchain-security/v7/x": "x (",
		"github.com/cosmos/ics23/go":                 "ics23 (",
	} {
		if got := Release(module); !strings.HasPrefix(got, name) {
			t.Errorf("%s: %s", module, got)
		}
	}
}
