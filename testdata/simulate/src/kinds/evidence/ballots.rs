//! Who signed which of two blocks, and under whose name: a light client verifies the votes up to two
//! thirds by their places; who is guilty is found by the addresses of all.

use super::fork::Fork;
use super::tally::{read, spare, unread, voters};
use crate::chain::absent;
use crate::hashing::Signed;
use crate::keys::{Keyring, address};
use crate::kinds::made_key;
use crate::message::{CommitSig, Key, PublicKey, Validator};
use crate::mutate::flip;
use crate::rng::Rng;
use crate::scene::{Block, sign_entry};

/// One of these.
fn any(of: &[usize], rng: &mut Rng) -> Option<usize> {
    (!of.is_empty()).then(|| rng.pick(of))
}

impl Fork<'_> {
    fn sign(&mut self, side: usize, place: usize) {
        let block = &mut self.blocks[side];
        sign_entry(self.ring, &mut block.commit, &block.set, &block.header.chain_id, place);
    }

    /// Puts another's name to a vote, and has that one sign it.
    fn label(&mut self, side: usize, place: usize, address: &[u8]) -> bool {
        let Block { commit, header, .. } = &mut self.blocks[side];
        let name = &mut commit.signatures[place].validator_address;
        let before = std::mem::replace(name, address.to_vec());
        let bytes = Signed::entry(commit, &commit.signatures[place], &header.chain_id).bytes();
        if let Some(signature) = self.ring.sign_as(address, &bytes) {
            commit.signatures[place].signature = signature;
        }
        before != address
    }

    /// Changes the vote of one who can be spared; in both blocks, if wanted.
    fn change_spare(&mut self, both: Sides, flag: i32, rng: &mut Rng) -> bool {
        let side = rng.index(2);
        let Some(place) = any(&spare(&self.blocks[side]), rng) else { return false };
        let address = self.blocks[side].commit.signatures[place].validator_address.clone();
        let mut changed = false;
        for side in both.of(side) {
            let spare = spare(&self.blocks[side]);
            let entries = &mut self.blocks[side].commit.signatures;
            let Some(place) = spare.into_iter().find(|n| entries[*n].validator_address == address)
            else {
                continue;
            };
            changed |= entries[place].block_id_flag != flag;
            if flag == 1 {
                entries[place] = absent();
            } else {
                entries[place].block_id_flag = flag;
                self.sign(side, place);
            }
        }
        changed
    }
}

/// Which of the two blocks.
#[derive(Clone, Copy)]
enum Sides {
    One,
    Both,
}

impl Sides {
    fn of(self, side: usize) -> impl Iterator<Item = usize> {
        let other = matches!(self, Sides::Both).then_some(1 - side);
        std::iter::once(side).chain(other)
    }
}

/// The address of somebody who is in neither set.
fn stranger(fork: &Fork<'_>, rng: &mut Rng) -> Vec<u8> {
    let known = |ring: &Keyring, rng: &mut Rng| {
        let address = ring.stranger(1, rng).address;
        let mut all = fork.blocks.iter().flat_map(|block| &block.set.validators);
        (!all.any(|one| one.address == address)).then_some(address)
    };
    (0..64).find_map(|_| known(fork.ring, rng)).unwrap_or_else(|| rng.bytes(20))
}

/// Puts one name to a vote at which nobody looks: in one block or in both.
fn label_unread(fork: &mut Fork<'_>, both: Sides, address: &[u8], rng: &mut Rng) -> bool {
    let mut labelled = false;
    for side in both.of(rng.index(2)) {
        if let Some(place) = any(&unread(&fork.blocks[side]), rng) {
            labelled |= fork.label(side, place, address);
        }
    }
    labelled
}

/// The address of any member of one of the sets.
fn member(fork: &Fork<'_>, rng: &mut Rng) -> Vec<u8> {
    let all = &fork.blocks[rng.index(2)].set.validators;
    all.get(rng.index(all.len().max(1))).map(|one| one.address.clone()).unwrap_or_default()
}

/// Breaks the signature at one of these places.
fn broken(fork: &mut Fork<'_>, side: usize, places: &[usize], rng: &mut Rng) -> bool {
    any(places, rng)
        .is_some_and(|place| flip(&mut fork.blocks[side].commit.signatures[place].signature, rng))
}

/// Adds a validator without power who votes nil, by a key that was made for this very vote: what is
/// signed then names no block, and so no set with that key in it.
fn made_voter(fork: &mut Fork<'_>, both: Sides, rng: &mut Rng) -> bool {
    let time = fork.blocks[0].header.time;
    let entry = CommitSig { block_id_flag: 3, timestamp: time, ..CommitSig::default() };
    let [first, second] = [0, 1].map(|side| {
        let Block { commit, header, .. } = &fork.blocks[side];
        Signed::entry(commit, &entry, &header.chain_id).bytes()
    });
    if first != second {
        return false;
    }
    let (signature, key) = made_key::signature(&first, rng);
    let key = Key::Secp256k1(key);
    let address = address(&key);
    let pub_key = Some(PublicKey { key: Some(key) });
    for side in both.of(rng.index(2)) {
        let block = &mut fork.blocks[side];
        let (address, signature) = (address.clone(), signature.clone());
        let voter = Validator {
            address: address.clone(),
            pub_key: pub_key.clone(),
            ..Validator::default()
        };
        block.set.validators.push(voter);
        let entry = CommitSig { validator_address: address, signature, ..entry.clone() };
        block.commit.signatures.push(entry);
        fork.seal(side);
    }
    true
}

/// A change to the votes; false where there is nothing to change.
pub(super) type Change = fn(&mut Fork<'_>, &mut Rng) -> bool;

pub(super) const TABLE: &[(&str, Change)] = &[
    ("one read broken", |fork, rng| {
        let side = rng.index(2);
        let places = read(&fork.blocks[side]);
        broken(fork, side, &places, rng)
    }),
    ("one unread broken", |fork, rng| {
        let side = rng.index(2);
        let places = unread(&fork.blocks[side]);
        broken(fork, side, &places, rng)
    }),
    ("all unread broken", |fork, rng| {
        let side = rng.index(2);
        let places = unread(&fork.blocks[side]);
        places.iter().filter(|place| broken(fork, side, &[**place], rng)).count() > 0
    }),
    ("one unread broken; its owner absent from the other", |fork, rng| {
        let side = rng.index(2);
        let places = unread(&fork.blocks[side]);
        let Some(place) = any(&places, rng) else { return false };
        let owner = fork.blocks[side].commit.signatures[place].validator_address.clone();
        let spare = spare(&fork.blocks[1 - side]);
        let entries = &mut fork.blocks[1 - side].commit.signatures;
        for other in spare {
            if entries[other].validator_address == owner {
                entries[other] = absent();
            }
        }
        broken(fork, side, &[place], rng)
    }),
    ("one with its signature of the other block", |fork, rng| {
        let [ours, theirs] = &mut fork.blocks;
        let entries = &mut theirs.commit.signatures;
        let place = rng.index(entries.len().max(1));
        let Some(entry) = entries.get_mut(place).filter(|entry| entry.block_id_flag != 1) else {
            return false;
        };
        let mut others = ours.commit.signatures.iter();
        let other = others.find(|other| other.validator_address == entry.validator_address);
        other.is_some_and(|other| {
            let before = std::mem::replace(&mut entry.signature, other.signature.clone());
            before != entry.signature
        })
    }),
    ("one nil; signed", |fork, rng| fork.change_spare(Sides::One, 3, rng)),
    ("one nil in both; signed", |fork, rng| fork.change_spare(Sides::Both, 3, rng)),
    ("one absent", |fork, rng| fork.change_spare(Sides::One, 1, rng)),
    ("one absent from both", |fork, rng| fork.change_spare(Sides::Both, 1, rng)),
    ("one for the block in both; signed", |fork, rng| fork.change_spare(Sides::Both, 2, rng)),
    ("all who can be spared nil; signed", |fork, rng| {
        let mut changed = false;
        for _ in 0..fork.blocks[0].commit.signatures.len() {
            changed |= fork.change_spare(Sides::One, 3, rng);
        }
        changed
    }),
    ("all who can be spared absent", |fork, rng| {
        let mut changed = false;
        for _ in 0..fork.blocks[0].commit.signatures.len() {
            changed |= fork.change_spare(Sides::One, 1, rng);
        }
        changed
    }),
    ("one too many absent", |fork, rng| {
        let block = &mut fork.blocks[rng.index(2)];
        let spare = spare(block);
        let mut needed: Vec<usize> = voters(block).filter(|place| !spare.contains(place)).collect();
        if needed.is_empty() {
            // Nobody is needed alone.
            needed = voters(block).collect();
        }
        let entries = &mut block.commit.signatures;
        any(&needed, rng).map(|place| entries[place] = absent()).is_some()
    }),
    ("one too many nil; signed", |fork, rng| {
        let side = rng.index(2);
        let spare = spare(&fork.blocks[side]);
        let needed = voters(&fork.blocks[side]).filter(|place| !spare.contains(place));
        let needed: Vec<usize> = needed.collect();
        let Some(place) = any(&needed, rng) else { return false };
        fork.blocks[side].commit.signatures[place].block_id_flag = 3;
        fork.sign(side, place);
        true
    }),
    ("one unread in another's name; that one signs", |fork, rng| {
        let address = member(fork, rng);
        label_unread(fork, Sides::One, &address, rng)
    }),
    ("one unread of both in another's name; that one signs", |fork, rng| {
        let address = member(fork, rng);
        label_unread(fork, Sides::Both, &address, rng)
    }),
    ("one unread in another's name", |fork, rng| {
        let (side, address) = (rng.index(2), member(fork, rng));
        let Some(place) = any(&unread(&fork.blocks[side]), rng) else { return false };
        let entry = &mut fork.blocks[side].commit.signatures[place];
        std::mem::replace(&mut entry.validator_address, address.clone()) != address
    }),
    ("one unread in a stranger's name; that one signs", |fork, rng| {
        let address = stranger(fork, rng);
        label_unread(fork, Sides::One, &address, rng)
    }),
    ("one unread of both in a stranger's name; that one signs", |fork, rng| {
        let address = stranger(fork, rng);
        label_unread(fork, Sides::Both, &address, rng)
    }),
    ("one unread in the name of a signer of the other block", |fork, rng| {
        let side = rng.index(2);
        let others = &fork.blocks[1 - side].commit.signatures;
        let addresses = others.iter().map(|entry| &entry.validator_address);
        let foreign = addresses.filter(|address| {
            let mut own = fork.blocks[side].set.validators.iter();
            !address.is_empty() && !own.any(|one| one.address == **address)
        });
        let foreign: Vec<&Vec<u8>> = foreign.collect();
        let place = any(&unread(&fork.blocks[side]), rng);
        let Some(place) = place.filter(|_| !foreign.is_empty()) else { return false };
        let address = rng.pick(&foreign).clone();
        fork.label(side, place, &address)
    }),
    ("names of two read exchanged", |fork, rng| {
        let side = rng.index(2);
        let places = read(&fork.blocks[side]);
        let entries = &mut fork.blocks[side].commit.signatures;
        rng.two(places.len()).is_some_and(|(a, b)| {
            let (a, b) = (places[a], places[b]);
            let name = std::mem::take(&mut entries[a].validator_address);
            entries[a].validator_address =
                std::mem::replace(&mut entries[b].validator_address, name);
            entries[a].validator_address != entries[b].validator_address
        })
    }),
    ("names of two unread exchanged; these sign", |fork, rng| {
        let side = rng.index(2);
        let places = unread(&fork.blocks[side]);
        let Some((a, b)) = rng.two(places.len()) else { return false };
        let (a, b) = (places[a], places[b]);
        let entries = &fork.blocks[side].commit.signatures;
        let (name, other) =
            (entries[a].validator_address.clone(), entries[b].validator_address.clone());
        fork.label(side, a, &other) && fork.label(side, b, &name)
    }),
    ("one nil by a made key", |fork, rng| made_voter(fork, Sides::One, rng)),
    ("one nil in both by a made key", |fork, rng| made_voter(fork, Sides::Both, rng)),
    ("one nil in both by a made key; N added to R", |fork, rng| {
        let made = made_voter(fork, Sides::Both, rng);
        let entries = &mut fork.blocks[rng.index(2)].commit.signatures;
        let last = entries.last_mut().filter(|_| made);
        last.is_some_and(|entry| made_key::add_order(&mut entry.signature))
    }),
    ("the other round; signed", |fork, rng| {
        let side = rng.index(2);
        fork.blocks[side].commit.round ^= 1;
        (0..fork.blocks[side].commit.signatures.len()).for_each(|place| fork.sign(side, place));
        true
    }),
    ("the votes of the other block; signed", |fork, _| {
        let [ours, theirs] = &mut fork.blocks;
        let before = theirs.commit.signatures.clone();
        theirs.commit.signatures.clone_from(&ours.commit.signatures);
        (0..before.len()).for_each(|place| fork.sign(1, place));
        before != fork.blocks[1].commit.signatures
    }),
];
