//! Proofs of a chain's state, beside the `ics23` crate.
//!
//! The bytes are a question: choices, store, key, value, root, and the proof. Chance finds no hashes
//! that fit, so the choices may take the key and the value from the proof, make the root of the store
//! the value of the upper proof, and make the root that of the upper proof.

use crate::choices::Choices;
use crate::frames;
use ics23::commitment_proof::Proof;
use ics23::{CommitmentProof, ExistenceProof, HostFunctionsProvider, NonExistenceProof, ProofSpec};
use ics23_prost::Message as _;
use parhelion_core::proof::{self, MerkleProof};
use parhelion_core::{ChainId, Class, Error, Limits, Time, TrustedState};
use prost::Message;
use sha2::{Digest, Sha256};

const LIMITS: &Limits = &Limits::DEFAULT;

/// Which question about state is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateQuestion {
    /// Bit 0: the key, and the value where there is one, are those of the proof. Bit 1: the hashes
    /// are made to fit. Bit 2: an absence is asked for.
    pub choices: u8,
    /// The name of the store.
    pub store: Vec<u8>,
    /// The key.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
    /// The root of the multistore.
    pub root: Vec<u8>,
    /// A `MerkleProof`.
    pub proof: Vec<u8>,
}

/// IBC's message, whose proofs are left as they are.
#[derive(Clone, PartialEq, Message)]
struct Raw {
    #[prost(bytes = "vec", repeated, tag = "1")]
    proofs: Vec<Vec<u8>>,
}

impl StateQuestion {
    /// Reads the bytes of a seed.
    #[must_use]
    pub fn read(bytes: &[u8]) -> StateQuestion {
        let mut rest = bytes;
        let choices = Choices::new(&bytes[..bytes.len().min(1)]).next();
        let _ = rest.split_off_first();
        let mut part = || {
            let length = usize::from(rest.split_off_first().copied().unwrap_or(0));
            rest.split_off(..length.min(rest.len())).unwrap_or_default().to_vec()
        };
        let (store, key, value, root) = (part(), part(), part(), part());
        StateQuestion { choices, store, key, value, root, proof: rest.to_vec() }
    }

    /// The bytes of a seed: each part has at most 255.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.choices];
        for part in [&self.store, &self.key, &self.value, &self.root] {
            let part = &part[..part.len().min(255)];
            bytes.push(part.len() as u8);
            bytes.extend(part);
        }
        bytes.extend(&self.proof);
        bytes
    }

    fn is_absence(&self) -> bool {
        self.choices & 4 != 0
    }

    /// Carries the choices out.
    fn choose(&mut self) {
        let Some((lower, mut upper)) = self.pair() else { return };
        if self.choices & 1 != 0 {
            if let Some(Proof::Exist(proof)) = &lower.proof {
                (self.key, self.value) = (proof.key.clone(), proof.value.clone());
            }
            if let Some(Proof::Nonexist(proof)) = &lower.proof {
                self.key = proof.key.clone();
            }
        }
        if self.choices & 2 != 0
            && let Some(Proof::Exist(proof)) = &mut upper.proof
        {
            proof.value = root(&lower).unwrap_or_default();
            self.root = plain_root(proof);
            let proofs = vec![lower.encode_to_vec(), upper.encode_to_vec()];
            self.proof = Raw { proofs }.encode_to_vec();
        }
    }

    /// The two proofs, if prost reads them.
    fn pair(&self) -> Option<(CommitmentProof, CommitmentProof)> {
        let raw = <Raw as Message>::decode(&self.proof[..]).ok()?;
        let [lower, upper] = &raw.proofs[..] else { return None };
        let read = |bytes: &Vec<u8>| CommitmentProof::decode(&bytes[..]).ok();
        Some((read(lower)?, read(upper)?))
    }

    fn ours(&self) -> Result<(), Error> {
        let proof = MerkleProof::parse(&self.proof, LIMITS)?;
        let (root, store, key) = (&self.root[..], &self.store[..], &self.key[..]);
        let value = Some(&self.value[..]).filter(|_| !self.is_absence());
        let ours = match value {
            Some(value) => proof::membership_under_bare_root(root, store, key, value, &proof),
            None => proof::non_membership_under_bare_root(root, store, key, &proof),
        };
        if let Some(header) = header(root) {
            let proven = match value {
                Some(value) => proof::verify_membership(&header, store, key, value, &proof),
                None => proof::verify_non_membership(&header, store, key, &proof),
            };
            assert_eq!(proven.map(drop), ours, "a header must not change a verdict");
            frames::state(&header, [store, key], value, &proof, &proven);
        }
        ours
    }

    /// What the crate says, level by level as ibc-go asks.
    fn theirs(&self, lower: &CommitmentProof, upper: &CommitmentProof) -> bool {
        let (iavl, simple) = (ics23::iavl_spec(), ics23::tendermint_spec());
        let Some(store) = root(lower) else { return false };
        let below = match (&lower.proof, self.is_absence()) {
            (Some(Proof::Exist(_)), false) => {
                ics23::verify_membership::<Host>(lower, &iavl, &store, &self.key, &self.value)
            }
            (Some(Proof::Nonexist(_)), true) => {
                ics23::verify_non_membership::<Host>(lower, &iavl, &store, &self.key)
            }
            _ => false,
        };
        below && self.above(upper, &simple, &store)
    }

    fn above(&self, upper: &CommitmentProof, simple: &ProofSpec, store: &[u8]) -> bool {
        let is_existence = matches!(upper.proof, Some(Proof::Exist(_)));
        is_existence
            && ics23::verify_membership::<Host>(upper, simple, &self.root, &self.store, store)
    }
}

/// Asks us and the crate: the same verdict, but for what `docs/deliberate-differences.md` lists.
pub fn proofs(bytes: &[u8]) {
    let _ = answer(bytes);
}

/// Our answer, after it was compared. `None`: the bytes are no two proofs.
#[must_use]
pub(crate) fn answer(bytes: &[u8]) -> Option<Result<(), Error>> {
    let mut asked = StateQuestion::read(bytes);
    asked.choose();
    let ours = asked.ours();
    let Some((lower, upper)) = asked.pair() else {
        assert!(ours.is_err(), "accepted, and prost reads no two proofs");
        return None;
    };
    match ours {
        Ok(()) if existences(&lower).any(|proof| proof.value.is_empty()) => {
            // The one extension.
            assert!(asked.theirs_with_values(&lower, &upper), "accepted, though not for its value");
        }
        Ok(()) => assert!(asked.theirs(&lower, &upper), "accepted by us alone"),
        Err(Error::ProofDepth { .. }) => {}
        Err(error) if error.class() == Class::Malformed => {}
        Err(error) => assert!(!asked.theirs(&lower, &upper), "refused by us alone: {error}"),
    }
    Some(ours)
}

impl StateQuestion {
    /// What the crate says of each existence in the lower proof where an empty value is another one,
    /// under the root that it then has; the real roots, the key and the value are compared here. That
    /// neighbours are neighbours is not: with other values they are of two trees.
    fn theirs_with_values(&self, lower: &CommitmentProof, upper: &CommitmentProof) -> bool {
        let Some(store) = root(lower) else { return false };
        if !self.above(upper, &ics23::tendermint_spec(), &store) {
            return false;
        }
        let alone = existences(lower).all(|proof| {
            let mut proof = proof.clone();
            if proof.value.is_empty() {
                proof.value = vec![1];
            }
            let (key, value, root) = (proof.key.clone(), proof.value.clone(), plain_root(&proof));
            let proof = CommitmentProof { proof: Some(Proof::Exist(proof)) };
            ics23::verify_membership::<Host>(&proof, &ics23::iavl_spec(), &root, &key, &value)
        });
        let one_root = existences(lower).all(|proof| plain_root(proof) == store);
        let entry = match &lower.proof {
            Some(Proof::Exist(proof)) => proof.key == self.key && proof.value == self.value,
            Some(Proof::Nonexist(NonExistenceProof { left, right, .. })) => {
                left.as_ref().is_none_or(|left| left.key < self.key)
                    && right.as_ref().is_none_or(|right| right.key > self.key)
            }
            _ => false,
        };
        alone && one_root && entry
    }
}

/// A state with an app hash of 32 bytes, as it would have been stored.
fn header(app_hash: &[u8]) -> Option<TrustedState> {
    let (time, chain_id) = (Time::UNIX_EPOCH, ChainId::new("a-1").ok()?);
    let state = TrustedState::from_on_chain_client(chain_id, 7, time, &[]).ok()?;
    let mut bytes = state.to_bytes();
    (bytes[6], bytes[29]) = (bytes[6] | 8, 32);
    bytes[128..160].copy_from_slice(<&[u8; 32]>::try_from(app_hash).ok()?);
    let checksum = Sha256::digest(&bytes[..248]);
    bytes[248..].copy_from_slice(&checksum[..8]);
    TrustedState::from_trusted_bytes(&bytes).ok()
}

fn existences(proof: &CommitmentProof) -> impl Iterator<Item = &ExistenceProof> {
    let found = match &proof.proof {
        Some(Proof::Exist(proof)) => [Some(proof), None],
        Some(Proof::Nonexist(proof)) => [proof.left.as_ref(), proof.right.as_ref()],
        _ => [None, None],
    };
    found.into_iter().flatten()
}

/// The root to which a lower proof leads: by its left neighbour, or else its right one.
fn root(proof: &CommitmentProof) -> Option<Vec<u8>> {
    existences(proof).next().map(plain_root)
}

/// The root of a proof that is as those of both trees are.
fn plain_root(proof: &ExistenceProof) -> Vec<u8> {
    let prefix = proof.leaf.as_ref().map_or(&[][..], |leaf| &leaf.prefix);
    let mut length = Vec::new();
    prost::encoding::encode_varint(proof.key.len() as u64, &mut length);
    let value = Sha256::digest(&proof.value);
    let mut node = Sha256::digest([prefix, &length, &proof.key, &[32], &value].concat()).to_vec();
    for step in &proof.path {
        node = Sha256::digest([&step.prefix[..], &node, &step.suffix].concat()).to_vec();
    }
    node
}

/// SHA-256 is the one hash of both trees. Of the others it is enough that they are others.
struct Host;

fn other<const N: usize>(name: u8, message: &[u8]) -> [u8; N] {
    let digest = Sha256::new().chain_update([name]).chain_update(message).finalize();
    std::array::from_fn(|at| digest[at % 32])
}

impl HostFunctionsProvider for Host {
    fn sha2_256(message: &[u8]) -> [u8; 32] {
        Sha256::digest(message).into()
    }
    fn sha2_512(message: &[u8]) -> [u8; 64] {
        other(1, message)
    }
    fn sha2_512_truncated(message: &[u8]) -> [u8; 32] {
        other(2, message)
    }
    fn keccak_256(message: &[u8]) -> [u8; 32] {
        other(3, message)
    }
    fn ripemd160(message: &[u8]) -> [u8; 20] {
        other(4, message)
    }
    fn blake2b_512(message: &[u8]) -> [u8; 64] {
        other(5, message)
    }
    fn blake2s_256(message: &[u8]) -> [u8; 32] {
        other(6, message)
    }
    fn blake3(message: &[u8]) -> [u8; 32] {
        other(7, message)
    }
}
