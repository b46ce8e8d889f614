//! Who is guilty of what, and what chains would do about it.

mod build;
mod gather;
mod guilt;
mod judge;
mod report;

use crate::failure::{Failure, REFUSED};
use crate::input;
use gather::Material;
use parhelion_replay::ProviderFacts;
use std::path::PathBuf;
use std::process::ExitCode;

/// Says who is provably guilty of what, what the chain and its provider would do, what is missing to
/// know more, and why evidence would be refused.
///
/// The files are evidence of any kind (CometBFT's, IBC's, a provider's messages; alone, in a block, in
/// a transaction; JSON or protobuf), or what evidence can be made of: two votes, or two blocks of one
/// height. Beside it, all that is known: /commit, /validators and /header of the heights in question.
///
/// Exit status: 0 somebody is provably guilty, and nobody who was asked refuses; 1 the evidence is
/// refused; 5 something is missing to tell.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The chain of votes that come without a header
    #[arg(long, value_name = "ID")]
    chain_id: Option<String>,
    /// A trusted state, 256 bytes: a header that contradicts its header is proof of a fault
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Facts about the provider chain, JSON: what would it do?
    #[arg(long, value_name = "FILE")]
    provider: Option<PathBuf>,
    /// The consumer id under which evidence would be submitted, where no message names one
    #[arg(long, value_name = "ID")]
    consumer: Option<String>,
    /// The client id of misbehaviour that is made of two blocks
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Where to write what can be submitted: for a node, and for a provider's commands
    #[arg(long, value_name = "FOLDER")]
    build: Option<PathBuf>,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

/// What is known beside the files.
struct Context {
    chain_id: Option<String>,
    state: Option<parhelion_core::TrustedState>,
    provider: Option<ProviderFacts>,
    consumer: Option<String>,
    client: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut material = Material::default();
    for path in &arguments.files {
        material.read(path)?;
    }
    let context = Context {
        chain_id: arguments.chain_id.clone(),
        state: arguments.state.as_deref().map(input::state).transpose()?,
        provider: arguments.provider.as_deref().map(facts).transpose()?,
        consumer: arguments.consumer.clone(),
        client: arguments.client.clone(),
    };
    let items = material.items(&context)?;
    if items.is_empty() {
        let why = "no evidence, and nothing that contradicts itself, is in these files";
        return Err(Failure::not_readable(&material.name, why));
    }
    let findings: Vec<_> =
        items.iter().map(|item| judge::judge(item, &material, &context)).collect();
    let written = match &arguments.build {
        Some(folder) => build::write(folder, &items, &material, &context)?,
        None => Vec::new(),
    };
    if arguments.json {
        say!("{}", report::json(&findings, &written));
    } else {
        report::words(&findings, &written);
    }
    Ok(if findings.iter().any(judge::Finding::refused) {
        REFUSED.into()
    } else if findings.iter().all(judge::Finding::proven) {
        ExitCode::SUCCESS
    } else {
        5.into()
    })
}

fn facts(path: &std::path::Path) -> Result<ProviderFacts, Failure> {
    let name = path.display().to_string();
    let bytes = input::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| Failure::not_readable(&name, error))?;
    ProviderFacts::parse(text).map_err(|error| Failure::not_readable(&name, error))
}
