//! Cases of light verification, as questions and as what goes into them.

use crate::{Outcome, Seeds};
use parhelion_core::{Limits, SignedHeader, TrustedState};
use parhelion_fuzz::Question;
use parhelion_replay::Case;

pub(crate) fn write(cases: &[Case]) -> Outcome {
    let mut seeds = Seeds::new("verify")?;
    for (class, number) in [("ok", 12), ("not_enough_trust", 8), ("invalid", 24)] {
        let of_class = |case: &Case| question(case).filter(|_| case.want.class == class);
        seeds.cases(cases, None, number, |case| Some(of_class(case)?.to_bytes()))?;
    }
    // The same with the links made anew: what is mutated then still reaches the signatures.
    for bits in [2, 3, 6, 7] {
        seeds.cases(cases, None, 3, |case| {
            let question = question(case).filter(|_| case.want.ok)?;
            Some(Question { bits, ..question }.to_bytes())
        })?;
    }
    Ok(())
}

/// The same questions in frames, as they are and disturbed.
pub(crate) fn write_streams(cases: &[Case]) -> Outcome {
    let mut seeds = Seeds::new("stream_vs_slice")?;
    let sent = |case: &Case, head: &[u8]| Some([head, &question(case)?.to_bytes()].concat());
    for (class, number) in [("ok", 12), ("not_enough_trust", 3), ("invalid", 8)] {
        seeds.cases(cases, None, number, |case| {
            sent(case, &[63, 0]).filter(|_| case.want.class == class)
        })?;
    }
    // A frame less, one twice, two that change places, a bit.
    for what in [0, 1, 2, 3, 5, 12] {
        seeds.cases(cases, None, 3, |case| {
            sent(case, &[3, 1, 9 * what, 17, what]).filter(|_| case.want.ok)
        })?;
    }
    // What does not matter: a bit of an entry after two thirds.
    seeds.cases(cases, None, 3, |case| {
        let good = Some(case).filter(|case| case.want.ok && case.kind == "light")?;
        let mut streams = (0..64).filter_map(|frame| sent(good, &[200, 1, frame, 40, 4]));
        streams.find(|stream| parhelion_fuzz::stream_verifies(stream))
    })?;
    Ok(())
}

/// A light block, with a trusted height and a trusted set after it.
pub(crate) fn ibc_header(case: &Case) -> Option<Vec<u8>> {
    let (block, set) = (&case.untrusted.as_ref()?.0, &case.trusted_next.as_ref()?.0);
    let mut bytes = block.clone();
    bytes.extend([0x1a, 4, 8, 4, 16, 7, 0x22]);
    prost::encoding::encode_varint(set.len() as u64, &mut bytes);
    bytes.extend(set);
    Some(bytes).filter(|_| case.kind == "light" && case.want.ok)
}

pub(crate) fn state(case: &Case) -> Option<[u8; 256]> {
    let trusted = SignedHeader::parse(&case.trusted.as_ref()?.0, &Limits::DEFAULT).ok()?;
    let header = trusted.header();
    Some(TrustedState::trust_on_faith(&header, &header.hash().ok()?).ok()?.to_bytes())
}

fn question(case: &Case) -> Option<Question> {
    let (numerator, denominator) = case.trust_level.as_ref()?.split_once('/')?;
    let block = case.untrusted.as_ref()?.0.clone();
    let signed = parhelion_core::LightBlock::parse(&block, &Limits::DEFAULT).ok()?;
    let question = Question {
        state: state(case)?,
        bits: 1,
        threshold: (numerator.parse().ok()?, denominator.parse().ok()?),
        trusting_period: case.trusting_period.as_ref()?.parse().ok()?,
        max_clock_drift: case.max_clock_drift.as_ref()?.parse().ok()?,
        // Shortly after the block, as most cases ask; the fuzzer finds other times by itself.
        now: (signed.header().time().seconds() + 1, 0),
        trusted_validators: case.trusted_next.as_ref()?.0.clone(),
        block,
    };
    Some(question).filter(|_| case.kind == "light")
}
