//! The client, in ten thousand small worlds, against a model that knows who lies.

mod chain;
mod checks;
#[path = "../common/mod.rs"]
mod common;
mod drive;
mod forks;
mod generate;
mod model;
mod peer;
mod tally;
mod world;

use chain::Chain;
use drive::{How, run};
use generate::SHAPES;
use parhelion_core::client::Mode;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tally::Tally;
use world::World;

/// Worlds. `PARHELION_WORLDS` asks for more.
const WORLDS: u64 = 10_000;

fn trace(world: &World, chain: &Chain, tally: &mut Tally) {
    let plain = run(world, chain, How::Plain);
    checks::check(world, chain, &plain);
    forks::check(world, chain, &plain, tally);
    if let Some(expected) = model::predict(world, chain) {
        checks::compare(world, &plain, &expected);
        tally.count("predicted");
    }
    // What is asked for twice is answered the same by those who are constant only.
    let is_constant = world.peers.iter().all(peer::Peer::is_constant);
    let other = if is_constant { How::Remembering } else { How::Batches };
    let other = run(world, chain, other);
    assert_eq!(other.verdict(), plain.verdict(), "{world:#?}");
    let asked = |run: &drive::Run| run.said.iter().map(|said| said.need).collect::<Vec<_>>();
    assert_eq!(asked(&other), asked(&plain), "{world:#?}");
    // A window costs what its headers cost, at once.
    let is_rich = world.bytes >= 1 << 30 && world.requests >= 10_000;
    if is_constant && world.mode == Mode::Sequential && is_rich {
        let windows = run(world, chain, How::Windows(1 + world.seed % 5));
        assert_eq!(windows.verdict(), plain.verdict(), "{world:#?}");
        tally.count("windows");
    }
    tally.of_run(world, chain, &plain);
}

fn traces(seeds: impl Iterator<Item = u64>) -> Tally {
    let chains = SHAPES.map(Chain::new);
    let mut tally = Tally::default();
    for seed in seeds {
        let world = generate::world(seed);
        let done = catch_unwind(AssertUnwindSafe(|| {
            trace(&world, &chains[world.chain], &mut tally);
        }));
        assert!(done.is_ok(), "the world of seed {seed}: {world:#?}");
    }
    tally
}

#[test]
fn nobody_makes_the_client_trust_what_is_forged() {
    let worlds = std::env::var("PARHELION_WORLDS").map_or(WORLDS, |all| all.parse().unwrap());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let tally = std::thread::scope(|scope| {
        let share = |first: usize| (first as u64..worlds).step_by(threads);
        let all: Vec<_> =
            (0..threads).map(|first| scope.spawn(move || traces(share(first)))).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum::<Tally>()
    });
    println!("{tally}");
    tally.assert_full(worlds);
}
