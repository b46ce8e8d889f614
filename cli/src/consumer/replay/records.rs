//! What the provider records of its own set and of its consumers', whole.

use super::facts::{Facts, LAYOUT};
use super::headers::{Headers, parse};
use super::report::Report;
use super::sets::{Followed, MAX_MEMBERS, hash, same};
use crate::consumer::recording::{Chain, Member, Set};
use parhelion_core::ccv::attest::by_records;
use parhelion_core::ccv::store::{ConsensusValidator, Item, ProviderItem};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::limits::ADDRESS_LEN;
use parhelion_core::proof::Gap;
use parhelion_core::{Address, Limits};
use std::collections::BTreeMap;

const STORE: &[u8] = b"provider";
/// The prefix of [`ProviderItem::LastProviderValidator`].
const LAST_PROVIDER_VALIDATORS: u8 = 0x2a;

/// Attests each consumer's set wherever its records are proven without a gap, and compares with the
/// records that are proven one by one.
pub(crate) fn compare(
    name: &str,
    consumer: &Followed,
    facts: &Facts<'_>,
    headers: &Headers,
    report: &mut Report,
) {
    let Some(launched) = consumer.launched else { return };
    let Ok(prefix) = ProviderItem::consumer_validators(LAYOUT, launched.consumer_id()) else {
        return;
    };
    for height in facts.heights() {
        let gaps = facts.gaps(height, STORE, prefix.as_bytes());
        let whole: Vec<_> =
            gaps.into_iter().filter(|gap| is_of_a_walk(gap, prefix.as_bytes())).collect();
        let phase = facts.at(height, Item::Provider(ProviderItem::Phase(launched.consumer_id())));
        let runs = (launched.from()..=launched.to()).contains(&height) && phase.is_some();
        let Some(header) = headers.get(&height.saturating_add(1)).filter(|_| runs) else {
            continue;
        };
        if whole.is_empty() {
            continue;
        }
        let mut memory = vec![CrossChainValidator::NONE; MAX_MEMBERS];
        let attested = by_records(header, &launched, whole, &mut memory);
        let what = format!("{name}: the records at {height}");
        let Some(attested) = report.expect(&what, attested) else { continue };
        let members = Member::all(attested.validators());
        let one_by_one = records(facts, height, prefix.as_bytes());
        report.check("sets attested by records", same(&members, &one_by_one), || {
            format!("{what}: one by one they are others")
        });
    }
}

/// Of a gap between two records, or at the end of them: at the bare prefix, or right after a record.
fn is_of_a_walk(gap: &Gap<'_>, prefix: &[u8]) -> bool {
    let key = gap.proven().key();
    key == prefix || key.len() == prefix.len() + ADDRESS_LEN + 1
}

/// The records that are proven one by one at a height.
pub(crate) fn records(facts: &Facts<'_>, height: u64, prefix: &[u8]) -> Vec<Member> {
    let found = facts.keys(height, STORE, prefix).into_iter().filter_map(|proven| {
        let record = ConsensusValidator::parse(proven.value()?, &Limits::DEFAULT).ok()?;
        Some(Member::new(record.public_key().as_bytes(), record.power()))
    });
    found.collect()
}

/// The provider's own sets: those of its headers, as the table has them, and as its module recorded
/// them.
pub(crate) fn compare_provider(
    (name, chain): (&str, &Chain),
    blocks: &BTreeMap<u64, Vec<u8>>,
    facts: &Facts<'_>,
    headers: &Headers,
    report: &mut Report,
) {
    for set in &chain.validator_sets {
        let mut verified =
            blocks.range(set.from..=set.to).filter(|(height, _)| headers.contains_key(height));
        let fits = verified.all(|(_, bytes)| is_of_set(bytes, set));
        report.check("sets of the provider in the table", fits, || {
            format!("{name}: the set of {} to {} is another one", set.from, set.to)
        });
    }
    for height in facts.heights() {
        let recorded = facts.keys(height, STORE, &[LAST_PROVIDER_VALIDATORS]);
        let Some(header) = headers.get(&height.saturating_add(1)) else { continue };
        if recorded.is_empty() {
            continue;
        }
        let members = recorded.iter().filter_map(|proven| {
            let address = Address::from_slice(proven.key().get(1..)?)?;
            let record = LAYOUT.last_provider_validator(proven, address).ok()??;
            Some(Member::new(record.public_key().as_bytes(), record.power()))
        });
        let hash = hash(&members.collect::<Vec<_>>()).ok();
        let same = hash.as_ref() == header.next_validators_hash();
        report.check("sets that the provider recorded", same, || {
            format!("{name}: what its module recorded at {height} is not the next set")
        });
    }
}

/// Whether a block is of this set, member by member and by its hash.
fn is_of_set(bytes: &[u8], set: &Set) -> bool {
    parse(bytes).is_ok_and(|block| {
        let validators = block.validators();
        let members: Vec<Member> = validators
            .validators()
            .map(|it| Member::new(it.public_key().as_bytes(), it.power()))
            .collect();
        same(&members, &set.validators) && block.header().validators_hash() == set.validators_hash
    })
}
