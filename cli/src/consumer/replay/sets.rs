//! A consumer's sets: the one it began with, and what each packet made of it; and its headers, which
//! are verified by nothing else.

use super::facts::{Facts, LAYOUT};
use super::headers::{Headers, parse};
use super::report::Report;
use crate::consumer::recording::{Chain, Member, Packet};
use parhelion_core::ccv::attest::{Attested, Launched, Lock, Replay, by_genesis};
use parhelion_core::ccv::store::{ConsumerId, Item, Phase, ProviderItem};
use parhelion_core::ccv::valset_change::{Change, CrossChainValidator};
use parhelion_core::ibc::{self, Height};
use parhelion_core::{Error, Options, Verifier};
use std::collections::{BTreeMap, btree_map};
use std::iter::Peekable;

/// The most validators of a recorded set.
pub(crate) const MAX_MEMBERS: usize = 10_000;

/// A set of a consumer, and the block in which the consumer received it.
pub(crate) struct Told {
    /// 0 for the set of the launch.
    pub(crate) received: u64,
    /// The provider's header that locked it.
    pub(crate) locked: u64,
    pub(crate) members: Vec<Member>,
}

/// A consumer, as far as it was followed.
#[derive(Default)]
pub(crate) struct Followed {
    pub(crate) launched: Option<Launched>,
    pub(crate) headers: Headers,
    pub(crate) sets: Vec<Told>,
}

/// Follows a consumer from the provider alone.
pub(crate) fn follow(
    (name, chain): (&str, &Chain),
    blocks: &BTreeMap<u64, Vec<u8>>,
    packets: &[&Packet],
    provider: (&Facts<'_>, &Headers),
    verifier: &mut Verifier,
    report: &mut Report,
) -> Followed {
    let id = chain.consumer_id.as_deref().unwrap_or_default();
    let launched = ConsumerId::parse(id)
        .map_err(|error| error.to_string())
        .and_then(|id| launched(id, provider.0));
    let Some(consumer) = report.expect(format_args!("{name}: the launch"), launched) else {
        return Followed::default();
    };
    if consumer.chain_id().as_str() != chain.chain_id {
        report.differ(format_args!("{name}: the provider knows it as {}", consumer.chain_id()));
    }
    let followed = Followed { launched: Some(consumer), ..Followed::default() };
    let heights = blocks.iter().peekable();
    let mut following = Following { name, heights, verifier, report, followed };
    if following.every_set(&consumer, packets, provider) {
        let Followed { sets, headers, .. } = &following.followed;
        compare((name, chain), blocks, sets, headers, following.report);
    }
    following.followed
}

/// A consumer on the way from its launch to its last recorded header.
struct Following<'f> {
    name: &'f str,
    /// The blocks that are to be verified yet.
    heights: Peekable<btree_map::Iter<'f, u64, Vec<u8>>>,
    verifier: &'f mut Verifier,
    report: &'f mut Report,
    followed: Followed,
}

impl Following<'_> {
    /// From the first set over every packet; `false` where a step failed.
    fn every_set(
        &mut self,
        consumer: &Launched,
        packets: &[&Packet],
        provider: (&Facts<'_>, &Headers),
    ) -> bool {
        let name = self.name;
        let mut memory = vec![CrossChainValidator::NONE; MAX_MEMBERS];
        let mut changes = vec![Change::NONE; MAX_MEMBERS];
        let genesis = any_of(provider.0, ProviderItem::ConsumerGenesis(consumer.consumer_id()));
        let Some(genesis) = genesis else {
            self.report.differ(format_args!("{name}: no genesis is proven"));
            return false;
        };
        let first = format!("{name}: the first set");
        let channel = any_of(provider.0, ProviderItem::ChannelOf(consumer.consumer_id()));
        // Without a channel nothing was sent, and the set of the launch is the only one.
        let Some(channel) = channel else {
            let set = by_genesis(consumer, genesis, &mut memory);
            let Some(set) = self.report.expect(first, set) else { return false };
            self.begin(&set);
            self.verify_until(u64::MAX, &set);
            for packet in packets {
                let sequence = packet.sequence;
                self.report.differ(format_args!("{name} packet {sequence}: no channel is proven"));
            }
            return true;
        };
        let replay = Replay::from_genesis(consumer, genesis, channel, &mut memory);
        let Some(mut replay) = self.report.expect(first, replay) else { return false };
        self.begin(replay.attested());
        for packet in packets {
            // Until the block after that in which the packet came, the headers are of the old set.
            self.verify_until(packet.received_height.saturating_add(1), replay.attested());
            let applied = apply(&mut replay, packet, provider, &mut changes);
            let what = format!("{name} packet {}", packet.sequence);
            if self.report.expect(what, applied).is_none() {
                return false;
            }
            self.report.agree("packets of sets");
            self.keep(packet.received_height, replay.attested());
        }
        self.verify_until(u64::MAX, replay.attested());
        true
    }

    fn begin(&mut self, set: &Attested<'_>) {
        self.report.agree("sets of consumers");
        self.keep(0, set);
    }

    fn keep(&mut self, received: u64, set: &Attested<'_>) {
        let (locked, members) = (set.locked_at().height(), Member::all(set.validators()));
        self.followed.sets.push(Told { received, locked, members });
    }

    /// Verifies the headers up to a height by this set.
    fn verify_until(&mut self, last: u64, set: &Attested<'_>) {
        while let Some((height, bytes)) = self.heights.next_if(|(height, _)| **height <= last) {
            let state = parse(bytes).and_then(|block| {
                let (options, now) = (&Options::DEFAULT, block.header().time());
                let verified = set.verify_header_with(&block, options, now, self.verifier)?;
                Ok(verified.trusted_state().clone())
            });
            let what = format!("{} header {height}", self.name);
            if let Some(state) = self.report.expect(what, state) {
                self.report.agree("headers of consumers");
                self.followed.headers.insert(*height, state);
            }
        }
    }
}

/// That the consumer ran, at all heights at which that is proven.
fn launched(id: ConsumerId, facts: &Facts<'_>) -> Result<Launched, String> {
    let mut consumer: Option<Launched> = None;
    let phases = facts.of(Item::Provider(ProviderItem::Phase(id)));
    for (height, phase) in phases.into_iter().flatten() {
        if LAYOUT.phase(phase, id).map_err(|error| error.to_string())? != Some(Phase::Launched) {
            continue;
        }
        let chain_id = facts.at(*height, Item::Provider(ProviderItem::ChainId(id)));
        consumer = match (consumer, chain_id) {
            (Some(consumer), _) => Some(consumer.and(phase).map_err(|error| error.to_string())?),
            (None, Some(chain_id)) => {
                Some(Launched::of(LAYOUT, id, phase, chain_id).map_err(|error| error.to_string())?)
            }
            (None, None) => None,
        };
    }
    consumer.ok_or_else(|| "not proven".into())
}

/// An item that is written once: whatever is proven of it first.
fn any_of<'f, 'p>(
    facts: &'f Facts<'p>,
    item: ProviderItem<'_>,
) -> Option<&'f parhelion_core::proof::Proven<'p>> {
    facts.of(Item::Provider(item))?.values().find(|proven| proven.value().is_some())
}

fn apply(
    replay: &mut Replay<'_>,
    packet: &Packet,
    (facts, headers): (&Facts<'_>, &Headers),
    changes: &mut [Change],
) -> Result<(), String> {
    let sent = sent(packet);
    let key = sent.commitment_key().map_err(|error| error.to_string())?;
    let commitments = facts.of_key(ibc::STORE, key.as_bytes()).into_iter().flatten();
    let mut present = commitments.filter(|(_, proven)| proven.value().is_some());
    let (height, commitment) = present.next().ok_or("no commitment is proven")?;
    if *height != packet.committed_height {
        return Err(format!("its commitment is proven at {height}"));
    }
    let lock = |id| {
        let item = Item::Provider(ProviderItem::ValsetUpdateHeight(id));
        let unknown = Error::UnknownValsetUpdate { id };
        let entry = facts.of(item).and_then(|found| found.values().next_back());
        let entry = entry.ok_or(unknown)?;
        let locked = LAYOUT.valset_update_height(entry, id)?.ok_or(unknown)?;
        // An earlier header makes the set no fresher than it is.
        let header = headers.range(..=locked).next_back().map(|(_, header)| header);
        let header = header.ok_or(Error::LockHeight { header: 0, locked })?;
        Lock::of(LAYOUT, id, entry, header)
    };
    replay.packet(&sent, commitment, lock, changes).map(drop).map_err(|error| error.to_string())
}

pub(crate) fn sent(packet: &Packet) -> ibc::Packet<'_> {
    ibc::Packet {
        sequence: packet.sequence,
        source_port: &packet.source_port,
        source_channel: &packet.source_channel,
        destination_port: &packet.destination_port,
        destination_channel: &packet.destination_channel,
        data: &packet.data_hex,
        timeout_height: Height {
            revision_number: packet.timeout_revision,
            revision_height: packet.timeout_height,
        },
        timeout_timestamp: packet.timeout_timestamp,
    }
}

/// Compares with the table of sets that the recorder made of the consumer's own headers.
fn compare(
    (name, chain): (&str, &Chain),
    blocks: &BTreeMap<u64, Vec<u8>>,
    sets: &[Told],
    headers: &Headers,
    report: &mut Report,
) {
    let first = chain.first_height.unwrap_or(0);
    // Of several packets in one block, the last counts.
    let mut merged: Vec<&Told> = Vec::new();
    for set in sets.iter() {
        if merged.last().is_some_and(|last| last.received == set.received) {
            merged.pop();
        }
        merged.push(set);
    }
    let from = |set: &Told| if set.received == 0 { first } else { set.received.saturating_add(2) };
    merged.dedup_by(|later, earlier| same(&later.members, &earlier.members));
    for (told, found) in chain.validator_sets.iter().zip(&merged) {
        let fits = told.from == from(found) && same(&told.validators, &found.members);
        report.check("sets of consumers in the table", fits, || {
            format!(
                "{name}: the set of {} to {} is another one, from {}",
                told.from,
                told.to,
                from(found)
            )
        });
    }
    if merged.len() != chain.validator_sets.len() {
        let (found, told) = (merged.len(), chain.validator_sets.len());
        report.differ(format_args!("{name}: {found} sets, and {told} in the table"));
    }
    // What a header announces is the set of the block after the packet.
    for (height, bytes) in blocks {
        let (Ok(block), true) = (parse(bytes), headers.contains_key(height)) else { continue };
        let next = merged.iter().rev().find(|set| set.received < *height);
        let told = next.is_some_and(|set| {
            hash(&set.members).is_ok_and(|hash| hash.0 == *block.header().next_validators_hash())
        });
        report.check("next sets that consumers announce", told, || {
            format!("{name} header {height}: announces another set than it was sent")
        });
    }
}

pub(crate) fn hash(members: &[Member]) -> Result<parhelion_core::Hash, Error> {
    use parhelion_core::ccv::valset_change::CrossChainValidators;
    use parhelion_core::{KeyType, PublicKey};
    let keys: Result<Vec<_>, Error> = members
        .iter()
        .map(|it| Ok((PublicKey::new(KeyType::Ed25519, &it.pub_key)?, it.power)))
        .collect();
    let mut memory = vec![CrossChainValidator::NONE; members.len()];
    Ok(CrossChainValidators::of(keys?, &mut memory)?.hash())
}

/// Whether two sets have the same members.
pub(crate) fn same(one: &[Member], other: &[Member]) -> bool {
    let sorted = |list: &[Member]| {
        let mut pairs: Vec<_> = list.iter().map(|it| (it.pub_key.clone(), it.power)).collect();
        pairs.sort();
        pairs
    };
    sorted(one) == sorted(other)
}
