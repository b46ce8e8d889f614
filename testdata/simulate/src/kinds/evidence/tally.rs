//! Which votes of a commit a light client verifies: those for the block, by their places, until two
//! thirds have signed.

use crate::scene::Block;
use crate::sets::total;

/// The power that has to be exceeded.
fn two_thirds(block: &Block) -> i128 {
    i128::from(total(&block.set.validators)) * 2 / 3
}

fn power(block: &Block, place: usize) -> i128 {
    block.set.validators.get(place).map_or(0, |one| one.voting_power.into())
}

/// The places of those who voted for the block.
pub(super) fn voters(block: &Block) -> impl Iterator<Item = usize> {
    let entries = block.commit.signatures.iter().enumerate();
    entries.filter(|(_, entry)| entry.block_id_flag == 2).map(|(place, _)| place)
}

/// The places of the votes that a light client verifies: it stops once it has two thirds.
pub(super) fn read(block: &Block) -> Vec<usize> {
    let (needed, mut sum) = (two_thirds(block), 0);
    let mut until = |place: &usize| {
        let more = sum <= needed;
        sum += power(block, *place);
        more
    };
    voters(block).take_while(&mut until).collect()
}

/// The places of the votes at which a light client does not look.
pub(super) fn unread(block: &Block) -> Vec<usize> {
    let read = read(block);
    let entries = block.commit.signatures.iter().enumerate();
    let votes = entries.filter(|(place, entry)| entry.block_id_flag != 1 && !read.contains(place));
    votes.map(|(place, _)| place).collect()
}

/// The places of those without whom there are still two thirds.
pub(super) fn spare(block: &Block) -> Vec<usize> {
    let signed: i128 = voters(block).map(|place| power(block, place)).sum();
    let left = signed - two_thirds(block);
    let entries = block.commit.signatures.iter().enumerate();
    let spare = entries.filter(|(place, entry)| match entry.block_id_flag {
        1 => false,
        2 => power(block, *place) < left,
        _ => true,
    });
    spare.map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Commit, CommitSig, Header, Validator, ValidatorSet};

    /// A block of validators with these powers and flags.
    fn block(votes: &[(i64, i32)]) -> Block {
        let validators = votes.iter().map(|(voting_power, _)| Validator {
            voting_power: *voting_power,
            ..Validator::default()
        });
        let signatures = votes.iter().map(|(_, block_id_flag)| CommitSig {
            block_id_flag: *block_id_flag,
            ..CommitSig::default()
        });
        Block {
            header: Header::default(),
            commit: Commit { signatures: signatures.collect(), ..Commit::default() },
            set: ValidatorSet { validators: validators.collect(), ..ValidatorSet::default() },
            next: ValidatorSet::default(),
        }
    }

    #[test]
    fn reading_ends_above_two_thirds() {
        // 3 of 9 vote nil or not at all; 6 would not do.
        let block = block(&[(2, 2), (1, 3), (4, 2), (1, 1), (1, 2), (0, 2)]);
        assert_eq!(read(&block), [0, 2, 4]);
        assert_eq!(unread(&block), [1, 5]);
        assert_eq!(voters(&block).collect::<Vec<_>>(), [0, 2, 4, 5]);
    }

    #[test]
    fn who_can_be_spared() {
        // 8 of 10 have signed, 7 are needed.
        let block = block(&[(5, 2), (1, 2), (2, 2), (1, 1), (1, 3)]);
        assert_eq!(spare(&block), [1, 4]);
    }

    #[test]
    fn powers_may_be_absurd() {
        let block = block(&[(i64::MAX, 2), (i64::MAX, 2), (i64::MIN, 2)]);
        assert_eq!(read(&block), [0]);
    }
}
