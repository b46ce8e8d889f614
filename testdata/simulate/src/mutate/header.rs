//! Changes to the header.

use super::{Apply, flip, odd, resize};
use crate::chain::block_id;
use crate::message::{BlockId, Header, Timestamp};
use crate::rng::Rng;
use crate::scene::Scene;
use crate::time::{LAST, YEAR_1, in_range, nanos, timestamp};

/// A field of bytes, by its number; 4 and 5 stand for the parts and the hash of the last block id.
fn field<const NUMBER: u32>(header: &mut Header) -> &mut Vec<u8> {
    match NUMBER {
        4 => &mut last(header).part_set_header.get_or_insert_default().hash,
        5 => &mut last(header).hash,
        6 => &mut header.last_commit_hash,
        7 => &mut header.data_hash,
        8 => &mut header.validators_hash,
        9 => &mut header.next_validators_hash,
        10 => &mut header.consensus_hash,
        11 => &mut header.app_hash,
        12 => &mut header.last_results_hash,
        13 => &mut header.evidence_hash,
        _ => &mut header.proposer_address,
    }
}

fn last(header: &mut Header) -> &mut BlockId {
    header.last_block_id.get_or_insert_default()
}

fn flipped<const NUMBER: u32>(scene: &mut Scene<'_>, rng: &mut Rng) -> bool {
    flip(field::<NUMBER>(&mut scene.block.header), rng)
}

fn sized<const NUMBER: u32>(scene: &mut Scene<'_>, rng: &mut Rng) -> bool {
    resize(field::<NUMBER>(&mut scene.block.header), rng)
}

fn emptied<const NUMBER: u32>(scene: &mut Scene<'_>, _: &mut Rng) -> bool {
    let field = field::<NUMBER>(&mut scene.block.header);
    !std::mem::take(field).is_empty()
}

fn filled<const NUMBER: u32>(scene: &mut Scene<'_>, rng: &mut Rng) -> bool {
    let field = field::<NUMBER>(&mut scene.block.header);
    *field = rng.bytes(if NUMBER == 14 { 20 } else { 32 });
    true
}

fn moved(scene: &mut Scene<'_>, time: impl FnOnce(i128) -> i128) -> bool {
    let header = &mut scene.block.header;
    let before = nanos(header.time.as_ref());
    let after = in_range(time(before));
    header.time = Some(timestamp(after));
    after != before
}

/// A timestamp just outside of what one may hold.
fn no_time(rng: &mut Rng) -> Timestamp {
    let (seconds, nanos) = rng.pick(&[
        (253_402_300_800, 0),
        (-62_135_596_801, 999_999_999),
        (0, -1),
        (0, 1_000_000_000),
        (i64::MIN, 0),
        (i64::MAX, i32::MAX),
    ]);
    Timestamp { seconds, nanos }
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("header: last parts hash flipped", flipped::<4>),
    ("header: last block hash flipped", flipped::<5>),
    ("header: last commit hash flipped", flipped::<6>),
    ("header: data hash flipped", flipped::<7>),
    ("header: validators hash flipped", flipped::<8>),
    ("header: next validators hash flipped", flipped::<9>),
    ("header: consensus hash flipped", flipped::<10>),
    ("header: app hash flipped", flipped::<11>),
    ("header: last results hash flipped", flipped::<12>),
    ("header: evidence hash flipped", flipped::<13>),
    ("header: proposer flipped", flipped::<14>),
    ("header: last parts hash size", sized::<4>),
    ("header: last block hash size", sized::<5>),
    ("header: last commit hash size", sized::<6>),
    ("header: data hash size", sized::<7>),
    ("header: validators hash size", sized::<8>),
    ("header: next validators hash size", sized::<9>),
    ("header: consensus hash size", sized::<10>),
    ("header: app hash size", sized::<11>),
    ("header: last results hash size", sized::<12>),
    ("header: evidence hash size", sized::<13>),
    ("header: proposer size", sized::<14>),
    ("header: last parts hash emptied", emptied::<4>),
    ("header: last block hash emptied", emptied::<5>),
    ("header: last commit hash emptied", emptied::<6>),
    ("header: data hash emptied", emptied::<7>),
    ("header: validators hash emptied", emptied::<8>),
    ("header: next validators hash emptied", emptied::<9>),
    ("header: consensus hash emptied", emptied::<10>),
    ("header: app hash emptied", emptied::<11>),
    ("header: last results hash emptied", emptied::<12>),
    ("header: evidence hash emptied", emptied::<13>),
    ("header: proposer emptied", emptied::<14>),
    ("header: another last commit hash", filled::<6>),
    ("header: another data hash", filled::<7>),
    ("header: another app hash", filled::<11>),
    ("header: another proposer", filled::<14>),
    ("header: proposer is another validator", |scene, rng| {
        let validators = &scene.block.set.validators;
        let Some(other) = validators.get(rng.index(validators.len())) else { return false };
        let other = &other.address;
        let before = std::mem::replace(&mut scene.block.header.proposer_address, other.clone());
        before != scene.block.header.proposer_address
    }),
    ("header: hashes exchanged", |scene, _| {
        let header = &mut scene.block.header;
        std::mem::swap(&mut header.last_commit_hash, &mut header.data_hash);
        header.last_commit_hash != header.data_hash
    }),
    ("header: validator hashes exchanged", |scene, _| {
        let header = &mut scene.block.header;
        std::mem::swap(&mut header.validators_hash, &mut header.next_validators_hash);
        header.validators_hash != header.next_validators_hash
    }),
    ("header: block version", |scene, rng| {
        let other = rng.pick(&[0, 1, 10, 12, 267, 11 << 32 | 11, 1 << 63 | 11, u64::MAX]);
        scene.block.header.version.get_or_insert_default().block = other;
        true
    }),
    ("header: app version", |scene, rng| {
        let version = scene.block.header.version.get_or_insert_default();
        let other = rng.pick(&[0, 1, 1 << 32, 1 << 63, u64::MAX]);
        std::mem::replace(&mut version.app, other) != other
    }),
    ("header: no version", |scene, _| scene.block.header.version.take().is_some()),
    ("header: another chain id", |scene, rng| {
        let id = &mut scene.block.header.chain_id;
        if id.pop().is_none() || rng.once_in(2) {
            id.push(b'x');
        }
        *id != scene.chain_id
    }),
    ("header: chain id in another case", |scene, _| {
        let header = &mut scene.block.header;
        header.chain_id.make_ascii_uppercase();
        header.chain_id != scene.chain_id
    }),
    ("header: chain id of 51 bytes", |scene, _| {
        scene.block.header.chain_id = vec![b'a'; 51];
        true
    }),
    ("header: chain id of 50 bytes", |scene, _| {
        scene.block.header.chain_id = "é".repeat(25).into();
        scene.block.header.chain_id != scene.chain_id
    }),
    ("header: chain id not UTF-8", |scene, rng| {
        let id = &mut scene.block.header.chain_id;
        let odd: &[u8] = rng.pick(&[&[0xff], &[0xc3], &[0xed, 0xa0, 0x80], &[0xc0, 0x80]]);
        id.truncate(50 - odd.len());
        id.extend(odd);
        true
    }),
    ("header: no chain id", |scene, _| {
        !std::mem::take(&mut scene.block.header.chain_id).is_empty()
    }),
    ("header: height above", |scene, _| {
        scene.block.header.height = scene.block.header.height.wrapping_add(1);
        true
    }),
    ("header: height below", |scene, _| {
        scene.block.header.height = scene.block.header.height.wrapping_sub(1);
        true
    }),
    ("header: height odd", |scene, rng| {
        let other = odd(rng);
        std::mem::replace(&mut scene.block.header.height, other) != other
    }),
    ("header: height odd; commit's too", |scene, rng| {
        let other = odd(rng);
        scene.block.commit.height = other;
        std::mem::replace(&mut scene.block.header.height, other) != other
    }),
    ("header: time 1 ns later", |scene, _| moved(scene, |time| time + 1)),
    ("header: time 1 ns earlier", |scene, _| moved(scene, |time| time - 1)),
    ("header: time of the trusted", |scene, _| {
        let time = nanos(scene.trusted.header.as_ref().and_then(|header| header.time.as_ref()));
        moved(scene, |_| time)
    }),
    ("header: time odd", |scene, rng| {
        let odd = rng.pick(&[YEAR_1, YEAR_1 + 1, -1, 0, 1, 999_999_999, 1 << 62, 1 << 64, LAST]);
        moved(scene, |_| odd)
    }),
    ("header: time that is none", |scene, rng| {
        scene.block.header.time = Some(no_time(rng));
        true
    }),
    ("header: no time", |scene, _| scene.block.header.time.take().is_some()),
    ("header: last block id zero", |scene, _| {
        let zero = BlockId { hash: Vec::new(), part_set_header: Some(Default::default()) };
        let before = scene.block.header.last_block_id.replace(zero);
        before != scene.block.header.last_block_id
    }),
    ("header: no last block id", |scene, _| scene.block.header.last_block_id.take().is_some()),
    ("header: another last block id", |scene, rng| {
        scene.block.header.last_block_id = Some(block_id(rng.hash(), rng));
        true
    }),
    ("header: last parts total", |scene, rng| {
        let other = rng.pick(&[0, 1, 2, 128, u32::MAX]);
        let parts = last(&mut scene.block.header).part_set_header.get_or_insert_default();
        std::mem::replace(&mut parts.total, other) != other
    }),
];
