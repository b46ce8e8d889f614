//! Each bound of a provider's answer at its value and one past it.

use super::provider::{answer, refused};
use crate::common::evidence::Submission;
use parhelion_core::{Duration, Error, Time};

#[test]
fn the_floor_is_the_first_height_that_counts() {
    let floor = |floor: Option<u64>| {
        let mut submissions = (Submission::votes(&[]), Submission::forked(&[]));
        submissions.0.provider.floor = floor;
        submissions.1.provider.floor = floor;
        let answers = [submissions.0.ask(answer), submissions.1.ask(answer)];
        answers.map(|answer| answer.map(|(punished, _)| punished.len()))
    };
    for low in [None, Some(0), Some(20)] {
        assert_eq!(floor(low), [Ok(1), Ok(7)]);
    }
    for high in [21, u64::MAX] {
        let too_old = || refused(Error::BelowMinHeight { height: 20, floor: high }, "CCV/16");
        assert_eq!(floor(Some(high)), [too_old(), too_old()]);
    }
}

#[test]
fn consumer_ids_have_64_bits() {
    let found = |id: &str| {
        let submission = Submission { consumer_id: id.to_owned(), ..Submission::votes(&[]) };
        let votes = submission.ask(answer).map(drop).unwrap_err();
        let submission = Submission { consumer_id: id.to_owned(), ..Submission::forked(&[]) };
        let forked = submission.ask(answer).map(drop).unwrap_err();
        [(votes.0, votes.1), (forked.0, forked.1)]
    };
    // Those that are numbers name no consumer: the store knows the canonical form.
    let unknown = |code: &str| (Error::UnknownConsumer, code.to_owned());
    for id in ["18446744073709551615", "00", "1", "00000000000000000000000000"] {
        assert_eq!(found(id), [unknown("CCV/16"), unknown("undefined/1")], "{id}");
    }
    let syntax = |code: &str| (Error::ConsumerIdSyntax, code.to_owned());
    for id in ["18446744073709551616", "", " ", "+0", "-0", "0x0", "1_0", "٣"] {
        assert_eq!(found(id), [syntax("provider/48"), syntax("provider/47")], "{id}");
    }
}

#[test]
fn the_trusting_period_is_over_when_it_ends() {
    // The clients trust what is of second 0, and the block is of second 100.
    let found = |nanos: i64| {
        let mut submission = Submission::forked(&[]);
        submission.provider.trusting_period = Duration::from_nanos(nanos);
        submission.ask(answer).map(|(punished, _)| punished.len())
    };
    assert_eq!(found(100_000_000_001), Ok(7));
    let expired = Time::from_unix(1_700_000_100, 0).unwrap();
    assert_eq!(
        found(100_000_000_000),
        refused(Error::HeaderExpired { expired }, "07-tendermint/11")
    );
}

#[test]
fn enough_of_the_trusted_set_is_more_than_the_level() {
    let found = |level: (u64, u64)| {
        let mut submission = Submission::forked(&[]);
        submission.provider.trust_level = level;
        submission.ask(answer).map(|(punished, _)| punished.len())
    };
    assert_eq!(found((69, 70)), Ok(7));
    let too_little = Error::NotEnoughTrust { tallied: 70, needed: 70, total: 70 };
    assert_eq!(found((1, 1)), refused(too_little, "client/13"));
}

#[test]
fn there_is_memory_for_each_who_is_punished_or_no_answer() {
    let found = |punished: usize| {
        Submission { punished, ..Submission::forked(&[]) }.ask(|verdict| verdict.map(drop))
    };
    assert_eq!(found(7), Ok(()));
    assert_eq!(found(6), Err(Error::SignersTooFew { needed: 7 }));
    assert_eq!(found(0), Err(Error::SignersTooFew { needed: 1 }));
    let found = |punished: usize| {
        Submission { punished, ..Submission::votes(&[]) }.ask(|verdict| verdict.map(drop))
    };
    assert_eq!((found(1), found(0)), (Ok(()), Err(Error::SignersTooFew { needed: 1 })));
}
