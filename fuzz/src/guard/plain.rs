//! The guard in its plainest words: sets of what it may hold, after storage that did who knows
//! what.

use super::asked::Asked;
use super::{ENTRIES, MAX_JUMP, PAIRS};
use std::collections::BTreeSet;

/// How far an entry may have come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Last {
    /// There is no entry.
    None,
    /// Both records may be lost.
    Lost,
    Floor(u64),
    Signed(Asked),
}

#[derive(Debug)]
pub(super) struct Plain {
    /// For each chain and key what its entry may hold: one thing, unless there was trouble.
    held: [BTreeSet<Last>; PAIRS.len()],
    permitted: [Vec<Asked>; PAIRS.len()],
}

impl Default for Plain {
    fn default() -> Self {
        let held = PAIRS.map(|_| BTreeSet::from([Last::None]));
        Plain { held, permitted: PAIRS.map(|_| Vec::new()) }
    }
}

impl Plain {
    /// The highest height at which this was ever permitted anything.
    pub(super) fn highest(&self, number: usize) -> u64 {
        self.permitted[number].iter().map(|asked| asked.height).max().unwrap_or(0)
    }

    /// Some entry has lost both its records.
    pub(super) fn lost(&mut self) {
        for held in self.held.iter_mut().filter(|held| held.iter().any(|last| *last != Last::None))
        {
            held.insert(Last::Lost);
        }
    }

    pub(super) fn asked(&mut self, number: usize, asked: &Asked, found: Result<(), &'static str>) {
        if found.is_ok() {
            let contradicts = |other: &&Asked| other.place() == asked.place() && *other != asked;
            let before = self.permitted[number].iter().find(contradicts);
            assert_eq!(before, None, "a double sign: {asked:?}");
            self.permitted[number].push(asked.clone());
        }
        self.answered(number, found, |last| last.ask(asked));
    }

    pub(super) fn raised(&mut self, number: usize, height: u64, found: Result<(), &'static str>) {
        self.answered(number, found, |last| {
            Ok(match last {
                Last::Floor(floor) => Last::Floor(height.max(*floor)),
                Last::Signed(asked) if asked.height <= height => Last::Floor(height),
                other => other.clone(),
            })
        });
    }

    /// What is held is what explains the answer.
    fn answered(
        &mut self,
        number: usize,
        found: Result<(), &'static str>,
        expected: impl Fn(&Last) -> Result<Last, &'static str>,
    ) {
        let held = &mut self.held[number];
        let is_there = |last: &&Last| !matches!(last, Last::None | Last::Lost);
        match found {
            Err("NotProvisioned") => {
                assert!(held.contains(&Last::None) || held.contains(&Last::Lost), "{held:?}");
            }
            // Also where a newer record was read at the start, and decayed before it was copied.
            Err("RecordsLost") => assert!(held.contains(&Last::Lost) || held.len() > 1, "{held:?}"),
            Err("StorageFault" | "NotReadBack") => {
                let after: Vec<_> =
                    held.iter().filter(is_there).filter_map(|last| expected(last).ok()).collect();
                held.extend(after);
            }
            found => {
                let explained =
                    held.iter().filter(is_there).filter_map(|last| match (expected(last), found) {
                        (Ok(after), Ok(())) => Some(after),
                        (Err(name), Err(other)) if name == other => Some(last.clone()),
                        _ => None,
                    });
                let explained: BTreeSet<_> = explained.collect();
                assert!(!explained.is_empty(), "{found:?} of {held:?}");
                *held = explained;
            }
        }
    }

    pub(super) fn provisioned(
        &mut self,
        number: usize,
        height: u64,
        found: Result<(), &'static str>,
    ) {
        let may_be = |held: &BTreeSet<Last>| held.iter().any(|last| *last != Last::None);
        let others = (0..PAIRS.len()).filter(|other| *other != number);
        let others = others.filter(|other| may_be(&self.held[*other])).count();
        let held = &mut self.held[number];
        match found {
            Ok(()) => {
                assert!(held.contains(&Last::None) || held.contains(&Last::Lost), "{held:?}");
                *held = BTreeSet::from([Last::Floor(height)]);
            }
            Err("AlreadyProvisioned") => {
                assert!(may_be(held));
                held.remove(&Last::None);
            }
            Err("GuardFull") => assert!(others >= ENTRIES),
            Err("StorageFault" | "NotReadBack") => drop(held.insert(Last::Floor(height))),
            Err(other) => panic!("{other}"),
        }
    }
}

impl Last {
    /// What a request makes of it.
    fn ask(&self, asked: &Asked) -> Result<Last, &'static str> {
        let height = match self {
            Last::None | Last::Lost => return Err("NotProvisioned"),
            Last::Floor(floor) if asked.height <= *floor => return Err("BelowFloor"),
            Last::Floor(floor) => *floor,
            Last::Signed(last) if asked.height < last.height => return Err("HeightRegression"),
            Last::Signed(last) => last.height,
        };
        if asked.height > height + MAX_JUMP {
            return Err("HeightJump");
        }
        match self {
            Last::Signed(last) if asked.height == last.height && asked.round < last.round => {
                Err("RoundRegression")
            }
            Last::Signed(last) if asked.place() < last.place() => Err("StepRegression"),
            Last::Signed(last) if asked.place() == last.place() && asked != last => {
                Err("ConflictingData")
            }
            _ => Ok(Last::Signed(asked.clone())),
        }
    }
}
