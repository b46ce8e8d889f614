//! What the provider records of its own set and of its consumers', whole.

use super::facts::{Facts, LAYOUT};
use super::headers::{Headers, parse};
use super::report::Report;
use super::sets::{Followed, MAX_MEMBERS, same};
use crate::consumer::recording::{Chain, Member};
use parhelion_core::ccv::attest::by_records;
use parhelion_core::ccv::store::{ConsensusValidator, Item, ProviderItem};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::{Address, Limits};
use std::collections::BTreeMap;

const STORE: &[u8] = b"provider";

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
        let members: Vec<Member> = attested
            .validators()
            .iter()
            .map(|it| Member { pub_key: it.public_key().as_bytes().to_vec(), power: it.power() })
            .collect();
        let one_by_one = records(facts, height, prefix.as_bytes());
        report.check("sets attested by records", same(&members, &one_by_one), || {
            format!("{what}: one by one they are others")
        });
    }
}

/// Of a gap between two records, or at the end of them: at the bare prefix, or right after a record.
fn is_of_a_walk(gap: &parhelion_core::proof::Gap<'_>, prefix: &[u8]) -> bool {
    let key = gap.proven().key();
    key == prefix || key.len() == prefix.len() + 21
}

/// The records that are proven one by one at a height.
pub(crate) fn records(facts: &Facts<'_>, height: u64, prefix: &[u8]) -> Vec<Member> {
    let found = facts.keys(height, STORE, prefix).into_iter().filter_map(|proven| {
        let record = ConsensusValidator::parse(proven.value()?, &Limits::DEFAULT).ok()?;
        Some(Member { pub_key: record.public_key().as_bytes().to_vec(), power: record.power() })
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
        let of_range = blocks.range(set.from..=set.to);
        let mut fits =
            of_range.filter(|(height, _)| headers.contains_key(height)).map(|(_, bytes)| {
                parse(bytes).is_ok_and(|block| {
                    let members: Vec<Member> = block
                        .validators()
                        .validators()
                        .map(|it| Member {
                            pub_key: it.public_key().as_bytes().to_vec(),
                            power: it.power(),
                        })
                        .collect();
                    same(&members, &set.validators)
                        && block.header().validators_hash() == set.validators_hash
                })
            });
        report.check("sets of the provider in the table", fits.all(|fits| fits), || {
            format!("{name}: the set of {} to {} is another one", set.from, set.to)
        });
    }
    for height in facts.heights() {
        let recorded = facts.keys(height, STORE, &[0x2a]);
        let Some(header) = headers.get(&height.saturating_add(1)) else { continue };
        if recorded.is_empty() {
            continue;
        }
        let members: Vec<Member> = recorded
            .iter()
            .filter_map(|proven| {
                let address = Address::from_slice(proven.key().get(1..)?)?;
                let record = LAYOUT.last_provider_validator(proven, address).ok()??;
                Some(Member {
                    pub_key: record.public_key().as_bytes().to_vec(),
                    power: record.power(),
                })
            })
            .collect();
        let hash = super::sets::hash(&members).ok();
        report.check(
            "sets that the provider recorded",
            hash.as_ref() == header.next_validators_hash(),
            || format!("{name}: what its module recorded at {height} is not the next set"),
        );
    }
}
