//! The packets of recorded and simulated blocks, with choices of who is a validator before.

use crate::{Outcome, Seeds};
use parhelion_replay::{Case, Verdict};
use std::collections::BTreeMap;

/// Of each verdict, at most.
const EACH: usize = 5;

pub(crate) fn write(cases: &[Case]) -> Outcome {
    let mut by_verdict: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate() {
        let Some(packets) = case.packets.as_ref().filter(|packets| !packets.is_empty()) else {
            continue;
        };
        let verdict = match case.answer()? {
            Verdict::Refused(error, _) => error.name(),
            _ if case.id.starts_with("recorded") => "recorded",
            _ => "ok",
        };
        let texts: Vec<&[u8]> = packets.iter().map(|packet| &packet.0[..]).collect();
        // Everybody is there, or some are not.
        let choices: &[u8] = [&[][..], &[0, 1, 0, 5, 9, 1, 13], &[1, 21, 0, 17]][number % 3];
        let length = [u8::try_from(choices.len())?];
        let seed = [&length, choices, &texts.join(&0)].concat();
        by_verdict.entry(verdict).or_default().push(seed);
    }
    let mut seeds = Seeds::new("packets")?;
    by_verdict.into_values().try_for_each(|made| seeds.some(made, EACH))?;
    Ok(())
}
