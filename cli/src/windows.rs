//! Light blocks in a row, verified on all cores.

use crate::failure::Failure;
use crate::show;
use parhelion_core::light::{self, Segment, Window};
use parhelion_core::{Error, LightBlock, Limits, Options, Time, TrustedState, Verifier};
use rayon::prelude::*;
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::Range;

/// Threads, and a verifier for each, which keeps the keys of the chain from one window to the next.
pub(crate) struct Cores {
    threads: rayon::ThreadPool,
    verifiers: Vec<Verifier>, // at least one
}

/// How far blocks were verified, and which one was refused.
pub(crate) struct Walk<'a> {
    /// What was verified. Its error is that of the block that is refused, unless that one could not
    /// even be parsed.
    pub(crate) window: Window<'a>,
    pub(crate) refused: Option<Refused>,
}

/// The first block that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The height that it should have had.
    pub(crate) height: u64,
    pub(crate) error: Error,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "height {}: {}", self.height, show::error(&self.error))
    }
}

impl Cores {
    /// As many threads as the machine can run at a time.
    pub(crate) fn all() -> Result<Cores, Failure> {
        Cores::new(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    pub(crate) fn new(threads: NonZeroUsize) -> Result<Cores, Failure> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build();
        Ok(Cores {
            threads: pool.map_err(|error| Failure::not_readable("threads", error))?,
            verifiers: (0..threads.get()).map(|_| Verifier::new()).collect(),
        })
    }

    /// Parses protobuf light blocks that follow one another directly, the first of them the trusted
    /// header, and verifies each from the one before. The answer is that of one block after the
    /// other, on however many threads.
    pub(crate) fn verify<'a>(
        &mut self,
        state: &TrustedState,
        blocks: &'a [impl AsRef<[u8]> + Sync],
        options: &Options,
        now: Time,
    ) -> Walk<'a> {
        let mut parts = parts(blocks.len(), self.verifiers.len()).into_iter();
        let Cores { threads, verifiers } = self;
        let (verifier, others) = verifiers.split_first_mut().expect("there is at least one");
        let first = parts.next().unwrap_or(0..0);
        let parts: Vec<_> = parts.collect();
        let (first, segments) = threads.install(|| {
            rayon::join(
                || {
                    let (views, fault) = parse(&blocks[first], None);
                    (light::verify_window(state, views, options, now, verifier), fault)
                },
                || -> Vec<_> {
                    let parts = parts.into_par_iter().zip(others);
                    parts.map(|(part, other)| segment(blocks, part, options, now, other)).collect()
                },
            )
        });
        join(first, segments, verifier)
    }
}

/// What was made of a part of the blocks, and why its next block cannot be parsed.
type Part<T> = (T, Option<Error>);

/// The segment of one part; `None` where the block before it cannot be parsed. Then an earlier part
/// has said so.
fn segment<'a>(
    blocks: &'a [impl AsRef<[u8]>],
    part: Range<usize>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Option<Part<Segment<'a>>> {
    let before = blocks.get(part.start.checked_sub(1)?)?.as_ref();
    let before = LightBlock::parse(before, &Limits::DEFAULT).ok()?;
    let (views, fault) = parse(&blocks[part], Some(before));
    Some((Segment::verify(before.header(), views, options, now, verifier), fault))
}

/// Parses blocks in a row, up to the first that cannot be.
fn parse<'a>(
    blocks: &'a [impl AsRef<[u8]>],
    mut before: Option<LightBlock<'a>>,
) -> Part<Vec<LightBlock<'a>>> {
    let mut views = Vec::with_capacity(blocks.len());
    for bytes in blocks.iter().map(AsRef::as_ref) {
        // A set that stays is hashed once.
        let view = match &before {
            Some(before) => LightBlock::parse_after(bytes, &Limits::DEFAULT, before),
            None => LightBlock::parse(bytes, &Limits::DEFAULT),
        };
        match view {
            Ok(view) => views.push(view),
            Err(error) => return (views, Some(error)),
        }
        before = views.last().copied();
    }
    (views, None)
}

/// One answer. What comes after a block that cannot be parsed does not count.
fn join<'a>(
    (first, mut fault): Part<Window<'a>>,
    segments: Vec<Option<Part<Segment<'a>>>>,
    verifier: &mut Verifier,
) -> Walk<'a> {
    let mut good = Vec::with_capacity(segments.len());
    for part in segments {
        let (None, Some((segment, next))) = (fault, part) else { break };
        good.push(segment);
        fault = next;
    }
    let window = first.join(good, verifier);
    let height = window.trusted_state().height().saturating_add(1);
    let refused = window.error().or(fault).map(|error| Refused { height, error });
    Walk { window, refused }
}

/// Cuts so many blocks into as many parts as there are threads, or fewer; none is empty.
fn parts(blocks: usize, threads: usize) -> Vec<Range<usize>> {
    let count = threads.min(blocks);
    (0..count).map(|n| n * blocks / count..(n + 1) * blocks / count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::networks::{OPTIONS, after, read, trust};
    use parhelion_core::Hash;

    const RECORDED: &[u8] =
        include_bytes!("../../testdata/recorded/joins-and-leaves/light_blocks.jsonl.gz");

    /// Blocks of a network whose validators change.
    fn recorded() -> Vec<Vec<u8>> {
        let heights = read("joins-and-leaves", RECORDED).ok().unwrap();
        heights.into_iter().map(|height| height.light_block).take(16).collect()
    }

    /// The hashes of what was verified, and what was refused.
    type Found = (Vec<Hash>, Option<Refused>);

    fn one_by_one(state: &TrustedState, blocks: &[Vec<u8>], now: Time) -> Found {
        let (mut state, mut hashes) = (state.clone(), Vec::new());
        for bytes in blocks {
            let verified = LightBlock::parse(bytes, &Limits::DEFAULT)
                .and_then(|block| light::verify_adjacent(&state, &block, &OPTIONS, now));
            match verified {
                Ok(verified) => {
                    hashes.push(*verified.hash());
                    state = verified.trusted_state().clone();
                }
                Err(error) => {
                    return (hashes, Some(Refused { height: state.height() + 1, error }));
                }
            }
        }
        (hashes, None)
    }

    fn found(walk: &Walk<'_>) -> Found {
        let verified = walk.window.verified().iter();
        (verified.map(|verified| *verified.hash()).collect(), walk.refused)
    }

    /// Faults of one block: not to be parsed, wrongly signed, another block.
    fn broken(blocks: &[Vec<u8>], place: usize, kind: usize) -> Vec<u8> {
        let mut bytes = blocks[place].clone();
        match kind {
            0 => bytes.truncate(bytes.len() - 1),
            1 => {
                let view = LightBlock::parse(&blocks[place], &Limits::DEFAULT).unwrap();
                let signature = view.commit().signatures().next().unwrap().1.signature().to_vec();
                let at = bytes.windows(64).position(|window| window == signature).unwrap();
                bytes[at] ^= 1;
            }
            _ => bytes = blocks[(place + 1) % blocks.len()].clone(),
        }
        bytes
    }

    #[test]
    fn any_number_of_threads_gives_the_answer_of_one_by_one() {
        let blocks = recorded();
        let first = LightBlock::parse(&blocks[0], &Limits::DEFAULT).unwrap();
        let last = LightBlock::parse(&blocks[15], &Limits::DEFAULT).unwrap();
        let (state, now) = (trust("", &first).ok().unwrap(), after(&last));
        let blocks = &blocks[1..];
        for threads in 1..=4 {
            let mut cores = Cores::new(NonZeroUsize::new(threads).unwrap()).ok().unwrap();
            for length in 0..=blocks.len() {
                let walk = cores.verify(&state, &blocks[..length], &OPTIONS, now);
                assert_eq!(found(&walk), one_by_one(&state, &blocks[..length], now));
                assert_eq!((walk.window.verified().len(), walk.refused), (length, None));
            }
            for place in 0..blocks.len() {
                for kind in 0..3 {
                    let mut faulty = blocks.to_vec();
                    faulty[place] = broken(blocks, place, kind);
                    // And another one, which must not be told before that.
                    let later = blocks.len() - 1 - place / 3;
                    if later > place {
                        faulty[later] = broken(blocks, later, (place + kind) % 3);
                    }
                    let walk = cores.verify(&state, &faulty, &OPTIONS, now);
                    let expected = one_by_one(&state, &faulty, now);
                    assert_eq!(found(&walk), expected, "{threads} {place} {kind}");
                    assert_eq!(expected.1.map(|refused| refused.height), Some(place as u64 + 2));
                }
            }
        }
    }

    #[test]
    fn a_refusal_names_the_height() {
        let refused = Refused { height: 7, error: Error::TimeNotIncreased };
        assert!(refused.to_string().starts_with("height 7: "));
    }

    #[test]
    fn parts_are_all_of_it_in_order() {
        for blocks in 0..20 {
            for threads in 1..8 {
                let parts = parts(blocks, threads);
                assert_eq!(parts.len(), threads.min(blocks));
                assert!(parts.iter().all(|part| !part.is_empty()));
                assert!(parts.iter().cloned().flatten().eq(0..blocks));
                let lengths = || parts.iter().map(ExactSizeIterator::len);
                assert!(lengths().max().unwrap_or(0) - lengths().min().unwrap_or(0) <= 1);
            }
        }
    }
}
