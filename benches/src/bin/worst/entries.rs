//! The entry points, each with the worst input that we know how to make. Verdicts are asserted.

use crate::inputs::{
    Block, CHAIN_ID, HEIGHT, Last, SECONDS, long_keys, message, other_set, unknown,
};
use parhelion_core::{
    ChainId, Error, LightBlock, Limits, Options, Time, TrustThreshold, TrustedState, ValidatorSet,
    Verifier, commit, evidence, light,
};

/// An entry point with its worst input.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) input: &'static str,
    /// Makes the input, of so many validators or bytes, and gives what is to be measured.
    pub(crate) make: fn(u64, usize) -> Run,
}

/// What is measured.
pub(crate) type Run = Box<dyn FnOnce() + Send>;

pub(crate) const LIMITS: &Limits = &Limits::DEFAULT;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "LightBlock::parse",
        input: "unknown fields of two bytes",
        make: |_, bytes| {
            let bytes = unknown(bytes);
            Box::new(move || assert!(LightBlock::parse(&bytes, LIMITS).is_err()))
        },
    },
    Entry {
        name: "ValidatorSet::parse",
        input: "ML-DSA-65 keys",
        make: |n, _| {
            let set = long_keys(n);
            Box::new(move || {
                let set = ValidatorSet::parse(&set, LIMITS).unwrap();
                assert_eq!(set.total_power(), n);
            })
        },
    },
    Entry {
        name: "EvidenceList::parse",
        input: "unknown fields in each item",
        make: |n, bytes| {
            let each = (bytes - 64) / n as usize - 16;
            let item = message(1, &message(1, &unknown(each)));
            let list = item.repeat(n as usize);
            Box::new(move || assert!(evidence::EvidenceList::parse(&list, LIMITS).is_err()))
        },
    },
    Entry {
        name: "light::verify_adjacent",
        input: "all power at the last entry, signatures that only the cofactored equation admits, \
                the last one wrong",
        make: |n, _| adjacent(n, Last::Wrong, 0, None),
    },
    Entry {
        name: "light::verify_adjacent, unknown fields",
        input: "the same with 60 signatures, the rest of 64 MiB in fields that mean nothing",
        make: |_, bytes| adjacent(60, Last::Right, bytes - (1 << 15), None),
    },
    Entry {
        name: "light::verify_adjacent_with",
        input: "as the first of these: the batch fails, then each is checked",
        make: |n, _| adjacent(n, Last::Wrong, 0, Some(Verifier::new())),
    },
    Entry {
        name: "light::verify_skipping",
        input: "the same, memory lent",
        make: |n, _| skipping(n, None),
    },
    Entry {
        name: "light::verify_skipping_with",
        input: "the same",
        make: |n, _| skipping(n, Some(Verifier::new())),
    },
    Entry {
        name: "light::verify_window",
        input: "64 blocks: those before the last are right, in the last the last signature is wrong",
        make: |n, _| window(n / 100 + 1),
    },
    Entry {
        name: "commit::verify, Full",
        input: "as adjacent",
        make: |n, _| {
            let bytes = Block::new(n, Last::Wrong).bytes();
            Box::new(move || {
                let block = LightBlock::parse(&bytes, LIMITS).unwrap();
                let (set, commit, rule) = (block.validators(), block.commit(), commit::Rule::Full);
                let (id, height) = (commit.block_id(), HEIGHT as i64);
                let refused = commit::verify(CHAIN_ID, &set, &id, height, commit, rule);
                assert_eq!(refused, Err(wrong(n)));
            })
        },
    },
    Entry {
        name: "commit::verify_trusting",
        input: "nobody is known, no memory lent, unknown fields in the set: until it is refused",
        make: |n, bytes| strangers(n, bytes, 0),
    },
    Entry {
        name: "commit::verify_trusting, memory lent",
        input: "nobody is known",
        make: |n, _| strangers(n, 0, 2 * n as usize),
    },
    Entry {
        name: "commit::examine",
        input: "as adjacent",
        make: |n, _| {
            let bytes = Block::new(n, Last::Wrong).bytes();
            Box::new(move || {
                let block = LightBlock::parse(&bytes, LIMITS).unwrap();
                let mut wrong = 0;
                let report =
                    |_, _: &_, status| wrong += u32::from(status != commit::Status::Signed);
                commit::examine(CHAIN_ID, &block.validators(), block.commit(), report).unwrap();
                assert_eq!(wrong, 1);
            })
        },
    },
];

fn wrong(n: u64) -> Error {
    Error::WrongSignature { index: n as u32 - 1 }
}

fn now() -> Time {
    Time::from_unix(SECONDS + 100, 0).unwrap()
}

/// What is trusted so many heights below the block.
fn state(block: &LightBlock<'_>, below: u64) -> TrustedState {
    let chain_id = ChainId::new(CHAIN_ID).unwrap();
    let time = Time::from_unix(SECONDS - 1, 0).unwrap();
    let height = block.header().height() - below;
    let next = block.validators().hash();
    TrustedState::from_on_chain_client(chain_id, height, time, next.as_bytes()).unwrap()
}

fn adjacent(n: u64, last: Last, unknown: usize, verifier: Option<Verifier>) -> Run {
    let bytes = Block::new(n, last).with_unknown(unknown);
    Box::new(move || {
        let block = LightBlock::parse(&bytes, LIMITS).unwrap();
        let (state, options) = (state(&block, 1), Options::DEFAULT);
        let found = match verifier {
            None => light::verify_adjacent(&state, &block, &options, now()),
            Some(mut verifier) => {
                light::verify_adjacent_with(&state, &block, &options, now(), &mut verifier)
            }
        };
        assert_eq!(found.err(), Some(wrong(n)).filter(|_| last == Last::Wrong));
    })
}

fn skipping(n: u64, verifier: Option<Verifier>) -> Run {
    let block = Block::new(n, Last::Wrong);
    let (bytes, trusted) = (block.bytes(), block.set);
    let mut scratch = vec![0; 2 * n as usize];
    Box::new(move || {
        let block = LightBlock::parse(&bytes, LIMITS).unwrap();
        let set = ValidatorSet::parse(&trusted, LIMITS).unwrap();
        let (state, options) = (state(&block, 9), Options::DEFAULT);
        let found = match verifier {
            None => light::verify_skipping(&state, &set, &block, &options, now(), &mut scratch),
            Some(mut verifier) => {
                light::verify_skipping_with(&state, &set, &block, &options, now(), &mut verifier)
            }
        };
        assert_eq!(found.err(), Some(wrong(n)));
    })
}

fn window(n: u64) -> Run {
    const LENGTH: u64 = 64;
    let last = |i| if i + 1 == LENGTH { Last::Wrong } else { Last::Right };
    let blocks: Vec<_> = (0..LENGTH).map(|i| Block::at(HEIGHT + i, n, last(i)).bytes()).collect();
    let mut verifier = Verifier::new();
    Box::new(move || {
        let views: Vec<_> =
            blocks.iter().map(|block| LightBlock::parse(block, LIMITS).unwrap()).collect();
        let (state, options) = (state(&views[0], 1), Options::DEFAULT);
        let found = light::verify_window(&state, views, &options, now(), &mut verifier);
        assert_eq!((found.verified().len() as u64, found.error()), (LENGTH - 1, Some(wrong(n))));
    })
}

/// The commit of others, asked of a set in which nobody stands who signed.
fn strangers(n: u64, bytes: usize, words: usize) -> Run {
    let block = Block::new(n, Last::Right).bytes();
    let others = [unknown(bytes.saturating_sub(1 << 21)), other_set(n)].concat();
    let mut scratch = vec![0; words];
    Box::new(move || {
        let block = LightBlock::parse(&block, LIMITS).unwrap();
        let set = ValidatorSet::parse(&others, LIMITS).unwrap();
        let (third, stop) = (TrustThreshold::ONE_THIRD, commit::Stop::WhenEnough);
        let commit = block.commit();
        let found =
            commit::verify_trusting(CHAIN_ID, &set, commit, third, stop, &mut scratch).unwrap_err();
        let little = matches!(found, Error::NotEnoughTrust { tallied: 0, .. });
        let needed = 2 * n as u32;
        assert!(little || found == Error::ScratchTooSmall { needed }, "{found}");
    })
}
