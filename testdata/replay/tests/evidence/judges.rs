//! Whom a full node and a provider chain hold guilty.

use crate::common::evidence::{APP, Attack, DATA, Forked};
use crate::common::{Entry, HeaderOf, LIMITS, Member, Stage, World};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::light_client_attack::{AttackKind, classify};
use parhelion_core::evidence::{MisbehaviourKind, Signer};
use parhelion_core::{Error, SignedHeader, Time};

fn addresses(signers: &[Signer]) -> Vec<Vec<u8>> {
    signers.iter().map(|signer| signer.address().0.to_vec()).collect()
}

/// The addresses of these of the seven validators.
fn of(indices: &[usize]) -> Vec<Vec<u8>> {
    let mut world = World::new(20, &[]);
    indices.iter().map(|index| world.set().members[*index].address.clone()).collect()
}

/// [`of`], in the order of addresses.
fn sorted(indices: &[usize]) -> Vec<Vec<u8>> {
    let mut addresses = of(indices);
    addresses.sort();
    addresses
}

const NOTHING: fn(&mut Attack) = |_| {};

#[test]
fn of_a_lunatic_block_the_members_of_the_common_set_are_guilty() {
    let nil: fn(&mut Attack) = |attack| attack.block.entry(1).flag = 3;
    let (kind, signers) = Attack::lunatic(&[(Stage::Commit, nil)]).verify().unwrap();
    assert_eq!((kind, addresses(&signers)), (AttackKind::Lunatic, sorted(&[0, 2, 3, 4])));
    // The trusted commit says nothing about them.
    let absent: fn(&mut Attack) = |attack| *attack.trusted.entry(2) = Entry::absent();
    let (_, signers) = Attack::lunatic(&[(Stage::Commit, absent)]).verify().unwrap();
    assert_eq!(addresses(&signers), sorted(&[0, 1, 2, 3, 4]));
}

/// The power is that of the common set; the index is that of the entry.
#[test]
fn the_most_powerful_come_first_then_the_lowest_addresses() {
    let powers: fn(&mut Attack) = |attack| {
        for (member, power) in attack.common.set().members.iter_mut().zip([10, 30, 10, 40, 10]) {
            member.power = power;
        }
    };
    let (_, signers) = Attack::lunatic(&[(Stage::Set, powers)]).verify().unwrap();
    let wanted = [of(&[3, 1]), sorted(&[0, 2, 4])].concat();
    assert_eq!(addresses(&signers), wanted);
    assert_eq!(signers.iter().map(Signer::power).collect::<Vec<_>>(), [40, 30, 10, 10, 10]);
    for signer in signers {
        assert_eq!(of(&[signer.index() as usize]), addresses(&[signer]));
    }
}

#[test]
fn of_an_equivocation_those_who_signed_both_are_guilty() {
    let some: fn(&mut Attack) = |attack| {
        *attack.block.entry(0) = Entry::absent();
        attack.block.entry(1).flag = 3;
        *attack.trusted.entry(2) = Entry::absent();
        attack.trusted.entry(3).flag = 3;
    };
    let (kind, signers) = Attack::equivocation(&[(Stage::Commit, some)]).verify().unwrap();
    assert_eq!((kind, addresses(&signers)), (AttackKind::Equivocation, sorted(&[4, 5, 6])));
    assert!(signers.iter().all(|signer| signer.power() == 10));
}

/// Of whatever height the common block is, the set of the block decides, and its powers.
#[test]
fn an_equivocation_may_have_a_common_height_below_it() {
    let same_state: fn(&mut Attack) = |attack| {
        attack.block.header().hashes[APP] = attack.trusted.header().hashes[APP].clone();
        attack.block.header().hashes[DATA] = vec![0x66; 32];
    };
    let powers: fn(&mut Attack) = |attack| attack.common.set().members[4].power = 11;
    let changes = [(Stage::Set, powers), (Stage::Header, same_state)];
    let mut attack = Attack::lunatic(&changes);
    attack.accused = attack.block.set().members.clone();
    attack.accused.sort_by_key(|member| member.address.clone());
    let (kind, signers) = attack.verify().unwrap();
    assert_eq!(
        (kind, addresses(&signers)),
        (AttackKind::Equivocation, sorted(&[0, 1, 2, 3, 4, 5, 6]))
    );
    assert!(signers.iter().all(|signer| signer.power() == 10));
}

/// Who signed one block in one round and another in a later one may have had a reason to.
#[test]
fn of_amnesia_nobody_is_guilty() {
    let later: fn(&mut Attack) = |attack| attack.trusted.commit().round = 2;
    let mut attack = Attack::equivocation(&[(Stage::Commit, later)]);
    assert_eq!(attack.verify(), Err(Error::NobodyGuilty { accused: 7 }));
    // Go tells an empty list, which every list is that was read, from none.
    attack.accused.clear();
    assert_eq!(attack.verify(), Err(Error::NobodyGuilty { accused: 0 }));
    assert_eq!(attack.double_votes(), Err(Error::NoContradiction));
    assert_eq!(attack.contradicting_signers(), Err(Error::NoContradiction));
    let later = (Stage::Commit, (|forked| forked.world(2).commit().round = 2) as fn(&mut Forked));
    assert_eq!(Forked::new(&[later]).find(), Ok(Vec::new()));
}

/// A lunatic block is one whatever its round is.
#[test]
fn another_state_in_another_round_is_lunatic() {
    let later: fn(&mut Attack) = |attack| attack.trusted.commit().round = 2;
    let (kind, _) = Attack::lunatic(&[(Stage::Commit, later)]).verify().unwrap();
    assert_eq!(kind, AttackKind::Lunatic);
    let later: fn(&mut Forked) = |forked| {
        forked.world(2).header().hashes[APP] = vec![7; 32];
        forked.world(2).commit().round = 2;
    };
    assert_eq!(Forked::new(&[(Stage::Header, later)]).find().map(|found| found.len()), Ok(7));
}

#[test]
fn blocks_are_classified_by_their_headers_and_rounds() {
    let kind = |attack: &Attack| {
        let (a, b) = (attack.trusted.signed_header(), attack.block.signed_header());
        classify(&SignedHeader::parse(&a, LIMITS)?, &SignedHeader::parse(&b, LIMITS)?)
    };
    assert_eq!(kind(&Attack::lunatic(&[])), Ok(Some(AttackKind::Lunatic)));
    let mut attack = Attack::equivocation(&[]);
    assert_eq!(kind(&attack), Ok(Some(AttackKind::Equivocation)));
    attack.block.commit().round = 2;
    assert_eq!(kind(&attack), Ok(Some(AttackKind::Amnesia)));
    attack.block.header().hashes[DATA] = attack.trusted.header().hashes[DATA].clone();
    assert_eq!(kind(&attack), Ok(None));
    for world in [0, 1] {
        let mut attack = Attack::lunatic(&[]);
        let worlds = [&mut attack.trusted, &mut attack.block];
        worlds[world].header.as_mut().unwrap().hashes[HeaderOf::VALIDATORS].clear();
        assert_eq!(kind(&attack), Err(Error::NoHeaderHash));
    }
}

/// What was the trusted header where the chain has no hash for it equals no other.
#[test]
fn a_trusted_header_without_a_hash_is_another_one() {
    let mut attack = Attack::lunatic(&[]);
    attack.trusted.header().hashes[HeaderOf::VALIDATORS].clear();
    assert_eq!(attack.verify().map(|(kind, _)| kind), Ok(AttackKind::Lunatic));
}

/// A block above the last one of the chain: its time must not be later, and it may be as late.
#[test]
fn a_forward_lunatic_block_is_not_later_than_the_last_one() {
    let forward = |nanos: i64, height: i64| {
        let mut attack = Attack::lunatic(&[]);
        (attack.trusted.header().height, attack.trusted.commit().height) = (height, height);
        attack.trusted.header().time.1 -= nanos;
        attack.trusted.reseal();
        attack.verify().map(|(kind, _)| kind)
    };
    assert_eq!(forward(0, 19), Ok(AttackKind::Lunatic));
    assert_eq!(forward(-1, 19), Ok(AttackKind::Lunatic));
    let trusted = Time::from_unix(1_700_000_010, 4).unwrap();
    assert_eq!(forward(1, 19), Err(Error::TimeNotViolated { trusted }));
    assert_eq!(forward(1, 20), Ok(AttackKind::Lunatic));
}

#[test]
fn the_accused_are_compared_one_by_one() {
    let found = |change: fn(&mut Attack)| {
        Attack::lunatic(&[(Stage::Signed, change)]).verify().map(|(kind, _)| kind)
    };
    assert_eq!(found(NOTHING), Ok(AttackKind::Lunatic));
    assert_eq!(
        found(|attack| attack.accused.push(attack.accused[0].clone())),
        Err(Error::AccusedCount { claimed: 6, found: 5 })
    );
    assert_eq!(found(|attack| attack.accused.swap(1, 2)), Err(Error::AccusedAddress { index: 1 }));
    assert_eq!(
        found(|attack| attack.accused[4].power = -1),
        Err(Error::AccusedPower { index: 4, claimed: -1, found: 10 })
    );
    assert_eq!(
        found(|attack| attack.accused[3].key = attack.accused[2].key.clone()),
        Err(Error::AccusedKey { index: 3 })
    );
}

#[test]
fn a_provider_holds_those_guilty_who_stand_in_both_commits() {
    let some: fn(&mut Forked) = |forked| {
        *forked.world(1).entry(6) = Entry::absent();
        *forked.world(2).entry(5) = Entry::absent();
        forked.world(2).entry(1).flag = 3;
        forked.world(1).set().members[0].power = 10;
    };
    let found = Forked::new(&[(Stage::Commit, some)]).find().unwrap();
    // In the order of header 2, with who voted for no block.
    assert_eq!(addresses(&found), of(&[0, 1, 2, 3, 4]));
}

/// The power is that of the first set; the index that of the second commit.
#[test]
fn a_signer_has_the_power_of_the_first_set_and_the_place_in_the_second() {
    let differ: fn(&mut Forked) = |forked| {
        forked.world(1).set().members[3].power = 11;
        let second = forked.world(2);
        second.set().members.swap(3, 0);
        second.keys.swap(3, 0);
        second.commit().entries.swap(3, 0);
    };
    let found = Forked::new(&[(Stage::Set, differ)]).find().unwrap();
    assert_eq!(addresses(&found), of(&[3, 1, 2, 0, 4, 5, 6]));
    let powers: Vec<_> = found.iter().map(|signer| (signer.index(), signer.power())).collect();
    assert_eq!(powers[..4], [(0, 11), (1, 10), (2, 10), (3, 10)]);
}

/// Go keeps the entries of the first commit in a map: of two by one name the last is looked at.
#[test]
fn of_two_entries_by_one_name_the_last_counts() {
    let found = |spoilt: usize| {
        let mut forked = Forked::new(&[]);
        let entry = forked.world(1).entry(5).clone();
        *forked.world(1).entry(6) = entry;
        forked.world(1).entry(spoilt).signature[0] ^= 1;
        forked.find().map(|found| addresses(&found))
    };
    assert_eq!(found(5), Ok(of(&[0, 1, 2, 3, 4, 5])));
    assert_eq!(found(6), Err(Error::WrongSignature { index: 6 }));
}

/// So many that a sort by name alone, which is not stable, would not leave them in order.
#[test]
fn of_many_entries_by_one_name_the_last_counts() {
    let more: fn(&mut Forked) = |forked| {
        let world = forked.world(1);
        world.set().members.iter_mut().for_each(|member| member.power = 1000);
        for n in 8..=127u8 {
            world.set().members.push(Member::of(&SigningKey::from_bytes(&[n; 32]), 1));
        }
    };
    let mut forked = Forked::new(&[(Stage::Set, more)]);
    let signed = [5, 6].map(|n| forked.world(1).entry(n).clone());
    for n in 5..127usize {
        let mut entry = signed[(n + 1) % 2].clone();
        if n < 125 {
            entry.signature[0] ^= 1;
        }
        if n < 7 {
            *forked.world(1).entry(n) = entry;
        } else {
            forked.world(1).commit().entries.push(entry);
        }
    }
    (forked.scratch, forked.signers) = (2 * (127 + 7), 127 + 7);
    assert_eq!(forked.find().map(|found| addresses(&found)), Ok(of(&[0, 1, 2, 3, 4, 5, 6])));
}

#[test]
fn two_headers_show_a_fork_a_violation_of_time_or_nothing() {
    let kind = |change: fn(&mut Forked)| Forked::new(&[(Stage::Header, change)]).kind();
    let lower = |forked: &mut Forked, nanos: i64| {
        let world = forked.world(2);
        (world.header().height, world.commit().height) = (19, 19);
        world.header().time.1 += nanos;
    };
    assert_eq!(kind(|_| {}), Ok(Some(MisbehaviourKind::Fork)));
    assert_eq!(kind(|forked| forked.headers[1].world = forked.headers[0].world.clone()), Ok(None));
    let at = |nanos: i64| {
        let mut forked = Forked::new(&[]);
        lower(&mut forked, nanos);
        forked.world(2).reseal();
        forked.kind()
    };
    assert_eq!(at(-1), Ok(None));
    assert_eq!(at(0), Ok(Some(MisbehaviourKind::TimeViolation)));
    assert_eq!(at(1), Ok(Some(MisbehaviourKind::TimeViolation)));
}

/// The hash decides: other parts of one block are no fork.
#[test]
fn other_parts_are_no_fork() {
    let mut forked = Forked::new(&[]);
    forked.headers[1].world = forked.headers[0].world.clone();
    forked.world(2).commit().id.parts = vec![8; 32];
    forked.world(2).sign();
    assert_eq!(forked.kind(), Ok(None));
}
