extern crate std;
use super::super::ValidatorUpdate;
use super::*;
use crate::types::KeyType;
use std::format;
use std::vec::Vec;

const KEYS: [[u8; 32]; 4] = [[1; 32], [2; 32], [3; 32], [4; 32]];
const SECP: [u8; 33] = [2; 33];
const MAX: i64 = 1_152_921_504_606_846_975;

fn key(index: usize) -> PublicKey<'static> {
    match KEYS.get(index) {
        Some(bytes) => PublicKey::new(KeyType::Ed25519, bytes).unwrap(),
        None => PublicKey::new(KeyType::Secp256k1, &SECP).unwrap(),
    }
}

/// Applies updates in memory for `room` members; returns who is left, also after an error.
fn apply(
    before: &[(usize, u64)],
    updates: &[(usize, i64)],
    room: usize,
) -> (Result<(), Error>, Vec<(usize, u64)>) {
    let mut memory = std::vec![CrossChainValidator::NONE; room];
    let mut scratch = std::vec![Change::NONE; updates.len()];
    let before = before.iter().map(|(index, power)| (key(*index), *power));
    let mut set = CrossChainValidators::of(before, &mut memory).unwrap();
    let updates = updates.iter().map(|(index, power)| {
        ValidatorUpdate::new(ValidatorKey::new(&key(*index)).unwrap(), *power)
    });
    let changes = Changes::accumulate(updates, &mut scratch).unwrap();
    let applied = set.apply(&changes);
    let place = |bytes: &[u8]| KEYS.iter().position(|key| key == bytes).unwrap_or(KEYS.len());
    let mut left: Vec<_> = set
        .as_slice()
        .iter()
        .map(|member| (place(member.public_key().as_bytes()), member.power()))
        .collect();
    left.sort_unstable();
    (applied, left)
}

#[test]
fn validators_come_change_and_go() {
    let before = [(0, 5), (1, 6), (2, 7)];
    let (applied, left) = apply(&before, &[(1, 0), (3, 9), (0, 50)], 3);
    assert_eq!((applied, left), (Ok(()), [(0, 50), (2, 7), (3, 9)].into()));
    let (applied, left) = apply(&before, &[], 3);
    assert_eq!((applied, left), (Ok(()), before.into()));
    let (applied, left) = apply(&[], &[(2, 1)], 1);
    assert_eq!((applied, left), (Ok(()), [(2, 1)].into()));
}

#[test]
fn who_is_not_there_is_not_removed() {
    let before = [(0, 5)];
    let (applied, left) = apply(&before, &[(1, 0), (2, -1), (4, 0), (4, -9)], 1);
    assert_eq!((applied, left), (Ok(()), before.into()));
    // Nobody, and nothing that counts: not refused.
    assert_eq!(apply(&[], &[(1, 0)], 0), (Ok(()), [].into()));
}

#[test]
fn what_is_refused_changes_nothing() {
    let before = [(0, 5), (1, 6)];
    let too_high = MAX + 1;
    for (updates, error) in [
        (&[(0, -1), (2, 9)][..], Error::UpdatePower { power: -1 }),
        (&[(2, too_high)], Error::UpdatePower { power: too_high }),
        (&[(4, 1)], Error::UpdateKeyType { key_type: KeyType::Secp256k1 }),
        (&[(0, 0), (1, 0)], Error::UpdatedTotalPower { total: 0 }),
        (&[(0, 6), (1, MAX - 5)], Error::UpdatedTotalPower { total: 1 << 60 }),
        (&[(2, MAX - 10)], Error::UpdatedTotalPower { total: 1 << 60 }),
        (&[(2, MAX), (3, MAX)], Error::UpdatedTotalPower { total: (1 << 61) + 9 }),
        (&[(2, 1), (3, 1), (0, 0)], Error::MembersTooFew { needed: 3 }),
    ] {
        assert_eq!(apply(&before, updates, 2), (Err(error), before.into()), "{updates:?}");
    }
}

#[test]
fn the_greatest_power_and_total_are_reached() {
    assert_eq!(apply(&[(0, 5)], &[(0, MAX)], 1), (Ok(()), [(0, 1_152_921_504_606_846_975)].into()));
    let (applied, _) = apply(&[(0, 5), (1, 6)], &[(2, MAX - 11)], 3);
    assert_eq!(applied, Ok(()));
    // Who leaves makes room for who comes.
    let (applied, left) = apply(&[(0, 1 << 59)], &[(0, 0), (1, MAX)], 1);
    assert_eq!((applied, left), (Ok(()), [(1, 1_152_921_504_606_846_975)].into()));
}

#[test]
fn a_set_is_asked_before_it_is_changed() {
    let of = |members: &[(usize, u64)], room: usize| {
        let mut memory = std::vec![CrossChainValidator::NONE; room];
        let members = members.iter().map(|(index, power)| (key(*index), *power));
        CrossChainValidators::of(members, &mut memory).map(|set| set.total_power())
    };
    let max = u64::try_from(MAX).unwrap();
    assert_eq!(of(&[(0, max - 1), (1, 1)], 2), Ok(max));
    assert_eq!(of(&[(0, max), (1, 1)], 2), Err(Error::TotalPowerTooHigh { total: max + 1 }));
    assert_eq!(of(&[(0, 1), (1, 1), (0, 2)], 3), Err(Error::MemberTwice));
    assert_eq!(of(&[(0, 1), (1, 1)], 1), Err(Error::MembersTooFew { needed: 2 }));
    let mut memory = [CrossChainValidator::NONE; 1];
    let long = [9; 1952];
    let key = PublicKey::new(KeyType::MlDsa65, &long).unwrap();
    let error = CrossChainValidators::of([(key, 1)], &mut memory).map(|_| ()).unwrap_err();
    assert_eq!(error, Error::UpdateKeyType { key_type: KeyType::MlDsa65 });
}

#[cfg(feature = "secp256k1")]
#[test]
fn a_member_of_another_type_can_leave() {
    let (applied, left) = apply(&[(0, 5), (4, 6)], &[(4, 0)], 2);
    assert_eq!((applied, left), (Ok(()), [(0, 5)].into()));
}

#[test]
fn the_hash_is_that_of_the_module() {
    let a = b"\x48\xcc\x4f\xda\x95\xc0\xbb\x14\x02\xec\x59\x81\x9f\x87\x61\xe0\xab\x79\x79\x87\x50\x15\x60\xbf\xc0\xde\xe8\x5a\x86\xd9\x29\xdb";
    let b = b"\x27\xf9\xc6\xcb\x4b\xc2\x5e\x18\x15\x6e\xbf\x12\xef\x50\x78\x66\x01\xe2\xe1\xfb\x0c\xaa\xd0\xf1\x0e\x51\x11\x67\xe8\x06\xdb\x7f";
    let keys = [a, b].map(|bytes| PublicKey::new(KeyType::Ed25519, bytes).unwrap());
    let hash = |powers: [u64; 2]| {
        let mut memory = [CrossChainValidator::NONE; 2];
        // In the other order: the set puts them right.
        let members = keys.into_iter().zip(powers).rev();
        let set = CrossChainValidators::of(members, &mut memory).unwrap();
        (format!("{}", set.hash()).to_lowercase(), set.as_slice()[0].address().0[0])
    };
    let (thirty, _) = hash([30, 20]);
    assert_eq!(thirty, "b12a8823e32cb8bd9af08f3058bf96e765fee865ce1302e142fd1d0eb8536492");
    let (equal, first) = hash([20, 20]);
    assert_eq!(equal, "283eeb4db9a76a70c7cb1117d4d14f360c953a0c663ea4494a583be2f892d023");
    assert_eq!(first, 0x02);
}
