//! Checks in their order: a table of faults, and that of any two the one that is checked first is
//! named.

use super::{Stage, World};
use parhelion_core::Error;

/// One check of a `T`.
pub struct Step<T: 'static = World> {
    /// The name of the error.
    pub name: &'static str,
    /// What is looked at, for the page.
    pub what: &'static str,
    /// The function that is followed.
    pub source: &'static str,
    /// Faults that touch the same thing cannot stand together; things are joined by `+`.
    pub slot: &'static str,
    pub stage: Stage,
    pub fault: fn(&mut T),
}

impl<T> Step<T> {
    pub fn excludes<U>(&self, other: &Step<U>) -> bool {
        self.slot.split('+').any(|slot| other.slot.split('+').any(|other| other == slot))
    }
}

macro_rules! steps {
    ($($name:ident $what:literal $source:literal $slot:literal $stage:ident $fault:expr;)+) => {
        &[$($crate::common::steps::Step {
            name: stringify!($name),
            what: $what,
            source: $source,
            slot: $slot,
            stage: $crate::common::Stage::$stage,
            fault: $fault,
        }),+]
    };
}
pub(crate) use steps;

pub type Change<T> = (Stage, fn(&mut T));
pub type Changes<T> = [Change<T>];

pub fn name<T>(result: Result<T, Error>) -> &'static str {
    result.map_or_else(|error| error.name(), |_| "verified")
}

pub fn changes<T>(steps: &[&Step<T>]) -> Vec<Change<T>> {
    steps.iter().map(|step| (step.stage, step.fault)).collect()
}

/// Makes the changes of one stage, in their order.
pub fn apply<T>(scene: &mut T, changes: &Changes<T>, stage: Stage) {
    changes.iter().filter(|(at, _)| *at == stage).for_each(|(_, change)| change(scene));
}

/// What is made in stages: after each, that which covers it is made.
pub trait Scene: Sized {
    fn seal(&mut self, _after: Stage) {}

    /// Changes it while it is made.
    fn with(mut self, changes: &Changes<Self>) -> Self {
        for stage in [Stage::Set, Stage::Header, Stage::Commit, Stage::Signed] {
            apply(&mut self, changes, stage);
            self.seal(stage);
        }
        self
    }
}

/// Every fault alone, and every two faults that can stand together: the first is named.
pub fn hold<T>(steps: &[&Step<T>], verify: impl Fn(&Changes<T>) -> Result<(), Error>) -> usize {
    pairs(steps, verify, |alone, found| alone.name() == found.name())
}

/// The checks of one function, in their order.
pub struct Table<T: 'static> {
    /// The heading of its page.
    pub title: &'static str,
    pub verify: fn(&Changes<T>) -> Result<(), Error>,
    pub steps: &'static [Step<T>],
}

/// Name, what is looked at, source.
pub type Row = (&'static str, &'static str, &'static str);

/// A table of whatever is checked.
pub trait Checks: Sync {
    fn title(&self) -> &'static str;
    fn rows(&self) -> Vec<Row>;
    /// What each fault leads to where it stands alone.
    fn alone(&self) -> Vec<Result<(), Error>>;
    /// As [`hold`], with the same numbers as if the fault stood alone.
    fn hold(&self) -> usize;
}

impl<T> Checks for Table<T> {
    fn title(&self) -> &'static str {
        self.title
    }

    fn rows(&self) -> Vec<Row> {
        self.steps.iter().map(|step| (step.name, step.what, step.source)).collect()
    }

    fn alone(&self) -> Vec<Result<(), Error>> {
        self.steps.iter().map(|step| (self.verify)(&changes(&[step]))).collect()
    }

    fn hold(&self) -> usize {
        let steps: Vec<_> = self.steps.iter().collect();
        pairs(&steps, self.verify, |alone, found| alone == found)
    }
}

fn pairs<T>(
    steps: &[&Step<T>],
    verify: impl Fn(&Changes<T>) -> Result<(), Error>,
    same: fn(&Error, &Error) -> bool,
) -> usize {
    assert_eq!(verify(&[]), Ok(()));
    let mut pairs = 0;
    for (place, first) in steps.iter().enumerate() {
        let alone = verify(&changes(&[first])).expect_err(first.what);
        assert_eq!(alone.name(), first.name, "{} alone", first.what);
        for second in steps[place + 1..].iter().filter(|second| !second.excludes(first)) {
            let found = verify(&changes(&[first, second])).expect_err(first.what);
            assert!(same(&alone, &found), "{}, then {}: {found:?}", first.what, second.what);
            pairs += 1;
        }
    }
    pairs
}
