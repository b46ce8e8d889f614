//! A provider's packets: what they make of a consumer's validators.

use crate::consumer::Members;
use crate::detail::Failure;
use crate::slice::{In, Out};
use crate::types::{Bytes, Detail, Member};
use crate::{LIMITS, call, lend};
use parhelion_core::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
    ValidatorUpdate,
};
use parhelion_core::{KeyType, PublicKey};

/// Applies the packets of one block to a consumer's validators.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_valset_change(
    members: Out<'_, Member>,
    members_len: Out<'_, usize>,
    members_capacity: usize,
    packets: In<'_, Bytes<'_>>,
    packets_len: usize,
    hash: Out<'_, [u8; 32]>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        hash.check()?;
        let len = members_len.value()?;
        let list = packets.span(packets_len);
        let packets = packets_of(&packets, packets_len)?;
        if len > members_capacity {
            return Err(Failure::Argument);
        }
        let before = members.as_input();
        let read = packets.iter().map(|packet| packet.data.span(packet.len)).chain([list]);
        let members = Members::new(members, members_capacity, read)?;

        for packet in packets {
            ValidatorSetChangePacket::parse_json(packet.data.list(packet.len)?, LIMITS)?;
        }
        let set = Set { members, before, len, members_len, hash };
        lend::with(updates(packets).count(), Change::NONE, &mut |memory| {
            let changes = Changes::accumulate(updates(packets), memory)?;
            set.apply(&changes)
        })
    })
}

fn packets_of<'a>(packets: &In<'a, Bytes<'a>>, len: usize) -> Result<&'a [Bytes<'a>], Failure> {
    let packets = packets.list(len)?;
    for packet in packets {
        packet.data.list(packet.len)?;
    }
    Ok(packets)
}

/// The updates of packets that have been parsed before.
fn updates<'a>(packets: &'a [Bytes<'a>]) -> impl Iterator<Item = ValidatorUpdate> + 'a {
    let bytes = packets.iter().filter_map(|packet| packet.data.list(packet.len).ok());
    let packets = bytes.filter_map(|it| ValidatorSetChangePacket::parse_json(it, LIMITS).ok());
    packets.flat_map(|packet| packet.updates())
}

/// The validators before, and where they go.
struct Set<'a> {
    members: Members<'a>,
    before: In<'a, Member>,
    len: usize,
    members_len: Out<'a, usize>,
    hash: Out<'a, [u8; 32]>,
}

impl Set<'_> {
    fn apply(&self, changes: &Changes<'_>) -> Result<(), Failure> {
        let before = self.before.list(self.len)?;
        lend::with(self.members.capacity, CrossChainValidator::NONE, &mut |memory| {
            // Keys of 32 bytes are keys.
            let known = before.iter().filter_map(|member| {
                let key = PublicKey::new(KeyType::Ed25519, &member.public_key);
                Some((key.ok()?, member.power))
            });
            let mut set = CrossChainValidators::of(known, memory)?;
            set.apply(changes)?;
            self.members.write(set.as_slice())?;
            self.members_len.write(set.as_slice().len())?;
            Ok(self.hash.write(set.hash().0)?)
        })
    }
}
