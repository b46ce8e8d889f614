//! Who contends with which instructions: the same work without lanes, and with them where the machine
//! has what they need.

use super::{Cometbft, Row, Table};
use crate::contenders::{Contender, cold_with, go, timed, warm_with};
use crate::inputs::{Input, Inputs, Window};
use parhelion_benches::go::Task;
use parhelion_benches::ours::{self, Start};
use parhelion_benches::{Block, Step, peer};
use parhelion_core::Verifier;
use parhelion_lanes::Backend;
use std::hint::black_box;

/// Makes a verifier.
type Make = fn() -> Verifier;

/// By the instructions; the last two columns are those of [`Verifier::new`] where they are there.
const KINDS: [(&str, &str, Make); 2] = [
    ("no lanes, new keys", "no lanes, cached keys", || Verifier::without_lanes(Verifier::KEYS)),
    ("lanes (AVX-512 IFMA), new keys", "lanes, cached keys", || {
        Verifier::with_lanes(Verifier::KEYS, Backend::detect().unwrap())
    }),
];

/// From bytes, and from what is decoded: the latter without CometBFT, whose task decodes.
pub(super) fn tables<'b>(inputs: &'b Inputs, go: Cometbft<'b>) -> [Table<'b>; 2] {
    let table = |title, rows| Table {
        title,
        columns: ["tendermint-rs 0.41", "CometBFT, warm keys"]
            .into_iter()
            .chain(KINDS.iter().flat_map(|(new, cached, _)| [*new, *cached]))
            .collect(),
        rows,
        ratio: None,
    };
    let headers = || inputs.blocks.iter();
    let windows = || inputs.windows.iter();
    [
        table(
            "By instructions: decode (protobuf) and verify, us a header (times as quick as tendermint-rs):",
            headers()
                .map(|input| header(input, go))
                .chain(windows().map(|window| followed(window, go)))
                .collect(),
        ),
        table(
            "By instructions: verify what is decoded, us a header (times as quick as tendermint-rs):",
            headers().map(decoded_header).chain(windows().map(decoded_window)).collect(),
        ),
    ]
}

/// A cold and a warm contender for each kind.
fn kinds<'b, R: FnMut(&mut Verifier) + 'b>(run: impl Fn() -> R) -> Vec<Option<Contender<'b>>> {
    let there = [true, Backend::detect().is_some()];
    let contenders = KINDS.iter().zip(there).flat_map(|((.., make), there)| {
        [there.then(|| cold_with(*make, run())), there.then(|| warm_with(*make, run()))]
    });
    contenders.collect()
}

fn row<'b>(name: String, headers: u32, contenders: [Option<Contender<'b>>; 2]) -> Row<'b> {
    Row { name, contenders: contenders.into(), headers }
}

fn task<'b>(name: &'b str, verified: usize) -> Task<'b> {
    Task { work: Step::Adjacent.name(), name, new_keys: false, verified }
}

fn name_of(input: &Input) -> String {
    format!("{} {}, adjacent", input.validators, input.powers.name())
}

fn header<'b>(input: &'b Input, cometbft: Cometbft<'b>) -> Row<'b> {
    let block = &input.blocks[0];
    let peer = timed(move || {
        let decoded = peer::decode(black_box(&block.bytes));
        assert!(peer::accepts(&peer::verify(&decoded, Step::Adjacent)));
    });
    let mut row = row(name_of(input), 1, [Some(peer), go(cometbft, task(&input.name, 1))]);
    row.contenders.extend(kinds(|| {
        let start = Start::below(block, Step::Adjacent);
        move |verifier: &mut Verifier| {
            assert_eq!(start.verify_with(&ours::parse(block).unwrap(), verifier), Ok(()));
        }
    }));
    row
}

fn decoded_header(input: &Input) -> Row<'_> {
    let block: &Block = &input.blocks[0];
    let peer = timed(move || {
        assert!(peer::accepts(&peer::verify(black_box(&block.decoded), Step::Adjacent)));
    });
    let mut row = row(name_of(input), 1, [Some(peer), None]);
    row.contenders.extend(kinds(|| {
        let (start, view) = (Start::below(block, Step::Adjacent), ours::parse(block).unwrap());
        move |verifier: &mut Verifier| {
            assert_eq!(start.verify_with(black_box(&view), verifier), Ok(()));
        }
    }));
    row
}

fn followed<'b>(window: &'b Window, cometbft: Cometbft<'b>) -> Row<'b> {
    let Window { blocks, verified, .. } = window;
    let peer = timed(move || assert_eq!(peer::follow(blocks), *verified));
    let contenders = [Some(peer), go(cometbft, task(&window.name, *verified))];
    let mut row = row(window.title(), blocks.len() as u32, contenders);
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    row.contenders.extend(kinds(|| {
        let state = state.clone();
        move |verifier: &mut Verifier| {
            assert_eq!(ours::follow_with(&state, blocks, verifier).0, *verified);
        }
    }));
    row
}

fn decoded_window(window: &Window) -> Row<'_> {
    let Window { blocks, verified, .. } = window;
    let peer = timed(move || {
        let decoded = blocks.iter().map(|block| black_box(&block.decoded));
        assert_eq!(peer::follow_decoded(decoded), *verified);
    });
    let mut row = row(window.title(), blocks.len() as u32, [Some(peer), None]);
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    let views: Vec<_> = ours::parsed(blocks).collect();
    row.contenders.extend(kinds(|| {
        let (state, views) = (state.clone(), views.clone());
        move |verifier: &mut Verifier| {
            let now = ours::soon_after(&blocks[blocks.len() - 1]);
            let found = ours::window_of(&state, black_box(&views).iter().copied(), now, verifier);
            assert_eq!(found.0, *verified);
        }
    }));
    row
}
