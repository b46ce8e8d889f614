//! What nobody recorded: signatures of every kind, and scripts for changes to the wire.

use crate::{Outcome, Seeds, here};
use parhelion_fuzz::Change;
use sha2::{Digest, Sha256};
use std::fs::{read, read_dir, write};

const CHANGES: [Change; 13] = [
    Change::TorsionInR,
    Change::TorsionInKey,
    Change::SmallR,
    Change::SmallKey,
    Change::SmallS,
    Change::UnreducedS,
    Change::UnreducedR,
    Change::UnreducedKey,
    Change::OtherMessage,
    Change::Flip,
    Change::Raw,
    Change::Copied,
    Change::Balanced,
];

/// Honest signatures, each change alone and among honest ones, and all that ZIP-215 admits.
pub(crate) fn signatures() -> Outcome {
    let mut seeds = Seeds::new("batch_vs_single")?;
    for number in [0, 1, 2, 7, 20] {
        seeds.one(&batch(2, (0..number).map(|i| signature(i, i / 3, &[]))))?;
    }
    for change in CHANGES {
        seeds.one(&batch(1, [signature(1, 2, &[(change, 3)])]))?;
        let among = |i| if i == 4 { vec![(change, 41)] } else { Vec::new() };
        let all = (0..9).map(|i| signature(i, 7, &among(i)));
        seeds.one(&batch(0, all))?;
    }
    for small_key in [0, 5, 9, 13] {
        let key = (Change::SmallKey, small_key);
        let all =
            (0..14).map(|r| signature(0, r, &[key, (Change::SmallR, r), (Change::SmallS, 0)]));
        seeds.one(&batch(1, all))?;
    }
    let torsion =
        |i: u8| signature(i, i, &[(Change::TorsionInR, i + 1), (Change::TorsionInKey, 3 * i)]);
    seeds.one(&batch(2, (0..16).map(torsion)))?;
    // Two faults, the later one of them first in the eyes of a hasty reader.
    let faults = |i: u8| match i {
        5 => signature(i, 1, &[(Change::OtherMessage, 9)]),
        11 => signature(i, 1, &[(Change::UnreducedS, 0)]),
        _ => signature(i, 1, &[]),
    };
    Ok(seeds.one(&batch(1, (0..15).map(faults)))?)
}

/// Candidates of every number, in every order, with each parameter. What the bytes mean stands in
/// `src/shaping.rs`.
pub(crate) fn sets() -> Outcome {
    let mut seeds = Seeds::new("shaping")?;
    // Scale, active ones, top N, power cap, set cap, least stake, inactive ones, reversed.
    let parameters: [[u8; 8]; 17] = [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0],
        [1, 0, 2, 3, 0, 0, 0, 0],
        [0, 5, 3, 2, 0, 0, 1, 1],
        [2, 0, 4, 1, 0, 0, 0, 0],
        [0, 4, 5, 0, 5, 1, 0, 1],
        [0, 6, 0, 3, 5, 2, 1, 0],
        [0, 6, 0, 4, 3, 0, 0, 0],
        [1, 6, 7, 2, 4, 3, 1, 0],
        [0, 0, 0, 5, 6, 4, 1, 1],
        [1, 6, 0, 6, 7, 0, 1, 0],
        [0, 0, 6, 0, 0, 0, 0, 0],
        [0, 0, 8, 0, 0, 0, 0, 0],
        [0, 1, 1, 0, 0, 0, 0, 0],
        [0, 2, 0, 7, 1, 0, 1, 0],
        [3, 0, 0, 8, 2, 0, 0, 0],
        [3, 6, 1, 2, 0, 0, 0, 1],
    ];
    for (at, parameters) in (0..).zip(parameters) {
        for number in [0, 3, 12, 13, 49, 51, 101, 255] {
            let powers: [fn(u8) -> u8; 4] = [|i| 255 - i, |i| 9 - i % 9, |i| i / 7, |_| 1];
            let power = powers[usize::from((number / 3 + at) % 4)];
            let flags = [0, 0, 32, 5, 8, 32, 2, 96, 4];
            let of = |i: u8| [power(i), i % 3, flags[usize::from(i % (at % 9 + 1))]];
            let candidates = (0..number).flat_map(of);
            seeds.one(
                &[number].into_iter().chain(parameters).chain(candidates).collect::<Vec<_>>(),
            )?;
        }
    }
    // Keys and addresses of another.
    for flag in [16, 128, 160] {
        let of = |i: u8| [3, 0, if i % 4 == 3 { flag } else { 0 }];
        let candidates = (0..14).flat_map(of);
        seeds.one(&[14].into_iter().chain(parameters[0]).chain(candidates).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn batch(keys: u8, signatures: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut bytes = vec![keys];
    bytes.extend(signatures.into_iter().flatten());
    bytes
}

fn signature(secret: u8, message: u8, changes: &[(Change, u8)]) -> Vec<u8> {
    let mut bytes = vec![secret, message];
    for (change, argument) in changes {
        bytes.extend([*change as u8, *argument]);
        if *change == Change::Raw {
            bytes.extend(noise(*argument));
        }
    }
    bytes.push(0);
    bytes
}

/// Every kind of change to a message of every kind, and trees of every shape. The messages that the
/// target knows by heart are written, too.
pub(crate) fn changes() -> Outcome {
    let mut seeds = Seeds::new("hashes")?;
    for selector in 0..12u8 {
        let message = message(selector)?;
        write(here().join(format!("messages/{selector:02}")), &message)?;
        seeds.one(&change(selector, &script(15, selector), &message))?;
        for menu in [1, 2, 4, 8, 15] {
            seeds.one(&change(12 + selector, &script(menu, selector), &[]))?;
        }
    }
    for (leaves, number) in [(24, 1), (24, 7), (24, 64), (24, 255), (25, 5), (25, 100), (26, 33)] {
        let script = [&[number], &script(15, number)[..]].concat();
        seeds.one(&change(leaves, &script, &noise(number)))?;
    }
    Ok(())
}

/// The first byte decides on the outer message. The others are as good as any.
fn script(menu: u8, number: u8) -> Vec<u8> {
    [&[menu], &noise(number)[..]].concat()
}

fn noise(number: u8) -> [u8; 32] {
    Sha256::digest([number]).into()
}

fn change(choice: u8, script: &[u8], message: &[u8]) -> Vec<u8> {
    [&[choice, script.len() as u8], script, message].concat()
}

/// The longest short message of a selector that the core accepts: it holds most fields.
fn message(selector: u8) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut found = Vec::new();
    let folders = ["seeds/parse_light_block", "seeds/parse_evidence"];
    let files = folders.map(|folder| read_dir(here().join(folder)));
    for file in files.into_iter().flatten().flatten() {
        let seed = read(file?.path())?;
        let is_accepted = seed[0] == selector && parhelion_fuzz::is_accepted(&seed);
        if is_accepted && (seed.len(), &seed) > (found.len(), &found) {
            found = seed;
        }
    }
    Ok(found.get(1..).ok_or("none accepted")?.to_vec())
}
