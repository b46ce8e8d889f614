//! The header of a block, and its hash.

use super::block_id::hash_length;
use super::{BlockId, Message, getters, length};
use crate::error::Error;
use crate::hash::{Address, Hash};
use crate::limits::{BLOCK_PROTOCOL, Limits, MAX_CHAIN_ID_LEN};
use crate::merkle::{Inclusion, VotesRoot, leaf};
use crate::time::Time;
use crate::wire::{Decoded, Encode, Reader, Sink, bytes_field, message_field, uint_field};

/// The fields of a header that its hash covers, in the order of the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderField {
    /// Block and application protocol.
    Version,
    /// The chain id.
    ChainId,
    /// The height.
    Height,
    /// The time.
    Time,
    /// The block before this one.
    LastBlockId,
    /// The hash of the commit for the block before this one.
    LastCommitHash,
    /// The hash of the transactions.
    DataHash,
    /// The hash of the validators of this block.
    ValidatorsHash,
    /// The hash of the validators of the next block.
    NextValidatorsHash,
    /// The hash of the consensus parameters.
    ConsensusHash,
    /// The state of the application after the block before this one.
    AppHash,
    /// The hash of the results of the transactions of the block before this one.
    LastResultsHash,
    /// The hash of the evidence.
    EvidenceHash,
    /// The proposer's address.
    ProposerAddress,
}

impl HeaderField {
    /// All fields, in the order of the leaves.
    pub const ALL: [HeaderField; 14] = [
        HeaderField::Version,
        HeaderField::ChainId,
        HeaderField::Height,
        HeaderField::Time,
        HeaderField::LastBlockId,
        HeaderField::LastCommitHash,
        HeaderField::DataHash,
        HeaderField::ValidatorsHash,
        HeaderField::NextValidatorsHash,
        HeaderField::ConsensusHash,
        HeaderField::AppHash,
        HeaderField::LastResultsHash,
        HeaderField::EvidenceHash,
        HeaderField::ProposerAddress,
    ];

    fn index(self) -> usize {
        HeaderField::ALL.iter().position(|field| *field == self).unwrap_or(usize::MAX)
    }
}

/// Proof that a header of a known hash has a field of a known value. A tree of 14 leaves is 4 deep.
pub type HeaderProof = Inclusion<4>;

/// A header that obeys the rules of its own: `cometbft types/block.go Header.ValidateBasic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    block_version: u64,
    app_version: u64,
    chain_id: &'a str,
    height: u64, // 1..=2^63-1
    time: Time,
    last_block_id: BlockId<'a>,
    last_commit_hash: &'a [u8], // this and each other hash: 0 or 32 bytes
    data_hash: &'a [u8],
    validators_hash: &'a [u8],
    next_validators_hash: &'a [u8],
    consensus_hash: &'a [u8],
    app_hash: &'a [u8], // any length
    last_results_hash: &'a [u8],
    evidence_hash: &'a [u8],
    proposer_address: &'a [u8], // 20 bytes
}

impl<'a> Header<'a> {
    getters! {
        /// The version of the application.
        app_version: u64,
        /// The chain id, at most 50 bytes.
        chain_id: &'a str,
        /// The height, 1 to 2^63-1.
        height: u64,
        /// The time of the block.
        time: Time,
        /// The block before this one.
        last_block_id: BlockId<'a>,
        /// The hash of the commit for the block before this one: 32 bytes, or none.
        last_commit_hash: &'a [u8],
        /// The hash of the transactions: 32 bytes, or none.
        data_hash: &'a [u8],
        /// The hash of the validators of this block: 32 bytes, or none.
        validators_hash: &'a [u8],
        /// The hash of the validators of the next block: 32 bytes, or none.
        next_validators_hash: &'a [u8],
        /// The hash of the consensus parameters: 32 bytes, or none.
        consensus_hash: &'a [u8],
        /// The state of the application after the block before this one; of any length.
        app_hash: &'a [u8],
        /// The hash of the results of the block before this one: 32 bytes, or none.
        last_results_hash: &'a [u8],
        /// The hash of the evidence in this block: 32 bytes, or none.
        evidence_hash: &'a [u8],
    }

    /// The proposer's address. No key proves it: only the header's hash covers it.
    #[must_use]
    pub fn proposer_address(&self) -> Address {
        Address::from_slice(self.proposer_address).unwrap_or(Address([0; 20]))
    }

    /// Parses a `Header` and checks its own rules.
    ///
    /// # Errors
    /// Those of the wire; then [`Error::HashLength`] of the last block id, [`Error::BlockProtocol`],
    /// [`Error::ChainIdTooLong`], [`Error::NegativeHeight`], [`Error::ZeroHeight`],
    /// [`Error::HashLength`] of the last commit, data and evidence,
    /// [`Error::ProposerAddressLength`], [`Error::HashLength`] of the validators, the next
    /// validators, consensus and last results.
    ///
    /// Source: `cometbft types/block.go HeaderFromProto, Header.ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Header::decode(Reader::new(bytes, Message::Header, limits)?)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>) -> Decoded<Self> {
        let mut last_block_id = Ok(BlockId::default());
        let mut height = 0i64;
        let mut header = Header {
            block_version: 0,
            app_version: 0,
            chain_id: "",
            height: 0,
            time: Time::GO_ZERO,
            last_block_id: BlockId::default(),
            last_commit_hash: &[],
            data_hash: &[],
            validators_hash: &[],
            next_validators_hash: &[],
            consensus_hash: &[],
            app_hash: &[],
            last_results_hash: &[],
            evidence_hash: &[],
            proposer_address: &[],
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => header.read_version(reader.message(field, Message::Consensus)?)?,
                2 => header.chain_id = reader.text(field)?,
                3 => height = reader.int64(field)?,
                4 => header.time = reader.timestamp(field)?,
                5 => last_block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
                6 => header.last_commit_hash = reader.bytes(field)?,
                7 => header.data_hash = reader.bytes(field)?,
                8 => header.validators_hash = reader.bytes(field)?,
                9 => header.next_validators_hash = reader.bytes(field)?,
                10 => header.consensus_hash = reader.bytes(field)?,
                11 => header.app_hash = reader.bytes(field)?,
                12 => header.last_results_hash = reader.bytes(field)?,
                13 => header.evidence_hash = reader.bytes(field)?,
                14 => header.proposer_address = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(last_block_id.and_then(|last_block_id| {
            header.last_block_id = last_block_id;
            header.validate(height)
        }))
    }

    fn read_version(&mut self, mut reader: Reader<'a>) -> Result<(), Error> {
        while let Some(field) = reader.field()? {
            match field.number {
                1 => self.block_version = reader.uint64(field)?,
                2 => self.app_version = reader.uint64(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(())
    }

    /// The rules, in CometBFT's order.
    fn validate(mut self, height: i64) -> Result<Self, Error> {
        if self.block_version != BLOCK_PROTOCOL {
            return Err(Error::BlockProtocol { found: self.block_version });
        }
        if self.chain_id.len() > MAX_CHAIN_ID_LEN {
            return Err(Error::ChainIdTooLong { length: length(self.chain_id.as_bytes()) });
        }
        self.height = u64::try_from(height).map_err(|_| Error::NegativeHeight { height })?;
        if self.height == 0 {
            return Err(Error::ZeroHeight);
        }
        hash_length(self.last_commit_hash, Message::Header, 6)?;
        hash_length(self.data_hash, Message::Header, 7)?;
        hash_length(self.evidence_hash, Message::Header, 13)?;
        if Address::from_slice(self.proposer_address).is_none() {
            return Err(Error::ProposerAddressLength { length: length(self.proposer_address) });
        }
        hash_length(self.validators_hash, Message::Header, 8)?;
        hash_length(self.next_validators_hash, Message::Header, 9)?;
        hash_length(self.consensus_hash, Message::Header, 10)?;
        hash_length(self.last_results_hash, Message::Header, 12)?;
        Ok(self)
    }

    /// The header's hash: the Merkle root of its 14 fields.
    ///
    /// # Errors
    /// [`Error::NoHeaderHash`] where the header names no validators. CometBFT's hash is nil there,
    /// and nil equals any other empty hash; ours is an error.
    ///
    /// Source: `cometbft types/block.go Header.Hash`.
    pub fn hash(&self) -> Result<Hash, Error> {
        self.require_validators_hash()?;
        let mut root = VotesRoot::new();
        for field in HeaderField::ALL {
            root.push(self.leaf(field));
        }
        Ok(root.finish())
    }

    /// Proof that this header has the value of `field` which it has.
    ///
    /// # Errors
    /// [`Error::NoHeaderHash`].
    pub fn prove(&self, field: HeaderField) -> Result<HeaderProof, Error> {
        self.require_validators_hash()?;
        let leaves = HeaderField::ALL.map(|field| self.leaf(field));
        let (proof, _) = Inclusion::of(&leaves, field.index()).ok_or(Error::NoHeaderHash)?;
        Ok(proof)
    }

    fn require_validators_hash(&self) -> Result<(), Error> {
        if self.validators_hash.is_empty() { Err(Error::NoHeaderHash) } else { Ok(()) }
    }

    fn leaf(&self, field: HeaderField) -> Hash {
        leaf(|sink| match field {
            HeaderField::Version => Version(self).encode(sink),
            HeaderField::ChainId => bytes_field(sink, 1, self.chain_id.as_bytes()),
            HeaderField::Height => uint_field(sink, 1, self.height),
            HeaderField::Time => self.time.encode(sink),
            HeaderField::LastBlockId => self.last_block_id.encode(sink),
            HeaderField::LastCommitHash => bytes_field(sink, 1, self.last_commit_hash),
            HeaderField::DataHash => bytes_field(sink, 1, self.data_hash),
            HeaderField::ValidatorsHash => bytes_field(sink, 1, self.validators_hash),
            HeaderField::NextValidatorsHash => bytes_field(sink, 1, self.next_validators_hash),
            HeaderField::ConsensusHash => bytes_field(sink, 1, self.consensus_hash),
            HeaderField::AppHash => bytes_field(sink, 1, self.app_hash),
            HeaderField::LastResultsHash => bytes_field(sink, 1, self.last_results_hash),
            HeaderField::EvidenceHash => bytes_field(sink, 1, self.evidence_hash),
            HeaderField::ProposerAddress => bytes_field(sink, 1, self.proposer_address),
        })
    }
}

impl HeaderProof {
    /// Checks that the header of this `hash` has `value` in `field`, which holds bytes or text:
    /// the chain id, a hash other than that of the last block, or the proposer's address.
    ///
    /// # Errors
    /// [`Error::InclusionMismatch`], also for a field that holds something else, and for a proof
    /// of another field.
    pub fn verify_bytes(&self, hash: &Hash, field: HeaderField, value: &[u8]) -> Result<(), Error> {
        let other = [
            HeaderField::Version,
            HeaderField::Height,
            HeaderField::Time,
            HeaderField::LastBlockId,
        ];
        if other.contains(&field) {
            return Err(Error::InclusionMismatch);
        }
        self.verify(hash, field, leaf(|sink| bytes_field(sink, 1, value)))
    }

    /// Checks that the header of this `hash` has this `height`.
    ///
    /// # Errors
    /// [`Error::InclusionMismatch`].
    pub fn verify_height(&self, hash: &Hash, height: u64) -> Result<(), Error> {
        self.verify(hash, HeaderField::Height, leaf(|sink| uint_field(sink, 1, height)))
    }

    /// Checks that the header of this `hash` has this `time`.
    ///
    /// # Errors
    /// [`Error::InclusionMismatch`].
    pub fn verify_time(&self, hash: &Hash, time: Time) -> Result<(), Error> {
        self.verify(hash, HeaderField::Time, leaf(|sink| time.encode(sink)))
    }

    /// Checks that the header of this `hash` follows the block of this id.
    ///
    /// # Errors
    /// [`Error::InclusionMismatch`].
    pub fn verify_last_block_id(&self, hash: &Hash, id: &BlockId<'_>) -> Result<(), Error> {
        self.verify(hash, HeaderField::LastBlockId, leaf(|sink| id.encode(sink)))
    }

    fn verify(&self, hash: &Hash, field: HeaderField, leaf: Hash) -> Result<(), Error> {
        let place = (usize::try_from(self.index()).ok(), usize::try_from(self.total()).ok());
        if place != (Some(field.index()), Some(HeaderField::ALL.len())) {
            return Err(Error::InclusionMismatch);
        }
        self.check(hash, leaf)
    }
}

struct Version<'h, 'a>(&'h Header<'a>);

impl Encode for Version<'_, '_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, self.0.block_version);
        uint_field(sink, 2, self.0.app_version);
    }
}

impl Encode for Header<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &Version(self));
        bytes_field(sink, 2, self.chain_id.as_bytes());
        uint_field(sink, 3, self.height);
        message_field(sink, 4, &self.time);
        message_field(sink, 5, &self.last_block_id);
        bytes_field(sink, 6, self.last_commit_hash);
        bytes_field(sink, 7, self.data_hash);
        bytes_field(sink, 8, self.validators_hash);
        bytes_field(sink, 9, self.next_validators_hash);
        bytes_field(sink, 10, self.consensus_hash);
        bytes_field(sink, 11, self.app_hash);
        bytes_field(sink, 12, self.last_results_hash);
        bytes_field(sink, 13, self.evidence_hash);
        bytes_field(sink, 14, self.proposer_address);
    }
}
