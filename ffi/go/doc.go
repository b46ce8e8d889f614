// Package parhelion verifies light blocks of CometBFT chains, evidence, proofs of state, and consumer
// chains, from wire bytes, trusting nobody who serves them.
//
// A [TrustedState] is what is known of one header. The first is trusted on faith in a hash
// ([TrustOnFaith]); from there a [Verifier] goes on. Its 256 bytes are what to store.
//
// Everything is refused with an [Error]: one code, its class, and its numbers.
//
// By itself the package runs the library as WebAssembly, in Go alone. The build tag parhelion_native
// links the static library with cgo, and changes no verdict. All functions may be called from any
// number of goroutines.
package parhelion

//go:generate go run ./internal/codes ../../core/src/error/codes.rs codes.go
