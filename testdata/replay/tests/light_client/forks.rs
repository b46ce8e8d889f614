//! Two chains, both signed: where they part, and what can be submitted against either.

use crate::common::{Change, HeaderOf, LIMITS, World};
use crate::network::{
    Ask, Chain, Node, Run, Said, Scene, from_16, gradual, late, later_round, other_data,
    other_state, steady, time, turning,
};
use crate::submitted::{Judged, judge};
use parhelion_core::client::{Divergence, Failure, Goal, evidence_scratch_len};
use parhelion_core::evidence::Signer;
use parhelion_core::evidence::light_client_attack::AttackKind;
use parhelion_core::{Error, LightBlock, TrustedState};

use AttackKind::{Amnesia, Equivocation, Lunatic};

/// Primary and witness, each of its own chain.
fn between(primary: &Chain, witness: &Chain) -> Run {
    Scene::new(primary, vec![Node::of(primary), Node::of(witness)]).run()
}

/// Whom it accuses, and the heights of the three headers.
fn told(divergence: &Divergence) -> (u8, [u64; 3]) {
    let heights = [divergence.common(), divergence.trusted(), divergence.conflicting()];
    (divergence.accused().0, heights.map(TrustedState::height))
}

fn guilty(kind: AttackKind) -> Judged {
    Judged { kind, guilty: 7, node: Ok(kind) }
}

/// Each is held against both sides, whichever is honest. Where the header in the middle is the same
/// for both there is one question at the height of the root and one at that of the target.
#[test]
fn an_attack_is_held_against_both() {
    let nobody = Judged { kind: Amnesia, guilty: 0, node: Err(Error::NobodyGuilty { accused: 0 }) };
    let kinds: [(Change, Judged); 3] =
        [(other_state, guilty(Lunatic)), (other_data, guilty(Equivocation)), (later_round, nobody)];
    for (change, judged) in kinds {
        let forked = steady().fork(16, change);
        for (primary, witness) in [(&forked, steady()), (steady(), &forked)] {
            let run = between(primary, witness);
            assert_eq!(run.line(), "0@20 1@20 1@10 1@20 0@10 0@20");
            let fork = run.fork();
            assert_eq!((fork.primary.0, fork.witness.0), (0, 1));
            let against_witness = fork.against_witness.as_ref().unwrap();
            assert_eq!(told(&fork.against_primary), (0, [10, 20, 20]));
            assert_eq!(told(against_witness), (1, [10, 20, 20]));
            assert_eq!(fork.against_primary.conflicting(), against_witness.trusted());
            assert_eq!(judge(&fork.against_primary, primary, witness), judged);
            assert_eq!(judge(against_witness, witness, primary), judged);
            assert_eq!((run.dropped(0), run.dropped(1)), (None, None));
        }
    }
}

/// A client of an on-chain root compares its time and its next validators.
#[test]
fn a_root_without_a_hash_is_common_too() {
    let forked = steady().fork(16, other_state);
    let nodes = vec![Node::of(&forked), Node::of(steady())];
    let run = Scene::new(steady(), nodes).from(steady().on_chain(10)).run();
    assert_eq!(run.line(), "0@20 1@20 1@10 1@20 0@10 0@20");
    let fork = run.fork();
    assert_eq!(fork.against_primary.common().header_hash(), None);
    assert_eq!(judge(&fork.against_primary, &forked, steady()), guilty(Lunatic));
    // Of another time, or before other validators, it is not.
    for change in [late as fn(&mut World), |world| {
        world.header().hashes[HeaderOf::NEXT_VALIDATORS] = vec![0x66; 32];
    }] {
        let root = Said::Bytes(steady().altered(10, change));
        let witness = Node::of(&forked).always(Ask::At(10), root);
        let nodes = vec![Node::of(steady()), witness, Node::of(steady())];
        let run = Scene::new(steady(), nodes).from(steady().on_chain(10)).run();
        assert_eq!(run.line(), "0@20 1@20 1@10 2@20");
        assert_eq!(run.dropped(1), Some(Error::RootDiffers));
    }
}

/// Whose validators change on its way has a header in between, and the other way round that one is
/// found first.
#[test]
fn the_first_header_that_differs_is_the_one() {
    let forked = steady().fork_with(15, from_16, other_state);
    let run = between(steady(), &forked);
    let talk = "0@20 1@20 1@10 1@20 1@20+11 1@15 1@20 0@10 0@15";
    assert_eq!(run.line(), talk);
    let fork = run.fork();
    let against_witness = fork.against_witness.as_ref().unwrap();
    assert_eq!(told(&fork.against_primary), (0, [10, 20, 20]));
    assert_eq!(told(against_witness), (1, [10, 15, 15]));
    assert_eq!(judge(&fork.against_primary, steady(), &forked), guilty(Lunatic));
    assert_eq!(judge(against_witness, &forked, steady()), guilty(Lunatic));

    let run = between(&forked, steady());
    let talk = "0@20 0@20+11 0@15 0@20 1@20 1@10 1@15 0@10 0@15";
    assert_eq!(run.line(), talk);
    let fork = run.fork();
    let against_witness = fork.against_witness.as_ref().unwrap();
    assert_eq!(told(&fork.against_primary), (0, [10, 15, 15]));
    assert_eq!(told(against_witness), (1, [10, 15, 15]));
    assert_eq!(judge(&fork.against_primary, &forked, steady()), guilty(Lunatic));
    assert_eq!(judge(against_witness, steady(), &forked), guilty(Lunatic));
}

/// The last header that both have is the common one, not the root.
#[test]
fn headers_that_both_have_are_walked_over() {
    let forked = turning().fork(16, other_data);
    let run = between(turning(), &forked);
    let talk = "0@20 0@20+11 0@15 0@20 1@20 1@10 1@15 1@20 0@15 0@20";
    assert_eq!(run.line(), talk);
    let fork = run.fork();
    let against_witness = fork.against_witness.as_ref().unwrap();
    assert_eq!(told(&fork.against_primary), (0, [15, 20, 20]));
    assert_eq!(told(against_witness), (1, [15, 20, 20]));
    assert_eq!(judge(&fork.against_primary, turning(), &forked), guilty(Equivocation));
    assert_eq!(judge(against_witness, &forked, turning()), guilty(Equivocation));
    // A sequential trace has all headers: the first is found that differs.
    let nodes = vec![Node::of(steady()), Node::of(&steady().fork(13, other_data))];
    let run = Scene::new(steady(), nodes).sequential().run();
    assert!(run.line().ends_with("0@20 1@20 1@10 1@11 1@12 1@13 0@12 0@13"), "{}", run.line());
    assert_eq!(told(&run.fork().against_primary), (0, [12, 13, 13]));
}

/// The client trusts the set that follows the common header. A full node asks that of the header
/// itself (`evidence/verify.go VerifyLightClientAttack`), as CometBFT's client does but where a header
/// follows directly. Where validators change fast, it may refuse what is true.
#[test]
fn a_full_node_asks_the_set_of_the_common_height() {
    let forked = gradual().fork(20, other_state);
    let run = between(&forked, gradual());
    assert!(run.line().ends_with("1@20 1@10 1@15 1@15+11 1@20 1@20+16 0@15 0@20 0@20+16"));
    let against_primary = &run.fork().against_primary;
    assert_eq!(told(against_primary), (0, [15, 20, 20]));
    let node = Err(Error::NotEnoughCommonPower { tallied: 20, needed: 23, total: 70 });
    let judged = Judged { kind: Lunatic, guilty: 2, node };
    assert_eq!(judge(against_primary, &forked, gradual()), judged);
}

/// Headers above the honest chain, which are not later than its last one.
fn hasty(world: &mut World) {
    other_state(world);
    world.header().time.0 = Chain::START + 130 + world.header().height;
}

/// A primary at a height to which the honest chain has not come yet: with the time of the height it
/// has. CometBFT: "forward lunatic", `light/detector.go examineConflictingHeaderAgainstTrace`.
#[test]
fn a_header_from_a_future_that_is_past_conflicts() {
    let forked = steady().fork(16, hasty);
    // The target's time is that of height 15, to the nanosecond.
    assert_eq!(forked.state(20).time(), steady().state(15).time());
    let nodes = vec![Node::of(&forked), Node::of(steady()).up_to(15, 15)];
    let run = Scene::new(&forked, nodes).run();
    assert_eq!(run.line(), "0@20 1@20 1@last 1@10 1@15 0@10 0@15");
    let fork = run.fork();
    assert_eq!(told(&fork.against_primary), (0, [10, 15, 20]));
    // The primary has the witness's last header: nothing is held against that.
    assert!(fork.against_witness.is_none());
    assert_eq!(judge(&fork.against_primary, &forked, steady()), guilty(Lunatic));
}

/// A witness that claims to be behind, and to be as late; at once, or after the pause.
#[test]
fn a_witness_that_is_behind_and_late_conflicts() {
    let forked = |height: u64| steady().fork(height, late);
    let liar = |height| Node::of(&forked(height)).up_to(height, height);
    let run = Scene::new(steady(), vec![Node::of(steady()), liar(15)]).run();
    assert_eq!(run.line(), "0@20 1@20 1@last 1@10 1@15 0@10 0@15");
    let fork = run.fork();
    assert_eq!(told(&fork.against_primary), (0, [10, 15, 20]));
    let against_witness = fork.against_witness.as_ref().unwrap();
    assert_eq!(told(against_witness), (1, [10, 15, 15]));
    assert_eq!(judge(against_witness, &forked(15), steady()), guilty(Equivocation));
    let liar = liar(16).up_to(15, 16);
    let run = Scene::new(steady(), vec![Node::of(steady()), liar]).run();
    assert_eq!(run.line(), "0@20 1@20 1@last 1 waits 30 1@last 1@10 1@16 0@10 0@16");
    assert_eq!(told(run.fork().against_witness.as_ref().unwrap()), (1, [10, 16, 16]));
}

/// `light/detector.go handleConflictingHeaders`: "primary may not respond but this is okay as we will
/// halt anyway".
#[test]
fn a_primary_that_cannot_show_its_way_is_accused_alone() {
    let forked = steady().fork(16, other_state);
    for said in [Said::Failed(Failure::NoResponse), Said::Bytes(vec![]), {
        Said::Bytes(steady().altered(10, other_data))
    }] {
        let primary = Node::of(&forked).always(Ask::At(10), said);
        let run = Scene::new(steady(), vec![primary, Node::of(steady())]).run();
        assert_eq!(run.line(), "0@20 1@20 1@10 1@20 0@10");
        assert!(run.fork().against_witness.is_none());
        assert_eq!(judge(&run.fork().against_primary, &forked, steady()), guilty(Lunatic));
    }
}

/// Whether a witness lies can no longer be told: it is not dropped, and nothing is trusted. Of the
/// primary it need not be known.
#[test]
fn a_root_that_expires_meanwhile_ends_it() {
    let forked = steady().fork(16, other_state);
    let at = |replies| {
        let nodes = vec![Node::of(&forked), Node::of(steady()), Node::of(&forked)];
        let scene = Scene::new(steady(), nodes);
        Scene { later: Some((replies, time(110))), ..scene }.run()
    };
    let run = at(3);
    assert_eq!(run.line(), "0@20 1@20 1@10 1@20");
    assert_eq!(run.failed().error, Error::HeaderExpired { expired: time(110) });
    assert_eq!((run.failed().peer.map(|peer| peer.0), run.dropped(1)), (Some(1), None));
    let run = at(5);
    assert_eq!(run.line(), "0@20 1@20 1@10 1@20 0@10 0@20");
    assert!(run.fork().against_witness.is_none());
}

#[test]
fn evidence_is_made_of_the_blocks_of_the_divergence_alone() {
    let forked = steady().fork(16, other_state);
    let run = between(&forked, steady());
    let on_chain = Scene::new(steady(), vec![Node::of(&forked), Node::of(steady())])
        .from(steady().on_chain(10))
        .run();
    let right = [steady().block(10), steady().block(20), forked.block(20)];
    let make = |divergence: &Divergence, blocks: &[Vec<u8>; 3], signers: usize, words: usize| {
        let [common, trusted, conflicting] =
            [0, 1, 2].map(|n| LightBlock::parse(&blocks[n], LIMITS).unwrap());
        assert_eq!(evidence_scratch_len(&common, &conflicting), 14);
        let (mut scratch, mut signers) = (vec![0; words], vec![Signer::NONE; signers]);
        divergence
            .evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers)
            .map(|evidence| evidence.byzantine_validators().len())
    };
    for divergence in [&run.fork().against_primary, &on_chain.fork().against_primary] {
        assert_eq!(make(divergence, &right, 7, 14), Ok(7));
        assert_eq!(make(divergence, &right, 7, 0), Ok(7));
        assert_eq!(make(divergence, &right, 7, 13), Err(Error::ScratchTooSmall { needed: 14 }));
        assert!(make(divergence, &right, 6, 14).is_err());
        for (place, height, other) in [
            (0, 10, steady().block(9)),
            (0, 10, steady().block(12)),
            (1, 20, forked.block(20)),
            (2, 20, steady().block(20)),
        ] {
            let mut blocks = right.clone();
            blocks[place] = other;
            assert_eq!(make(divergence, &blocks, 7, 14), Err(Error::NotThisBlock { height }));
        }
    }
    // The block after the common one, where its header's hash is known and it is below the other.
    let after = [steady().block(11), right[1].clone(), right[2].clone()];
    assert_eq!(make(&run.fork().against_primary, &after, 7, 14), Ok(7));
    let none = Err(Error::NotThisBlock { height: 10 });
    assert_eq!(make(&on_chain.fork().against_primary, &after, 7, 14), none);
    let unlinked = steady().altered(11, |world| world.header().last.hash = vec![0x66; 32]);
    let unlinked = [unlinked, right[1].clone(), right[2].clone()];
    assert_eq!(make(&run.fork().against_primary, &unlinked, 7, 14), none);
    let next = steady().fork(11, other_state);
    let nodes = vec![Node::of(&next), Node::of(steady())];
    let adjacent = Scene::new(steady(), nodes).to(Goal::Height(11)).run();
    let blocks = [steady().block(11), steady().block(11), next.block(11)];
    assert_eq!(make(&adjacent.fork().against_primary, &blocks, 7, 14), none);
    // The root of an on-chain client has no hash: its height is compared, too.
    let mut blocks = right;
    blocks[0] = steady().altered(9, |world| world.header().time.0 += 10);
    let on_chain = &on_chain.fork().against_primary;
    assert_eq!(make(on_chain, &blocks, 7, 14), Err(Error::NotThisBlock { height: 10 }));
}
