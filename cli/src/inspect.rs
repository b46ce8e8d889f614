//! What is in a file.

use crate::failure::Failure;
use crate::input::{self, Wire};
use crate::show;
use parhelion_core::commit::{Status, examine};
use parhelion_core::{
    Commit, Error, Header, LightBlock, Limits, SignedHeader, TrustedState, Validator, ValidatorSet,
};
use parhelion_rpc::{Document, encode};
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

/// Shows what is in a file: JSON that a node answered, a light block, an IBC header or a validator
/// set in protobuf, or a stored trusted state. Several files make one light block.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let [path] = arguments.files.as_slice() else {
        let block = input::block(&arguments.files)?;
        return shown(&block.name, light_block(&block.light_block));
    };
    let name = path.display().to_string();
    let bytes = input::read(path)?;
    if let Some(text) = input::json(&name, &bytes)? {
        let read = parhelion_rpc::read(text);
        return document(&name, read.map_err(|error| Failure::not_readable(&name, error))?);
    }
    if bytes.starts_with(b"PHTS") {
        return shown(&name, TrustedState::from_trusted_bytes(&bytes).map(|found| state(&found)));
    }
    let result = match input::wire(&bytes) {
        Some(Wire::LightBlock) => light_block(&bytes),
        Some(Wire::SignedHeader) => signed_header(&bytes),
        Some(Wire::ValidatorSet) => validator_set(&bytes),
        // Nothing parses: the fault of the most usual message says most.
        None => light_block(&bytes),
    };
    shown(&name, result)
}

fn shown(name: &str, result: Result<(), Error>) -> Result<ExitCode, Failure> {
    result
        .map(|()| ExitCode::SUCCESS)
        .map_err(|error| Failure::not_readable(name, show::error(&error)))
}

fn document(name: &str, document: Document) -> Result<ExitCode, Failure> {
    row("file", input::kind(&document));
    let result = match document {
        Document::Commit { signed_header: signed, .. } => signed_header(&encode(&signed)),
        Document::Validators(page) => {
            row("height", page.height);
            row("page", format!("{} of {} validators", page.validators.len(), page.total));
            match parhelion_rpc::validator_set(std::slice::from_ref(&page)) {
                Ok(set) => validator_set(&encode(&set)),
                Err(_) => {
                    say!("  one page of several: give all of them with /commit for the rest");
                    Ok(())
                }
            }
        }
        Document::LightBlock(recorded) => light_block(&encode(&recorded.light_block)),
        Document::IbcHeader(ibc) => {
            let light = parhelion_rpc::pb::LightBlock {
                signed_header: ibc.signed_header,
                validator_set: ibc.validator_set,
            };
            light_block(&encode(&light))
        }
        Document::Header { header: found } => {
            Header::parse(&encode(&found), &Limits::DEFAULT).map(|found| header(&found))
        }
        Document::Block(block) => {
            row("evidence", format!("{} items", block.evidence.len()));
            row("last commit", block.last_commit.map_or(0, |commit| commit.signatures.len()));
            Header::parse(&encode(&block.header), &Limits::DEFAULT).map(|found| header(&found))
        }
        Document::Status(status) => {
            row("chain", &status.network);
            row("latest height", status.latest_height);
            row("latest hash", hex::encode_upper(&status.latest_hash));
            row("catching up", status.catching_up);
            Ok(())
        }
        Document::Genesis(genesis) => {
            row("chain", &genesis.chain_id);
            row("initial height", genesis.initial_height);
            row("validators", genesis.validators.len());
            Ok(())
        }
        other => {
            let why = format!("{}, which this command does not show", input::kind(&other));
            return Err(Failure::not_readable(name, why));
        }
    };
    shown(name, result)
}

fn light_block(bytes: &[u8]) -> Result<(), Error> {
    let block = LightBlock::parse(bytes, &Limits::DEFAULT)?;
    let (head, commit, set) = (block.header(), block.commit(), block.validators());
    header(head);
    verdict("commit is for this header", &block.signed_header().validate(head.chain_id()));
    verdict("validators are the header's", &block.validate(head.chain_id()));
    say!("  {:>5}  {:<40}  {:>20}  vote", "index", "address", "power");
    let (mut signed, mut nil, mut absent, mut power) = (0u32, 0u32, 0u32, 0u64);
    let result = examine(head.chain_id(), &set, commit, |index, validator, status| {
        match status {
            Status::Signed => {
                signed += 1;
                power = power.saturating_add(validator.power());
            }
            Status::SignedNil => nil += 1,
            Status::Absent => absent += 1,
            _ => {}
        }
        member(index, validator, vote(status));
    });
    match result {
        Ok(()) => row(
            "signed",
            format!(
                "{signed} of {}, {nil} nil, {absent} absent: {}",
                set.len(),
                show::share(power, set.total_power())
            ),
        ),
        Err(error) => row("commit", show::error(&error)),
    }
    Ok(())
}

fn signed_header(bytes: &[u8]) -> Result<(), Error> {
    let signed = SignedHeader::parse(bytes, &Limits::DEFAULT)?;
    header(&signed.header());
    commit(&signed.commit());
    verdict("commit is for this header", &signed.validate(signed.header().chain_id()));
    Ok(())
}

fn commit(commit: &Commit<'_>) {
    row("commit round", commit.round());
    row("commit entries", commit.len());
    row("commit hash", commit.hash());
}

fn validator_set(bytes: &[u8]) -> Result<(), Error> {
    let set = ValidatorSet::parse(bytes, &Limits::DEFAULT)?;
    row("validators", set.len());
    row("total power", set.total_power());
    row("hash", set.hash());
    say!("  {:>5}  {:<40}  {:>20}  key", "index", "address", "power");
    for (index, validator) in (0u32..).zip(set.validators()) {
        member(index, &validator, validator.public_key().key_type().name());
    }
    Ok(())
}

fn header(header: &Header<'_>) {
    row("chain", header.chain_id());
    row("height", header.height());
    row("time", show::time(header.time()));
    match header.hash() {
        Ok(hash) => row("hash", hash),
        Err(error) => row("hash", error),
    }
    row("validators", hex::encode_upper(header.validators_hash()));
    row("next validators", hex::encode_upper(header.next_validators_hash()));
    row("app hash", hex::encode_upper(header.app_hash()));
    row("last block", hex::encode_upper(header.last_block_id().hash()));
    row("proposer", header.proposer_address());
}

fn state(state: &TrustedState) {
    let hash =
        |hash: Option<&parhelion_core::Hash>| hash.map_or("none".to_owned(), ToString::to_string);
    row("file", "a trusted state");
    row("chain", state.chain_id());
    row("height", state.height());
    row("time", show::time(state.time()));
    row("hash", hash(state.header_hash()));
    row("next validators", hash(state.next_validators_hash()));
    row("last block", hash(state.last_block_hash()));
    row("app hash", state.app_hash().map_or("none".to_owned(), hex::encode_upper));
}

fn row(name: &str, value: impl Display) {
    say!("{name:<28} {value}");
}

fn verdict<T>(name: &str, result: &Result<T, Error>) {
    match result {
        Ok(_) => row(name, "yes"),
        Err(error) => row(name, format!("no: {}", show::error(error))),
    }
}

fn member(index: u32, validator: &Validator<'_>, note: &str) {
    say!("  {index:>5}  {}  {:>20}  {note}", validator.address(), validator.power());
}

fn vote(status: Status) -> &'static str {
    match status {
        Status::Absent => "absent",
        Status::Signed => "signed",
        Status::SignedNil => "nil",
        Status::WrongAddress => "WRONG ADDRESS",
        Status::WrongSignature => "WRONG SIGNATURE",
        Status::Unsupported => "signature of a type that this build cannot check",
    }
}
