//! Evidence: recorded cases, submissions to a provider, and one scene for each answer.

use crate::{Outcome, Seeds, here, lines, selected};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_fuzz::{About, Recorded, evidence_answer};
use parhelion_replay::Case;
use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const ABOUTS: [About; 4] = [About::Votes, About::Attack, About::Misbehaviour, About::DoubleVoting];
/// Seeds of each kind, at most.
const EACH: usize = 5;
/// Scenes that are tried, of each kind.
const TRIES: u32 = 8000;

/// Messages by the selector of the target `parse_evidence`.
pub(crate) fn messages(cases: &[Case]) -> Outcome {
    let mut seeds = Seeds::new("parse_evidence")?;
    seeds.cases(cases, 8, EACH, |case| selected(case, "hash", "evidence_list"))?;
    for (selector, item, name) in [(9, 1, "duplicate_vote"), (10, 2, "light_client_attack")] {
        seeds.basic(cases, selector, name)?;
        let item = |case: &Case| {
            let bytes = selected(case, "basic", name).filter(|_| case.want.ok)?;
            Some(message(item, &bytes))
        };
        seeds.cases(cases, 13, EACH, item)?;
    }
    let submissions = submissions()?;
    let some = |seeds: &mut Seeds, selector: u8, make: fn(&Value) -> Option<Vec<u8>>| {
        let made = submissions.iter().filter_map(make);
        let made = made.map(|bytes| [&[selector], &bytes[..]].concat());
        seeds.some(made.collect(), EACH)
    };
    some(&mut seeds, 14, |it| bytes(it, "misbehaviour"))?;
    some(&mut seeds, 15, |it| {
        let (evidence, header) = (bytes(it, "evidence")?, bytes(it, "infraction_header")?);
        let consumer = it["consumer_id"].as_str()?.as_bytes();
        Some(
            [message(1, b"x"), message(2, &evidence), message(3, &header), message(4, consumer)]
                .concat(),
        )
    })?;
    some(&mut seeds, 16, |it| {
        let consumer = it["consumer_id"].as_str()?.as_bytes();
        Some([message(2, &bytes(it, "misbehaviour")?), message(3, consumer)].concat())
    })?;
    Ok(())
}

/// Questions of the target `verify_evidence`.
pub(crate) fn questions(cases: &[Case]) -> Outcome {
    let mut seeds = Seeds::new("verify_evidence")?;
    for about in ABOUTS {
        scenes(about).values().try_for_each(|scene| seeds.one(scene))?;
    }
    // While a fuzzer runs, no recorded signature is right before it has been repaired.
    for repairs in [0, 2, 7] {
        for ok in [true, false] {
            let asked = |case: &Case, make: fn(&Case) -> Option<Recorded>| {
                Some(Recorded { repairs, ..make(case).filter(|_| case.want.ok == ok)? }.to_bytes())
            };
            let each = if repairs == 0 { EACH } else { 2 };
            seeds.cases(cases, None, each, |case| asked(case, votes))?;
            seeds.cases(cases, None, each, |case| asked(case, attack))?;
        }
        let submissions = submissions()?;
        for (about, parts) in [
            (About::Misbehaviour, &["misbehaviour"][..]),
            (About::DoubleVoting, &["evidence", "infraction_header"]),
        ] {
            let made = submissions.iter().filter_map(|it| {
                let parts = parts.iter().map(|part| bytes(it, part)).collect::<Option<_>>()?;
                Some(Recorded { about, repairs, choices: Vec::new(), parts }.to_bytes())
            });
            seeds.some(made.collect(), EACH)?;
        }
    }
    Ok(())
}

/// For each answer the first scene that has it, of choices that are few and made of noise.
fn scenes(about: About) -> BTreeMap<String, Vec<u8>> {
    let mut scenes = BTreeMap::new();
    for number in 0..TRIES {
        let noise = Sha256::digest([number.to_le_bytes(), [about as u8; 4]].concat());
        let mut scene = vec![0; 1 + usize::from(noise[0] % 56)];
        for pair in noise[1..].chunks_exact(2).take(number as usize % 6) {
            let place = usize::from(pair[0]) % scene.len();
            scene[place] = match pair[0] / 64 {
                0 => pair[1],
                1 => 1 << (pair[1] % 8),
                _ => pair[1] % 9,
            };
        }
        scene[0] = about as u8;
        if let Some((_, answer)) = evidence_answer(&scene) {
            scenes.entry(format!("{answer:?}")).or_insert(scene);
        }
    }
    scenes
}

fn votes(case: &Case) -> Option<Recorded> {
    let validators = STANDARD.decode(case.validators.as_ref()?.as_str()?).ok()?;
    let chain_id = case.chain_id.as_ref()?.clone().into_bytes();
    let parts = vec![case.evidence.as_ref()?.0.clone(), validators, chain_id];
    recorded(case, "duplicate_vote", About::Votes, parts)
}

fn attack(case: &Case) -> Option<Recorded> {
    let parts = [&case.evidence, &case.common, &case.common_validators, &case.trusted];
    let parts = parts.map(|part| part.as_ref().map(|part| part.0.clone()));
    let parts = parts.into_iter().collect::<Option<_>>()?;
    recorded(case, "light_client_attack", About::Attack, parts)
}

fn recorded(case: &Case, kind: &str, about: About, parts: Vec<Vec<u8>>) -> Option<Recorded> {
    // The judge of the target knows of no secp256k1.
    let is_of_secp256k1 = |part: &Vec<u8>| part.windows(4).any(|it| it == [0x12, 35, 0x12, 33]);
    let asked = case.kind == kind && !parts.iter().any(is_of_secp256k1);
    asked.then_some(Recorded { about, repairs: 0, choices: Vec::new(), parts })
}

fn submissions() -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let lines = lines(&here().join("../testdata/ics/submissions.jsonl.gz"))?;
    lines.iter().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn bytes(submission: &Value, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(submission[name].as_str()?).ok()
}

/// A field that is a message.
fn message(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut field = Vec::new();
    encode_key(number, WireType::LengthDelimited, &mut field);
    encode_varint(bytes.len() as u64, &mut field);
    [&field, bytes].concat()
}
