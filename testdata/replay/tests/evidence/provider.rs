//! What a provider chain does with what is submitted to it.

use crate::common::evidence::{Forked, Submission, Votes};
use crate::common::steps::Scene;
use crate::common::{Entry, LIMITS, Member, Stage, World, bytes};
use parhelion_core::ccv::{
    BondStatus, Fact, Memory, ProviderVerdict, Punishment, Release, SubmitConsumerDoubleVoting,
    SubmitConsumerMisbehaviour, Warning, Warnings, submit_double_voting,
};
use parhelion_core::{Address, Error, KeyType, Message, Time};
use sha2::{Digest, Sha256};

pub(super) type Sentence = Result<(Vec<Punishment>, Warnings), (Error, String)>;

pub(super) fn answer(verdict: Result<ProviderVerdict<'_>, Error>) -> Sentence {
    match verdict.unwrap() {
        ProviderVerdict::Punishes { punished, warnings } => Ok((punished.to_vec(), warnings)),
        ProviderVerdict::Refuses { error, code } => Err((error, code.to_string())),
        ProviderVerdict::Undecided { missing } => panic!("{missing:?}"),
    }
}

fn votes(change: fn(&mut Submission<Votes>)) -> Sentence {
    Submission::votes(&[(Stage::Signed, change)]).ask(answer)
}

fn forked(change: fn(&mut Submission<Forked>)) -> Sentence {
    Submission::forked(&[(Stage::Signed, change)]).ask(answer)
}

/// The address of one of the seven validators.
fn of(index: usize) -> Address {
    Address::from_slice(&World::new(20, &[]).set().members[index].address).unwrap()
}

pub(super) fn refused<T>(error: Error, code: &str) -> Result<T, (Error, String)> {
    Err((error, code.to_owned()))
}

#[test]
fn a_double_vote_is_punished() {
    let (punished, warnings) = votes(|_| {}).unwrap();
    let punishment = Punishment {
        consumer_address: of(2),
        provider_address: of(2),
        slashed: 500_000,
        jailed_until: Time::from_unix(1_700_000_700, 0).unwrap(),
        tombstoned: true,
    };
    assert_eq!(punished, [punishment]);
    let warnings: Vec<_> = warnings.iter().collect();
    assert_eq!(warnings, [Warning::UnverifiedHeader, Warning::NoAgeNoMembership]);
}

#[test]
fn misbehaviour_is_punished_in_the_order_of_header_2() {
    let (punished, warnings) = forked(|_| {}).unwrap();
    let found: Vec<_> = punished.iter().map(|it| it.provider_address).collect();
    assert_eq!(found, [0, 1, 2, 3, 4, 5, 6].map(of));
    assert_eq!(warnings, Warnings::default());
}

#[test]
fn keys_are_the_providers_or_assigned() {
    let (punished, _) = votes(|it| it.provider.assigned = vec![(of(2), of(5))]).unwrap();
    assert_eq!((punished[0].consumer_address, punished[0].provider_address), (of(2), of(5)));
    // Of two addresses of one validator the second finds it tombstoned.
    let twice: fn(&mut Submission<Forked>) = |it| it.provider.assigned = vec![(of(4), of(1))];
    let (punished, _) = forked(twice).unwrap();
    let found: Vec<_> = punished.iter().map(|it| it.consumer_address).collect();
    assert_eq!(found, [0, 1, 2, 3, 5, 6].map(of));
    // Or punishable once more, and with less.
    let (punished, warnings) = forked(|it| {
        it.provider.assigned = vec![(of(4), of(1))];
        it.provider.double_sign.as_mut().unwrap().tombstone = false;
        it.provider.validators[1].1.tokens = 700_000;
    })
    .unwrap();
    assert!(warnings.contains(Warning::NoReplayProtection));
    let found: Vec<_> = punished.iter().filter(|it| it.provider_address == of(1)).collect();
    assert_eq!(found.iter().map(|it| it.slashed).collect::<Vec<_>>(), [500_000, 200_000]);
    assert!(found.iter().all(|it| !it.tombstoned));
}

#[test]
fn who_cannot_be_punished_is_passed_over_among_others() {
    let (punished, _) = forked(|it| {
        let validators = &mut it.provider.validators;
        validators[0].1.status = BondStatus::Unbonded;
        validators[1].1.status = BondStatus::Unbonding;
        validators[2].1.tombstoned = true;
        validators[3].1.jailed = true;
        validators.remove(6);
    })
    .unwrap();
    let found: Vec<_> = punished.iter().map(|it| it.provider_address).collect();
    assert_eq!(found, [1, 3, 4, 5].map(of));
}

/// The client's chain id, with the revision of the header.
#[test]
fn signatures_are_for_the_chain_of_the_client() {
    let found = |chain_id: &str| {
        let mut submission = Submission::forked(&[]);
        submission.provider.client_chain_id = Some(chain_id.to_owned());
        submission.ask(answer).map(|(punished, _)| punished.len())
    };
    let wrong = || refused(Error::WrongSignature { index: 0 }, "client/13");
    assert_eq!(found("test-chain-1"), Ok(7));
    assert_eq!(found("test-chain-7"), Ok(7));
    assert_eq!(found("test-chain-"), wrong());
    assert_eq!(found("test-chain-01"), wrong());
    assert_eq!(found("another-1"), wrong());
}

/// A chain id that is too long for any chain does not become a short one.
#[test]
fn a_long_chain_id_of_a_client_is_no_other() {
    let nameless: fn(&mut Submission<Forked>) = |submission| {
        submission.provider.chain_id = Some(String::new());
        for header in &mut submission.evidence.headers {
            header.world.header().chain_id.clear();
            header.trusted_height.0 = 0;
        }
        submission.provider.states.iter_mut().for_each(|(height, _)| height.0 = 0);
    };
    let found = |client: &str| {
        let mut submission = Submission::forked(&[(Stage::Header, nameless)]);
        submission.provider.client_chain_id = Some(client.to_owned());
        submission.ask(answer).map(|(punished, _)| punished.len())
    };
    assert_eq!(found(""), Ok(7));
    for length in [1, 50, 51, 72, 73, 1000] {
        let wrong = || refused(Error::WrongSignature { index: 0 }, "client/13");
        assert_eq!(found(&"x".repeat(length)), wrong(), "{length}");
        assert_eq!(found(&format!("{}-1", "x".repeat(length))), wrong(), "{length}");
    }
}

#[test]
fn the_stored_chain_id_decides_about_votes() {
    let wrong = || refused(Error::WrongSignature { index: 0 }, "undefined/1");
    let found = |chain_id: &str| {
        let mut submission = Submission::votes(&[]);
        submission.provider.chain_id = Some(chain_id.to_owned());
        submission.ask(answer).map(|(punished, _)| punished.len())
    };
    assert_eq!(found("test-chain-1"), Ok(1));
    assert_eq!(found("test-chain-2"), wrong());
    let mut submission = Submission::votes(&[]);
    for (length, ok) in [(50, true), (51, false)] {
        submission.evidence.chain_id = "x".repeat(length);
        submission.evidence.seal(Stage::Commit);
        submission.provider.chain_id = Some("x".repeat(length));
        let found = submission.ask(answer).map(|(punished, _)| punished.len());
        assert_eq!(found, if ok { Ok(1) } else { wrong() });
    }
}

#[test]
fn warnings_say_where_the_rule_is_weaker_than_proof() {
    let warns = |change: fn(&mut Submission<Forked>), warning| {
        Submission::forked(&[(Stage::Commit, change)])
            .ask(answer)
            .map(|(_, warnings)| warnings.contains(warning))
    };
    for number in [1usize, 2] {
        let mut submission = Submission::forked(&[]);
        submission.evidence.world(number).entry(6).flag = 3;
        submission.evidence.world(number).sign();
        let (punished, warnings) = submission.ask(answer).unwrap();
        assert_eq!((punished.len(), warnings.iter().collect()), (7, vec![Warning::NilVoteCounted]));
    }
    let alone: fn(&mut Submission<Forked>) = |submission| {
        submission.evidence.world(1).entry(6).flag = 3;
        *submission.evidence.world(2).entry(6) = Entry::absent();
    };
    assert_eq!(warns(alone, Warning::NilVoteCounted), Ok(false), "he is not among them");
    assert_eq!(warns(|it| it.provider.twins = 1, Warning::TwinChainIds), Ok(true));
    assert_eq!(warns(|it| it.provider.twins = 0, Warning::TwinChainIds), Ok(false));
}

#[test]
fn a_fact_that_is_missing_is_named_and_the_first_decides() {
    let undecided = |verdict: Result<ProviderVerdict<'_>, Error>| match verdict.unwrap() {
        ProviderVerdict::Undecided { missing } => Some(missing),
        _ => None,
    };
    let shared = [
        Fact::ClientId,
        Fact::MinEvidenceHeight,
        Fact::ChainId,
        Fact::DoubleSign,
        Fact::ProviderAddress,
        Fact::Validator,
        Fact::BlockTime,
    ];
    for (place, fact) in shared.into_iter().enumerate() {
        let mut submission = Submission::votes(&[]);
        submission.provider.unknown = shared[place..].to_vec();
        assert_eq!(submission.ask(undecided), Some(fact));
    }
    let of_clients = [
        Fact::ChainId,
        Fact::ClientId,
        Fact::MinEvidenceHeight,
        Fact::Client,
        Fact::ConsensusState,
        Fact::BlockTime,
    ];
    for (place, fact) in of_clients.into_iter().enumerate() {
        let mut submission = Submission::forked(&[]);
        submission.provider.unknown = of_clients[place..].to_vec();
        assert_eq!(submission.ask(undecided), Some(fact));
    }
    for fact in [Fact::DoubleSign, Fact::ProviderAddress, Fact::Validator] {
        let mut submission = Submission::forked(&[]);
        submission.provider.unknown = vec![fact];
        assert_eq!(submission.ask(undecided), Some(fact));
    }
    // What is not needed may be missing.
    let mut submission = Submission::votes(&[(Stage::Signed, |it| it.provider.floor = Some(21))]);
    submission.provider.unknown = vec![Fact::ChainId, Fact::Validator, Fact::BlockTime];
    assert_eq!(submission.ask(undecided), None);
}

/// A key whose signatures this build cannot check. Where the provider has to convert it, it refuses;
/// elsewhere it is not said to.
#[test]
fn what_cannot_be_told_is_no_refusal() {
    let key = vec![7; 1952];
    let member =
        Member { address: Sha256::digest(&key)[..20].to_vec(), key: bytes(4, &key), power: 10 };
    let mut submission = Submission::votes(&[]);
    submission.header.world.set().members[2] = member.clone();
    submission.evidence.a.address = member.address.clone();
    submission.evidence.b.address = member.address.clone();
    let refused = Error::ProviderKeyType { key_type: KeyType::MlDsa65 };
    let answer = submission.ask(|verdict| match verdict {
        Ok(ProviderVerdict::Refuses { error, code }) => Some((error, code.to_string())),
        _ => None,
    });
    assert_eq!(answer, Some((refused, "sdk/29".to_owned())));
    let unsupported = Error::UnsupportedKeyType { index: 0, key_type: KeyType::MlDsa65 };

    let theirs: fn(&mut Submission<Forked>) = |submission| {
        let key = vec![7; 1952];
        let address = Sha256::digest(&key)[..20].to_vec();
        for number in [1, 2] {
            let world = submission.evidence.world(number);
            world.set().members[0] =
                Member { address: address.clone(), key: bytes(4, &key), power: 10 };
            world.set().proposer = Some(world.set().members[0].clone());
            world.entry(0).address = address.clone();
        }
    };
    let submission = Submission::forked(&[(Stage::Set, theirs)]);
    assert_eq!(submission.ask(|verdict| verdict.map(drop)), Err(unsupported));
}

#[test]
fn the_parts_of_a_message_make_the_message() {
    let votes = Submission::votes(&[]);
    let (evidence, header) = (votes.evidence.evidence(), votes.header.encode());
    let parts = |header: Option<&[u8]>| {
        let message = SubmitConsumerDoubleVoting::of_parts(&evidence, header, "0", LIMITS).unwrap();
        let mut punished = [Punishment::NONE];
        let memory = Memory { scratch: &mut [], signers: &mut [], punished: &mut punished };
        let release = Release::new("7.0.1").unwrap();
        answer(submit_double_voting(release, &votes.provider, &message, memory))
    };
    assert_eq!(parts(Some(&header)), votes.ask(answer));
    let missing = Error::MissingPart { message: Message::IbcHeader };
    assert_eq!(parts(None), refused(missing, "provider/48"));
    // Bytes that are no such message are no message.
    assert!(SubmitConsumerDoubleVoting::of_parts(&[8], None, "0", LIMITS).is_err());
    assert!(SubmitConsumerDoubleVoting::of_parts(&evidence, Some(&[8]), "0", LIMITS).is_err());
    assert!(SubmitConsumerDoubleVoting::parse(&[0x12, 1, 8], LIMITS).is_err());
    assert!(SubmitConsumerMisbehaviour::of_parts(&[8], "0", LIMITS).is_err());
    assert!(SubmitConsumerMisbehaviour::parse(&[0x12, 1, 8], LIMITS).is_err());
}

#[test]
fn an_empty_message_lacks_its_evidence() {
    let missing = |message| Error::MissingPart { message };
    let empty = votes(|submission| submission.empty = true);
    let evidence = Message::DuplicateVoteEvidence;
    assert_eq!(empty, refused(missing(evidence), "provider/48"));
    // There the module dereferences what is not there; the chain survives.
    let empty = forked(|submission| submission.empty = true);
    let evidence = Message::Misbehaviour;
    assert_eq!(empty, refused(missing(evidence), "undefined/111222"));
    let absent = forked(|submission| submission.evidence.headers[0].absent = true);
    let header = Message::IbcHeader;
    assert_eq!(absent, refused(missing(header), "provider/47"));
}

#[test]
fn releases_are_named_with_a_v_or_without() {
    for name in ["7.0.1", "v7.0.1"] {
        assert_eq!(Release::new(name), Ok(Release::V7_0_1));
    }
    for name in ["", "v", "7.0.0", "v7.0.10", "vv7.0.1", "V7.0.1"] {
        assert_eq!(Release::new(name), Err(Error::UnsupportedRelease));
    }
}
