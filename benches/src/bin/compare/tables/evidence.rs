//! Who contends in judging evidence, and in decoding it.

use super::{Cometbft, Row, Table};
use crate::contenders::{cold, go, timed, warm};
use crate::inputs::Inputs;
use parhelion_benches::evidence::{Attack, Kind};
use parhelion_benches::go::Task;
use parhelion_benches::ours::{self, Attackers, DoubleVoter};
use parhelion_benches::peer;
use parhelion_core::Verifier;
use std::hint::black_box;

pub(super) fn tables<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> [Table<'b>; 2] {
    [judging(inputs, go), decoding(inputs, go)]
}

fn judging<'b>(inputs: &'b Inputs, cometbft: Cometbft<'b>) -> Table<'b> {
    let voter = DoubleVoter::new(&inputs.duplicate_vote);
    let task =
        |new_keys| Task { work: "duplicate-vote", name: "duplicate-vote", new_keys, verified: 1 };
    let duplicate_vote = Row {
        name: "two votes by one of 150".to_owned(),
        contenders: vec![
            go(cometbft, task(false)),
            go(cometbft, task(true)),
            Some(timed(move || assert_eq!(voter.verify(), Ok(())))),
            None,
            None,
        ],
        headers: 1,
    };
    let attacks = inputs.attacks.iter().map(|(kind, evidence)| attack(*kind, evidence, cometbft));
    Table {
        title: "Decode (protobuf) and judge evidence, us (times as quick as CometBFT, warm keys):",
        columns: vec![
            "CometBFT, warm keys",
            "CometBFT, new keys",
            "parhelion, one by one",
            "parhelion, new keys",
            "parhelion, cached keys",
        ],
        rows: std::iter::once(duplicate_vote).chain(attacks).collect(),
        ratio: None,
    }
}

/// From bytes to a verdict.
fn attack<'b>(kind: Kind, evidence: &'b Attack, cometbft: Cometbft<'b>) -> Row<'b> {
    let task = |new_keys| Task { work: "attack", name: kind.name(), new_keys, verified: 1 };
    let mut attackers = Attackers::new(evidence);
    let guilty = attackers.verify();
    let with = || {
        let mut attackers = Attackers::new(evidence);
        move |verifier: &mut Verifier| assert_eq!(attackers.verify_with(verifier), guilty)
    };
    Row {
        name: format!("an attack by 150, {}", kind.name()),
        contenders: vec![
            go(cometbft, task(false)),
            go(cometbft, task(true)),
            Some(timed(move || assert_eq!(attackers.verify(), guilty))),
            Some(cold(with())),
            Some(warm(with())),
        ],
        headers: 1,
    }
}

/// Tendermint-rs decodes evidence, but has nothing that judges it.
fn decoding<'b>(inputs: &'b Inputs, cometbft: Cometbft<'b>) -> Table<'b> {
    let task = |work, name| Task { work, name, new_keys: false, verified: 1 };
    let votes = &inputs.duplicate_vote.bytes;
    let [(kind, Attack { bytes: attack, .. }), _] = &inputs.attacks;
    let rows = vec![
        Row {
            name: "two votes".to_owned(),
            contenders: vec![
                Some(timed(move || {
                    drop(black_box(peer::decode_duplicate_vote(black_box(votes))));
                })),
                go(cometbft, task("decode-duplicate-vote", "duplicate-vote")),
                Some(timed(move || {
                    black_box(ours::decode_duplicate_vote(votes));
                })),
            ],
            headers: 1,
        },
        Row {
            name: "an attack by 150".to_owned(),
            contenders: vec![
                Some(timed(move || drop(black_box(peer::decode_attack(black_box(attack)))))),
                go(cometbft, task("decode-attack", kind.name())),
                Some(timed(move || {
                    black_box(ours::decode_attack(attack));
                })),
            ],
            headers: 1,
        },
    ];
    Table {
        title: "Decode evidence (protobuf), us:",
        columns: vec!["tendermint-rs 0.41", "CometBFT", "parhelion"],
        rows,
        ratio: None,
    }
}
