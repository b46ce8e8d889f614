//! Changes to single votes. Each makes what signatures it needs itself.

use super::{Apply, flip};
use crate::chain::{absent, block_id};
use crate::hashing::Signed;
use crate::message::{BlockId, Commit, CommitSig};
use crate::rng::Rng;
use crate::scene::{Scene, sign_entry};
use crate::time::{LAST, YEAR_1, in_range, nanos, timestamp};

fn entries<'s>(scene: &'s mut Scene<'_>) -> &'s mut Vec<CommitSig> {
    &mut scene.block.commit.signatures
}

/// A place whose entry has one of these flags.
fn place_of(scene: &Scene<'_>, flags: &[i32], rng: &mut Rng) -> Option<usize> {
    let entries = scene.block.commit.signatures.iter().enumerate();
    let places = entries.filter(|(_, entry)| flags.contains(&entry.block_id_flag));
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    (!places.is_empty()).then(|| rng.pick(&places))
}

/// Changes one who voted.
fn vote(scene: &mut Scene<'_>, rng: &mut Rng, how: fn(&mut CommitSig, &mut Rng) -> bool) -> bool {
    let place = place_of(scene, &[2, 2, 3], rng);
    place.is_some_and(|place| how(&mut entries(scene)[place], rng))
}

/// Turns one into an absent one with a remnant.
fn remnant(scene: &mut Scene<'_>, rng: &mut Rng, how: fn(&mut CommitSig, &mut Rng)) -> bool {
    let Some(place) = place_of(scene, &[1, 2, 3], rng) else { return false };
    let mut entry = absent();
    how(&mut entry, rng);
    std::mem::replace(&mut entries(scene)[place], entry.clone()) != entry
}

/// Changes one vote and signs it again.
fn signed(scene: &mut Scene<'_>, flags: &[i32], rng: &mut Rng, how: fn(&mut CommitSig)) -> bool {
    let Some(place) = place_of(scene, flags, rng) else { return false };
    how(&mut entries(scene)[place]);
    sign(scene, place);
    true
}

fn sign(scene: &mut Scene<'_>, place: usize) {
    let block = &mut scene.block;
    sign_entry(scene.ring, &mut block.commit, &block.set, &block.header.chain_id, place);
}

/// Gives all the same flag and signs them again.
fn all_signed(scene: &mut Scene<'_>, flag: i32) -> bool {
    let mut changed = false;
    for place in 0..entries(scene).len() {
        let entry = &mut entries(scene)[place];
        if entry.block_id_flag != 1 && entry.block_id_flag != flag {
            entry.block_id_flag = flag;
            sign(scene, place);
            changed = true;
        }
    }
    changed
}

/// Has one signed, but something other than what the commit says.
fn signed_other(
    scene: &mut Scene<'_>,
    rng: &mut Rng,
    how: fn(&mut Commit, &mut Vec<u8>, &mut Rng),
) -> bool {
    let Some(place) = place_of(scene, &[2, 2, 3], rng) else { return false };
    let mut commit = scene.block.commit.clone();
    let mut chain_id = scene.block.header.chain_id.clone();
    how(&mut commit, &mut chain_id, rng);
    sign_entry(scene.ring, &mut commit, &scene.block.set, &chain_id, place);
    let signature = std::mem::take(&mut commit.signatures[place].signature);
    let entry = &mut entries(scene)[place];
    std::mem::replace(&mut entry.signature, signature.clone()) != signature
}

/// Makes s of ed25519 not canonical. Of secp256k1, whose s is big endian, it becomes another.
fn past_the_order(entry: &mut CommitSig, _: &mut Rng) -> bool {
    super::scalar::add_order(&mut entry.signature)
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("entry: signature bit", |scene, rng| {
        vote(scene, rng, |entry, rng| flip(&mut entry.signature, rng))
    }),
    ("entry: signature size", |scene, rng| {
        vote(scene, rng, |entry, rng| {
            let before = entry.signature.len();
            entry.signature.resize(rng.pick(&[1, 32, 63, 65, 65, 96]), 0);
            entry.signature.len() != before
        })
    }),
    ("entry: signature at the greatest size", |scene, rng| {
        vote(scene, rng, |entry, rng| {
            entry.signature.resize(rng.pick(&[3309, 3310]), 7);
            true
        })
    }),
    ("entry: no signature", |scene, rng| {
        vote(scene, rng, |entry, _| !std::mem::take(&mut entry.signature).is_empty())
    }),
    ("entry: signature zero", |scene, rng| {
        vote(scene, rng, |entry, _| {
            let zero = vec![0; 64];
            std::mem::replace(&mut entry.signature, zero.clone()) != zero
        })
    }),
    ("entry: s plus group order", |scene, rng| vote(scene, rng, past_the_order)),
    ("entry: s negated", |scene, rng| {
        vote(scene, rng, |entry, _| super::scalar::negate(&mut entry.signature))
    }),
    ("entry: all signatures broken", |scene, rng| {
        let signatures = entries(scene).iter_mut().map(|entry| &mut entry.signature);
        signatures.map(|signature| flip(signature, rng)).filter(|flipped| *flipped).count() > 0
    }),
    ("entry: first signature broken", |scene, rng| {
        entries(scene).first_mut().is_some_and(|entry| flip(&mut entry.signature, rng))
    }),
    ("entry: last signature broken", |scene, rng| {
        entries(scene).last_mut().is_some_and(|entry| flip(&mut entry.signature, rng))
    }),
    ("entry: last signature of another size", |scene, _| {
        entries(scene).last_mut().is_some_and(|entry| entry.signature.pop().is_some())
    }),
    ("entry: two signatures swapped", |scene, rng| {
        let entries = entries(scene);
        rng.two(entries.len()).is_some_and(|(a, b)| {
            let signature = std::mem::take(&mut entries[a].signature);
            entries[a].signature = std::mem::replace(&mut entries[b].signature, signature);
            entries[a].signature != entries[b].signature
        })
    }),
    ("entry: two swapped", |scene, rng| {
        let entries = entries(scene);
        rng.two(entries.len()).is_some_and(|(a, b)| {
            entries.swap(a, b);
            entries[a] != entries[b]
        })
    }),
    ("entry: all in reverse", |scene, _| {
        let before = entries(scene).clone();
        entries(scene).reverse();
        before != *entries(scene)
    }),
    ("entry: one twice", |scene, rng| {
        let Some(place) = place_of(scene, &[1, 2, 3], rng) else { return false };
        let copy = entries(scene)[place].clone();
        entries(scene).insert(place, copy);
        true
    }),
    ("entry: one in the place of another", |scene, rng| {
        let entries = entries(scene);
        rng.two(entries.len()).is_some_and(|(a, b)| {
            let copy = entries[a].clone();
            std::mem::replace(&mut entries[b], copy.clone()) != copy
        })
    }),
    ("entry: an absent one more", |scene, _| {
        entries(scene).push(absent());
        true
    }),
    ("entry: last left out", |scene, _| entries(scene).pop().is_some()),
    ("entry: address flipped", |scene, rng| {
        vote(scene, rng, |entry, rng| flip(&mut entry.validator_address, rng))
    }),
    ("entry: address size", |scene, rng| {
        vote(scene, rng, |entry, rng| {
            let before = entry.validator_address.len();
            entry.validator_address.resize(rng.pick(&[1, 19, 21, 32]), 0);
            before != entry.validator_address.len()
        })
    }),
    ("entry: no address", |scene, rng| {
        vote(scene, rng, |entry, _| !std::mem::take(&mut entry.validator_address).is_empty())
    }),
    ("entry: address of another", |scene, rng| {
        let entries = entries(scene);
        rng.two(entries.len()).is_some_and(|(a, b)| {
            let other = entries[b].validator_address.clone();
            std::mem::replace(&mut entries[a].validator_address, other.clone()) != other
        })
    }),
    ("entry: address of a trusted one", |scene, rng| {
        let trusted = &scene.trusted_next.validators;
        let Some(other) = trusted.get(rng.index(trusted.len())).map(|one| one.address.clone())
        else {
            return false;
        };
        let Some(place) = place_of(scene, &[2], rng) else { return false };
        let entry = &mut entries(scene)[place];
        std::mem::replace(&mut entry.validator_address, other.clone()) != other
    }),
    ("entry: addresses swapped", |scene, rng| {
        let entries = entries(scene);
        rng.two(entries.len()).is_some_and(|(a, b)| {
            let address = std::mem::take(&mut entries[a].validator_address);
            entries[a].validator_address =
                std::mem::replace(&mut entries[b].validator_address, address);
            entries[a].validator_address != entries[b].validator_address
        })
    }),
    ("entry: turned absent", |scene, rng| {
        let place = place_of(scene, &[2, 3], rng);
        place.map(|place| entries(scene)[place] = absent()).is_some()
    }),
    ("entry: all but one turned absent", |scene, rng| {
        let Some(place) = place_of(scene, &[2], rng) else { return false };
        let before = entries(scene).clone();
        for (n, entry) in entries(scene).iter_mut().enumerate() {
            if n != place {
                *entry = absent();
            }
        }
        before != *entries(scene)
    }),
    ("entry: all absent", |scene, _| {
        let before = entries(scene).clone();
        entries(scene).iter_mut().for_each(|entry| *entry = absent());
        before != *entries(scene)
    }),
    ("entry: turned nil; signed", |scene, rng| {
        signed(scene, &[2], rng, |entry| entry.block_id_flag = 3)
    }),
    ("entry: turned for the block; signed", |scene, rng| {
        signed(scene, &[3], rng, |entry| entry.block_id_flag = 2)
    }),
    ("entry: nil and block exchanged", |scene, rng| {
        vote(scene, rng, |entry, _| {
            entry.block_id_flag = 5 - entry.block_id_flag;
            true
        })
    }),
    ("entry: all nil; signed", |scene, _| all_signed(scene, 3)),
    ("entry: all for the block; signed", |scene, _| all_signed(scene, 2)),
    ("entry: flag", |scene, rng| {
        vote(scene, rng, |entry, rng| {
            entry.block_id_flag = rng.pick(&[0, 1, 4, 5, -1, 255, i32::MAX, i32::MIN]);
            true
        })
    }),
    ("entry: flag past a byte", |scene, rng| {
        vote(scene, rng, |entry, rng| {
            entry.block_id_flag += rng.pick(&[256, 512, 1 << 16, -256, 1 << 30]);
            true
        })
    }),
    ("entry: absent with an address", |scene, rng| {
        remnant(scene, rng, |entry, rng| entry.validator_address = rng.bytes(20))
    }),
    ("entry: absent with a time", |scene, rng| {
        remnant(scene, rng, |entry, rng| {
            let time = rng.pick(&[YEAR_1 + 1, 0, 1, YEAR_1 + 1_000_000_000]);
            entry.timestamp = Some(timestamp(time));
        })
    }),
    ("entry: absent with a signature", |scene, rng| {
        remnant(scene, rng, |entry, rng| entry.signature = rng.bytes(64))
    }),
    ("entry: absent and no time", |scene, rng| {
        remnant(scene, rng, |entry, _| entry.timestamp = None)
    }),
    ("entry: time 1 ns later", |scene, rng| {
        vote(scene, rng, |entry, _| {
            let before = nanos(entry.timestamp.as_ref());
            entry.timestamp = Some(timestamp(in_range(before + 1)));
            before < LAST
        })
    }),
    ("entry: time odd; signed", |scene, rng| {
        let Some(place) = place_of(scene, &[2, 3], rng) else { return false };
        let time = timestamp(rng.pick(&[YEAR_1, -1, 0, 1, -1_000_000_000, LAST]));
        let before = entries(scene)[place].timestamp.replace(time);
        sign(scene, place);
        before != Some(time)
    }),
    ("entry: no time", |scene, rng| vote(scene, rng, |entry, _| entry.timestamp.take().is_some())),
    ("entry: no time; signed", |scene, rng| {
        signed(scene, &[2, 3], rng, |entry| entry.timestamp = None)
    }),
    ("entry: signed for another chain", |scene, rng| {
        signed_other(scene, rng, |_, chain_id, _| chain_id.push(b'x'))
    }),
    ("entry: signed for another height", |scene, rng| {
        signed_other(scene, rng, |commit, _, _| commit.height = commit.height.wrapping_add(1))
    }),
    ("entry: signed for another round", |scene, rng| {
        signed_other(scene, rng, |commit, _, _| commit.round = commit.round.wrapping_add(1))
    }),
    ("entry: signed for another block", |scene, rng| {
        signed_other(scene, rng, |commit, _, rng| commit.block_id = Some(block_id(rng.hash(), rng)))
    }),
    ("entry: signed for no block", |scene, rng| {
        signed_other(scene, rng, |commit, _, _| commit.block_id = Some(BlockId::default()))
    }),
    ("entry: signed as a prevote", |scene, rng| {
        let Some(place) = place_of(scene, &[2], rng) else { return false };
        let block = &scene.block;
        let entry = &block.commit.signatures[place];
        let vote = Signed::entry(&block.commit, entry, &block.header.chain_id);
        let bytes = Signed { vote_type: 1, ..vote }.bytes();
        let signature = scene.ring.sign_as(&entry.validator_address, &bytes);
        signature.map(|signature| entries(scene)[place].signature = signature).is_some()
    }),
];
