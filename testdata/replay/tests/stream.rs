//! A block in frames: however it is cut, and whatever else than the block is sent. That the verdict
//! is that on the whole block is asked of every case and of every world of the other tests.

mod common;
#[path = "common/stream_faults.rs"]
mod stream_faults;

use common::{Change, Entry, Stage, World};
use parhelion_core::stream::{TrustedValidator, Update};
use parhelion_core::{Error, Limits};
use stream_faults::{
    COMMIT, END, ENTRY, HEADER, PROPOSER, SET_END, VALIDATOR, sent, split, without,
};

const MEMORY: [TrustedValidator; 7] = [TrustedValidator::NONE; 7];

fn adjacent() -> World {
    let mut world = World::new(11, &[]);
    world.trusted_set = None;
    world
}

#[test]
fn a_stream_may_be_cut_anywhere() {
    for world in [adjacent(), World::new(20, &[])] {
        let asked = |cut: &dyn Fn(&[u8]) -> Vec<Vec<u8>>| {
            world.streamed(|asked| {
                let chunks = cut(&asked.frames().unwrap());
                asked.push(chunks.iter().map(|chunk| &chunk[..]), &mut MEMORY.clone())
            })
        };
        let mut length = 0;
        world.streamed(|asked| asked.frames().map(|frames| length = frames.len())).unwrap();
        assert!(length > 2000);
        for at in (0..=length).step_by(37) {
            asked(&|frames| vec![frames[..at].to_vec(), vec![], frames[at..].to_vec()]).unwrap();
        }
        for size in [1, 2, 3, 63, 64, 65, 4096] {
            asked(&|frames| frames.chunks(size).map(<[u8]>::to_vec).collect()).unwrap();
        }
        for end in (0..length).step_by(37).chain([length - 1]) {
            let error = asked(&|frames| vec![frames[..end].to_vec()]).unwrap_err();
            assert_eq!(error, Error::StreamIncomplete, "{end}");
        }
    }
}

#[test]
fn no_frame_can_be_left_out() {
    let found = |kind| {
        let named = sent(|frames| without(frames, |other| other == kind)).unwrap_err();
        named.name()
    };
    assert_eq!(found(HEADER), "FrameOrder");
    assert_eq!(found(COMMIT), "FrameOrder");
    assert_eq!(found(PROPOSER), "MissingProposer");
    assert_eq!(found(VALIDATOR), "PassesDiffer");
    assert_eq!(found(SET_END), "FrameOrder");
    assert_eq!(found(ENTRY), "PassesDiffer");
    assert_eq!(found(END), "StreamIncomplete");
}

#[test]
fn no_frame_can_be_sent_twice() {
    sent(<[Vec<u8>]>::concat).unwrap();
    let count = std::cell::Cell::new(0);
    sent(|frames| {
        count.set(frames.len());
        frames.concat()
    })
    .unwrap();
    for place in 0..count.get() {
        let twice = |frames: &[Vec<u8>]| {
            let mut frames = frames.to_vec();
            frames.insert(place, frames[place].clone());
            frames.concat()
        };
        let error = sent(twice).unwrap_err();
        // A second member in the first pass makes another set.
        let named = ["FrameOrder", "PassesDiffer", "ValidatorsHashMismatch"];
        assert!(named.contains(&error.name()), "{place}: {error}");
    }
}

/// What the first pass has judged is what the second one shows.
#[test]
fn the_second_pass_is_the_first_once_more() {
    let ends = |frames: &[Vec<u8>]| frames.iter().position(|frame| frame[0] == SET_END).unwrap();
    let swapped = |frames: &[Vec<u8>]| {
        let mut frames = frames.to_vec();
        let second = ends(&frames) + 1;
        let voters: Vec<_> =
            (second..frames.len()).filter(|at| frames[*at][0] == VALIDATOR).collect();
        frames.swap(voters[5], voters[6]);
        frames.concat()
    };
    assert_eq!(sent(swapped), Err(Error::PassesDiffer));
    let powerful = |frames: &[Vec<u8>]| {
        let mut frames = frames.to_vec();
        let last = frames.iter().rposition(|frame| frame[0] == VALIDATOR).unwrap();
        let power = frames[last].iter().rposition(|byte| *byte == 10).unwrap();
        frames[last][power] = 11;
        frames.concat()
    };
    assert_eq!(sent(powerful), Err(Error::PassesDiffer));
}

#[test]
fn after_a_broken_frame_nothing_is_taken() {
    let world = adjacent();
    world
        .streamed(|asked| {
            let frames = asked.frames()?;
            let mut update = Update::new(asked.state, asked.options, asked.now);
            let broken = Err(Error::UnknownFrame { kind: 0 });
            assert_eq!(update.push(&[0, 0, 0], &mut []), broken);
            assert_eq!(update.push(&frames, &mut []), broken);
            assert_eq!(update.finish().map(drop), broken);
            Ok(())
        })
        .unwrap();
}

#[test]
fn limits_hold_in_both_lists() {
    let taken = |limits: Limits, world: &World| {
        let mut found = Ok(());
        world
            .streamed(|asked| {
                let mut update = Update::new(asked.state, asked.options, asked.now);
                update = update.with_limits(&limits);
                found = update.push(&asked.frames()?, &mut []);
                Ok(())
            })
            .unwrap();
        found.map_err(|error| error.name())
    };
    let seven = Limits::DEFAULT.with_votes(7);
    assert_eq!(taken(seven, &adjacent()), Ok(()));
    assert_eq!(taken(Limits::DEFAULT.with_votes(6), &adjacent()), Err("TooManyEntries"));
    let mut wide = adjacent();
    let more = wide.set().members[0].clone();
    wide.set().members.push(more);
    assert_eq!(taken(seven, &wide), Err("TooManyEntries"));
}

/// Lengths that no frame holds are cut, and are as wrong as before.
#[test]
fn long_signatures_are_as_wrong_in_frames() {
    for (length, last) in [(1990, 0), (2040, 0), (3309, 0), (3310, 0), (2040, 6), (3309, 6)] {
        for height in [11, 20] {
            let mut world = World::new(height, &[]);
            world.entry(last).signature = vec![1; length];
            let found = world.verify().map_err(|error| error.name());
            let named = match (length, last) {
                (3310, _) => Err("SignatureTooLong"),
                (_, 0) => Err("SignatureLength"),
                // Two thirds have signed before it.
                _ => Ok(()),
            };
            assert_eq!(found, named, "{length} {height}");
        }
    }
}

#[test]
fn a_header_that_no_frame_holds_is_not_judged() {
    let long = |length: usize| {
        let change: Change = |world| world.header().hashes[5] = vec![7; 1500];
        let mut world = World::new(11, &[(Stage::Header, change)]);
        world.header().hashes[5].resize(length, 7);
        world.reseal();
        world.trusted_set = None;
        let mut found = Ok(());
        world
            .streamed(|asked| {
                found = asked.frames().map(drop);
                Ok(())
            })
            .unwrap();
        found
    };
    assert_eq!(long(1500), Ok(()));
    assert!(matches!(long(2048), Err(Error::FrameTooLong { length: 2049.. })));
}

/// Sets and commits of different sizes, as in the whole block.
#[test]
fn sizes_that_differ() {
    for change in [(|world| world.commit().entries.truncate(6)) as Change, |world| {
        let entry =
            Entry { flag: 1, address: vec![], time: (-62_135_596_800, 0), signature: vec![] };
        world.commit().entries.push(entry);
    }] {
        for height in [11, 20] {
            let world = World::new(height, &[(Stage::Signed, change)]);
            assert_eq!(world.verify().map_err(|error| error.name()), Err("CommitSize"));
        }
    }
}

#[test]
fn the_frames_of_a_block_are_as_documented() {
    adjacent()
        .streamed(|asked| {
            let kinds: Vec<u8> = split(&asked.frames()?).iter().map(|frame| frame[0]).collect();
            let pairs = [ENTRY, VALIDATOR].repeat(7);
            let first = [HEADER, COMMIT, PROPOSER];
            let set = [VALIDATOR; 7];
            assert_eq!(kinds, [&first[..], &set, &[SET_END], &pairs, &[END]].concat());
            Ok(())
        })
        .unwrap();
}
