//! `parhelion consumer attest` and `verify`: a consumer's whole set, from a header of its provider that is
//! trusted; and a consumer's header, from that set alone.

use crate::failure::{Failure, exit_code};
use crate::{input, show, trust, verify};
use parhelion_core::ccv::Release;
use parhelion_core::ccv::attest::{Attested, Launched, by_records};
use parhelion_core::ccv::store::{ConsumerId, Item, Layout, ProviderItem};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::proof::{Gap, Key, MerkleProof, Proven, verify_gap, verify_membership};
use parhelion_core::{Duration, Error, LightBlock, Limits, Options, Time, TrustedState, Verified};
use parhelion_rpc::{AbciQuery, Document};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) const STORE: &[u8] = b"provider";
/// The exit status where a proof is missing.
pub(super) const MISSING: u8 = 5;

/// Attests the whole validator set of a consumer: its records in the provider's state, with proof that
/// nothing lies between them.
///
/// What is needed, as nodes of the provider answer it to
/// /abci_query?path="/store/provider/key"&prove=true&height=H&data=0xKEY, where H is one below the
/// height of the header: the consumer's phase, its chain id, and the absences that show its records.
/// Which key is needed next is said, until none is.
#[derive(clap::Args)]
pub(crate) struct Attest {
    #[command(flatten)]
    provider: Provider,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

/// Verifies a block of a consumer, trusting nothing but a header of its provider: attests the set as
/// `attest` does, and checks that the block names that set, and that more than two thirds of it signed.
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    provider: Provider,
    /// The consumer's block: JSON of /commit with all pages of /validators, or a light block in protobuf
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the consumer's trusted state, from which `parhelion verify` goes on
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How long after the provider locked a set it may sign: a number with s, m, h or d, well below the
    /// provider's unbonding period
    #[arg(long, default_value = "14d", value_parser = verify::duration)]
    trusting_period: Duration,
    /// How far ahead of the clock a block may be
    #[arg(long, default_value = "10s", value_parser = verify::duration)]
    clock_drift: Duration,
    /// The time to verify at, as 2021-12-08T01:51:39Z; the clock's if not given
    #[arg(long, value_parser = show::parse_time)]
    now: Option<Time>,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Provider {
    /// The height and the hash of the provider's header, in hexadecimal, on which all the rest stands
    #[arg(
        long,
        value_name = "HEIGHT:HASH",
        required_unless_present = "state",
        requires = "header"
    )]
    trust: Option<String>,
    /// The provider's header: JSON of /commit or /header
    #[arg(long, value_name = "FILE")]
    header: Option<PathBuf>,
    /// Instead of both, a trusted state of the provider, 256 bytes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["trust", "header"])]
    state: Option<PathBuf>,
    /// Answers of /abci_query of the provider, one a line or one a file
    #[arg(long, value_name = "FILE", required = true)]
    proofs: Vec<PathBuf>,
    /// The consumer's id on the provider
    #[arg(long, value_name = "ID", value_parser = consumer_id)]
    consumer: ConsumerId,
    /// The release of interchain-security that the provider runs
    #[arg(long, value_name = "RELEASE", default_value = "v7.0.1", value_parser = release)]
    release: Release,
}

/// Why there is no attested set.
pub(super) enum Stopped {
    /// The proof of this key would be needed next.
    Missing(Box<Key>),
    Refused(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Refused(error)
    }
}

pub(crate) fn attest(arguments: &Attest) -> Result<ExitCode, Failure> {
    let (header, answers) = arguments.provider.read()?;
    let mut memory = Vec::new();
    let attested = attest_by_records(&header, arguments.provider.question(), &answers, &mut memory);
    match (&attested, arguments.json) {
        (Ok(attested), false) => print(attested),
        (Ok(attested), true) => say!("{}", as_json(attested)),
        (Err(stopped), false) => stopped.print(&header),
        (Err(stopped), true) => say!("{}", stopped.as_json()),
    }
    Ok(attested.map_or_else(|stopped| stopped.exit_code(), |_| ExitCode::SUCCESS))
}

pub(crate) fn verify(arguments: &Verify) -> Result<ExitCode, Failure> {
    let (header, answers) = arguments.provider.read()?;
    let bytes = input::block(&arguments.files)?;
    let mut memory = Vec::new();
    let attested = attest_by_records(&header, arguments.provider.question(), &answers, &mut memory);
    let attested = match (attested, arguments.json) {
        (Ok(attested), _) => attested,
        (Err(stopped), as_json) => {
            if as_json {
                say!("{}", stopped.as_json());
            } else {
                stopped.print(&header);
            }
            return Ok(stopped.exit_code());
        }
    };
    let options = Options {
        trusting_period: arguments.trusting_period,
        max_clock_drift: arguments.clock_drift,
        ..Options::DEFAULT
    };
    let now = arguments.now.unwrap_or_else(show::clock);
    let verified = LightBlock::parse(&bytes.light_block, &Limits::DEFAULT)
        .and_then(|block| attested.verify_header(&block, &options, now));
    if let (Ok(verified), Some(out)) = (&verified, &arguments.out) {
        std::fs::write(out, verified.trusted_state().to_bytes())?;
    }
    match &verified {
        Ok(verified) if arguments.json => {
            let mut answer = as_json(&attested);
            answer["header"] = verify::as_json(&Ok(verified.clone()));
            say!("{answer}");
        }
        Ok(verified) => {
            print(&attested);
            print_verified(verified);
        }
        Err(error) if arguments.json => say!("{}", show::error_as_json(error)),
        Err(error) => {
            print(&attested);
            say!("not verified: {}", show::error(error));
        }
    }
    Ok(verified.map_or_else(|error| exit_code(&error), |_| ExitCode::SUCCESS))
}

impl Stopped {
    fn print(&self, header: &TrustedState) {
        match self {
            Stopped::Refused(error) => say!("not attested: {}", show::error(error)),
            Stopped::Missing(key) => {
                let height = header.height().saturating_sub(1);
                say!("not attested: the proof of a key is missing. Ask a node of the provider for");
                say!(
                    "  /abci_query?path=\"/store/provider/key\"&prove=true&height={height}&data=0x{key:?}"
                );
            }
        }
    }

    fn as_json(&self) -> Value {
        match self {
            Stopped::Refused(error) => show::error_as_json(error),
            Stopped::Missing(key) => json!({ "verdict": "missing", "key": format!("{key:?}") }),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Stopped::Refused(error) => exit_code(error),
            Stopped::Missing(_) => MISSING.into(),
        }
    }
}

impl Provider {
    /// Of which consumer, and where its provider keeps what.
    const fn question(&self) -> (Layout, ConsumerId) {
        (Layout::of(self.release), self.consumer)
    }

    /// The provider's header, and what was answered about each key.
    fn read(&self) -> Result<(TrustedState, Answers), Failure> {
        let header = match (&self.state, &self.trust, &self.header) {
            (Some(state), ..) => input::state(state)?,
            (None, Some(root), Some(file)) => trust::header(root, file)?,
            _ => return Err(Failure::Usage("give --trust with --header, or --state".into())),
        };
        let mut answers = Answers::new();
        for path in &self.proofs {
            let name = path.display().to_string();
            let text = String::from_utf8(input::read(path)?)
                .map_err(|error| Failure::not_readable(&name, error))?;
            answers.extend(read_answers(&name, &text)?);
        }
        Ok((header, answers))
    }
}

/// Attests a consumer's set by its records, from what was answered about the keys that are needed.
pub(super) fn attest_by_records<'m>(
    header: &TrustedState,
    (layout, id): (Layout, ConsumerId),
    answers: &Answers,
    memory: &'m mut Vec<CrossChainValidator>,
) -> Result<Attested<'m>, Stopped> {
    let present = |item: ProviderItem<'_>| -> Result<_, Stopped> {
        let key = Item::Provider(item).key(layout)?;
        let (key, answer) = answers
            .get_key_value(key.as_bytes())
            .ok_or_else(|| Stopped::Missing(Box::new(key.clone())))?;
        Ok(proven(header, key, answer)?)
    };
    let phase = present(ProviderItem::Phase(id))?;
    let consumer = Launched::of(layout, id, &phase, &present(ProviderItem::ChainId(id))?)?;
    let prefix = ProviderItem::consumer_validators(layout, id)?;
    let mut gaps: Vec<Gap<'_>> = Vec::new();
    let mut next = prefix.clone();
    loop {
        let (key, answer) = answers
            .get_key_value(next.as_bytes())
            .ok_or_else(|| Stopped::Missing(Box::new(next.clone())))?;
        let gap = verify_gap(header, STORE, key, &proof(answer)?)?;
        gaps.push(gap);
        match gap.right().filter(|entry| entry.key().starts_with(prefix.as_bytes())) {
            Some(entry) => next = Key::of(&[entry.key(), &[0]])?,
            None => break,
        }
    }
    memory.resize(gaps.len(), CrossChainValidator::NONE);
    Ok(by_records(header, &consumer, gaps, memory)?)
}

/// What an answer proves of a key: its value, or that there is none.
pub(super) fn proven<'a>(
    header: &TrustedState,
    key: &'a [u8],
    answer: &'a AbciQuery,
) -> Result<Proven<'a>, Error> {
    let proof = proof(answer)?;
    verify_membership(header, STORE, key, &answer.value, &proof).or_else(|error| {
        let gap = verify_gap(header, STORE, key, &proof).map_err(|_| error)?;
        Ok(*gap.proven())
    })
}

/// What was answered, by key.
pub(super) type Answers = BTreeMap<Vec<u8>, AbciQuery>;

/// One answer, or one a line.
pub(super) fn read_answers(name: &str, text: &str) -> Result<Answers, Failure> {
    let whole = parhelion_rpc::read(text).map(|document| vec![document]);
    let documents = whole.or_else(|_| text.lines().map(parhelion_rpc::read).collect());
    let documents = documents.map_err(|error| Failure::not_readable(name, error))?;
    let answers = documents.into_iter().map(|document| match document {
        Document::AbciQuery(answer) => Ok((answer.key.clone(), answer)),
        other => {
            let why = format!("{}, and not of /abci_query", input::kind(&other));
            Err(Failure::not_readable(name, why))
        }
    });
    answers.collect()
}

pub(super) fn proof(answer: &AbciQuery) -> Result<MerkleProof<'_>, Error> {
    match answer.proofs.as_slice() {
        [store, multistore] => MerkleProof::of_ops(store, multistore, &Limits::DEFAULT),
        _ => Err(Error::ProofCount { found: 0 }),
    }
}

pub(super) fn print(attested: &Attested<'_>) {
    let (consumer, lock) = (attested.consumer(), attested.locked_at());
    say!(
        "attested: the validators of {}, consumer {}",
        consumer.chain_id(),
        consumer.consumer_id()
    );
    say!("  locked by    {} height {}", consumer.provider_chain_id(), lock.height());
    say!("  at           {}", show::time(lock.time()));
    say!("  set hash     {}", attested.hash());
    let total = attested.total_power();
    for member in attested.validators() {
        say!("  {}  {}", member.address(), show::share(member.power(), total));
    }
}

pub(super) fn print_verified(verified: &Verified<'_>) {
    let header = verified.header();
    say!("verified: {} height {}, by that set alone", header.chain_id(), header.height());
    say!("  header hash  {}", verified.hash());
    say!("  time         {}", show::time(header.time()));
    say!("  app hash     {}", hex::encode_upper(header.app_hash()));
}

fn as_json(attested: &Attested<'_>) -> Value {
    let (consumer, lock) = (attested.consumer(), attested.locked_at());
    let validators = attested.validators().iter().map(|member| {
        json!({
            "address": member.address().to_string(),
            "public_key": hex::encode(member.public_key().as_bytes()),
            "power": member.power().to_string(),
        })
    });
    json!({
        "verdict": "attested",
        "provider_chain_id": consumer.provider_chain_id().as_str(),
        "consumer_id": consumer.consumer_id().to_string(),
        "chain_id": consumer.chain_id().as_str(),
        "locked_height": lock.height().to_string(),
        "locked_time": show::time(lock.time()),
        "validators_hash": attested.hash().to_string(),
        "total_power": attested.total_power().to_string(),
        "validators": validators.collect::<Vec<_>>(),
    })
}

pub(super) fn consumer_id(text: &str) -> Result<ConsumerId, String> {
    ConsumerId::parse(text).map_err(|error| error.to_string())
}

pub(super) fn release(text: &str) -> Result<Release, String> {
    Release::new(text).map_err(|error| error.to_string())
}
