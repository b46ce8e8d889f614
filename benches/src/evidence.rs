//! Evidence of two kinds, with the blocks by which a full node judges it.

use crate::chain::{BLOCK_TIME, HEIGHT, SECONDS};
use crate::chain::{Block, Powers, Signers, block_id, first_header, hash, sign_bytes, time};
use ed25519_dalek::Signer;
use prost::Message;
use tendermint::block::{self, Header, Height};
use tendermint::{AppHash, Signature, account, vote};
use tendermint_proto::v0_38::types as wire;

/// Blocks between the common one and a lunatic one.
const LUNATIC_STEP: u32 = 10;

/// A `DuplicateVoteEvidence` against one in the middle of a set.
pub struct DuplicateVote {
    /// The evidence, in protobuf.
    pub bytes: Vec<u8>,
    /// The block of its height.
    pub block: Block,
}

/// What attackers of light clients sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A block with another app hash, of a height above the one that is common.
    Lunatic,
    /// Another block of the common height, with the same state.
    Equivocation,
}

impl Kind {
    /// As it stands in the tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Lunatic => "lunatic",
            Kind::Equivocation => "equivocation",
        }
    }
}

/// A `LightClientAttackEvidence` against a whole set.
pub struct Attack {
    /// The evidence, in protobuf.
    pub bytes: Vec<u8>,
    /// The block of the common height.
    pub common: Block,
    /// The block of the chain at the height of the attack.
    pub trusted: Block,
    /// The block that conflicts with that.
    pub conflicting: Block,
}

impl DuplicateVote {
    /// Evidence against one of `n`, who signed two precommits of one round.
    #[must_use]
    pub fn new(n: usize) -> DuplicateVote {
        let signers = Signers::new(n, Powers::Equal);
        let header = first_header(&signers.set);
        let id = block_id(header.hash());
        let other = block_id(Header { data_hash: Some(hash(10)), ..header.clone() }.hash());
        let mut votes = [id, other].map(|id| signers.vote(n / 2, header.height, id));
        votes.sort_by_key(|vote| vote.block_id.map(|id| id.hash.as_bytes().to_vec()));
        let [vote_a, vote_b] = votes.map(|vote| Some(vote.into()));
        let evidence = wire::DuplicateVoteEvidence {
            vote_a,
            vote_b,
            total_voting_power: signers.set.total_voting_power().into(),
            validator_power: signers.set.validators()[n / 2].power.into(),
            timestamp: Some(header.time.into()),
        };
        DuplicateVote { bytes: evidence.encode_to_vec(), block: signers.block(header, id) }
    }

    /// The same with one bit wrong in the second signature.
    #[must_use]
    pub fn with_wrong_bit(&self) -> DuplicateVote {
        let mut evidence = wire::DuplicateVoteEvidence::decode(&self.bytes[..]).unwrap();
        evidence.vote_b.as_mut().unwrap().signature[40] ^= 1;
        DuplicateVote {
            bytes: evidence.encode_to_vec(),
            block: self.block.with_wrong_bits(|_| false),
        }
    }
}

impl Attack {
    /// An attack by all of `n`, who have equal powers.
    #[must_use]
    pub fn new(n: usize, kind: Kind) -> Attack {
        let signers = Signers::new(n, Powers::Equal);
        let first = first_header(&signers.set);
        let (trusted, conflicting) = match kind {
            Kind::Lunatic => {
                let trusted = Header {
                    height: Height::from(HEIGHT + LUNATIC_STEP),
                    time: time(SECONDS + BLOCK_TIME * i64::from(LUNATIC_STEP), 123_456_789),
                    ..first.clone()
                };
                let app_hash = AppHash::try_from(hash(10).as_bytes().to_vec()).unwrap();
                (trusted.clone(), Header { app_hash, ..trusted })
            }
            Kind::Equivocation => {
                (first.clone(), Header { data_hash: Some(hash(10)), ..first.clone() })
            }
        };
        let block = |header: Header| {
            let id = block_id(header.hash());
            signers.block(header, id)
        };
        let conflicting = block(conflicting);
        // A set stands in the order in which the guilty are listed.
        let accused = signers.set.validators().iter().cloned().map(Into::into);
        let evidence = wire::LightClientAttackEvidence {
            conflicting_block: Some(wire::LightBlock::decode(&conflicting.bytes[..]).unwrap()),
            common_height: first.height.into(),
            byzantine_validators: accused.collect(),
            total_voting_power: signers.set.total_voting_power().into(),
            timestamp: Some(first.time.into()),
        };
        Attack {
            bytes: evidence.encode_to_vec(),
            common: block(first),
            trusted: block(trusted),
            conflicting,
        }
    }

    /// The same with one bit wrong in the last signature of the conflicting block.
    #[must_use]
    pub fn with_wrong_bit(&self) -> Attack {
        let last = self.conflicting.decoded.validators.validators().len() - 1;
        let copy = |block: &Block| block.with_wrong_bits(|_| false);
        let conflicting = self.conflicting.with_wrong_bits(|i| i == last);
        let mut evidence = wire::LightClientAttackEvidence::decode(&self.bytes[..]).unwrap();
        let block = wire::LightBlock::decode(&conflicting.bytes[..]).unwrap();
        evidence.conflicting_block = Some(block);
        Attack {
            bytes: evidence.encode_to_vec(),
            common: copy(&self.common),
            trusted: copy(&self.trusted),
            conflicting,
        }
    }

    /// The two blocks as an IBC `Misbehaviour`, in protobuf.
    #[must_use]
    pub fn misbehaviour(&self) -> Vec<u8> {
        use parhelion_rpc::pb;
        let header = |block: &Block| {
            let height = block.decoded.signed_header.header.height.value();
            let block: pb::LightBlock = parhelion_rpc::decode(&block.bytes).unwrap();
            let trusted = pb::Height { revision_number: 4, revision_height: height - 1 };
            Some(pb::IbcHeader {
                signed_header: block.signed_header,
                trusted_validators: block.validator_set.clone(),
                validator_set: block.validator_set,
                trusted_height: Some(trusted),
            })
        };
        parhelion_rpc::encode(&pb::Misbehaviour {
            client_id: "07-tendermint-0".to_owned(),
            header_1: header(&self.trusted),
            header_2: header(&self.conflicting),
        })
    }
}

impl Signers {
    /// The precommit of the validator at place `i`.
    fn vote(&self, i: usize, height: Height, block_id: block::Id) -> vote::Vote {
        let validator_address: account::Id = self.set.validators()[i].address;
        let timestamp = time(SECONDS + 1, 1_000_000 * i as u32 + 123_457);
        let message = sign_bytes(i, height, block_id, timestamp, validator_address);
        vote::Vote {
            vote_type: vote::Type::Precommit,
            height,
            round: 0u16.into(),
            block_id: Some(block_id),
            timestamp: Some(timestamp),
            validator_address,
            validator_index: i.try_into().unwrap(),
            signature: Signature::new(self.keys[i].sign(&message).to_bytes()).unwrap(),
            extension: Vec::new(),
            extension_signature: None,
        }
    }
}
