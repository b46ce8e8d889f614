//! The replay as a wasm32 module without imports: memory in, one number out.
