//! Trees of a chain's state, and proofs from them that may be changed in any way.

use crate::hashing::sha256;
use crate::wire::tree::{delimited, key, varint};

/// An `ExistenceProof`.
#[derive(Clone)]
pub(super) struct Existence {
    pub(super) key: Vec<u8>,
    pub(super) value: Vec<u8>,
    /// Hash, prehash of the key, prehash of the value, length; none: no `LeafOp`.
    pub(super) ops: Option<[u64; 4]>,
    pub(super) prefix: Vec<u8>,
    pub(super) path: Vec<Step>,
}

/// An `InnerOp`.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) hash: u64,
    pub(super) prefix: Vec<u8>,
    pub(super) suffix: Vec<u8>,
}

impl Step {
    pub(super) fn new(prefix: Vec<u8>, suffix: Vec<u8>) -> Step {
        Step { hash: 1, prefix, suffix }
    }
}

impl Existence {
    fn new(prefix: &[u8], key: &[u8], value: &[u8]) -> Existence {
        Existence {
            key: key.to_vec(),
            value: value.to_vec(),
            ops: Some([1, 0, 1, 1]),
            prefix: prefix.to_vec(),
            path: Vec::new(),
        }
    }

    /// What is hashed as the leaf, by the rules of both trees.
    pub(super) fn leaf(&self) -> Vec<u8> {
        let length = varint(self.key.len() as u64, 0);
        [&self.prefix[..], &length, &self.key, &[32], &sha256(&self.value)].concat()
    }

    /// The root, whatever the steps look like.
    pub(super) fn root(&self) -> Vec<u8> {
        let node = sha256(&self.leaf()).to_vec();
        self.path.iter().fold(node, |node, step| {
            let node = [&step.prefix[..], &node, &step.suffix].concat();
            if step.hash == 0 { node } else { sha256(&node).to_vec() }
        })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = [some(1, &self.key), some(2, &self.value)].concat();
        if let Some(ops) = self.ops {
            let ops = ops.iter().zip(1..).flat_map(|(op, number)| int(number, *op));
            bytes.extend(delimited(3, &[ops.collect(), some(5, &self.prefix)].concat()));
        }
        for Step { hash, prefix, suffix } in &self.path {
            let step = [int(1, *hash), some(2, prefix), some(3, suffix)].concat();
            bytes.extend(delimited(4, &step));
        }
        bytes
    }
}

fn some(number: u64, bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() { Vec::new() } else { delimited(number, bytes) }
}

fn int(number: u64, value: u64) -> Vec<u8> {
    if value == 0 { Vec::new() } else { [key(number, 0), varint(value, 0)].concat() }
}

/// The proofs of all entries of a store, in their order.
pub(super) fn iavl(entries: &[(&[u8], &[u8])]) -> Vec<Existence> {
    let leaves = entries.iter().map(|(key, value)| Existence::new(&[0, 2, 4], key, value));
    let mut proofs: Vec<Existence> = leaves.collect();
    grow(&mut proofs, true);
    proofs
}

/// The proofs of all stores of a multistore, in their order.
pub(super) fn multistore(stores: &[(&[u8], &[u8])]) -> Vec<Existence> {
    let leaves = stores.iter().map(|(name, root)| Existence::new(&[0], name, root));
    let mut proofs: Vec<Existence> = leaves.collect();
    grow(&mut proofs, false);
    proofs
}

/// Appends the steps up to the root of these leaves; gives the height of their tree.
fn grow(proofs: &mut [Existence], iavl: bool) -> u8 {
    let size = proofs.len();
    if size < 2 {
        return 0;
    }
    let (left, right) = proofs.split_at_mut(size.div_ceil(2));
    let height = grow(left, iavl).max(grow(right, iavl)) + 1;
    let (left_root, right_root) = (left[0].root(), right[0].root());
    let (head, length): (Vec<u8>, &[u8]) =
        if iavl { (vec![height * 2, size as u8 * 2, 4], &[32]) } else { (vec![1], &[]) };
    for proof in left {
        let suffix = [length, &right_root].concat();
        proof.path.push(Step::new([&head[..], length].concat(), suffix));
    }
    for proof in right {
        let prefix = [&head[..], length, &left_root, length].concat();
        proof.path.push(Step::new(prefix, Vec::new()));
    }
    height
}
