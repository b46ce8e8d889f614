//! A chain of small worlds.

use super::{HeaderOf, Set, World};

/// Blocks of a chain whose validators change with every block.
pub struct Chain {
    pub blocks: Vec<Vec<u8>>,
    /// The set that follows each.
    pub sets: Vec<Vec<u8>>,
}

/// The set at a height. Validator `n` of seven changes its power at heights of `n` modulo 7, so that
/// no two sets in a row are alike.
fn set_at(height: i64) -> Set {
    let mut set = World::new(20, &[]).set().clone();
    for (n, member) in (0i64..).zip(&mut set.members) {
        member.power = 10 + (height - n).div_euclid(7) % 3;
    }
    set.proposer = set.members.first().cloned();
    set
}

/// The block at a height of that chain, with what it stands on.
pub fn world_at(height: i64) -> World {
    let mut world = World::new(height, &[]);
    world.set = Some(set_at(height));
    world.header().time = (1_700_000_000 + height, 0);
    world.header().hashes[HeaderOf::VALIDATORS] = set_at(height).hash();
    world.header().hashes[HeaderOf::NEXT_VALIDATORS] = set_at(height + 1).hash();
    world.reseal();
    world
}

/// A chain of `length` blocks above height 10, with sets that change.
pub fn chain(length: i64) -> Chain {
    let mut chain = Chain { blocks: Vec::new(), sets: Vec::new() };
    for height in 11..11 + length {
        chain.blocks.push(world_at(height).light_block());
        chain.sets.push(set_at(height + 1).encode());
    }
    chain
}
