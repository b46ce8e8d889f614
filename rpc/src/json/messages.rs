//! Headers, commits and validators.

use super::scalar::{Enum, timestamp};
use super::{Dialect, Int, Text, base64, object, objects};
use crate::Error;
use crate::pb;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Header<'a> {
    #[serde(deserialize_with = "object")]
    version: Option<Version>,
    #[serde(borrow, alias = "chainId")]
    chain_id: Option<Text<'a>>,
    height: Option<Int>,
    #[serde(borrow)]
    time: Option<Text<'a>>,
    #[serde(borrow, alias = "lastBlockId", deserialize_with = "object")]
    last_block_id: Option<BlockId<'a>>,
    #[serde(borrow, alias = "lastCommitHash")]
    last_commit_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "dataHash")]
    data_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "validatorsHash")]
    validators_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "nextValidatorsHash")]
    next_validators_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "consensusHash")]
    consensus_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "appHash")]
    app_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "lastResultsHash")]
    last_results_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "evidenceHash")]
    evidence_hash: Option<Text<'a>>,
    #[serde(borrow, alias = "proposerAddress")]
    proposer_address: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Version {
    block: Option<Int>,
    app: Option<Int>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct BlockId<'a> {
    #[serde(borrow)]
    hash: Option<Text<'a>>,
    #[serde(
        borrow,
        alias = "part_set_header",
        alias = "partSetHeader",
        deserialize_with = "object"
    )]
    parts: Option<Parts<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Parts<'a> {
    total: Option<Int>,
    #[serde(borrow)]
    hash: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Commit<'a> {
    height: Option<Int>,
    round: Option<Int>,
    #[serde(borrow, alias = "blockId", deserialize_with = "object")]
    block_id: Option<BlockId<'a>>,
    #[serde(borrow, deserialize_with = "objects")]
    signatures: Option<Vec<CommitSig<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct CommitSig<'a> {
    #[serde(alias = "blockIdFlag")]
    block_id_flag: Option<Enum>,
    #[serde(borrow, alias = "validatorAddress")]
    validator_address: Option<Text<'a>>,
    #[serde(borrow)]
    timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    signature: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct SignedHeader<'a> {
    #[serde(borrow, deserialize_with = "object")]
    header: Option<Header<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    commit: Option<Commit<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Validator<'a> {
    #[serde(borrow)]
    address: Option<Text<'a>>,
    #[serde(borrow, alias = "pubKey", deserialize_with = "object")]
    pub_key: Option<PubKey<'a>>,
    /// A genesis says `power`.
    #[serde(alias = "votingPower", alias = "power")]
    voting_power: Option<Int>,
    #[serde(alias = "proposerPriority")]
    proposer_priority: Option<Int>,
}

/// `{"type": …, "value": …}`, or the member of protobuf's oneof.
#[derive(Deserialize, Default)]
#[serde(default)]
struct PubKey<'a> {
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Text<'a>>,
    #[serde(borrow)]
    ed25519: Option<Text<'a>>,
    #[serde(borrow)]
    secp256k1: Option<Text<'a>>,
    #[serde(borrow)]
    bls12381: Option<Text<'a>>,
    #[serde(borrow)]
    mldsa65: Option<Text<'a>>,
    #[serde(borrow)]
    secp256k1eth: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct ValidatorSet<'a> {
    #[serde(borrow, deserialize_with = "objects")]
    validators: Option<Vec<Validator<'a>>>,
    #[serde(borrow, deserialize_with = "object")]
    proposer: Option<Validator<'a>>,
    /// In protobuf's JSON alone; 0 in what CometBFT makes.
    #[serde(alias = "totalVotingPower")]
    total_voting_power: Option<Int>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Vote<'a> {
    r#type: Option<Enum>,
    height: Option<Int>,
    round: Option<Int>,
    #[serde(borrow, alias = "blockId", deserialize_with = "object")]
    block_id: Option<BlockId<'a>>,
    #[serde(borrow)]
    timestamp: Option<Text<'a>>,
    #[serde(borrow, alias = "validatorAddress")]
    validator_address: Option<Text<'a>>,
    #[serde(alias = "validatorIndex")]
    validator_index: Option<Int>,
    #[serde(borrow)]
    signature: Option<Text<'a>>,
    #[serde(borrow)]
    extension: Option<Text<'a>>,
    #[serde(borrow, alias = "extensionSignature")]
    extension_signature: Option<Text<'a>>,
}

impl Header<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Header, Error> {
        let version = self.version.unwrap_or_default();
        let last_block_id = self.last_block_id.unwrap_or_default();
        Ok(pb::Header {
            version: Some(pb::Consensus {
                block: Int::get(version.block, "version.block")?,
                app: Int::get(version.app, "version.app")?,
            }),
            chain_id: self.chain_id.unwrap_or_default().into_string(),
            height: Int::get(self.height, "height")?,
            time: Some(timestamp(self.time, "time")?),
            last_block_id: Some(last_block_id.into_wire(dialect, "last_block_id")?),
            last_commit_hash: dialect.hash(self.last_commit_hash, "last_commit_hash")?,
            data_hash: dialect.hash(self.data_hash, "data_hash")?,
            validators_hash: dialect.hash(self.validators_hash, "validators_hash")?,
            next_validators_hash: dialect
                .hash(self.next_validators_hash, "next_validators_hash")?,
            consensus_hash: dialect.hash(self.consensus_hash, "consensus_hash")?,
            app_hash: dialect.hash(self.app_hash, "app_hash")?,
            last_results_hash: dialect.hash(self.last_results_hash, "last_results_hash")?,
            evidence_hash: dialect.hash(self.evidence_hash, "evidence_hash")?,
            proposer_address: dialect.hash(self.proposer_address, "proposer_address")?,
        })
    }
}

impl BlockId<'_> {
    pub(crate) fn into_wire(
        self,
        dialect: Dialect,
        field: &'static str,
    ) -> Result<pb::BlockId, Error> {
        let parts = self.parts.unwrap_or_default();
        Ok(pb::BlockId {
            hash: dialect.hash(self.hash, field)?,
            part_set_header: Some(pb::PartSetHeader {
                total: Int::get(parts.total, "parts.total")?,
                hash: dialect.hash(parts.hash, "parts.hash")?,
            }),
        })
    }
}

impl Commit<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Commit, Error> {
        let block_id = self.block_id.unwrap_or_default();
        let entries = self.signatures.unwrap_or_default().into_iter();
        Ok(pb::Commit {
            height: Int::get(self.height, "height")?,
            round: Int::get(self.round, "round")?,
            block_id: Some(block_id.into_wire(dialect, "block_id")?),
            signatures: entries.map(|entry| entry.into_wire(dialect)).collect::<Result<_, _>>()?,
        })
    }
}

impl CommitSig<'_> {
    fn into_wire(self, dialect: Dialect) -> Result<pb::CommitSig, Error> {
        Ok(pb::CommitSig {
            block_id_flag: Enum::get(self.block_id_flag),
            validator_address: dialect.hash(self.validator_address, "validator_address")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
            signature: base64(self.signature, "signature")?,
        })
    }
}

impl SignedHeader<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::SignedHeader, Error> {
        Ok(pb::SignedHeader {
            header: self.header.map(|header| header.into_wire(dialect)).transpose()?,
            commit: self.commit.map(|commit| commit.into_wire(dialect)).transpose()?,
        })
    }
}

impl Validator<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Validator, Error> {
        let pub_key = self.pub_key.map(PubKey::into_wire).transpose()?;
        Ok(pb::Validator {
            address: dialect.hash(self.address, "address")?,
            pub_key: Some(pub_key.unwrap_or_default()),
            voting_power: Int::get(self.voting_power, "voting_power")?,
            proposer_priority: Int::get(self.proposer_priority, "proposer_priority")?,
        })
    }
}

type MakeKey = fn(Vec<u8>) -> pb::Key;

impl PubKey<'_> {
    fn into_wire(self) -> Result<pb::PublicKey, Error> {
        use pb::Key::{Bls12381, Ed25519, Mldsa65, Secp256k1, Secp256k1eth};
        let members: [(Option<Text<'_>>, MakeKey); 5] = [
            (self.ed25519, Ed25519),
            (self.secp256k1, Secp256k1),
            (self.bls12381, Bls12381),
            (self.mldsa65, Mldsa65),
            (self.secp256k1eth, Secp256k1eth),
        ];
        let (text, make) = match self.r#type.as_ref().map(Text::as_str) {
            None => {
                let mut given = members.into_iter().filter(|(text, _)| text.is_some());
                let Some(first) = given.next() else { return Ok(pb::PublicKey::default()) };
                if given.next().is_some() {
                    return Err(Error::Value { field: "pub_key", why: "of two types" });
                }
                first
            }
            Some("tendermint/PubKeyEd25519") => (self.value, Ed25519 as MakeKey),
            Some("tendermint/PubKeySecp256k1") => (self.value, Secp256k1 as MakeKey),
            Some("cometbft/PubKeyBls12_381") => (self.value, Bls12381 as MakeKey),
            Some("cometbft/PubKeyMlDsa65") => (self.value, Mldsa65 as MakeKey),
            Some("tendermint/PubKeySecp256k1eth" | "cometbft/PubKeySecp256k1eth") => {
                (self.value, Secp256k1eth as MakeKey)
            }
            Some(other) => return Err(Error::KeyType(other.to_owned())),
        };
        Ok(pb::PublicKey { key: Some(make(base64(text, "pub_key")?)) })
    }
}

impl ValidatorSet<'_> {
    /// A set that was written as a message keeps what it lacks: a missing proposer is a fault that
    /// the verifier has to see.
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::ValidatorSet, Error> {
        Ok(pb::ValidatorSet {
            validators: validators(self.validators, dialect)?,
            proposer: self.proposer.map(|proposer| proposer.into_wire(dialect)).transpose()?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
        })
    }
}

pub(crate) fn validators(
    validators: Option<Vec<Validator<'_>>>,
    dialect: Dialect,
) -> Result<Vec<pb::Validator>, Error> {
    let validators = validators.unwrap_or_default().into_iter();
    validators.map(|validator| validator.into_wire(dialect)).collect()
}

impl Vote<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Vote, Error> {
        Ok(pb::Vote {
            r#type: Enum::get(self.r#type),
            height: Int::get(self.height, "height")?,
            round: Int::get(self.round, "round")?,
            block_id: Some(self.block_id.unwrap_or_default().into_wire(dialect, "block_id")?),
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
            validator_address: dialect.hash(self.validator_address, "validator_address")?,
            validator_index: Int::get(self.validator_index, "validator_index")?,
            signature: base64(self.signature, "signature")?,
            extension: base64(self.extension, "extension")?,
            extension_signature: base64(self.extension_signature, "extension_signature")?,
        })
    }
}
