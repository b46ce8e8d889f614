//! What nodes answered: recorded networks, public chains, and the tests of the reader.

use crate::{Outcome, Seeds, here, lines};
use std::collections::BTreeMap;
use std::fs::{read, read_dir};
use std::path::{Path, PathBuf};

/// Of each path that was asked for, at most.
const EACH: usize = 4;
/// Bytes of a file that becomes a seed as it is, at most.
const SHORT: usize = 7000;

pub(crate) fn write() -> Outcome {
    let mut seeds = Seeds::new("rpc_json")?;
    let recorded = recorded()?;
    for answers in recorded.values() {
        seeds.some(answers.clone(), EACH)?;
    }
    for folder in ["../rpc/tests/data", "../testdata/mainnet"] {
        for path in paths(&here().join(folder))? {
            if path.extension().is_some_and(|end| end == "json") {
                let bytes = read(path)?;
                if bytes.len() < SHORT {
                    seeds.one(&bytes)?;
                }
            }
        }
    }
    // Several answers at once: a block with its validators, the same page twice, and a genesis in
    // two chunks.
    let shortest = |path: &str| recorded[path].iter().min_by_key(|answer| answer.len());
    let page = shortest("/validators 200").ok_or("no page")?;
    let commit = shortest("/commit 200").ok_or("no commit")?;
    seeds.one(&[commit.as_slice(), page].join(&0))?;
    seeds.one(&[page.as_slice(), page].join(&0))?;
    Ok(seeds.one(&[CHUNKS[0], CHUNKS[1]].join(&0))?)
}

/// `{"genesis_time":"2026-11-25T00:00:00Z","chain_id":"x"}`
const CHUNKS: [&[u8]; 2] = [
    br#"{"result":{"chunk":"1","total":"2","data":"MS0yNVQwMDowMDowMFoiLCJjaGFpbl9pZCI6IngifQ=="}}"#,
    br#"{"chunk":0,"total":2,"data":"eyJnZW5lc2lzX3RpbWUiOiIyMDI2LTE="}"#,
];

/// By path and status.
type Answers = BTreeMap<String, Vec<Vec<u8>>>;

/// The answers of all networks.
fn recorded() -> Result<Answers, Box<dyn std::error::Error>> {
    let mut answers = Answers::new();
    for folder in paths(&here().join("../testdata/recorded"))? {
        if !folder.is_dir() {
            continue;
        }
        for line in lines(&folder.join("rpc.jsonl.gz"))? {
            let line: serde_json::Value = serde_json::from_str(&line)?;
            let path = line["path"].as_str().ok_or("no path")?;
            let body = line["body"].as_str().ok_or("no body")?;
            let kind = path.split('?').next().unwrap_or(path);
            let kind = format!("{kind} {}", line["status"]);
            answers.entry(kind).or_default().push(body.as_bytes().to_vec());
        }
    }
    Ok(answers)
}

fn paths(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
