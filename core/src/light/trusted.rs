//! What is trusted, and how it is stored.
//!
//! | bytes | content |
//! |---|---|
//! | 0..4 | `PHTS` |
//! | 4..6 | version, 1 |
//! | 6..8 | bits: 0 next validators hash, 1 header hash, 2 last block hash, 3 app hash |
//! | 8..16 | height |
//! | 16..24 | seconds since 1970, signed |
//! | 24..28 | nanoseconds |
//! | 28 | length of the chain id |
//! | 29 | length of the app hash |
//! | 30..32 | zero |
//! | 32..64 | next validators hash |
//! | 64..96 | header hash |
//! | 96..128 | last block hash |
//! | 128..192 | app hash |
//! | 192..242 | chain id |
//! | 242..248 | zero |
//! | 248..256 | the first bytes of SHA-256 over the bytes 0..248 |
//!
//! Numbers are little-endian; what is absent is zero. The checksum finds accidents, not attackers:
//! the store is a root of trust.

use crate::chain_id::ChainId;
use crate::error::Error;
use crate::form::Form;
use crate::hash::Hash;
use crate::limits::{HASH_LEN, MAX_APP_HASH_LEN, MAX_CHAIN_ID_LEN};
use crate::time::Time;
use crate::types::{Header, Message};
use crate::wire::Sink;
use sha2::{Digest, Sha256};

/// Bytes of a stored state.
pub const TRUSTED_STATE_LEN: usize = 256;
const BODY_LEN: usize = 248;
const MAGIC: &[u8; 4] = b"PHTS";
const VERSION: u16 = 1;

/// A header that is trusted: as much of it as verification needs.
///
/// It comes from [`crate::light::Verified`], or through one of three doors, each of which trusts
/// something else: a person ([`TrustedState::trust_on_faith`]), a store
/// ([`TrustedState::from_trusted_bytes`]), a chain's own client
/// ([`TrustedState::from_on_chain_client`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedState {
    chain_id: ChainId,
    height: u64, // 1..=2^63-1
    time: Time,
    next_validators_hash: Option<Hash>,
    header_hash: Option<Hash>,
    last_block_hash: Option<Hash>,
    app_hash: Option<heapless::Vec<u8, MAX_APP_HASH_LEN>>,
}

impl TrustedState {
    /// Trusts a header because somebody vouches for its hash. Nothing is verified but that this is
    /// the header with that hash.
    ///
    /// # Errors
    /// [`Error::NoHeaderHash`], [`Error::TrustedHashMismatch`].
    pub fn trust_on_faith(header: &Header<'_>, expected: &Hash) -> Result<TrustedState, Error> {
        let hash = header.hash()?;
        if hash != *expected {
            return Err(Error::TrustedHashMismatch);
        }
        TrustedState::of(header, hash)
    }

    /// Trusts what the client of a chain on another chain knows: an IBC client state's chain id
    /// and a consensus state's time and `next_validators_hash` (32 bytes, or none). Without the
    /// header's hash there is no way backwards from here.
    ///
    /// # Errors
    /// [`Error::ZeroHeight`]; [`Error::NegativeHeight`] above 2^63-1; [`Error::HashLength`].
    pub fn from_on_chain_client(
        chain_id: ChainId,
        height: u64,
        time: Time,
        next_validators_hash: &[u8],
    ) -> Result<TrustedState, Error> {
        if height == 0 {
            return Err(Error::ZeroHeight);
        }
        let signed = height.cast_signed();
        if signed < 0 {
            return Err(Error::NegativeHeight { height: signed });
        }
        Ok(TrustedState {
            chain_id,
            height,
            time,
            next_validators_hash: optional_hash(next_validators_hash, 9)?,
            header_hash: None,
            last_block_hash: None,
            app_hash: None,
        })
    }

    /// The same, with an app hash that the on-chain client knows. One too long is left out.
    pub(crate) fn with_app_hash(self, app_hash: &[u8]) -> TrustedState {
        TrustedState { app_hash: heapless::Vec::from_slice(app_hash).ok(), ..self }
    }

    /// The state after `header`, whose hash is `hash`.
    pub(super) fn of(header: &Header<'_>, hash: Hash) -> Result<TrustedState, Error> {
        Ok(TrustedState {
            chain_id: ChainId::new(header.chain_id())?,
            height: header.height(),
            time: header.time(),
            next_validators_hash: optional_hash(header.next_validators_hash(), 9)?,
            header_hash: Some(hash),
            last_block_hash: optional_hash(header.last_block_id().hash(), 5)?,
            app_hash: heapless::Vec::from_slice(header.app_hash()).ok(),
        })
    }

    /// The chain.
    #[must_use]
    pub const fn chain_id(&self) -> &ChainId {
        &self.chain_id
    }

    /// The height of the trusted header.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.height
    }

    /// The time of the trusted header.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// The hash of the set that follows the trusted header.
    #[must_use]
    pub const fn next_validators_hash(&self) -> Option<&Hash> {
        self.next_validators_hash.as_ref()
    }

    /// The hash of the trusted header, unless the state comes from an on-chain client.
    #[must_use]
    pub const fn header_hash(&self) -> Option<&Hash> {
        self.header_hash.as_ref()
    }

    /// The hash of the block before the trusted one.
    #[must_use]
    pub const fn last_block_hash(&self) -> Option<&Hash> {
        self.last_block_hash.as_ref()
    }

    /// The state of the application after the block *before* the trusted one, up to
    /// [`MAX_APP_HASH_LEN`] bytes.
    #[must_use]
    pub fn app_hash(&self) -> Option<&[u8]> {
        self.app_hash.as_deref()
    }

    /// The form in which a state is stored.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; TRUSTED_STATE_LEN] {
        let mut bytes = [0u8; TRUSTED_STATE_LEN];
        let mut put = |from: usize, part: &[u8]| {
            let slots = bytes.iter_mut().skip(from).zip(part);
            slots.for_each(|(slot, byte)| *slot = *byte);
        };
        let app_hash = self.app_hash.as_deref().unwrap_or_default();
        put(0, MAGIC);
        put(4, &VERSION.to_le_bytes());
        put(6, &self.bits().to_le_bytes());
        put(8, &self.height.to_le_bytes());
        put(16, &self.time.seconds().to_le_bytes());
        put(24, &self.time.nanos().to_le_bytes());
        put(28, &[small(self.chain_id.as_str().len()), small(app_hash.len())]);
        let hashes = [&self.next_validators_hash, &self.header_hash, &self.last_block_hash];
        for (hash, from) in hashes.into_iter().zip([32, 64, 96]) {
            put(from, hash.as_ref().map_or(&[], |hash| &hash.0[..]));
        }
        put(128, app_hash);
        put(192, self.chain_id.as_str().as_bytes());
        let checksum = checksum(&bytes);
        if let Some(slot) = bytes.last_chunk_mut::<8>() {
            *slot = checksum;
        }
        bytes
    }

    /// Trusts what this library stored. Whoever can write to the store decides what is trusted.
    ///
    /// # Errors
    /// [`Error::StateLength`], [`Error::StateVersion`], [`Error::StateChecksum`],
    /// [`Error::StateContent`]: exactly the bytes that [`TrustedState::to_bytes`] gives are read.
    pub fn from_trusted_bytes(bytes: &[u8]) -> Result<TrustedState, Error> {
        let bytes: &[u8; TRUSTED_STATE_LEN] = bytes.try_into().map_err(|_| Error::StateLength {
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        })?;
        if !bytes.starts_with(MAGIC) || take::<2>(bytes, 4) != VERSION.to_le_bytes() {
            return Err(Error::StateVersion);
        }
        if bytes.last_chunk::<8>() != Some(&checksum(bytes)) {
            return Err(Error::StateChecksum);
        }
        // One form a state: what does not give these very bytes again is none.
        TrustedState::read(bytes)
            .filter(|state| state.to_bytes() == *bytes)
            .ok_or(Error::StateContent)
    }

    fn read(bytes: &[u8; TRUSTED_STATE_LEN]) -> Option<TrustedState> {
        let bits = u16::from_le_bytes(take(bytes, 6));
        let hash = |bit: u16, from| (bits & bit != 0).then(|| Hash(take::<HASH_LEN>(bytes, from)));
        let [chain_id_len, app_hash_len] = take(bytes, 28).map(usize::from);
        let chain_id = bytes.get(192..192usize.checked_add(chain_id_len)?)?;
        let app_hash = bytes.get(128..128usize.checked_add(app_hash_len)?)?;
        let height = u64::from_le_bytes(take(bytes, 8));
        let (seconds, nanos) = (take(bytes, 16), take(bytes, 24));
        if chain_id_len > MAX_CHAIN_ID_LEN || height == 0 || i64::try_from(height).is_err() {
            return None;
        }
        Some(TrustedState {
            chain_id: ChainId::new(core::str::from_utf8(chain_id).ok()?).ok()?,
            height,
            time: Time::from_unix(i64::from_le_bytes(seconds), u32::from_le_bytes(nanos))?,
            next_validators_hash: hash(1, 32),
            header_hash: hash(2, 64),
            last_block_hash: hash(4, 96),
            app_hash: match bits & 8 {
                0 => None,
                _ => Some(heapless::Vec::from_slice(app_hash).ok()?),
            },
        })
    }

    fn bits(&self) -> u16 {
        u16::from(self.next_validators_hash.is_some())
            | u16::from(self.header_hash.is_some()) << 1
            | u16::from(self.last_block_hash.is_some()) << 2
            | u16::from(self.app_hash.is_some()) << 3
    }
}

fn optional_hash(hash: &[u8], field: u32) -> Result<Option<Hash>, Error> {
    match (hash.is_empty(), Hash::from_slice(hash)) {
        (true, _) => Ok(None),
        (false, Some(hash)) => Ok(Some(hash)),
        (false, None) => {
            let length = u32::try_from(hash.len()).unwrap_or(u32::MAX);
            Err(Error::HashLength { message: Message::Header, field, length })
        }
    }
}

/// The form in which it is stored elsewhere, too.
impl Form for TrustedState {
    fn put(&self, sink: &mut dyn Sink) {
        self.to_bytes().put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let stored = <[u8; TRUSTED_STATE_LEN]>::take(bytes)?;
        TrustedState::from_trusted_bytes(&stored).ok()
    }
}

fn checksum(bytes: &[u8; TRUSTED_STATE_LEN]) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(bytes.get(..BODY_LEN).unwrap_or(bytes)).into();
    take(&digest, 0)
}

fn take<const N: usize>(bytes: &[u8], from: usize) -> [u8; N] {
    bytes.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

fn small(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
