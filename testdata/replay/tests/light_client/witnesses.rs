//! What one witness says of the target: `light/detector.go compareNewLightBlockWithWitness`.

use crate::network::{Ask, Node, Run, Said, Scene, other_data, steady};
use parhelion_core::Error;
use parhelion_core::client::Failure;

/// An honest primary and these witnesses.
fn with(witnesses: impl IntoIterator<Item = Node>) -> Run {
    let nodes = [Node::of(steady())].into_iter().chain(witnesses).collect();
    Scene::new(steady(), nodes).run()
}

fn up_to(head: u64, later: u64) -> Node {
    Node::of(steady()).up_to(head, later)
}

const TOO_HIGH: Said = Said::Failed(Failure::HeightTooHigh);

/// Each is asked, and those that have the header count.
#[test]
fn one_that_has_it_is_enough() {
    let run = with([
        Node::of(steady()),
        Node::failing(steady(), Failure::NotFound),
        Node::silent(steady()),
        Node::failing(steady(), Failure::Bad),
        Node::of(steady()),
    ]);
    assert_eq!(run.line(), "0@20 1@20 2@20 3@20 4@20 5@20");
    assert_eq!(run.verified().1, 2);
    let dropped: Vec<_> = (0..6).map(|peer| run.dropped(peer)).collect();
    assert_eq!(dropped, [None, None, None, None, Some(Error::BadLightBlock), None]);
}

#[test]
fn nobody_that_has_it_is_too_few() {
    let run = with([Node::silent(steady()), Node::failing(steady(), Failure::NotFound)]);
    assert_eq!((run.line().as_str(), run.failed().error), ("0@20 1@20 2@20", Error::NotConfirmed));
    assert_eq!((run.failed().from, run.failed().to, run.failed().peer), (20, 20, None));
    assert_eq!((run.dropped(1), run.dropped(2)), (None, None));
    let run = with([Node::failing(steady(), Failure::Bad)]);
    assert_eq!(run.failed().error, Error::NoWitnesses);
}

/// Before 0.38.23, `compareNewLightBlockWithWitness` lacked a `return` after a conflict, and posted
/// "the same header" after it: with a silent witness beside it, whose message was never read, the
/// header passed for confirmed. Here each has one verdict.
#[test]
fn a_conflict_is_no_match_as_well() {
    let chain = steady().fork(16, other_data);
    let unproven = || Node::of(&chain).fails_at(Ask::At(10), Failure::NoResponse);
    let run = with([unproven(), Node::silent(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@10 2@20");
    assert_eq!(run.failed().error, Error::NotConfirmed);
    assert_eq!((run.dropped(1), run.dropped(2)), (Some(Error::NoResponse), None));
    let run = with([unproven(), Node::of(steady()), Node::silent(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@10 2@20 3@20");
    assert_eq!(run.verified().1, 1);
}

/// A conflicting header that the witness's own chain does not lead to is nothing.
#[test]
fn a_conflict_must_be_proven() {
    let forged = steady().fork(16, other_data);
    let forged = forged.spoiled(20, |world| world.entry(1).signature[5] ^= 1);
    let beside = Node::of(steady()).always(Ask::At(20), Said::Bytes(forged));
    let run = with([beside, Node::of(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@10 1@20 2@20");
    assert_eq!(run.verified().1, 1);
    assert_eq!(run.dropped(1), Some(Error::WrongSignature { index: 1 }));
    // The root must be the same: where else did the two part?
    let run = with([Node::of(&steady().fork(10, other_data)), Node::of(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@10 2@20");
    assert_eq!(run.dropped(1), Some(Error::RootDiffers));
}

#[test]
fn a_witness_may_have_caught_up_meanwhile() {
    // To the height, or past it.
    let run = with([up_to(20, 20).once(Ask::At(20), TOO_HIGH)]);
    assert_eq!((run.line().as_str(), run.verified().1), ("0@20 1@20 1@last", 1));
    let run = with([up_to(22, 22).once(Ask::At(20), TOO_HIGH)]);
    assert_eq!((run.line().as_str(), run.verified().1), ("0@20 1@20 1@last 1@20", 1));
    // It is compared there as well.
    let fork = steady().fork(16, other_data);
    let fork = || Node::of(&fork).fails_at(Ask::At(10), Failure::NoResponse);
    let run = with([fork().once(Ask::At(20), TOO_HIGH)]);
    assert_eq!((run.line().as_str(), run.failed().error), {
        ("0@20 1@20 1@last 1@10", Error::NoWitnesses)
    });
    let run = with([fork().up_to(22, 22).once(Ask::At(20), TOO_HIGH)]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1@20 1@10");
}

#[test]
fn a_witness_that_fails_the_first_time_is_silent() {
    // It has passed the height, and does not show it.
    let run = with([up_to(22, 22).fails_at(Ask::At(20), Failure::HeightTooHigh)]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1@20");
    assert_eq!((run.failed().error, run.dropped(1)), (Error::NotConfirmed, None));
    for failure in [Failure::NotFound, Failure::NoResponse, Failure::HeightTooHigh] {
        let run = with([up_to(15, 20).fails_at(Ask::Latest, failure)]);
        assert_eq!(run.line(), "0@20 1@20 1@last");
        assert_eq!((run.failed().error, run.dropped(1)), (Error::NotConfirmed, None));
    }
    // What cannot be read is: CometBFT passes it over here.
    let run = with([up_to(15, 20).fails_at(Ask::Latest, Failure::Bad), Node::of(steady())]);
    assert_eq!((run.verified().1, run.dropped(1)), (1, Some(Error::BadLightBlock)));
}

#[test]
fn a_witness_that_is_behind_has_time() {
    let run = with([up_to(15, 20)]);
    assert_eq!((run.line().as_str(), run.verified().1), {
        ("0@20 1@20 1@last 1 waits 30 1@last", 1)
    });
    let run = with([up_to(15, 22)]);
    assert_eq!((run.line().as_str(), run.verified().1), {
        ("0@20 1@20 1@last 1 waits 30 1@last 1@20", 1)
    });
    let run = with([up_to(15, 19)]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1 waits 30 1@last");
    assert_eq!((run.failed().error, run.dropped(1)), (Error::NotConfirmed, None));
}

/// Who fails after the pause is dropped: `light/detector.go`, `errBadWitness` of any error.
#[test]
fn a_witness_that_fails_the_second_time_is_dropped() {
    for failure in [Failure::NotFound, Failure::NoResponse, Failure::HeightTooHigh] {
        let first = Said::Bytes(steady().block(15));
        let last = up_to(15, 15).once(Ask::Latest, first).fails_at(Ask::Latest, failure);
        let passed = up_to(15, 22).once(Ask::At(20), TOO_HIGH).fails_at(Ask::At(20), failure);
        for (node, talk) in [
            (last, "0@20 1@20 1@last 1 waits 30 1@last 2@20"),
            (passed, "0@20 1@20 1@last 1 waits 30 1@last 1@20 2@20"),
        ] {
            let run = with([node.clone(), Node::of(steady())]);
            assert_eq!((run.line().as_str(), run.verified().1), (talk, 1));
            assert_eq!(run.dropped(1), Some(failure.into()));
            assert_eq!(with([node]).failed().error, Error::NoWitnesses);
        }
    }
}

/// A chain that has not come to the height must be before it in time as well; what its last header
/// proves is in `forks.rs`. Below the trace it proves nothing.
#[test]
fn a_late_header_that_proves_nothing_drops_its_witness() {
    use crate::network::late;
    let says = |head: u64| {
        up_to(head, head).always(Ask::Latest, Said::Bytes(steady().altered(head, late)))
    };
    let run = with([says(9), Node::of(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@last 2@20");
    assert_eq!(run.dropped(1), Some(Error::BelowTrace { first: 10, found: 9 }));
    // At the height of the root, where it then shows the root itself.
    let run = with([says(10), Node::of(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1@10 2@20");
    assert_eq!(run.dropped(1), Some(Error::NoDivergence));
    // Between the two, where it then shows another.
    let run = with([says(15), Node::of(steady())]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1@10 1@15 2@20");
    assert_eq!(run.dropped(1), Some(Error::AnswerChanged { height: 15 }));
    // A nanosecond earlier is early enough.
    let early: fn(&mut crate::common::World) = |world| {
        late(world);
        let (seconds, _) = world.header().time;
        world.header().time = (seconds - 1, 999_999_999);
    };
    let early = Said::Bytes(steady().altered(15, early));
    let run = with([up_to(15, 15).always(Ask::Latest, early)]);
    assert_eq!(run.line(), "0@20 1@20 1@last 1 waits 30 1@last");
    assert_eq!((run.failed().error, run.dropped(1)), (Error::NotConfirmed, None));
}
