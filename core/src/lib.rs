//! Verifies CometBFT light blocks from wire bytes: without an allocator, without a clock, without
//! trusting whoever served the bytes.
//!
//! Untrusted bytes become a borrowed view ([`LightBlock::parse`]); a view and a [`TrustedState`]
//! become a verified value ([`light::verify`]); nothing else makes a verified value.
//!
//! ```
//! use parhelion_core::{Error, Limits, LightBlock, Options, Time, TrustedState, light};
//!
//! /// One step: what was stored, what a node sent, and the time; back comes what to store.
//! fn step(stored: &[u8], bytes: &[u8], now: Time) -> Result<[u8; 256], Error> {
//!     let state = TrustedState::from_trusted_bytes(stored)?;
//!     let block = LightBlock::parse(bytes, &Limits::DEFAULT)?;
//!     let verified = light::verify_adjacent(&state, &block, &Options::DEFAULT, now)?;
//!     Ok(verified.trusted_state().to_bytes())
//! }
//! assert!(step(&[0; 256], &[], Time::UNIX_EPOCH).is_err());
//! ```
//!
//! # What is checked, and in which order
//! See [`light`] and [`commit`]; each function lists its errors in the order of its checks, and
//! names the function of CometBFT that it follows. [`Error`] says what was found, with numbers;
//! [`Class`] says what to do about it.
//!
//! # What is not checked
//! A light client does not execute blocks: transactions, parts, the proposer's turn, the median
//! time and the last block id of an adjacent header are not looked at. More than a third of the
//! trusted power in one hand can deceive every light client within the trusting period.
//!
//! # Limits
//! Every bound is a constant in [`limits`]. What is parsed is at most [`Limits`]; what is verified
//! is at most two signatures an entry of a commit.
//!
//! # Features
//! * `fast` (default): tables of curve points: faster signatures, more code.
//! * `secp256k1` (default): signatures and addresses of secp256k1 keys. Without it a set with such
//!   a key is [`Error::KeyTypeNotBuilt`].
//! * `serde`: `Serialize` for [`Error`] and [`Class`]. Nothing can be deserialised.
//! * `alloc`: [`Verifier`], which checks signatures in batches and remembers keys, and
//!   [`light::verify_window`], on several cores by [`light::Segment`]; encoding into `Vec`.

#![no_std]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod ccv;
mod chain_id;
pub mod client;
pub mod commit;
pub mod crypto;
mod error;
pub mod evidence;
mod form;
pub mod guard;
mod hash;
mod heap;
pub mod ibc;
mod identifier;
mod known;
pub mod light;
pub mod limits;
mod merkle;
pub mod proof;
pub mod stream;
mod threshold;
mod time;
mod types;
mod wire;

pub use chain_id::ChainId;
#[cfg(feature = "alloc")]
pub use crypto::Verifier;
pub use error::{CODES, Class, Code, Error, NO_INDEX, Value};
pub use hash::{Address, Hash};
pub use light::{Options, TrustedState, Verified};
pub use limits::Limits;
pub use merkle::Inclusion;
pub use threshold::TrustThreshold;
pub use time::{Duration, Time};
pub use types::{
    BlockId, BlockIdFlag, Commit, CommitSig, CommitSigs, Header, HeaderField, HeaderProof,
    IbcHeader, KeyType, LightBlock, Message, PartSetHeader, Proposal, PublicKey, SignBytes,
    SignedHeader, Validator, ValidatorSet, Validators, Vote, VoteType,
};
pub use wire::{Encode, Sink};
