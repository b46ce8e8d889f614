//! The signatures of a batch: their challenges as they come, eight at a time; then, at once, the
//! coefficients and the points R.

use crate::backend::{Backend, Lanes, Task, Words8, enter};
use crate::curve::{Niels, decompress_2};
use crate::field::Field8;
use crate::hash::{self, Signed, Transcript};
use crate::scalar;
use alloc::vec::Vec;

/// Eight signatures, in words: `[word][lane]`.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Group {
    r: Lanes<4>,
    pub(super) s: Lanes<4>,
    pub(super) k: Lanes<8>, // SHA-512(R ‖ A ‖ M), not reduced
    pub(super) z: Lanes<2>,
}

/// A signature whose challenge has not been computed.
#[derive(Clone, Copy)]
struct Waiting {
    key: [u8; 32],
    signature: [u8; 64],
    message_end: usize,
}

pub(super) struct Signatures {
    each: Vec<One>,
    groups: Vec<Group>,
    points: Vec<Niels>,    // R; those of groups that are complete
    waiting: Vec<Waiting>, // fewer than eight
    messages: Vec<u8>,     // theirs
    finished: bool,
}

#[derive(Clone, Copy)]
struct One {
    key: u32,
    valid: bool,
}

impl Signatures {
    pub(super) fn new() -> Signatures {
        Signatures {
            each: Vec::new(),
            groups: Vec::new(),
            points: Vec::new(),
            waiting: Vec::with_capacity(8),
            messages: Vec::new(),
            finished: false,
        }
    }

    pub(super) fn clear(&mut self) {
        self.each.clear();
        self.groups.clear();
        self.points.clear();
        self.waiting.clear();
        self.messages.clear();
        self.finished = false;
    }

    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    pub(super) fn key(&self, index: usize) -> usize {
        self.each[index].key as usize
    }

    /// Whether s is below the order and, after [`Signatures::finish`], R is a point.
    pub(super) fn is_valid(&self, index: usize) -> bool {
        self.each[index].valid
    }

    pub(super) fn group(&self, group: usize) -> &Group {
        &self.groups[group]
    }

    pub(super) fn points(&self) -> &[Niels] {
        &self.points
    }

    pub(super) fn push(
        &mut self,
        backend: Backend,
        place: u32,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
    ) {
        self.reopen();
        let (_, s) = halves(signature);
        self.each.push(One { key: place, valid: scalar::is_canonical(s) });
        self.messages.extend_from_slice(message);
        let message_end = self.messages.len();
        self.waiting.push(Waiting { key: *key, signature: *signature, message_end });
        if self.waiting.len() == 8 {
            self.add_group(backend);
            self.waiting.clear();
            self.messages.clear();
        }
    }

    /// Takes back the group that is not full, if there is one.
    fn reopen(&mut self) {
        if self.finished {
            self.finished = false;
            self.groups.truncate(self.each.len() / 8);
            self.points.truncate(self.groups.len() * 8);
        }
    }

    /// Adds those that wait as a group: where they are fewer, the last one is in more lanes.
    fn add_group(&mut self, backend: Backend) {
        let Some(last) = self.waiting.len().checked_sub(1) else { return };
        let at = |lane: usize| &self.waiting[lane.min(last)];
        let signed: [Signed<'_>; 8] = core::array::from_fn(|lane| {
            let lane = lane.min(last);
            let begin = if lane == 0 { 0 } else { self.waiting[lane - 1].message_end };
            let Waiting { key, signature, message_end } = &self.waiting[lane];
            Signed { r: halves(signature).0, key, message: &self.messages[begin..*message_end] }
        });
        let k = enter!(backend, token => token.enter(Challenges(&signed)));
        let r = words(|lane| halves(&at(lane).signature).0);
        let s = words(|lane| halves(&at(lane).signature).1);
        self.groups.push(Group { r, s, k, z: [[0; 8]; 2] });
    }

    /// Computes the coefficients and the points.
    pub(super) fn finish(&mut self, backend: Backend) {
        if self.finished {
            return;
        }
        self.add_group(backend);
        self.finished = true;
        let count = self.each.len();
        let Signatures { each, groups, points, .. } = self;
        enter!(backend, token => token.enter(Coefficients { groups, count }));
        let from = points.len() / 8;
        points.resize(groups.len() * 8, Niels::NONE);
        let new = points[8 * from..].chunks_mut(16);
        for (i, (pair, points)) in groups[from..].chunks(2).zip(new).enumerate() {
            let valid = enter!(backend, token => token.enter(Decompress { pair, points }));
            let ones = &mut each[8 * from + 16 * i..];
            for (lane, one) in ones.iter_mut().take(16).enumerate() {
                one.valid &= valid >> lane & 1 == 1;
            }
        }
    }
}

/// R and s.
fn halves(signature: &[u8; 64]) -> (&[u8; 32], &[u8; 32]) {
    let (halves, _) = signature.as_chunks::<32>();
    (&halves[0], &halves[1])
}

fn words<'a>(lane: impl Fn(usize) -> &'a [u8; 32]) -> Lanes<4> {
    let mut words = [[0; 8]; 4];
    for i in 0..8 {
        let (chunks, _) = lane(i).as_chunks::<8>();
        for (word, chunk) in words.iter_mut().zip(chunks) {
            word[i] = u64::from_le_bytes(*chunk);
        }
    }
    words
}

struct Challenges<'a>(&'a [Signed<'a>; 8]);

impl<B: Words8> Task<B> for Challenges<'_> {
    type Output = Lanes<8>;

    #[inline(always)]
    fn run(self, b: B) -> Lanes<8> {
        hash::challenges(b, self.0)
    }
}

/// Fills in z: what comes before them is hashed first.
struct Coefficients<'a> {
    groups: &'a mut [Group],
    count: usize,
}

impl<B: Words8> Task<B> for Coefficients<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, b: B) {
        let mut transcript = Transcript::new(b);
        for (i, group) in self.groups.iter().enumerate() {
            transcript.absorb(b, &group.k, &group.s, (self.count - 8 * i).min(8));
        }
        let mut coefficients = transcript.finish(b);
        for group in self.groups.iter_mut() {
            group.z = coefficients.next(b);
        }
    }
}

/// The points R of one or two groups, and which of them are points.
struct Decompress<'a> {
    pair: &'a [Group],
    points: &'a mut [Niels],
}

impl<B: Field8> Task<B> for Decompress<'_> {
    type Output = u32;

    #[inline(always)]
    fn run(self, b: B) -> u32 {
        let Some(first) = self.pair.first() else { return 0 };
        let second = self.pair.last().unwrap_or(first);
        let points = decompress_2(b, &[b.load_all(&first.r), b.load_all(&second.r)]);
        for (points, memory) in points.iter().zip(self.points.chunks_exact_mut(8)) {
            memory.copy_from_slice(&points.niels(b));
        }
        u32::from(points[0].valid) | u32::from(points[1].valid) << 8
    }
}
