//! Proofs of state: recorded cases, of which some are put right by the choices of the target.

use crate::{Outcome, Seeds, cases};
use parhelion_fuzz::StateQuestion;
use parhelion_replay::Case;

/// Seeds of each sort.
const EACH: usize = 12;

pub(crate) fn write() -> Outcome {
    let cases = cases("ics23.jsonl.gz")?;
    let mut seeds = Seeds::new("proofs")?;
    for (wanted, choices) in
        [("ok", 0), ("ok", 3), ("invalid", 0), ("invalid", 3), ("malformed", 0)]
    {
        for absence in [true, false] {
            for empty in [true, false] {
                let choices = choices | if absence { 4 } else { 0 };
                let of = |case: &Case| {
                    let fits = case.want.class == wanted
                        && case.value.is_none() == absence
                        && case.laxer.is_some() == empty;
                    fits.then(|| question(case, choices)).flatten()
                };
                seeds.cases(&cases, choices, EACH, of)?;
            }
        }
    }
    Ok(())
}

/// The question without its first byte, which is the choice.
fn question(case: &Case, choices: u8) -> Option<Vec<u8>> {
    let [store, key] = case.path.as_deref()? else { return None };
    let value = case.value.as_ref().map_or(Vec::new(), |value| value.0.clone());
    let question = StateQuestion {
        choices,
        store: store.0.clone(),
        key: key.0.clone(),
        value,
        root: case.root.as_ref()?.0.clone(),
        proof: case.proof.as_ref()?.0.clone(),
    };
    Some(question.encode().split_off(1))
}
