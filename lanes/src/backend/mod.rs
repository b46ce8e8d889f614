//! What a machine can do with eight lanes at once.
//!
//! Whoever holds a token ([`Portable`], `Ifma`) knows that the machine has these
//! instructions: a token comes from detection and from nowhere else. Code that is generic over the
//! traits of [`words`] takes the token as its first argument, and is entered by
//! [`Words8::enter`], which compiles it for the instructions of the token.

#[cfg(target_arch = "x86_64")]
mod ifma;
mod portable;
mod words;

#[cfg(target_arch = "x86_64")]
pub(crate) use ifma::Ifma;
pub(crate) use portable::Portable;
pub(crate) use words::{Halves, Lanes, Mul52, Task, Words8};

/// The instructions that a computation uses. None of them changes a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backend(pub(crate) Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    #[cfg(target_arch = "x86_64")]
    Ifma(Ifma),
    Portable(Portable),
}

/// Evaluates with the token of a backend.
macro_rules! enter {
    ($backend:expr, $token:ident => $value:expr) => {
        match $backend.0 {
            #[cfg(target_arch = "x86_64")]
            $crate::backend::Kind::Ifma($token) => $value,
            $crate::backend::Kind::Portable($token) => $value,
        }
    };
}
pub(crate) use enter;

impl Backend {
    /// The backend that every machine has.
    pub const PORTABLE: Backend = Backend(Kind::Portable(Portable));

    /// The names of all backends, whether or not this machine has them, the fastest first.
    pub const NAMES: [&'static str; 2] = ["ifma", "portable"];

    /// The fastest backend of this machine; `None` where it has no vectors that help, and the
    /// portable one would be slower than a batch without lanes.
    #[must_use]
    pub fn detect() -> Option<Backend> {
        Backend::available().find(|backend| !matches!(backend.0, Kind::Portable(_)))
    }

    /// The backend of this name, where this machine has it.
    #[must_use]
    pub fn named(name: &str) -> Option<Backend> {
        Backend::available().find(|backend| backend.name() == name)
    }

    /// The backends of this machine, the fastest first.
    pub fn available() -> impl Iterator<Item = Backend> {
        #[cfg(target_arch = "x86_64")]
        let vectors = [Ifma::detect().map(Kind::Ifma)];
        #[cfg(not(target_arch = "x86_64"))]
        let vectors: [Option<Kind>; 0] = [];
        vectors.into_iter().flatten().chain([Kind::Portable(Portable)]).map(Backend)
    }

    /// One of [`Backend::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Ifma(_) => "ifma",
            Kind::Portable(_) => "portable",
        }
    }
}

#[cfg(test)]
mod tests;
