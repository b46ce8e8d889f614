//! The client of parhelion.

use super::{Mode, Node};
use parhelion_core::client::{
    Blocks, Client, Goal, Memory, Need, Outcome, Parameters, Peers, Reply, Root,
};
use parhelion_core::light::{self, Segment, Window};
use parhelion_core::{Encode, Hash, LightBlock, Limits, Options, Time, TrustedState, Verifier};
use std::thread;

/// Blocks of a window, for each thread.
const WINDOW: u64 = 64;
/// Bytes of what was fetched and may be needed again.
const KEPT: usize = 16 << 20;

/// Goes from the first block, trusted on faith, to the last, with a thread for each verifier. The
/// last is compared with a witness. Returns its hash.
///
/// # Panics
/// Where anything is refused.
#[must_use]
pub fn sync(node: &Node, mode: Mode, verifiers: &mut [Verifier]) -> Hash {
    let chain = node.chain();
    let now = Time::from_unix(chain.now(), 0).unwrap();
    let hash = Hash::from_slice(chain.first_hash().as_bytes()).unwrap();
    let room = match mode {
        Mode::Sequential => chain.blocks().len(),
        Mode::Skipping => 256,
    };
    let (mut trace, mut other) = (vec![None; room], [const { None }; 16]);
    let mut client = Client::new(
        Root::Faith { height: chain.first_height(), hash },
        Goal::Latest,
        match mode {
            Mode::Sequential => parhelion_core::client::Mode::Sequential,
            Mode::Skipping => parhelion_core::client::Mode::Skipping,
        },
        Parameters::DEFAULT,
        Peers::new(1).unwrap(),
        Memory { trace: &mut trace, other: &mut other },
    )
    .unwrap();
    let mut kept = Blocks::new(KEPT);
    while let Some(need) = client.need() {
        match client.trace().last().cloned() {
            Some(state) if mode == Mode::Sequential && climbs(&state, &need) => {
                climb(&mut client, &state, node, &kept, now, verifiers);
            }
            _ => answer(&mut client, need, node, &mut kept, now, &mut verifiers[0]),
        }
    }
    match client.outcome() {
        Some(Outcome::Verified { state, witnesses: 1 }) => *state.header_hash().unwrap(),
        outcome => panic!("{outcome:?}"),
    }
}

/// Whether the next block is wanted that follows.
fn climbs(state: &TrustedState, need: &Need) -> bool {
    matches!(need, Need::LightBlock { height, .. } if *height == state.height() + 1)
}

/// One window. The last one ends with the block that the client has seen as the head.
fn climb(
    client: &mut Client<'_>,
    state: &TrustedState,
    node: &Node,
    kept: &Blocks,
    now: Time,
    verifiers: &mut [Verifier],
) {
    let first = state.height() + 1;
    let length = WINDOW * verifiers.len() as u64;
    let last = node.chain().last_height().min(first + length - 1);
    let primary = client.peers().primary().unwrap();
    let block = |height| kept.light_block(primary, height);
    let blocks =
        (first..=last).map(|height| block(height).unwrap_or_else(|| node.light_block(height)));
    let blocks: Vec<&[u8]> = blocks.collect();
    let window = verify(state, &blocks, now, verifiers);
    assert_eq!(window.error(), None);
    let last = LightBlock::parse(blocks.last().unwrap(), &Limits::DEFAULT).unwrap();
    client.give_window(&window, Some(&last)).unwrap();
}

/// As many parts as verifiers, each on a thread of its own.
fn verify<'c>(
    state: &TrustedState,
    blocks: &[&'c [u8]],
    now: Time,
    verifiers: &mut [Verifier],
) -> Window<'c> {
    let options = &Options::DEFAULT;
    let length = blocks.len().div_ceil(verifiers.len());
    let parts: Vec<_> = blocks.chunks(length).collect();
    let (verifier, others) = verifiers.split_first_mut().unwrap();
    let (window, segments) = thread::scope(|scope| {
        let threads: Vec<_> = parts
            .windows(2)
            .zip(others)
            .map(|(pair, other)| {
                scope.spawn(|| {
                    let before = pair[0].last().unwrap();
                    let before = LightBlock::parse(before, &Limits::DEFAULT).unwrap();
                    let views = parsed(pair[1], Some(before));
                    Segment::verify(before.header(), views, options, now, other)
                })
            })
            .collect();
        let window = light::verify_window(state, parsed(parts[0], None), options, now, verifier);
        let segments = threads.into_iter().map(|thread| thread.join().expect("it verifies"));
        (window, segments.collect::<Vec<_>>())
    });
    window.join(segments, verifier)
}

/// Each is parsed when it is asked for, after the one before: a set that stays is hashed once.
fn parsed<'c>(
    blocks: &[&'c [u8]],
    before: Option<LightBlock<'c>>,
) -> impl Iterator<Item = LightBlock<'c>> {
    blocks.iter().scan(before, |before, bytes| {
        let block = match before {
            None => LightBlock::parse(bytes, &Limits::DEFAULT),
            Some(before) => LightBlock::parse_after(bytes, &Limits::DEFAULT, before),
        };
        *before = Some(block.unwrap());
        *before
    })
}

/// What the client needs, from what was kept or from the node. The set of each block is kept too: it
/// is the one that follows that block, unless it has just changed.
fn answer(
    client: &mut Client<'_>,
    need: Need,
    node: &Node,
    kept: &mut Blocks,
    now: Time,
    verifier: &mut Verifier,
) {
    let (from, height, wanted) = match need {
        Need::LatestBlock { from } => (from, node.chain().last_height(), None),
        Need::LightBlock { height, from, trusted_validators } => (from, height, trusted_validators),
        other => panic!("{other:?}"),
    };
    let follows = client.trace().last().and_then(|state| state.next_validators_hash().copied());
    if kept.light_block(from, height).is_none() {
        let bytes = node.light_block(height);
        kept.keep(from, height, bytes);
        let mut set = Vec::new();
        LightBlock::parse(bytes, &Limits::DEFAULT).unwrap().validators().encode(&mut set);
        kept.keep_set(&set);
    }
    if let Some(wanted) = wanted.filter(|wanted| kept.set(&wanted.hash).is_none()) {
        kept.keep_set(node.validators(wanted.height));
    }
    let reply = Reply::LightBlock {
        bytes: kept.light_block(from, height).expect("it was kept"),
        // Given before it is asked for, it saves that the block is read twice.
        trusted_validators: follows.and_then(|hash| kept.set(&hash)),
    };
    client.give_with(reply, now, verifier).unwrap();
}
