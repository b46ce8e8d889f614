// Package wasm holds the library as WebAssembly. scripts/go makes it, and compares it.
package wasm

import _ "embed"

// Module is the crate ffi, compiled for wasm32-unknown-unknown.
//
//go:embed parhelion.wasm
var Module []byte
