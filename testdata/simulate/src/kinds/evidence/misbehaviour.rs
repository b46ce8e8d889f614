//! Kind `consumer_misbehaviour`: two headers of a consumer chain, as a relayer brings them to the
//! provider.

use super::fork::Fork;
use super::{ballots, field, revision, row};
use crate::chain::block_id;
use crate::kinds::Desk;
use crate::line::Question;
use crate::message::{Header, IbcHeader, IbcHeight, Misbehaviour, ValidatorSet};
use crate::mutate::Touch;
use crate::rng::Rng;
use crate::scene::Block;
use crate::sets::disturbed;
use crate::wire::schema;
use prost::Message;

/// What the headers are made of.
pub(super) struct Claim<'r> {
    fork: Fork<'r>,
    client_id: Vec<u8>,
    trust: [Trust; 2],
}

/// What the client is said to trust below a header.
#[derive(Clone)]
struct Trust {
    height: IbcHeight,
    validators: ValidatorSet,
}

/// Two headers that were changed, and what a client knows below them.
pub(in crate::kinds) struct Made {
    /// The headers.
    pub(in crate::kinds) message: Misbehaviour,
    /// A header of the chain below both.
    pub(in crate::kinds) below: Header,
    /// The chain of the first.
    pub(in crate::kinds) chain_id: Vec<u8>,
}

pub(in crate::kinds) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let mut note = Vec::new();
    let Made { message, .. } = made(desk, &mut note, rng);
    Question::new("consumer_misbehaviour", note).message(
        "misbehaviour",
        &schema::MISBEHAVIOUR,
        message.encode_to_vec(),
    )
}

pub(in crate::kinds) fn made(desk: &mut Desk<'_>, note: &mut Vec<String>, rng: &mut Rng) -> Made {
    let mut claim = any(desk, rng);
    for _ in 0..rng.pick(&[0, 1, 1, 1, 1, 1, 2, 3]) {
        let decks = &mut desk.tables.decks.evidence;
        match rng.below(8) {
            0..3 => {
                let fork = &mut claim.fork;
                row("votes", ballots::TABLE, &mut decks.ballots, fork, note, rng);
            }
            3..5 => row("headers", SIDES, &mut decks.sides, &mut claim, note, rng),
            _ => claim.field(desk, note, rng),
        }
    }
    let mut message = claim.message();
    if rng.once_in(16) {
        let deck = &mut desk.tables.decks.evidence.parts;
        row("headers", PARTS, deck, &mut message, note, rng);
    }
    match note.first_mut() {
        Some(first) => first.insert_str(0, &format!("{}: ", claim.fork.name)),
        None => note.push(format!("{}: as it is", claim.fork.name)),
    }
    let chain_id = claim.fork.blocks[0].header.chain_id.clone();
    Made { message, below: claim.fork.below.header, chain_id }
}

/// A fork, in either order, that a client can be asked about.
fn any<'a>(desk: &Desk<'a>, rng: &mut Rng) -> Claim<'a> {
    let mut fork = Fork::any(desk, rng);
    if rng.once_in(2) {
        fork.blocks.swap(0, 1);
    }
    let trust = [0, 1].map(|side| {
        let header = &fork.blocks[side].header;
        let revision_number = revision::of(&header.chain_id).unwrap_or(u64::MAX);
        let below = u64::try_from(header.height - 1).unwrap_or_default();
        let revision_height = rng.pick(&[1, below, below / 2]).max(1);
        let earlier = revision_number > 0 && rng.once_in(4);
        let height = if earlier {
            IbcHeight { revision_number: revision_number - 1, revision_height: u64::MAX }
        } else {
            IbcHeight { revision_number, revision_height }
        };
        Trust { height, validators: fork.below.next.clone() }
    });
    let number = rng.pick(&[0, 1, 148, u64::MAX]);
    let client_id = format!("07-tendermint-{number}").into_bytes();
    Claim { fork, client_id, trust }
}

fn header(block: &Block, trust: &Trust) -> IbcHeader {
    IbcHeader {
        signed_header: Some(block.signed_header()),
        validator_set: Some(block.set.clone()),
        trusted_height: Some(trust.height),
        trusted_validators: Some(trust.validators.clone()),
    }
}

impl Claim<'_> {
    fn message(&self) -> Misbehaviour {
        let [first, second] = &self.fork.blocks;
        Misbehaviour {
            client_id: self.client_id.clone(),
            header_1: Some(header(first, &self.trust[0])),
            header_2: Some(header(second, &self.trust[1])),
        }
    }

    /// Changes a field of one of the blocks, or the set that is trusted below it.
    fn field(&mut self, desk: &mut Desk<'_>, note: &mut Vec<String>, rng: &mut Rng) {
        let side = rng.index(2);
        let block = &mut self.fork.blocks[side];
        let validators = self.trust[side].validators.clone();
        let mut trusted = (self.fork.below.signed_header(), validators);
        let wanted = &[Touch::Header, Touch::Commit, Touch::Set, Touch::Trusted];
        field(desk, block, &mut trusted, wanted, note, rng);
        self.trust[side].validators = trusted.1;
    }

    /// Sets the trusted height of one header.
    fn trusted_height(&mut self, rng: &mut Rng, of: fn(u64, u64) -> Option<(u64, u64)>) -> bool {
        let side = rng.index(2);
        let header = &self.fork.blocks[side].header;
        let revision = revision::of(&header.chain_id).unwrap_or_default();
        let other = of(revision, header.height as u64);
        other.is_some_and(|(revision_number, revision_height)| {
            let other = IbcHeight { revision_number, revision_height };
            std::mem::replace(&mut self.trust[side].height, other) != other
        })
    }

    /// Calls the chain something else, and leaves what is trusted as it is.
    fn rename(&mut self, name: &[u8]) -> bool {
        for side in [0, 1] {
            self.fork.blocks[side].header.chain_id = name.to_vec();
            self.fork.seal(side);
        }
        true
    }

    /// Puts the block of one header at another height.
    fn put_at(&mut self, side: usize, height: Option<i64>) -> bool {
        let block = &mut self.fork.blocks[side];
        let Some(height) = height else { return false };
        (block.header.height, block.commit.height) = (height, height);
        self.fork.seal(side);
        true
    }
}

/// A change to the headers; false where it has nothing to change.
pub(super) type Side = fn(&mut Claim<'_>, &mut Rng) -> bool;

/// What concerns one header as a whole, or what there is between the two.
pub(super) const SIDES: &[(&str, Side)] = &[
    ("trusted height zero", |claim, rng| claim.trusted_height(rng, |number, _| Some((number, 0)))),
    ("trusted height zero in an earlier revision", |claim, rng| {
        claim.trusted_height(rng, |number, _| Some((number.checked_sub(1)?, 0)))
    }),
    ("trusted height that of the header", |claim, rng| {
        claim.trusted_height(rng, |number, height| Some((number, height)))
    }),
    ("trusted height one below the header", |claim, rng| {
        claim.trusted_height(rng, |number, height| Some((number, height.wrapping_sub(1))))
    }),
    ("trusted height above the header", |claim, rng| {
        claim.trusted_height(rng, |number, height| Some((number, height.wrapping_add(1))))
    }),
    ("trusted height the greatest", |claim, rng| {
        claim.trusted_height(rng, |number, _| Some((number, u64::MAX)))
    }),
    ("trusted height above in an earlier revision", |claim, rng| {
        claim.trusted_height(rng, |number, height| {
            Some((number.checked_sub(1)?, height.wrapping_add(1)))
        })
    }),
    ("trusted height below in a later revision", |claim, rng| {
        claim.trusted_height(rng, |number, height| {
            Some((number.checked_add(1)?, height.wrapping_sub(1)))
        })
    }),
    ("trusted height of the last revision", |claim, rng| {
        claim.trusted_height(rng, |_, _| Some((u64::MAX, 1)))
    }),
    ("trusted validators of none", |claim, rng| {
        claim.trust[rng.index(2)].validators = ValidatorSet::default();
        true
    }),
    ("trusted validators of another set", |claim, rng| {
        let ring = claim.fork.ring;
        let validators = &mut claim.trust[rng.index(2)].validators;
        *validators = disturbed(validators, ring, rng);
        true
    }),
    ("chain renamed; sealed", |claim, rng| {
        let name = rng.pick(revision::IDS).as_bytes();
        claim.rename(name)
    }),
    ("chain renamed to what none can have; sealed", |claim, rng| {
        let name = rng.pick(revision::NONE);
        claim.rename(name)
    }),
    ("one chain renamed; sealed", |claim, rng| {
        let (side, name) = (rng.index(2), rng.pick(revision::IDS).as_bytes());
        let before = std::mem::replace(&mut claim.fork.blocks[side].header.chain_id, name.to_vec());
        claim.fork.seal(side);
        before != name
    }),
    ("chains of neighbouring revisions; sealed", |claim, _| {
        for (side, name) in [b"consumer-2", b"consumer-1"].into_iter().enumerate() {
            claim.fork.blocks[side].header.chain_id = name.to_vec();
            claim.fork.seal(side);
        }
        true
    }),
    ("first above the second; sealed", |claim, rng| {
        let height = claim.fork.blocks[1].header.height;
        claim.put_at(0, height.checked_add(rng.pick(&[1, 1, 1 << 40])))
    }),
    ("first below the second; sealed", |claim, rng| {
        let height = claim.fork.blocks[0].header.height;
        claim.put_at(1, height.checked_add(rng.pick(&[1, 1, 1 << 40])))
    }),
    ("both at height 1; sealed", |claim, _| claim.put_at(0, Some(1)) && claim.put_at(1, Some(1))),
    ("both at the greatest height; sealed", |claim, _| {
        claim.put_at(0, Some(i64::MAX)) && claim.put_at(1, Some(i64::MAX))
    }),
    ("in the other order", |claim, _| {
        claim.fork.blocks.swap(0, 1);
        claim.trust.swap(0, 1);
        true
    }),
    ("the same twice", |claim, _| {
        claim.fork.blocks[1] = claim.fork.blocks[0].clone();
        true
    }),
    ("the same twice in other parts; signed", |claim, rng| {
        let mut same = claim.fork.blocks[0].clone();
        let hash = same.commit.block_id.take().unwrap_or_default().hash;
        same.commit.block_id = Some(block_id(hash, rng));
        same.seal(claim.fork.ring);
        claim.fork.blocks[1] = same;
        true
    }),
    ("sets exchanged", |claim, _| {
        let [first, second] = &mut claim.fork.blocks;
        std::mem::swap(&mut first.set, &mut second.set);
        first.set != second.set
    }),
    ("set of the other; sealed", |claim, _| {
        let set = claim.fork.blocks[0].set.clone();
        claim.fork.blocks[1].set = set;
        claim.fork.seal(1);
        true
    }),
    ("set disturbed; sealed", |claim, rng| {
        let (ring, side) = (claim.fork.ring, rng.index(2));
        let block = &mut claim.fork.blocks[side];
        block.set = disturbed(&block.set, ring, rng);
        let missing = block.set.validators.len().abs_diff(block.commit.signatures.len());
        claim.fork.seal(side);
        missing == 0
    }),
    ("commits exchanged", |claim, _| {
        let [first, second] = &mut claim.fork.blocks;
        std::mem::swap(&mut first.commit, &mut second.commit);
        first.commit != second.commit
    }),
    ("client id of no client", |claim, rng| {
        claim.client_id = rng
            .pick(&[
                "",
                " ",
                "\t\n",
                "\u{a0}\u{2003}",
                "abc",
                "07-tendermint/0",
                "07-tendermint-0 ",
                "07-tendermint-0\n",
                "07-tendermint-\u{660}",
                "07-tendermint*0",
                "07-tendermint(0)",
                "07~tendermint:0",
                "no,client",
                "\0\0\0\0",
            ])
            .into();
        true
    }),
    ("client id at a limit of length", |claim, rng| {
        claim.client_id = vec![b'c'; rng.pick(&[3, 4, 64, 65, 200])];
        true
    }),
    ("client id of odd letters", |claim, rng| {
        let odd: [&str; 5] = ["._+-#[]<>", "ABCZ", "0000", "<07>-[tendermint]#+", "...."];
        claim.client_id = rng.pick(&odd).into();
        true
    }),
    ("client id not UTF-8", |claim, rng| {
        claim.client_id = rng.pick(&[&b"07-tendermint-\xff"[..], b"\xff\xff\xff\xff"]).to_vec();
        true
    }),
];

/// Something taken out; false where it was missing.
pub(super) type Part = fn(&mut Misbehaviour, &mut Rng) -> bool;

/// Either of the headers.
fn either<'m>(message: &'m mut Misbehaviour, rng: &mut Rng) -> &'m mut IbcHeader {
    let first = rng.once_in(2);
    let header = if first { &mut message.header_1 } else { &mut message.header_2 };
    header.get_or_insert_default()
}

/// What may be missing.
pub(super) const PARTS: &[(&str, Part)] = &[
    ("first missing", |message, _| message.header_1.take().is_some()),
    ("second missing", |message, _| message.header_2.take().is_some()),
    ("one empty", |message, rng| {
        *either(message, rng) = IbcHeader::default();
        true
    }),
    ("signed header missing", |message, rng| either(message, rng).signed_header.take().is_some()),
    ("header missing", |message, rng| {
        either(message, rng).signed_header.as_mut().and_then(|one| one.header.take()).is_some()
    }),
    ("commit missing", |message, rng| {
        either(message, rng).signed_header.as_mut().and_then(|one| one.commit.take()).is_some()
    }),
    ("header and commit missing", |message, rng| {
        either(message, rng).signed_header = Some(Default::default());
        true
    }),
    ("set missing", |message, rng| either(message, rng).validator_set.take().is_some()),
    ("trusted height missing", |message, rng| either(message, rng).trusted_height.take().is_some()),
    ("trusted validators missing", |message, rng| {
        either(message, rng).trusted_validators.take().is_some()
    }),
    ("client id missing", |message, _| !std::mem::take(&mut message.client_id).is_empty()),
];
