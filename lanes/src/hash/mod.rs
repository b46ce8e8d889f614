//! Hashes of several messages at a time: challenges, the coefficients of a batch, Merkle trees.

mod challenge;
mod constants;
mod sha256;
mod sha512;
mod transcript;
mod tree;

pub(crate) use challenge::{Signed, challenges};
pub(crate) use transcript::Transcript;
pub use tree::Tree;

/// Runs a statement for 0 to 15, without a loop: `sixteen!(i => { ... })`.
///
/// A compiler leaves a loop over so long a body as a loop, and what it indexes in memory.
macro_rules! sixteen {
    ($i:ident => $body:block) => {
        sixteen!($i => $body; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($i:ident => $body:block; $($value:literal)*) => {
        $({ let $i: usize = $value; $body })*
    };
}
use sixteen;

/// What a task gives on each backend of this machine, with the backend's name.
#[cfg(test)]
macro_rules! on_each {
    ($task:expr) => {
        $crate::backend::Backend::available().map(|backend| {
            let result = match backend.0 {
                #[cfg(target_arch = "x86_64")]
                $crate::backend::Kind::Ifma(token) => token.enter($task),
                $crate::backend::Kind::Portable(token) => token.enter($task),
            };
            (backend.name(), result)
        })
    };
}
#[cfg(test)]
pub(crate) use on_each;
