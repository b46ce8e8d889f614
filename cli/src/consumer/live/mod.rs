//! A consumer followed from its provider, with no trust root of its own.
//!
//! ```text
//! provider's header, verified ─▶ provider_advanced: does the consumer run? its set, whole ─▶ sets, by lock
//! consumer's block ─▶ verify_block: by the set that it names ─▶ trusted state
//!                       names another ─▶ the set of the latest header ─▶ the set of that header of the
//!                       provider to which the nodes point ─▶ refused, with that height
//! ```
//!
//! Who answers is trusted with nothing. Which keys there are comes from the proofs of absence
//! themselves, each of which shows its neighbour; where an older set is to be found is asked without
//! proof, because the set that is found there has to have the hash that the block names.

mod inquiry;
mod place;
mod refusal;
pub(crate) mod session;
mod sets;
mod tell;
#[cfg(test)]
mod tests;

pub(crate) use inquiry::Ask;
pub(crate) use refusal::Refusal;
pub(crate) use tell::Line;

use inquiry::Inquiry;
use parhelion_core::ccv::attest::{Attested, Lock, ProviderClient};
use parhelion_core::ccv::store::{ConsumerId, Layout, Phase};
use parhelion_core::{
    ChainId, Duration, Error, Hash, LightBlock, Limits, Options, Time, TrustedState,
};
use place::Place;

/// A provider that is being followed.
pub(crate) trait Provider {
    /// The latest of its headers that is verified.
    fn latest(&self) -> TrustedState;
    /// An earlier one, verified.
    fn header(&mut self, height: u64) -> Result<TrustedState, String>;
    /// Asks the node of this number, from 0: see [`Ask`].
    fn ask(
        &self,
        node: usize,
        path: &str,
        key: &[u8],
        height: Option<u64>,
    ) -> Option<Result<Answer, String>>;
}

/// What a node answers to `/abci_query`.
pub(crate) type Answer = parhelion_rpc::AbciQuery;

/// How a consumer is followed.
#[derive(Clone, Copy)]
pub(crate) struct Following {
    pub(crate) layout: Layout,
    pub(crate) consumer: ConsumerId,
    /// Of these the trust threshold is not used. How long a set may sign counts from its lock.
    pub(crate) options: Options,
    /// By how much the provider's time has to go on until the set is attested anew though every block
    /// names it. A walk over all records costs a query each.
    pub(crate) renew_after: Duration,
}

impl Following {
    /// Two weeks from the lock, and the set anew once an hour, which is how long 600 blocks of six
    /// seconds take: `interchain-security x/ccv/provider/types/params.go DefaultBlocksPerEpoch`.
    pub(crate) const fn new(layout: Layout, consumer: ConsumerId) -> Following {
        let renew_after = Duration::from_seconds(60 * 60);
        Following { layout, consumer, options: Options::DEFAULT, renew_after }
    }
}

/// The set that was attested last, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attestation {
    pub(crate) provider_chain_id: ChainId,
    pub(crate) chain_id: ChainId,
    pub(crate) consumer: ConsumerId,
    pub(crate) locked_height: u64,
    pub(crate) locked_time: Time,
    pub(crate) hash: Hash,
    pub(crate) members: usize,
    pub(crate) total_power: u64,
    /// The other consumers that the provider has by this chain id: a header does not say of which it
    /// is. `None`: there are too many consumers to ask about each.
    pub(crate) twins: Option<Vec<ConsumerId>>,
    /// The provider's next update of validator sets: until that is another, so is no set.
    valset_update_id: u64,
}

/// A block of a consumer that its set signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) state: TrustedState,
    /// When the provider locked that set.
    pub(crate) lock: Lock,
}

/// A consumer, as far as its provider was followed.
pub(crate) struct Follower {
    following: Following,
    client: Option<ProviderClient>,
    latest: Option<Attestation>,
    /// That the provider gave the consumer up: nothing is verified after that.
    ended: Option<(u64, Option<Phase>)>,
    /// The provider's header at which the consumer was last known to run.
    running: u64,
    /// A set that was looked for where the nodes pointed, and is not there.
    missed: Option<(Hash, u64)>,
}

impl Follower {
    pub(crate) const fn new(following: Following) -> Follower {
        Follower { following, client: None, latest: None, ended: None, running: 0, missed: None }
    }

    /// The set that was attested last.
    pub(crate) const fn latest(&self) -> Option<&Attestation> {
        self.latest.as_ref()
    }

    /// Goes on to a verified header of the provider: the consumer has to run in its state, and where
    /// no set is known, or that has become old, the set is attested anew. After an error the sets are
    /// those from before; but none verifies any more once the provider gave the consumer up.
    pub(crate) fn provider_advanced(
        &mut self,
        header: &TrustedState,
        ask: &Ask<'_>,
    ) -> Result<&Attestation, Refusal> {
        let mut inquiry = Inquiry::new(header, ask);
        if self.running != header.height() {
            self.check_phase(&mut inquiry)?;
        }
        if self.latest.as_ref().is_none_or(|latest| self.is_due(latest, header)) {
            self.attest(&mut inquiry, None)?;
        }
        self.latest.as_ref().ok_or(Refusal::NothingAttested)
    }

    /// Verifies a light block of the consumer by that of the known sets which it names.
    pub(crate) fn verify(&mut self, light_block: &[u8], now: Time) -> Result<Signed, Refusal> {
        if let Some((height, phase)) = self.ended {
            return Err(Refusal::NotRunning { consumer: self.following.consumer, height, phase });
        }
        let unreadable = |error| Refusal::NotVerified { height: None, error };
        let block = LightBlock::parse(light_block, &Limits::DEFAULT).map_err(unreadable)?;
        let (Some(client), Some(latest)) = (&mut self.client, &self.latest) else {
            return Err(Refusal::NothingAttested);
        };
        let height = block.header().height();
        let refuse = |error| Refusal::NotVerified { height: Some(height), error };
        // A block of another chain names another set, too: that would be the lesser news.
        block.validate(latest.chain_id.as_str()).map_err(refuse)?;
        let set = block.validators().hash();
        let lock = client.locked_at(self.following.consumer, &set);
        match (client.verify_header(self.following.consumer, &block, now), lock) {
            (Ok(verified), Some(lock)) => {
                Ok(Signed { state: verified.trusted_state().clone(), lock })
            }
            (Ok(_), None) | (Err(Error::SetNotNamed), _) => {
                let provider = latest.locked_height;
                Err(Refusal::OtherSet { height, set, provider, attest_at: None })
            }
            (Err(error @ Error::AttestationExpired { .. }), _) => {
                Err(Refusal::TooOld { height, set, provider: latest.locked_height, error })
            }
            (Err(error), _) => Err(refuse(error)),
        }
    }

    /// The same, and where no known set is the block's, looks for that: in the provider's latest state,
    /// then in the one to which `consumer` (a node of the consumer) and the provider's node point.
    pub(crate) fn verify_block(
        &mut self,
        light_block: &[u8],
        now: Time,
        provider: &mut dyn Provider,
        consumer: &Ask<'_>,
    ) -> Result<Signed, Refusal> {
        let header = provider.latest();
        let mut verified = self.verify(light_block, now);
        // A set that is no longer the latest has no later lock.
        let latest = self.latest.as_ref().map(|latest| latest.hash);
        let is_old = matches!(&verified, Err(Refusal::TooOld { set, .. }) if Some(*set) == latest);
        if is_old || matches!(verified, Err(Refusal::OtherSet { .. })) {
            let ask = |node, path: &str, key: &[u8], height| provider.ask(node, path, key, height);
            if self.attest_latest(&mut Inquiry::new(&header, &ask), is_old)? {
                verified = self.verify(light_block, now);
            }
        }
        match verified {
            Err(Refusal::OtherSet { height, set, .. }) => {
                self.by_place((height, set), &header, (light_block, now), provider, consumer)
            }
            verified => verified,
        }
    }

    /// Verifies a block by the set that stands where the nodes say.
    fn by_place(
        &mut self,
        (height, set): (u64, Hash),
        latest: &TrustedState,
        block: (&[u8], Time),
        provider: &mut dyn Provider,
        consumer: &Ask<'_>,
    ) -> Result<Signed, Refusal> {
        let layout = self.following.layout;
        let ask = |node, path: &str, key: &[u8], height| provider.ask(node, path, key, height);
        match place::of_set(layout, height, (consumer, &ask), latest)? {
            Place::FirstSet => self.by_first_set(&mut Inquiry::new(latest, &ask), block),
            Place::Header(at) if self.missed == Some((set, at)) => {
                Err(Refusal::OtherSet { height, set, provider: at, attest_at: Some(at) })
            }
            Place::Header(at) if at < latest.height() => {
                let no_header = |why| Refusal::NoHeader { height: at, why };
                let header = provider.header(at).map_err(no_header)?;
                let ask =
                    |node, path: &str, key: &[u8], height| provider.ask(node, path, key, height);
                let verified = self.attest(&mut Inquiry::new(&header, &ask), Some(block));
                if matches!(verified, Err(Refusal::OtherSet { .. })) {
                    self.missed = Some((set, at));
                }
                verified?.ok_or(Refusal::NothingAttested)
            }
            // In the latest state it was looked for.
            Place::Header(at) => {
                let (provider, attest_at) = (latest.height(), Some(at));
                Err(Refusal::OtherSet { height, set, provider, attest_at })
            }
        }
    }

    fn is_due(&self, latest: &Attestation, header: &TrustedState) -> bool {
        let age = header.time().unix_nanos() - latest.locked_time.unix_nanos();
        age >= i128::from(self.following.renew_after.nanos())
    }

    /// Whether the consumer runs. One that was given up does not begin again.
    fn check_phase(&mut self, inquiry: &mut Inquiry<'_>) -> Result<(), Refusal> {
        let Following { layout, consumer, .. } = self.following;
        let phase = inquiry.phase(layout, consumer)?;
        if phase == Some(Phase::Launched) {
            self.running = inquiry.known().0.height();
            return Ok(());
        }
        let height = inquiry.height();
        let gone = matches!(phase, None | Some(Phase::Stopped | Phase::Deleted));
        if gone && self.latest.is_some() {
            self.ended = Some((height, phase));
        }
        Err(Refusal::NotRunning { consumer, height, phase })
    }
}

impl Attestation {
    fn of(
        attested: &Attested<'_>,
        twins: Option<Vec<ConsumerId>>,
        valset_update_id: u64,
    ) -> Attestation {
        let (consumer, lock) = (attested.consumer(), attested.locked_at());
        Attestation {
            provider_chain_id: *consumer.provider_chain_id(),
            chain_id: *consumer.chain_id(),
            consumer: consumer.consumer_id(),
            locked_height: lock.height(),
            locked_time: lock.time(),
            hash: *attested.hash(),
            members: attested.validators().len(),
            total_power: attested.total_power(),
            twins,
            valset_update_id,
        }
    }
}
