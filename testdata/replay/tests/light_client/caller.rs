//! Mistakes of the caller, after which the client stands where it stood.

use crate::network::{Chain, Node, Scene, from_16, other_state, steady, time, turning};
use parhelion_core::client::{
    Client, Failure, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers, Reply, Root,
    TrustedSet,
};
use parhelion_core::{Error, TrustedState};

type Slots = [Option<TrustedState>; 16];

fn client<'m>(
    chain: &Chain,
    goal: Goal,
    requests: u32,
    trace: &'m mut Slots,
    other: &'m mut Slots,
) -> Client<'m> {
    let mut parameters = Scene::new(chain, vec![Node::of(chain)]).parameters;
    parameters.budget = parameters.budget.with_requests(requests);
    let (root, peers) = (Root::State(chain.state(10)), Peers::new(1).unwrap());
    let memory = Memory { trace, other };
    Client::new(root, goal, Mode::Skipping, parameters, peers, memory).unwrap()
}

const EMPTY: fn() -> Slots = || [const { None }; 16];

fn block<'a>(bytes: &'a [u8], set: Option<&'a [u8]>) -> Reply<'a> {
    Reply::LightBlock { bytes, trusted_validators: set }
}

/// The set that it asked for, or the memory, comes with the second try; the reply before costs
/// nothing: there are no more requests than replies that are taken.
#[test]
fn what_is_missing_may_come_later() {
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    let mut client = client(turning(), Goal::Height(20), 5, &mut trace, &mut other);
    let (target, pivot, set) = (turning().block(20), turning().block(15), turning().set(11));
    let now = time(22);
    client.give(block(&target, None), now, &mut []).unwrap();
    let wanted = client.need();
    let hash = *turning().state(10).next_validators_hash().unwrap();
    let trusted_validators = Some(TrustedSet { height: 11, hash });
    let need = Need::LightBlock { height: 20, from: Peer(0), trusted_validators };
    assert_eq!(wanted, Some(need));
    let missing = Err(Error::TrustedValidatorsMissing);
    assert_eq!(client.give(block(&target, None), now, &mut []), missing);
    assert_eq!(client.give_with(block(&target, None), now, &mut Default::default()), missing);
    assert_eq!(client.need(), wanted);
    let few = Err(Error::ScratchTooSmall { needed: 14 });
    assert_eq!(client.give(block(&target, Some(&set)), now, &mut [0; 13]), few);
    assert_eq!(client.need(), wanted);
    client.give(block(&target, Some(&set)), now, &mut [0; 14]).unwrap();
    // The same for a pivot, whose own set is the trusted one.
    let wanted = client.need();
    assert_eq!(client.give(block(&pivot, None), now, &mut [0; 13]), few);
    assert_eq!((client.need(), client.trace().count()), (wanted, 1));
    client.give(block(&pivot, None), now, &mut [0; 14]).unwrap();
    assert_eq!(client.trace().count(), 2);
    client.give(block(&target, None), now, &mut []).unwrap();
    client.give(block(&target, None), now, &mut []).unwrap();
    assert!(matches!(client.outcome(), Some(Outcome::Verified { witnesses: 1, .. })));
}

#[test]
fn a_set_that_comes_unasked_saves_a_question() {
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    let mut one = client(turning(), Goal::Height(20), 9, &mut trace, &mut other);
    let (target, set) = (turning().block(20), turning().set(11));
    one.give(block(&target, Some(&set)), time(22), &mut []).unwrap();
    let need = Need::LightBlock { height: 15, from: Peer(0), trusted_validators: None };
    assert_eq!(one.need(), Some(need));
    // It is believed no more than one that was asked for.
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    let mut one = client(turning(), Goal::Height(20), 9, &mut trace, &mut other);
    one.give(block(&target, Some(&turning().set(20))), time(22), &mut []).unwrap();
    let Some(Outcome::Failed(failed)) = one.outcome() else { panic!("{:?}", one.outcome()) };
    assert_eq!(failed.error, Error::TrustedValidatorsHashMismatch);
}

/// The last block is not yet the target.
#[test]
fn a_head_for_which_memory_is_missing_is_asked_for_again() {
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    let mut client = client(steady(), Goal::Latest, 2, &mut trace, &mut other);
    let few = Err(Error::ScratchTooSmall { needed: 14 });
    assert_eq!(client.give(block(&steady().block(20), None), time(22), &mut [0; 13]), few);
    assert_eq!(client.need(), Some(Need::LatestBlock { from: Peer(0) }));
    // Another one may be the last by then.
    client.give(block(&steady().block(21), None), time(22), &mut [0; 14]).unwrap();
    client.give(block(&steady().block(21), None), time(22), &mut []).unwrap();
    assert!(matches!(client.outcome(), Some(Outcome::Verified { witnesses: 1, .. })));
}

/// Neither where a witness's way is verified, nor the primary's beside it.
#[test]
fn memory_may_be_missing_while_a_fork_is_examined() {
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    let mut client = client(steady(), Goal::Height(20), 9, &mut trace, &mut other);
    let forked = steady().fork_with(15, from_16, other_state);
    let chains = [steady(), &forked];
    let (set, now, mut refused) = (steady().set(11), time(22), 0);
    while let Some(need) = client.need() {
        let Need::LightBlock { height, from, trusted_validators } = need else {
            panic!("{need:?}")
        };
        let bytes = chains[usize::from(from.0)].block(height);
        let reply = || block(&bytes, trusted_validators.map(|_| &set[..]));
        if let Err(mistake) = client.give(reply(), now, &mut [0; 13]) {
            assert_eq!(mistake, Error::ScratchTooSmall { needed: 14 });
            assert_eq!(client.need(), Some(need));
            refused += 1;
            client.give(reply(), now, &mut [0; 14]).unwrap();
        }
    }
    // The target; of the witness the target with the trusted set, the pivot, the target again; the
    // primary's block at the height of that pivot.
    assert_eq!(refused, 5);
    let Some(Outcome::Fork(fork)) = client.outcome() else { panic!("{:?}", client.outcome()) };
    assert!(fork.against_witness.is_some());
}

#[test]
fn each_question_has_its_own_kinds_of_replies() {
    let bytes = steady().block(20);
    let header = steady().header(9);
    let replies = [block(&bytes, None), Reply::Header(&header), Reply::Paused];
    let check = |client: &mut Client<'_>, right: usize| {
        let need = client.need();
        for (place, reply) in replies.iter().enumerate().filter(|(place, _)| *place != right) {
            let refused = client.give(*reply, time(22), &mut []);
            assert_eq!(refused, Err(Error::UnexpectedReply), "{need:?} {place}");
            assert_eq!(client.need(), need);
        }
        if right == 2 {
            let failed = client.give(Reply::Failed(Failure::NoResponse), time(22), &mut []);
            assert_eq!(failed, Err(Error::UnexpectedReply));
        }
    };
    let (mut trace, mut other) = (EMPTY(), EMPTY());
    check(&mut client(steady(), Goal::Height(8), 1, &mut trace, &mut other), 1);
    check(&mut client(steady(), Goal::Latest, 1, &mut trace, &mut other), 0);
    let mut client = client(steady(), Goal::Height(20), 5, &mut trace, &mut other);
    check(&mut client, 0);
    client.give(replies[0], time(22), &mut []).unwrap();
    client.give(Reply::Failed(Failure::HeightTooHigh), time(22), &mut []).unwrap();
    client.give(block(&steady().block(15), None), time(22), &mut []).unwrap();
    assert!(matches!(client.need(), Some(Need::Pause { from: Peer(1), .. })));
    check(&mut client, 2);
    client.give(Reply::Paused, time(22), &mut []).unwrap();
    client.give(replies[0], time(22), &mut []).unwrap();
    // That was the end.
    assert_eq!(client.need(), None);
    for reply in replies {
        assert_eq!(client.give(reply, time(22), &mut []), Err(Error::NothingAsked));
    }
    assert!(matches!(client.outcome(), Some(Outcome::Verified { witnesses: 1, .. })));
}

#[test]
fn heights_are_from_one_and_somebody_is_asked() {
    let made = |root, goal, peers| {
        let memory = Memory { trace: &mut EMPTY(), other: &mut EMPTY() };
        Client::new(root, goal, Mode::Skipping, Parameters::DEFAULT, peers, memory).map(drop)
    };
    let (state, hash) = (steady().state(10), *steady().state(10).header_hash().unwrap());
    let peers = || Peers::new(1).unwrap();
    let zero = Err(Error::ZeroHeight);
    assert_eq!(made(Root::State(state.clone()), Goal::Height(0), peers()), zero);
    assert_eq!(made(Root::Faith { height: 0, hash }, Goal::Latest, peers()), zero);
    assert_eq!(made(Root::Faith { height: 1, hash }, Goal::Height(1), peers()), Ok(()));
    assert!(matches!(Peers::new(0), Err(Error::NoWitnesses)));
    // The witness of two was dropped, or took the place of the primary.
    let bad = |peer: usize| {
        let mut nodes = vec![Node::of(steady()), Node::of(steady())];
        nodes[peer] = Node::failing(steady(), Failure::Bad);
        Scene::new(steady(), nodes).run().peers
    };
    for peers in [bad(0), bad(1)] {
        assert_eq!(made(Root::State(state.clone()), Goal::Latest, peers), Err(Error::NoWitnesses));
    }
}
