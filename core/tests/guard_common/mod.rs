//! A flash that loses power, what a node asks, and what the guard answers.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use parhelion_core::guard::{Entry, Fault, Guard, Request, Side, Slot, Storage};
use parhelion_core::{Error, KeyType, PublicKey};
use std::cell::RefCell;
use std::rc::Rc;

pub const CHAIN: &str = "chain";
pub const KEY: [u8; 32] = [7; 32];
pub const BLANK: [u8; 64] = [0xff; 64];

pub fn key(bytes: &[u8; 32]) -> PublicKey<'_> {
    PublicKey::new(KeyType::Ed25519, bytes).unwrap()
}

/// What happens at an operation instead of what should.
#[derive(Clone, Copy)]
pub enum Trouble {
    /// So many bytes are written. Then the power is cut: nothing works any more.
    Cut(usize),
    /// So many bytes are written, and a fault is reported. Then all works again.
    Fails(usize),
    /// Nothing is written, and no fault is reported.
    Ignores,
}

/// Two slots an entry.
pub struct Flash {
    pub slots: Vec<[[u8; 64]; 2]>,
    /// Each write: the slot, what stood in it, what came to stand in it.
    pub writes: Vec<(Slot, [u8; 64], [u8; 64])>,
    /// Writes and syncs, in their order.
    pub operations: Vec<&'static str>,
    /// What happens at the write or sync of this number, from 0.
    pub trouble: Option<(usize, Trouble)>,
    is_off: bool,
}

impl Flash {
    pub fn blank(entries: usize) -> Flash {
        Flash {
            slots: vec![[BLANK; 2]; entries],
            writes: Vec::new(),
            operations: Vec::new(),
            trouble: None,
            is_off: false,
        }
    }

    pub fn slot(&mut self, slot: Slot) -> &mut [u8; 64] {
        &mut self.slots[slot.entry as usize][usize::from(slot.side == Side::B)]
    }

    /// Power again.
    pub fn restart(&mut self) {
        (self.trouble, self.is_off) = (None, false);
    }

    fn trouble(&mut self, operation: &'static str) -> Result<Option<Trouble>, Fault> {
        if self.is_off {
            return Err(Fault(-1));
        }
        let now = self.trouble.take_if(|(number, _)| *number == self.operations.len());
        self.operations.push(operation);
        self.is_off = matches!(now, Some((_, Trouble::Cut(_))));
        Ok(now.map(|(_, trouble)| trouble))
    }
}

impl Storage for Flash {
    fn read(&mut self, slot: Slot) -> Result<[u8; 64], Fault> {
        if self.is_off { Err(Fault(-1)) } else { Ok(*self.slot(slot)) }
    }

    fn write(&mut self, slot: Slot, record: &[u8; 64]) -> Result<(), Fault> {
        let trouble = self.trouble(if slot.side == Side::A { "A" } else { "B" })?;
        let written = match trouble {
            None => 64,
            Some(Trouble::Cut(bytes) | Trouble::Fails(bytes)) => bytes,
            Some(Trouble::Ignores) => 0,
        };
        let before = *self.slot(slot);
        self.slot(slot)[..written].copy_from_slice(&record[..written]);
        let after = *self.slot(slot);
        self.writes.push((slot, before, after));
        match trouble {
            Some(Trouble::Cut(_) | Trouble::Fails(_)) => Err(Fault(5)),
            _ => Ok(()),
        }
    }

    fn sync(&mut self) -> Result<(), Fault> {
        match self.trouble("sync")? {
            Some(Trouble::Cut(_) | Trouble::Fails(_)) => Err(Fault(6)),
            _ => Ok(()),
        }
    }
}

/// A flash that the guard works on and the test looks into.
#[derive(Clone)]
pub struct Shared(pub Rc<RefCell<Flash>>);

impl Storage for Shared {
    fn read(&mut self, slot: Slot) -> Result<[u8; 64], Fault> {
        self.0.borrow_mut().read(slot)
    }

    fn write(&mut self, slot: Slot, record: &[u8; 64]) -> Result<(), Fault> {
        self.0.borrow_mut().write(slot, record)
    }

    fn sync(&mut self) -> Result<(), Fault> {
        self.0.borrow_mut().sync()
    }
}

pub type Opened = Guard<'static, Shared>;

impl Shared {
    pub fn blank(entries: usize) -> Shared {
        Shared(Rc::new(RefCell::new(Flash::blank(entries))))
    }

    /// Opens a guard of as many entries as the flash has.
    pub fn open(&self) -> Result<Opened, Error> {
        let entries = vec![Entry::EMPTY; self.0.borrow().slots.len()];
        Guard::open(self.clone(), entries.leak())
    }
}

/// A block by one letter, or `None`.
pub type Block = Option<u8>;
pub const A: Block = Some(b'A');
pub const B: Block = Some(b'B');
pub const NIL: Block = None;

/// What a node asks for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// 32 proposal, 1 prevote, 2 precommit.
    pub signed_type: u8,
    pub height: i64,
    pub round: i64,
    pub block: Block,
    pub parts: u8,
    pub pol_round: i64,
    pub time: (u64, u64),
    pub chain_id: String,
    pub extension: Option<Vec<u8>>,
}

pub fn ask(signed_type: u8, block: Block, height: i64, round: i64) -> Ask {
    let (parts, time) = (1, (1_700_000_000, 123_456_789));
    let (chain_id, extension) = (CHAIN.to_owned(), None);
    Ask { signed_type, height, round, block, parts, pol_round: -1, time, chain_id, extension }
}

pub fn proposal(block: Block, height: i64, round: i64) -> Ask {
    ask(32, block, height, round)
}

pub fn prevote(block: Block, height: i64, round: i64) -> Ask {
    ask(1, block, height, round)
}

pub fn precommit(block: Block, height: i64, round: i64) -> Ask {
    ask(2, block, height, round)
}

impl Ask {
    pub fn at(self, seconds: u64, nanos: u64) -> Ask {
        Ask { time: (seconds, nanos), ..self }
    }

    pub fn on(self, chain_id: &str) -> Ask {
        Ask { chain_id: chain_id.to_owned(), ..self }
    }

    pub fn with(self, extension: &[u8]) -> Ask {
        Ask { extension: Some(extension.to_vec()), ..self }
    }

    pub fn block_id(&self) -> Vec<u8> {
        let Some(letter) = self.block else { return Vec::new() };
        let parts = [uint(1, self.parts.into()), bytes(2, &[letter ^ 1; 32])].concat();
        [bytes(1, &[letter; 32]), bytes(2, &parts)].concat()
    }

    pub fn sign_bytes(&self) -> Vec<u8> {
        let is_proposal = self.signed_type == 32;
        let pol_round = if is_proposal { uint(4, self.pol_round.cast_unsigned()) } else { vec![] };
        let (seconds, nanos) = self.time;
        let time = [uint(1, seconds), uint(2, nanos)].concat();
        let tag = |number: u8| number + u8::from(is_proposal);
        let body = [
            uint(1, self.signed_type.into()),
            fixed(2, self.height),
            fixed(3, self.round),
            pol_round,
            bytes(tag(4), &self.block_id()),
            [vec![tag(5) << 3 | 2], delimited(&time)].concat(),
            bytes(tag(6), self.chain_id.as_bytes()),
        ];
        delimited(&body.concat())
    }

    pub fn extension_sign_bytes(&self) -> Option<Vec<u8>> {
        let place = [fixed(2, self.height), fixed(3, self.round)].concat();
        let chain_id = bytes(4, self.chain_id.as_bytes());
        let extension = bytes(1, self.extension.as_ref()?);
        Some(delimited(&[extension, place, chain_id].concat()))
    }

    /// As a `Vote`, with this signature.
    pub fn vote(&self, signature: &[u8]) -> Vec<u8> {
        let (seconds, nanos) = self.time;
        let time = [uint(1, seconds), uint(2, nanos)].concat();
        [
            uint(1, self.signed_type.into()),
            uint(2, self.height.cast_unsigned()),
            uint(3, self.round.cast_unsigned()),
            [vec![0x22], delimited(&self.block_id())].concat(),
            [vec![0x2a], delimited(&time)].concat(),
            bytes(6, &[1; 20]),
            bytes(8, signature),
        ]
        .concat()
    }
}

/// What the guard said: S, R or X of the reference, with the name of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was permitted, and is the last that was.
    Sign,
    /// It was permitted again.
    Again,
    /// It was refused.
    Refused(&'static str),
}

/// Asks under the chain of the request.
pub fn say(guard: &mut Opened, ask: &Ask) -> Said {
    match permit(guard, &ask.chain_id, ask) {
        Ok(said) => said,
        Err(error) => Said::Refused(error.name()),
    }
}

pub fn permit(guard: &mut Opened, chain_id: &str, ask: &Ask) -> Result<Said, Error> {
    let (sign_bytes, extension) = (ask.sign_bytes(), ask.extension_sign_bytes());
    let mut request = Request::parse(&sign_bytes)?;
    if let Some(extension) = &extension {
        request = request.with_extension(extension)?;
    }
    let before = guard.position(chain_id, &key(&KEY))?;
    let permit = guard.permit(chain_id, &key(&KEY), &request)?;
    assert_eq!(permit.sign_bytes(), sign_bytes);
    assert_eq!(permit.extension_sign_bytes(), extension.as_deref());
    let after = guard.position(chain_id, &key(&KEY))?;
    Ok(if before == after { Said::Again } else { Said::Sign })
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn uint(number: u8, value: u64) -> Vec<u8> {
    if value == 0 { Vec::new() } else { [vec![number << 3], varint(value)].concat() }
}

fn fixed(number: u8, value: i64) -> Vec<u8> {
    let field = [&[number << 3 | 1][..], &value.to_le_bytes()].concat();
    if value == 0 { Vec::new() } else { field }
}

fn bytes(number: u8, bytes: &[u8]) -> Vec<u8> {
    let field = [vec![number << 3 | 2], delimited(bytes)].concat();
    if bytes.is_empty() { Vec::new() } else { field }
}

pub fn delimited(bytes: &[u8]) -> Vec<u8> {
    [varint(bytes.len() as u64), bytes.to_vec()].concat()
}
