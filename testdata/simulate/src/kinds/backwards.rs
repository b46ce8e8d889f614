//! Kind `backwards`: the header below, which the trusted one names.

use super::{Desk, from_table};
use crate::chain::LINKED;
use crate::hashing;
use crate::line::Question;
use crate::message::{Header, SignedHeader};
use crate::mutate::{Touch, flip, odd};
use crate::rng::Rng;
use crate::time::{LAST, YEAR_1, in_range, nanos, timestamp};
use crate::wire::schema;
use prost::Message;

/// Two headers in a row.
struct Pair {
    trusted: Header,
    below: Header,
}

impl Pair {
    fn link(&mut self) -> &mut Vec<u8> {
        &mut self.trusted.last_block_id.get_or_insert_default().hash
    }

    /// Has the trusted header name the lower one as it is.
    fn relink(&mut self) -> bool {
        let hash = hashing::header(&self.below);
        std::mem::replace(self.link(), hash.clone()) != hash
    }

    /// Sets the lower header's time to so much after the trusted one's.
    fn below_after(&mut self, more: i128) -> bool {
        let time = in_range(nanos(self.trusted.time.as_ref()) + more);
        let before = self.below.time.replace(timestamp(time));
        self.relink();
        before != self.below.time
    }
}

type Change = fn(&mut Pair, &mut Rng) -> bool;

const TABLE: &[(&str, Change)] = &[
    ("link broken", |pair, rng| flip(pair.link(), rng)),
    ("link of another length", |pair, _| pair.link().pop().is_some()),
    ("link emptied", |pair, _| !std::mem::take(pair.link()).is_empty()),
    ("link to itself", |pair, _| {
        let hash = hashing::header(&pair.trusted);
        *pair.link() = hash;
        true
    }),
    ("same time; linked", |pair, _| pair.below_after(0)),
    ("time 1 ns before; linked", |pair, _| pair.below_after(-1)),
    ("time 1 ns after; linked", |pair, _| pair.below_after(1)),
    ("time odd; linked", |pair, rng| {
        let time = rng.pick(&[YEAR_1, -1, 0, LAST]);
        pair.below.time = Some(timestamp(time));
        pair.relink()
    }),
    ("trusted time odd", |pair, rng| {
        let time = timestamp(rng.pick(&[YEAR_1, -1, 0, LAST]));
        pair.trusted.time.replace(time) != Some(time)
    }),
    ("height odd; linked", |pair, rng| {
        pair.below.height = odd(rng);
        pair.relink()
    }),
    ("height of the trusted; linked", |pair, _| {
        pair.below.height = pair.trusted.height;
        pair.relink()
    }),
    ("another chain; linked", |pair, _| {
        pair.below.chain_id = b"another".to_vec();
        pair.relink()
    }),
    ("another trusted chain", |pair, _| {
        pair.trusted.chain_id = b"another".to_vec();
        true
    }),
    ("another chain, trusted too; linked", |pair, rng| {
        let id = rng.pick(&[&b"another"[..], &[0xff, 0xfe], &[b'c'; 50], &[b'c'; 51], b""]);
        pair.trusted.chain_id = id.to_vec();
        pair.below.chain_id = id.to_vec();
        pair.relink()
    }),
    ("no validators hash; linked", |pair, _| {
        pair.below.validators_hash.clear();
        pair.relink()
    }),
    ("no validators hash", |pair, _| !std::mem::take(&mut pair.below.validators_hash).is_empty()),
    ("no trusted validators hash", |pair, _| {
        !std::mem::take(&mut pair.trusted.validators_hash).is_empty()
    }),
    ("no last block id", |pair, _| pair.trusted.last_block_id.take().is_some()),
];

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let low = rng.index(LINKED - 1);
    let (mut lower, upper) = (&desk.chain.blocks[low], &desk.chain.blocks[low + 1]);
    let mut pair = Pair { trusted: upper.header.clone(), below: lower.header.clone() };
    let mut note = Vec::new();
    if nanos(lower.header.time.as_ref()) >= nanos(upper.header.time.as_ref()) {
        note.push("backwards: time stands still".to_owned());
    }
    if rng.once_in(3) {
        // A field of the lower header, with or without a new link.
        let (mut scene, _) = crate::scene::Scene::new(desk.chain, desk.ring, rng);
        scene.block = lower.clone();
        desk.tables.mutations.apply(&mut scene, &[Touch::Header], &mut note, rng);
        pair.below = scene.block.header;
        if rng.once_in(2) && pair.relink() {
            note.push("backwards: linked".to_owned());
        }
    } else {
        let deck = &mut desk.tables.decks.backwards;
        note.extend(from_table("backwards", TABLE, deck, &mut pair, rng));
    }
    // The commits need not be for these headers: nobody looks.
    if rng.once_in(4) {
        lower = upper;
    }
    let signed = |header, commit: &crate::message::Commit| {
        SignedHeader { header: Some(header), commit: Some(commit.clone()) }.encode_to_vec()
    };
    Question::new("backwards", note)
        .message("trusted", &schema::SIGNED_HEADER, signed(pair.trusted, &upper.commit))
        .message("untrusted", &schema::SIGNED_HEADER, signed(pair.below, &lower.commit))
}
