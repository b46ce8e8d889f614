//! What provokes each code of a stream.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use crate::common::{Set, World};
use parhelion_core::Error;
use parhelion_core::stream::TrustedValidator;
use parhelion_replay::Streamed;

type Vector = fn() -> Result<(), Error>;

pub const VECTORS: &[(&str, Vector)] = &[
    ("UnknownFrame", || sent(|_| vec![9, 0, 0])),
    ("FrameTooLong", || sent(|_| vec![HEADER, 1, 8])),
    ("FrameOrder", || sent(|frames| [frame(frames, 1), frame(frames, 0)].concat())),
    ("FrameContent", || sent(|frames| [frame(frames, 0), vec![COMMIT, 3, 0, 0, 0, 0]].concat())),
    ("PassesDiffer", || sent(|frames| without(frames, |kind| kind == ENTRY))),
    ("StreamIncomplete", || sent(|frames| without(frames, |kind| kind == END))),
    ("TrustedMemoryTooSmall", || {
        World::new(20, &[]).streamed(|asked| {
            let frames = asked.frames().unwrap();
            asked.push([&frames[..]], &mut [TrustedValidator::NONE; 6])
        })
    }),
];

pub const HEADER: u8 = 2;
pub const COMMIT: u8 = 3;
pub const PROPOSER: u8 = 4;
pub const VALIDATOR: u8 = 5;
pub const SET_END: u8 = 6;
pub const ENTRY: u8 = 7;
pub const END: u8 = 8;

/// What the signer says where other frames are sent than those of a good block that follows.
pub fn sent(change: impl Fn(&[Vec<u8>]) -> Vec<u8>) -> Result<(), Error> {
    let mut world = World::new(11, &[]);
    world.trusted_set = None;
    world.streamed(|asked| asked.push([&change(&split(&asked.frames().unwrap()))[..]], &mut []))
}

/// The frames of a stream.
pub fn split(mut frames: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while let [_, low, high, ..] = frames {
        let (one, rest) = frames.split_at(3 + usize::from(u16::from_le_bytes([*low, *high])));
        all.push(one.to_vec());
        frames = rest;
    }
    all
}

fn frame(frames: &[Vec<u8>], place: usize) -> Vec<u8> {
    frames[place].clone()
}

/// The stream without the last frame of this kind.
pub fn without(frames: &[Vec<u8>], of: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut frames = frames.to_vec();
    let last = frames.iter().rposition(|frame| of(frame[0])).unwrap();
    frames.remove(last);
    frames.concat()
}

impl World {
    /// Asks what this world asks, in frames.
    pub fn streamed<T>(
        &self,
        ask: impl FnOnce(&Streamed<'_>) -> Result<T, Error>,
    ) -> Result<(), Error> {
        let (block, set) = (self.light_block(), self.trusted_set.as_ref().map(Set::encode));
        let state = &self.state()?;
        let now = parhelion_core::Time::from_unix(self.now.0, self.now.1).unwrap();
        let (trusted_validators, options) = (set.as_deref(), &self.options);
        ask(&Streamed { state, trusted_validators, block: &block, options, now }).map(drop)
    }
}
