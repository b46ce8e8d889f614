//! Trees of a store, as IAVL makes them or as nobody would, and the multistore above them.

use super::message::{ExistenceProof, InnerOp, LeafOp};
use crate::hashing::sha256;
use crate::rng::Rng;
use crate::wire::tree::varint;

/// A tree with the hash of each node.
pub(super) struct Tree {
    hash: Vec<u8>,
    kind: Kind,
}

enum Kind {
    Leaf { key: Vec<u8>, value: Vec<u8>, prefix: Vec<u8> },
    Node { prefix: Vec<u8>, children: Vec<Tree> },
}

/// What sets a store's tree apart from that of the multistore: the length byte before a child.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Level {
    Store,
    Multistore,
}

impl Level {
    fn child(self, hash: &[u8]) -> Vec<u8> {
        match self {
            Level::Store => [&[32], hash].concat(),
            Level::Multistore => hash.to_vec(),
        }
    }
}

/// Three zig-zag integers.
pub(super) fn header(height: i64, size: i64, version: i64) -> Vec<u8> {
    let zigzag = |value: i64| varint((value as u64) << 1 ^ (value >> 63) as u64, 0);
    [zigzag(height), zigzag(size), zigzag(version)].concat()
}

fn joined(level: Level, children: &[Tree]) -> Vec<u8> {
    children.iter().flat_map(|child| level.child(&child.hash)).collect()
}

/// The hash of a leaf, whatever its operation says.
pub(super) fn leaf_hash(prefix: &[u8], key: &[u8], value: &[u8]) -> Vec<u8> {
    let (length, value) = (varint(key.len() as u64, 0), sha256(value));
    sha256(&[prefix, &length, key, &[32], &value].concat()).to_vec()
}

impl Tree {
    pub(super) fn leaf(prefix: Vec<u8>, (key, value): &(Vec<u8>, Vec<u8>)) -> Tree {
        let hash = leaf_hash(&prefix, key, value);
        Tree { hash, kind: Kind::Leaf { key: key.clone(), value: value.clone(), prefix } }
    }

    fn node(level: Level, prefix: Vec<u8>, children: Vec<Tree>) -> Tree {
        let hash = sha256(&[prefix.clone(), joined(level, &children)].concat()).to_vec();
        Tree { hash, kind: Kind::Node { prefix, children } }
    }

    pub(super) fn hash(&self) -> &[u8] {
        &self.hash
    }

    fn leaves(&self) -> usize {
        match &self.kind {
            Kind::Leaf { .. } => 1,
            Kind::Node { children, .. } => children.iter().map(Tree::leaves).sum(),
        }
    }

    fn height(&self) -> i64 {
        match &self.kind {
            Kind::Leaf { .. } => 0,
            Kind::Node { children, .. } => 1 + children.iter().map(Tree::height).max().unwrap_or(0),
        }
    }

    /// The tree of a store with these entries, which are not none.
    pub(super) fn iavl(entries: &[(Vec<u8>, Vec<u8>)], rng: &mut Rng) -> Tree {
        let version = 1 + rng.below(1 << 20) as i64;
        if let [entry] = entries {
            return Tree::leaf(header(0, 1, version), entry);
        }
        // IAVL's trees are balanced, not full.
        let half = entries.len() / 2;
        let slack = if entries.len() > 6 { rng.index(3) } else { 0 };
        let (left, right) = entries.split_at(half + slack);
        let children = vec![Tree::iavl(left, rng), Tree::iavl(right, rng)];
        let height = 1 + children[0].height().max(children[1].height());
        let size = entries.len() as i64;
        Tree::node(Level::Store, header(height, size, version), children)
    }

    /// A tree that no store would make, of nodes with one to three children.
    pub(super) fn crafted(entries: &[(Vec<u8>, Vec<u8>)], craft: &Craft, rng: &mut Rng) -> Tree {
        if let [entry] = entries {
            let leaf = Tree::leaf(craft.leaf(rng), entry);
            return if rng.once_in(12) { Tree::crafted_node(vec![leaf], craft, rng) } else { leaf };
        }
        let cut = 1 + rng.index(entries.len() - 1);
        let (left, right) = entries.split_at(cut);
        let mut children = vec![Tree::crafted(left, craft, rng)];
        if craft.three && right.len() > 1 && rng.once_in(3) {
            let (middle, right) = right.split_at(1 + rng.index(right.len() - 1));
            children.push(Tree::crafted(middle, craft, rng));
            children.push(Tree::crafted(right, craft, rng));
        } else {
            children.push(Tree::crafted(right, craft, rng));
        }
        Tree::crafted_node(children, craft, rng)
    }

    fn crafted_node(children: Vec<Tree>, craft: &Craft, rng: &mut Rng) -> Tree {
        let height = 1 + children.iter().map(Tree::height).max().unwrap_or(0);
        let size = children.iter().map(Tree::leaves).sum::<usize>() as i64;
        let prefix = craft.node(height, size, rng);
        Tree::node(Level::Store, prefix, children)
    }

    /// A leaf under so many nodes with one child.
    pub(super) fn deep(entry: &(Vec<u8>, Vec<u8>), depth: usize) -> Tree {
        let leaf = Tree::leaf(header(0, 1, 1), entry);
        (1..=depth as i64)
            .fold(leaf, |below, height| Tree::node(Level::Store, header(height, 1, 1), vec![below]))
    }

    /// The multistore of these stores, by name.
    pub(super) fn multistore(stores: &[(Vec<u8>, Vec<u8>)], inner: &[u8]) -> Tree {
        if let [store] = stores {
            return Tree::leaf(vec![0], store);
        }
        let (left, right) = stores.split_at(stores.len().next_power_of_two() / 2);
        let children = vec![Tree::multistore(left, inner), Tree::multistore(right, inner)];
        Tree::node(Level::Multistore, inner.to_vec(), children)
    }

    /// The proof of a leaf, counted from the left.
    pub(super) fn prove(&self, level: Level, mut place: usize) -> ExistenceProof {
        match &self.kind {
            Kind::Leaf { key, value, prefix } => ExistenceProof {
                key: key.clone(),
                value: value.clone(),
                leaf: Some(LeafOp {
                    hash: 1,
                    prehash_key: 0,
                    prehash_value: 1,
                    length: 1,
                    prefix: prefix.clone(),
                }),
                path: Vec::new(),
            },
            Kind::Node { prefix, children } => {
                let mut child = 0;
                while place >= children[child].leaves() {
                    place -= children[child].leaves();
                    child += 1;
                }
                let mut proof = children[child].prove(level, place);
                let mut prefix = [prefix.clone(), joined(level, &children[..child])].concat();
                if level == Level::Store {
                    prefix.push(32);
                }
                let suffix = joined(level, &children[child + 1..]);
                proof.path.push(InnerOp { hash: 1, prefix, suffix });
                proof
            }
        }
    }
}

/// How a crafted tree departs from a real one.
pub(super) struct Craft {
    /// Whether a node may have three children.
    pub(super) three: bool,
    /// Whether the heights are less than those of the steps.
    pub(super) low: bool,
    /// Whether the numbers of a node are of any size, and any bytes long.
    pub(super) odd: bool,
}

impl Craft {
    fn leaf(&self, rng: &mut Rng) -> Vec<u8> {
        if self.odd && rng.once_in(4) {
            // The version may be anything that is not negative, in any number of bytes.
            let version = varint(rng.any() >> rng.below(64) & !1, rng.index(2));
            return [vec![0, 2], version].concat();
        }
        let size = if self.odd && rng.once_in(8) { rng.below(1 << 30) as i64 } else { 1 };
        header(0, size, 1 + rng.below(1000) as i64)
    }

    fn node(&self, height: i64, size: i64, rng: &mut Rng) -> Vec<u8> {
        let height = match rng.below(4) {
            0 if self.low => height - 1,
            1 if self.odd => height + rng.below(1 << 20) as i64,
            _ => height,
        };
        let number = |rng: &mut Rng| {
            let most = rng.pick(&[4, 12, 33, 62]);
            let sign = if rng.once_in(30) { -1 } else { 1 };
            sign * rng.below(1 << most) as i64
        };
        if !self.odd {
            return header(height, size, 1 + rng.below(1000) as i64);
        }
        let [size, version] = [(); 2].map(|()| number(rng));
        header(height, size, version)
    }
}
