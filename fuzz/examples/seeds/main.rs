//! Writes the seeds again: `cargo run --example seeds`, in this folder.
//!
//! They are recorded cases and answers of each kind, as wire bytes and as JSON: of the short ones,
//! some of every length. Signatures and scripts for changes are made here.

mod answers;
mod client;
mod evidence;
mod guard;
mod made;
mod packets;
mod proofs;
mod questions;

use flate2::read::MultiGzDecoder;
use parhelion_replay::Case;
use std::fs::{File, create_dir_all, read_dir, remove_file, write};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The messages by the selector of the target `parse_light_block`, with the name that cases use.
const MESSAGES: [(u8, &str); 6] = [
    (0, "header"),
    (1, "commit"),
    (2, "validator_set"),
    (3, "signed_header"),
    (4, "light_block"),
    (6, "vote"),
];
/// Seeds of each kind, at most.
const EACH: usize = 5;
/// Bytes of a seed, at most.
const SHORT: usize = 4000;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut cases = cases("simulated.jsonl.gz")?;
    cases.extend(self::cases("mainnet.jsonl.gz")?);
    messages(&cases)?;
    evidence::messages(&cases)?;
    evidence::questions(&cases)?;
    questions::write(&cases)?;
    questions::write_streams(&cases)?;
    answers::write()?;
    packets::write(&self::cases("valset_change.jsonl.gz")?)?;
    proofs::write()?;
    client::write()?;
    guard::write()?;
    made::signatures()?;
    made::sets()?;
    made::changes()
}

fn messages(cases: &[Case]) -> Outcome {
    let mut seeds = Seeds::new("parse_light_block")?;
    MESSAGES.iter().try_for_each(|(selector, name)| seeds.basic(cases, *selector, name))?;
    seeds.cases(cases, 7, EACH, |case| selected(case, "sign_bytes", "proposal"))?;
    seeds.cases(cases, 5, EACH, questions::ibc_header)?;
    seeds.cases(cases, 11, EACH, |case| case.block_id.as_ref().map(|id| id.0.clone()))?;
    seeds.cases(cases, 12, 2, |case| Some(questions::state(case)?.to_vec()))?;
    Ok(())
}

fn cases(name: &str) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let lines = lines(&here().join("../testdata/cases").join(name))?;
    lines.iter().map(|line| Ok(Case::parse(line)?)).collect()
}

fn lines(path: &Path) -> std::io::Result<Vec<String>> {
    BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines().collect()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn selected(case: &Case, kind: &str, message: &str) -> Option<Vec<u8>> {
    let fits = case.kind == kind && case.message.as_deref() == Some(message);
    case.bytes.as_ref().filter(|_| fits).map(|bytes| bytes.0.clone())
}

/// The seeds of one target: a folder that is written anew.
struct Seeds {
    folder: PathBuf,
    written: usize,
}

impl Seeds {
    fn new(target: &str) -> std::io::Result<Seeds> {
        let folder = here().join("seeds").join(target);
        create_dir_all(&folder)?;
        for file in read_dir(&folder)? {
            remove_file(file?.path())?;
        }
        Ok(Seeds { folder, written: 0 })
    }

    fn one(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        write(self.folder.join(format!("{:03}", self.written)), bytes)?;
        self.written += 1;
        Ok(())
    }

    /// Writes so many of the short ones, of every length.
    fn some(&mut self, mut made: Vec<Vec<u8>>, number: usize) -> std::io::Result<()> {
        made.retain(|bytes| bytes.len() < SHORT);
        made.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        made.dedup();
        let step = made.len().div_ceil(number).max(1);
        made.iter().step_by(step).try_for_each(|bytes| self.one(bytes))
    }

    /// Writes some of the messages of this name, after their selector.
    fn basic(&mut self, cases: &[Case], selector: u8, name: &str) -> std::io::Result<()> {
        let bytes = |case: &Case| selected(case, "basic", name);
        self.cases(cases, selector, EACH, |case| bytes(case).filter(|_| case.want.ok))?;
        // Odd encodings that are accepted all the same.
        let odd = |case: &Case| bytes(case).filter(|_| case.want.ok && !case.wire.is_empty());
        self.cases(cases, selector, EACH, odd)?;
        self.cases(cases, selector, 2, |case| bytes(case).filter(|_| !case.want.ok))
    }

    /// Writes some of what `make` makes of the cases, each after its selector.
    fn cases(
        &mut self,
        cases: &[Case],
        selector: impl Into<Option<u8>>,
        number: usize,
        make: impl Fn(&Case) -> Option<Vec<u8>>,
    ) -> std::io::Result<()> {
        let selector = selector.into();
        let made = cases.iter().filter_map(make);
        self.some(made.map(|bytes| [selector.as_slice(), &bytes].concat()).collect(), number)
    }
}
