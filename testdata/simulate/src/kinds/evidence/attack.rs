//! Kind `light_client_attack` on forks: who signed what differs from block to block, the
//! conflicting block has validators of its own, and the common height lies below or not.

use super::fork::Fork;
use super::{ballots, field, row};
use crate::hashing;
use crate::kinds::Desk;
use crate::kinds::attack::{self, Attack, Change, attack, signers};
use crate::line::Question;
use crate::message::{CommitSig, Header, SignedHeader, Validator};
use crate::mutate::{Touch, flip};
use crate::rng::Rng;
use crate::scene::Block;
use crate::sets::{disturbed, sort, total};
use crate::time::{in_range, nanos, timestamp};

pub(in crate::kinds) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let mut fork = Fork::any(desk, rng);
    let mut note = Vec::new();
    let plan: &[u64] = &[0, 1, 1, 1, 2];
    let changes = rng.pick(plan);
    let of_votes = changes > 0 && rng.once_in(4);
    if of_votes {
        let deck = &mut desk.tables.decks.evidence.ballots;
        row("votes", ballots::TABLE, deck, &mut fork, &mut note, rng);
    }
    let mut attack = staged(desk, fork, rng);
    for _ in u64::from(of_votes)..changes {
        let decks = &mut desk.tables.decks.evidence;
        match rng.below(8) {
            0..3 => row("attack", attack::TABLE, &mut decks.attack, &mut attack, &mut note, rng),
            3..6 => row("attack", TABLE, &mut decks.accused, &mut attack, &mut note, rng),
            _ => changed(desk, &mut attack, &mut note, rng),
        }
    }
    match note.first_mut() {
        Some(first) => first.insert_str(0, &format!("{}: ", attack.name)),
        None => note.push(format!("{}: as it is", attack.name)),
    }
    attack::question(&attack, note)
}

/// The evidence of a fork.
fn staged<'a>(desk: &Desk<'a>, fork: Fork<'a>, rng: &mut Rng) -> Attack<'a> {
    let [trusted, mut conflicting] = fork.blocks;
    let (mut name, common) = (fork.name, fork.below);
    if fork.name != "lunatic" {
        let since = rng.once_in(3);
        let common = if since { common } else { trusted.clone() };
        return accused(attack(desk, name, conflicting, &common, &trusted, Vec::new()));
    }
    if rng.below(4) > 0 {
        // Most of those of the common height are still there.
        let set = if rng.once_in(2) {
            common.set.clone()
        } else {
            disturbed(&common.set, desk.ring, rng)
        };
        let (time, faults) = (nanos(common.header.time.as_ref()), rng.pick(&[0, 30, 100]));
        conflicting.commit.signatures = crate::chain::votes(&set, time, faults, rng);
        conflicting.header.validators_hash = hashing::set(&set);
        conflicting.set = set;
    }
    let trusted = if rng.once_in(3) {
        name = "forward lunatic";
        let earlier = i128::from(rng.pick(&[0, 0, 1, 1_000_000_000]));
        let time = in_range(nanos(common.header.time.as_ref()) - earlier);
        conflicting.header.time = Some(timestamp(time));
        common.clone()
    } else {
        trusted
    };
    conflicting.seal(desk.ring);
    accused(attack(desk, name, conflicting, &common, &trusted, Vec::new()))
}

/// Whether the state would have had to be another for such a header.
fn is_lunatic(trusted: &Header, conflicting: &Header) -> bool {
    trusted.validators_hash != conflicting.validators_hash
        || trusted.next_validators_hash != conflicting.next_validators_hash
        || trusted.consensus_hash != conflicting.consensus_hash
        || trusted.app_hash != conflicting.app_hash
        || trusted.last_results_hash != conflicting.last_results_hash
}

/// Those of the conflicting set who voted for both blocks of a round.
fn equivocators(block: &Block, trusted: &[CommitSig]) -> Vec<Validator> {
    let both = block.commit.signatures.iter().zip(trusted);
    let both = both.filter(|(ours, theirs)| ours.block_id_flag == 2 && theirs.block_id_flag == 2);
    let find = |entry: &CommitSig| {
        let mut all = block.set.validators.iter();
        all.find(|one| one.address == entry.validator_address).cloned()
    };
    let mut found: Vec<Validator> = both.filter_map(|(entry, _)| find(entry)).collect();
    sort(&mut found);
    found
}

/// Accuses whom a full node would find, and names the power of the common height.
fn accused(mut attack: Attack<'_>) -> Attack<'_> {
    accuse(&mut attack);
    attack
}

fn accuse(attack: &mut Attack<'_>) {
    let trusted = attack.trusted.header.clone().unwrap_or_default();
    let commit = attack.trusted.commit.clone().unwrap_or_default();
    let evidence = &mut attack.evidence;
    evidence.byzantine_validators = if is_lunatic(&trusted, &attack.conflicting.header) {
        signers(&attack.conflicting, &attack.common_set)
    } else if commit.round == attack.conflicting.commit.round {
        equivocators(&attack.conflicting, &commit.signatures)
    } else {
        Vec::new()
    };
    evidence.total_voting_power = total(&attack.common_set.validators);
    evidence.conflicting_block = Some(attack.conflicting.light_block());
}

/// Changes a field of the conflicting block or of the common set; mostly the accusation is made anew.
fn changed(desk: &mut Desk<'_>, attack: &mut Attack<'_>, note: &mut Vec<String>, rng: &mut Rng) {
    let mut trusted = (attack.common.clone(), attack.common_set.clone());
    let wanted: &[Touch] = if rng.once_in(3) {
        &[Touch::Trusted]
    } else {
        &[Touch::Header, Touch::Commit, Touch::Set]
    };
    field(desk, &mut attack.conflicting, &mut trusted, wanted, note, rng);
    attack.common_set = trusted.1;
    if rng.below(4) > 0 {
        accuse(attack);
    } else {
        attack.evidence.conflicting_block = Some(attack.conflicting.light_block());
    }
}

/// Changes the trusted header or its commit, and has the accusation fit.
fn fitting(attack: &mut Attack<'_>, how: impl FnOnce(&mut Header, &mut Vec<CommitSig>)) -> bool {
    let before = attack.trusted.clone();
    let header = attack.trusted.header.get_or_insert_default();
    how(header, &mut attack.trusted.commit.get_or_insert_default().signatures);
    accuse(attack);
    before != attack.trusted
}

/// Whom the evidence accuses, and what it is measured by.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("those who voted nil accused too", |attack, _| {
        let set = attack.common_set.clone();
        let mut block = attack.conflicting.clone();
        let entries = block.commit.signatures.iter_mut();
        entries.filter(|entry| entry.block_id_flag == 3).for_each(|entry| entry.block_id_flag = 2);
        let all = signers(&block, &set);
        let before = std::mem::replace(&mut attack.evidence.byzantine_validators, all);
        before != attack.evidence.byzantine_validators
    }),
    ("accused of the conflicting set", |attack, _| {
        let all = signers(&attack.conflicting, &attack.conflicting.set);
        let before = std::mem::replace(&mut attack.evidence.byzantine_validators, all);
        before != attack.evidence.byzantine_validators
    }),
    ("accused in the order of addresses", |attack, _| {
        let all = &mut attack.evidence.byzantine_validators;
        let before = all.clone();
        all.sort_by(|a, b| a.address.cmp(&b.address));
        before != *all
    }),
    ("accused in ascending order of powers", |attack, _| {
        let all = &mut attack.evidence.byzantine_validators;
        let before = all.clone();
        all.sort_by_key(|one| one.voting_power);
        before != *all
    }),
    ("one accused twice", |attack, rng| {
        let all = &mut attack.evidence.byzantine_validators;
        let Some(one) = all.get(rng.index(all.len().max(1))).cloned() else { return false };
        all.push(one);
        true
    }),
    ("one accused in the place of another", |attack, rng| {
        let all = &mut attack.evidence.byzantine_validators;
        rng.two(all.len()).is_some_and(|(a, b)| {
            let copy = all[a].clone();
            std::mem::replace(&mut all[b], copy.clone()) != copy
        })
    }),
    ("keys of two accused exchanged", |attack, rng| {
        let all = &mut attack.evidence.byzantine_validators;
        rng.two(all.len()).is_some_and(|(a, b)| {
            let key = all[a].pub_key.take();
            all[a].pub_key = std::mem::replace(&mut all[b].pub_key, key);
            all[a].pub_key != all[b].pub_key
        })
    }),
    ("power of the conflicting set", |attack, _| {
        let all = total(&attack.conflicting.set.validators);
        std::mem::replace(&mut attack.evidence.total_voting_power, all) != all
    }),
    ("common header of the conflicting height", |attack, _| {
        let height = attack.conflicting.header.height;
        let header = attack.common.header.get_or_insert_default();
        std::mem::replace(&mut header.height, height) != height
    }),
    ("common header of another height", |attack, rng| {
        let header = attack.common.header.get_or_insert_default();
        let height = rng.pick(&[1, header.height.saturating_add(1), i64::MAX]);
        std::mem::replace(&mut header.height, height) != height
    }),
    ("common set in another order", |attack, rng| {
        let before = attack.common_set.validators.clone();
        rng.shuffle(&mut attack.common_set.validators);
        before != attack.common_set.validators
    }),
    ("common set disturbed; accused anew", |attack, rng| {
        attack.common_set = disturbed(&attack.common_set, attack.ring, rng);
        accuse(attack);
        true
    }),
    ("common set of a third of the signers; accused anew", |attack, rng| {
        let ring = attack.ring;
        for one in &mut attack.common_set.validators {
            if rng.below(3) > 0 {
                *one = ring.stranger(one.voting_power, rng);
            }
        }
        attack.common_set.proposer = attack.common_set.validators.first().cloned();
        accuse(attack);
        true
    }),
    ("trusted app hash; accused anew", |attack, rng| {
        fitting(attack, |header, _| header.app_hash = rng.hash())
    }),
    ("trusted consensus hash; accused anew", |attack, rng| {
        fitting(attack, |header, _| header.consensus_hash = rng.hash())
    }),
    ("trusted last results hash; accused anew", |attack, rng| {
        fitting(attack, |header, _| header.last_results_hash = rng.hash())
    }),
    ("trusted next validators hash; accused anew", |attack, rng| {
        fitting(attack, |header, _| header.next_validators_hash = rng.hash())
    }),
    ("trusted validators hash; accused anew", |attack, rng| {
        fitting(attack, |header, _| header.validators_hash = rng.hash())
    }),
    ("trusted state that of the conflicting; accused anew", |attack, _| {
        let theirs = attack.conflicting.header.clone();
        fitting(attack, |header, _| {
            header.validators_hash = theirs.validators_hash;
            header.next_validators_hash = theirs.next_validators_hash;
            header.consensus_hash = theirs.consensus_hash;
            header.app_hash = theirs.app_hash;
            header.last_results_hash = theirs.last_results_hash;
        })
    }),
    ("trusted header without a hash; accused anew", |attack, _| {
        fitting(attack, |header, _| header.validators_hash.clear())
    }),
    ("trusted height; accused anew", |attack, rng| {
        let height = attack.conflicting.header.height;
        let other = rng.pick(&[height.saturating_sub(1), height.saturating_add(1), 1]);
        fitting(attack, |header, _| header.height = other)
    }),
    ("trusted vote nil; accused anew", |attack, rng| {
        fitting(attack, |_, entries| {
            let place = rng.index(entries.len().max(1));
            if let Some(entry) = entries.get_mut(place).filter(|entry| entry.block_id_flag == 2) {
                entry.block_id_flag = 3;
            }
        })
    }),
    ("trusted votes in reverse; accused anew", |attack, _| {
        fitting(attack, |_, entries| entries.reverse())
    }),
    ("trusted vote missing; accused anew", |attack, _| {
        // CometBFT looks at a place that is not there.
        fitting(attack, |_, entries| drop(entries.pop()))
    }),
    ("trusted vote more; accused anew", |attack, _| {
        fitting(attack, |_, entries| entries.push(crate::chain::absent()))
    }),
    ("trusted time just before the conflicting of a block above", |attack, _| {
        let time = nanos(attack.conflicting.header.time.as_ref()) - 1;
        let height = attack.conflicting.header.height;
        let forward = attack.trusted.header.as_ref().is_some_and(|one| one.height < height);
        forward && fitting(attack, |header, _| header.time = Some(timestamp(in_range(time))))
    }),
    ("part of the conflicting block missing", |attack, rng| {
        let block = attack.evidence.conflicting_block.get_or_insert_default();
        let SignedHeader { header, commit } = block.signed_header.get_or_insert_default();
        match rng.below(4) {
            0 => header.take().is_some(),
            1 => commit.take().is_some(),
            2 => block.signed_header.take().is_some(),
            _ => block.validator_set.take().is_some(),
        }
    }),
    ("trusted signatures broken", |attack, rng| {
        let entries = &mut attack.trusted.commit.get_or_insert_default().signatures;
        let signatures = entries.iter_mut().map(|entry| &mut entry.signature);
        signatures.map(|signature| flip(signature, rng)).filter(|flipped| *flipped).count() > 0
    }),
];
