//! What a provider chain is asked, and what two headers prove.

use super::blocks::ask_blocks;
use super::full_node::{is_of_the_wire, listed, named};
use crate::agree::LIMITS;
use crate::choices::Choices;
use crate::facts::{CONSUMER, Facts};
use crate::judge::evidence::Block;
use crate::judge::provider::{
    Answer, Punished, basic, blocks, commits, guilty, is_misbehaviour, submit_double_voting,
    submit_misbehaviour,
};
use crate::judge::{ABSENT, COMMIT, Judged};
use crate::pb;
use parhelion_core::ccv::{
    self, Memory, ProviderState, ProviderVerdict, Punishment, Release, SubmitConsumerDoubleVoting,
    SubmitConsumerMisbehaviour, Warning,
};
use parhelion_core::evidence::{Misbehaviour, MisbehaviourKind, Signer};
use parhelion_core::{Error, LightBlock, ValidatorSet, commit};
use prost::Message;

const RELEASE: Release = Release::V7_0_1;

/// Consumer ids, of which the first is known.
const IDS: [&str; 6] = [CONSUMER, "1", "00", "", "18446744073709551616", "+0"];

pub(super) fn ask_misbehaviour(
    misbehaviour: &pb::Misbehaviour,
    choices: &mut Choices<'_>,
) -> Option<Judged> {
    let pb::Misbehaviour { client_id, header_1, header_2 } = misbehaviour;
    let headers = [header_1.as_ref()?, header_2.as_ref()?];
    for header in headers {
        let block = light_block(header);
        LightBlock::parse(&block.encode_to_vec(), LIMITS).ok()?;
    }
    let both = blocks(headers);
    let bytes = misbehaviour.encode_to_vec();
    let parsed = Misbehaviour::parse(&bytes, LIMITS);
    if is_of_the_wire(&parsed) && !matches!(parsed, Err(Error::MissingPart { .. })) {
        return None;
    }
    let rules = basic(client_id, headers);
    assert_eq!(named(parsed.as_ref().map(drop).map_err(|e| *e)), rules, "the rules of headers");
    if let Ok(parsed) = &parsed {
        assert_eq!(named(parsed.verify_commits()), commits(&both));
        assert_eq!(parsed.kind().is_some(), is_misbehaviour(&both));
        let fork = both[0].header.height == both[1].header.height;
        assert!(parsed.kind().is_none_or(|kind| (kind == MisbehaviourKind::Fork) == fork));
        byzantine_validators(parsed, &both);
        let light_blocks = [parsed.header_1(), parsed.header_2()].map(|it| it.light_block());
        ask_blocks(&light_blocks, &both);
    }
    submit(misbehaviour, headers, choices)
}

pub(super) fn light_block(header: &pb::IbcHeader) -> pb::LightBlock {
    let pb::IbcHeader { signed_header, validator_set, .. } = header.clone();
    pb::LightBlock { signed_header, validator_set }
}

fn byzantine_validators(parsed: &Misbehaviour<'_>, both: &[Block<'_>; 2]) {
    let blocks = [parsed.header_1(), parsed.header_2()].map(|header| header.light_block());
    let words = blocks.iter().map(|block| commit::scratch_len(&block.validators())).sum();
    let entries: u32 = blocks.iter().map(|block| block.commit().len()).sum();
    let mut memory = vec![Signer::NONE; entries as usize];
    for words in [words, 0] {
        let found = parsed.byzantine_validators(&mut vec![u32::MAX; words], &mut memory);
        let found = named(found).map(|found| listed(found, blocks[1].commit()));
        assert_eq!(found, guilty(both), "{words} words");
    }
}

fn submit(
    misbehaviour: &pb::Misbehaviour,
    headers: [&pb::IbcHeader; 2],
    choices: &mut Choices<'_>,
) -> Option<Judged> {
    let header = headers[0].signed_header.as_ref()?.header.as_ref()?;
    let [chain_id, client_id] =
        [&header.chain_id, &misbehaviour.client_id].map(|text| String::from_utf8_lossy(text));
    let facts = Facts::new(choices, &client_id, &chain_id, header.height, &headers);
    let consumer_id = choices.one_of(&IDS);
    let trusted_rules = headers.map(|header| set_rules(header.trusted_validators.as_ref()));
    let wanted =
        submit_misbehaviour(&facts, client_id.as_bytes(), headers, trusted_rules, consumer_id);
    let bytes = misbehaviour.encode_to_vec();
    let message = SubmitConsumerMisbehaviour::of_parts(&bytes, consumer_id, LIMITS).ok()?;
    let nil = guilty(&blocks(headers)).is_ok_and(|guilty| {
        let entries = headers.iter().filter_map(|it| it.signed_header.as_ref()?.commit.as_ref());
        let nil = |it: &&pb::CommitSig| !matches!(it.block_id_flag, COMMIT | ABSENT);
        let mut entries = entries.flat_map(|commit| commit.signatures.iter().filter(nil));
        entries.any(|entry| guilty.iter().any(|(address, _)| *address == entry.validator_address))
    });
    for words in [256, 0] {
        let found = with_memory(words, |memory| {
            read(ccv::submit_misbehaviour(RELEASE, &facts, &message, memory), |warning| {
                match warning {
                    Warning::NilVoteCounted => nil,
                    Warning::UnverifiedHeader | Warning::NoAgeNoMembership => false,
                    other => common_warning(&facts, consumer_id, other),
                }
            })
        });
        assert_eq!(found, wanted, "{words} words");
    }
    Some(short(&wanted))
}

pub(super) fn ask_double_voting(
    evidence: &pb::DuplicateVoteEvidence,
    header: Option<&pb::IbcHeader>,
    choices: &mut Choices<'_>,
) -> Option<Judged> {
    let height = evidence.vote_a.as_ref().map_or(0, |vote| vote.height);
    let headers: Vec<_> = header.into_iter().collect();
    let facts = Facts::new(choices, "07-tendermint-0", crate::scene::CHAIN_ID, height, &headers);
    let consumer_id = choices.one_of(&IDS);
    let bytes = evidence.encode_to_vec();
    let header_bytes = header.map(Message::encode_to_vec);
    let header_bytes = header_bytes.as_deref();
    let message =
        SubmitConsumerDoubleVoting::of_parts(&bytes, header_bytes, consumer_id, LIMITS).ok()?;
    let set_rules = set_rules(header.and_then(|header| header.validator_set.as_ref()));
    let wanted = submit_double_voting(&facts, evidence, header, set_rules, consumer_id);
    let found = with_memory(0, |memory| {
        read(
            ccv::submit_double_voting(RELEASE, &facts, &message, memory),
            |warning| match warning {
                Warning::UnverifiedHeader | Warning::NoAgeNoMembership => true,
                Warning::NilVoteCounted => false,
                other => common_warning(&facts, consumer_id, other),
            },
        )
    });
    assert_eq!(found, wanted);
    Some(short(&wanted))
}

/// What the core says of a set: other targets ask whether that is right.
fn set_rules(set: Option<&pb::ValidatorSet>) -> Judged {
    let bytes = set.map(Message::encode_to_vec).unwrap_or_default();
    named(ValidatorSet::parse(&bytes, LIMITS).map(drop))
}

fn common_warning(facts: &Facts, consumer_id: &str, warning: Warning) -> bool {
    match warning {
        Warning::NoReplayProtection => {
            matches!(facts.double_sign(consumer_id), Ok(Some(jail)) if !jail.tombstone)
        }
        Warning::TwinChainIds => matches!(facts.twins(consumer_id), Ok(Some(1..))),
        other => panic!("{other:?}"),
    }
}

fn with_memory<T>(words: usize, ask: impl FnOnce(Memory<'_>) -> T) -> T {
    let (mut signers, mut punished) = ([Signer::NONE; 256], [Punishment::NONE; 128]);
    let mut scratch = vec![u32::MAX; words];
    ask(Memory { scratch: &mut scratch, signers: &mut signers, punished: &mut punished })
}

/// The core's answer in the judge's words, where the warnings are these.
fn read(
    verdict: Result<ProviderVerdict<'_>, Error>,
    warned: impl Fn(Warning) -> bool,
) -> Result<Punished, Answer> {
    let verdict = match verdict {
        Err(error @ Error::UnsupportedKeyType { .. }) => return Err(Answer::Unable(error.name())),
        verdict => verdict.expect("enough memory"),
    };
    match verdict {
        ProviderVerdict::Punishes { punished, warnings } => {
            for warning in [
                Warning::UnverifiedHeader,
                Warning::NoAgeNoMembership,
                Warning::NilVoteCounted,
                Warning::NoReplayProtection,
                Warning::TwinChainIds,
            ] {
                assert_eq!(warnings.contains(warning), warned(warning), "{warning:?}");
            }
            let read = punished.iter().map(|it| {
                let addresses = [it.consumer_address, it.provider_address].map(|it| it.0.to_vec());
                let [consumer, provider] = addresses;
                let until = (it.jailed_until.seconds(), it.jailed_until.nanos());
                (consumer, provider, it.slashed, until, it.tombstoned)
            });
            Ok(read.collect())
        }
        ProviderVerdict::Refuses { error, code } => {
            Err(Answer::Refuses(error.name(), code.to_string()))
        }
        ProviderVerdict::Undecided { missing } => Err(Answer::Missing(missing)),
    }
}

fn short(answer: &Result<Punished, Answer>) -> Judged {
    match answer {
        Ok(_) => Ok(()),
        Err(Answer::Refuses(name, _) | Answer::Unable(name)) => Err(name),
        Err(Answer::Missing(fact)) => Err(fact.name()),
    }
}
