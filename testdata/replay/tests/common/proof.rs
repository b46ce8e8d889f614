//! Trees of a chain's state, and proofs from them, by hand: fields as they are given, whatever rules
//! they break.

use super::wire::varint;
use super::{LIMITS, World, bytes, message, uint};
use parhelion_core::proof::{self, Gap, MerkleProof, Proven};
use parhelion_core::{Error, Header, TrustedState};
use parhelion_replay::SentProof;
use sha2::{Digest, Sha256};

pub const STORE: &[u8] = b"ibc";

/// How a leaf is hashed; as it is in both trees, unless it is changed.
#[derive(Clone)]
pub struct Leaf {
    pub ops: [i64; 4], // hash, prehash_key, prehash_value, length
    pub prefix: Vec<u8>,
}

#[derive(Clone)]
pub struct Step {
    pub hash: i64,
    pub prefix: Vec<u8>,
    pub suffix: Vec<u8>,
}

#[derive(Clone)]
pub struct Existence {
    pub key: Vec<u8>,
    pub value: Vec<u8>,
    pub leaf: Option<Leaf>,
    pub path: Vec<Step>,
}

impl Existence {
    fn new(prefix: &[u8], key: &[u8], value: &[u8]) -> Existence {
        let leaf = Some(Leaf { ops: [1, 0, 1, 1], prefix: prefix.to_vec() });
        Existence { key: key.to_vec(), value: value.to_vec(), leaf, path: Vec::new() }
    }

    pub fn encode(&self) -> Vec<u8> {
        let leaf = self.leaf.iter().flat_map(|leaf| {
            let ops = leaf.ops.iter().zip(1..).flat_map(|(op, number)| uint(number, *op));
            message(3, &[ops.collect(), bytes(5, &leaf.prefix)].concat())
        });
        let steps = self.path.iter().flat_map(|step| {
            let hash = uint(1, step.hash);
            message(4, &[hash, bytes(2, &step.prefix), bytes(3, &step.suffix)].concat())
        });
        let entry = [bytes(1, &self.key), bytes(2, &self.value)].concat();
        entry.into_iter().chain(leaf).chain(steps).collect()
    }

    /// The root, however odd the steps.
    pub fn root(&self) -> Vec<u8> {
        let prefix = self.leaf.as_ref().map_or(&[][..], |leaf| &leaf.prefix);
        let mut node = leaf_hash(prefix, &self.key, &self.value);
        for step in &self.path {
            node = Sha256::digest([&step.prefix[..], &node, &step.suffix].concat()).to_vec();
        }
        node
    }
}

fn leaf_hash(prefix: &[u8], key: &[u8], value: &[u8]) -> Vec<u8> {
    let length = varint(key.len() as u64);
    Sha256::digest([prefix, &length, key, &[32], &Sha256::digest(value)].concat()).to_vec()
}

/// Proofs of all entries of a store, which are sorted, from the first.
pub fn iavl(entries: &[(&[u8], &[u8])]) -> Vec<Existence> {
    let leaves = entries.iter().map(|(key, value)| Existence::new(&[0, 2, 4], key, value));
    let mut proofs: Vec<Existence> = leaves.collect();
    let join = |left: &[u8], right: &[u8], height: usize, size: usize| {
        let head = [height as u8 * 2, size as u8 * 2, 4, 32];
        let left_of = Step { hash: 1, prefix: head.to_vec(), suffix: [&[32], right].concat() };
        let prefix = [&head[..], left, &[32]].concat();
        (left_of, Step { hash: 1, prefix, suffix: Vec::new() })
    };
    grow(&mut proofs, &join);
    proofs
}

/// Proofs of all stores of a multistore, which are sorted, from the first.
pub fn multistore(stores: &[(&[u8], &[u8])]) -> Vec<Existence> {
    let leaves = stores.iter().map(|(name, root)| Existence::new(&[0], name, root));
    let mut proofs: Vec<Existence> = leaves.collect();
    let join = |left: &[u8], right: &[u8], _: usize, _: usize| {
        let left_of = Step { hash: 1, prefix: vec![1], suffix: right.to_vec() };
        (left_of, Step { hash: 1, prefix: [&[1], left].concat(), suffix: Vec::new() })
    };
    grow(&mut proofs, &join);
    proofs
}

type Join = dyn Fn(&[u8], &[u8], usize, usize) -> (Step, Step);

/// Appends the steps of a tree of these leaves; gives its height.
fn grow(proofs: &mut [Existence], join: &Join) -> usize {
    let size = proofs.len();
    if size < 2 {
        return 0;
    }
    let (left, right) = proofs.split_at_mut(size.div_ceil(2));
    let height = grow(left, join).max(grow(right, join)) + 1;
    let (of_left, of_right) = join(&left[0].root(), &right[0].root(), height, size);
    left.iter_mut().for_each(|proof| proof.path.push(of_left.clone()));
    right.iter_mut().for_each(|proof| proof.path.push(of_right.clone()));
    height
}

/// A question about the state: all that it needs, and a header whose app hash is the root.
#[derive(Clone)]
pub struct Question {
    pub key: Vec<u8>,
    pub value: Option<Vec<u8>>,
    pub lower: Lower,
    pub upper: Existence,
    pub app_hash: Vec<u8>,
}

#[derive(Clone)]
pub enum Lower {
    Present(Existence),
    Absent(Option<Existence>, Option<Existence>),
}

/// What a store of these tests holds: of `d` the value is empty.
pub const ENTRIES: [(&[u8], &[u8]); 5] =
    [(b"a", b"1"), (b"b", b"2"), (b"d", b""), (b"f", b"4"), (b"g", b"5")];

impl Question {
    /// The entry at this place is there.
    pub fn present(index: usize) -> Question {
        let proof = iavl(&ENTRIES).swap_remove(index);
        let value = Some(proof.value.clone());
        Question::new(&proof.key.clone(), value, Lower::Present(proof))
    }

    /// The key is absent, with the entries at these places next to it.
    pub fn absent(key: &[u8], left: Option<usize>, right: Option<usize>) -> Question {
        let proofs = iavl(&ENTRIES);
        let at = |index: Option<usize>| index.map(|index| proofs[index].clone());
        Question::new(key, None, Lower::Absent(at(left), at(right)))
    }

    fn new(key: &[u8], value: Option<Vec<u8>>, lower: Lower) -> Question {
        let root = iavl(&ENTRIES)[0].root();
        let stores: [(&[u8], &[u8]); 3] =
            [(b"bank", &[7; 32]), (STORE, &root), (b"staking", &[9; 32])];
        let upper = multistore(&stores).swap_remove(1);
        let app_hash = upper.root();
        Question { key: key.to_vec(), value, lower, upper, app_hash }
    }

    /// The same with a change, whatever it breaks.
    pub fn with(mut self, change: impl FnOnce(&mut Question)) -> Question {
        change(&mut self);
        self
    }

    /// The same with the hashes made to fit again, as far as they can be.
    pub fn sealed(mut self) -> Question {
        self.upper.value = match &self.lower {
            Lower::Present(proof)
            | Lower::Absent(Some(proof), _)
            | Lower::Absent(_, Some(proof)) => proof.root(),
            Lower::Absent(None, None) => Vec::new(),
        };
        self.app_hash = self.upper.root();
        self
    }

    /// The proof in the store, of a question about what is there, or the left neighbour.
    pub fn lower(&mut self) -> &mut Existence {
        match &mut self.lower {
            Lower::Present(proof) | Lower::Absent(Some(proof), _) => proof,
            Lower::Absent(_, right) => right.as_mut().unwrap(),
        }
    }

    /// The two proofs, each a `CommitmentProof`.
    pub fn ops(&self) -> [Vec<u8>; 2] {
        let neighbour = |number, proof: &Option<Existence>| {
            proof.as_ref().map_or(Vec::new(), |proof| message(number, &proof.encode()))
        };
        let lower = match &self.lower {
            Lower::Present(proof) => message(1, &proof.encode()),
            Lower::Absent(left, right) => {
                let sides = [neighbour(2, left), neighbour(3, right)].concat();
                message(2, &[bytes(1, &self.key), sides].concat())
            }
        };
        [lower, message(1, &self.upper.encode())]
    }

    pub fn encode(&self) -> Vec<u8> {
        self.ops().iter().flat_map(|op| message(1, op)).collect()
    }

    /// A header of `test-chain-1` at height 20 with the app hash.
    pub fn header(&self) -> Result<TrustedState, Error> {
        let mut world = World::new(20, &[]);
        world.header().hashes[super::HeaderOf::APP] = self.app_hash.clone();
        let bytes = world.header().encode();
        let header = Header::parse(&bytes, LIMITS)?;
        TrustedState::trust_on_faith(&header, &header.hash()?)
    }

    pub fn verify(&self) -> Result<(), Error> {
        self.ask(&self.encode()).map(drop)
    }

    /// Asks with other bytes for a proof.
    pub fn ask(&self, proof: &[u8]) -> Result<Proven<'_>, Error> {
        let header = self.header()?;
        let proof = MerkleProof::parse(proof, LIMITS)?;
        let (header, key, value) = (&header, &self.key[..], self.value.as_deref());
        let verdict = match value {
            Some(value) => proof::verify_membership(header, STORE, key, value, &proof),
            None => proof::verify_non_membership(header, STORE, key, &proof),
        };
        SentProof { header, store: STORE, key, value, proof: &proof }.same_as(&verdict);
        verdict
    }

    /// Asks with other bytes for a proof, under the root alone.
    pub fn ask_bare(&self, proof: &[u8]) -> Result<(), Error> {
        let proof = MerkleProof::parse(proof, LIMITS)?;
        let (root, key) = (&self.app_hash[..], &self.key[..]);
        match &self.value {
            Some(value) => proof::membership_under_bare_root(root, STORE, key, value, &proof),
            None => proof::non_membership_under_bare_root(root, STORE, key, &proof),
        }
    }

    pub fn gap<'a>(&'a self, proof: &'a [u8]) -> Result<Gap<'a>, Error> {
        let proof = MerkleProof::parse(proof, LIMITS)?;
        proof::verify_gap(&self.header()?, STORE, &self.key, &proof)
    }
}
