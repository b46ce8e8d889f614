//! What a client takes and keeps at most: at each bound, and one past it.

use crate::network::{Node, Scene, from_16, other_state, steady, turning};
use parhelion_core::client::{Budget, Client, Goal, Memory, Mode, Peers, Root};
use parhelion_core::limits::{MAX_CLIENT_BYTES, MAX_CLIENT_REQUESTS, MAX_PEERS};
use parhelion_core::{Duration, Error};

fn honest() -> Scene {
    Scene::new(turning(), vec![Node::of(turning()), Node::of(turning())])
}

fn with(budget: Budget) -> Scene {
    let mut scene = honest();
    scene.parameters.budget = budget;
    scene
}

#[test]
fn replies_are_counted() {
    // Of "0@20 0@20+11 0@15 0@20 1@20".
    assert_eq!(with(Budget::DEFAULT.with_requests(5)).run().verified().1, 1);
    let run = with(Budget::DEFAULT.with_requests(4)).run();
    assert_eq!(run.failed().error, Error::RequestsSpent { limit: 4 });
    assert_eq!((run.failed().peer, run.dropped(0), run.dropped(1)), (None, None, None));
    let run = with(Budget::DEFAULT.with_requests(0)).run();
    assert_eq!((run.line().as_str(), run.failed().error), {
        ("0@20", Error::RequestsSpent { limit: 0 })
    });
    assert_eq!((run.failed().from, run.failed().to), (10, 20));
}

#[test]
fn bytes_are_counted_and_those_of_sets_too() {
    let (block, pivot) = (turning().block(20).len(), turning().block(15).len());
    let all = u64::try_from(4 * block + pivot + turning().set(11).len()).unwrap();
    assert_eq!(with(Budget::DEFAULT.with_bytes(all)).run().verified().1, 1);
    let run = with(Budget::DEFAULT.with_bytes(all - 1)).run();
    assert_eq!(run.line(), "0@20 0@20+11 0@15 0@20 1@20");
    assert_eq!(run.failed().error, Error::BytesSpent { limit: all - 1 });
}

#[test]
fn budgets_are_lowered_only() {
    let budget = Budget::DEFAULT.with_requests(u32::MAX).with_bytes(u64::MAX);
    assert_eq!((budget.requests(), budget.bytes()), (MAX_CLIENT_REQUESTS, MAX_CLIENT_BYTES));
    let budget = budget.with_requests(7).with_requests(8).with_bytes(7).with_bytes(8);
    assert_eq!((budget.requests(), budget.bytes()), (7, 7));
}

#[test]
fn a_trace_needs_a_place_for_each_header() {
    for (scene, places) in [(honest(), 3), (honest().sequential(), 11)] {
        let run = Scene { trace: places, ..scene.clone() }.run();
        assert_eq!((run.verified().1, run.trace.len()), (1, places));
        let run = Scene { trace: places - 1, ..scene }.run();
        let needed = u32::try_from(places).unwrap();
        assert_eq!(run.failed().error, Error::TraceTooSmall { needed });
        assert_eq!((run.failed().peer, run.dropped(0)), (None, None));
    }
    // On the way down one is enough.
    let down = honest().to(Goal::Height(8));
    assert_eq!(Scene { trace: 1, ..down }.run().verified().0.height(), 8);
    // For the root, one; a client of a state says so when it is made.
    let run = Scene { trace: 0, ..honest().on_faith(turning()) }.run();
    assert_eq!(run.failed().error, Error::TraceTooSmall { needed: 1 });
    let made = Client::new(
        Root::State(turning().state(10)),
        Goal::Latest,
        Mode::Skipping,
        honest().parameters,
        Peers::new(1).unwrap(),
        Memory { trace: &mut [], other: &mut [] },
    );
    assert_eq!(made.unwrap_err(), Error::TraceTooSmall { needed: 1 });
}

/// What does not fit into the memory for witnesses is no reason to pass them over.
#[test]
fn a_witness_s_way_needs_a_place_for_each_header() {
    let forked = steady().fork_with(15, from_16, other_state);
    let scene = Scene::new(steady(), vec![Node::of(steady()), Node::of(&forked)]);
    let run = Scene { other: 3, ..scene.clone() }.run();
    assert!(run.fork().against_witness.is_some());
    for other in [2, 1, 0] {
        let run = Scene { other, ..scene.clone() }.run();
        let needed = u32::try_from(other + 1).unwrap();
        assert_eq!(run.failed().error, Error::TraceTooSmall { needed });
        assert_eq!((run.failed().peer.map(|peer| peer.0), run.dropped(1)), (Some(1), None));
    }
}

#[test]
fn so_many_peers_are_asked_and_no_more() {
    let nodes = |peers| (0..peers).map(|_| Node::of(steady())).collect::<Vec<_>>();
    let run = Scene::new(steady(), nodes(MAX_PEERS)).run();
    assert_eq!((run.verified().1, run.talk.len()), (MAX_PEERS - 1, MAX_PEERS));
    assert!(matches!(Peers::new(MAX_PEERS), Err(Error::TooManyPeers { limit: 32 })));
    // Also the last of them becomes the primary, once.
    let nodes = (0..MAX_PEERS).map(|_| Node::silent(steady())).collect();
    let mut scene = Scene::new(steady(), nodes);
    scene.nodes[MAX_PEERS - 1] = Node::of(steady());
    let run = scene.run();
    assert_eq!((run.primary(), run.talk.len()), (Some(31), 2 * MAX_PEERS));
    assert_eq!(run.failed().error, Error::NotConfirmed);
}

/// Twice the drift and once the lag, and never less than nothing.
#[test]
fn a_witness_is_waited_for_so_long() {
    let behind = Node::of(steady()).up_to(15, 20);
    let waits = |drift, lag| {
        let mut scene = Scene::new(steady(), vec![Node::of(steady()), behind.clone()]);
        scene.parameters.options.max_clock_drift = drift;
        scene.parameters.max_block_lag = lag;
        let talk = scene.run().talk;
        talk.into_iter().find(|need| need.starts_with("1 waits")).unwrap()
    };
    let seconds = Duration::from_seconds;
    assert_eq!(waits(seconds(10), seconds(10)), "1 waits 30");
    assert_eq!(waits(seconds(7), seconds(-13)), "1 waits 1");
    assert_eq!(waits(seconds(7), seconds(-14)), "1 waits 0");
    assert_eq!(waits(seconds(7), seconds(-100)), "1 waits 0");
    let longest = format!("1 waits {}", i64::MAX / 1_000_000_000);
    assert_eq!(waits(Duration::from_nanos(i64::MAX), seconds(10)), longest);
    assert_eq!(waits(seconds(7), Duration::from_nanos(i64::MAX)), longest);
}
