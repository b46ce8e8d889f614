//! Kind `light_client_attack`: a block that conflicts with the chain's.

use super::{Desk, from_table};
use crate::chain::absent;
use crate::keys::Keyring;
use crate::line::Question;
use crate::message::{LightClientAttackEvidence, SignedHeader, Validator, ValidatorSet};
use crate::mutate::{Touch, odd};
use crate::rng::Rng;
use crate::scene::{Block, Scene, sign};
use crate::sets::{sort, total};
use crate::time::{in_range, nanos, rfc3339, timestamp};
use crate::wire::schema;
use prost::Message;

/// The evidence and what it is checked against.
pub(super) struct Attack<'r> {
    /// The keys of all validators.
    pub(super) ring: &'r Keyring,
    /// What sort of attack it is.
    pub(super) name: &'static str,
    /// The block that the evidence holds.
    pub(super) conflicting: Block,
    /// The evidence.
    pub(super) evidence: LightClientAttackEvidence,
    /// The header of the common height.
    pub(super) common: SignedHeader,
    /// The validators of the common height.
    pub(super) common_set: ValidatorSet,
    /// The chain's own header.
    pub(super) trusted: SignedHeader,
}

/// Those of this set who voted for the block, as the evidence lists them.
pub(super) fn signers(block: &Block, set: &ValidatorSet) -> Vec<Validator> {
    let voted = |one: &&Validator| {
        let mut entries = block.commit.signatures.iter();
        entries.any(|e| e.block_id_flag == 2 && e.validator_address == one.address)
    };
    let mut signers: Vec<Validator> = set.validators.iter().filter(voted).cloned().collect();
    sort(&mut signers);
    signers
}

/// Lunatic: a header that the chain could not have, signed by those of the common height. With
/// `forward`, the chain is not yet that high.
fn lunatic<'a>(desk: &Desk<'a>, forward: bool, rng: &mut Rng) -> Attack<'a> {
    let blocks = &desk.chain.blocks;
    let low = rng.index(blocks.len() - 1);
    let high = low + 1 + rng.index(blocks.len() - 1 - low);
    let common = &blocks[low];
    let trusted = if forward { common } else { &blocks[high] };
    let mut conflicting = blocks[high].clone();
    conflicting.header.app_hash = rng.hash();
    conflicting.set = common.set.clone();
    conflicting.header.validators_hash = crate::hashing::set(&common.set);
    conflicting.commit.signatures.clone_from(&common.commit.signatures);
    if forward {
        let time = nanos(trusted.header.time.as_ref()) - i128::from(rng.below(2));
        conflicting.header.time = Some(timestamp(in_range(time)));
    }
    conflicting.seal(desk.ring);
    let byzantine = signers(&conflicting, &common.set);
    let name = if forward { "forward lunatic" } else { "lunatic" };
    attack(desk, name, conflicting, common, trusted, byzantine)
}

/// Equivocation: two blocks in one round; amnesia: in two.
fn same_height<'a>(desk: &Desk<'a>, amnesia: bool, rng: &mut Rng) -> Attack<'a> {
    let trusted = &desk.chain.blocks[rng.index(desk.chain.blocks.len())];
    let mut conflicting = trusted.clone();
    conflicting.header.data_hash = rng.hash();
    if amnesia {
        conflicting.commit.round ^= 1;
    }
    conflicting.seal(desk.ring);
    let byzantine = if amnesia { Vec::new() } else { signers(&conflicting, &trusted.set) };
    let name = if amnesia { "amnesia" } else { "equivocation" };
    attack(desk, name, conflicting, trusted, trusted, byzantine)
}

/// The evidence of this attack.
pub(super) fn attack<'a>(
    desk: &Desk<'a>,
    name: &'static str,
    conflicting: Block,
    common: &Block,
    trusted: &Block,
    byzantine_validators: Vec<Validator>,
) -> Attack<'a> {
    let evidence = LightClientAttackEvidence {
        conflicting_block: Some(conflicting.light_block()),
        common_height: common.header.height,
        byzantine_validators,
        total_voting_power: total(&common.set.validators),
        timestamp: common.header.time,
    };
    Attack {
        ring: desk.ring,
        name,
        conflicting,
        evidence,
        common: common.signed_header(),
        common_set: common.set.clone(),
        trusted: trusted.signed_header(),
    }
}

/// A change to evidence; false where it has nothing to change.
pub(super) type Change = fn(&mut Attack<'_>, &mut Rng) -> bool;

/// Changes one of those who are accused.
fn accused(attack: &mut Attack<'_>, rng: &mut Rng, how: fn(&mut Validator, &mut Rng)) -> bool {
    let all = &mut attack.evidence.byzantine_validators;
    let place = rng.index(all.len());
    all.get_mut(place).map(|one| how(one, rng)).is_some()
}

/// One field each.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("no byzantine validators", |attack, _| {
        !std::mem::take(&mut attack.evidence.byzantine_validators).is_empty()
    }),
    ("one byzantine validator less", |attack, _| {
        attack.evidence.byzantine_validators.pop().is_some()
    }),
    ("one byzantine validator too many", |attack, rng| {
        let stranger = attack.ring.stranger(1, rng);
        attack.evidence.byzantine_validators.push(stranger);
        true
    }),
    ("byzantine validators in reverse", |attack, _| {
        attack.evidence.byzantine_validators.reverse();
        attack.evidence.byzantine_validators.len() > 1
    }),
    ("power of one byzantine validator", |attack, rng| {
        accused(attack, rng, |one, _| one.voting_power ^= 1)
    }),
    ("address of one byzantine validator", |attack, rng| {
        accused(attack, rng, |one, rng| {
            crate::mutate::flip(&mut one.address, rng);
        })
    }),
    ("key of one byzantine validator", |attack, rng| {
        let key = attack.ring.stranger(1, rng).pub_key;
        let all = &mut attack.evidence.byzantine_validators;
        all.first_mut().map(|one| one.pub_key = key).is_some()
    }),
    ("one byzantine validator without a key", |attack, rng| {
        accused(attack, rng, |one, _| one.pub_key = None)
    }),
    ("priority of one byzantine validator", |attack, rng| {
        accused(attack, rng, |one, _| one.proposer_priority ^= 5)
    }),
    ("total", |attack, rng| {
        let all = attack.evidence.total_voting_power;
        let other = rng.pick(&[all.wrapping_sub(1), all.wrapping_add(1), 0, -1]);
        attack.evidence.total_voting_power = other;
        true
    }),
    ("common height", |attack, rng| {
        let height = attack.evidence.common_height;
        let any = odd(rng);
        let other = rng.pick(&[height.wrapping_sub(1), height.wrapping_add(1), 0, -1, any]);
        std::mem::replace(&mut attack.evidence.common_height, other) != other
    }),
    ("evidence time", |attack, _| {
        let time = nanos(attack.evidence.timestamp.as_ref());
        attack.evidence.timestamp = Some(timestamp(in_range(time + 1)));
        true
    }),
    ("another common set", |attack, rng| {
        let ring = attack.ring;
        attack.common_set.validators.iter_mut().for_each(|one| *one = ring.stranger(10, rng));
        attack.common_set.proposer = attack.common_set.validators.first().cloned();
        true
    }),
    ("trusted is the conflicting header", |attack, _| {
        attack.trusted = attack.conflicting.signed_header();
        true
    }),
    ("trusted of another chain", |attack, _| {
        attack.trusted.header.get_or_insert_default().chain_id.push(b'x');
        true
    }),
    ("trusted votes turned absent", |attack, rng| {
        let entries = &mut attack.trusted.commit.get_or_insert_default().signatures;
        let place = rng.index(entries.len());
        entries.get_mut(place).map(|entry| *entry = absent()).is_some()
    }),
    ("another round in the trusted commit", |attack, _| {
        attack.trusted.commit.get_or_insert_default().round ^= 1;
        true
    }),
    ("trusted time", |attack, rng| {
        let header = attack.trusted.header.get_or_insert_default();
        let time = nanos(attack.conflicting.header.time.as_ref()) + rng.pick(&[-1, 0, 1]);
        header.time = Some(timestamp(in_range(time)));
        true
    }),
    ("conflicting votes turned nil; signed", |attack, rng| {
        let block = &mut attack.conflicting;
        let entries = &mut block.commit.signatures;
        let place = rng.index(entries.len());
        let voted = entries.get_mut(place).filter(|entry| entry.block_id_flag != 1);
        let Some(entry) = voted else { return false };
        entry.block_id_flag = 3;
        sign(attack.ring, &mut block.commit, &block.set, &block.header.chain_id);
        attack.evidence.conflicting_block = Some(block.light_block());
        true
    }),
    ("no conflicting block", |attack, _| attack.evidence.conflicting_block.take().is_some()),
];

/// Evidence with some changes.
pub(super) fn changed<'a>(desk: &mut Desk<'a>, rng: &mut Rng) -> (Attack<'a>, Vec<String>) {
    let mut attack = match rng.below(8) {
        0 => same_height(desk, true, rng),
        1..4 => same_height(desk, false, rng),
        4 | 5 => lunatic(desk, true, rng),
        _ => lunatic(desk, false, rng),
    };
    let deck = &mut desk.tables.decks.attack;
    let mut note = from_table(attack.name, TABLE, deck, &mut attack, rng);
    if rng.once_in(4) {
        // A field of the conflicting block, which mostly no longer fits.
        let (mut scene, _) = Scene::new(desk.chain, desk.ring, rng);
        scene.block = attack.conflicting.clone();
        let wanted = &[Touch::Header, Touch::Commit, Touch::Set];
        desk.tables.mutations.apply(&mut scene, wanted, &mut note, rng);
        attack.evidence.conflicting_block = Some(scene.block.light_block());
    }
    (attack, note)
}

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (attack, mut note) = changed(desk, rng);
    if note.is_empty() {
        note.push(format!("{}: as it is", attack.name));
    }
    question(&attack, note)
}

/// Whether a full node holds this evidence to be true.
pub(super) fn question(attack: &Attack<'_>, note: Vec<String>) -> Question {
    let trusted = attack.trusted.header.as_ref().and_then(|header| header.time);
    let now = in_range(nanos(trusted.as_ref()) + 1_000_000_000);
    Question::new("light_client_attack", note)
        .message("evidence", &schema::LIGHT_CLIENT_ATTACK, attack.evidence.encode_to_vec())
        .message("common", &schema::SIGNED_HEADER, attack.common.encode_to_vec())
        .message("common_validators", &schema::VALIDATOR_SET, attack.common_set.encode_to_vec())
        .message("trusted", &schema::SIGNED_HEADER, attack.trusted.encode_to_vec())
        .text("now", rfc3339(now))
        .text("max_age", 172_800_000_000_000i64)
}
