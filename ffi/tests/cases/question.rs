//! A case as a call of the C interface, and what the call gives where the case is accepted.

use crate::programs::runner::{Ask, Question};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::ccv::valset_change::ValidatorSetChangePacket;
use parhelion_core::evidence::{LightClientAttackEvidence, Misbehaviour};
use parhelion_core::{ChainId, KeyType, Limits, PublicKey, SignedHeader, Time, TrustedState};
use parhelion_replay::Case;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(crate) const LIMITS: &Limits = &Limits::DEFAULT;

/// The call; or why there is none: the kind, or a name of what C cannot ask.
pub(crate) fn of(case: &Case) -> Result<Question, &str> {
    Ok(match case.kind.as_str() {
        "light" => light(case),
        "backwards" => {
            let trusted = &case.trusted.as_ref().unwrap().0;
            let untrusted = &case.untrusted.as_ref().unwrap().0;
            match SignedHeader::parse(trusted, LIMITS) {
                Ok(signed) => {
                    let state = trust(&signed);
                    Question::of(Ask::Backwards).bytes(&state.to_bytes()).bytes(untrusted)
                }
                Err(_) => check(5, None, trusted),
            }
        }
        "commit" => commit(case),
        "basic" => {
            let number = message(case.message.as_ref().unwrap());
            check(number, case.chain_id.as_deref(), &case.bytes.as_ref().unwrap().0)
        }
        "hash" => Question::of(Ask::Hash)
            .number(message(case.message.as_ref().unwrap()))
            .bytes(&case.bytes.as_ref().unwrap().0),
        "duplicate_vote" => Question::of(Ask::DuplicateVote)
            .bytes(text(case.chain_id.as_ref()))
            .bytes(&base64(case.validators.as_ref().unwrap()))
            .bytes(&case.evidence.as_ref().unwrap().0),
        "consumer_double_vote" => Question::of(Ask::DuplicateVoteByKey)
            .bytes(text(case.chain_id.as_ref()))
            .bytes(&base64(case.public_key.as_ref().unwrap()))
            .bytes(&case.evidence.as_ref().unwrap().0),
        "light_client_attack" => attack(case),
        "consumer_misbehaviour" => misbehaviour(case),
        // C has an argument for each of the two parts of a path.
        "ics23" if case.path.as_ref().is_none_or(|path| path.len() != 2) => {
            return Err("a path of another length");
        }
        "ics23" => state_proof(case),
        "client_update" => client_message(case),
        "valset_change" => valset_change(case),
        kind => return Err(kind),
    })
}

fn text(text: Option<&String>) -> &[u8] {
    text.unwrap().as_bytes()
}

pub(crate) fn base64(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn check(message: u64, chain_id: Option<&str>, bytes: &[u8]) -> Question {
    Question::of(Ask::Check).number(message).maybe(chain_id.map(str::as_bytes)).bytes(bytes)
}

fn message(name: &str) -> u64 {
    match name {
        "header" => 1,
        "commit" => 2,
        "vote" => 3,
        "validator_set" => 4,
        "signed_header" => 5,
        "light_block" => 6,
        "duplicate_vote" => 7,
        "light_client_attack" => 8,
        "evidence_list" => 9,
        other => panic!("{other} has no number"),
    }
}

pub(crate) fn fraction(text: &str) -> (u64, u64) {
    let (numerator, denominator) = text.split_once('/').unwrap();
    (numerator.parse().unwrap(), denominator.parse().unwrap())
}

fn light(case: &Case) -> Question {
    let trusted = &case.trusted.as_ref().unwrap().0;
    let Ok(signed) = SignedHeader::parse(trusted, LIMITS) else {
        // What is trusted does not even decode: C has no state to be asked with.
        return check(5, None, trusted);
    };
    let level = fraction(case.trust_level.as_ref().unwrap());
    let nanos = |text: &Option<String>| text.as_ref().unwrap().parse::<i64>().unwrap();
    let (seconds, rest) = parhelion_rpc::time::parse(case.now.as_ref().unwrap()).unwrap();
    Question::of(Ask::Verify)
        .bytes(&trust(&signed).to_bytes())
        .bytes(&case.trusted_next.as_ref().unwrap().0)
        .bytes(&case.untrusted.as_ref().unwrap().0)
        .number(level.0)
        .number(level.1)
        .number(nanos(&case.trusting_period).cast_unsigned())
        .number(nanos(&case.max_clock_drift).cast_unsigned())
        .number(seconds.cast_unsigned())
        .number(rest.into())
}

/// Trusts the header of a case, as its judge does: also one that has no hash. Of such a one a state
/// is made by hand, as it would have been stored.
fn trust(signed: &SignedHeader<'_>) -> TrustedState {
    let header = signed.header();
    if let Ok(hash) = header.hash() {
        return TrustedState::trust_on_faith(&header, &hash).unwrap();
    }
    let chain_id = ChainId::new(header.chain_id()).unwrap();
    let next = header.next_validators_hash();
    let state =
        TrustedState::from_on_chain_client(chain_id, header.height(), header.time(), next).unwrap();
    let mut bytes = state.to_bytes();
    if let [.., _] = header.last_block_id().hash() {
        bytes[6] |= 4;
        bytes[96..128].copy_from_slice(header.last_block_id().hash());
    }
    sealed(bytes)
}

pub(crate) fn sealed(mut bytes: [u8; 256]) -> TrustedState {
    let checksum = Sha256::digest(&bytes[..248]);
    bytes[248..].copy_from_slice(&checksum[..8]);
    TrustedState::from_trusted_bytes(&bytes).unwrap()
}

fn commit(case: &Case) -> Question {
    let set = base64(case.validators.as_ref().unwrap());
    let bytes = &case.commit.as_ref().unwrap().0;
    let rule = rule(case);
    let chain_id = text(case.chain_id.as_ref());
    if rule > 3 {
        let level = fraction(case.trust_level.as_ref().unwrap());
        let question = Question::of(Ask::Trusting).bytes(chain_id).bytes(&set).bytes(bytes);
        return question.number(level.0).number(level.1).number(rule);
    }
    let height: i64 = case.height.as_ref().unwrap().parse().unwrap();
    Question::of(Ask::Commit)
        .bytes(chain_id)
        .bytes(&set)
        .bytes(&case.block_id.as_ref().unwrap().0)
        .number(height.cast_unsigned())
        .bytes(bytes)
        .number(rule)
}

/// The number of the variant, as the header has it.
pub(crate) fn rule(case: &Case) -> u64 {
    let variants = ["full", "light", "light_all", "trusting", "trusting_all"];
    let variant = case.variant.as_deref().unwrap();
    variants.iter().position(|name| *name == variant).unwrap() as u64 + 1
}

fn attack(case: &Case) -> Question {
    let evidence = &case.evidence.as_ref().unwrap().0;
    let room = LightClientAttackEvidence::parse(evidence, LIMITS)
        .map_or(0, |evidence| evidence.conflicting_block().commit().len());
    Question::of(Ask::Attack)
        .bytes(&case.common.as_ref().unwrap().0)
        .bytes(&case.common_validators.as_ref().unwrap().0)
        .bytes(&case.trusted.as_ref().unwrap().0)
        .bytes(evidence)
        .number(room.into())
}

fn misbehaviour(case: &Case) -> Question {
    let bytes = &case.misbehaviour.as_ref().unwrap().0;
    let room = Misbehaviour::parse(bytes, LIMITS).map_or(0, |it| {
        [it.header_1(), it.header_2()].iter().map(|it| it.light_block().commit().len()).sum()
    });
    Question::of(Ask::Misbehaviour).bytes(bytes).number(room.into())
}

fn state_proof(case: &Case) -> Question {
    let root = case.root.as_ref().map_or(&[][..], |root| &root.0);
    let [store, key] = case.path.as_deref().unwrap() else { unreachable!() };
    let state = (root.len() == 32).then(|| under(root).to_bytes());
    Question::of(Ask::StateProof)
        .bytes(root)
        .bytes(&store.0)
        .bytes(&key.0)
        .maybe(case.value.as_ref().map(|value| &value.0[..]))
        .bytes(&case.proof.as_ref().unwrap().0)
        .maybe(state.as_ref().map(|state| &state[..]))
}

/// A state with this app hash, as it would have been stored.
fn under(app_hash: &[u8]) -> TrustedState {
    let (chain_id, time) = (ChainId::new("a-1").unwrap(), Time::from_unix(1, 0).unwrap());
    let mut bytes =
        TrustedState::from_on_chain_client(chain_id, HEIGHT, time, &[]).unwrap().to_bytes();
    bytes[6] |= 8;
    bytes[29] = app_hash.len().try_into().unwrap();
    bytes[128..][..app_hash.len()].copy_from_slice(app_hash);
    sealed(bytes)
}

/// That of the header under which proofs are verified.
pub(crate) const HEIGHT: u64 = 7;

fn client_message(case: &Case) -> Question {
    let message = STANDARD.decode(case.message.as_ref().unwrap()).unwrap();
    let (seconds, nanos) = parhelion_rpc::time::parse(case.now.as_ref().unwrap()).unwrap();
    let mut states: Vec<((u64, u64), &[u8])> = Vec::new();
    for state in case.consensus_states.as_ref().unwrap() {
        let (revision, height) = state.height.split_once('-').unwrap();
        states.push(((revision.parse().unwrap(), height.parse().unwrap()), &state.bytes.0));
    }
    states.sort_unstable();
    let question = Question::of(Ask::ClientMessage)
        .bytes(&case.client_state.as_ref().unwrap().0)
        .bytes(&message)
        .number(seconds.cast_unsigned())
        .number(nanos.into());
    states.iter().fold(question, |question, ((revision, height), bytes)| {
        question.number(*revision).number(*height).bytes(bytes)
    })
}

fn valset_change(case: &Case) -> Question {
    let mut members = Vec::new();
    let list = case.validators.as_ref().unwrap().as_array().unwrap();
    for validator in list {
        let key = base64(&validator["public_key"]);
        let key = PublicKey::parse(&key, LIMITS).unwrap();
        assert_eq!(key.key_type(), KeyType::Ed25519, "C's members have keys of Ed25519");
        members.extend_from_slice(key.as_bytes());
        let power: u64 = validator["power"].as_str().unwrap().parse().unwrap();
        members.extend_from_slice(&power.to_le_bytes());
    }
    let packets = case.packets.as_ref().unwrap();
    let updates = packets.iter().filter_map(|packet| {
        ValidatorSetChangePacket::parse_json(&packet.0, LIMITS).ok().map(|it| it.updates().count())
    });
    let room = list.len() + updates.sum::<usize>();
    let question = Question::of(Ask::ValsetChange).number(room as u64).bytes(&members);
    packets.iter().fold(question, |question, packet| question.bytes(&packet.0))
}
