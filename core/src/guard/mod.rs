//! The double-sign guard of a signer: what was not stored before is not signed.
//!
//! For each chain and key at most one block is voted for in a height, round and type, and one thing
//! proposed: across power cuts, requests out of order, and the loss of either of two records.
//!
//! ```text
//! sign bytes ─ Request::parse ─▶ Request ─ Guard::permit ─▶ Permit ─▶ sign(permit.sign_bytes())
//!                                             │  read A and B; repair
//!                                             │  is it later than what was signed, or the same?
//!                                             │  write A, sync, read back
//!                                             │  write B, sync, read back
//! ```
//!
//! ```
//! use parhelion_core::guard::{Entry, Fault, Guard, Request, Slot, Storage};
//! use parhelion_core::{Error, KeyType, PublicKey};
//!
//! /// Memory in place of flash: two slots an entry.
//! struct Memory([[u8; 64]; 2]);
//!
//! impl Storage for Memory {
//!     fn read(&mut self, slot: Slot) -> Result<[u8; 64], Fault> {
//!         Ok(self.0[slot.side as usize])
//!     }
//!     fn write(&mut self, slot: Slot, record: &[u8; 64]) -> Result<(), Fault> {
//!         self.0[slot.side as usize] = *record;
//!         Ok(())
//!     }
//!     fn sync(&mut self) -> Result<(), Fault> {
//!         Ok(())
//!     }
//! }
//!
//! // A prevote for nil: height 5, round 0, 2023-11-14 22:13:20 UTC, chain "c".
//! let nil = [22, 8, 1, 17, 5, 0, 0, 0, 0, 0, 0, 0, 42, 6, 8, 128, 226, 207, 170, 6, 50, 1, 99];
//! let request = Request::parse(&nil)?;
//!
//! let key = PublicKey::new(KeyType::Ed25519, &[7; 32])?;
//! let (mut flash, mut entries) = (Memory([[0xff; 64]; 2]), [Entry::EMPTY]);
//! let mut guard = Guard::open(&mut flash, &mut entries)?;
//! assert_eq!(guard.permit("c", &key, &request), Err(Error::NotProvisioned));
//!
//! guard.provision("c", &key, 4)?; // by hand: this key has signed nothing above height 4
//! let permit = guard.permit("c", &key, &request)?;
//! assert_eq!(permit.sign_bytes(), nil); // sign these, and nothing else
//! # Ok::<(), Error>(())
//! ```
//!
//! # What is permitted
//! What is later than all that was signed: first by height, then by round, then by step (proposal,
//! prevote, precommit). And what was signed last, once more: block and POL round are compared, the
//! time is not. An extension goes with its precommit of a block; a new one may come with the same
//! vote, because extensions are no evidence.
//!
//! # Where it differs from CometBFT's file signer
//! * What differs in its time alone is signed anew, with the new time. The file signer answers with
//!   the stored signature and time; a node takes that time for a vote, but not for a proposal,
//!   which is lost. Two times for one block are evidence of nothing.
//! * A record is of one chain and key. The file signer signs for another chain at a higher height,
//!   and takes a file of another key.
//! * Requests are read from the bytes that are signed, and refused where an honest node sends none:
//!   a height of 0, a negative round, another type, half a block id, a POL round that is not
//!   earlier.
//! * Storage that holds nothing refuses. The file signer exits then; others begin at height 0.
//!
//! # What it does not defend against
//! * Storage that is put back as a whole to an older state: a snapshot, a flashed image, a cloned
//!   machine. Both records are then old and in order. It takes a monotonic counter that cannot be
//!   put back: keep the height in it *before* each permit of a new height is used, and call
//!   [`Guard::raise_floor`] with it after each [`Guard::open`], at the price of that height's rest.
//! * A second device with the same key, or the key outside of it.
//! * An entry made by hand with too low a height ([`Guard::provision`]).
//! * Amnesia (a precommit for another block in a later round, without a polka) and votes for blocks
//!   that are no blocks: a signer sees hashes alone.
//! * A host that asks for a height far ahead, after which nothing below it is signed:
//!   [`Guard::with_max_jump`] bounds that. Nor a host that asks for nothing.
//! * Storage that says that it has synced what it has not.
//!
//! # Limits
//! As many entries as are lent, of [`RECORD_LEN`] bytes twice in the storage. A permit reads two
//! slots, hashes at most 182 bytes and a few records, and writes two slots, unless it is repeated.
//! An extension is compared with its own encoding, in one pass, and copied nowhere.
//!
//! Source: `cometbft privval/file.go`; the two copies are ours.

mod canonical;
mod permit;
mod protocol;
mod record;
mod request;
mod rules;
mod storage;
mod table;

pub use permit::Permit;
pub use record::{Mark, Position, RECORD_LEN};
pub use request::{Request, Step};
pub use storage::{Fault, Side, Slot, Storage};
pub use table::{Entry, Guard};
