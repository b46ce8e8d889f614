//! Kind `valset_change`: a consumer's validators, and the packets that it receives in one block.

use super::json::{self, Draft};
use super::members::{MOST, base64, key_message, number, powers};
use super::packet::{Key, Packet};
use super::power_shaping::list;
use crate::kinds::Desk;
use crate::line::Question;
use crate::rng::Rng;

/// The members, and what is delivered to them.
pub(super) struct Block {
    members: Vec<(Vec<u8>, u64)>,
    packets: Vec<Packet>,
}

pub(in crate::kinds) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let count = if rng.once_in(2) { 1 + rng.index(8) } else { number(rng).clamp(1, 100) };
    let (name, powers) = powers(count, rng);
    // A member has power.
    let mut members: Vec<(Vec<u8>, u64)> =
        powers.iter().map(|power| (rng.hash(), (*power).max(1))).collect();
    rng.shuffle(&mut members);
    let mut block = Block { members, packets: Vec::new() };
    for _ in 0..rng.pick(&[0, 1, 1, 1, 1, 1, 2, 2, 3, 5]) {
        let packet = block.packet(rng);
        block.packets.push(packet);
    }
    let mut note =
        vec![format!("{count} validators with powers: {name}, {} packets", block.packets.len())];
    let decks = &mut desk.tables.decks.states;
    if rng.once_in(3) {
        let (name, change) = &TABLE[decks.updates.draw(TABLE.len(), rng)];
        if change(&mut block, rng) {
            note.push(format!("updates: {name}"));
        }
    }
    let mut packets = Vec::new();
    for packet in &block.packets {
        let mut draft = Draft::new(packet);
        let rarely = block.packets.len() as u64;
        for _ in 0..if rng.once_in(rarely) { rng.pick(&[0, 1, 1, 1, 2]) } else { 0 } {
            let (name, change) = &json::TABLE[decks.text.draw(json::TABLE.len(), rng)];
            if change(&mut draft, rng) {
                note.push(format!("text: {name}"));
            }
        }
        packets.push(draft.bytes(rng));
    }
    Question::new("valset_change", note)
        .json(
            "validators",
            list(&block.members, |(key, power)| {
                format!(r#"{{"public_key":"{}","power":"{power}"}}"#, base64(&key_message(key)))
            }),
        )
        .json("packets", list(&packets, |packet| format!("\"{}\"", base64(packet))))
}

impl Block {
    fn packet(&self, rng: &mut Rng) -> Packet {
        let mut updates = Vec::new();
        for _ in 0..rng.pick(&[0, 1, 1, 2, 3, 5, 20]) {
            let power = match rng.below(5) {
                0 | 1 => 0,
                2 => 1 + rng.below(5) as i64,
                _ => 1 + rng.below(1 << 20) as i64,
            };
            updates.push((Key::Ed25519(self.key(rng)), power));
        }
        let acks = [
            "cosmosvalcons1qasrtmmy3japvm683xs2rnzdsndt3qzaxqzx9",
            "",
            "not bech32 é",
            "consumervalcons1",
        ];
        Packet {
            updates,
            id: rng.pick(&[1, 2, 300, 1 << 32, (1 << 53) + 1, u64::MAX]),
            acks: (0..rng.index(3)).map(|_| rng.pick(&acks).to_owned()).collect(),
        }
    }

    /// The key of a member, of one that comes, or of one that came in a packet before.
    fn key(&self, rng: &mut Rng) -> Vec<u8> {
        let named = self.packets.iter().flat_map(|packet| &packet.updates);
        let named: Vec<&Vec<u8>> = named
            .filter_map(|(key, _)| if let Key::Ed25519(bytes) = key { Some(bytes) } else { None })
            .collect();
        match rng.below(6) {
            0 => rng.hash(),
            1 | 2 if !named.is_empty() => named[rng.index(named.len())].clone(),
            _ => self.members[rng.index(self.members.len())].0.clone(),
        }
    }

    /// Adds an update somewhere.
    fn add(&mut self, key: Key, power: i64, rng: &mut Rng) -> bool {
        if self.packets.is_empty() {
            return false;
        }
        let packet = rng.index(self.packets.len());
        let updates = &mut self.packets[packet].updates;
        let place = rng.index(updates.len() + 1);
        updates.insert(place, (key, power));
        true
    }

    /// Adds an update after all others.
    fn add_last(&mut self, key: Vec<u8>, power: i64) -> bool {
        let Some(last) = self.packets.last_mut() else { return false };
        last.updates.push((Key::Ed25519(key), power));
        true
    }

    fn member(&self, rng: &mut Rng) -> Vec<u8> {
        self.members[rng.index(self.members.len())].0.clone()
    }

    fn total(&self) -> u64 {
        self.members.iter().map(|(_, power)| power).sum()
    }
}

/// A change to what is delivered; false where it has nothing to change.
type Change = fn(&mut Block, &mut Rng) -> bool;

const ANY_POWER: [i64; 5] = [0, 1, 5, -1, i64::MIN];

/// What may be delivered that should not be.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("id of 0", |block, rng| {
        if block.packets.is_empty() {
            return false;
        }
        let place = rng.index(block.packets.len());
        block.packets[place].id = 0;
        true
    }),
    ("no key", |block, rng| {
        let key = if rng.once_in(2) { Key::Empty } else { Key::Missing };
        let power = rng.pick(&ANY_POWER);
        block.add(key, power, rng)
    }),
    ("two keys in one", |block, rng| {
        let power = rng.pick(&ANY_POWER);
        let key = Key::Both(block.key(rng), rng.bytes(33));
        block.add(key, power, rng)
    }),
    ("key of another size", |block, rng| {
        let length = rng.pick(&[0, 1, 31, 33, 64]);
        let power = rng.pick(&ANY_POWER);
        let key = Key::Ed25519(rng.bytes(length));
        block.add(key, power, rng)
    }),
    ("key of secp256k1", |block, rng| {
        let length = rng.pick(&[33, 33, 33, 32, 65, 0]);
        let power = rng.pick(&ANY_POWER);
        let mut bytes = rng.bytes(length);
        if let Some(first) = bytes.first_mut() {
            *first = 2;
        }
        block.add(Key::Secp256k1(bytes), power, rng)
    }),
    ("negative power of a member", |block, rng| {
        let key = block.member(rng);
        block.add_last(key, rng.pick(&[-1, -5, i64::MIN]))
    }),
    ("negative power of a stranger", |block, rng| {
        let power = rng.pick(&[-1, -5, i64::MIN]);
        let key = Key::Ed25519(rng.hash());
        block.add(key, power, rng)
    }),
    ("everyone removed", |block, rng| {
        let mut keys: Vec<Vec<u8>> = block.members.iter().map(|(key, _)| key.clone()).collect();
        let named = block.packets.iter().flat_map(|packet| &packet.updates);
        keys.extend(named.filter_map(|(key, _)| match key {
            Key::Ed25519(bytes) => Some(bytes.clone()),
            _ => None,
        }));
        let spared = rng.once_in(3).then(|| keys[rng.index(keys.len())].clone());
        keys.retain(|key| Some(key) != spared.as_ref());
        // One after the other, whatever became of the one before.
        let added: Vec<bool> = keys.into_iter().map(|key| block.add_last(key, 0)).collect();
        added.contains(&true)
    }),
    ("power at the bound", |block, rng| {
        let power = MOST + rng.below(3) - 1;
        let key = if rng.once_in(2) { block.member(rng) } else { rng.hash() };
        block.add_last(key, power as i64)
    }),
    ("power beyond every bound", |block, rng| {
        let key = if rng.once_in(2) { block.member(rng) } else { rng.hash() };
        block.add_last(key, rng.pick(&[i64::MAX, i64::MAX / 2, i64::MAX / 4]))
    }),
    ("total power at the bound", |block, rng| {
        // Other updates would move the total.
        block.packets.iter_mut().for_each(|packet| packet.updates.clear());
        let power = (MOST - block.total().min(MOST - 2)) + rng.below(3) - 1;
        let key = rng.hash();
        let removed = rng.once_in(3).then(|| block.members[rng.index(block.members.len())].clone());
        let Some((key_of_member, its)) = removed else { return block.add_last(key, power as i64) };
        block.add_last(key_of_member, 0) && block.add_last(key, (power + its).min(MOST + 1) as i64)
    }),
    ("one update twice", |block, rng| {
        let key = block.key(rng);
        let [first, second] = [(); 2].map(|()| rng.below(100) as i64);
        block.add(Key::Ed25519(key.clone()), first, rng)
            && block.add(Key::Ed25519(key), second, rng)
    }),
    ("many of one power", |block, rng| {
        let Some(packet) = block.packets.last_mut() else { return false };
        let power = 1 + rng.below(3) as i64;
        let count = 13 + rng.index(40);
        packet.updates.extend((0..count).map(|_| (Key::Ed25519(rng.hash()), power)));
        true
    }),
];
