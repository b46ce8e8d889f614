//! A window that is cut has the answer of the whole one, wherever it is cut and whatever is wrong.

use parhelion_core::light::{self, Segment, Window};
use parhelion_core::{Duration, Error, Hash, LightBlock, Options, Time, TrustedState, Verifier};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

mod common;

use common::chain::world_at;
use common::{HeaderOf, LIMITS, World};

/// Blocks above the trusted one, which is at height 11.
const LENGTH: usize = 12;
const NOW: (i64, u32) = (1_700_000_100, 0);

/// What can be wrong with one block. All but the first three are signed by its whole set.
const FAULTS: [fn(&mut World); 8] = [
    |world| world.entry(0).signature[0] ^= 1,
    |world| world.entry(4).signature[63] ^= 0x80,
    |world| world.header().hashes[HeaderOf::APP][0] ^= 1,
    |world| sealed(world, |header| header.hashes[HeaderOf::NEXT_VALIDATORS][0] ^= 1),
    |world| sealed(world, |header| header.time.0 -= 5),
    |world| sealed(world, |header| header.time.0 += 5),
    |world| sealed(world, |header| header.chain_id.push('x')),
    // Without a hash of the validators a header has no hash.
    |world| world.header().hashes[HeaderOf::VALIDATORS].clear(),
];

fn sealed(world: &mut World, change: fn(&mut HeaderOf)) {
    change(world.header());
    world.reseal();
}

/// The block at a place, right or with a fault.
struct Chain {
    right: Vec<Vec<u8>>,
    wrong: Vec<Vec<Vec<u8>>>,
}

impl Chain {
    fn new() -> Chain {
        let world = |place: usize| world_at(11 + i64::try_from(place).unwrap());
        let wrong = |place| {
            let fault = |fault: &fn(&mut World)| {
                let mut world = world(place);
                fault(&mut world);
                world.light_block()
            };
            FAULTS.iter().map(fault).collect()
        };
        Chain {
            right: (0..=LENGTH).map(|place| world(place).light_block()).collect(),
            wrong: (0..=LENGTH).map(wrong).collect(),
        }
    }
}

fn parsed<'a>(blocks: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<LightBlock<'a>> {
    blocks.into_iter().map(|bytes| LightBlock::parse(bytes, LIMITS).unwrap()).collect()
}

fn trusted(block: &LightBlock<'_>) -> TrustedState {
    let header = block.header();
    TrustedState::trust_on_faith(header, &header.hash().unwrap()).unwrap()
}

fn now() -> Time {
    Time::from_unix(NOW.0, NOW.1).unwrap()
}

/// The hashes of the headers that were verified, and why the next was not.
type Walk = (Vec<Hash>, Option<Error>);

fn walk(window: &Window<'_>) -> Walk {
    (window.verified().iter().map(|verified| *verified.hash()).collect(), window.error())
}

/// Verifies blocks above the first, which is `state`, in parts that end before the places of `cuts`.
fn in_parts<'a>(
    state: &TrustedState,
    blocks: &[LightBlock<'a>],
    cuts: &[usize],
    options: &Options,
) -> Window<'a> {
    let ends = cuts.iter().copied().skip(1).chain([blocks.len()]);
    // Each has a verifier of its own, as each thread has.
    let segments: Vec<_> = cuts
        .iter()
        .zip(ends)
        .map(|(&cut, end)| {
            let (before, part) = (blocks[cut - 1].header(), blocks[cut..end].iter().copied());
            Segment::verify(before, part, options, now(), &mut Verifier::with_keys(8))
        })
        .collect();
    let first = blocks[1..cuts.first().map_or(blocks.len(), |cut| *cut)].iter().copied();
    let verifier = &mut Verifier::with_keys(8);
    light::verify_window(state, first, options, now(), verifier).join(segments, verifier)
}

/// Numbers that look random, and are the same each time.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut count = 0u64;
    move |below| {
        count += 1;
        let digest = Sha256::digest(count.to_le_bytes());
        usize::from(u16::from_le_bytes([digest[0], digest[1]])) % below
    }
}

#[test]
fn a_cut_window_is_the_whole_one() {
    let chain = Chain::new();
    let state = trusted(&LightBlock::parse(&chain.right[0], LIMITS).unwrap());
    let mut verifier = Verifier::new();
    let mut random = numbers();
    let (mut lengths, mut errors, mut at_a_cut) = (BTreeSet::new(), BTreeSet::new(), 0);
    for _ in 0..600 {
        let mut blocks: Vec<_> = chain.right.iter().collect();
        let faults: Vec<_> = (0..random(3)).map(|_| 1 + random(LENGTH)).collect();
        for &place in &faults {
            match random(FAULTS.len() + 3) {
                0 => blocks[place] = blocks[place - 1],
                1 => blocks.swap(place, LENGTH),
                2 => drop(blocks.remove(place.min(blocks.len() - 1))),
                fault => blocks[place.min(LENGTH)] = &chain.wrong[place][fault - 3],
            }
            if blocks.len() <= LENGTH {
                blocks.push(&chain.right[LENGTH]);
            }
        }
        let mut cuts: Vec<_> = (0..random(5)).map(|_| 1 + random(LENGTH + 1)).collect();
        cuts.sort_unstable();
        let blocks = parsed(blocks);
        let rest = blocks[1..].iter().copied();
        let options = Options::DEFAULT;
        let whole = light::verify_window(&state, rest, &options, now(), &mut verifier);
        let cut = in_parts(&state, &blocks, &cuts, &options);
        assert_eq!(walk(&cut), walk(&whole), "{faults:?} {cuts:?}");
        assert_eq!((cut.from(), cut.trusted_state()), (whole.from(), whole.trusted_state()));
        lengths.insert(whole.verified().len());
        errors.extend(whole.error().map(|error| error.code()));
        // The block before the cut, or the one after it, is the first that is wrong.
        let wrong = whole.verified().len() + 1;
        at_a_cut += usize::from(cuts.iter().any(|cut| [cut - 1, *cut].contains(&wrong)));
    }
    assert_eq!(lengths, (0..=LENGTH).collect());
    assert!(errors.len() >= 7 && at_a_cut > 50, "{errors:?} {at_a_cut}");
}

/// What is made of the header that is passed as the one before, and of the block after it.
type Forge = fn(&mut World, &mut World);

/// Headers of which each differs from the trusted one in a field or two, blocks that follow from
/// them, and why these do not follow from the trusted one, which is at height 12.
const FORGED: [(Forge, Option<Error>); 8] = [
    (
        |before, after| for_both(before, after, |header| header.time.0 -= 2),
        Some(Error::TimeNotIncreased),
    ),
    (|before, after| for_both(before, after, |header| header.time.0 += 9), None),
    (
        |before, after| for_both(before, after, |header| header.chain_id.push('x')),
        Some(Error::ChainIdMismatch),
    ),
    (
        |before, after| (*before, *after) = (world_at(13), world_at(14)),
        Some(Error::NotAdjacent { trusted: 12, untrusted: 14 }),
    ),
    (
        |before, after| {
            let other = world_at(14);
            let hash = &other.header.as_ref().unwrap().hashes[HeaderOf::VALIDATORS];
            before.header().hashes[HeaderOf::NEXT_VALIDATORS].clone_from(hash);
            after.header().hashes[HeaderOf::VALIDATORS].clone_from(hash);
            after.set = other.set;
            [before, after].into_iter().for_each(World::reseal);
        },
        Some(Error::NextValidatorsHashMismatch),
    ),
    // Nothing that a header is verified from differs: it follows from the trusted one as well.
    (|before, _| sealed(before, |header| header.hashes[HeaderOf::APP][0] ^= 1), None),
    (|before, _| sealed(before, |header| header.last.hash[0] ^= 1), None),
    // This one has no hash: from here nothing was verified before.
    (|before, _| before.header().hashes[HeaderOf::VALIDATORS].clear(), None),
];

fn for_both(before: &mut World, after: &mut World, change: fn(&mut HeaderOf)) {
    [before, after].into_iter().for_each(|world| sealed(world, change));
}

/// What was verified from a header that is not the trusted one is not believed, however little
/// that header differs, and although its own set signed it.
#[test]
fn a_segment_from_another_header_is_not_believed() {
    let bytes = world_at(12).light_block();
    let state = trusted(&LightBlock::parse(&bytes, LIMITS).unwrap());
    let verifier = &mut Verifier::new();
    for (case, (forge, error)) in FORGED.into_iter().enumerate() {
        // From here the trusted header is too old, and one nine seconds later is not.
        let seconds = if case == 1 { 88 } else { 1000 };
        let options =
            Options { trusting_period: Duration::from_seconds(seconds), ..Options::DEFAULT };
        let expired = Error::HeaderExpired { expired: now() };
        let error = if case == 1 { Some(expired) } else { error };
        let (mut before, mut after) = (world_at(12), world_at(13));
        forge(&mut before, &mut after);
        let blocks = [before.light_block(), after.light_block()];
        let [before, after] = parsed(&blocks)[..] else { unreachable!() };
        let hash = before.header().hash();
        assert_ne!(hash.ok().as_ref(), state.header_hash(), "{case}");
        if hash.is_ok() {
            let alone = light::verify_window(&trusted(&before), [after], &options, now(), verifier);
            assert_eq!((alone.verified().len(), alone.error()), (1, None), "{case}");
        }
        let segment = Segment::verify(before.header(), [after], &options, now(), verifier);
        let joined =
            light::verify_window(&state, [], &options, now(), verifier).join([segment], verifier);
        let whole = light::verify_window(&state, [after], &options, now(), verifier);
        assert_eq!(walk(&joined), walk(&whole), "{case}");
        assert_eq!((joined.from(), joined.error()), (&state, error), "{case}");
    }
}
