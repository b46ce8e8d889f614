//! What is asked of a provider's node about one state, until an attestation lacks nothing.

use super::{Answer, Refusal};
use crate::consumer::attest::{Answers, STORE, proof, proven};
use parhelion_core::ccv::Snapshot;
use parhelion_core::ccv::attest::Launched;
use parhelion_core::ccv::store::{ConsumerId, Item, Layout, Phase, ProviderItem};
use parhelion_core::limits::MAX_VOTES;
use parhelion_core::proof::{Key, Proven, verify_gap};
use parhelion_core::{Error, TrustedState};

/// Asks a node, by its number, for what stands under a key, with its proof, in the state of a height or
/// in the latest: `/abci_query` with `prove=true`. `None`: there are not so many nodes.
pub(crate) type Ask<'q> =
    dyn Fn(usize, &str, &[u8], Option<u64>) -> Option<Result<Answer, String>> + 'q;

/// Where the keys of a provider's module are asked for.
pub(super) const PATH: &str = "/store/provider/key";
/// Consumers of a provider about whose chain ids is asked. A chain with many has some dozens; anybody
/// may register more.
const MAX_CONSUMERS: u64 = 256;

/// The answers about the state that a header proves.
pub(super) struct Inquiry<'q> {
    header: &'q TrustedState,
    ask: &'q Ask<'q>,
    answers: Answers,
}

impl<'q> Inquiry<'q> {
    pub(super) fn new(header: &'q TrustedState, ask: &'q Ask<'q>) -> Inquiry<'q> {
        Inquiry { header, ask, answers: Answers::new() }
    }

    /// The header, and what was answered.
    pub(super) fn known(&self) -> (&'q TrustedState, &Answers) {
        (self.header, &self.answers)
    }

    /// The height of the state.
    pub(super) fn height(&self) -> u64 {
        self.header.height().saturating_sub(1)
    }

    /// Where a consumer stands in its life.
    pub(super) fn phase(
        &mut self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<Option<Phase>, Refusal> {
        let phase = self.item(layout, ProviderItem::Phase(consumer))?;
        layout.phase(&phase, consumer).map_err(|error| self.refused(error))
    }

    /// The update of validator sets that comes next.
    pub(super) fn valset_update_id(&mut self, layout: Layout) -> Result<u64, Refusal> {
        let id = self.item(layout, ProviderItem::ValsetUpdateId)?;
        let id = layout.valset_update_id(&id).map_err(|error| self.refused(error))?;
        Ok(id.unwrap_or(0))
    }

    /// Asks for all that the attestation by records needs: phase, chain id, and from record to record
    /// what comes next, which the proof shows that nothing stands between them.
    pub(super) fn everything_of(
        &mut self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<(), Refusal> {
        self.item(layout, ProviderItem::Phase(consumer))?;
        self.item(layout, ProviderItem::ChainId(consumer))?;
        let prefix = ProviderItem::consumer_validators(layout, consumer);
        let prefix = prefix.map_err(|error| self.refused(error))?;
        let mut next = prefix.clone();
        for _ in 0..=MAX_VOTES {
            self.about(&next)?;
            match self.after(&next, &prefix)? {
                Some(key) => next = key,
                None => return Ok(()),
            }
        }
        Err(self.refused(Error::TooManyRecords { limit: MAX_VOTES }))
    }

    /// The key of the gap after the record that comes after this gap.
    fn after(&self, key: &Key, prefix: &Key) -> Result<Option<Key>, Refusal> {
        let refuse = |error| self.not_proven(key, error);
        let answer = self.answer(key)?;
        let proof = proof(answer).map_err(refuse)?;
        let gap = verify_gap(self.header, STORE, key.as_bytes(), &proof).map_err(refuse)?;
        let record = gap.right().filter(|entry| entry.key().starts_with(prefix.as_bytes()));
        record.map(|entry| Key::of(&[entry.key(), &[0]]).map_err(refuse)).transpose()
    }

    /// The other consumers of the same chain id, in whatever phase; `None` where the provider has too
    /// many.
    pub(super) fn twins(
        &mut self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<Option<Vec<ConsumerId>>, Refusal> {
        let count = self.item(layout, ProviderItem::NextConsumerId)?;
        let count = layout.next_consumer_id(&count).map_err(|error| self.refused(error))?;
        let count = count.unwrap_or(0);
        if count > MAX_CONSUMERS {
            return Ok(None);
        }
        for id in 0..count {
            self.ask_for(layout, ProviderItem::ChainId(ConsumerId::new(id)))?;
        }
        let found = (0..count).map(|id| ProviderItem::ChainId(ConsumerId::new(id)));
        let items = found.chain([ProviderItem::NextConsumerId, ProviderItem::ChainId(consumer)]);
        let proofs: Vec<Proven<'_>> =
            items.map(|item| self.read(layout, item)).collect::<Result<_, _>>()?;
        let twins = || {
            let snapshot = Snapshot::new(layout, self.header, &proofs)?;
            Ok(snapshot.consumer(consumer).twins()?.collect())
        };
        twins().map(Some).map_err(|error| self.refused(error))
    }

    /// Asks for what the attestation of the first set needs.
    pub(super) fn first_set_of(
        &mut self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<(), Refusal> {
        self.ask_for(layout, ProviderItem::Phase(consumer))?;
        self.ask_for(layout, ProviderItem::ChainId(consumer))?;
        self.ask_for(layout, ProviderItem::ConsumerGenesis(consumer))
    }

    /// The members of the first set.
    pub(super) fn first_members(
        &self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<usize, Refusal> {
        let genesis = self.read(layout, ProviderItem::ConsumerGenesis(consumer))?;
        let genesis = layout.consumer_genesis(&genesis, consumer);
        let genesis = genesis.map_err(|error| self.refused(error))?;
        Ok(genesis.map_or(0, |genesis| genesis.initial_val_set().count()))
    }

    /// That the consumer was launched, and what it was told then.
    pub(super) fn launch(
        &self,
        layout: Layout,
        consumer: ConsumerId,
    ) -> Result<(Launched, Proven<'_>), Refusal> {
        let phase = self.read(layout, ProviderItem::Phase(consumer))?;
        let chain_id = self.read(layout, ProviderItem::ChainId(consumer))?;
        let launched = Launched::of(layout, consumer, &phase, &chain_id);
        let launched = launched.map_err(|error| self.refused(error))?;
        Ok((launched, self.read(layout, ProviderItem::ConsumerGenesis(consumer))?))
    }

    /// What is proven of an item.
    fn item(&mut self, layout: Layout, item: ProviderItem<'_>) -> Result<Proven<'_>, Refusal> {
        self.ask_for(layout, item)?;
        self.read(layout, item)
    }

    fn ask_for(&mut self, layout: Layout, item: ProviderItem<'_>) -> Result<(), Refusal> {
        let key = Item::Provider(item).key(layout).map_err(|error| self.refused(error))?;
        self.about(&key)
    }

    /// What is proven of an item that was asked for.
    fn read(&self, layout: Layout, item: ProviderItem<'_>) -> Result<Proven<'_>, Refusal> {
        let key = Item::Provider(item).key(layout).map_err(|error| self.refused(error))?;
        let answer = self.answer(&key)?;
        proven(self.header, &answer.key, answer).map_err(|error| self.not_proven(&key, error))
    }

    /// Asks one node after the other about a key, until one proves what it answers; unless that was
    /// answered. What was wrong with the first is the news where all fail.
    fn about(&mut self, key: &Key) -> Result<(), Refusal> {
        if self.answers.contains_key(key.as_bytes()) {
            return Ok(());
        }
        let height = Some(self.height());
        let mut refused = None;
        for node in 0.. {
            let Some(answer) = (self.ask)(node, PATH, key.as_bytes(), height) else { break };
            let answer = answer.map_err(|why| self.unanswered(key, why));
            match answer.and_then(|answer| self.checked(key, answer)) {
                Ok(answer) => {
                    self.answers.insert(answer.key.clone(), answer);
                    return Ok(());
                }
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        Err(refused.unwrap_or_else(|| self.unanswered(key, "no node is left".into())))
    }

    /// An answer that is proven.
    fn checked(&self, key: &Key, answer: Answer) -> Result<Answer, Refusal> {
        if answer.key != key.as_bytes() {
            return Err(self.unanswered(key, "the answer is about another key".into()));
        }
        if answer.height != self.height() {
            let why = format!("the answer is of height {}", answer.height);
            return Err(self.unanswered(key, why));
        }
        let proven = proven(self.header, &answer.key, &answer);
        proven.map_err(|error| self.not_proven(key, error))?;
        Ok(answer)
    }

    fn answer(&self, key: &Key) -> Result<&Answer, Refusal> {
        let answer = self.answers.get(key.as_bytes());
        answer.ok_or_else(|| self.unanswered(key, "it was not asked for".into()))
    }

    pub(super) fn unanswered(&self, key: &Key, why: String) -> Refusal {
        Refusal::Unanswered { height: self.height(), key: Box::new(key.clone()), why }
    }

    fn not_proven(&self, key: &Key, error: Error) -> Refusal {
        Refusal::NotProven { height: self.height(), key: Box::new(key.clone()), error }
    }

    fn refused(&self, error: Error) -> Refusal {
        Refusal::NotAttested { height: self.height(), error }
    }
}
