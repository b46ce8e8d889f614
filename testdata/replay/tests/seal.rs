//! The sealed form of a stream: what is read again is what was written, and nothing else is read. That
//! the seal changes no verdict is asked of every light case and of every world of the other tests.

mod common;
#[path = "common/stream_faults.rs"]
mod stream_faults;

use common::World;
use parhelion_core::Error;
use parhelion_core::stream::{DeviceKey, MAX_FRAME, MAX_SEALED, TrustedValidator, Update};
use sha2::{Digest, Sha256};
use stream_faults::{KEY, SESSION, mac, sealed};

const ROOM: usize = MAX_SEALED + 7 * size_of::<TrustedValidator>();

fn unsealed(sealed: &[u8]) -> Result<(), Error> {
    let mut memory = [TrustedValidator::NONE; 7];
    Update::unseal(&DeviceKey::new(KEY), SESSION, sealed, &mut memory).map(drop)
}

#[test]
fn a_stream_may_be_put_away_after_each_byte() {
    for height in [11, 20] {
        World::new(height, &[])
            .streamed(|asked| {
                let (key, mut memory) = (DeviceKey::new(KEY), [TrustedValidator::NONE; 7]);
                let mut update = Update::new(asked.state, asked.options, asked.now);
                let mut out = [0; ROOM];
                for byte in asked.frames()? {
                    update.push(&[byte], &mut memory)?;
                    let length = update.seal(&memory, &key, SESSION, &mut out)?;
                    memory = [TrustedValidator::NONE; 7];
                    update = Update::unseal(&key, SESSION, &out[..length], &mut memory)?;
                    let mut again = [0; ROOM];
                    assert_eq!(update.seal(&memory, &key, SESSION, &mut again), Ok(length));
                    assert_eq!(out[..length], again[..length]);
                }
                update.finish().map(drop)
            })
            .unwrap();
    }
}

#[test]
fn no_bit_can_be_changed_and_none_left_out() {
    let sealed = sealed(20, 700);
    assert_eq!(unsealed(&sealed), Ok(()));
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(unsealed(&changed), Err(Error::SealMismatch), "{bit}");
    }
    for length in 0..sealed.len() {
        assert_eq!(unsealed(&sealed[..length]), Err(Error::SealMismatch), "{length}");
        assert_eq!(unsealed(&sealed[length + 1..]), Err(Error::SealMismatch), "{length}");
    }
    assert_eq!(unsealed(&[&sealed[..], &[0]].concat()), Err(Error::SealMismatch));
}

#[test]
fn the_key_and_the_session_are_asked_for() {
    let sealed = sealed(11, 700);
    let ask = |key, session| {
        let mut memory = [TrustedValidator::NONE; 7];
        Update::unseal(&DeviceKey::new(key), session, &sealed, &mut memory)
    };
    assert!(ask(KEY, SESSION).is_ok());
    for session in [0, SESSION - 1, SESSION + 1, SESSION << 32, u64::MAX] {
        assert_eq!(ask(KEY, session).map(drop), Err(Error::SealMismatch));
    }
    for bit in 0..256 {
        let mut other = KEY;
        other[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(ask(other, SESSION).map(drop), Err(Error::SealMismatch));
    }
}

/// By another HMAC than the core's.
#[test]
fn the_seal_is_hmac_sha_256() {
    let sealed = sealed(20, 700);
    let (content, found) = sealed.split_last_chunk::<32>().unwrap();
    assert_eq!(*found, mac(content));
    assert_eq!(&sealed[..6], b"PHSU\x01\0");
}

/// Whoever changes what a stream keeps, or its order, raises the version, and then this.
#[test]
fn the_form_is_that_of_its_version() {
    let mut all = Sha256::new();
    for height in [11, 20] {
        for bytes in [0, 1, 400, 700, 1500, 2500] {
            all.update(sealed(height, bytes));
        }
    }
    let digest: String = all.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "4156460b2f7bcaf2f44398c60d7050d7073b61aeda38d1bdda6d5e076651c0a0");
}

#[test]
fn memory_has_to_suffice() {
    let sealed = sealed(20, 700);
    let key = DeviceKey::new(KEY);
    let mut memory = [TrustedValidator::NONE; 7];
    let update = Update::unseal(&key, SESSION, &sealed, &mut memory).unwrap();
    let few = Update::unseal(&key, SESSION, &sealed, &mut memory[..6]).map(drop);
    assert_eq!(few, Err(Error::TrustedMemoryTooSmall { needed: 7 }));
    let mut out = vec![0; sealed.len()];
    assert_eq!(update.seal(&memory, &key, SESSION, &mut out), Ok(sealed.len()));
    assert_eq!(out, sealed);
    let needed = u32::try_from(sealed.len()).unwrap();
    for room in [0, 5, 6, sealed.len() - 33, sealed.len() - 32, sealed.len() - 1] {
        let found = update.seal(&memory, &key, SESSION, &mut out[..room]);
        assert_eq!(found, Err(Error::SealMemoryTooSmall { needed }), "{room}");
    }
}

/// Beside what seven validators take: a frame of which a byte is missing, and as many subtrees as
/// there are for 10,000 validators.
#[test]
fn the_longest_fits() {
    let (mut end, mut longest) = (0, 0);
    World::new(20, &[])
        .streamed(|asked| {
            for frame in parhelion_replay::split(&asked.frames()?) {
                end += frame.len();
                longest = longest.max(sealed(20, end).len());
            }
            Ok(())
        })
        .unwrap();
    let (members, frame) = (7 * size_of::<TrustedValidator>(), 3 + MAX_FRAME - 1);
    let most = longest - members + frame + (14 - 3) * 32;
    assert!((MAX_SEALED - 512..=MAX_SEALED).contains(&most), "{most}");
}
