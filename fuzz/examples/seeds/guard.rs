//! What guards are asked, and what becomes of their storage: what each byte means stands in
//! `src/guard.rs` and `src/guard/asked.rs`.

use crate::{Outcome, Seeds};

type Act = [u8; 12];

const PREVOTE: u8 = 0;
const PRECOMMIT: u8 = 1;
const PROPOSAL: u8 = 2;
const BLOCK: u8 = 0;
const NIL: u8 = 1;
const OTHER: u8 = 2;
/// The chain and key of the first number.
const FIRST: u8 = 0;
const RESTART: Act = [6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A request of this step in round 0, at 9 seconds and 1 nanosecond.
fn ask(pair: u8, step: u8, height: u8, block: u8) -> Act {
    [0, pair, step, height, 1, block, 9, 1, 0, 0, 0, 0]
}

fn with(act: Act, at: usize, byte: u8) -> Act {
    let mut act = act;
    act[at] = byte;
    act
}

fn provision(pair: u8, height: u8) -> Act {
    [4, pair, height, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

fn raise(pair: u8, height: u8) -> Act {
    [5, pair, height, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

/// A cut (0), a fault (1), nothing (2) so many operations ahead, after so many bytes; or (3) a slot
/// that decays.
fn trouble(kind: u8, at: u8, bytes: u8) -> Act {
    [7, kind, at, bytes, 0, 0, 0, 0, 0, 0, 0, 0]
}

pub(crate) fn write() -> Outcome {
    let mut seeds = Seeds::new("guard")?;
    let mut one = |acts: &[Act]| seeds.one(&acts.concat());
    let begin = provision(FIRST, 4);
    // A chain that goes on; everything again, at other times, and other blocks.
    let rounds: Vec<Act> = (5..9)
        .flat_map(|height| {
            [PROPOSAL, PREVOTE, PRECOMMIT].map(|step| ask(FIRST, step, height, BLOCK))
        })
        .collect();
    one(&[&[begin][..], &rounds].concat())?;
    one(&[&[begin, rounds[0]][..], &rounds, &[RESTART], &rounds].concat())?;
    let again: Vec<Act> =
        rounds.iter().flat_map(|act| [*act, with(*act, 6, 10), with(*act, 5, OTHER)]).collect();
    one(&[&[begin][..], &again].concat())?;
    // Each refusal by the order of what is signed.
    let prevote = ask(FIRST, PREVOTE, 6, BLOCK);
    let later = with(prevote, 4, 2);
    for refused in [
        ask(FIRST, PREVOTE, 6, NIL),
        ask(FIRST, PROPOSAL, 6, BLOCK),
        ask(FIRST, PREVOTE, 5, BLOCK),
        ask(FIRST, PREVOTE, 200, BLOCK),
    ] {
        one(&[begin, prevote, refused, prevote])?;
    }
    one(&[begin, later, prevote])?;
    one(&[begin, ask(FIRST, PREVOTE, 4, BLOCK), raise(FIRST, 9), ask(FIRST, PREVOTE, 9, BLOCK)])?;
    // Proposals by their POL round; extensions of each kind.
    let proposal = with(ask(FIRST, PROPOSAL, 6, BLOCK), 4, 2);
    one(&[begin, proposal, with(proposal, 8, 1), with(proposal, 8, 2), with(proposal, 8, 3)])?;
    let precommit = ask(FIRST, PRECOMMIT, 6, BLOCK);
    one(&[begin, with(precommit, 9, 1), with(precommit, 9, 2), with(precommit, 9, 3), precommit])?;
    one(&[begin, with(prevote, 9, 1), with(ask(FIRST, PRECOMMIT, 6, NIL), 9, 1)])?;
    // Values that no node sends, and bytes that were changed.
    one(&[begin, ask(FIRST, 3, 6, BLOCK), ask(FIRST, PREVOTE, 0, BLOCK), with(prevote, 4, 0)])?;
    one(&[begin, ask(FIRST, PROPOSAL, 6, NIL), with(prevote, 7, 255)])?;
    for (at, by) in [
        (0, 1),
        (1, 2),
        (2, 3),
        (4, 1),
        (5, 128),
        (12, 2),
        (22, 1),
        (90, 8),
        (102, 1),
        (108, 1),
        (110, 0x80),
    ] {
        one(&[begin, with(with(prevote, 10, at), 11, by), prevote])?;
    }
    // The name of the other chain, in its last byte.
    one(&[begin, with(with(prevote, 10, 100), 11, 3), prevote])?;
    // Power off and on all the time.
    let restless: Vec<Act> = rounds.iter().flat_map(|act| [*act, RESTART, *act]).collect();
    one(&[&[begin][..], &restless].concat())?;
    // Too many, and one twice; one that was never made.
    one(&[
        prevote,
        begin,
        provision(1, 9),
        provision(2, 9),
        begin,
        RESTART,
        provision(2, 1),
        prevote,
    ])?;
    // A cut, a fault and a write that does nothing at each operation, and at the making of an
    // entry.
    for at in 0..4 {
        for kind in 0..3 {
            let bytes = [0, 30, 63, 64][usize::from((at + kind) % 4)];
            one(&[
                begin,
                trouble(kind, at, bytes),
                prevote,
                ask(FIRST, PREVOTE, 6, OTHER),
                prevote,
            ])?;
            one(&[trouble(kind, at, bytes), begin, provision(1, 3), begin, prevote])?;
        }
    }
    // One slot decays, the other, both.
    one(&[
        begin,
        prevote,
        trouble(3, 0, 1),
        ask(FIRST, PREVOTE, 6, OTHER),
        trouble(3, 1, 1),
        RESTART,
        prevote,
    ])?;
    one(&[
        begin,
        prevote,
        trouble(3, 0, 1),
        trouble(3, 1, 1),
        prevote,
        RESTART,
        prevote,
        begin,
        prevote,
    ])?;
    Ok(())
}
