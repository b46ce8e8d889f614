//! Each set that was computed, computed again from what is proven.

use super::facts::{Facts, LAYOUT};
use super::report::Report;
use super::sets::{Followed, Told, same};
use crate::consumer::recording::{Member, Packet};
use parhelion_core::ccv::power_shaping::{
    Candidate, NextSet, Parameters, Record, ValidatorUpdate, Workspace, initial_set, next_set,
    scratch_len,
};
use parhelion_core::ccv::store::{ConsumerId, Item, Phase, ProviderItem, SdkItem};
use parhelion_core::ccv::valset_change::ValidatorSetChangePacket;
use parhelion_core::{Address, KeyType, Limits, PublicKey};

const STORE: &[u8] = b"provider";
const STAKING: &[u8] = b"staking";
/// The prefix of validators in the store of staking, and the length of an operator's address.
const VALIDATOR: &[u8] = &[0x21, 20];

/// What a computation starts from.
struct Inputs<'p> {
    candidates: Vec<Candidate<'p>>,
    /// Without the lists.
    parameters: Parameters<'static>,
    /// Who is allowed, denied, preferred.
    lists: [Vec<Address>; 3],
}

/// Computes again wherever the inputs are proven: at the launch, and at the ends of epochs.
pub(crate) fn compare(
    name: &str,
    consumer: &Followed,
    packets: &[&Packet],
    facts: &Facts<'_>,
    report: &mut Report,
) {
    let Some(launched) = consumer.launched else { return };
    let id = launched.consumer_id();
    let mut current: Vec<Kept> = Vec::new();
    for height in facts.heights() {
        let launch = is_launch(height, id, facts);
        let epoch = params_near(height, facts).is_some_and(|(blocks, _)| {
            height.checked_rem(blocks) == Some(0)
                && (launched.from()..=launched.to()).contains(&height)
        });
        let recorded = recorded(height, id, facts);
        let at = if launch { height.saturating_sub(1) } else { height };
        let inputs = if launch || epoch { inputs(at, id, facts) } else { None };
        if let Some(inputs) = inputs {
            let before = if launch { &[][..] } else { &current[..] };
            let is_known = launch || is_unbroken(before, height, consumer);
            let what = format!("{name}: the set computed at {height}");
            let computation = Computation { what: &what, height, launch, inputs: &inputs, before };
            computation.run(report, |next, report| {
                let same = recorded_are(&recorded, next, is_known);
                report.check("sets computed anew", same, || {
                    format!("{what}: the provider recorded another one")
                });
                min_power(&what, height, id, next, facts, report);
                if !launch && is_known {
                    updates(&what, height, next, consumer, packets, report);
                }
            });
        }
        if !recorded.is_empty() {
            current = recorded;
        }
    }
}

/// A member of a set, as the provider keeps it.
struct Kept {
    address: Address,
    key: Vec<u8>,
    power: u64,
    join_height: u64,
}

impl Kept {
    fn member(&self) -> Member {
        Member { pub_key: self.key.clone(), power: self.power }
    }
}

/// Whether these are the members that were computed. Since when each is one, only who knows the set
/// before can say.
fn recorded_are(recorded: &[Kept], next: &NextSet<'_, '_>, is_known: bool) -> bool {
    let same = |kept: &Kept| {
        next.validators().iter().any(|it| {
            it.address == kept.address
                && it.public_key.as_bytes() == kept.key
                && it.power == kept.power
                && (!is_known || it.join_height == kept.join_height)
        })
    };
    recorded.len() == next.validators().len() && recorded.iter().all(same)
}

/// One computation of a set.
struct Computation<'c, 'p> {
    what: &'c str,
    height: u64,
    launch: bool,
    inputs: &'c Inputs<'p>,
    before: &'c [Kept],
}

impl Computation<'_, '_> {
    fn run(&self, report: &mut Report, then: impl FnOnce(&NextSet<'_, '_>, &mut Report)) {
        let records: Vec<Record<'_>> = self.before.iter().filter_map(record).collect();
        let Inputs { candidates, parameters, lists } = self.inputs;
        let mut scratch = vec![0; scratch_len(candidates.len(), records.len())];
        let mut validators = vec![Record::NONE; candidates.len()];
        let mut changed =
            vec![ValidatorUpdate::NONE; candidates.len().saturating_add(records.len())];
        let workspace =
            Workspace { scratch: &mut scratch, validators: &mut validators, updates: &mut changed };
        let [allowlist, denylist, prioritylist] = lists;
        let parameters = Parameters { allowlist, denylist, prioritylist, ..*parameters };
        let next = if self.launch {
            initial_set(candidates, &parameters, self.height, workspace)
        } else {
            next_set(candidates, &parameters, &records, self.height, workspace)
        };
        if let Some(next) = report.expect(self.what, next) {
            then(&next, report);
        }
    }
}

fn record(kept: &Kept) -> Option<Record<'_>> {
    let public_key = PublicKey::new(KeyType::Ed25519, &kept.key).ok()?;
    let Kept { address, power, join_height, .. } = *kept;
    Some(Record { address, public_key, power, join_height })
}

/// Launched in the block of this height, and not before it.
fn is_launch(height: u64, id: ConsumerId, facts: &Facts<'_>) -> bool {
    let phase = |height| {
        let proven = facts.at(height, Item::Provider(ProviderItem::Phase(id)))?;
        LAYOUT.phase(proven, id).ok()?
    };
    let before = height.checked_sub(1).and_then(phase);
    phase(height) == Some(Phase::Launched) && before.is_some_and(|phase| phase != Phase::Launched)
}

/// Blocks in an epoch, and the most validators of the provider: proven at the height, or nearest to it.
fn params_near(height: u64, facts: &Facts<'_>) -> Option<(u64, u64)> {
    let params = LAYOUT.params(facts.nearest(height, STORE, &[0xff])?).ok()??;
    Some((params.blocks_per_epoch(), params.max_provider_consensus_validators()))
}

fn inputs<'p>(height: u64, id: ConsumerId, facts: &Facts<'p>) -> Option<Inputs<'p>> {
    let shaping = facts.at(height, Item::Provider(ProviderItem::PowerShaping(id)))?;
    let shaping = LAYOUT.power_shaping(shaping, id).ok()??;
    let (_, max) = params_near(height, facts)?;
    let mut candidates = Vec::new();
    for proven in facts.keys(height, STAKING, VALIDATOR) {
        let operator = Address::from_slice(proven.key().get(VALIDATOR.len()..)?)?;
        let Some(validator) = LAYOUT.staking_validator(proven, operator).ok()? else { continue };
        let power = facts.at(height, Item::Sdk(SdkItem::LastPower(operator)))?;
        let Some(last_power) = LAYOUT.last_power(power, operator).ok()? else { continue };
        let public_key = validator.public_key()?;
        let address = public_key.address().ok()?;
        let opted_in = facts.at(height, Item::Provider(ProviderItem::OptedIn(id, address)))?;
        let key = facts.at(height, Item::Provider(ProviderItem::AssignedKey(id, address)))?;
        candidates.push((
            operator,
            Candidate {
                address,
                public_key,
                tokens: validator.tokens(),
                last_power,
                opted_in: LAYOUT.opted_in(opted_in, id, address).ok()?,
                consumer_key: LAYOUT.assigned_key(key, id, address).ok()?,
            },
        ));
    }
    // The order of staking.
    candidates.sort_by_key(|(operator, it)| (std::cmp::Reverse(it.last_power), *operator));
    Some(Inputs {
        candidates: candidates.into_iter().map(|(_, candidate)| candidate).collect(),
        parameters: Parameters {
            max_provider_consensus_validators: max,
            top_n: shaping.top_n(),
            validators_power_cap: shaping.validators_power_cap(),
            validator_set_cap: shaping.validator_set_cap(),
            min_stake: shaping.min_stake(),
            allow_inactive_vals: shaping.allow_inactive_vals(),
            ..Parameters::default()
        },
        lists: [
            shaping.allowlist().collect(),
            shaping.denylist().collect(),
            shaping.prioritylist().collect(),
        ],
    })
}

/// The records at a height, by address.
fn recorded(height: u64, id: ConsumerId, facts: &Facts<'_>) -> Vec<Kept> {
    let Ok(prefix) = ProviderItem::consumer_validators(LAYOUT, id) else { return Vec::new() };
    let found = facts.keys(height, STORE, prefix.as_bytes()).into_iter().filter_map(|proven| {
        let address = Address::from_slice(proven.key().get(prefix.as_bytes().len()..)?)?;
        let record = LAYOUT.consumer_validator(proven, id, address).ok()??;
        let key = record.public_key().as_bytes().to_vec();
        let (power, join_height) = (record.power(), record.join_height());
        Some(Kept { address, key, power, join_height })
    });
    found.collect()
}

fn min_power(
    what: &str,
    height: u64,
    id: ConsumerId,
    next: &NextSet<'_, '_>,
    facts: &Facts<'_>,
    report: &mut Report,
) {
    let Some(proven) = facts.at(height, Item::Provider(ProviderItem::MinPowerInTopN(id))) else {
        return;
    };
    if let (Ok(told), Some(found)) = (LAYOUT.min_power_in_top_n(proven, id), next.min_power()) {
        report.check("minimal powers of a top N", told == Some(found), || {
            format!("{what}: the minimal power is {found}, and {told:?} in the store")
        });
    }
}

/// Whether the records are those that the computation started from: what was sent since they were
/// proven would have changed them.
fn is_unbroken(before: &[Kept], height: u64, consumer: &Followed) -> bool {
    let records: Vec<Member> = before.iter().map(Kept::member).collect();
    let earlier = consumer.sets.iter().rev().find(|set| set.locked <= height);
    !before.is_empty() && earlier.is_some_and(|set| same(&set.members, &records))
}

/// The updates, in the order of the packet, are those of the packet that was made then.
fn updates(
    what: &str,
    height: u64,
    next: &NextSet<'_, '_>,
    consumer: &Followed,
    packets: &[&Packet],
    report: &mut Report,
) {
    let made = |set: &Told| set.locked == height.saturating_add(1);
    let packet = consumer.sets.iter().skip(1).zip(packets).find(|(set, _)| made(set));
    let told: Option<Vec<(Vec<u8>, i64)>> = packet.and_then(|(_, packet)| {
        let change =
            ValidatorSetChangePacket::parse_json(&packet.data_hex, &Limits::DEFAULT).ok()?;
        change
            .updates()
            .map(|update| Some((update.public_key().ok()?.as_bytes().to_vec(), update.power())))
            .collect()
    });
    let found: Vec<(Vec<u8>, i64)> = next
        .updates()
        .iter()
        .map(|update| {
            let power = i64::try_from(update.power).unwrap_or(i64::MAX);
            (update.public_key.as_bytes().to_vec(), power)
        })
        .collect();
    report.check("updates computed anew", told.unwrap_or_default() == found, || {
        format!("{what}: the packet has other updates")
    });
}
