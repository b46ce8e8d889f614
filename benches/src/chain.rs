//! Blocks that follow one another, signed by one set of validators.

use crate::peer::{Decoded, decode};
use ed25519_dalek::{Signer, SigningKey};
use prost::Message;
use tendermint::block::{CommitSig, Header, Height, parts, signed_header::SignedHeader};
use tendermint::{AppHash, Hash, PublicKey, Signature, account, block, chain, validator, vote};
use tendermint_proto::v0_38::types as wire;

/// The chain of all blocks.
pub const CHAIN_ID: &str = "cosmoshub-4";
pub(crate) const HEIGHT: u32 = 25_000_000; // of the first block
pub(crate) const SECONDS: i64 = 1_750_000_000; // of its time, since 1970
/// Between two blocks, in seconds.
pub(crate) const BLOCK_TIME: i64 = 6;

/// The powers of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Powers {
    /// All the same: more than 2/3 needs more than 2/3 of the signatures.
    Equal,
    /// The i-th in proportion to 1/(i+5)^1.2: of a shape like that of the Cosmos Hub, not its data.
    Hub,
}

impl Powers {
    fn of(self, i: usize) -> u64 {
        match self {
            Powers::Equal => 1_000_000,
            Powers::Hub => (1e9 / (i as f64 + 5.0).powf(1.2)) as u64,
        }
    }

    /// As it stands in the tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Powers::Equal => "equal",
            Powers::Hub => "hub",
        }
    }
}

/// How far below the block the trusted header lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One height.
    Adjacent,
    /// Ten heights; the set has not changed since.
    Skipping,
}

impl Step {
    pub(crate) const fn heights(self) -> u32 {
        match self {
            Step::Adjacent => 1,
            Step::Skipping => 10,
        }
    }

    /// As it stands in the tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Step::Adjacent => "adjacent",
            Step::Skipping => "skipping",
        }
    }
}

/// A light block as bytes, and as tendermint-rs decodes them.
pub struct Block {
    /// A protobuf `LightBlock`.
    pub bytes: Vec<u8>,
    /// Its `ValidatorSet` alone.
    pub set_bytes: Vec<u8>,
    /// Both, decoded by tendermint-rs.
    pub decoded: Decoded,
}

impl Block {
    /// A block of `n` validators, all of whom signed for it.
    #[must_use]
    pub fn new(n: usize, powers: Powers) -> Block {
        Block::chain(n, powers, 1).remove(0)
    }

    /// So many blocks, one after the other.
    #[must_use]
    pub fn chain(n: usize, powers: Powers, blocks: u32) -> Vec<Block> {
        let signers = Signers::new(n, powers);
        let mut last = block_id(hash(1));
        (0..blocks)
            .map(|i| {
                let header = Header {
                    height: Height::from(HEIGHT + i),
                    time: time(SECONDS + BLOCK_TIME * i64::from(i), 123_456_789),
                    last_block_id: Some(last),
                    ..first_header(&signers.set)
                };
                last = block_id(header.hash());
                signers.block(header, last)
            })
            .collect()
    }

    /// This block with one bit wrong in each signature that is named.
    #[must_use]
    pub fn with_wrong_bits(&self, which: impl Fn(usize) -> bool) -> Block {
        let mut message = wire::LightBlock::decode(&self.bytes[..]).unwrap();
        let commit = message.signed_header.as_mut().unwrap().commit.as_mut().unwrap();
        let entries = commit.signatures.iter_mut().enumerate();
        for (_, entry) in entries.filter(|(i, _)| which(*i)) {
            entry.signature[40] ^= 1;
        }
        Block::from_wire(message)
    }

    fn from_wire(mut message: wire::LightBlock) -> Block {
        let set = message.validator_set.as_mut().unwrap();
        set.total_voting_power = 0; // as CometBFT sends it
        let set_bytes = set.encode_to_vec();
        let bytes = message.encode_to_vec();
        let decoded = decode(&bytes);
        Block { bytes, set_bytes, decoded }
    }
}

pub(crate) struct Signers {
    pub(crate) set: validator::Set,
    pub(crate) keys: Vec<SigningKey>, // in the order of the set
}

impl Signers {
    pub(crate) fn new(n: usize, powers: Powers) -> Signers {
        Signers::of(&(0..n).collect::<Vec<_>>(), powers)
    }

    /// Those with the keys of these numbers.
    pub(crate) fn of(numbers: &[usize], powers: Powers) -> Signers {
        let mut keys: Vec<SigningKey> = numbers.iter().map(|i| signing_key(*i)).collect();
        let members: Vec<_> =
            keys.iter().enumerate().map(|(i, key)| member(key, powers.of(i))).collect();
        // The set puts itself into the order of the chain; the keys follow it.
        let set = validator::Set::new(members.clone(), members.first().cloned());
        keys.sort_by_key(|key| {
            let key = public_key(key);
            set.validators().iter().position(|member| member.pub_key == key)
        });
        Signers { set, keys }
    }

    pub(crate) fn block(&self, header: Header, block_id: block::Id) -> Block {
        Block::from_wire(wire::LightBlock {
            signed_header: Some(self.sign(header, block_id).into()),
            validator_set: Some(self.set.clone().into()),
        })
    }

    /// All sign the header.
    pub(crate) fn sign(&self, header: Header, block_id: block::Id) -> SignedHeader {
        let seconds = header.time.unix_timestamp();
        let entries = self.keys.iter().enumerate().map(|(i, key)| {
            // Each validator has its own clock.
            let timestamp = time(seconds + 1, 1_000_000 * i as u32 + 123_457);
            let validator_address = account::Id::from(public_key(key));
            let message = sign_bytes(i, header.height, block_id, timestamp, validator_address);
            let signature = Signature::new(key.sign(&message).to_bytes()).unwrap();
            CommitSig::BlockIdFlagCommit { validator_address, timestamp, signature }
        });
        let signatures = entries.collect();
        signed_header(header, block_id, signatures)
    }
}

/// What the validator at place `i` signs.
pub(crate) fn sign_bytes(
    i: usize,
    height: Height,
    block_id: block::Id,
    timestamp: tendermint::Time,
    validator_address: account::Id,
) -> Vec<u8> {
    let vote = vote::Vote {
        vote_type: vote::Type::Precommit,
        height,
        round: 0u16.into(),
        block_id: Some(block_id),
        timestamp: Some(timestamp),
        validator_address,
        validator_index: i.try_into().unwrap(),
        signature: None,
        extension: Vec::new(),
        extension_signature: None,
    };
    vote.into_signable_vec(chain_id())
}

pub(crate) fn signed_header(
    header: Header,
    block_id: block::Id,
    signatures: Vec<CommitSig>,
) -> SignedHeader {
    let (height, round) = (header.height, 0u16.into());
    SignedHeader::new(header, block::Commit { height, round, block_id, signatures }).unwrap()
}

pub(crate) fn block_id(header_hash: Hash) -> block::Id {
    block::Id { hash: header_hash, part_set_header: parts::Header::new(1, hash(9)).unwrap() }
}

pub(crate) fn first_header(validators: &validator::Set) -> Header {
    Header {
        version: block::header::Version { block: 11, app: 0 },
        chain_id: chain_id(),
        height: Height::from(HEIGHT),
        time: time(SECONDS, 123_456_789),
        last_block_id: Some(block_id(hash(1))),
        last_commit_hash: Some(hash(3)),
        data_hash: Some(hash(4)),
        validators_hash: validators.hash(),
        next_validators_hash: validators.hash(),
        consensus_hash: hash(5),
        app_hash: AppHash::try_from(hash(6).as_bytes().to_vec()).unwrap(),
        last_results_hash: Some(hash(7)),
        evidence_hash: Some(hash(8)),
        proposer_address: validators.validators()[0].address,
    }
}

fn member(key: &SigningKey, power: u64) -> validator::Info {
    validator::Info::new(public_key(key), power.try_into().unwrap())
}

fn public_key(key: &SigningKey) -> PublicKey {
    PublicKey::from_raw_ed25519(key.verifying_key().as_bytes()).unwrap()
}

fn signing_key(i: usize) -> SigningKey {
    SigningKey::from_bytes(&seed(i, 0))
}

/// 32 bytes of their own for each `i` and purpose, that look like any others.
pub(crate) fn seed(i: usize, purpose: u64) -> [u8; 32] {
    // SplitMix64, by S. Vigna.
    let mut state = (i as u64) << 8 | purpose;
    let mut seed = [0; 32];
    for word in seed.chunks_exact_mut(8) {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
    seed
}

pub(crate) fn hash(byte: u8) -> Hash {
    Hash::Sha256([byte; 32])
}

fn chain_id() -> chain::Id {
    CHAIN_ID.parse().unwrap()
}

pub(crate) fn time(seconds: i64, nanos: u32) -> tendermint::Time {
    tendermint::Time::from_unix_timestamp(seconds, nanos).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_differ() {
        let block = Block::new(50, Powers::Equal);
        let times = block.decoded.signed_header.commit.signatures.iter();
        let times: std::collections::HashSet<_> = times.map(|entry| format!("{entry:?}")).collect();
        assert_eq!(times.len(), 50);
    }
}
