//! The sets of a consumer: how each is attested, and kept.

use super::inquiry::Inquiry;
use super::{Attestation, Follower, Following, Refusal, Signed};
use crate::consumer::attest::{Stopped, attest_by_records};
use parhelion_core::ccv::attest::{Attested, ProviderClient, by_genesis};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::{Error, LightBlock, Limits, Time, TrustedState};

impl Follower {
    /// Attests the set of the latest header, where it may be another than is known, or where that is
    /// too old. A walk over all records is not begun for nothing: a provider computes sets where it
    /// goes on to the next update, at the end of an epoch.
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/relay.go QueueVSCPackets`.
    pub(super) fn attest_latest(
        &mut self,
        inquiry: &mut Inquiry<'_>,
        is_old: bool,
    ) -> Result<bool, Refusal> {
        let header = inquiry.known().0.height();
        let Some(latest) = self.latest.as_ref().filter(|it| it.locked_height < header) else {
            return Ok(false);
        };
        let known = latest.valset_update_id;
        if !is_old && inquiry.valset_update_id(self.following.layout)? == known {
            return Ok(false);
        }
        if self.running != header {
            self.check_phase(inquiry)?;
        }
        self.attest(inquiry, None).map(|_| true)
    }

    /// Attests the set of the records in the state of a header, and keeps it; then verifies a block by
    /// it, also where it is too old a set to be kept.
    pub(super) fn attest(
        &mut self,
        inquiry: &mut Inquiry<'_>,
        block: Option<(&[u8], Time)>,
    ) -> Result<Option<Signed>, Refusal> {
        let Following { layout, consumer, .. } = self.following;
        inquiry.everything_of(layout, consumer)?;
        let height = inquiry.known().0.height();
        let newest = self.latest.as_ref().is_none_or(|latest| latest.locked_height < height);
        // Of an earlier set nothing but its hash is of use.
        let (twins, update) = match newest {
            true => (inquiry.twins(layout, consumer)?, inquiry.valset_update_id(layout)?),
            false => (None, 0),
        };
        let mut memory = Vec::new();
        let (header, answers) = inquiry.known();
        let attested = attest_by_records(header, (layout, consumer), answers, &mut memory);
        let attested = attested.map_err(|stopped| match stopped {
            Stopped::Refused(error) => Refusal::NotAttested { height: inquiry.height(), error },
            Stopped::Missing(key) => inquiry.unanswered(&key, "asked for nothing of it".into()),
        })?;
        self.keep(&attested, header)?;
        if newest {
            self.latest = Some(Attestation::of(&attested, twins, update));
        }
        block.map(|(bytes, now)| self.by_set(&attested, bytes, now)).transpose()
    }

    /// Verifies a block by the set with which the consumer was launched.
    pub(super) fn by_first_set(
        &mut self,
        inquiry: &mut Inquiry<'_>,
        (light_block, now): (&[u8], Time),
    ) -> Result<Signed, Refusal> {
        let Following { layout, consumer, .. } = self.following;
        let height = inquiry.height();
        inquiry.first_set_of(layout, consumer)?;
        let mut memory = vec![CrossChainValidator::NONE; inquiry.first_members(layout, consumer)?];
        let (launched, genesis) = inquiry.launch(layout, consumer)?;
        let attested = by_genesis(&launched, &genesis, &mut memory)
            .map_err(|error| Refusal::NotAttested { height, error })?;
        self.keep(&attested, inquiry.known().0)?;
        self.by_set(&attested, light_block, now)
    }

    fn keep(&mut self, attested: &Attested<'_>, header: &TrustedState) -> Result<(), Refusal> {
        let options = self.following.options;
        let new = || ProviderClient::new(header.clone(), options);
        let kept = self.client.get_or_insert_with(new).keep(attested);
        kept.map_err(|error| Refusal::NotAttested { height: header.height(), error })
    }

    fn by_set(
        &self,
        attested: &Attested<'_>,
        light_block: &[u8],
        now: Time,
    ) -> Result<Signed, Refusal> {
        let unreadable = |error| Refusal::NotVerified { height: None, error };
        let block = LightBlock::parse(light_block, &Limits::DEFAULT).map_err(unreadable)?;
        let height = block.header().height();
        match attested.verify_header(&block, &self.following.options, now) {
            Ok(verified) => {
                let lock = attested.locked_at();
                Ok(Signed { state: verified.trusted_state().clone(), lock })
            }
            Err(Error::SetNotNamed) => {
                let set = block.validators().hash();
                let provider = attested.locked_at().height();
                Err(Refusal::OtherSet { height, set, provider, attest_at: Some(provider) })
            }
            Err(error) => Err(Refusal::NotVerified { height: Some(height), error }),
        }
    }
}
