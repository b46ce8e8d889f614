//! Ed25519 signatures by ZIP-215, in batches, eight lanes at a time.

#![no_std]

extern crate alloc;

mod backend;
mod batch;
mod curve;
mod field;
mod hash;
mod scalar;

pub use backend::Backend;
pub use batch::Batch;
pub use hash::Tree;
