//! The structs of the header.

pub use crate::detail::Detail;

#[cfg(not(target_arch = "wasm32"))]
use crate::slice::Held;
use crate::slice::{In, Plain};
use parhelion_core::light::TRUSTED_STATE_LEN;
use parhelion_core::{ChainId, Duration, Error, TrustThreshold, commit, evidence};

/// A struct that begins with its size.
pub trait Versioned: Plain {
    /// The size that it says it has.
    fn struct_size(&self) -> usize;
}

macro_rules! versioned {
    ($($type:ty),*) => {$(
        impl Versioned for $type {
            fn struct_size(&self) -> usize {
                self.struct_size
            }
        }
    )*};
}

versioned!(Options, HeaderInfo, Tally, FaultProof, Attested);
#[cfg(not(target_arch = "wasm32"))]
versioned!(Permit, Position);

/// `parhelion_trusted_state`: exactly what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct TrustedState {
    /// The bytes.
    pub bytes: [u8; TRUSTED_STATE_LEN],
}

/// `parhelion_options`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Options {
    /// The size of this struct, which tells its version.
    pub struct_size: usize,
    /// The trust threshold's numerator.
    pub trust_numerator: u64,
    /// The trust threshold's denominator.
    pub trust_denominator: u64,
    /// The trusting period in nanoseconds.
    pub trusting_period: i64,
    /// The clock drift in nanoseconds.
    pub max_clock_drift: i64,
}

impl Options {
    pub(crate) fn read(&self) -> Result<parhelion_core::Options, Error> {
        Ok(parhelion_core::Options {
            trust_threshold: TrustThreshold::new(self.trust_numerator, self.trust_denominator)?,
            trusting_period: Duration::from_nanos(self.trusting_period),
            max_clock_drift: Duration::from_nanos(self.max_clock_drift),
        })
    }
}

impl From<&parhelion_core::TrustedState> for TrustedState {
    fn from(state: &parhelion_core::TrustedState) -> TrustedState {
        TrustedState { bytes: state.to_bytes() }
    }
}

/// `parhelion_bytes`: one of several messages.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Bytes<'a> {
    /// The bytes.
    pub data: In<'a, u8>,
    /// How many.
    pub len: usize,
}

/// Bytes of a chain id, with the zero at its end, rounded up to eight.
const CHAIN_ID_LEN: usize = 56;

/// A chain id, ended by zeros: it has at most fifty bytes.
fn chain_id(id: &ChainId) -> [u8; CHAIN_ID_LEN] {
    let mut text = [0; CHAIN_ID_LEN];
    text.iter_mut().zip(id.as_str().bytes()).for_each(|(slot, byte)| *slot = byte);
    text
}

/// `parhelion_header_info`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct HeaderInfo {
    pub struct_size: usize,
    pub height: u64,
    pub seconds: i64,
    pub nanos: u32,
    pub has: u32,
    pub chain_id: [u8; CHAIN_ID_LEN],
    pub header_hash: [u8; 32],
    pub next_validators_hash: [u8; 32],
    pub last_block_hash: [u8; 32],
    pub app_hash: [u8; 64],
    pub app_hash_len: u32,
    pub reserved: u32,
}

impl From<&parhelion_core::TrustedState> for HeaderInfo {
    fn from(state: &parhelion_core::TrustedState) -> HeaderInfo {
        let hashes = [state.header_hash(), state.next_validators_hash(), state.last_block_hash()];
        let app_hash = state.app_hash();
        let there = [hashes[0].is_some(), hashes[1].is_some(), hashes[2].is_some()];
        let bits = (0u32..).zip(there.into_iter().chain([app_hash.is_some()]));
        let [header_hash, next_validators_hash, last_block_hash] =
            hashes.map(|hash| hash.map_or([0; 32], |hash| hash.0));
        let mut padded = [0; 64];
        let app_hash = app_hash.unwrap_or_default();
        padded.iter_mut().zip(app_hash).for_each(|(slot, byte)| *slot = *byte);
        HeaderInfo {
            struct_size: size_of::<HeaderInfo>(),
            height: state.height(),
            seconds: state.time().seconds(),
            nanos: state.time().nanos(),
            has: bits.map(|(bit, there)| u32::from(there) << bit).sum(),
            chain_id: chain_id(state.chain_id()),
            header_hash,
            next_validators_hash,
            last_block_hash,
            app_hash: padded,
            app_hash_len: u32::try_from(app_hash.len()).unwrap_or(u32::MAX),
            reserved: 0,
        }
    }
}

/// `parhelion_tally`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Tally {
    pub struct_size: usize,
    pub tallied: u64,
    pub needed: u64,
    pub total: u64,
    pub entries: u32,
    pub reserved: u32,
}

impl From<commit::Tally> for Tally {
    fn from(tally: commit::Tally) -> Tally {
        let commit::Tally { tallied, needed, total, entries } = tally;
        Tally { struct_size: size_of::<Tally>(), tallied, needed, total, entries, reserved: 0 }
    }
}

/// `parhelion_entry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Entry {
    pub address: [u8; 20],
    pub status: u32,
    pub power: u64,
}

/// `parhelion_fault_proof`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct FaultProof {
    pub struct_size: usize,
    pub height: u64,
    pub round: u32,
    pub vote_type: u32,
    pub fault: u32,
    pub validator: [u8; 20],
}

/// `parhelion_signer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Signer {
    pub address: [u8; 20],
    pub index: u32,
    pub power: u64,
}

impl From<evidence::Signer> for Signer {
    fn from(signer: evidence::Signer) -> Signer {
        Signer { address: signer.address().0, index: signer.index(), power: signer.power() }
    }
}

/// `parhelion_answer`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Answer<'a> {
    pub key: In<'a, u8>,
    pub key_len: usize,
    pub value: In<'a, u8>,
    pub value_len: usize,
    pub proof: In<'a, u8>,
    pub proof_len: usize,
}

/// `parhelion_consensus_state`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct StoredState<'a> {
    pub revision: u64,
    pub height: u64,
    pub state: In<'a, u8>,
    pub state_len: usize,
}

/// `parhelion_member`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Member {
    pub public_key: [u8; 32],
    pub power: u64,
}

/// `parhelion_attested`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Attested {
    pub struct_size: usize,
    pub locked_height: u64,
    pub locked_seconds: i64,
    pub locked_nanos: u32,
    pub members: u32,
    pub total_power: u64,
    pub validators_hash: [u8; 32],
    pub chain_id: [u8; CHAIN_ID_LEN],
}

impl From<&parhelion_core::ccv::attest::Attested<'_>> for Attested {
    fn from(attested: &parhelion_core::ccv::attest::Attested<'_>) -> Attested {
        let lock = attested.locked_at();
        Attested {
            struct_size: size_of::<Attested>(),
            locked_height: lock.height(),
            locked_seconds: lock.time().seconds(),
            locked_nanos: lock.time().nanos(),
            members: u32::try_from(attested.validators().len()).unwrap_or(u32::MAX),
            total_power: attested.total_power(),
            validators_hash: attested.hash().0,
            chain_id: chain_id(attested.consumer().chain_id()),
        }
    }
}

/// `parhelion_trusted_validator`: what is in it is the core's.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct TrustedValidator {
    /// The bytes.
    pub bytes: [u8; 60],
}

/// `parhelion_guard_entry`: what is in it is the core's.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct GuardEntry {
    /// The memory.
    pub words: [u64; 8],
}

/// Room for an update and for a guard in words of eight bytes, where pointers have 64 bits.
#[cfg(not(target_arch = "wasm32"))]
pub const WORDS_64: (usize, usize) = (560, 8);
/// And where they have 32.
#[cfg(not(target_arch = "wasm32"))]
pub const WORDS_32: (usize, usize) = (528, 6);
#[cfg(not(target_arch = "wasm32"))]
const WORDS: (usize, usize) = if cfg!(target_pointer_width = "64") { WORDS_64 } else { WORDS_32 };

/// `parhelion_update`.
#[cfg(not(target_arch = "wasm32"))]
pub type Update = Held<crate::stream::Stream, { WORDS.0 }>;

/// `parhelion_guard`.
#[cfg(not(target_arch = "wasm32"))]
pub type Guard = Held<crate::guard::Opened, { WORDS.1 }>;

/// `parhelion_position`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Position {
    pub struct_size: usize,
    pub height: u64,
    pub round: u32,
    pub step: u32,
}

/// `parhelion_permit`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Permit {
    pub struct_size: usize,
    pub sign_bytes: In<'static, u8>,
    pub sign_bytes_len: usize,
    pub extension_sign_bytes: In<'static, u8>,
    pub extension_sign_bytes_len: usize,
    pub height: u64,
    pub seconds: i64,
    pub nanos: u32,
    pub round: u32,
    pub step: u32,
    pub reserved: u32,
}

#[cfg(not(target_arch = "wasm32"))]
impl Permit {
    pub(crate) fn of(permit: &parhelion_core::guard::Permit<'static>) -> Self {
        let request = permit.request();
        let extension = permit.extension_sign_bytes();
        Permit {
            struct_size: size_of::<Permit>(),
            sign_bytes: In::of(Some(permit.sign_bytes())),
            sign_bytes_len: permit.sign_bytes().len(),
            extension_sign_bytes: In::of(extension),
            extension_sign_bytes_len: extension.map_or(0, <[u8]>::len),
            height: request.height(),
            seconds: request.timestamp().seconds(),
            nanos: request.timestamp().nanos(),
            round: request.round(),
            step: request.step().number().into(),
            reserved: 0,
        }
    }
}

/// What a host of a wasm32 module counts on. Where pointers have 64 bits `tests/c/layout.c` asserts it.
#[cfg(target_pointer_width = "32")]
const _: () = {
    assert!(size_of::<Options>() == 40 && size_of::<Detail>() == 48 && size_of::<Bytes<'_>>() == 8);
    assert!(size_of::<HeaderInfo>() == 256 && size_of::<Tally>() == 40);
    assert!(size_of::<FaultProof>() == 48 && size_of::<Attested>() == 128);
    assert!(size_of::<Answer<'_>>() == 24 && size_of::<StoredState<'_>>() == 24);
    assert!(size_of::<Entry>() == 32 && size_of::<Signer>() == 32 && size_of::<Member>() == 40);
};
