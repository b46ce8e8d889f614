//! Proofs that a field belongs to a header. They are no cases: these inputs are made here.

use super::corpus::vector;
use super::parts::sha256;
use parhelion_core::{Error, Hash, HeaderField, HeaderProof, Limits, SignedHeader};

/// A node of the tree, hashed without a length, as CometBFT's `innerHash`.
fn inner(left: &[u8], right: &[u8]) -> Vec<u8> {
    sha256(&[&[1], left, right].concat()).to_vec()
}

/// The root to which a leaf leads; nothing where the aunts do not suffice. CometBFT's
/// `computeHashFromAunts`.
fn root(index: usize, total: usize, leaf: &[u8], aunts: &[Hash]) -> Vec<u8> {
    if total == 1 {
        return if aunts.is_empty() { leaf.to_vec() } else { Vec::new() };
    }
    let Some((last, rest)) = aunts.split_last() else { return Vec::new() };
    let left = total.next_power_of_two() / 2;
    let child = if index < left {
        root(index, left, leaf, rest)
    } else {
        root(index - left, total - left, leaf, rest)
    };
    match (child.is_empty(), index < left) {
        (true, _) => child,
        (_, true) => inner(&child, &last.0),
        (_, false) => inner(&last.0, &child),
    }
}

/// The leaf of a field of bytes.
fn leaf(value: &[u8]) -> Vec<u8> {
    sha256(&[&[0, 0x0a, 32], value].concat()).to_vec()
}

/// CometBFT #558, up to 0.34.27 and 0.37.0: a root that could not be computed is nil, and so may be
/// the root that is asked for. Here a root has 32 bytes, and no root is an error.
#[test]
fn no_root_is_not_the_root() {
    let value = [7; 32];
    let flawed = |root_asked: &[u8]| root(6, 14, &leaf(&value), &[]) == root_asked;
    assert!(flawed(&[]) && !flawed(&leaf(&value)));
    let proof = HeaderProof::from_parts(6, 14, &[]).unwrap();
    for hash in [Hash([0; 32]), Hash(leaf(&value).try_into().unwrap())] {
        let found = proof.verify_bytes(&hash, HeaderField::DataHash, &value);
        assert_eq!(found, Err(Error::InclusionMismatch));
    }
}

/// ASA-2025-002, up to CometBFT 0.37.14 and 0.38.16: a part was taken for that of its index, and
/// its proof, right as it is, had another index.
#[test]
fn a_proof_is_of_its_own_index() {
    let trusted = vector("light", "other-chain-adjacent").bytes("trusted");
    let header = SignedHeader::parse(&trusted, &Limits::DEFAULT).unwrap().header();
    let (hash, data_hash) = (header.hash().unwrap(), header.data_hash());
    let proof = header.prove(HeaderField::DataHash).unwrap();
    let claimed = HeaderField::AppHash;
    let (index, total) = (proof.index() as usize, proof.total() as usize);
    // The index in the proof decides, whatever is claimed.
    let flawed = root(index, total, &leaf(data_hash), proof.aunts()) == hash.0;
    assert!(flawed);
    assert_eq!(proof.verify_bytes(&hash, HeaderField::DataHash, data_hash), Ok(()));
    assert_eq!(proof.verify_bytes(&hash, claimed, data_hash), Err(Error::InclusionMismatch));
}
