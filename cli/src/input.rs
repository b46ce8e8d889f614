//! Files in: JSON as nodes answer it, or protobuf; from one file or several.

use crate::failure::Failure;
use parhelion_core::{IbcHeader, Limits, SignedHeader, TrustedState, ValidatorSet};
use parhelion_rpc::{Document, ValidatorsPage, encode, pb};
use std::io::Read;
use std::path::Path;

/// What may be given at most, in bytes: the largest message, and what JSON makes of it.
const MAX_FILE: u64 = 256 << 20;

/// Reads a file; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let result = if name == "-" {
        std::io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
    };
    result.map_err(|error| Failure::not_readable(&name, error))?;
    match u64::try_from(bytes.len()) {
        Ok(0) => Err(Failure::not_readable(&name, "the file is empty")),
        Ok(length) if length <= MAX_FILE => Ok(bytes),
        _ => Err(Failure::not_readable(&name, "the file is longer than 256 MiB")),
    }
}

/// The text, where the bytes are JSON; protobuf messages never begin like that.
pub(crate) fn json<'b>(name: &str, bytes: &'b [u8]) -> Result<Option<&'b str>, Failure> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Ok(None);
    }
    // A light block in protobuf begins with 0a, which is white space to JSON: a length of 7b or 5b
    // may follow it.
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) if bytes.starts_with(&[0x0a]) => Ok(None),
        Err(error) => Err(Failure::not_readable(name, error)),
    }
}

/// The wire bytes of a light block, and of the set that follows the trusted header if there was one.
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) light_block: Vec<u8>,
    pub(crate) trusted_validators: Option<Vec<u8>>,
}

/// Puts a light block together from one file or several: a light block, a `/commit` with all pages
/// of `/validators`, or an IBC header.
pub(crate) fn block(paths: &[std::path::PathBuf]) -> Result<Block, Failure> {
    let mut parts = Parts::default();
    for path in paths {
        let name = path.display().to_string();
        let bytes = read(path)?;
        match json(&name, &bytes)? {
            None if paths.len() == 1 => return Ok(protobuf(name, bytes)),
            None => {
                let why = "protobuf, which must be a whole light block and the only file";
                return Err(Failure::not_readable(&name, why));
            }
            Some(text) => {
                let document = parhelion_rpc::read(text)
                    .map_err(|error| Failure::not_readable(&name, error))?;
                parts.add(&name, document)?;
            }
        }
    }
    parts.finish()
}

fn protobuf(name: String, bytes: Vec<u8>) -> Block {
    // An IBC header is a light block with more fields. Faults are the verifier's to name.
    let trusted_validators = IbcHeader::parse(&bytes, &Limits::DEFAULT)
        .ok()
        .filter(|header| header.trusted_validators().is_some())
        .and_then(|_| parhelion_rpc::decode::<pb::IbcHeader>(&bytes).ok())
        .and_then(|header| header.trusted_validators)
        .map(|set| encode(&set));
    Block { name, light_block: bytes, trusted_validators }
}

#[derive(Default)]
struct Parts {
    name: String,
    signed_header: Option<pb::SignedHeader>,
    pages: Vec<ValidatorsPage>,
    validators: Option<pb::ValidatorSet>,
    trusted_validators: Option<pb::ValidatorSet>,
}

impl Parts {
    fn add(&mut self, name: &str, document: Document) -> Result<(), Failure> {
        name.clone_into(&mut self.name);
        match document {
            Document::Commit { signed_header, .. } => self.signed_header = Some(signed_header),
            Document::Validators(page) => self.pages.push(page),
            Document::LightBlock(recorded) => {
                self.signed_header = recorded.light_block.signed_header;
                self.validators = recorded.light_block.validator_set;
                self.trusted_validators = recorded.trusted_next_validators;
            }
            Document::IbcHeader(header) => {
                self.signed_header = header.signed_header;
                self.validators = header.validator_set;
                self.trusted_validators = header.trusted_validators;
            }
            other => {
                let why = format!("{}, of which no light block can be made", kind(&other));
                return Err(Failure::not_readable(name, why));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Block, Failure> {
        let name = self.name;
        let signed_header = self.signed_header.ok_or_else(|| {
            Failure::not_readable(&name, "no header and commit: give the answer of /commit too")
        })?;
        let validators = match self.validators {
            Some(validators) => validators,
            None if self.pages.is_empty() => {
                let why = "no validators: give all pages of /validators of this height too";
                return Err(Failure::not_readable(&name, why));
            }
            None => parhelion_rpc::validator_set(&self.pages)
                .map_err(|error| Failure::not_readable(&name, error))?,
        };
        let block = parhelion_rpc::light_block(signed_header, validators);
        Ok(Block {
            name,
            light_block: encode(&block),
            trusted_validators: self.trusted_validators.map(|set| encode(&set)),
        })
    }
}

/// The wire bytes of a validator set: protobuf, pages of `/validators`, or a light block that
/// carries the set which follows it.
pub(crate) fn validators(paths: &[std::path::PathBuf]) -> Result<Option<Vec<u8>>, Failure> {
    let mut pages = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let bytes = read(path)?;
        let Some(text) = json(&name, &bytes)? else { return Ok(Some(bytes)) };
        match parhelion_rpc::read(text).map_err(|error| Failure::not_readable(&name, error))? {
            Document::Validators(page) => pages.push(page),
            Document::LightBlock(recorded) if recorded.next_validators.is_some() => {
                return Ok(recorded.next_validators.map(|set| encode(&set)));
            }
            other => {
                let why = format!("{}, and not validators", kind(&other));
                return Err(Failure::not_readable(&name, why));
            }
        }
    }
    let Some(last) = paths.last().filter(|_| !pages.is_empty()) else { return Ok(None) };
    parhelion_rpc::validator_set(&pages)
        .map(|set| Some(encode(&set)))
        .map_err(|error| Failure::not_readable(&last.display().to_string(), error))
}

/// Reads a stored trusted state.
pub(crate) fn state(path: &Path) -> Result<TrustedState, Failure> {
    let bytes = read(path)?;
    TrustedState::from_trusted_bytes(&bytes)
        .map_err(|error| Failure::not_readable(&path.display().to_string(), error))
}

/// What a document is, for a message about a wrong file.
pub(crate) fn kind(document: &Document) -> &'static str {
    match document {
        Document::Commit { .. } => "an answer of /commit",
        Document::Validators(_) => "an answer of /validators",
        Document::LightBlock(_) => "a light block",
        Document::Block(_) => "an answer of /block",
        Document::Status(_) => "an answer of /status",
        Document::Genesis(_) => "a genesis",
        Document::Header { .. } => "a header",
        Document::IbcHeader(_) => "an IBC header",
        Document::Misbehaviour(_) => "an IBC misbehaviour",
        Document::Evidence(_) | Document::EvidenceList(_) => "evidence",
        Document::Blocks { .. } => "an answer of /block_search",
        Document::Vote(_) => "a vote",
        Document::AbciQuery(_) => "an answer of /abci_query",
        Document::Msg(_) | Document::Transaction(_) => "a transaction",
        _ => "something else",
    }
}

/// Which message protobuf bytes are, by what parses; a light block before its parts.
pub(crate) enum Wire {
    LightBlock,
    SignedHeader,
    ValidatorSet,
}

pub(crate) fn wire(bytes: &[u8]) -> Option<Wire> {
    let limits = &Limits::DEFAULT;
    if IbcHeader::parse(bytes, limits).is_ok() {
        Some(Wire::LightBlock)
    } else if SignedHeader::parse(bytes, limits).is_ok() {
        Some(Wire::SignedHeader)
    } else {
        ValidatorSet::parse(bytes, limits).is_ok().then_some(Wire::ValidatorSet)
    }
}
