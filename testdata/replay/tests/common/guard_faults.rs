//! What provokes each error of the guard of a signer.

use super::common::{bytes, message, uint};
use parhelion_core::guard::{Entry, Fault, Guard, RECORD_LEN, Request, Slot, Storage};
use parhelion_core::{Error, KeyType, PublicKey};

type Vector = (&'static str, fn() -> Result<(), Error>);

pub(crate) const VECTORS: &[Vector] = &[
    ("SignedType", || parse(&signed(3, 5, 0, &block(32), "chain"))),
    ("SignedHeight", || parse(&signed(1, 0, 0, &block(32), "chain"))),
    ("SignedRound", || parse(&signed(1, 5, 1 << 31, &block(32), "chain"))),
    ("SignedBlockId", || parse(&signed(1, 5, 0, &block(0), "chain"))),
    ("PolRound", || {
        let fields = |pol_round| {
            let head = [uint(1, 32), fixed(2, 5), fixed(3, 1), uint(4, pol_round)].concat();
            delimited(&[head, message(5, &block(32)), message(6, &[]), bytes(7, b"chain")].concat())
        };
        parse(&fields(-1))?;
        parse(&fields(1))
    }),
    ("NoSignedChain", || parse(&signed(1, 5, 0, &block(32), ""))),
    ("NotCanonical", || parse(&[prevote(5, 32), vec![0]].concat())),
    ("OtherExtension", || {
        let vote = signed(2, 5, 1, &block(32), "chain");
        let extension =
            |round| delimited(&[fixed(2, 5), fixed(3, round), bytes(4, b"chain")].concat());
        let extended = |round| Request::parse(&vote)?.with_extension(&extension(round)).map(drop);
        extended(1)?;
        extended(2)
    }),
    ("OtherSignedChain", || {
        with(&mut [BLANK; 2], |guard| {
            guard.provision("other", &key(), 4)?;
            let request = prevote(5, 32);
            guard.permit("other", &key(), &Request::parse(&request)?).map(drop)
        })
    }),
    ("NotProvisioned", || with(&mut [BLANK; 2], |guard| permit(guard, &prevote(5, 32)))),
    ("AlreadyProvisioned", || asked(&[], |guard| guard.provision("chain", &key(), 9))),
    ("GuardFull", || asked(&[], |guard| guard.provision("other", &key(), 9))),
    ("BelowFloor", || asked(&[], |guard| permit(guard, &prevote(4, 32)))),
    ("HeightRegression", || asked(&[prevote(6, 32)], |guard| permit(guard, &prevote(5, 32)))),
    ("HeightJump", || {
        let mut slots = [BLANK; 2];
        with(&mut slots, |guard| guard.provision("chain", &key(), 4))?;
        let mut entries = [Entry::EMPTY];
        let mut guard = Guard::open(Memory::of(&mut slots), &mut entries)?.with_max_jump(10);
        permit(&mut guard, &prevote(14, 32))?;
        permit(&mut guard, &prevote(25, 32))
    }),
    ("RoundRegression", || {
        let later = signed(1, 5, 1, &block(32), "chain");
        asked(&[later], |guard| permit(guard, &prevote(5, 32)))
    }),
    ("StepRegression", || {
        let precommit = signed(2, 5, 0, &block(32), "chain");
        asked(&[precommit], |guard| permit(guard, &prevote(5, 32)))
    }),
    ("ConflictingData", || {
        let nil = signed(1, 5, 0, &[], "chain");
        asked(&[prevote(5, 32), prevote(5, 32)], |guard| permit(guard, &nil))
    }),
    ("StorageFault", || {
        let mut slots = [BLANK; 2];
        with(&mut slots, |guard| guard.provision("chain", &key(), 4))?;
        let mut entries = [Entry::EMPTY];
        let memory = Memory { writes: Writes::Fail, ..Memory::of(&mut slots) };
        permit(&mut Guard::open(memory, &mut entries)?, &prevote(5, 32))
    }),
    ("RecordsLost", || {
        let (mut slots, mut entries) = ([BLANK; 2], [Entry::EMPTY]);
        let memory = Memory { writes: Writes::Forgotten, ..Memory::of(&mut slots) };
        let mut guard = Guard::open(memory, &mut entries)?;
        guard.provision("chain", &key(), 4)?;
        permit(&mut guard, &prevote(5, 32))
    }),
    ("RecordsContradict", || {
        let [a, b] = [prevote(5, 32), signed(1, 5, 0, &[], "chain")].map(|vote| record(&vote));
        with(&mut [a?, b?], |_| Ok(()))
    }),
    ("NotReadBack", || {
        let (mut slots, mut entries) = ([BLANK; 2], [Entry::EMPTY]);
        let memory = Memory { writes: Writes::Nothing, ..Memory::of(&mut slots) };
        Guard::open(memory, &mut entries)?.provision("chain", &key(), 4)
    }),
    ("EntryTwice", || {
        let (mut slots, mut entries) = ([record(&prevote(5, 32))?; 4], [Entry::EMPTY; 2]);
        Guard::open(Memory::of(&mut slots), &mut entries).map(drop)
    }),
];

const BLANK: [u8; RECORD_LEN] = [0xff; RECORD_LEN];

/// What becomes of a write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Done,
    Fail,
    Nothing,
    /// It is read back once.
    Forgotten,
}

struct Memory<'m> {
    slots: &'m mut [[u8; RECORD_LEN]],
    writes: Writes,
}

impl<'m> Memory<'m> {
    fn of(slots: &'m mut [[u8; RECORD_LEN]]) -> Self {
        Memory { slots, writes: Writes::Done }
    }

    fn slot(&mut self, slot: Slot) -> &mut [u8; RECORD_LEN] {
        &mut self.slots[slot.entry as usize * 2 + slot.side as usize]
    }
}

impl Storage for Memory<'_> {
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
        let is_forgotten = self.writes == Writes::Forgotten;
        let found = self.slot(slot);
        Ok(if is_forgotten { std::mem::replace(found, BLANK) } else { *found })
    }

    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
        match self.writes {
            Writes::Fail => return Err(Fault(7)),
            Writes::Nothing => {}
            Writes::Done | Writes::Forgotten => *self.slot(slot) = *record,
        }
        Ok(())
    }

    fn sync(&mut self) -> Result<(), Fault> {
        Ok(())
    }
}

fn key() -> PublicKey<'static> {
    PublicKey::new(KeyType::Ed25519, &[7; 32]).unwrap()
}

/// A guard with one entry for these slots.
fn with(
    slots: &mut [[u8; RECORD_LEN]; 2],
    act: impl FnOnce(&mut Guard<'_, Memory<'_>>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut entries = [Entry::EMPTY];
    act(&mut Guard::open(Memory::of(slots), &mut entries)?)
}

/// A guard with a floor at 4 that has permitted these.
fn asked(
    before: &[Vec<u8>],
    act: impl FnOnce(&mut Guard<'_, Memory<'_>>) -> Result<(), Error>,
) -> Result<(), Error> {
    with(&mut [BLANK; 2], |guard| {
        guard.provision("chain", &key(), 4).unwrap();
        before.iter().for_each(|vote| permit(guard, vote).unwrap());
        act(guard)
    })
}

/// What is stored after a vote.
fn record(vote: &[u8]) -> Result<[u8; RECORD_LEN], Error> {
    let mut slots = [BLANK; 2];
    with(&mut slots, |guard| {
        guard.provision("chain", &key(), 4)?;
        permit(guard, vote)
    })?;
    Ok(slots[0])
}

fn permit(guard: &mut Guard<'_, Memory<'_>>, vote: &[u8]) -> Result<(), Error> {
    guard.permit("chain", &key(), &Request::parse(vote)?).map(drop)
}

fn parse(sign_bytes: &[u8]) -> Result<(), Error> {
    Request::parse(sign_bytes).map(drop)
}

fn prevote(height: i64, hash: usize) -> Vec<u8> {
    signed(1, height, 0, &block(hash), "chain")
}

/// What is signed for a vote.
fn signed(vote_type: i64, height: i64, round: i64, id: &[u8], chain_id: &str) -> Vec<u8> {
    let head = [uint(1, vote_type), fixed(2, height), fixed(3, round), bytes(4, id)].concat();
    delimited(&[head, message(5, &[]), bytes(6, chain_id.as_bytes())].concat())
}

fn block(hash: usize) -> Vec<u8> {
    let parts = [uint(1, 1), bytes(2, &[9; 32])].concat();
    [bytes(1, &vec![8; hash]), message(2, &parts)].concat()
}

fn fixed(number: u8, value: i64) -> Vec<u8> {
    let field = [&[number << 3 | 1][..], &value.to_le_bytes()].concat();
    if value == 0 { Vec::new() } else { field }
}

/// None of these is as long as 128 bytes.
fn delimited(message: &[u8]) -> Vec<u8> {
    assert!(message.len() < 128);
    [&[message.len() as u8][..], message].concat()
}
