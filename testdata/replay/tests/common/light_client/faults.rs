//! What provokes each code of the client.

use super::chain::{late, other_data, other_state, steady, turning};
use super::node::{Ask, Node, Said};
use super::scene::{Scene, time};
use crate::common::LIMITS;
use parhelion_core::client::{
    Client, Failure, Goal, Memory, Mode, Outcome, Parameters, Peers, Reply, Root,
};
use parhelion_core::{Error, LightBlock, Options, Verifier, light};

type Vector = fn() -> Result<(), Error>;

pub const VECTORS: &[(&str, Vector)] = &[
    ("NoWitnesses", || Peers::new(0).map(drop)),
    ("TooManyPeers", || Peers::new(31).and(Peers::new(32)).map(drop)),
    ("LightBlockNotFound", || alone(Failure::NotFound)),
    ("HeightTooHigh", || alone(Failure::HeightTooHigh)),
    ("NoResponse", || alone(Failure::NoResponse)),
    ("BadLightBlock", || alone(Failure::Bad)),
    ("UnexpectedHeight", || {
        let node = honest().always(Ask::At(20), Said::Bytes(steady().block(19)));
        end(&Scene::new(steady(), vec![node]))
    }),
    ("AnswerChanged", || {
        let other = Said::Bytes(turning().altered(20, other_data));
        end(&Scene::new(turning(), vec![Node::of(turning()).once(Ask::At(20), other)]))
    }),
    ("WitnessConflicts", || {
        let other = Node::of(&steady().fork(10, other_data));
        end(&Scene::new(steady(), vec![honest(), other]).on_faith(steady()))
    }),
    ("ProposerPrioritiesDiverge", || {
        let node = honest().always(Ask::At(20), Said::Bytes(steady().with_priority(20, 1)));
        end(&beside(node))
    }),
    ("NotConfirmed", || end(&beside(Node::silent(steady())))),
    ("RequestsSpent", || {
        let mut scene = beside(honest());
        scene.parameters.budget = scene.parameters.budget.with_requests(1);
        end(&scene)
    }),
    ("BytesSpent", || {
        let mut scene = beside(honest());
        scene.parameters.budget = scene.parameters.budget.with_bytes(1);
        end(&scene)
    }),
    ("TraceTooSmall", || end(&Scene { trace: 1, ..beside(honest()) })),
    ("BelowTrace", || dropped(last_is(9))),
    ("RootDiffers", || dropped(Node::of(&steady().fork(10, other_data)))),
    ("NoDivergence", || dropped(last_is(10))),
    ("NotThisBlock", || {
        let forked = steady().fork(16, other_state);
        let run = beside(Node::of(&forked)).run_afresh();
        let Outcome::Fork(fork) = &run.outcome else { return Ok(()) };
        let (common, trusted) = (steady().block(10), forked.block(20));
        let common = LightBlock::parse(&common, LIMITS)?;
        let trusted = LightBlock::parse(&trusted, LIMITS)?;
        let made = fork.against_primary.evidence(&common, &trusted, &trusted, &mut [], &mut []);
        made.map(drop)
    }),
    ("UnexpectedReply", || {
        client(Goal::Latest, |client| client.give(Reply::Paused, time(22), &mut []))
    }),
    ("NothingAsked", || {
        client(Goal::Latest, |client| {
            let silent = Reply::Failed(Failure::NoResponse);
            client.give(silent, time(22), &mut [])?;
            client.give(silent, time(22), &mut [])
        })
    }),
    ("WindowElsewhere", || {
        let next = steady().block(12);
        let blocks = [LightBlock::parse(&next, LIMITS)?];
        let (state, options) = (steady().state(11), Options::DEFAULT);
        let window = light::verify_window(&state, blocks, &options, time(22), &mut Verifier::new());
        client(Goal::Height(20), |client| client.give_window(&window, blocks.last()))
    }),
];

fn honest() -> Node {
    Node::of(steady())
}

/// An honest primary, and this witness.
fn beside(witness: Node) -> Scene {
    Scene::new(steady(), vec![honest(), witness])
}

/// How a client ends.
fn end(scene: &Scene) -> Result<(), Error> {
    match scene.run_afresh().outcome {
        Outcome::Failed(failed) => Err(failed.error),
        _ => Ok(()),
    }
}

/// How a client ends that asks nobody but this.
fn alone(failure: Failure) -> Result<(), Error> {
    end(&Scene::new(steady(), vec![Node::failing(steady(), failure)]))
}

/// Why the witness is dropped.
fn dropped(witness: Node) -> Result<(), Error> {
    beside(witness).run_afresh().dropped(1).map_or(Ok(()), Err)
}

/// A witness whose last block, of this height, is as late as the target.
fn last_is(height: u64) -> Node {
    let last = Said::Bytes(steady().altered(height, late));
    honest().up_to(height, height).always(Ask::Latest, last)
}

/// What a client says that goes from height 10 by each header.
fn client(goal: Goal, mistake: impl Fn(&mut Client<'_>) -> Result<(), Error>) -> Result<(), Error> {
    let (mut trace, mut other) = ([const { None }; 2], [const { None }; 2]);
    let memory = Memory { trace: &mut trace, other: &mut other };
    let (root, peers) = (Root::State(steady().state(10)), Peers::without_witnesses());
    let parameters = Parameters::DEFAULT;
    mistake(&mut Client::new(root, goal, Mode::Sequential, parameters, peers, memory)?)
}
