//! What a signer is asked: blocks in frames, and the guard.

use crate::calls::{Call, with_options};
use crate::common::{Set, World, bytes, message, uint};
use crate::programs::runner::{Ask, Question};
use crate::stream_faults::{COMMIT, END, ENTRY, HEADER, split, without};
use parhelion_core::guard::{Entry, Fault, Guard, RECORD_LEN, Request, Slot, Storage};
use parhelion_core::{KeyType, PublicKey, TrustThreshold, stream};
use parhelion_replay::Case;

/// The question of a light block, in frames; a trusted validator has more than 32 bytes.
pub(crate) fn in_frames(case: &Case, question: &Question) -> Question {
    let room = case.trusted_next.as_ref().map_or(0, |set| set.0.len() / 32);
    question.clone().asking(Ask::Update).number(room as u64)
}

pub(crate) fn all() -> Vec<Call> {
    let groups = [frames(), clocks(), guarded(), refused(), faults(), requests()];
    groups.into_iter().flatten().collect()
}

/// The frames of a world's block, and of the set that it trusts.
fn sent(world: &World) -> Vec<u8> {
    let mut frames = Vec::new();
    world.streamed(|asked| asked.frames().map(|bytes| frames = bytes)).unwrap();
    frames
}

fn adjacent() -> World {
    let mut world = World::new(11, &[]);
    world.trusted_set = None;
    world
}

/// Frames that a host makes up.
fn frames() -> Vec<Call> {
    let ask = |world: &World, room: u64, frames: &[u8]| {
        let question = Question::of(Ask::Frames).bytes(&world.state().unwrap().to_bytes());
        let question = with_options(question, &world.options).number(world.now.0.cast_unsigned());
        question.number(world.now.1.into()).number(room).bytes(frames)
    };
    let (near, far) = (adjacent(), World::new(20, &[]));
    let good = split(&sent(&near));
    let fails = |frames: Vec<u8>, name| Call::fails(ask(&near, 0, &frames), name);
    let trusted = far.trusted_set.as_ref().map_or(0, |set: &Set| set.encode().len()) as u64;
    vec![
        fails(vec![99, 0, 0], "UnknownFrame"),
        fails(vec![HEADER, 1, 8], "FrameTooLong"),
        fails([&good[1][..], &good[0]].concat(), "FrameOrder"),
        fails([&good[0][..], &[COMMIT, 3, 0, 0, 0, 0]].concat(), "FrameContent"),
        fails(without(&good, |kind| kind == ENTRY), "PassesDiffer"),
        fails(without(&good, |kind| kind == END), "StreamIncomplete"),
        Call::fails(ask(&far, 6, &sent(&far)), "TrustedMemoryTooSmall"),
        Call::gives(ask(&far, trusted, &sent(&far)), verified(&far, true)),
    ]
}

/// The state after a world's block.
fn verified(world: &World, has_clock: bool) -> Vec<u8> {
    let now = parhelion_core::Time::from_unix(world.now.0, world.now.1).unwrap();
    let state = world.state().unwrap();
    let mut update = match has_clock {
        true => stream::Update::new(&state, &world.options, now),
        false => stream::Update::without_clock(&state, world.options.trust_threshold),
    };
    update.push(&sent(world), &mut [stream::TrustedValidator::NONE; 50]).unwrap();
    update.finish().unwrap().trusted_state().to_bytes().to_vec()
}

/// Without a clock what is old is not seen; with one it is.
fn clocks() -> Vec<Call> {
    let world = adjacent();
    let state = world.state().unwrap().to_bytes();
    let clockless = |state: &[u8; 256], threshold: (u64, u64)| {
        let question = Question::of(Ask::Clockless).bytes(state);
        question.number(threshold.0).number(threshold.1).bytes(&sent(&world))
    };
    let late = |seconds: u64| {
        let question = with_options(Question::of(Ask::Frames).bytes(&state), &world.options);
        question.number(seconds).number(0).number(0).bytes(&sent(&world))
    };
    let third = TrustThreshold::ONE_THIRD;
    let third = (third.numerator(), third.denominator());
    let mut torn = state;
    torn[50] ^= 1;
    vec![
        Call::gives(clockless(&state, third), verified(&world, false)),
        Call::fails(late(1 << 40), "HeaderExpired"),
        Call::fails(clockless(&state, (1, 4)), "TrustThresholdRange"),
        Call::fails(clockless(&torn, third), "StateChecksum"),
    ]
}

const PROVISION: u64 = 0;
const RAISE_FLOOR: u64 = 1;
const POSITION: u64 = 2;
const PERMIT: u64 = 3;
const BLANK: [u8; RECORD_LEN] = [0xff; RECORD_LEN];
const NO_LIMIT: u64 = u64::MAX;

/// What becomes of writes, in the order of `tests/c/signer.h`.
const DONE: u64 = 0;
const FAIL: u64 = 1;
const NOTHING: u64 = 2;
const FORGOTTEN: u64 = 3;

/// A guard with these slots, two for each entry.
fn guard(writes: u64, max_jump: u64, slots: &[[u8; RECORD_LEN]]) -> Question {
    Question::of(Ask::Guard).number(writes).number(max_jump).bytes(&slots.concat())
}

trait Acts: Sized {
    fn act(self, act: u64, chain: &str) -> Self;
    fn at(self, act: u64, chain: &str, height: u64) -> Self;
    fn permit(self, chain: &str, sign_bytes: &[u8]) -> Self;
}

impl Acts for Question {
    fn act(self, act: u64, chain: &str) -> Self {
        self.number(act).bytes(chain.as_bytes()).bytes(&encoded_key())
    }

    fn at(self, act: u64, chain: &str, height: u64) -> Self {
        self.act(act, chain).number(height).maybe(None)
    }

    fn permit(self, chain: &str, sign_bytes: &[u8]) -> Self {
        self.act(PERMIT, chain).bytes(sign_bytes).maybe(None)
    }
}

fn encoded_key() -> Vec<u8> {
    bytes(1, &[7; 32])
}

/// Slots in which a floor at 4 is stored, and then these votes.
fn stored(votes: &[&[u8]]) -> [[u8; RECORD_LEN]; 2] {
    struct Memory<'m>(&'m mut [[u8; RECORD_LEN]; 2]);
    impl Storage for Memory<'_> {
        fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
            Ok(self.0[slot.side as usize])
        }
        fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
            self.0[slot.side as usize] = *record;
            Ok(())
        }
        fn sync(&mut self) -> Result<(), Fault> {
            Ok(())
        }
    }
    let (mut slots, mut entries) = ([BLANK; 2], [Entry::EMPTY]);
    let key = PublicKey::new(KeyType::Ed25519, &[7; 32]).unwrap();
    let mut guard = Guard::open(Memory(&mut slots), &mut entries).unwrap();
    guard.provision("chain", &key, 4).unwrap();
    for vote in votes {
        let _ = guard.permit("chain", &key, &Request::parse(vote).unwrap()).unwrap();
    }
    slots
}

/// What is permitted, and what is told of it.
fn guarded() -> Vec<Call> {
    let (vote, floor) = (signed(2, 5, 1, &block(8), "chain"), stored(&[]));
    let extension = delimited(&[fixed(2, 5), fixed(3, 1), bytes(4, b"chain")].concat());
    let after = stored(&[&vote]).concat();
    let told = |height: u64, round: u32, step: u32| {
        [&height.to_le_bytes()[..], &round.to_le_bytes(), &step.to_le_bytes()].concat()
    };
    let permit = |extension: &[u8]| {
        // Its time is 1970-01-01.
        let place = [&5u64.to_le_bytes()[..], &[0; 12], &1u32.to_le_bytes(), &3u32.to_le_bytes()];
        [&vote[..], extension, &place.concat(), &after].concat()
    };
    let open = guard(DONE, NO_LIMIT, &floor);
    let extended = open.clone().act(PERMIT, "chain").bytes(&vote).bytes(&extension);
    let empty = guard(DONE, NO_LIMIT, &[BLANK; 2]);
    vec![
        Call::gives(empty.at(PROVISION, "chain", 4), floor.concat()),
        Call::gives(open.clone().permit("chain", &vote), permit(&[])),
        Call::gives(open.clone().permit("chain", &vote).permit("chain", &vote), permit(&[])),
        Call::gives(extended, permit(&extension)),
        Call::gives(
            guard(DONE, NO_LIMIT, &stored(&[&vote])).at(POSITION, "chain", 0),
            [told(5, 1, 3), after.clone()].concat(),
        ),
        Call::gives(
            open.clone().at(POSITION, "chain", 0),
            [told(4, 0, 0), floor.concat()].concat(),
        ),
        Call::fails(
            open.at(RAISE_FLOOR, "chain", 9).permit("chain", &signed(1, 9, 0, &block(8), "chain")),
            "BelowFloor",
        ),
    ]
}

/// What is not permitted.
fn refused() -> Vec<Call> {
    let prevote = |height, block: &[u8]| signed(1, height, 0, block, "chain");
    let (vote, nil) = (prevote(5, &block(8)), prevote(5, &[]));
    let later = |vote: &[u8]| guard(DONE, NO_LIMIT, &stored(&[vote]));
    let open = guard(DONE, NO_LIMIT, &stored(&[]));
    let next_round = signed(1, 5, 1, &block(8), "chain");
    let precommit = signed(2, 5, 0, &block(8), "chain");
    let jump = guard(DONE, 10, &stored(&[]));
    vec![
        Call::fails(open.clone().permit("other", &vote), "OtherSignedChain"),
        Call::fails(guard(DONE, NO_LIMIT, &[BLANK; 2]).permit("chain", &vote), "NotProvisioned"),
        Call::fails(open.clone().at(PROVISION, "chain", 9), "AlreadyProvisioned"),
        Call::fails(open.clone().at(PROVISION, "other", 9), "GuardFull"),
        Call::fails(open.clone().permit("chain", &prevote(4, &block(8))), "BelowFloor"),
        Call::fails(later(&prevote(6, &block(8))).permit("chain", &vote), "HeightRegression"),
        Call::fails(jump.permit("chain", &prevote(15, &block(8))), "HeightJump"),
        Call::fails(later(&next_round).permit("chain", &vote), "RoundRegression"),
        Call::fails(later(&precommit).permit("chain", &vote), "StepRegression"),
        Call::fails(later(&vote).permit("chain", &nil), "ConflictingData"),
        Call::fails(later(&nil).permit("chain", &vote), "ConflictingData"),
        Call::fails(open.at(POSITION, "other", 0), "NotProvisioned"),
    ]
}

/// Storage that does not keep what it should, and what it holds.
fn faults() -> Vec<Call> {
    let (vote, nil) = (signed(1, 5, 0, &block(8), "chain"), signed(1, 5, 0, &[], "chain"));
    let ([a, _], [b, _]) = (stored(&[&vote]), stored(&[&nil]));
    let empty = |writes| guard(writes, NO_LIMIT, &[BLANK; 2]).at(PROVISION, "chain", 4);
    vec![
        Call::fails(guard(FAIL, NO_LIMIT, &stored(&[])).permit("chain", &vote), "StorageFault"),
        Call::fails(empty(NOTHING), "NotReadBack"),
        Call::fails(empty(FORGOTTEN).permit("chain", &vote), "RecordsLost"),
        Call::fails(guard(DONE, NO_LIMIT, &[a, b]), "RecordsContradict"),
        Call::fails(guard(DONE, NO_LIMIT, &[a, a, a, a]), "EntryTwice"),
    ]
}

/// Bytes that are not what a signer signs.
fn requests() -> Vec<Call> {
    let open = guard(DONE, NO_LIMIT, &stored(&[]));
    let fails =
        |sign_bytes: &[u8], name| Call::fails(open.clone().permit("chain", sign_bytes), name);
    let proposal = |pol_round| {
        let head = [uint(1, 32), fixed(2, 5), fixed(3, 1), uint(4, pol_round)].concat();
        delimited(&[head, message(5, &block(8)), message(6, &[]), bytes(7, b"chain")].concat())
    };
    let half = bytes(1, &[8; 32]);
    let vote = signed(1, 5, 0, &block(8), "chain");
    let precommit = signed(2, 5, 1, &block(8), "chain");
    let extension = delimited(&[fixed(2, 5), fixed(3, 2), bytes(4, b"chain")].concat());
    let extended = |vote: &[u8]| open.clone().act(PERMIT, "chain").bytes(vote).bytes(&extension);
    vec![
        fails(&signed(3, 5, 0, &block(8), "chain"), "SignedType"),
        fails(&signed(1, 0, 0, &block(8), "chain"), "SignedHeight"),
        fails(&signed(1, 5, 1 << 31, &block(8), "chain"), "SignedRound"),
        fails(&signed(1, 5, 0, &half, "chain"), "SignedBlockId"),
        fails(&proposal(1), "PolRound"),
        fails(&signed(1, 5, 0, &block(8), ""), "NoSignedChain"),
        fails(&[&vote[..], &[0]].concat(), "NotCanonical"),
        Call::fails(extended(&precommit), "OtherExtension"),
        Call::fails(extended(&vote), "UnexpectedExtension"),
    ]
}

/// What is signed for a vote, at 1970-01-01.
fn signed(vote_type: i64, height: i64, round: i64, id: &[u8], chain_id: &str) -> Vec<u8> {
    let head = [uint(1, vote_type), fixed(2, height), fixed(3, round)].concat();
    // A vote for nil has no block id at all.
    let id = if id.is_empty() { Vec::new() } else { message(4, id) };
    delimited(&[head, id, message(5, &[]), bytes(6, chain_id.as_bytes())].concat())
}

fn block(hash: u8) -> Vec<u8> {
    let parts = [uint(1, 1), bytes(2, &[9; 32])].concat();
    [bytes(1, &[hash; 32]), message(2, &parts)].concat()
}

fn fixed(number: u8, value: i64) -> Vec<u8> {
    let field = [&[number << 3 | 1][..], &value.to_le_bytes()].concat();
    if value == 0 { Vec::new() } else { field }
}

/// None of these is as long as 128 bytes.
fn delimited(message: &[u8]) -> Vec<u8> {
    assert!(message.len() < 128);
    [&[u8::try_from(message.len()).unwrap()][..], message].concat()
}
