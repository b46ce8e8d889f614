//! Primaries that say nothing, or what is wrong, at each step of each way: `light/client.go
//! lightBlockFromPrimary, findNewPrimary`.

use crate::network::{
    Ask, Chain, Node, Run, Said, Scene, other_data, steady, turning, turning_twice,
};
use parhelion_core::Error;
use parhelion_core::client::{Failure, Goal, Outcome};

/// A step of a way, what is asked there of the primary, and the talk where a witness takes its place:
/// of two nodes, if the old primary became a witness; of three, if it was dropped.
struct Step {
    chain: fn() -> &'static Chain,
    scene: fn(Vec<Node>) -> Scene,
    ask: Ask,
    silent: &'static str,
    bad: &'static str,
}

fn on_faith(nodes: Vec<Node>) -> Scene {
    Scene::new(steady(), nodes).on_faith(steady())
}

fn latest(nodes: Vec<Node>) -> Scene {
    Scene::new(steady(), nodes).to(Goal::Latest)
}

fn skipping(nodes: Vec<Node>) -> Scene {
    Scene::new(turning(), nodes)
}

fn sequential(nodes: Vec<Node>) -> Scene {
    Scene::new(steady(), nodes).sequential()
}

fn down(nodes: Vec<Node>) -> Scene {
    Scene::new(steady(), nodes).to(Goal::Height(8))
}

fn steps() -> [Step; 6] {
    let step = |scene, ask, silent, bad| Step { chain: steady, scene, ask, silent, bad };
    let turn = |ask, silent, bad| Step { chain: turning, scene: skipping, ask, silent, bad };
    [
        step(
            on_faith,
            Ask::At(10),
            "0@10 1@10 1@10 0@10 1@20 0@20",
            "0@10 1@10 1@10 2@10 1@20 2@20",
        ),
        step(latest, Ask::Latest, "0@last 1@last 1@last 0@20", "0@last 1@last 1@last 2@20"),
        turn(
            Ask::At(20),
            "0@20 1@20 1@20 1@20+11 1@15 1@20 0@20",
            "0@20 1@20 1@20 1@20+11 1@15 1@20 2@20",
        ),
        turn(
            Ask::At(15),
            "0@20 0@20+11 0@15 1@20 1@20 1@20+11 1@15 1@20 0@20",
            "0@20 0@20+11 0@15 1@20 1@20 1@20+11 1@15 1@20 2@20",
        ),
        step(
            sequential,
            Ask::At(13),
            "0@11 0@12 0@13 1@13 1@11 1@12 1@13 1@14 1@15 1@16 1@17 1@18 1@19 1@20 0@20",
            "0@11 0@12 0@13 1@13 1@11 1@12 1@13 1@14 1@15 1@16 1@17 1@18 1@19 1@20 2@20",
        ),
        step(down, Ask::Header(9), "0#9 1@9 1#9 1#8", "0#9 1@9 1#9 1#8"),
    ]
}

fn node(step: &Step) -> Node {
    Node::of((step.chain)())
}

fn arrived(run: &Run) -> bool {
    matches!(run.outcome, Outcome::Verified { .. })
}

#[test]
fn a_silent_primary_becomes_a_witness() {
    for step in steps() {
        for failure in [Failure::NoResponse, Failure::NotFound, Failure::HeightTooHigh] {
            let quiet = node(&step).once(step.ask, Said::Failed(failure));
            let run = (step.scene)(vec![quiet, node(&step)]).run();
            assert_eq!(run.line(), step.silent, "{failure:?}");
            assert!(arrived(&run), "{:?}", run.outcome);
            assert_eq!((run.primary(), run.dropped(0)), (Some(1), None));
            assert_eq!(run.peers.witnesses().map(|peer| peer.0).collect::<Vec<_>>(), [0]);
        }
    }
}

#[test]
fn a_bad_primary_is_dropped() {
    for step in steps() {
        let header = matches!(step.ask, Ask::Header(_));
        let sayings = [
            (Said::Failed(Failure::Bad), Some(Error::BadLightBlock)),
            (Said::Bytes(vec![0xff]), None),
            (Said::Bytes(if header { steady().header(23) } else { vec![] }), None),
        ];
        for (said, error) in sayings {
            let bad = node(&step).always(step.ask, said);
            let run = (step.scene)(vec![bad.clone(), node(&step), node(&step)]).run();
            assert_eq!(run.line(), step.bad);
            assert!(arrived(&run), "{:?}", run.outcome);
            assert_eq!(run.primary(), Some(1));
            let found = run.dropped(0).unwrap();
            assert_eq!(error.unwrap_or(found), found);
            // With one witness, nobody would be left to compare with: the primary's error stands.
            let alone = (step.scene)(vec![bad, node(&step)]).run();
            assert_eq!((alone.failed().error, alone.dropped(0)), (found, Some(found)));
            assert_eq!(alone.failed().peer.map(|peer| peer.0), Some(0));
        }
    }
}

/// A block in between that does not verify is not the end; the target is.
#[test]
fn a_wrong_block_in_between_is_asked_of_another() {
    let forged = |chain: &Chain, height| {
        Said::Bytes(chain.spoiled(height, |world| world.entry(0).signature[0] ^= 1))
    };
    let wrong = Error::WrongSignature { index: 0 };
    for (scene, chain, height, bad) in [
        (skipping as fn(_) -> _, turning(), 15, steps()[3].bad),
        (sequential, steady(), 13, steps()[4].bad),
    ] {
        let liar = || Node::of(chain).always(Ask::At(height), forged(chain, height));
        let run = scene(vec![liar(), Node::of(chain), Node::of(chain)]).run();
        assert_eq!((run.line().as_str(), run.verified().1), (bad, 1));
        assert_eq!(run.dropped(0), Some(wrong));
        let run = scene(vec![liar(), Node::of(chain)]).run();
        assert_eq!((run.failed().error, run.failed().to), (wrong, height));
        let liar = Node::of(chain).always(Ask::At(20), forged(chain, 20));
        let run = scene(vec![liar, Node::of(chain), Node::of(chain)]).run();
        assert_eq!((run.failed().error, run.failed().to), (wrong, 20));
        assert_eq!((run.dropped(0), run.primary()), (Some(wrong), None));
    }
}

/// `light/client.go verifySkippingAgainstPrimary`: "Replacement provider has a different light block".
#[test]
fn who_has_another_target_is_no_substitute() {
    let other = Node::of(&turning().fork(16, other_data));
    let quiet = Node::of(turning()).fails_at(Ask::At(15), Failure::NoResponse);
    let run = skipping(vec![quiet, other, Node::of(turning())]).run();
    assert_eq!(run.line(), "0@20 0@20+11 0@15 1@20");
    let failed = run.failed();
    assert_eq!((failed.error, failed.peer.map(|peer| peer.0)), (Error::NoResponse, Some(0)));
    assert_eq!((failed.from, failed.to), (10, 15));
}

/// Nothing that a primary has shown counts for the next one.
#[test]
fn the_way_up_begins_anew() {
    let chain = turning_twice();
    let quiet = Node::of(chain).fails_at(Ask::At(17), Failure::NotFound);
    let run = Scene::new(chain, vec![quiet, Node::of(chain)]).run();
    let talk = "0@20 0@20+11 0@15 0@20 0@20+16 0@17 1@20 \
                1@20 1@20+11 1@15 1@20 1@20+16 1@17 1@20 0@20";
    assert_eq!((run.line().as_str(), run.heights()), (talk, vec![10, 15, 17, 20]));
    assert_eq!(run.verified(), (&chain.state(20), 1));
}

/// What the old primary showed of the target was verified by nobody: the climb goes on to that of the
/// new one, and there the old one is a witness against it.
#[test]
fn who_climbs_to_another_target_is_compared_with_the_old_primary() {
    let other = Node::of(&steady().fork(16, other_data));
    let quiet = Node::of(steady()).once(Ask::At(13), Said::Failed(Failure::NoResponse));
    let run = sequential(vec![quiet, other]).to(Goal::Latest).run();
    let talk = "0@last 0@11 0@12 0@13 1@13 1@11 1@12 1@13 1@14 1@15 1@16 1@17 1@18 1@19 1@20 \
                0@20 0@10 0@11 0@12 0@13 0@14 0@15 0@16 1@15 1@16";
    assert_eq!(run.line(), talk);
    let fork = run.fork();
    assert_eq!((fork.primary.0, fork.witness.0), (1, 0));
    assert_eq!(fork.against_primary.common(), &steady().state(15));
    assert_eq!(fork.against_primary.trusted(), &steady().state(16));
}

/// Each may try; then it is over. The last error stands.
#[test]
fn nobody_is_primary_twice() {
    let quiet = || Node::of(turning()).fails_at(Ask::At(15), Failure::NotFound);
    let run = skipping(vec![quiet(), quiet(), quiet()]).run();
    let first = "0@20 0@20+11 0@15 1@20 1@20 1@20+11 1@15 2@20 2@20 2@20+11 2@15";
    assert_eq!(run.line(), first);
    let failed = run.failed();
    assert_eq!((failed.error, failed.peer.map(|peer| peer.0)), {
        (Error::LightBlockNotFound, Some(2))
    });
    assert_eq!((0..3).filter_map(|peer| run.dropped(peer)).count(), 0);
}

#[test]
fn candidates_are_asked_in_their_order() {
    let quiet = || Node::of(turning()).once(Ask::At(20), Said::Failed(Failure::NoResponse));
    let bad = Node::of(turning()).once(Ask::At(20), Said::Bytes(turning().block(19)));
    let run = skipping(vec![quiet(), bad, quiet(), Node::of(turning())]).run();
    assert_eq!(run.line(), "0@20 1@20 2@20 3@20 3@20 3@20+11 3@15 3@20 0@20 2@20");
    assert_eq!(run.verified().1, 2);
    assert_eq!(run.dropped(1), Some(Error::UnexpectedHeight { wanted: 20, found: 19 }));
    assert_eq!((run.dropped(0), run.dropped(2), run.primary()), (None, None, Some(3)));
    // Nobody answers: the primary's error stands.
    let silent = || Node::failing(turning(), Failure::NotFound);
    let run = skipping(vec![Node::silent(turning()), silent(), silent()]).run();
    assert_eq!(run.line(), "0@20 1@20 2@20");
    assert_eq!((run.failed().error, run.primary()), (Error::NoResponse, Some(0)));
}

/// A witness takes the place of a primary that was dropped the last time.
#[test]
fn the_next_client_begins_with_those_that_are_left() {
    let bad = Node::failing(steady(), Failure::Bad);
    let nodes = vec![bad, Node::of(steady()), Node::of(steady())];
    let scene = Scene::new(steady(), nodes);
    let run = scene.run();
    assert_eq!(run.line(), "0@20 1@20 1@20 2@20");
    let run = Scene { peers: run.peers, ..scene.clone() }.run();
    assert_eq!((run.line().as_str(), run.verified().1), ("1@20 2@20", 1));
    // One whose block was wrong leaves an empty place.
    let forged = steady().spoiled(20, |world| world.entry(0).signature[0] ^= 1);
    let liar = Node::of(steady()).always(Ask::At(20), Said::Bytes(forged));
    let scene = Scene { nodes: vec![liar, Node::of(steady()), Node::of(steady())], ..scene };
    let run = scene.run();
    assert_eq!((run.line().as_str(), run.primary()), ("0@20", None));
    let run = Scene { peers: run.peers, ..scene }.run();
    assert_eq!((run.line().as_str(), run.verified().1), ("1@20 2@20", 1));
}
