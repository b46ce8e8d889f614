//! The files of the corpus.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_replay::Case;
use parhelion_rpc::{Message, decode};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A line: a case, and what else the corpus says of it.
pub struct Vector {
    pub case: Case,
    line: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../attacks")
}

/// The names of the files, without `.jsonl`, sorted.
pub fn files() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let names = entries.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let mut names: Vec<String> =
        names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// The vectors of a file.
pub fn vectors(area: &str) -> Vec<Vector> {
    let text = std::fs::read_to_string(folder().join(area).with_extension("jsonl")).unwrap();
    text.lines().map(|line| Vector::of(serde_json::from_str(line).unwrap())).collect()
}

/// The vector of this id in a file.
pub fn vector(area: &str, id: &str) -> Vector {
    vectors(area).into_iter().find(|vector| vector.case.id == id).unwrap()
}

impl Vector {
    fn of(line: Value) -> Vector {
        Vector { case: Case::parse(&line.to_string()).unwrap(), line }
    }

    /// A text of the line; empty where it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.line[name].as_str().unwrap_or_default()
    }

    /// Bytes of the line.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        STANDARD.decode(self.text(name)).unwrap()
    }

    /// A message of the line, as prost reads it.
    pub fn message<M: Message + Default>(&self, name: &str) -> M {
        decode(&self.bytes(name)).unwrap()
    }

    /// The terms of the trust level.
    pub fn level(&self) -> (u64, u64) {
        let (numerator, denominator) = self.text("trust_level").split_once('/').unwrap();
        (numerator.parse().unwrap(), denominator.parse().unwrap())
    }

    /// The right answer: a hash, or the addresses of the guilty one after the other.
    pub fn wanted(&self) -> Option<Vec<u8>> {
        answer(&self.line["want"])
    }

    /// Whether CometBFT accepts what we refuse.
    pub fn is_forgiven(&self) -> bool {
        self.line["go"]["ok"] == true
    }

    /// The answer that CometBFT gives to what we refuse.
    pub fn forgiven(&self) -> Option<Vec<u8>> {
        answer(&self.line["go"])
    }

    /// The same line, with nothing in the place of each signature of 64 bytes.
    pub fn unsigned(&self) -> Vector {
        let mut line = self.line.clone();
        for name in ["commit", "untrusted", "evidence", "misbehaviour", "bytes", "signature"] {
            if line[name].is_null() {
                continue;
            }
            let mut bytes = self.bytes(name);
            match name {
                "signature" => bytes.fill(0),
                _ => blank(&mut bytes),
            }
            line[name] = STANDARD.encode(bytes).into();
        }
        Vector::of(line)
    }
}

/// Blanks what looks like the signature of an entry: field 4, 64 bytes.
fn blank(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(entry) = bytes.get_mut(at..at + 66) {
        let found = entry.starts_with(&[0x22, 0x40]);
        if found {
            entry[2..].fill(0);
        }
        at += if found { 66 } else { 1 };
    }
}

fn answer(verdict: &Value) -> Option<Vec<u8>> {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    };
    if let Some(hash) = verdict["hash"].as_str() {
        return Some(hex(hash));
    }
    let addresses = verdict["byzantine"].as_array()?;
    Some(addresses.iter().flat_map(|address| hex(address.as_str().unwrap())).collect())
}
