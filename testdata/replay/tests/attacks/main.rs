//! The attack corpus, `testdata/attacks`: of each input, that the flawed check, written out here,
//! gets it wrong, and that we do not.

#![allow(unreachable_pub, reason = "the modules of a test")]

mod age;
mod commit;
mod consumer;
mod corpus;
mod evidence;
mod forgiving;
mod hash;
mod header;
mod inclusion;
mod light;
#[path = "../common/page.rs"]
mod page;
mod parts;
mod proof;
mod provider;
mod signature;
mod table;
mod threshold;
mod validator_set;
mod wire;

use corpus::{Vector, vectors};
use parhelion_core::Class;
use parhelion_replay::{Outcome, Verdict};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a flawed check does with an input.
#[derive(Clone, Copy)]
enum Flaw {
    /// It accepts what is to be refused, by its signatures: without them it refuses too.
    Accepts(fn(&Vector) -> bool),
    /// It accepts what is to be refused, and asks for no signature.
    AcceptsUnsigned(fn(&Vector) -> bool),
    /// It refuses what is right.
    Refuses(fn(&Vector) -> bool),
    /// It panics.
    Panics(fn(&Vector)),
    /// It gives an answer where there is none, or another than the right one.
    Answers(fn(&Vector) -> Vec<u8>),
    /// It is the rule of those who are asked, and we answer as they do. What is wrong with it is
    /// said by a test of its own.
    Prevails(fn(&Vector) -> Vec<u8>),
}

impl Flaw {
    fn check(self, vector: &Vector) {
        let id = &vector.case.id;
        match self {
            Flaw::Accepts(flawed) => {
                assert!(flawed(vector), "{id}: the flawed check refuses");
                assert!(!flawed(&vector.unsigned()), "{id}: the flawed check accepts anything");
            }
            Flaw::AcceptsUnsigned(flawed) => {
                assert!(flawed(vector), "{id}: the flawed check refuses");
            }
            Flaw::Refuses(flawed) => assert!(!flawed(vector), "{id}: the flawed check accepts"),
            Flaw::Panics(flawed) => {
                let caught = catch_unwind(AssertUnwindSafe(|| flawed(vector)));
                assert!(caught.is_err(), "{id}: the flawed check does not panic");
            }
            Flaw::Answers(flawed) => {
                let answer = flawed(vector);
                assert!(!answer.is_empty(), "{id}: the flawed check gives no answer");
                assert_ne!(Some(&answer), vector.wanted().as_ref(), "{id}: the right answer");
                if let Some(cometbft) = vector.forgiven() {
                    assert_eq!(answer, cometbft, "{id}: CometBFT's own");
                }
            }
            Flaw::Prevails(rule) => {
                assert_eq!(Some(rule(vector)), vector.wanted(), "{id}: another rule");
            }
        }
    }
}

/// Our answer is the judge's, and has the name that the vector gives it.
fn ours(vector: &Vector) {
    let id = &vector.case.id;
    let verdict = vector.case.answer().unwrap();
    if let Verdict::Refused(_, Class::Unsupported) = verdict
        && cfg!(not(feature = "secp256k1"))
    {
        return;
    }
    assert_eq!(vector.case.compare(&verdict), Outcome::Agree, "{id}: {verdict:?}");
    let name = match verdict {
        Verdict::Refused(error, _) => error.name(),
        _ => "ok",
    };
    assert_eq!(name, vector.text("code"), "{id}");
}

/// Holds each vector of a file against its flawed check.
fn hold(area: &str, table: &[(&str, Flaw)]) {
    let vectors = vectors(area);
    let ids: Vec<&str> = vectors.iter().map(|vector| vector.case.id.as_str()).collect();
    let known: Vec<&str> = table.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, known, "{area}: the file and the flawed checks differ");
    for (vector, (_, flaw)) in vectors.iter().zip(table) {
        ours(vector);
        flaw.check(vector);
    }
}

macro_rules! areas {
    ($($area:ident)+) => {
        const AREAS: &[&str] = &[$(stringify!($area)),+];

        mod held {
            $(
                #[test]
                fn $area() {
                    super::hold(stringify!($area), super::$area::TABLE);
                }
            )+
        }
    };
}

areas! { commit consumer evidence hash header light proof signature threshold validator_set wire }

#[test]
fn every_file_is_held() {
    assert_eq!(corpus::files(), AREAS);
}
