//! What may be wrong with a proof, or odd.

mod parts;

use parts::PARTS;

use super::Claim;
use super::message::{
    CommitmentProof, ExistenceProof, LeafOp, MerkleProof, NonExistenceProof, Sort,
};
use super::tree::Level;
use crate::mutate::flip;
use crate::rng::{Deck, Rng};
use crate::wire::tree::delimited;
use prost::Message;

/// A change to the whole; false where it has nothing to change.
type Change = fn(&mut Claim, &mut Rng) -> bool;
/// The names of all changes.
pub(in super::super) fn names() -> impl Iterator<Item = &'static str> {
    WHOLE.iter().map(|(name, _)| *name).chain(PARTS.iter().map(|(name, _)| *name))
}

pub(super) fn apply(
    claim: &mut Claim,
    deck: &mut Deck,
    parts: &mut Deck,
    rng: &mut Rng,
) -> Option<&'static str> {
    if rng.once_in(2) {
        let (name, change) = &WHOLE[deck.draw(WHOLE.len(), rng)];
        return change(claim, rng).then_some(*name);
    }
    let (name, change) = &PARTS[parts.draw(PARTS.len(), rng)];
    let upper = rng.once_in(4);
    let mut shown = existence(&mut claim.proof, usize::from(upper));
    if shown.is_empty() {
        return None;
    }
    let place = rng.index(shown.len());
    let changed = if shown.len() == 2 && rng.once_in(3) {
        // The same on both sides: what they share stays shared.
        let mut twin = rng.clone();
        let first = change(shown[0], &mut twin);
        change(shown[1], rng) || first
    } else {
        change(shown[place], rng)
    };
    if !changed {
        return None;
    }
    if rng.once_in(3) {
        return Some(name);
    }
    // With hashes that fit, the change is what decides.
    if upper {
        claim.adopt_upper_root();
    } else {
        claim.seal();
    }
    Some(name)
}

/// The existence proofs at a level.
fn existence(proof: &mut MerkleProof, level: usize) -> Vec<&mut ExistenceProof> {
    match proof.proofs.get_mut(level).and_then(|proof| proof.sort.as_mut()) {
        Some(Sort::Exist(proof)) => vec![proof],
        Some(Sort::Nonexist(proof)) => proof.left.iter_mut().chain(&mut proof.right).collect(),
        _ => Vec::new(),
    }
}

fn lower(claim: &mut Claim) -> Option<&mut Sort> {
    claim.proof.proofs.first_mut()?.sort.as_mut()
}

fn absence(claim: &mut Claim) -> Option<&mut NonExistenceProof> {
    match lower(claim)? {
        Sort::Nonexist(proof) => Some(proof),
        _ => None,
    }
}

fn put_lower(claim: &mut Claim, sort: Option<Sort>) -> bool {
    match claim.proof.proofs.first_mut() {
        Some(lower) => {
            lower.sort = sort;
            true
        }
        None => false,
    }
}

const WHOLE: &[(&str, Change)] = &[
    ("root", |claim, rng| flip(&mut claim.root, rng)),
    ("root of another size", |claim, rng| {
        claim.root.truncate(rng.pick(&[0, 1, 31]));
        true
    }),
    ("key", |claim, rng| match claim.path.get_mut(1) {
        Some(key) => flip(key, rng),
        None => false,
    }),
    ("key of another entry", |claim, rng| {
        let place = rng.index(claim.store.entries.len());
        let other = claim.store.entries[place].0.clone();
        claim.path.get_mut(1).is_some_and(|key| std::mem::replace(key, other.clone()) != other)
    }),
    ("store", |claim, rng| match claim.path.first_mut() {
        Some(name) => {
            *name = rng.pick(&[b"provider".as_slice(), b"ibc", b"", b"x"]).to_vec();
            true
        }
        None => false,
    }),
    ("path", |claim, rng| {
        match rng.below(4) {
            0 => claim.path.reverse(),
            1 => drop(claim.path.pop()),
            2 => claim.path.push(b"more".to_vec()),
            _ => claim.path.clear(),
        }
        true
    }),
    ("value", |claim, rng| match &mut claim.value {
        Some(value) if value.is_empty() => {
            value.push(0);
            true
        }
        Some(value) => flip(value, rng),
        None => false,
    }),
    ("value empty or none", |claim, rng| {
        let other = if rng.once_in(2) { Some(Vec::new()) } else { None };
        std::mem::replace(&mut claim.value, other.clone()) != other
    }),
    ("value for an absent key", |claim, rng| {
        let length = rng.index(3);
        claim.value.is_none() && {
            claim.value = Some(rng.bytes(length));
            true
        }
    }),
    ("number of proofs", |claim, rng| {
        match rng.below(4) {
            0 => drop(claim.proof.proofs.pop()),
            1 => claim.proof.proofs.extend(claim.proof.proofs.clone().into_iter().take(1)),
            2 => claim.proof.proofs.clear(),
            _ => claim.proof.proofs.insert(0, CommitmentProof { sort: None }),
        }
        true
    }),
    ("proofs in the other order", |claim, _| {
        claim.proof.proofs.reverse();
        true
    }),
    ("a proof of nothing", |claim, rng| {
        let Some(level) =
            (!claim.proof.proofs.is_empty()).then(|| rng.index(claim.proof.proofs.len()))
        else {
            return false;
        };
        claim.proof.proofs[level].sort = match rng.below(3) {
            0 => None,
            1 => Some(Sort::Exist(ExistenceProof::default())),
            _ => Some(Sort::Nonexist(NonExistenceProof::default())),
        };
        true
    }),
    ("a batch or a compressed proof", |claim, rng| {
        let level = rng.index(2);
        let Some(proof) = claim.proof.proofs.get_mut(level) else { return false };
        let Some(sort) = proof.sort.take() else { return false };
        // One entry of a batch holds the same proof; of the compressed form, there is none.
        let number = match sort {
            Sort::Exist(_) => 1,
            _ => 2,
        };
        let content = match &sort {
            Sort::Exist(proof) => proof.encode_to_vec(),
            Sort::Nonexist(proof) => proof.encode_to_vec(),
            Sort::Batch(bytes) | Sort::Compressed(bytes) => bytes.clone(),
        };
        let whole = !matches!(sort, Sort::Batch(_) | Sort::Compressed(_));
        proof.sort = Some(match rng.below(3) {
            0 => Sort::Compressed(Vec::new()),
            1 if whole => Sort::Batch(delimited(1, &delimited(number, &content))),
            _ => Sort::Batch(Vec::new()),
        });
        true
    }),
    ("an absence above", |claim, rng| {
        let Some(proof) = claim.proof.proofs.get_mut(1) else { return false };
        let Some(Sort::Exist(shown)) = proof.sort.take() else { return false };
        let (left, right) = if rng.once_in(2) { (Some(shown), None) } else { (None, Some(shown)) };
        proof.sort = Some(Sort::Nonexist(NonExistenceProof { key: Vec::new(), left, right }));
        true
    }),
    ("existence as absence", |claim, rng| {
        let key = claim.path.get(1).cloned().unwrap_or_default();
        let Some(Sort::Exist(proof)) = lower(claim).map(|sort| sort.clone()) else { return false };
        if rng.once_in(2) {
            claim.value = None;
        }
        let (left, right) = if rng.once_in(2) { (Some(proof), None) } else { (None, Some(proof)) };
        put_lower(claim, Some(Sort::Nonexist(NonExistenceProof { key, left, right })))
    }),
    ("a neighbour as existence", |claim, rng| {
        let Some(proof) = absence(claim) else { return false };
        let Some(shown) = proof.left.clone().or(proof.right.clone()) else { return false };
        if rng.once_in(2) {
            claim.value = Some(shown.value.clone());
        }
        put_lower(claim, Some(Sort::Exist(shown)))
    }),
    ("a present key as absent", |claim, rng| {
        let place = rng.index(claim.store.entries.len());
        let gap = place + rng.index(2);
        let key = claim.store.entries[place].0.clone();
        let proof = claim.absence(gap, &key);
        claim.value = None;
        claim.path = vec![claim.path.first().cloned().unwrap_or_default(), key];
        put_lower(claim, proof.sort)
    }),
    ("neighbours swapped", |claim, _| {
        absence(claim).is_some_and(|proof| {
            std::mem::swap(&mut proof.left, &mut proof.right);
            proof.left != proof.right
        })
    }),
    ("a neighbour gone", |claim, rng| {
        let left = rng.once_in(2);
        absence(claim).is_some_and(|proof| {
            let gone = if left { proof.left.take() } else { proof.right.take() };
            gone.is_some()
        })
    }),
    ("one neighbour twice", |claim, rng| {
        let left = rng.once_in(2);
        absence(claim).is_some_and(|proof| {
            if left {
                proof.right.clone_from(&proof.left);
            } else {
                proof.left.clone_from(&proof.right);
            }
            proof.left.is_some() || proof.right.is_some()
        })
    }),
    ("a neighbour farther away", |claim, rng| {
        let place = rng.index(claim.store.entries.len());
        let other = claim.store.tree.prove(Level::Store, place);
        let left = rng.once_in(2);
        absence(claim).is_some_and(|proof| {
            let side = if left { &mut proof.left } else { &mut proof.right };
            side.as_mut().is_some_and(|side| std::mem::replace(side, other.clone()) != other)
        })
    }),
    ("key of the absence", |claim, rng| {
        let key = rng.bytes(3);
        absence(claim).is_some_and(|proof| std::mem::replace(&mut proof.key, key.clone()) != key)
    }),
    ("an inner node as a leaf", |claim, _| {
        // The preimage of a node, read as that of a leaf: prefix, key and what is left.
        let mut shown = existence(&mut claim.proof, 0);
        let Some(proof) = shown.first_mut().filter(|proof| !proof.path.is_empty()) else {
            return false;
        };
        let below = proof.path.remove(0);
        proof.leaf =
            Some(LeafOp { prefix: below.prefix, ..proof.leaf.clone().unwrap_or_default() });
        true
    }),
    ("the proof of another store above", |claim, _| {
        let Some((name, _)) = claim.others.first().cloned() else { return false };
        let Some(own) = claim.path.first().cloned() else { return false };
        let [lower, ..] = claim.proof.proofs.as_slice() else { return false };
        let lower = lower.clone();
        // As if the root of this store stood under the other name.
        claim.others.retain(|(other, _)| *other != name);
        claim.path[0] = name;
        claim.proof.proofs = vec![lower];
        claim.seal();
        claim.path[0] = own;
        true
    }),
    ("upper value emptied", |claim, _| {
        let mut shown = existence(&mut claim.proof, 1);
        let Some(proof) = shown.first_mut() else { return false };
        proof.value.clear();
        claim.adopt_upper_root();
        true
    }),
];
