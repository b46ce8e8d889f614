//! The cases of `lengths.jsonl`, which `replay.mjs` replays on wasm32, on this machine: lengths
//! that would fit if they were cut to 32 bits.

use parhelion_core::Error;
use parhelion_replay::{Case, Outcome, Verdict};

#[test]
fn lengths_are_not_cut_to_32_bits() {
    let (mut accepted, mut refused) = (0, 0);
    for line in include_str!("../lengths.jsonl").lines() {
        let case = Case::parse(line).unwrap();
        let verdict = case.answer().unwrap();
        assert_eq!(case.compare(&verdict), Outcome::Agree, "{}: {verdict:?}", case.id);
        match verdict {
            Verdict::Accepted(_) => accepted += 1,
            Verdict::Refused(Error::Truncated { .. }, _) => refused += 1,
            other => panic!("{}: {other:?}", case.id),
        }
    }
    assert_eq!((accepted, refused), (3, 15));
}
