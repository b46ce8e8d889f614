//! Who contends in what.

mod backends;
mod evidence;

use crate::contenders::{Contender, cold, go, timed, warm};
use crate::inputs::{Input, Inputs, Window};
use parhelion_benches::go::{Go, Task};
use parhelion_benches::ours::{self, Start};
use parhelion_benches::{Block, Step, Strangers, peer};
use parhelion_core::{Commit, Error, LightBlock, Limits, ValidatorSet, Verifier, commit};
use std::cell::RefCell;
use std::hint::black_box;

const LIMITS: &Limits = &Limits::DEFAULT;

/// One line: the same work for each contender that can do it.
pub(crate) struct Row<'b> {
    pub(crate) name: String,
    /// By column.
    pub(crate) contenders: Vec<Option<Contender<'b>>>,
    /// Among how many headers the time is divided.
    pub(crate) headers: u32,
}

pub(crate) struct Table<'b> {
    pub(crate) title: &'static str,
    /// All are compared with the first.
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Row<'b>>,
    /// One more column: how many times as quick as one column another is.
    pub(crate) ratio: Option<(&'static str, usize, usize)>,
}

pub(crate) type Cometbft<'b> = Option<&'b RefCell<Go>>;

const CONTENDERS: [&str; 6] = [
    "tendermint-rs 0.41",
    "CometBFT, new keys",
    "CometBFT, warm keys",
    "parhelion, one by one",
    "parhelion, new keys",
    "parhelion, cached keys",
];

pub(crate) fn all<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> Vec<Table<'b>> {
    vec![headers(inputs, go), refusals(inputs, go), decoding(inputs, go), signatures(inputs, go)]
        .into_iter()
        .chain(backends::tables(inputs, go))
        .chain([lookups(&inputs.strangers)])
        .chain(evidence::tables(inputs, go))
        .collect()
}

fn headers<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> Table<'b> {
    let mut rows = Vec::new();
    for step in [Step::Adjacent, Step::Skipping] {
        let sizes = inputs.blocks.iter();
        let sizes = sizes.filter(|input| step == Step::Adjacent || input.validators == 150);
        rows.extend(sizes.map(|input| header(input, step, go)));
    }
    for window in &inputs.windows {
        let headers = window.blocks.len() as u32;
        rows.push(Row { headers, ..followed(window.title(), window, go) });
    }
    Table {
        title: "Decode (protobuf) and verify, us a header (times as quick as tendermint-rs):",
        columns: CONTENDERS.to_vec(),
        rows,
        ratio: Some(("cached keys to CometBFT, warm", 2, 5)),
    }
}

/// From bytes to a verdict.
fn header<'b>(input: &'b Input, step: Step, cometbft: Cometbft<'b>) -> Row<'b> {
    let block = &input.blocks[0];
    let with = || {
        let start = Start::below(block, step);
        move |verifier: &mut Verifier| {
            assert_eq!(start.verify_with(&ours::parse(block).unwrap(), verifier), Ok(()));
        }
    };
    let mut start = Start::below(block, step);
    let task = |new_keys| Task { work: step.name(), name: &input.name, new_keys, verified: 1 };
    Row {
        name: format!("{} {}, {}", input.validators, input.powers.name(), step.name()),
        contenders: vec![
            Some(timed(move || {
                let decoded = peer::decode(black_box(&block.bytes));
                assert!(peer::accepts(&peer::verify(&decoded, step)));
            })),
            go(cometbft, task(true)),
            go(cometbft, task(false)),
            Some(timed(move || assert_eq!(start.verify(&ours::parse(block).unwrap()), Ok(())))),
            Some(cold(with())),
            Some(warm(with())),
        ],
        headers: 1,
    }
}

/// Blocks one after the other, or in one window; the time of all.
fn followed<'b>(name: String, window: &'b Window, cometbft: Cometbft<'b>) -> Row<'b> {
    let Window { blocks, verified, .. } = window;
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    let with = || {
        let state = state.clone();
        move |verifier: &mut Verifier| {
            assert_eq!(ours::follow_with(&state, blocks, verifier).0, *verified);
        }
    };
    let task = |new_keys| Task {
        work: Step::Adjacent.name(),
        name: &window.name,
        new_keys,
        verified: *verified,
    };
    Row {
        name,
        contenders: vec![
            Some(timed(move || assert_eq!(peer::follow(blocks), *verified))),
            go(cometbft, task(true)),
            go(cometbft, task(false)),
            Some(timed({
                let state = state.clone();
                move || assert_eq!(ours::follow(&state, blocks).0, *verified)
            })),
            Some(cold(with())),
            Some(warm(with())),
        ],
        headers: 1,
    }
}

fn refusals<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> Table<'b> {
    let whats = [
        "its last signature wrong",
        "the last signature of the last header wrong",
        "all signatures of the first header wrong",
    ];
    let named = whats.into_iter().zip(&inputs.refused).map(|(what, window)| {
        (format!("150 equal, window of {}: {what}", window.blocks.len()), window)
    });
    let mut rows: Vec<_> = named.map(|(name, window)| followed(name, window, go)).collect();
    rows.push(all_signatures(
        "150 equal, all signatures of a commit: the last wrong",
        &inputs.signed[1],
        go,
    ));
    Table {
        title: "What is refused, us for all of it (times as quick as tendermint-rs):",
        columns: CONTENDERS.to_vec(),
        rows,
        ratio: Some(("cached keys to CometBFT, warm", 2, 5)),
    }
}

/// Every signature of a commit that is decoded already. Tendermint-rs has no such call.
fn all_signatures<'b>(name: &str, block: &'b Block, cometbft: Cometbft<'b>) -> Row<'b> {
    let view = ours::parse(block).unwrap();
    let good = ours::commit(&view, None).is_ok();
    let (name_there, verified) = if good { ("signed", 1) } else { ("signed-wrong", 0) };
    let task = |new_keys| Task { work: "commit", name: name_there, new_keys, verified };
    let with = move |verifier: &mut Verifier| {
        assert_eq!(ours::commit(black_box(&view), Some(verifier)).is_ok(), good);
    };
    Row {
        name: name.to_owned(),
        contenders: vec![
            None,
            go(cometbft, task(true)),
            go(cometbft, task(false)),
            Some(timed(move || assert_eq!(ours::commit(black_box(&view), None).is_ok(), good))),
            Some(cold(with)),
            Some(warm(with)),
        ],
        headers: 1,
    }
}

fn decoding<'b>(inputs: &'b Inputs, cometbft: Cometbft<'b>) -> Table<'b> {
    let (block, texts) = (&inputs.signed[0], &inputs.texts);
    let previous = ours::parse(block).unwrap();
    let task = |work, name| Task { work, name, new_keys: false, verified: 1 };
    let rows = vec![
        Row {
            name: "protobuf".to_owned(),
            contenders: vec![
                Some(timed(move || drop(black_box(peer::decode(black_box(&block.bytes)))))),
                go(cometbft, task("decode", "signed")),
                Some(timed(move || {
                    black_box(ours::parse(block).unwrap());
                })),
                Some(timed(move || {
                    let view = LightBlock::parse_after(black_box(&block.bytes), LIMITS, &previous);
                    black_box(view.unwrap());
                })),
            ],
            headers: 1,
        },
        Row {
            name: "JSON".to_owned(),
            contenders: vec![
                Some(timed(move || drop(black_box(black_box(texts).to_peer())))),
                go(cometbft, task("decode-json", "json")),
                Some(timed(move || {
                    let bytes = black_box(texts).to_wire();
                    black_box(LightBlock::parse(&bytes, LIMITS).unwrap());
                })),
                None,
            ],
            headers: 1,
        },
    ];
    Table {
        title: "Decode 150 validators, us:",
        columns: vec![
            "tendermint-rs 0.41",
            "CometBFT",
            "parhelion",
            "parhelion, the same set again",
        ],
        rows,
        ratio: None,
    }
}

fn signatures<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> Table<'b> {
    let signatures = &inputs.signatures;
    let mut row = all_signatures("150", &inputs.signed[0], go);
    row.contenders[0] = Some(timed(move || assert!(black_box(signatures).hold_for_consensus())));
    row.contenders.insert(1, Some(timed(move || assert!(black_box(signatures).hold_for_zebra()))));
    let mut columns = CONTENDERS.to_vec();
    columns[0] = "ed25519-consensus 2.1, batch";
    columns.insert(1, "ed25519-zebra 5, batch");
    Table {
        title: "All signatures of a commit, us (times as quick as the first):",
        columns,
        rows: vec![row],
        ratio: None,
    }
}

fn lookups(strangers: &Strangers) -> Table<'_> {
    let set = ValidatorSet::parse(&strangers.set_bytes, LIMITS).unwrap();
    let commit = Commit::parse(&strangers.commit_bytes, LIMITS).unwrap();
    let mut scratch = vec![0; commit::scratch_len(&set)];
    let row = Row {
        name: "10,000 strangers among 10,000".to_owned(),
        contenders: vec![
            Some(timed(move || {
                black_box(black_box(strangers).peer_search());
            })),
            Some(timed(move || {
                let found = Strangers::search(&set, black_box(&commit), &mut scratch);
                assert!(matches!(found, Error::NotEnoughTrust { .. }));
            })),
            Some(timed(move || {
                let found = Strangers::search(&set, black_box(&commit), &mut []);
                assert!(matches!(found, Error::ScratchTooSmall { .. }));
            })),
        ],
        headers: 1,
    };
    Table {
        title: "Search by address, us:",
        columns: vec![
            "tendermint-rs 0.41",
            "parhelion, memory lent",
            "parhelion, no memory: until it is refused",
        ],
        rows: vec![row],
        ratio: None,
    }
}
