//! What proves a fault, whose fault it proves, and what proves nothing.

use crate::common::evidence::{APP, Attack, DATA, VoteOf, Votes};
use crate::common::steps::Scene;
use crate::common::{Entry, HeaderOf, Id, Member, Stage, World};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::{Fault, FaultProof};
use parhelion_core::{Address, Error, VoteType};

fn addresses(proofs: &[FaultProof]) -> Vec<Vec<u8>> {
    proofs.iter().map(|proof| proof.validator().0.to_vec()).collect()
}

/// The addresses of these of the seven validators.
fn of(indices: &[usize]) -> Vec<Vec<u8>> {
    let mut world = World::new(20, &[]);
    indices.iter().map(|index| world.set().members[*index].address.clone()).collect()
}

fn votes(change: fn(&mut Votes)) -> Votes {
    Votes::new(&[(Stage::Commit, change)])
}

/// What all three judges of two votes say.
fn all(votes: &Votes) -> [Result<FaultProof, Error>; 3] {
    [votes.verify(), votes.verify_by_key(), votes.prove()]
}

#[test]
fn a_proof_says_who_did_what() {
    let votes = votes(|_| {});
    for proof in all(&votes).map(Result::unwrap) {
        assert_eq!(proof.validator(), Address::from_slice(&votes.a.address).unwrap());
        assert_eq!((proof.height(), proof.round()), (20, 1));
        assert_eq!((proof.vote_type(), proof.fault()), (VoteType::Precommit, Fault::DoubleVote));
    }
}

#[test]
fn prevotes_are_votes() {
    let votes = votes(|votes| (votes.a.vote_type, votes.b.vote_type) = (1, 1));
    for proof in all(&votes) {
        assert_eq!(proof.unwrap().vote_type(), VoteType::Prevote);
    }
}

#[test]
fn a_vote_for_no_block_contradicts_one_for_a_block() {
    for vote_type in [1, 2] {
        let mut votes = votes(|votes| votes.a.id = Id::default());
        (votes.a.vote_type, votes.b.vote_type) = (vote_type, vote_type);
        votes.seal(Stage::Commit);
        assert!(all(&votes).iter().all(Result::is_ok));
    }
}

#[test]
fn no_block_twice_is_no_fault() {
    let votes = votes(|votes| {
        (votes.a.id, votes.b.id) = (Id::default(), Id::default());
        votes.b.time.1 += 1;
    });
    assert_eq!(votes.prove(), Err(Error::SameBlockId));
    assert_eq!(votes.verify(), Err(Error::VoteOrder), "evidence is in order");
}

/// Neither the time nor the extension makes another vote of it.
#[test]
fn one_block_twice_is_no_fault() {
    let votes = votes(|votes| {
        votes.b.id = votes.a.id.clone();
        votes.b.time.1 += 1;
        (votes.b.extension, votes.b.extension_signature) = (vec![1], vec![2; 64]);
    });
    assert_eq!(votes.prove(), Err(Error::SameBlockId));
}

#[test]
fn the_same_hash_with_other_parts_is_another_block() {
    let other_parts: [fn(&mut Votes); 2] = [
        |votes| (votes.a.id, votes.b.id) = (Id { total: 2, ..VoteOf::block(1) }, VoteOf::block(1)),
        |votes| votes.b.id = Id { parts: vec![10; 32], ..VoteOf::block(1) },
    ];
    for change in other_parts {
        let mut votes = votes(change);
        assert!(votes.prove().is_ok());
        // Evidence is in the order of the encoded ids: of the bytes, not of the numbers.
        let in_order = votes.verify().is_ok();
        votes.swap();
        assert_eq!(votes.verify().is_ok(), !in_order);
        assert!(votes.prove().is_ok());
    }
}

#[test]
fn extensions_do_not_matter() {
    let votes = votes(|votes| {
        (votes.a.extension, votes.a.extension_signature) = (vec![1], vec![2; 64]);
        votes.b.extension_signature = vec![3; 3309];
    });
    assert!(all(&votes).iter().all(Result::is_ok));
}

/// Nothing that no signature covers keeps a fault from being proven, or proves one.
#[test]
fn labels_do_not_matter_to_proof() {
    let mut votes = votes(|votes| {
        (votes.a.address, votes.b.address) = (vec![0xaa; 20], vec![0xbb; 20]);
        (votes.a.index, votes.b.index) = (1_000_000, 0);
    });
    votes.swap();
    let proof = votes.prove().unwrap();
    assert_eq!(addresses(&[proof]), of(&[2]));
    votes.swap();
    assert_eq!(votes.verify(), Err(Error::NotAValidator));
    assert_eq!(votes.verify_by_key(), Err(Error::VoterKeyMismatch));
}

/// Votes that name an innocent validator are proof against the key that signed them, and no other.
#[test]
fn nobody_is_guilty_of_what_another_signed() {
    let mut votes = votes(|_| {});
    let innocent = World::new(20, &[]).keys[3].clone();
    votes.key = Member::of(&innocent, 10).key;
    assert_eq!(votes.prove(), Err(Error::WrongSignature { index: 0 }));
    votes.chain_id = "another".to_owned();
    votes.key = Member::of(&votes.signer, 10).key;
    assert_eq!(votes.prove(), Err(Error::WrongSignature { index: 0 }), "of another chain");
}

#[test]
fn height_round_and_type_are_one() {
    let differ: [fn(&mut Votes); 3] =
        [|v| v.b.height = 21, |v| v.b.round = 2, |v| v.b.vote_type = 1];
    for change in differ {
        for found in all(&votes(change)) {
            assert_eq!(found, Err(Error::VotesDiffer));
        }
    }
}

#[test]
fn the_first_wrong_signature_is_named() {
    let found = |change: fn(&mut Votes)| all(&Votes::new(&[(Stage::Signed, change)]));
    let forged = |index| [Err(Error::WrongSignature { index }); 3];
    assert_eq!(found(|votes| votes.a.signature[63] ^= 1), forged(0));
    assert_eq!(found(|votes| votes.b.signature[63] ^= 1), forged(1));
    assert_eq!(found(|votes| votes.b.signature.truncate(63)), forged(1));
}

fn signers(change: fn(&mut Attack)) -> Result<Vec<FaultProof>, Error> {
    Attack::lunatic(&[(Stage::Header, change)]).contradicting_signers()
}

#[test]
fn who_signed_another_state_is_guilty() {
    let proofs = signers(|_| {}).unwrap();
    assert_eq!(addresses(&proofs), of(&[0, 1, 2, 3, 4, 5, 6]));
    for proof in proofs {
        assert_eq!((proof.height(), proof.round()), (20, 1));
        assert_eq!((proof.vote_type(), proof.fault()), (VoteType::Precommit, Fault::Lunatic));
    }
}

/// Each of the five fields that the blocks before decide, and no other.
#[test]
fn the_state_is_in_five_fields() {
    const SAME: fn(&mut Attack) = |attack| {
        attack.block.header().hashes[APP] = attack.trusted.header().hashes[APP].clone();
    };
    assert_eq!(signers(SAME), Err(Error::NoContradiction));
    for field in 0..9 {
        let mut attack = Attack::lunatic(&[(Stage::Header, SAME)]);
        let length = attack.block.header().hashes[field].len();
        attack.block.header().hashes[field] = vec![0x55; length];
        if field == HeaderOf::VALIDATORS {
            attack.block.set().members[0].power += 1;
            let hash = attack.block.set().hash();
            attack.block.header().hashes[field] = hash;
        }
        attack.block.reseal();
        let state = [HeaderOf::VALIDATORS, HeaderOf::NEXT_VALIDATORS, 4, APP, 6].contains(&field);
        let found = attack.contradicting_signers().map(|proofs| proofs.len());
        assert_eq!(found, if state { Ok(7) } else { Err(Error::NoContradiction) }, "{field}");
    }
}

#[test]
fn a_block_below_the_verified_one_proves_nothing() {
    let below: fn(&mut Attack) = |attack| {
        (attack.block.header().height, attack.block.commit().height) = (19, 19);
    };
    assert_eq!(signers(below), Err(Error::NoContradiction));
}

/// At the time of the verified block, not later: an instant more is what honest blocks have.
#[test]
fn a_block_above_is_later_or_signed_in_fault() {
    let above = |nanos: i64| {
        let mut attack = Attack::lunatic(&[]);
        (attack.block.header().height, attack.block.commit().height) = (25, 25);
        attack.block.header().time.1 += nanos;
        attack.block.reseal();
        attack.contradicting_signers()
    };
    for nanos in [-1, 0] {
        let proofs = above(nanos).unwrap();
        assert_eq!(proofs.len(), 7);
        assert!(proofs.iter().all(|it| (it.fault(), it.height()) == (Fault::ForwardLunatic, 25)));
    }
    assert_eq!(above(1), Err(Error::NoContradiction));
}

#[test]
fn only_right_signatures_for_the_block_prove() {
    let spoil: fn(&mut Attack) = |attack| {
        attack.block.entry(0).signature[0] ^= 1;
        attack.block.entry(1).address = vec![9; 20];
        *attack.block.entry(2) = Entry::absent();
    };
    let nil: fn(&mut Attack) = |attack| attack.block.entry(3).flag = 3;
    let attack = Attack::lunatic(&[(Stage::Commit, nil), (Stage::Signed, spoil)]);
    assert_eq!(addresses(&attack.contradicting_signers().unwrap()), of(&[4, 5, 6]));
}

/// Anybody can sign anything with a key of his own: that it is a validator's is another question.
#[test]
fn a_strangers_block_proves_against_the_stranger_alone() {
    let stranger = SigningKey::from_bytes(&[77; 32]);
    let mut attack = Attack::lunatic(&[]);
    let member = Member::of(&stranger, 1);
    attack.block.set().members = vec![member.clone()];
    attack.block.set().proposer = Some(member.clone());
    attack.block.keys = vec![stranger];
    attack.block.commit().entries.truncate(1);
    attack.block.entry(0).address = member.address.clone();
    let hash = attack.block.set().hash();
    attack.block.header().hashes[HeaderOf::VALIDATORS] = hash;
    attack.block.reseal();
    assert_eq!(addresses(&attack.contradicting_signers().unwrap()), [member.address]);
}

fn twice(before: fn(&mut Attack), after: fn(&mut Attack)) -> Result<Vec<Vec<u8>>, Error> {
    let changes = [(Stage::Commit, before), (Stage::Signed, after)];
    Attack::equivocation(&changes).double_votes().map(|proofs| addresses(&proofs))
}

#[test]
fn who_voted_in_two_commits_for_two_blocks_is_guilty() {
    assert_eq!(twice(|_| {}, |_| {}), Ok(of(&[0, 1, 2, 3, 4, 5, 6])));
    let attack = Attack::equivocation(&[]);
    for proof in attack.double_votes().unwrap() {
        assert_eq!((proof.height(), proof.round()), (20, 1));
        assert_eq!((proof.vote_type(), proof.fault()), (VoteType::Precommit, Fault::DoubleVote));
    }
}

/// The two commits may be for one and the same block: who voted for it in one and for none in the
/// other has voted twice; who voted for none in both has not, nor who voted for it in both.
#[test]
fn nil_beside_a_block_is_a_double_vote() {
    let nil: fn(&mut Attack) = |attack| {
        attack.trusted.entry(1).flag = 3;
        attack.block.entry(2).flag = 3;
        (attack.trusted.entry(3).flag, attack.block.entry(3).flag) = (3, 3);
    };
    assert_eq!(twice(nil, |_| {}), Ok(of(&[0, 1, 2, 4, 5, 6])));
    let same: fn(&mut Attack) = |attack| {
        attack.block.header().hashes[DATA] = attack.trusted.header().hashes[DATA].clone();
    };
    let attack = Attack::equivocation(&[(Stage::Header, same), (Stage::Commit, nil)]);
    assert_eq!(addresses(&attack.double_votes().unwrap()), of(&[1, 2]));
}

#[test]
fn other_parts_of_one_hash_are_another_block() {
    let parts: fn(&mut Attack) = |attack| {
        let id = attack.trusted.commit().id.clone();
        attack.block.commit().id = Id { parts: vec![8; 32], ..id };
    };
    assert_eq!(twice(parts, |_| {}), Ok(of(&[0, 1, 2, 3, 4, 5, 6])));
}

#[test]
fn commits_of_two_rounds_or_heights_prove_nothing() {
    let round: fn(&mut Attack) = |attack| attack.block.commit().round = 2;
    let height: fn(&mut Attack) = |attack| attack.block.commit().height = 21;
    assert_eq!(twice(round, |_| {}), Err(Error::NoContradiction));
    assert_eq!(twice(height, |_| {}), Err(Error::NoContradiction));
}

#[test]
fn what_is_not_signed_in_both_proves_nothing() {
    let spoil: fn(&mut Attack) = |attack| {
        attack.trusted.entry(0).signature[0] ^= 1;
        attack.block.entry(1).signature[0] ^= 1;
        attack.trusted.entry(2).address = vec![9; 20];
        attack.block.entry(3).address = vec![9; 20];
        *attack.trusted.entry(4) = Entry::absent();
        *attack.block.entry(5) = Entry::absent();
    };
    assert_eq!(twice(|_| {}, spoil), Ok(of(&[6])));
}

/// Validators are found by their keys, wherever they stand in the sets.
#[test]
fn sets_may_be_in_another_order() {
    let mut attack = Attack::equivocation(&[]);
    let members = &mut attack.block.set().members;
    members.swap(0, 6);
    members.remove(3);
    attack.block.keys.swap(0, 6);
    attack.block.keys.remove(3);
    attack.block.commit().entries.swap(0, 6);
    attack.block.commit().entries.remove(3);
    let hash = attack.block.set().hash();
    attack.block.header().hashes[HeaderOf::VALIDATORS] = hash;
    attack.block.reseal();
    assert_eq!(addresses(&attack.double_votes().unwrap()), of(&[6, 1, 2, 4, 5, 0]));
}
