//! Each bound at its value and one past it.

use crate::common::evidence::{Attack, Forked, Votes};
use crate::common::steps::Scene;
use crate::common::{Entry, HeaderOf, LIMITS, Member, Stage, message};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::{
    EvidenceList, LightClientAttackEvidence, Signer, light_client_attack,
};
use parhelion_core::{Duration, Error, LightBlock, Message, SignedHeader, Time, ValidatorSet};

#[test]
fn evidence_is_too_old_in_blocks_and_in_time() {
    // The votes are of height 20, second 10 and 5 ns.
    let age = |blocks: i64, nanos: i64| {
        let mut votes = Votes::new(&[]);
        votes.params.max_age_num_blocks = 100;
        votes.params.max_age_duration = Duration::from_nanos(1_000_000_000_000);
        votes.last_height = 20 + blocks;
        votes.last_time = (votes.time.0 + nanos.div_euclid(1_000_000_000), nanos % 1_000_000_000);
        votes.last_time.1 += votes.time.1;
        votes.check_age()
    };
    let limit = 1_000_000_000_000;
    assert_eq!(age(100, limit), Ok(()));
    assert_eq!(age(100, limit + 1), Ok(()));
    assert_eq!(age(1_000_000, limit), Ok(()));
    assert_eq!(age(101, limit + 1), Err(Error::EvidenceExpired { blocks: 101, nanos: limit + 1 }));
    assert_eq!(age(-5, 0), Ok(()), "the chain may be below the evidence");
}

#[test]
fn evidence_is_of_the_block_of_its_height_and_time() {
    let of = |change: fn(&mut Votes)| {
        let mut votes = Votes::new(&[]);
        change(&mut votes);
        votes.check_age()
    };
    assert_eq!(of(|_| {}), Ok(()));
    for height in [19, 21] {
        let mut votes = Votes::new(&[]);
        votes.block.height = height;
        let block = height.unsigned_abs();
        assert_eq!(votes.check_age(), Err(Error::EvidenceHeight { evidence: 20, block }));
    }
    let found = Time::from_unix(1_700_000_010, 5).unwrap();
    assert_eq!(of(|votes| votes.time.1 += 1), Err(Error::EvidenceTime { found }));
    assert_eq!(of(|votes| votes.time.0 -= 1), Err(Error::EvidenceTime { found }));
}

/// Go clips the difference of two times to 292 years.
#[test]
fn the_longest_age_is_that_of_64_bits() {
    let age = |seconds: i64, longest: i64| {
        let mut votes = Votes::new(&[]);
        votes.params.max_age_num_blocks = -1_000_000;
        votes.params.max_age_duration = Duration::from_nanos(longest);
        votes.last_time = (seconds, 0);
        votes.check_age()
    };
    for far in [i64::MAX, 20_000_000_000] {
        assert_eq!(age(far, i64::MAX), Ok(()));
        let nanos = i64::MAX;
        assert_eq!(age(far, i64::MAX - 1), Err(Error::EvidenceExpired { blocks: 10, nanos }));
    }
    for long_ago in [i64::MIN, -20_000_000_000] {
        assert_eq!(age(long_ago, i64::MIN), Ok(()));
    }
    let mut votes = Votes::new(&[]);
    (votes.last_height, votes.last_time) = (i64::MAX, (i64::MAX, 0));
    let blocks = i64::MAX - 20;
    assert_eq!(votes.check_age(), Err(Error::EvidenceExpired { blocks, nanos: i64::MAX }));
}

#[test]
fn client_ids_have_4_to_64_bytes() {
    let found = |client_id: &str| {
        let mut forked = Forked::new(&[]);
        forked.client_id = client_id.to_owned();
        forked.kind().map(|_| ())
    };
    for (length, ok) in [(3, false), (4, true), (64, true), (65, false)] {
        let wanted = if ok { Ok(()) } else { Err(Error::ClientIdSyntax) };
        assert_eq!(found(&"c".repeat(length)), wanted, "{length}");
    }
    assert_eq!(found(""), Err(Error::ClientIdSyntax));
}

#[test]
fn revisions_have_64_bits() {
    let found = |chain_id: &str, trusted: (i64, i64)| {
        let mut forked = Forked::new(&[]);
        for header in &mut forked.headers {
            header.world.header().chain_id = chain_id.to_owned();
            header.world.reseal();
            header.trusted_height = trusted;
        }
        forked.kind().map(|_| ())
    };
    let largest = format!("x-{}", u64::MAX);
    assert_eq!(found(&largest, (-1, 19)), Ok(()), "-1 is the largest of 64 bits");
    assert_eq!(found("x-18446744073709551616", (1, 19)), Err(Error::RevisionRange));
    // Heights are compared by revision, then by number.
    let not_below = |trusted| Err(Error::TrustedHeightNotBelow { trusted, header: 20 });
    assert_eq!(found("x-2", (2, 19)), Ok(()));
    assert_eq!(found("x-2", (2, 20)), not_below(20));
    assert_eq!(found("x-2", (1, 1000)), Ok(()));
    assert_eq!(found("x-2", (3, 1)), not_below(1));
    assert_eq!(found("no revision", (0, 19)), Ok(()));
}

/// Of the common set more than a third must have signed.
#[test]
fn a_third_of_the_common_set_is_too_little() {
    let found = |power: i64| {
        let mut attack = Attack::lunatic(&[]);
        let members = &mut attack.common.set().members;
        members.iter_mut().for_each(|member| member.power = 10);
        // The sixth is a stranger to the block.
        members.push(Member::of(&SigningKey::from_bytes(&[50; 32]), power));
        attack.total = 50 + power;
        attack.verify().map(|(_, signers)| signers.len())
    };
    let too_little = Error::NotEnoughCommonPower { tallied: 50, needed: 50, total: 150 };
    assert_eq!(found(99), Ok(5));
    assert_eq!(found(100), Err(too_little));
}

#[test]
fn two_thirds_of_the_conflicting_set_are_too_little() {
    let found = |power: i64| {
        let mut attack = Attack::lunatic(&[]);
        let key = SigningKey::from_bytes(&[50; 32]);
        attack.block.set().members.push(Member::of(&key, power));
        attack.block.commit().entries.push(Entry::absent());
        attack.block.keys.push(key);
        let hash = attack.block.set().hash();
        attack.block.header().hashes[HeaderOf::VALIDATORS] = hash;
        attack.block.reseal();
        attack.verify().map(|(_, signers)| signers.len())
    };
    let too_little = Error::NotEnoughPower { tallied: 70, needed: 70, total: 105 };
    assert_eq!(found(34), Ok(5));
    assert_eq!(found(35), Err(too_little));
}

#[test]
fn lists_are_as_long_as_the_limits_say() {
    let item = message(1, &message(1, &Votes::new(&[]).evidence()));
    let parse = |items: usize, votes: u32| {
        EvidenceList::parse(&item.repeat(items), &LIMITS.with_votes(votes)).map(|list| list.len())
    };
    assert_eq!(parse(3, 3), Ok(3));
    let message = Message::EvidenceList;
    assert_eq!(parse(4, 3), Err(Error::TooManyEntries { message, limit: 3 }));
    let attack = |accused: usize, votes: u32| {
        let mut attack = Attack::lunatic(&[]);
        attack.accused = vec![attack.accused[0].clone(); accused];
        LightClientAttackEvidence::parse(&attack.evidence(), &LIMITS.with_votes(votes))
            .map(|evidence| evidence.byzantine_validators())
    };
    assert_eq!(attack(7, 7), Ok(7));
    let message = Message::LightClientAttackEvidence;
    assert_eq!(attack(8, 7), Err(Error::TooManyEntries { message, limit: 7 }));
    assert_eq!(attack(8, 8), Ok(8));
}

#[test]
fn the_memory_for_signers_is_enough_or_it_is_not() {
    for (attack, guilty) in [(Attack::lunatic(&[]), 5), (Attack::equivocation(&[]), 7)] {
        let found = |signers: usize| {
            let attack = Attack { signers, ..attack.clone() };
            attack.verify().map(|(_, signers)| signers.len())
        };
        assert_eq!(found(guilty), Ok(guilty));
        let needed = u32::try_from(guilty).unwrap();
        assert_eq!(found(guilty - 1), Err(Error::SignersTooFew { needed }));
        assert_eq!(found(0), Err(Error::SignersTooFew { needed }));
    }
    let found = |signers: usize| {
        let forked = Forked { signers, ..Forked::new(&[]) };
        forked.find().map(|signers| signers.len())
    };
    assert_eq!(found(14), Ok(7));
    for few in [13, 7, 6, 0] {
        assert_eq!(found(few), Err(Error::SignersTooFew { needed: 14 }));
    }
}

#[test]
fn the_memory_for_look_ups_is_enough_or_none() {
    // Two words for each of five members of the common set, of seven of the conflicting one.
    for (attack, words, guilty) in
        [(Attack::lunatic(&[]), 10, 5), (Attack::equivocation(&[]), 14, 7)]
    {
        let found = |scratch: usize| {
            let attack = Attack { scratch, ..attack.clone() };
            attack.verify().map(|(_, signers)| signers.len())
        };
        assert_eq!(found(words), Ok(guilty));
        assert_eq!(found(0), Ok(guilty));
        let needed = u32::try_from(words).unwrap();
        for few in [words - 1, 1] {
            assert_eq!(found(few), Err(Error::ScratchTooSmall { needed }));
        }
    }
    let found = |scratch: usize| Forked { scratch, ..Forked::new(&[]) }.find().map(|it| it.len());
    assert_eq!(found(28), Ok(7));
    assert_eq!(found(0), Ok(7));
    for few in [27, 14, 13, 1] {
        assert_eq!(found(few), Err(Error::ScratchTooSmall { needed: 28 }));
    }
}

/// No chain has a longer id: whatever was signed for it, it is no vote.
#[test]
fn nobody_votes_for_a_chain_id_of_more_than_50_bytes() {
    let all = |length: usize| {
        let mut votes = Votes::new(&[]);
        votes.chain_id = "x".repeat(length);
        votes.seal(Stage::Commit);
        [votes.verify(), votes.verify_by_key(), votes.prove()].map(|found| found.map(drop))
    };
    assert_eq!(all(50), [Ok(()); 3]);
    assert_eq!(all(51), [Err(Error::WrongSignature { index: 0 }); 3]);
}

#[test]
fn no_header_has_such_a_chain_id() {
    fn named(attack: &mut Attack, length: usize) {
        for world in [&mut attack.trusted, &mut attack.block] {
            world.header().chain_id = "x".repeat(length);
        }
    }
    let found = |change: fn(&mut Attack)| {
        let attack = Attack::equivocation(&[(Stage::Header, change)]);
        attack.verify().map(|(_, signers)| signers.len())
    };
    assert_eq!(found(|attack| named(attack, 50)), Ok(7));
    assert_eq!(found(|attack| named(attack, 51)), Err(Error::ChainIdTooLong { length: 51 }));
}

/// The list alone, of blocks that nobody verified.
#[test]
fn a_trusted_commit_that_is_shorter_is_an_error() {
    let mut attack = Attack::equivocation(&[]);
    attack.trusted.commit().entries.pop();
    let (trusted, block) = (attack.trusted.signed_header(), attack.block.light_block());
    let set = attack.common.set().encode();
    let set = ValidatorSet::parse(&set, LIMITS).unwrap();
    let trusted = SignedHeader::parse(&trusted, LIMITS).unwrap();
    let block = LightBlock::parse(&block, LIMITS).unwrap();
    let mut signers = [Signer::NONE; 7];
    let found =
        light_client_attack::byzantine_validators(&set, &trusted, &block, &mut [], &mut signers);
    assert_eq!(found, Err(Error::CommitSize { validators: 7, signatures: 6 }));
}
