//! What provokes each code of a stream.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use crate::common::{Set, World};
use parhelion_core::Error;
use parhelion_core::stream::{DeviceKey, MAX_SEALED, TrustedValidator, Update};
use parhelion_replay::Streamed;
use sha2::{Digest, Sha256};

type Vector = fn() -> Result<(), Error>;

pub const VECTORS: &[(&str, Vector)] = &[
    ("UnknownFrame", || sent(|_| vec![99, 0, 0])),
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
    ("SealMemoryTooSmall", || {
        World::new(11, &[]).streamed(|asked| {
            let update = Update::new(asked.state, asked.options, asked.now);
            update.seal(&[], &DeviceKey::new(KEY), SESSION, &mut [0; 40])
        })
    }),
    ("SealMismatch", || {
        let other = DeviceKey::new([1; 32]);
        Update::unseal(&other, SESSION, &sealed(11, 0), &mut []).map(drop)
    }),
    ("SealVersion", || {
        let mut sealed = sealed(11, 0);
        sealed[4] = 2;
        let content = sealed.len() - 32;
        let seal = mac(&sealed[..content]);
        sealed[content..].copy_from_slice(&seal);
        Update::unseal(&DeviceKey::new(KEY), SESSION, &sealed, &mut []).map(drop)
    }),
];

/// The key and the session of these seals.
pub const KEY: [u8; 32] = [42; 32];
pub const SESSION: u64 = 7;

/// The sealed state after so many bytes of a good stream.
pub fn sealed(height: i64, bytes: usize) -> Vec<u8> {
    let mut sealed = vec![0; MAX_SEALED + 7 * size_of::<TrustedValidator>()];
    let put_away = World::new(height, &[]).streamed(|asked| {
        let mut memory = [TrustedValidator::NONE; 7];
        let mut update = Update::new(asked.state, asked.options, asked.now);
        update.push(&asked.frames()?[..bytes], &mut memory)?;
        let length = update.seal(&memory, &DeviceKey::new(KEY), SESSION, &mut sealed)?;
        sealed.truncate(length);
        Ok(())
    });
    put_away.map(|()| sealed).unwrap()
}

/// HMAC as RFC 2104 defines it, of the session and what was sealed in it.
pub fn mac(content: &[u8]) -> [u8; 32] {
    let block = |pad: u8| {
        let mut block = [pad; 64];
        block.iter_mut().zip(KEY).for_each(|(slot, byte)| *slot ^= byte);
        Sha256::new().chain_update(block)
    };
    let inner = block(0x36).chain_update(SESSION.to_le_bytes()).chain_update(content).finalize();
    block(0x5c).chain_update(inner).finalize().into()
}

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
pub fn split(frames: &[u8]) -> Vec<Vec<u8>> {
    parhelion_replay::split(frames).map(<[u8]>::to_vec).collect()
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
