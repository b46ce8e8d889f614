//! Evidence of CometBFT, and what carries it to a provider.

use super::object::{Fields, Object};
use super::{Case, Style};
use crate::pb;
use serde::ser::SerializeMap;

/// A field that Go's struct gives no name for JSON in most releases.
fn cased<'a, M>(object: &Object<'_, M>, pascal: &'a str, snake: &'a str) -> &'a str {
    if object.style == Style::Rpc(Case::Pascal) { pascal } else { snake }
}

impl Fields for pb::DuplicateVoteEvidence {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        let total = cased(object, "TotalVotingPower", "total_voting_power");
        let power = cased(object, "ValidatorPower", "validator_power");
        let timestamp = cased(object, "Timestamp", "timestamp");
        object
            .pointer("vote_a", self.vote_a.as_ref())?
            .pointer("vote_b", self.vote_b.as_ref())?
            .long(total, self.total_voting_power)?
            .long(power, self.validator_power)?
            .time(timestamp, self.timestamp.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::LightClientAttackEvidence {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        let block = cased(object, "ConflictingBlock", "conflicting_block");
        let height = cased(object, "CommonHeight", "common_height");
        let byzantine = cased(object, "ByzantineValidators", "byzantine_validators");
        let total = cased(object, "TotalVotingPower", "total_voting_power");
        let timestamp = cased(object, "Timestamp", "timestamp");
        object.pointer(block, self.conflicting_block.as_ref())?.long(height, self.common_height)?;
        // Nobody is Go's nil list: what its detector makes of an amnesia attack.
        if self.byzantine_validators.is_empty() {
            object.plain(byzantine, None::<()>)?;
        } else {
            object.list(byzantine, &self.byzantine_validators)?;
        }
        object.long(total, self.total_voting_power)?.time(timestamp, self.timestamp.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::Height {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .long("revision_number", self.revision_number)?
            .long("revision_height", self.revision_height)?;
        Ok(())
    }
}

impl Fields for pb::IbcHeader {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .pointer("signed_header", self.signed_header.as_ref())?
            .pointer("validator_set", self.validator_set.as_ref())?
            .value("trusted_height", self.trusted_height.as_ref())?
            .pointer("trusted_validators", self.trusted_validators.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::Misbehaviour {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .plain("client_id", &self.client_id)?
            .pointer("header_1", self.header_1.as_ref())?
            .pointer("header_2", self.header_2.as_ref())?;
        Ok(())
    }
}

impl Fields for pb::MsgSubmitConsumerDoubleVoting {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .plain("submitter", &self.submitter)?
            .pointer("duplicate_vote_evidence", self.duplicate_vote_evidence.as_ref())?
            .pointer("infraction_block_header", self.infraction_block_header.as_ref())?
            .plain("consumer_id", &self.consumer_id)?;
        Ok(())
    }
}

impl Fields for pb::MsgSubmitConsumerMisbehaviour {
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object
            .plain("submitter", &self.submitter)?
            .pointer("misbehaviour", self.misbehaviour.as_ref())?
            .plain("consumer_id", &self.consumer_id)?;
        Ok(())
    }
}
