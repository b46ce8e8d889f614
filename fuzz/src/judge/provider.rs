//! Submissions, as a provider chain judges them. Source: `interchain-security
//! x/ccv/provider/keeper/consumer_equivocation.go, types/msg.go`, `ibc-go
//! modules/light-clients/07-tendermint`.

use super::evidence::{Block, Guilty, double_voting, is_invalid, provider_key, time, two_votes};
use super::{ABSENT, Judged, find, key_of, own, refuse_if, sign_bytes, signed, trusting};
use crate::facts::Facts;
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::ccv::{BondStatus, Fact, ProviderState, Unknown};
use parhelion_core::{Address, Time};
use std::collections::{BTreeMap, BTreeSet};

/// An answer that is not to punish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Why, and with which code.
    Refuses(&'static str, String),
    /// Neither: this build cannot tell.
    Unable(&'static str),
    Missing(Fact),
}

/// Whom it punishes: the addresses there and here, the tokens burnt, until when, for ever or not.
pub(crate) type Punished = Vec<(Vec<u8>, Vec<u8>, u128, (i64, u32), bool)>;

type Verdict<T = ()> = Result<T, Answer>;

fn coded<T>(judged: Judged<T>, code: &str) -> Verdict<T> {
    judged.map_err(|name| match name {
        "UnsupportedKeyType" => Answer::Unable(name),
        // ibc-go panics there.
        "RevisionRange" => Answer::Refuses(name, PANIC.to_owned()),
        name => Answer::Refuses(name, code.to_owned()),
    })
}

fn some<T>(found: Option<T>, name: &'static str, code: &str) -> Verdict<T> {
    coded(found.ok_or(name), code)
}

fn known<T>(fact: Result<T, Unknown>, name: Fact) -> Verdict<T> {
    fact.map_err(|Unknown| Answer::Missing(name))
}

const UNTYPED: &str = "undefined/1";
const PANIC: &str = "undefined/111222";

/// `MsgSubmitConsumerDoubleVoting`. `set_rules`: whether the header's set obeys rules of its own.
pub(crate) fn submit_double_voting(
    facts: &Facts,
    evidence: &pb::DuplicateVoteEvidence,
    header: Option<&pb::IbcHeader>,
    set_rules: Judged,
    consumer_id: &str,
) -> Verdict<Punished> {
    coded(two_votes(evidence), "provider/48")?;
    let header = header.cloned().unwrap_or_default();
    let signed_header = header.signed_header.and_then(|signed| signed.header);
    some(signed_header, "MissingPart", "provider/48")?;
    let set = some(header.validator_set, "MissingPart", "provider/48")?;
    coded(is_number(consumer_id), "provider/48")?;

    coded(set_rules, UNTYPED)?;
    let a = evidence.vote_a.as_ref().expect("two votes");
    let voter = some(find(&set, &a.validator_address), "NotAValidator", "CCV/16")?;
    coded(provider_key(&key_of(voter)), "sdk/29")?;
    let client_id = known(facts.client_id(consumer_id), Fact::ClientId)?;
    some(client_id, "UnknownConsumer", "CCV/16")?;
    above_floor(facts, consumer_id, a.height)?;
    let chain_id = known(facts.chain_id(consumer_id), Fact::ChainId)?;
    let chain_id = some(chain_id, "UnknownConsumer", UNTYPED)?;
    let judged = double_voting(evidence, chain_id.as_bytes(), &key_of(voter));
    let of_signature = matches!(judged, Err("WrongSignature" | "UnsupportedKeyType"));
    coded(judged, if of_signature { UNTYPED } else { "CCV/16" })?;
    let mut court = Court::new(facts, consumer_id)?;
    court.punish(&voter.address)?;
    Ok(court.punished)
}

/// `ValidateConsumerId`.
fn is_number(id: &str) -> Judged {
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    refuse_if(!digits || id.parse::<u64>().is_err(), "ConsumerIdSyntax")
}

fn above_floor(facts: &Facts, consumer_id: &str, height: i64) -> Verdict {
    let floor = known(facts.min_evidence_height(consumer_id), Fact::MinEvidenceHeight)?;
    coded(refuse_if((height as u64) < floor.unwrap_or(0), "BelowMinHeight"), "CCV/16")
}

/// `Misbehaviour.ValidateBasic` but for the commits, where all parts obey rules of their own.
pub(crate) fn basic(client_id: &[u8], headers: [&pb::IbcHeader; 2]) -> Judged {
    let height = |header: &pb::IbcHeader| header.trusted_height.unwrap_or_default();
    for header in headers {
        refuse_if(height(header).height == 0, "ZeroTrustedHeight")?;
    }
    for header in headers {
        refuse_if(header.trusted_validators.is_none(), "TrustedValidatorsAbsent")?;
    }
    let [block_1, block_2] = blocks(headers);
    refuse_if(block_1.header.chain_id != block_2.header.chain_id, "ChainIdsDiffer")?;
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-#[]<>".contains(byte);
    let word = (4..=64).contains(&client_id.len()) && client_id.iter().all(letters);
    refuse_if(!word, "ClientIdSyntax")?;
    for (header, block) in headers.into_iter().zip([&block_1, &block_2]) {
        block.commit_fits()?;
        let trusted = height(header);
        let own = (revision(&block.header.chain_id)?, block.header.height as u64);
        refuse_if((trusted.revision, trusted.height) >= own, "TrustedHeightNotBelow")?;
        block.set_fits()?;
    }
    // Of one chain, both are of one revision.
    refuse_if(block_1.header.height < block_2.header.height, "HeaderOrder")
}

pub(crate) fn blocks(headers: [&pb::IbcHeader; 2]) -> [Block<'_>; 2] {
    headers.map(|it| Block::of(&it.signed_header, &it.validator_set).expect("all parts"))
}

/// `ParseChainID`: 0, if the id has no revision.
fn revision(chain_id: &[u8]) -> Judged<u64> {
    let text = String::from_utf8_lossy(chain_id);
    let Some((name, digits)) = text.rsplit_once('-') else { return Ok(0) };
    let of_revision = !name.is_empty()
        && !name.contains('\n')
        && !name.ends_with('-')
        && digits.starts_with(|first: char| ('1'..='9').contains(&first))
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    if of_revision { digits.parse().map_err(|_| "RevisionRange") } else { Ok(0) }
}

/// `validCommit` of both headers.
pub(crate) fn commits(blocks: &[Block<'_>; 2]) -> Judged {
    blocks
        .iter()
        .try_for_each(|it| own(&it.header.chain_id, it.set, it.commit.height, it.commit, true))
}

/// `CheckForMisbehaviour`: whether there is some.
pub(crate) fn is_misbehaviour(blocks: &[Block<'_>; 2]) -> bool {
    let [first, second] = blocks;
    let id = |block: &Block<'_>| block.commit.block_id.clone().unwrap_or_default().hash;
    if first.header.height == second.header.height {
        id(first) != id(second)
    } else {
        time(first.header) <= time(second.header)
    }
}

/// `GetByzantineValidators`, with the powers of header 1.
pub(crate) fn guilty(blocks: &[Block<'_>; 2]) -> Judged<Guilty> {
    let [first, second] = blocks;
    let same_state = !is_invalid(first.header, second.header);
    if same_state && first.commit.round != second.commit.round {
        return Ok(Vec::new());
    }
    let mut signers = BTreeMap::new();
    for (index, entry) in first.commit.signatures.iter().enumerate() {
        if entry.block_id_flag != ABSENT {
            signers.insert(&entry.validator_address, index);
        }
    }
    let mut guilty = Guilty::new();
    for (index, entry) in second.commit.signatures.iter().enumerate() {
        if entry.block_id_flag == ABSENT {
            continue;
        }
        let Some(place) = signers.get(&entry.validator_address) else { continue };
        let validator = signed_entry(first, *place)?;
        signed_entry(second, index)?;
        guilty.push((validator.address.clone(), validator.voting_power));
    }
    Ok(guilty)
}

/// `verifyLightBlockCommitSig`.
fn signed_entry<'b>(block: &Block<'b>, index: usize) -> Judged<&'b pb::Validator> {
    let entry = &block.commit.signatures[index];
    let validator = find(block.set, &entry.validator_address).ok_or("NotAValidator")?;
    let message = sign_bytes(&block.header.chain_id, block.commit, index);
    signed(validator, &message, &entry.signature)?;
    Ok(validator)
}

/// `MsgSubmitConsumerMisbehaviour` of a misbehaviour whose parts obey rules of their own.
/// `trusted_rules`: whether the trusted sets do.
pub(crate) fn submit_misbehaviour(
    facts: &Facts,
    client_id: &[u8],
    headers: [&pb::IbcHeader; 2],
    trusted_rules: [Judged; 2],
    consumer_id: &str,
) -> Verdict<Punished> {
    coded(is_number(consumer_id), "provider/47")?;
    coded(basic(client_id, headers), "provider/47")?;
    let both = blocks(headers);
    coded(commits(&both), "provider/47")?;

    let chain_id = known(facts.chain_id(consumer_id), Fact::ChainId)?;
    let chain_id = some(chain_id, "UnknownConsumer", UNTYPED)?;
    let other_chain = chain_id.as_bytes() != both[0].header.chain_id;
    coded(refuse_if(other_chain, "ConsumerChainIdMismatch"), UNTYPED)?;
    let client = known(facts.client_id(consumer_id), Fact::ClientId)?;
    let client = some(client, "UnknownConsumer", UNTYPED)?;
    coded(refuse_if(client.as_bytes() != client_id, "ClientIdMismatch"), UNTYPED)?;
    let heights = both[0].header.height != both[1].header.height;
    coded(refuse_if(heights, "MisbehaviourHeights"), "client/13")?;
    above_floor(facts, consumer_id, both[0].header.height)?;
    some(known(facts.client(client), Fact::Client)?, "UnknownClient", PANIC)?;
    coded(refuse_if(!is_misbehaviour(&both), "SameHeader"), "client/13")?;
    believed(facts, client, headers, trusted_rules)?;

    let guilty = coded(guilty(&both), UNTYPED)?;
    let mut court = Court::new(facts, consumer_id)?;
    for (address, _) in guilty {
        match court.punish(&address) {
            Err(missing @ (Answer::Missing(_) | Answer::Unable(_))) => return Err(missing),
            Ok(()) | Err(Answer::Refuses(..)) => {}
        }
    }
    coded(refuse_if(court.punished.is_empty(), "NobodyPunished"), UNTYPED)?;
    Ok(court.punished)
}

/// `verifyMisbehaviour`.
fn believed(
    facts: &Facts,
    client_id: &str,
    headers: [&pb::IbcHeader; 2],
    trusted_rules: [Judged; 2],
) -> Verdict {
    let client = known(facts.client(client_id), Fact::Client)?;
    let client = some(client, "UnknownClient", PANIC)?;
    let mut states = Vec::new();
    for header in headers {
        let height = header.trusted_height.unwrap_or_default();
        let state = facts.consensus_state(client_id, (height.revision, height.height));
        let state = known(state, Fact::ConsensusState)?;
        states.push(some(state, "ConsensusStateNotFound", "client/7")?);
    }
    for ((header, rules), state) in headers.into_iter().zip(trusted_rules).zip(states) {
        coded(rules, UNTYPED)?;
        let set = header.trusted_validators.as_ref().expect("asked before");
        let hash = oracle::set_hash(&set.clone().canonical());
        let other = state.next_validators_hash.0 != hash;
        coded(refuse_if(other, "TrustedValidatorsHashMismatch"), "07-tendermint/14")?;
        let age = now(facts)?.unix_nanos() - state.timestamp.unix_nanos();
        let over = age >= i128::from(client.trusting_period.nanos());
        coded(refuse_if(over, "HeaderExpired"), "07-tendermint/11")?;
        let block = Block::of(&header.signed_header, &header.validator_set).expect("all parts");
        let chain_id = at_revision(client.chain_id, &block.header.chain_id);
        let level = client.trust_level;
        let level = (level.numerator() as i64, level.denominator() as i64);
        coded(trusting(chain_id.as_bytes(), set, block.commit, level, true), "client/13")?;
    }
    Ok(())
}

/// `SetRevisionNumber` with that of the header, where the client's chain has revisions.
fn at_revision(chain_id: &str, header_chain_id: &[u8]) -> String {
    match (revision(chain_id.as_bytes()), revision(header_chain_id)) {
        (Ok(1..), Ok(revision)) => {
            let (name, _) = chain_id.rsplit_once('-').expect("a revision");
            format!("{name}-{revision}")
        }
        _ => chain_id.to_owned(),
    }
}

fn now(facts: &Facts) -> Verdict<Time> {
    known(facts.block_time(), Fact::BlockTime)?.ok_or(Answer::Missing(Fact::BlockTime))
}

/// `SlashValidator` and `JailAndTombstoneValidator`, for one message.
struct Court<'f> {
    facts: &'f Facts,
    consumer_id: &'f str,
    parameters: parhelion_core::ccv::SlashJail,
    burnt: BTreeMap<Address, u128>,
    tombstoned: BTreeSet<Address>,
    punished: Punished,
}

impl<'f> Court<'f> {
    fn new(facts: &'f Facts, consumer_id: &'f str) -> Verdict<Court<'f>> {
        let parameters = known(facts.double_sign(consumer_id), Fact::DoubleSign)?;
        let parameters = some(parameters, "NoInfractionParameters", UNTYPED)?;
        let (burnt, tombstoned, punished) = Default::default();
        Ok(Court { facts, consumer_id, parameters, burnt, tombstoned, punished })
    }

    fn punish(&mut self, consumer_address: &[u8]) -> Verdict {
        let address = Address::from_slice(consumer_address).expect("an address");
        let assigned = self.facts.provider_address(self.consumer_id, &address);
        let provider = known(assigned, Fact::ProviderAddress)?.unwrap_or(address);
        let validator = known(self.facts.validator(&provider), Fact::Validator)?;
        let validator = some(validator, "UnknownValidator", "slashing/2")?;
        let unbonded = validator.status == BondStatus::Unbonded;
        coded(refuse_if(unbonded, "ValidatorUnbonded"), UNTYPED)?;
        let tombstoned = validator.tombstoned || self.tombstoned.contains(&provider);
        coded(refuse_if(tombstoned, "ValidatorTombstoned"), UNTYPED)?;
        let burnt = self.burnt.entry(provider).or_default();
        let tokens = validator.tokens.saturating_sub(*burnt);
        let power = u128::from(validator.last_power) + validator.unbonding / 1_000_000;
        let part = |amount: u128| {
            amount * u128::from(self.parameters.slash_fraction) / 1_000_000_000_000_000_000
        };
        let leaving = part(validator.unbonding).min(validator.unbonding);
        let own = part(power * 1_000_000).saturating_sub(leaving).min(tokens);
        let slash = leaving + own;
        *burnt += own;
        let until =
            now(self.facts)?.unix_nanos() + i128::from(self.parameters.jail_duration.nanos());
        let until =
            ((until.div_euclid(1_000_000_000)) as i64, until.rem_euclid(1_000_000_000) as u32);
        if self.parameters.tombstone {
            self.tombstoned.insert(provider);
        }
        let provider = provider.0.to_vec();
        let forever = self.parameters.tombstone;
        self.punished.push((consumer_address.to_vec(), provider, slash, until, forever));
        Ok(())
    }
}
