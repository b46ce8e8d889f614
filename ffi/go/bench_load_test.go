//go:build !parhelion_native

package parhelion

import (
	"context"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/parhelion/parhelion/ffi/go/internal/wasm"
)

// BenchmarkLoad is what the first call of a process waits for: the module is compiled.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		runtime := wazero.NewRuntime(context.Background())
		if _, err := runtime.CompileModule(context.Background(), wasm.Module); err != nil {
			b.Fatal(err)
		}
		if err := runtime.Close(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
