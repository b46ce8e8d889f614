//! What must hold of every run, whatever the peers do.

use crate::chain::Chain;
use crate::drive::{Run, Said};
use crate::model::{Ask, End, Prediction};
use crate::peer::{Peer, What};
use crate::world::{RootOf, World};
use parhelion_core::client::{Failure, Need, Outcome, Standing};
use parhelion_core::{Class, Error, TrustedState};

/// A header that the chain does not have. A state of an on-chain client does not know its own.
pub(crate) fn is_forged(chain: &Chain, state: &TrustedState) -> bool {
    state.header_hash().is_some_and(|hash| chain.block(None, state.height()).hash != *hash)
}

/// The target, where it is above the root and the primary has it.
fn target(world: &World, primary: &Peer) -> Option<u64> {
    let target = world.goal.unwrap_or(primary.head);
    (target > world.root && primary.head >= target).then_some(target)
}

pub(crate) fn check(world: &World, chain: &Chain, run: &Run) {
    safety(world, chain, run);
    honest_stay(world, run);
    wrong_go(run);
    one_verdict(run);
    one_target(world, run);
    if must_succeed(world, chain) {
        let is_reached = match &run.outcome {
            Outcome::Verified { state, witnesses } => {
                let target = target(world, &world.peers[0]).unwrap_or(state.height());
                state.height() == target && *witnesses > 0 && !is_forged(chain, state)
            }
            _ => false,
        };
        assert!(is_reached, "not reached: {:?}\n{world:#?}", run.outcome);
    }
    assert!(run.said.len() as u64 <= u64::from(world.requests) + 1, "{world:#?}");
}

/// Nothing forged is trusted, unless enough of the validators and all who speak are in it.
fn safety(world: &World, chain: &Chain, run: &Run) {
    let may_lie = world.is_dangerous(chain) || world.root_branch.is_some();
    let forged = run.trace.iter().filter(|state| is_forged(chain, state)).count();
    assert!(may_lie || forged == 0, "forged: {:?}\n{world:#?}", run.trace);
    let Outcome::Verified { state, witnesses } = &run.outcome else { return };
    let is_up = state.height() > world.root;
    assert!(!is_up || !world.is_expired(chain), "expired: {world:#?}");
    assert!(!is_up || !world.has_witnesses || *witnesses > 0, "{world:#?}");
    assert!(is_up || *witnesses == 0, "{world:#?}");
    if is_forged(chain, state) {
        // In a world whose clock is late, nobody can verify what the honest have.
        let speaks = |peer: &Peer| {
            let head = peer.later.max(peer.head);
            head >= state.height() || Chain::time(None, head) >= state.time().seconds()
        };
        let honest = world.peers.iter().filter(|peer| peer.is_honest());
        let heard = honest.filter(|peer| speaks(peer)).count();
        assert!(heard == 0 || world.is_early(), "forged: {:?}\n{world:#?}", run.outcome);
        assert!(is_up || world.root_branch.is_some(), "{world:#?}");
    }
    if is_up {
        let has_it = |peer: usize| {
            let mut said = run.said.iter().filter(|said| said.is_detection && said.from == peer);
            said.any(|said| said.hash.as_ref() == state.header_hash())
                && run.standing(peer) == Standing::Witness
        };
        let counted = (0..world.peers.len()).filter(|peer| has_it(*peer)).count();
        assert_eq!(counted, *witnesses, "{world:#?}");
    }
}

/// Who is honest is never dropped. But: whose headers are from the future by a clock that is late;
/// and who does not have what somebody was told to trust.
fn honest_stay(world: &World, run: &Run) {
    for (peer, it) in world.peers.iter().enumerate().filter(|(_, peer)| peer.is_honest()) {
        if let Standing::Dropped(error) = run.standing(peer) {
            let is_clock = world.is_early() && matches!(error, Error::TimeFromFuture { .. });
            let is_allowed = is_clock || world.root_branch.is_some();
            assert!(is_allowed, "{peer} is dropped: {error:?}, {it:?}\n{world:#?}");
        }
    }
}

/// Who sends what is wrong by itself is dropped, or that was the end.
fn wrong_go(run: &Run) {
    for said in run.said.iter().filter(|said| said.is_bad && !said.is_end) {
        assert!(matches!(said.standing, Standing::Dropped(_)), "{:?}", said.need);
    }
    // Who is dropped is not asked again.
    for (place, said) in run.said.iter().enumerate() {
        if matches!(said.standing, Standing::Dropped(_)) {
            assert!(run.said[place + 1..].iter().all(|later| later.from != said.from));
        }
    }
}

/// One witness after the other, in the order of their numbers, and each once; the primary last.
fn one_verdict(run: &Run) {
    let detection: Vec<_> = run.said.iter().filter(|said| said.is_detection).collect();
    for pair in detection.windows(2) {
        let in_order = pair[1].from >= pair[0].from && pair[0].was == Standing::Witness;
        assert!(in_order || pair[1].was == Standing::Primary, "{:?}", pair[1].need);
    }
    // It is asked in detection where there is a fork, and the budget may end in that.
    let is_fork = match &run.outcome {
        Outcome::Fork(_) => true,
        Outcome::Failed(failed) => {
            matches!(failed.error, Error::RequestsSpent { .. } | Error::BytesSpent { .. })
        }
        Outcome::Verified { .. } | Outcome::UpToDate => false,
    };
    let asks_primary = detection.iter().any(|said| said.was == Standing::Primary);
    assert!(is_fork || !asks_primary);
}

/// A primary that shows another target than before does not go on.
fn one_target(world: &World, run: &Run) {
    let is_target = |said: &&Said| {
        let is_asked = match said.need {
            Need::LightBlock { height, .. } => said.target == Some(height),
            Need::LatestBlock { .. } => true,
            Need::Header { .. } | Need::Pause { .. } => false,
        };
        let is_way = said.was == Standing::Primary && !said.is_detection;
        is_asked && is_way && !said.is_bad && said.hash.is_some()
    };
    let shown: Vec<&Said> = run.said.iter().filter(is_target).collect();
    for pair in shown.windows(2).filter(|pair| pair[0].from == pair[1].from) {
        assert!(pair[0].hash == pair[1].hash || pair[1].is_end, "{world:#?}");
    }
}

/// Where the primary is honest, and so is a witness that answers, and no fork is signed by those who
/// could convince, nothing else can come of it.
fn must_succeed(world: &World, chain: &Chain) -> bool {
    let primary = &world.peers[0];
    let Some(target) = target(world, primary) else { return false };
    let disturbs = |peer: &Peer| {
        let below =
            |branch: crate::chain::Branch| branch.is_some_and(|fork| fork.from < world.root);
        peer.fault.is_some_and(|fault| fault.what == What::Priorities)
            || below(peer.branch)
            || peer.turn.is_some_and(|(_, branch)| below(branch))
    };
    let confirms = |peer: &Peer| peer.is_honest() && peer.head.max(peer.later) >= target;
    let is_calm = world.root_branch.is_none()
        && !world.is_expired(chain)
        && !world.is_early()
        && world.slots.0 >= 1024
        && world.slots.1 >= 1024
        && world.requests >= 10_000
        && world.bytes >= 1 << 30
        && !world.is_dangerous(chain)
        && !world.peers.iter().any(disturbs);
    let silent = |peer: &Peer| {
        let fails = |what| matches!(what, What::Fails(failure) if failure != Failure::Bad);
        peer.is_constant() && peer.fault.is_some_and(|fault| fails(fault.what))
    };
    let others = &world.peers[1..];
    let is_replaced = silent(primary)
        && others.len() > 1
        && world.root_of != RootOf::OnChain
        && others.iter().all(|peer| peer.is_honest() && peer.head == primary.head);
    is_calm && (primary.is_honest() && others.iter().any(confirms) || is_replaced)
}

/// The same questions and the same end as in the model.
pub(crate) fn compare(world: &World, run: &Run, expected: &Prediction) {
    let ask = |need: &Need| match *need {
        Need::LightBlock { height, from, trusted_validators } => {
            let set = trusted_validators.map(|set| set.height);
            Ask::Block { from: usize::from(from.0), height, set }
        }
        Need::LatestBlock { from } => Ask::Latest { from: usize::from(from.0) },
        Need::Header { height, from } => Ask::Header { from: usize::from(from.0), height },
        Need::Pause { from, .. } => Ask::Pause { from: usize::from(from.0) },
    };
    let asks: Vec<Ask> = run.said.iter().map(|said| ask(&said.need)).collect();
    assert_eq!(asks, expected.asks, "{world:#?}");
    let end = match &run.outcome {
        Outcome::Verified { state, witnesses } => {
            End::Verified { height: state.height(), witnesses: *witnesses }
        }
        Outcome::UpToDate => End::UpToDate,
        Outcome::Fork(fork) => {
            let proves_witness = fork.against_witness.is_some();
            End::Fork { witness: usize::from(fork.witness.0), proves_witness }
        }
        Outcome::Failed(failed) => match failed.error {
            Error::NotConfirmed => End::NotConfirmed,
            Error::NoWitnesses => End::NoWitnesses,
            Error::NoLastBlockHash => End::NoWayDown,
            error => panic!("{error:?} {:?}\n{world:#?}", error.class() == Class::Expired),
        },
    };
    let dropped: Vec<usize> = (0..world.peers.len())
        .filter(|peer| matches!(run.standing(*peer), Standing::Dropped(_)))
        .collect();
    assert_eq!((end, &dropped), (expected.end, &expected.dropped), "{world:#?}");
}
