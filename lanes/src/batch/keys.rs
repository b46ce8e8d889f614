//! Keys as points, in bounded memory: the same validators sign every block.
//!
//! The first batch that asks for a key takes its root; the second one computes 2^127 times it, which
//! takes longer and saves time in each batch after; both eight or sixteen keys at a time.

use crate::backend::{Backend, Task, Words8, enter};
use crate::curve::{Niels, Prepare, decompress_2};
use crate::field::Field8;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Keys that share a place: of more, the oldest goes.
const WAYS: usize = 4;

/// What is known of a key.
#[derive(Clone, Copy)]
pub(super) enum State {
    /// Nothing.
    New,
    /// Its bytes are not the encoding of a point.
    NoPoint,
    Point(Niels),
    /// The point, and 2^127 times it.
    Prepared([Niels; 2]),
}

/// The keys of a batch, and those that are remembered: a set-associative cache. Whoever chooses keys
/// so that they share a place makes us forget keys, and nothing else.
pub(super) struct Keys {
    sets: Box<[[Option<Entry>; WAYS]]>, // a power of two of them
    batch: u64,
    asked: Vec<Asked>,
    finished: usize, // of those that were asked for
}

struct Entry {
    key: [u8; 32],
    state: State,
    batch: u64, // that asked for it last
    place: u32, // in that batch
}

/// A key of the batch.
struct Asked {
    key: [u8; 32],
    state: State,
    again: bool, // a batch before this one has asked for it
}

impl Keys {
    /// Room for so many keys, rounded up.
    pub(super) fn new(keys: usize) -> Keys {
        Keys::with_sets(keys.div_ceil(WAYS).checked_next_power_of_two().unwrap_or(1))
    }

    /// None of these, and as much room.
    pub(super) fn new_like(&self) -> Keys {
        Keys::with_sets(self.sets.len())
    }

    fn with_sets(sets: usize) -> Keys {
        let sets = core::iter::repeat_with(|| [const { None }; WAYS]).take(sets).collect();
        Keys { sets, batch: 0, asked: Vec::new(), finished: 0 }
    }

    /// Begins a batch.
    pub(super) fn begin(&mut self) {
        self.batch = self.batch.wrapping_add(1);
        self.asked.clear();
        self.finished = 0;
    }

    /// The place of a key in the batch.
    pub(super) fn place(&mut self, key: &[u8; 32]) -> u32 {
        let batch = self.batch;
        let place = self.asked.len() as u32; // memory ends before 2^32 keys
        let set = set(&mut self.sets, key);
        if let Some(entry) = set.iter_mut().flatten().find(|entry| entry.key == *key) {
            if entry.batch != batch {
                entry.batch = batch;
                entry.place = place;
                self.asked.push(Asked { key: *key, state: entry.state, again: true });
            }
            return entry.place;
        }
        self.asked.push(Asked { key: *key, state: State::New, again: false });
        set.rotate_right(1);
        set[0] = Some(Entry { key: *key, state: State::New, batch, place });
        place
    }

    pub(super) fn len(&self) -> usize {
        self.asked.len()
    }

    pub(super) fn state(&self, place: usize) -> &State {
        &self.asked[place].state
    }

    /// Whether the key is a point; to be asked after [`Keys::finish`].
    pub(super) fn is_valid(&self, place: usize) -> bool {
        matches!(self.state(place), State::Point(_) | State::Prepared(_))
    }

    /// Finds out what is not known of the keys of the batch.
    pub(super) fn finish(&mut self, backend: Backend) {
        let from = core::mem::replace(&mut self.finished, self.asked.len());
        if from == self.asked.len() {
            return;
        }
        let mut list = Vec::new();
        let places = |asked: &[Asked], list: &mut Vec<usize>, wanted: fn(&Asked) -> bool| {
            list.clear();
            list.extend((from..asked.len()).filter(|place| wanted(&asked[*place])));
        };
        places(&self.asked, &mut list, |asked| matches!(asked.state, State::New));
        for chunk in list.chunks(16) {
            let at = |i: usize| &self.asked[chunk[i.min(chunk.len() - 1)]].key;
            let keys: [&[u8; 32]; 16] = core::array::from_fn(at);
            let states = enter!(backend, token => token.enter(Decompress(keys)));
            self.learn(chunk, &states);
        }
        places(&self.asked, &mut list, |a| a.again && matches!(a.state, State::Point(_)));
        for chunk in list.chunks(8) {
            let at = |i: usize| match &self.asked[chunk[i.min(chunk.len() - 1)]].state {
                State::Point(point) | State::Prepared([point, _]) => point,
                State::New | State::NoPoint => &Niels::NONE, // not in the list
            };
            let low: [&Niels; 8] = core::array::from_fn(at);
            let high = enter!(backend, token => token.enter(Prepare(low)));
            let states: [State; 8] = core::array::from_fn(|i| State::Prepared([*low[i], high[i]]));
            self.learn(chunk, &states);
        }
    }

    /// Notes what has been found out, and remembers what is a point.
    fn learn(&mut self, places: &[usize], states: &[State]) {
        for (place, state) in places.iter().zip(states) {
            let asked = &mut self.asked[*place];
            asked.state = *state;
            let mut ways = set(&mut self.sets, &asked.key).iter_mut().flatten();
            if let (State::Point(_) | State::Prepared(_), Some(entry)) =
                (state, ways.find(|entry| entry.key == asked.key))
            {
                entry.state = *state;
            }
        }
    }
}

fn set<'a>(sets: &'a mut [[Option<Entry>; WAYS]], key: &[u8; 32]) -> &'a mut [Option<Entry>; WAYS] {
    let [a, b, c, d, ..] = *key;
    // A power of two: the bits below it are all set.
    let number = u32::from_le_bytes([a, b, c, d]) as usize & (sets.len() - 1);
    &mut sets[number]
}

/// The points of 16 keys.
struct Decompress<'a>([&'a [u8; 32]; 16]);

impl<B: Field8> Task<B> for Decompress<'_> {
    type Output = [State; 16];

    #[inline(always)]
    fn run(self, b: B) -> [State; 16] {
        let mut words = [[[0; 8]; 4]; 2];
        for (i, key) in self.0.iter().enumerate() {
            for (word, bytes) in key.as_chunks::<8>().0.iter().enumerate() {
                words[i / 8][word][i % 8] = u64::from_le_bytes(*bytes);
            }
        }
        let words = [b.load_all(&words[0]), b.load_all(&words[1])];
        let [first, second] = decompress_2(b, &words);
        let (low, high) = (first.niels(b), second.niels(b));
        let state = |valid: u8, lane: usize, points: &[Niels; 8]| {
            if valid >> lane & 1 == 1 { State::Point(points[lane]) } else { State::NoPoint }
        };
        core::array::from_fn(|i| match i {
            0..8 => state(first.valid, i, &low),
            _ => state(second.valid, i - 8, &high),
        })
    }
}
