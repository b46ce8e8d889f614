//! The first trusted state.

use crate::failure::{Failure, exit_code};
use crate::{input, show};
use parhelion_core::{Error, Hash, Header, LightBlock, Limits, TrustedState, commit};
use parhelion_rpc::Document;
use std::path::PathBuf;
use std::process::ExitCode;

/// Trusts a block because somebody you believe told you its height and hash.
///
/// Checked: that the block has this height and hash, that its commit and validators belong to it,
/// and that more than two thirds of them signed. Not checked: whether its chain ever was at that
/// block. Compare the hash with several independent sources.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The height and the hash of the header, in hexadecimal: 8619996:5D5C…
    #[arg(value_name = "HEIGHT:HASH")]
    root: String,
    /// The block: JSON of /commit with all pages of /validators, or a light block in protobuf;
    /// `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the state, 256 bytes
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (height, hash) = root(&arguments.root)?;
    let bytes = input::block(&arguments.files)?;
    match trust(height, &hash, &bytes.light_block) {
        Ok((state, tally)) => {
            if let Some(out) = &arguments.out {
                std::fs::write(out, state.to_bytes())?;
            }
            say!("trusted on faith: {} height {}", state.chain_id(), state.height());
            say!("  header hash  {hash}");
            say!("  time         {}", show::time(state.time()));
            say!("  checked      the hash; commit and validators belong to the header;");
            say!("               {} of its set signed", show::share(tally.tallied, tally.total));
            say!("  not checked  whether {} ever was at this block:", state.chain_id());
            say!("               compare the hash with sources that do not know each other");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            say!("not trusted: {}", show::error(&error));
            Ok(exit_code(&error))
        }
    }
}

fn trust(height: u64, hash: &Hash, bytes: &[u8]) -> Result<(TrustedState, commit::Tally), Error> {
    let block = LightBlock::parse(bytes, &Limits::DEFAULT)?;
    let header = block.header();
    if header.height() != height {
        let (wanted, found) = (height.cast_signed(), header.height());
        return Err(Error::CommitHeight { wanted, found });
    }
    let state = TrustedState::trust_on_faith(header, hash)?;
    block.validate(header.chain_id())?;
    let id = block.commit().block_id();
    let rule = commit::Rule::Light;
    let (chain_id, signed) = (header.chain_id(), height.cast_signed());
    let tally = commit::verify(chain_id, &block.validators(), &id, signed, block.commit(), rule)?;
    Ok((state, tally))
}

/// The state of a header, by nothing but its height and its hash; from an answer of /commit or /header.
pub(crate) fn header(text: &str, path: &std::path::Path) -> Result<TrustedState, Failure> {
    let (height, hash) = root(text)?;
    let name = path.display().to_string();
    let bytes = input::read(path)?;
    let no_header = |why: String| Failure::not_readable(&name, why);
    let text = input::json(&name, &bytes)?.ok_or_else(|| no_header("no JSON".into()))?;
    let document = parhelion_rpc::read(text).map_err(|error| no_header(error.to_string()))?;
    let header = match document {
        Document::Commit { signed_header, .. } => signed_header.header,
        Document::LightBlock(recorded) => {
            recorded.light_block.signed_header.and_then(|signed| signed.header)
        }
        Document::Header { header } => Some(header),
        other => return Err(no_header(format!("{}, and no header", input::kind(&other)))),
    };
    let bytes = parhelion_rpc::encode(&header.ok_or_else(|| no_header("no header".into()))?);
    let trusted = Header::parse(&bytes, &Limits::DEFAULT).and_then(|header| {
        if header.height() == height {
            TrustedState::trust_on_faith(&header, &hash)
        } else {
            let (wanted, found) = (height.cast_signed(), header.height());
            Err(Error::CommitHeight { wanted, found })
        }
    });
    trusted.map_err(|error| no_header(show::error(&error)))
}

/// A height and a hash, as they are given on the command line.
pub(crate) fn root(text: &str) -> Result<(u64, Hash), Failure> {
    let usage = || Failure::Usage(format!("`{text}` is not HEIGHT:HASH with a hash of 64 digits"));
    let (height, hash) = text.split_once(':').ok_or_else(usage)?;
    let hash = hex::decode(hash).ok().and_then(|hash| Hash::from_slice(&hash)).ok_or_else(usage)?;
    Ok((height.parse().ok().filter(|height| *height > 0).ok_or_else(usage)?, hash))
}
