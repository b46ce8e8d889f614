//! Consumer chains, from the state of their provider.

use crate::error::thrown;
use crate::input;
use crate::proof::proven;
use crate::record::{Record, bytes, list, member, number, point, push, record, text};
use crate::verifier::stored;
use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;
use parhelion_core::ccv::Release;
use parhelion_core::ccv::attest::{Attested, Launched, by_records};
use parhelion_core::ccv::store::{ConsumerId, Item, Layout, ProviderItem};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::proof::{Key, MerkleProof, Proven, verify_gap};
use parhelion_core::{Error, LightBlock, Limits, TrustedState};
use wasm_bindgen::prelude::*;

const STORE: &[u8] = b"provider";

/// What nodes of a provider answered about its state, by key.
#[wasm_bindgen]
pub struct Answers(BTreeMap<Vec<u8>, Answer>);

struct Answer {
    value: Vec<u8>,
    lower: Vec<u8>,
    upper: Vec<u8>,
}

impl Answer {
    fn proof(&self) -> Result<MerkleProof<'_>, Error> {
        MerkleProof::of_ops(&self.lower, &self.upper, &Limits::DEFAULT)
    }
}

/// Why there is no attested set.
enum Stopped {
    /// The proof of this key would be needed next.
    Missing(Box<Key>),
    Refused(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Refused(error)
    }
}

impl From<Stopped> for Record {
    fn from(stopped: Stopped) -> Record {
        match stopped {
            Stopped::Refused(error) => thrown(error),
            Stopped::Missing(key) => {
                let thrown = thrown(Error::NotInSnapshot);
                bytes(&thrown, "key", key.as_bytes());
                thrown
            }
        }
    }
}

#[wasm_bindgen]
impl Answers {
    /// No answers yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Answers {
        Answers(BTreeMap::new())
    }

    /// Adds one, with the two operations of its proof.
    pub fn add(&mut self, key: Vec<u8>, value: Vec<u8>, lower: Vec<u8>, upper: Vec<u8>) {
        self.0.insert(key, Answer { value, lower, upper });
    }

    /// Attests the whole set of a consumer: its records, with proof that nothing lies between them.
    ///
    /// # Errors
    /// Those of [`TrustedState::from_trusted_bytes`], of [`Release::new`], of [`ConsumerId::parse`];
    /// by key those of `proven` and [`verify_gap`], or [`Error::NotInSnapshot`] with the key;
    /// those of [`Launched::of`] and [`by_records`].
    pub fn attest(&self, state: &[u8], release: &str, consumer: &str) -> Result<Record, Record> {
        self.attested(state, release, consumer, |attested| Ok(shown(attested)))
    }

    /// Verifies a block of a consumer by the set that is attested: the state of its header.
    ///
    /// # Errors
    /// Those of [`Answers::attest`], of [`LightBlock::parse`], of `input::settings`; then those
    /// of [`Attested::verify_header`].
    pub fn header(
        &self,
        state: &[u8],
        release: &str,
        consumer: &str,
        block: &[u8],
        settings: &[u8],
    ) -> Result<Vec<u8>, Record> {
        self.attested(state, release, consumer, |attested| {
            let block = LightBlock::parse(block, &Limits::DEFAULT)?;
            let (options, now) = input::settings(settings)?;
            attested.verify_header(&block, &options, now).map(|verified| stored(&verified))
        })
    }
}

impl Default for Answers {
    fn default() -> Self {
        Answers::new()
    }
}

impl Answers {
    fn attested<T>(
        &self,
        state: &[u8],
        release: &str,
        consumer: &str,
        ask: impl FnOnce(&Attested<'_>) -> Result<T, Error>,
    ) -> Result<T, Record> {
        let answer = || -> Result<T, Stopped> {
            let header = TrustedState::from_trusted_bytes(state)?;
            let layout = Layout::of(Release::new(release)?);
            let mut memory = Vec::new();
            let consumer = ConsumerId::parse(consumer)?;
            let attested = self.by_records(&header, layout, consumer, &mut memory)?;
            Ok(ask(&attested)?)
        };
        answer().map_err(Record::from)
    }

    fn by_records<'m>(
        &self,
        header: &TrustedState,
        layout: Layout,
        id: ConsumerId,
        memory: &'m mut Vec<CrossChainValidator>,
    ) -> Result<Attested<'m>, Stopped> {
        let phase = self.present(header, layout, ProviderItem::Phase(id))?;
        let chain_id = self.present(header, layout, ProviderItem::ChainId(id))?;
        let consumer = Launched::of(layout, id, &phase, &chain_id)?;
        let prefix = ProviderItem::consumer_validators(layout, id)?;
        let (mut gaps, mut next) = (Vec::new(), prefix.clone());
        loop {
            let (key, answer) = self.get(&next)?;
            let gap = verify_gap(header, STORE, key, &answer.proof()?)?;
            gaps.push(gap);
            match gap.right().filter(|entry| entry.key().starts_with(prefix.as_bytes())) {
                Some(entry) => next = Key::of(&[entry.key(), &[0]])?,
                None => break,
            }
        }
        memory.resize(gaps.len(), CrossChainValidator::NONE);
        Ok(by_records(header, &consumer, gaps, memory)?)
    }

    fn present(
        &self,
        header: &TrustedState,
        layout: Layout,
        item: ProviderItem<'_>,
    ) -> Result<Proven<'_>, Stopped> {
        let (key, answer) = self.get(&Item::Provider(item).key(layout)?)?;
        Ok(proven(header, STORE, key, &answer.value, &answer.proof()?)?)
    }

    fn get(&self, key: &Key) -> Result<(&[u8], &Answer), Stopped> {
        let found = self.0.get_key_value(key.as_bytes());
        found
            .map(|(key, answer)| (key.as_slice(), answer))
            .ok_or_else(|| Stopped::Missing(Box::new(key.clone())))
    }
}

fn shown(attested: &Attested<'_>) -> Record {
    let (consumer, lock) = (attested.consumer(), attested.locked_at());
    let shown = record();
    text(&shown, "providerChainId", consumer.provider_chain_id().as_str());
    text(&shown, "consumerId", &consumer.consumer_id().to_string());
    text(&shown, "chainId", consumer.chain_id().as_str());
    number(&shown, "lockedHeight", lock.height());
    point(&shown, "lockedTime", lock.time());
    bytes(&shown, "validatorsHash", attested.hash().as_bytes());
    number(&shown, "totalPower", attested.total_power());
    member(&shown, "validators", members(attested.validators()));
    shown
}

pub(crate) fn members(validators: &[CrossChainValidator]) -> Record {
    let members = list();
    for validator in validators {
        let one = record();
        bytes(&one, "address", validator.address().as_bytes());
        text(&one, "keyType", validator.public_key().key_type().name());
        bytes(&one, "publicKey", validator.public_key().as_bytes());
        number(&one, "power", validator.power());
        push(&members, one);
    }
    members
}
