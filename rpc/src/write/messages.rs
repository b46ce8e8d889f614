//! Headers, commits, validators and votes.

use super::Style;
use super::object::{Fields, Object};
use crate::json::{BLOCK_ID_FLAGS, SIGNED_MSG_TYPES};
use crate::pb;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;

impl Fields for pb::Consensus {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        // CometBFT's JSON leaves zeros out here, and nowhere else.
        let all = object.style == Style::Proto;
        for (name, number) in [("block", self.block), ("app", self.app)] {
            if all || number != 0 {
                object.long(name, number)?;
            }
        }
        Ok(())
    }
}

impl Fields for pb::PartSetHeader {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object.plain("total", self.total)?.hash("hash", &self.hash)?;
        Ok(())
    }
}

impl Fields for pb::BlockId {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        let parts = match object.style {
            Style::Rpc(_) => "parts",
            Style::Proto => "part_set_header",
        };
        object.hash("hash", &self.hash)?.value(parts, self.part_set_header.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::Header {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .value("version", self.version.as_ref())?
            .plain("chain_id", &self.chain_id)?
            .long("height", self.height)?
            .time("time", self.time.as_ref())?
            .value("last_block_id", self.last_block_id.as_ref())?
            .hash("last_commit_hash", &self.last_commit_hash)?
            .hash("data_hash", &self.data_hash)?
            .hash("validators_hash", &self.validators_hash)?
            .hash("next_validators_hash", &self.next_validators_hash)?
            .hash("consensus_hash", &self.consensus_hash)?
            .hash("app_hash", &self.app_hash)?
            .hash("last_results_hash", &self.last_results_hash)?
            .hash("evidence_hash", &self.evidence_hash)?
            .hash("proposer_address", &self.proposer_address)?;
        Ok(())
    }
}

impl Fields for pb::CommitSig {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .named("block_id_flag", self.block_id_flag, &BLOCK_ID_FLAGS)?
            .hash("validator_address", &self.validator_address)?
            .time("timestamp", self.timestamp.as_ref())?
            .bytes("signature", &self.signature)?;
        Ok(())
    }
}

impl Fields for pb::Commit {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .long("height", self.height)?
            .plain("round", self.round)?
            .value("block_id", self.block_id.as_ref())?
            .list("signatures", &self.signatures)?;
        Ok(())
    }
}

impl Fields for pb::SignedHeader {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object.pointer("header", self.header.as_ref())?.pointer("commit", self.commit.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::PublicKey {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        let (member, registered, bytes) = match &self.key {
            None => return Ok(()),
            Some(pb::Key::Ed25519(bytes)) => ("ed25519", "tendermint/PubKeyEd25519", bytes),
            Some(pb::Key::Secp256k1(bytes)) => ("secp256k1", "tendermint/PubKeySecp256k1", bytes),
            Some(pb::Key::Bls12381(bytes)) => ("bls12381", "cometbft/PubKeyBls12_381", bytes),
            Some(pb::Key::Mldsa65(bytes)) => ("mldsa65", "cometbft/PubKeyMlDsa65", bytes),
            Some(pb::Key::Secp256k1eth(bytes)) => {
                ("secp256k1eth", "tendermint/PubKeySecp256k1eth", bytes)
            }
        };
        // A key that is there is no nil, even if it is empty.
        let bytes = STANDARD.encode(bytes);
        match object.style {
            Style::Rpc(_) => object.plain("type", registered)?.plain("value", bytes)?,
            Style::Proto => object.plain(member, bytes)?,
        };
        Ok(())
    }
}

impl Fields for pb::Validator {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object.hash("address", &self.address)?;
        let key = self.pub_key.as_ref();
        match object.style {
            Style::Rpc(_) => object.pointer("pub_key", key.filter(|key| key.key.is_some()))?,
            Style::Proto => object.value("pub_key", key)?,
        };
        object
            .long("voting_power", self.voting_power)?
            .long("proposer_priority", self.proposer_priority)?;
        Ok(())
    }
}

impl Fields for pb::ValidatorSet {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object.list("validators", &self.validators)?.pointer("proposer", self.proposer.as_ref())?;
        if object.style == Style::Proto {
            object.long("total_voting_power", self.total_voting_power)?;
        }
        Ok(())
    }
}

impl Fields for pb::LightBlock {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .pointer("signed_header", self.signed_header.as_ref())?
            .pointer("validator_set", self.validator_set.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::Vote {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .named("type", self.r#type, &SIGNED_MSG_TYPES)?
            .long("height", self.height)?
            .plain("round", self.round)?
            .value("block_id", self.block_id.as_ref())?
            .time("timestamp", self.timestamp.as_ref())?
            .hash("validator_address", &self.validator_address)?
            .plain("validator_index", self.validator_index)?
            .bytes("signature", &self.signature)?
            .bytes("extension", &self.extension)?
            .bytes("extension_signature", &self.extension_signature)?;
        Ok(())
    }
}
