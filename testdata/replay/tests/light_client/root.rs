//! A root that is trusted on faith: who must have it.

use crate::common::Entry;
use crate::network::{Ask, Node, Run, Said, Scene, other_data, steady};
use parhelion_core::Error;
use parhelion_core::client::{Failure, Root};

fn on_faith(nodes: Vec<Node>) -> Run {
    Scene::new(steady(), nodes).on_faith(steady()).run()
}

fn honest() -> Node {
    Node::of(steady())
}

#[test]
fn the_primary_shows_it_and_the_witnesses_have_it() {
    let run = on_faith(vec![honest(), honest(), honest()]);
    assert_eq!(run.line(), "0@10 1@10 2@10 0@20 1@20 2@20");
    assert_eq!(run.verified(), (&steady().state(20), 2));
    assert_eq!(run.heights(), [10, 20]);
}

#[test]
fn another_hash_is_refused() {
    let hash = *steady().state(11).header_hash().unwrap();
    let root = Root::Faith { height: 10, hash };
    let run = Scene { root, ..Scene::new(steady(), vec![honest(), honest()]) }.run();
    assert_eq!((run.line().as_str(), run.failed().error), ("0@10", Error::TrustedHashMismatch));
    assert_eq!((run.failed().from, run.failed().to), (0, 10));
    assert_eq!(run.dropped(0), Some(Error::TrustedHashMismatch));
}

/// It has the hash, and its own set did not sign it.
#[test]
fn a_root_that_few_signed_is_refused() {
    let forged = steady().spoiled(10, |world| world.entry(0).signature[0] ^= 1);
    let few = steady().spoiled(10, |world| {
        (4..7).for_each(|index| *world.entry(index) = Entry::absent());
    });
    let enough = steady().spoiled(10, |world| {
        (5..7).for_each(|index| *world.entry(index) = Entry::absent());
    });
    let primary = |block| honest().always(Ask::At(10), Said::Bytes(block));
    for (block, error) in [
        (forged, Error::WrongSignature { index: 0 }),
        (few, Error::NotEnoughPower { tallied: 40, needed: 46, total: 70 }),
    ] {
        let run = on_faith(vec![primary(block), honest(), honest()]);
        assert_eq!((run.line().as_str(), run.failed().error), ("0@10", error));
        assert_eq!(run.dropped(0), Some(error));
    }
    assert_eq!(on_faith(vec![primary(enough), honest()]).verified().1, 1);
}

/// `light/client.go compareFirstLightBlockWithWitnesses` returns the conflict. Who is right nobody
/// knows: nobody is dropped.
#[test]
fn a_witness_that_has_another_one_ends_it() {
    let other = Node::of(&steady().fork(10, other_data));
    let run = on_faith(vec![honest(), honest(), other, honest()]);
    assert_eq!(run.line(), "0@10 1@10 2@10");
    assert_eq!(run.failed().error, Error::WitnessConflicts { witness: 2 });
    assert_eq!((run.failed().peer.map(|peer| peer.0), run.dropped(2)), (Some(2), None));
}

#[test]
fn witnesses_that_say_nothing_do_not() {
    let quiet = |failure| honest().fails_at(Ask::At(10), failure);
    let nodes = vec![honest(), quiet(Failure::NoResponse), quiet(Failure::NotFound)];
    let run = on_faith(nodes);
    assert_eq!(run.line(), "0@10 1@10 2@10 0@20 1@20 2@20");
    assert_eq!(run.verified().1, 2);
}

/// The questions are those that are asked of a target.
#[test]
fn a_witness_that_is_behind_has_time() {
    let run = on_faith(vec![honest(), honest().up_to(9, 20)]);
    assert_eq!(run.line(), "0@10 1@10 1@last 1 waits 30 1@last 1@10 0@20 1@20");
    assert_eq!(run.verified().1, 1);
    let early = Said::Bytes(steady().altered(9, |world| world.header().time.0 += 10));
    let run = on_faith(vec![honest(), honest().up_to(9, 9).always(Ask::Latest, early)]);
    assert_eq!(run.line(), "0@10 1@10 1@last");
    assert_eq!(run.failed().error, Error::WitnessConflicts { witness: 1 });
}

#[test]
fn a_witness_that_sends_what_is_wrong_is_dropped() {
    let spoiled = steady().spoiled(10, |world| world.header().time.0 += 1);
    for (said, error) in [
        (Said::Failed(Failure::Bad), Error::BadLightBlock),
        (Said::Bytes(spoiled), Error::CommitHashMismatch),
        (Said::Bytes(steady().block(11)), Error::UnexpectedHeight { wanted: 10, found: 11 }),
    ] {
        let bad = honest().always(Ask::At(10), said);
        let run = on_faith(vec![honest(), bad.clone(), honest()]);
        assert_eq!(run.line(), "0@10 1@10 2@10 0@20 2@20");
        assert_eq!((run.verified().1, run.dropped(1)), (1, Some(error)));
        // Without a witness there is no target.
        let run = on_faith(vec![honest(), bad]);
        assert_eq!(run.line(), "0@10 1@10 0@20");
        assert_eq!((run.failed().error, run.failed().peer), (Error::NoWitnesses, None));
    }
}

/// CometBFT before 0.39 hashes little more than the last priority: `types/validator_set.go
/// ProposerPriorityHash` writes each over the one before. Here it is the first that differs.
#[test]
fn a_witness_with_other_priorities_ends_it() {
    let node = |height, priority| {
        honest().always(Ask::At(height), Said::Bytes(steady().with_priority(height, priority)))
    };
    for (height, talk) in [(10, "0@10 1@10"), (20, "0@10 1@10 2@10 0@20 1@20")] {
        let run = on_faith(vec![node(height, 1), node(height, 2), honest()]);
        assert_eq!(run.line(), talk);
        assert_eq!(run.failed().error, Error::ProposerPrioritiesDiverge { witness: 1 });
        assert_eq!((run.failed().peer.map(|peer| peer.0), run.dropped(1)), (Some(1), None));
        let run = on_faith(vec![node(height, -1), node(height, -1)]);
        assert_eq!(run.verified().1, 1);
    }
}
