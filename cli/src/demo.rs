//! What it does, in ten seconds, on blocks of public chains.

use crate::failure::Failure;
use crate::{consumer, input, networks, show};
use parhelion_core::{
    BlockIdFlag, ChainId, Duration, Error, LightBlock, Limits, Options, Time, TrustedState,
    ValidatorSet, Verified, Verifier, commit, light,
};
use parhelion_rpc::{Document, RecordedLightBlock, encode};
use std::process::ExitCode;
use std::time::Instant;

/// Blocks of public chains, recorded; see `testdata/README.md`.
macro_rules! recorded {
    ($($name:literal),+) => {
        [$(($name, include_str!(concat!("../../testdata/mainnet/", $name, ".json")))),+]
    };
}

/// Blocks of one chain in a row: the first is trusted on faith, the others are verified.
const WALKS: [&[(&str, &str)]; 2] = [
    &recorded!["cosmoshub-4_8619996", "cosmoshub-4_8619997", "cosmoshub-4_8619998"],
    &recorded!["celestia_10000", "celestia_10020"],
];

/// Blocks that a relayer sent to another chain, with the set that this chain's client trusted.
const RELAYED: [(&str, &str); 3] =
    recorded!["osmosis-1_12975357", "neutron-1_16794786", "injective-1_67954071"];

/// How often a block is verified for its time.
const RUNS: u32 = 5;

pub(crate) fn run() -> Result<ExitCode, Failure> {
    say!("Blocks of public chains, verified from wire bytes; nobody who served them is trusted.\n");
    for walk in WALKS {
        let mut blocks = walk.iter().map(|(name, text)| Recorded::read(name, text));
        let Some(first) = blocks.next().transpose()? else { continue };
        let mut state = first.trust()?;
        let mut next = first.next_validators;
        say!("{}: height {} is trusted on faith\n", state.chain_id(), state.height());
        for block in blocks {
            let block = block?;
            state = step(&state, next.as_deref(), &block)?;
            next = block.next_validators;
        }
    }
    for (name, text) in RELAYED {
        let block = Recorded::read(name, text)?;
        let (state, set) = block.relayed()?;
        say!("{}: height {} is what an IBC client trusts\n", state.chain_id(), state.height());
        step(&state, Some(&set), &block)?;
    }
    networks::run(&mut Verifier::new())?;
    tampered()?;
    consumer::demo::run()?;
    Ok(ExitCode::SUCCESS)
}

/// A recorded block, as wire bytes.
struct Recorded {
    name: &'static str,
    light_block: Vec<u8>,
    next_validators: Option<Vec<u8>>,
    trusted: Option<(u64, Vec<u8>)>,
}

impl Recorded {
    fn read(name: &'static str, text: &str) -> Result<Recorded, Failure> {
        let fault = |why: String| Failure::not_readable(name, why);
        let recorded = match parhelion_rpc::read(text).map_err(|error| fault(error.to_string()))? {
            Document::LightBlock(recorded) => recorded,
            other => return Err(fault(format!("{}, and no light block", input::kind(&other)))),
        };
        let RecordedLightBlock {
            light_block,
            next_validators,
            trusted_height,
            trusted_next_validators,
        } = recorded;
        Ok(Recorded {
            name,
            light_block: encode(&light_block),
            next_validators: next_validators.map(|set| encode(&set)),
            trusted: trusted_height.zip(trusted_next_validators.map(|set| encode(&set))),
        })
    }

    fn fault(&self, error: &Error) -> Failure {
        Failure::not_readable(self.name, show::error(error))
    }

    fn view(&self) -> Result<LightBlock<'_>, Failure> {
        LightBlock::parse(&self.light_block, &Limits::DEFAULT).map_err(|error| self.fault(&error))
    }

    fn trust(&self) -> Result<TrustedState, Failure> {
        let header = *self.view()?.header();
        header
            .hash()
            .and_then(|hash| TrustedState::trust_on_faith(&header, &hash))
            .map_err(|error| self.fault(&error))
    }

    /// What the client knew: a height and a set. Its clock is not recorded: an hour before.
    fn relayed(&self) -> Result<(TrustedState, Vec<u8>), Failure> {
        let header = *self.view()?.header();
        let (height, bytes) = self
            .trusted
            .clone()
            .ok_or_else(|| Failure::not_readable(self.name, "no trusted validators"))?;
        let state = ValidatorSet::parse(&bytes, &Limits::DEFAULT).and_then(|set| {
            let chain_id = ChainId::new(header.chain_id())?;
            let before = earlier(header.time());
            TrustedState::from_on_chain_client(chain_id, height, before, &set.hash().0)
        });
        Ok((state.map_err(|error| self.fault(&error))?, bytes))
    }
}

fn earlier(time: Time) -> Time {
    Time::from_unix(time.seconds() - 3600, time.nanos()).unwrap_or(time)
}

/// Verifies one block, and shows what was checked, and how long that took.
fn step(
    state: &TrustedState,
    trusted_validators: Option<&[u8]>,
    recorded: &Recorded,
) -> Result<TrustedState, Failure> {
    // The blocks are old: the clock stands ten seconds after each.
    let now = Time::from_unix(recorded.view()?.header().time().seconds() + 10, 0);
    let now = now.unwrap_or(Time::UNIX_EPOCH);
    let timed = || {
        let begin = Instant::now();
        (verify(state, trusted_validators, &recorded.light_block, now), begin.elapsed())
    };
    let (result, mut took) = timed();
    let verified = result.map_err(|error| recorded.fault(&error))?;
    for _ in 1..RUNS {
        took = took.min(timed().1);
    }
    report(state, &recorded.view()?, &verified);
    say!("  verified in {} us, decoding included (best of {RUNS})\n", took.as_micros());
    Ok(verified.trusted_state().clone())
}

fn verify<'a>(
    state: &TrustedState,
    trusted_validators: Option<&[u8]>,
    bytes: &'a [u8],
    now: Time,
) -> Result<Verified<'a>, Error> {
    let block = LightBlock::parse(bytes, &Limits::DEFAULT)?;
    let set =
        trusted_validators.map(|set| ValidatorSet::parse(set, &Limits::DEFAULT)).transpose()?;
    let mut scratch = vec![0; set.as_ref().map_or(0, commit::scratch_len)];
    let options =
        Options { trusting_period: Duration::from_seconds(21 * 86_400), ..Options::DEFAULT };
    light::verify(state, set.as_ref(), &block, &options, now, &mut scratch)
}

/// One line a check, in the order in which they were passed.
fn report(state: &TrustedState, block: &LightBlock<'_>, verified: &Verified<'_>) {
    let (header, set) = (block.header(), block.validators());
    let passed = |what: &str, how: String| say!("  ok  {what:<34} {how}");
    say!("  {} height {}  {}", header.chain_id(), header.height(), show::time(header.time()));
    passed("trusting period is not over", "21 days".to_owned());
    passed("commit is for this header", verified.hash().to_string());
    passed("higher, later, not from the future", format!("from height {}", state.height()));
    passed("validators are the header's", set.hash().to_string());
    if state.height() + 1 == header.height() {
        passed("they are those announced", "the header follows the trusted one".to_owned());
    } else {
        passed("the trusted set signed enough", "more than 1/3 of its power".to_owned());
    }
    let entries = || block.commit().signatures().zip(set.validators());
    let signed = entries().filter(|((_, entry), _)| entry.flag() == BlockIdFlag::Commit);
    let power = signed.map(|(_, validator)| validator.power()).sum::<u64>();
    passed("its own set signed enough", show::share(power, set.total_power()));
}

/// Flips one bit in each part of a block, and shows why each is refused.
fn tampered() -> Result<(), Failure> {
    let [(trusted, trusted_text), (name, text)] =
        recorded!["cosmoshub-4_8619996", "cosmoshub-4_8619997"];
    let state = Recorded::read(trusted, trusted_text)?.trust()?;
    let block = Recorded::read(name, text)?;
    let view = block.view()?;
    let now = Time::from_unix(view.header().time().seconds() + 10, 0).unwrap_or(Time::UNIX_EPOCH);
    let first = view.commit().signatures().find(|(_, entry)| entry.flag() == BlockIdFlag::Commit);
    let signature = first.map_or(&[][..], |(_, entry)| entry.signature());
    let key = view.validators().proposer().public_key().as_bytes();
    say!("The same block with one bit flipped:\n");
    for (what, part) in [
        ("in the app hash", view.header().app_hash()),
        ("in the last commit hash", view.header().last_commit_hash()),
        ("in a validator's key", key),
        ("in a signature", signature),
    ] {
        let mut bytes = block.light_block.clone();
        let Some(at) = bytes.windows(part.len().max(1)).position(|window| window == part) else {
            continue;
        };
        bytes[at] ^= 1;
        match verify(&state, None, &bytes, now) {
            Ok(_) => {
                return Err(Failure::not_readable(name, format!("a flipped bit {what} passed")));
            }
            Err(error) => say!("  refused  {what:<26} {}", show::error(&error)),
        }
    }
    Ok(())
}
