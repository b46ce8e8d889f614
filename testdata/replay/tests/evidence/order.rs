//! The order of checks: of any two faults the one that is checked first is named, with the numbers
//! that it has alone.

use crate::common::evidence::{Submission, checks};
use crate::common::steps::{Checks, Step, changes};
use parhelion_core::Error;
use parhelion_core::ccv::ProviderVerdict;

/// So many pairs of faults can stand together.
fn hold(table: &dyn Checks, pairs: usize) {
    assert_eq!(table.hold(), pairs, "{}", table.title());
}

#[test]
fn a_known_header() {
    hold(&checks::KNOWN, 5);
}

#[test]
fn two_votes() {
    hold(&checks::VOTES, 21);
    hold(&checks::BY_KEY, 14);
    hold(&checks::PROOF, 15);
}

#[test]
fn the_age_and_the_place_of_evidence() {
    hold(&checks::AGE, 3);
    hold(&checks::POSITION, 1);
}

#[test]
fn a_block_above_the_common_height() {
    hold(&checks::LUNATIC, 169);
}

#[test]
fn a_block_of_the_common_height() {
    hold(&checks::EQUIVOCATION, 131);
}

#[test]
fn what_contradicts() {
    hold(&checks::CONTRADICTION, 20);
    hold(&checks::DOUBLE_VOTES, 10);
}

#[test]
fn misbehaviour() {
    hold(&checks::MISBEHAVIOUR, 548);
}

#[test]
fn votes_that_are_submitted() {
    hold(&checks::DOUBLE_VOTING, 168);
    answers(checks::DOUBLE_VOTING.steps, |step| Submission::votes(&changes(&[step])).ask(code));
}

#[test]
fn misbehaviour_that_is_submitted() {
    hold(&checks::SUBMITTED_MISBEHAVIOUR, 318);
    let steps = checks::SUBMITTED_MISBEHAVIOUR.steps;
    answers(steps, |step| Submission::forked(&changes(&[step])).ask(code));
}

/// The sources begin with the provider's codes. What it does not check is no refusal.
fn answers<T>(steps: &[Step<T>], ask: impl Fn(&Step<T>) -> Option<String>) {
    for step in steps {
        let code = step.source.split_once(", ").map(|(code, _)| code.to_owned());
        assert_eq!(ask(step), code, "{}", step.what);
    }
}

fn code(verdict: Result<ProviderVerdict<'_>, Error>) -> Option<String> {
    match verdict {
        Ok(ProviderVerdict::Refuses { code, .. }) => Some(code.to_string()),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    }
}
