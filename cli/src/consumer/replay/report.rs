//! What a replay finds.

use std::collections::BTreeMap;
use std::fmt::Display;

/// What agreed, counted by what it was, and every difference in words.
#[derive(Default)]
pub(crate) struct Report {
    agreed: BTreeMap<&'static str, u64>,
    pub(crate) differences: Vec<String>,
}

impl Report {
    pub(crate) fn agree(&mut self, what: &'static str) {
        *self.agreed.entry(what).or_default() += 1;
    }

    pub(crate) fn differ(&mut self, what: impl Display) {
        self.differences.push(what.to_string());
    }

    /// Counts what is as it should be, and says so where it is not.
    pub(crate) fn check(
        &mut self,
        what: &'static str,
        agrees: bool,
        else_say: impl FnOnce() -> String,
    ) {
        if agrees {
            self.agree(what);
        } else {
            self.differ(else_say());
        }
    }

    /// Takes what a check found.
    pub(crate) fn expect<T, E: Display>(
        &mut self,
        name: impl Display,
        result: Result<T, E>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.differ(format_args!("{name}: {error}"));
                None
            }
        }
    }

    pub(crate) fn agreed(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.agreed.iter().map(|(what, count)| (*what, *count))
    }
}
