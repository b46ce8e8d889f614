//! The provider's headers, from its genesis.

use super::report::Report;
use crate::consumer::recording::{Chain, Recording};
use crate::failure::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::commit::{self, Rule};
use parhelion_core::{
    Error, LightBlock, Limits, Options, TrustedState, ValidatorSet, Verifier, light,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A chain's headers, by height, as far as they are verified.
pub(crate) type Headers = BTreeMap<u64, TrustedState>;

/// Verifies each recorded header of the provider from the one before. The first is trusted where its
/// set is the one that the genesis names, and signed it.
pub(crate) fn follow(
    recording: &Recording,
    (name, chain): (&str, &Chain),
    blocks: &BTreeMap<u64, Vec<u8>>,
    verifier: &mut Verifier,
    report: &mut Report,
) -> Result<Headers, Failure> {
    let mut headers = Headers::new();
    let Some((first, bytes)) = blocks.first_key_value() else {
        report.differ(format_args!("{name}: no header is recorded"));
        return Ok(headers);
    };
    let genesis = first_set(&recording.json(&format!("{name}/genesis.json"))?);
    let trusted = trust_first(chain, bytes, &genesis);
    let Some(state) = report.expect(format_args!("{name} header {first}"), trusted) else {
        return Ok(headers);
    };
    report.agree("headers of the provider");
    headers.insert(*first, state);
    for (height, bytes) in blocks.iter().skip(1) {
        let Some((_, state)) = headers.last_key_value() else { break };
        let verified = step(state, bytes, blocks, verifier);
        if let Some(state) = report.expect(format_args!("{name} header {height}"), verified) {
            report.agree("headers of the provider");
            headers.insert(*height, state);
        }
    }
    Ok(headers)
}

/// One step, as a client that has followed the chain takes it: the time is that of the header.
fn step(
    state: &TrustedState,
    bytes: &[u8],
    blocks: &BTreeMap<u64, Vec<u8>>,
    verifier: &mut Verifier,
) -> Result<TrustedState, Error> {
    let block = parse(bytes)?;
    let trusted = blocks.values().find_map(|bytes| {
        let set = parse(bytes).ok()?.validators();
        (Some(&set.hash()) == state.next_validators_hash()).then_some(set)
    });
    let now = block.header().time();
    let options = &Options::DEFAULT;
    let verified = light::verify_with(state, trusted.as_ref(), &block, options, now, verifier)?;
    Ok(verified.trusted_state().clone())
}

pub(crate) fn parse(bytes: &[u8]) -> Result<LightBlock<'_>, Error> {
    LightBlock::parse(bytes, &Limits::DEFAULT)
}

fn trust_first(chain: &Chain, bytes: &[u8], genesis: &Genesis) -> Result<TrustedState, String> {
    let block = parse(bytes).map_err(|error| error.to_string())?;
    let (header, set) = (block.header(), block.validators());
    if header.chain_id() != chain.chain_id || chain.chain_id != genesis.chain_id {
        return Err("the chain id is not that of the genesis".into());
    }
    if !is_of_genesis(&set, genesis) {
        return Err("the first set is not that of the genesis".into());
    }
    let trust = || {
        let hash = block.validate(header.chain_id())?;
        let height = i64::try_from(header.height()).unwrap_or(i64::MAX);
        let commit = block.commit();
        commit::verify(header.chain_id(), &set, &commit.block_id(), height, commit, Rule::Light)?;
        TrustedState::trust_on_faith(header, &hash)
    };
    trust().map_err(|error: Error| error.to_string())
}

/// What a genesis says of the first validators: key and power.
struct Genesis {
    chain_id: String,
    validators: Vec<(Vec<u8>, u64)>,
}

fn is_of_genesis(set: &ValidatorSet<'_>, genesis: &Genesis) -> bool {
    let mut found: Vec<_> = set
        .validators()
        .map(|member| (member.public_key().as_bytes().to_vec(), member.power()))
        .collect();
    let mut told = genesis.validators.clone();
    found.sort();
    told.sort();
    found == told
}

/// Named by the genesis itself, or made by the transactions in it: a token of stake is worth a
/// millionth of power.
fn first_set(answer: &Value) -> Genesis {
    let genesis = [&answer["result"]["genesis"], &answer["genesis"], answer];
    let genesis = genesis.into_iter().find(|it| it["chain_id"].is_string()).unwrap_or(answer);
    let key = |value: &Value| STANDARD.decode(value.as_str().unwrap_or_default()).ok();
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<u64>().ok());
    let mut validators = Vec::new();
    for validator in genesis["validators"].as_array().into_iter().flatten() {
        validators.extend(key(&validator["pub_key"]["value"]).zip(number(&validator["power"])));
    }
    for tx in genesis["app_state"]["genutil"]["gen_txs"].as_array().into_iter().flatten() {
        for message in tx["body"]["messages"].as_array().into_iter().flatten() {
            let power = number(&message["value"]["amount"]).map(|tokens| tokens / 1_000_000);
            validators.extend(key(&message["pubkey"]["key"]).zip(power));
        }
    }
    Genesis { chain_id: genesis["chain_id"].as_str().unwrap_or_default().to_owned(), validators }
}
