//! A double sign: each act is one of a device that was just switched on.

use crate::asked::{Asked, Wanted, provision, sign};
use parhelion_core::{CODES, KeyType, PublicKey};
use parhelion_core::{Encode, Sink};

const CHAIN: &str = "chain";
/// A prevote for nil: height 5, round 0, 2023-11-14 22:13:20 UTC.
const NIL: &[u8] =
    b"\x1a\x08\x01\x11\x05\0\0\0\0\0\0\0\x2a\x06\x08\x80\xe2\xcf\xaa\x06\x32\x05chain";

struct Bytes(Vec<u8>);

impl Sink for Bytes {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

fn key(byte: u8) -> Vec<u8> {
    let bytes = [byte; 32];
    let mut key = Bytes(Vec::new());
    PublicKey::new(KeyType::Ed25519, &bytes).unwrap().encode(&mut key);
    key.0
}

/// A vote of round 0 with a block id, at 1970-01-01.
fn vote(vote_type: u8, height: u8, block: u8) -> Vec<u8> {
    let hash = [&[0x0a, 32][..], &[block; 32]].concat();
    let parts = [&[0x08, 1, 0x12, 32][..], &[block; 32]].concat();
    let id = [&hash[..], &[0x12, 36], &parts].concat();
    let head = [0x08, vote_type, 0x11, height, 0, 0, 0, 0, 0, 0, 0, 0x22, 72];
    let message = [&head[..], &id, b"\x2a\0\x32\x05chain"].concat();
    [&[u8::try_from(message.len()).unwrap()][..], &message].concat()
}

fn code(name: &str) -> u16 {
    CODES.iter().find(|row| row.name == name).unwrap().number
}

/// The acts, in their order.
pub(crate) fn all() -> Vec<Asked> {
    let (key, other) = (key(7), key(8));
    let refused = |name| Wanted::Refused(code(name));
    let acts = [
        ("nothing is stored", sign(CHAIN, &key, NIL), refused("NotProvisioned")),
        ("an entry", provision(4, CHAIN, &key), Wanted::Permitted),
        ("the same entry", provision(4, CHAIN, &key), refused("AlreadyProvisioned")),
        ("below the floor", sign(CHAIN, &key, &vote(1, 4, 1)), refused("BelowFloor")),
        ("a prevote", sign(CHAIN, &key, &vote(1, 5, 1)), Wanted::Permitted),
        ("the same prevote", sign(CHAIN, &key, &vote(1, 5, 1)), Wanted::Permitted),
        ("a double sign", sign(CHAIN, &key, &vote(1, 5, 2)), refused("ConflictingData")),
        ("a double sign with nil", sign(CHAIN, &key, NIL), refused("ConflictingData")),
        ("a precommit", sign(CHAIN, &key, &vote(2, 5, 1)), Wanted::Permitted),
        ("the prevote again", sign(CHAIN, &key, &vote(1, 5, 1)), refused("StepRegression")),
        ("the next height", sign(CHAIN, &key, &vote(1, 6, 3)), Wanted::Permitted),
        ("the height before", sign(CHAIN, &key, &vote(2, 5, 1)), refused("HeightRegression")),
        ("another key", sign(CHAIN, &other, &vote(1, 6, 4)), refused("NotProvisioned")),
        ("another chain", sign("other", &key, &vote(1, 6, 4)), refused("OtherSignedChain")),
        ("no vote", sign(CHAIN, &key, &NIL[..9]), refused("Truncated")),
    ];
    let asked = |(name, bytes, wanted): (&str, Vec<u8>, Wanted)| Asked {
        name: format!("guard: {name}"),
        bytes,
        wanted,
    };
    acts.into_iter().map(asked).collect()
}
