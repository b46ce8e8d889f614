//! How far a key has signed on a chain, in 64 bytes.
//!
//! | bytes | content |
//! |---|---|
//! | 0 | version, 1 |
//! | 1 | step: 0 floor, 1 proposal, 2 prevote, 3 precommit |
//! | 2..6 | round |
//! | 6..14 | height |
//! | 14..26 | whose: the first bytes of SHA-256 over chain and key |
//! | 26..58 | digest of what was signed, without its time; zero in a floor |
//! | 58..64 | the first bytes of SHA-256 over the bytes 0..58 |
//!
//! Numbers are little-endian. The checksum is written last, and finds what is torn or has decayed.

use super::request::{Request, Step};
use crate::types::PublicKey;
use crate::wire::Encode;
use sha2::{Digest, Sha256};

/// Bytes of a record.
pub const RECORD_LEN: usize = 64;
const BODY_LEN: usize = 58;
const VERSION: u8 = 1;

/// How far a key has signed on a chain. What comes later is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The height.
    pub height: u64,
    /// How far in that height.
    pub mark: Mark,
}

/// How far a key has signed in one height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// To this step of this round.
    Signed {
        /// The round.
        round: u32,
        /// The step.
        step: Step,
    },
    /// Nothing more is signed in this height, nor below.
    Floor,
}

impl Position {
    pub(super) const fn floor(height: u64) -> Position {
        Position { height, mark: Mark::Floor }
    }

    pub(super) const fn of(request: &Request<'_>) -> Position {
        let mark = Mark::Signed { round: request.round(), step: request.step() };
        Position { height: request.height(), mark }
    }
}

/// Whose record it is. Twelve bytes tell entries apart; two that shared them would share one
/// order of heights, which is stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner([u8; 12]);

impl Owner {
    pub(super) fn of(chain_id: &str, key: &PublicKey<'_>) -> Owner {
        let mut hasher = Sha256::new();
        hasher.update(b"parhelion guard");
        // With its type and its length, so that the chain begins at one place.
        key.encode(&mut hasher);
        hasher.update(chain_id);
        Owner(take(&hasher.finalize().into(), 0))
    }
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) owner: Owner,
    pub(super) position: Position,
    pub(super) digest: [u8; 32],
}

impl Record {
    pub(super) const fn floor(owner: Owner, height: u64) -> Record {
        Record { owner, position: Position::floor(height), digest: [0; 32] }
    }

    /// The form in which a record is stored.
    pub(super) fn to_bytes(self) -> [u8; RECORD_LEN] {
        let (round, step) = match self.position.mark {
            Mark::Floor => (0, 0),
            Mark::Signed { round, step } => (round, step.number()),
        };
        let mut bytes = [0; RECORD_LEN];
        let mut put = |from: usize, part: &[u8]| {
            let slots = bytes.iter_mut().skip(from).zip(part);
            slots.for_each(|(slot, byte)| *slot = *byte);
        };
        put(0, &[VERSION, step]);
        put(2, &round.to_le_bytes());
        put(6, &self.position.height.to_le_bytes());
        put(14, &self.owner.0);
        put(26, &self.digest);
        let checksum = checksum(&bytes);
        if let Some(slot) = bytes.last_chunk_mut() {
            *slot = checksum;
        }
        bytes
    }

    /// A record, if the bytes are one: exactly those that [`Record::to_bytes`] gives, its checksum
    /// among them.
    pub(super) fn read(bytes: &[u8; RECORD_LEN]) -> Option<Record> {
        let [_, step] = take(bytes, 0);
        let round = u32::from_le_bytes(take(bytes, 2));
        let mark = match step {
            0 => Mark::Floor,
            1 => Mark::Signed { round, step: Step::Proposal },
            2 => Mark::Signed { round, step: Step::Prevote },
            _ => Mark::Signed { round, step: Step::Precommit },
        };
        let height = u64::from_le_bytes(take(bytes, 6));
        let position = Position { height, mark };
        let record = Record { owner: Owner(take(bytes, 14)), position, digest: take(bytes, 26) };
        Some(record).filter(|record| record.to_bytes() == *bytes)
    }
}

fn checksum(bytes: &[u8; RECORD_LEN]) -> [u8; 6] {
    let digest: [u8; 32] = Sha256::digest(bytes.get(..BODY_LEN).unwrap_or(bytes)).into();
    take(&digest, 0)
}

fn take<const N: usize, const M: usize>(bytes: &[u8; M], from: usize) -> [u8; N] {
    bytes.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::KeyType;

    fn record(mark: Mark) -> Record {
        let key = PublicKey::new(KeyType::Ed25519, &[7; 32]).unwrap();
        let digest = if mark == Mark::Floor { [0; 32] } else { [9; 32] };
        Record { owner: Owner::of("chain", &key), position: Position { height: 300, mark }, digest }
    }

    #[test]
    fn a_record_has_one_form() {
        let signed = |step| Mark::Signed { round: 5, step };
        for mark in
            [Mark::Floor, signed(Step::Proposal), signed(Step::Prevote), signed(Step::Precommit)]
        {
            let bytes = record(mark).to_bytes();
            assert_eq!(Record::read(&bytes), Some(record(mark)));
            for (at, bit) in (0..64).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
                let mut flipped = bytes;
                flipped[at] ^= 1 << bit;
                assert_eq!(Record::read(&flipped), None, "byte {at}, bit {bit}");
            }
        }
        assert_eq!(
            record(signed(Step::Prevote)).to_bytes()[..14],
            [1, 2, 5, 0, 0, 0, 44, 1, 0, 0, 0, 0, 0, 0]
        );
    }

    /// With a right checksum, too: another version, a step that is none, a floor with a round.
    #[test]
    fn a_right_checksum_makes_no_record_of_other_content() {
        let prevote = record(Mark::Signed { round: 5, step: Step::Prevote }).to_bytes();
        let floor = record(Mark::Floor).to_bytes();
        for (of, at, value) in [(prevote, 0, 2), (prevote, 1, 4), (floor, 2, 1)] {
            let mut bytes = of;
            bytes[at] = value;
            let sum = checksum(&bytes);
            bytes[BODY_LEN..].copy_from_slice(&sum);
            assert_eq!(Record::read(&bytes), None, "byte {at}");
        }
        for blank in [[0; 64], [0xff; 64]] {
            assert_eq!(Record::read(&blank), None);
        }
    }

    #[test]
    fn a_floor_is_above_everything_in_its_height() {
        let at = |height, round, step| Position { height, mark: Mark::Signed { round, step } };
        let order = [
            Position::floor(9),
            at(10, 0, Step::Proposal),
            at(10, 0, Step::Prevote),
            at(10, 0, Step::Precommit),
            at(10, 1, Step::Proposal),
            at(10, u32::MAX, Step::Precommit),
            Position::floor(10),
            at(11, 0, Step::Proposal),
        ];
        assert!(order.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn an_owner_is_a_chain_and_a_key_of_a_type() {
        let owner = |chain_id, key_type: KeyType, byte| {
            Owner::of(
                chain_id,
                &PublicKey::new(key_type, &[byte; 33][..key_type.key_len()]).unwrap(),
            )
        };
        let one = owner("chain", KeyType::Ed25519, 7);
        assert_eq!(one, owner("chain", KeyType::Ed25519, 7));
        assert_ne!(one, owner("chain2", KeyType::Ed25519, 7));
        assert_ne!(one, owner("chain", KeyType::Ed25519, 8));
        assert_ne!(one, owner("chain", KeyType::Secp256k1, 7));
    }
}
