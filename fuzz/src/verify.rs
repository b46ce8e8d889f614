//! What light verification promises, whatever it is asked.

use crate::agree::sealed;
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::commit::{self, Status};
use parhelion_core::{
    Duration, Error, LightBlock, Limits, Options, Time, TrustThreshold, TrustedState, ValidatorSet,
    Verified, Verifier, light,
};
use prost::Message;

const LIMITS: &Limits = &Limits::DEFAULT;

/// Bytes of a [`Question`] before the set and the block.
const HEAD_LEN: usize = 256 + 1 + 5 * 8 + 2 * 4;
/// Bits of [`Question::bits`].
const WITH_SET: u8 = 1;
const LINK_STATE: u8 = 2;
const LINK_BLOCK: u8 = 4;

/// What is asked, from bytes of any content and length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// A stored state; its checksum is put right.
    pub state: [u8; 256],
    /// Bit 0: there is a trusted set. Bit 1: the state names that set, or that of the block where
    /// there is none. Bit 2: the header names the block's set, the commit names the header. Hashes
    /// which fit are not to be found by chance.
    pub bits: u8,
    /// The threshold; a third where it is out of range.
    pub threshold: (u64, u64),
    /// Nanoseconds.
    pub trusting_period: i64,
    /// Nanoseconds.
    pub max_clock_drift: i64,
    /// Seconds since 1970, and nanoseconds modulo 10^9.
    pub now: (i64, u32),
    /// A `ValidatorSet`.
    pub trusted_validators: Vec<u8>,
    /// A `LightBlock`.
    pub block: Vec<u8>,
}

impl Question {
    fn read(data: &[u8]) -> Option<Question> {
        let (head, rest) = data.split_first_chunk::<HEAD_LEN>()?;
        let (state, mut head) = head.split_first_chunk::<256>()?;
        let bits = *head.split_off_first()?;
        let mut long = || head.split_off(..8).map(|n| u64::from_le_bytes(n.try_into().unwrap()));
        let threshold = (long()?, long()?);
        let (trusting_period, max_clock_drift) = (long()? as i64, long()? as i64);
        let seconds = long()? as i64;
        let mut short = || head.split_off(..4).map(|n| u32::from_le_bytes(n.try_into().unwrap()));
        let (nanos, set_len) = (short()? % 1_000_000_000, short()?);
        let (set, block) = rest.split_at(rest.len().min(set_len as usize));
        Some(Question {
            state: *state,
            bits,
            threshold,
            trusting_period,
            max_clock_drift,
            now: (seconds, nanos),
            trusted_validators: set.to_vec(),
            block: block.to_vec(),
        })
    }

    /// The bytes from which this question is read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.state.to_vec();
        bytes.push(self.bits);
        let (period, drift) = (self.trusting_period as u64, self.max_clock_drift as u64);
        for long in [self.threshold.0, self.threshold.1, period, drift, self.now.0 as u64] {
            bytes.extend(long.to_le_bytes());
        }
        for short in [self.now.1, self.trusted_validators.len() as u32] {
            bytes.extend(short.to_le_bytes());
        }
        [bytes, self.trusted_validators.clone(), self.block.clone()].concat()
    }

    /// Makes hashes fit, as far as the bits ask for it.
    fn link(&mut self, trusted: Option<&ValidatorSet<'_>>) {
        if self.bits & LINK_BLOCK != 0
            && let Some(block) = linked(&self.block)
        {
            self.block = block;
        }
        if self.bits & LINK_STATE != 0 {
            let own = || LightBlock::parse(&self.block, LIMITS).map(|block| block.validators());
            if let Some(set) = trusted.copied().or_else(|| own().ok()) {
                self.state[6] |= 1;
                self.state[32..64].copy_from_slice(set.hash().as_bytes());
            }
        }
    }
}

/// The block with the hash of its set in its header, and the hash of that in its commit.
fn linked(block: &[u8]) -> Option<Vec<u8>> {
    let mut block = pb::LightBlock::decode(block).ok()?.canonical();
    let set = oracle::set_hash(block.validator_set.as_ref()?);
    let signed = block.signed_header.as_mut()?;
    let (header, commit) = (signed.header.as_mut()?, signed.commit.as_mut()?);
    header.validators_hash = set.to_vec();
    commit.height = header.height;
    commit.block_id.as_mut()?.hash = oracle::header_hash(header).to_vec();
    Some(block.encode_to_vec())
}

/// Bytes are a [`Question`]. Lent memory changes no verdict; a verified header is as it should be.
pub fn verify(data: &[u8]) {
    answer(data);
}

pub(crate) type Verdict = Result<TrustedState, Error>;

/// A question whose parts have been read, and its hashes made to fit.
pub(crate) struct Asked {
    pub(crate) state: TrustedState,
    pub(crate) trusted_validators: Option<Vec<u8>>,
    pub(crate) block: Vec<u8>,
    pub(crate) options: Options,
    pub(crate) now: Time,
}

impl Asked {
    pub(crate) fn of(data: &[u8]) -> Option<Asked> {
        let mut question = Question::read(data)?;
        let set_bytes = question.trusted_validators.clone();
        let trusted = ValidatorSet::parse(&set_bytes, LIMITS).ok();
        let trusted = trusted.filter(|_| question.bits & WITH_SET != 0);
        question.link(trusted.as_ref());
        let state = TrustedState::from_trusted_bytes(&sealed(&question.state)?).ok()?;
        let (numerator, denominator) = question.threshold;
        let options = Options {
            trust_threshold: TrustThreshold::new(numerator, denominator)
                .unwrap_or(TrustThreshold::ONE_THIRD),
            trusting_period: Duration::from_nanos(question.trusting_period),
            max_clock_drift: Duration::from_nanos(question.max_clock_drift),
        };
        let now = Time::from_unix(question.now.0, question.now.1)?;
        let trusted_validators = trusted.map(|_| set_bytes.clone());
        Some(Asked { state, trusted_validators, block: question.block, options, now })
    }
}

/// The verdict, where there is a question.
pub(crate) fn answer(data: &[u8]) -> Option<Verdict> {
    let asked = Asked::of(data)?;
    let trusted = asked.trusted_validators.as_ref();
    let trusted = trusted.and_then(|bytes| ValidatorSet::parse(bytes, LIMITS).ok());
    let block = LightBlock::parse(&asked.block, LIMITS).ok()?;
    Some(ask(&asked.state, trusted.as_ref(), &block, &asked.options, asked.now))
}

fn ask(
    state: &TrustedState,
    trusted: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'_>,
    options: &Options,
    now: Time,
) -> Verdict {
    let mut scratch = vec![u32::MAX; trusted.map_or(0, commit::scratch_len)];
    let asked = light::verify(state, trusted, block, options, now, &mut scratch);
    let verdict = known(&asked);

    // Less memory may be too little. Otherwise it changes nothing.
    let alone = known(&light::verify(state, trusted, block, options, now, &mut []));
    if !matches!(alone, Err(Error::ScratchTooSmall { .. })) {
        assert_eq!(alone, verdict, "without memory");
    }

    // The two halves say what the whole says.
    let adjacent = state.height().checked_add(1) == Some(block.header().height());
    match trusted {
        Some(set) if !adjacent => {
            let half = light::verify_skipping(state, set, block, options, now, &mut scratch);
            assert_eq!(known(&half), verdict, "skipping");
        }
        None if adjacent => {
            let half = light::verify_adjacent(state, block, options, now);
            assert_eq!(known(&half), verdict, "adjacent");
        }
        _ => {}
    }
    with_verifier(state, trusted, block, options, now, &verdict);

    let threshold = options.trust_threshold;
    let timeless = light::verify_without_clock(state, trusted, block, threshold, &mut scratch);
    match &asked {
        Ok(verified) => {
            let timeless = timeless.expect("what is verified with a clock is so without");
            assert_eq!(timeless.hash(), verified.hash());
            assert!(!timeless.clock_checked());
            promises(state, block, options, now, verified);
        }
        Err(Error::HeaderExpired { .. } | Error::TimeFromFuture { .. }) => {}
        Err(error) => assert_eq!(timeless.err(), Some(*error), "without a clock"),
    }
    verdict
}

/// A verifier changes no verdict, whether or not it knows the keys already.
fn with_verifier(
    state: &TrustedState,
    trusted: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'_>,
    options: &Options,
    now: Time,
    verdict: &Verdict,
) {
    let mut verifier = Verifier::with_keys(8);
    for cache in ["cold", "warm"] {
        let asked = light::verify_with(state, trusted, block, options, now, &mut verifier);
        assert_eq!(known(&asked), *verdict, "{cache}");
    }
    let alone = known(&light::verify_adjacent(state, block, options, now));
    let batched = light::verify_adjacent_with(state, block, options, now, &mut verifier);
    assert_eq!(known(&batched), alone, "adjacent, with a verifier");
    let window = light::verify_window(state, [*block], options, now, &mut verifier);
    assert_eq!(window.from(), state);
    let (mut verified, error) = window.into_parts();
    let last = verified.pop();
    assert!(verified.is_empty() && last.is_some() == error.is_none());
    assert_eq!(known(&error.map_or_else(|| Ok(last.unwrap()), Err)), alone, "window");
    if let Some(set) = trusted {
        let mut scratch = vec![u32::MAX; commit::scratch_len(set)];
        let alone = light::verify_skipping(state, set, block, options, now, &mut scratch);
        let batched = light::verify_skipping_with(state, set, block, options, now, &mut verifier);
        assert_eq!(known(&batched), known(&alone), "skipping, with a verifier");
    }
}

fn known(verdict: &Result<Verified<'_>, Error>) -> Verdict {
    verdict.as_ref().map(|verified| verified.trusted_state().clone()).map_err(|error| *error)
}

/// What holds of every verified header.
fn promises(
    state: &TrustedState,
    block: &LightBlock<'_>,
    options: &Options,
    now: Time,
    verified: &Verified<'_>,
) {
    let (header, chain_id) = (block.header(), state.chain_id().as_str());
    assert_eq!(block.validate(chain_id), Ok(*verified.hash()));
    assert_eq!(header.hash(), Ok(*verified.hash()));
    assert_eq!(verified.header(), header);
    assert!(verified.clock_checked());

    assert!(header.height() > state.height() && header.time() > state.time());
    let (period, drift) = (options.trusting_period.nanos(), options.max_clock_drift.nanos());
    assert!(state.time().unix_nanos() + i128::from(period) > now.unix_nanos());
    assert!(header.time().unix_nanos() < now.unix_nanos() + i128::from(drift));

    let next = verified.trusted_state();
    assert_eq!(TrustedState::from_trusted_bytes(&next.to_bytes()).as_ref(), Ok(next));
    assert_eq!(next.chain_id(), state.chain_id());
    assert_eq!((next.height(), next.time()), (header.height(), header.time()));
    assert_eq!(next.header_hash(), Some(verified.hash()));

    // Every signature is looked at here, and each counts for itself.
    let mut power = 0;
    let sum = |_, validator: &parhelion_core::Validator<'_>, status| {
        if status == Status::Signed {
            power += u128::from(validator.power());
        }
    };
    commit::examine(chain_id, &block.validators(), block.commit(), sum)
        .expect("a commit that fits");
    assert!(3 * power > 2 * u128::from(block.validators().total_power()), "{power}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_as_they_are_written() {
        let question = Question {
            state: [1; 256],
            bits: WITH_SET | LINK_STATE,
            threshold: (2, 3),
            trusting_period: -4,
            max_clock_drift: i64::MIN,
            now: (-5, 999_999_999),
            trusted_validators: vec![6; 7],
            block: vec![8; 9],
        };
        let bytes = question.to_bytes();
        assert_eq!(Question::read(&bytes), Some(question));
        assert_eq!(Question::read(&bytes[..HEAD_LEN - 1]), None);
    }
}
