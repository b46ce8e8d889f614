//! That the contenders of this process agree. Everything that is measured is asserted here first.

use crate::chain::{Block, Step};
use crate::evidence::{Attack, DuplicateVote};
use crate::json::Texts;
use crate::ours::{self, Attackers, DoubleVoter, Start};
use crate::peer;
use crate::signatures::Signatures;
use parhelion_core::{Error, LightBlock, Limits, Verifier};

/// One bit decides: all accept this block, and refuse it with a wrong signature, for that reason.
pub fn assert_block(block: &Block) {
    let wrong = block.with_wrong_bits(|i| i == 0);
    let refused = Err(Error::WrongSignature { index: 0 });
    let mut verifier = Verifier::new();
    for step in [Step::Adjacent, Step::Skipping] {
        let mut start = Start::below(block, step);
        for (block, verdict) in [(block, Ok(())), (&wrong, refused)] {
            let view = ours::parse(block).unwrap();
            assert_eq!(start.verify(&view), verdict);
            assert_eq!(start.verify_with(&view, &mut verifier), verdict);
            assert_eq!(start.verify_with(&view, &mut Verifier::new()), verdict);
            assert_eq!(peer::accepts(&peer::verify(&block.decoded, step)), verdict.is_ok());
        }
    }
}

/// All accept all signatures, and no wrong one.
pub fn assert_signatures(block: &Block) {
    let wrong = block.with_wrong_bits(|i| i == 2);
    let refused = Err(Error::WrongSignature { index: 2 });
    for (block, verdict) in [(block, Ok(())), (&wrong, refused)] {
        let view = ours::parse(block).unwrap();
        assert_eq!(ours::commit(&view, None), verdict);
        assert_eq!(ours::commit(&view, Some(&mut Verifier::new())), verdict);
        let signatures = Signatures::of(block);
        assert_eq!(signatures.hold_for_zebra(), verdict.is_ok());
        assert_eq!(signatures.hold_for_consensus(), verdict.is_ok());
    }
}

/// The JSON of a block holds what its bytes hold.
pub fn assert_json(block: &Block) {
    let texts = Texts::of(block);
    let bytes = texts.to_wire();
    let (decoded, ours) = (texts.to_peer(), LightBlock::parse(&bytes, &Limits::DEFAULT).unwrap());
    assert_eq!(decoded.signed_header, block.decoded.signed_header);
    assert_eq!(decoded.validators.hash(), block.decoded.validators.hash());
    assert_eq!(Start::below(block, Step::Adjacent).verify(&ours), Ok(()));
}

/// All verify as many of these blocks, and find the same entry wrong after them.
pub fn assert_window(blocks: &[Block], verified: usize, wrong: Option<u32>) {
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    let expected = (verified, wrong.map(|index| Error::WrongSignature { index }));
    assert_eq!(ours::follow(&state, blocks), expected);
    assert_eq!(ours::follow_with(&state, blocks, &mut Verifier::new()), expected);
    assert_eq!(peer::follow(blocks), verified);
}

/// A double vote is proven, and one with a wrong bit is not.
pub fn assert_duplicate_vote(evidence: &DuplicateVote) {
    let wrong = evidence.with_wrong_bit();
    assert_eq!(DoubleVoter::new(evidence).verify(), Ok(()));
    assert_eq!(DoubleVoter::new(&wrong).verify(), Err(Error::WrongSignature { index: 1 }));
    let votes = peer::decode_duplicate_vote(&evidence.bytes);
    assert_eq!(votes.vote_b.height, evidence.block.decoded.signed_header.header.height);
}

/// All of a set are guilty of an attack, and nobody is where the last signature is wrong.
pub fn assert_attack(evidence: &Attack) {
    let all = evidence.common.decoded.validators.validators().len();
    let index = u32::try_from(all).unwrap() - 1;
    let wrong = evidence.with_wrong_bit();
    for (evidence, verdict) in [(evidence, Ok(all)), (&wrong, Err(Error::WrongSignature { index }))]
    {
        let mut attackers = Attackers::new(evidence);
        assert_eq!(attackers.verify(), verdict);
        assert_eq!(attackers.verify_with(&mut Verifier::new()), verdict);
        let accused = peer::decode_attack(&evidence.bytes).byzantine_validators;
        assert_eq!(accused, evidence.common.decoded.validators.validators().as_slice());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Kind;
    use crate::{Powers, Strangers};

    #[test]
    fn the_contenders_agree() {
        for powers in [Powers::Equal, Powers::Hub] {
            for n in [4, 50] {
                let block = Block::new(n, powers);
                assert_block(&block);
                assert_signatures(&block);
                assert_json(&block);
            }
        }
        assert_json(&Block::new(150, Powers::Equal));
        Strangers::new(3000).assert_verdicts();
    }

    #[test]
    fn the_contenders_agree_on_evidence() {
        for n in [4, 50] {
            assert_duplicate_vote(&DuplicateVote::new(n));
            assert_attack(&Attack::new(n, Kind::Lunatic));
            assert_attack(&Attack::new(n, Kind::Equivocation));
        }
    }

    #[test]
    fn the_contenders_agree_on_windows() {
        let mut blocks = Block::chain(20, Powers::Equal, 9);
        assert_window(&blocks, 9, None);
        blocks[8] = blocks[8].with_wrong_bits(|i| i == 3);
        assert_window(&blocks, 8, Some(3));
        blocks[0] = blocks[0].with_wrong_bits(|_| true);
        assert_window(&blocks, 0, Some(0));
    }
}
