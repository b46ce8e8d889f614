//! `parhelion follow`: from one trusted header to the head of a live chain, and on with it.
//!
//! What is asked next, and what an answer means, `parhelion_core::client` decides; here are the
//! sockets, the clock, the store and the threads.

mod consumer;
mod fetch;
mod fork;
mod report;
mod session;
mod sync;
mod way;

use crate::consumer::live;
use crate::failure::{self, Failure};
use crate::node::{Node, NodeLimits};
use crate::store::{self, Compared, Origin, Store};
use crate::{show, trust, verify};
use parhelion_core::client::{Goal, Memory, Mode, Outcome, Parameters, Peers, Root};
use parhelion_core::{Duration, Hash, Options, Time, TrustThreshold};
use report::{Form, Report};
use session::Session;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::process::ExitCode;
use way::{Follow, slots};

/// Follows a chain: verifies the head of a node, and each new one, and compares it with witnesses.
///
/// The first time it needs --trust: a height and a hash that you believe; compare several sources that
/// do not know each other. What was verified is kept in the store, from which the next run goes on.
/// Whoever can write to the store decides what is trusted.
///
/// Exit status: 0 the head, or the height asked for, is verified; 1 a header was refused; 4 the trusting
/// period of the store is over: begin a new one; 5 nobody answered, or no witness confirmed; 6 a fork
/// was found, of which one side was signed by those who are guilty: evidence is written, and nothing is
/// trusted until somebody has found out which.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The node whose blocks are verified: http://…, https://…
    #[arg(long, value_name = "URL")]
    primary: String,
    /// A node with whose blocks they are compared; one that is run by somebody else. Several are better.
    /// The same address twice is refused; that one node has two addresses nobody can see
    #[arg(long, value_name = "URL", required_unless_present = "no_witness")]
    witness: Vec<String>,
    /// Compares with nobody: a fork that enough validators signed goes unnoticed. Not for a store that
    /// was compared with witnesses before
    #[arg(long, conflicts_with = "witness")]
    no_witness: bool,
    /// The height and the hash of the first trusted header, in hexadecimal
    #[arg(long, value_name = "HEIGHT:HASH")]
    trust: Option<String>,
    /// Where the trusted states are kept; made if it is not there
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// How many trusted states the store keeps; the lowest go first
    #[arg(long, value_name = "N", default_value_t = store::KEPT)]
    keep: NonZeroU64,
    /// Ends at this height; one below the store's is reached backwards, by hashes
    #[arg(long, value_name = "HEIGHT")]
    to: Option<NonZeroU64>,
    /// Ends at the present head
    #[arg(long)]
    once: bool,
    /// Verifies each header, on all cores, not only as many as the changes of the validators ask for
    #[arg(long)]
    sequential: bool,
    /// Headers that are verified at a time with --sequential, before a witness is asked
    #[arg(long, value_name = "N", default_value = "128", value_parser = clap::value_parser!(u16).range(1..=1024))]
    window: u16,
    /// Where evidence is written if a fork is found; beside the store if not given
    #[arg(long, value_name = "FOLDER")]
    evidence: Option<PathBuf>,
    /// Sends the evidence against each side to the other, as CometBFT's light client does
    #[arg(long)]
    submit: bool,
    /// The share of the trusted validators that must have signed; 1/3 for a new store
    #[arg(long, value_parser = verify::threshold)]
    trust_threshold: Option<TrustThreshold>,
    /// How long a trusted block may be built on: a number with s, m, h or d; 14d for a new store
    #[arg(long, value_parser = verify::duration)]
    trusting_period: Option<Duration>,
    /// How far ahead of the clock a block may be; 10s for a new store
    #[arg(long, value_parser = verify::duration)]
    clock_drift: Option<Duration>,
    /// How long the chain may take for a block: a witness that is behind is waited for so long, and twice
    /// the drift
    #[arg(long, default_value = "10s", value_parser = verify::duration)]
    block_lag: Duration,
    /// The pause between two looks at the head
    #[arg(long, default_value = "2s", value_parser = verify::duration)]
    interval: Duration,
    /// Time for one request to a node
    #[arg(long, default_value = "5s", value_parser = verify::duration)]
    timeout: Duration,
    /// The time to verify at, as 2021-12-08T01:51:39Z; the clock's if not given
    #[arg(long, value_parser = show::parse_time)]
    now: Option<Time>,
    #[command(flatten)]
    consumer: live::session::ConsumerArguments,
    /// Prints one JSON object a line; numbers are strings
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// The options of a new store, or of one with these.
    fn options(&self, stored: &Options) -> Options {
        Options {
            trust_threshold: self.trust_threshold.unwrap_or(stored.trust_threshold),
            trusting_period: self.trusting_period.unwrap_or(stored.trusting_period),
            max_clock_drift: self.clock_drift.unwrap_or(stored.max_clock_drift),
        }
    }

    fn nodes(&self) -> Result<Vec<Node>, Failure> {
        let timeout = span(self.timeout);
        let mut nodes: Vec<Node> = Vec::new();
        for url in std::iter::once(&self.primary).chain(&self.witness) {
            let node = Node::new(url, NodeLimits { timeout, ..NodeLimits::default() })?;
            if nodes.iter().any(|other| other.is_at_place_of(&node)) {
                let why = format!("{url} is named twice: nobody is a witness of itself");
                return Err(Failure::Usage(why));
            }
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn compared(&self) -> Compared {
        if self.no_witness { Compared::WithNobody } else { Compared::WithWitnesses }
    }

    fn peers(&self) -> Result<Peers, Failure> {
        match self.compared() {
            Compared::WithNobody => Ok(Peers::without_witnesses()),
            Compared::WithWitnesses => {
                Peers::new(self.witness.len()).map_err(|error| Failure::Usage(show::error(&error)))
            }
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let root = arguments.trust.as_deref().map(trust::root).transpose()?;
    let stored = Store::open_if_there(&arguments.store)?;
    let options = arguments.options(stored.as_ref().map_or(&Options::DEFAULT, Store::options));
    let parameters =
        Parameters { options, max_block_lag: arguments.block_lag, ..Parameters::DEFAULT };
    let nodes = arguments.nodes()?;
    let form = if arguments.json { Form::Json } else { Form::Words };
    let report = Report::new(form, nodes.iter().map(|node| node.url().to_owned()));
    let mut session = Session::new(nodes, arguments.peers()?, parameters, arguments.now, report);
    let store = match (stored, root) {
        (Some(mut store), root) => {
            if let Some(fork) = store.fork()? {
                session.report.forked_before(&fork);
                return Ok(failure::FORK.into());
            }
            if let Some((height, hash)) = root {
                store.check_root(height, &hash)?;
            }
            store.tighten(&options)?;
            store
        }
        (None, Some((height, hash))) => match begin(arguments, &mut session, height, hash)? {
            Ok(store) => store,
            Err(code) => return Ok(code),
        },
        (None, None) => {
            let why = "a new store needs --trust HEIGHT:HASH".to_owned();
            return Err(Failure::Usage(why));
        }
    };
    store.compare(arguments.compared())?;
    let consumer = arguments.consumer.open(&store.root().chain_id, options)?;
    Follow { arguments, session, store, consumer, cores: None }.run()
}

/// A new store: the primary is asked for the block that is trusted on faith, and the witnesses whether
/// they have it.
fn begin(
    arguments: &Arguments,
    session: &mut Session,
    height: u64,
    hash: Hash,
) -> Result<Result<Store, ExitCode>, Failure> {
    let (mut trace, mut other) = (slots(1), slots(1));
    let memory = Memory { trace: &mut trace, other: &mut other };
    let (root, goal) = (Root::Faith { height, hash }, Goal::Height(height));
    let outcome = session.go(root, goal, Mode::Skipping, memory, Session::drive)?;
    match outcome {
        Outcome::Verified { state, .. } => {
            let options = &session.parameters.options;
            let now = session.now();
            let store = Store::create(&arguments.store, &state, Origin::Faith, options, now)?;
            session.report.trusted(&state);
            Ok(Ok(store))
        }
        Outcome::Failed(failed) => Ok(Err(session.report.failed(&failed))),
        // Who goes to the root meets no other header.
        Outcome::UpToDate | Outcome::Fork(_) => Ok(Err(failure::REFUSED.into())),
    }
}

/// A span as the system measures it; nothing where it is negative.
fn span(span: Duration) -> std::time::Duration {
    std::time::Duration::from_nanos(u64::try_from(span.nanos()).unwrap_or_default())
}
