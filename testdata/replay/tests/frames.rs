//! Evidence and proofs in frames: however they are cut, and whatever else is sent. That the verdict is
//! that on the whole is asked of every case, and of every double vote and proof of the other tests.

mod common;

use common::evidence::{VoteOf, Votes};
use common::proof::{Lower, Question, STORE, Step, iavl};
use common::{CHAIN, LIMITS, Stage, message};
use parhelion_core::evidence::{DuplicateVoteEvidence, FaultProof};
use parhelion_core::proof::{MerkleProof, Part};
use parhelion_core::stream::DoubleVote;
use parhelion_core::{ChainId, Error, Hash, Limits, PublicKey, ValidatorSet};
use parhelion_replay::{By, SentProof, SentVotes, split};

const PROPOSER: u8 = 4;
const VALIDATOR: u8 = 5;
const SET_END: u8 = 6;
const END: u8 = 8;
const VOTER: u8 = 9;
const DOUBLE_VOTE: u8 = 10;
const VALUE: u8 = 11;
const LEAF: u8 = 12;
const STEP: u8 = 13;
const ABSENCE: u8 = 14;

/// What a signer says to these chunks.
type Ask<'a, T> = dyn Fn(&[&[u8]]) -> Result<T, Error> + 'a;

fn owned(frames: &[u8]) -> Vec<Vec<u8>> {
    split(frames).map(<[u8]>::to_vec).collect()
}

fn kinds(frames: &[u8]) -> Vec<u8> {
    split(frames).map(|frame| frame[0]).collect()
}

fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_le_bytes();
    [&[kind], &length[..], payload].concat()
}

/// The frames of these votes, and what is said to others.
fn votes<T>(
    votes: &Votes,
    by_key: Option<&[u8]>,
    ask: impl FnOnce(&[u8], &Ask<FaultProof>) -> T,
) -> T {
    let (evidence, set) = (votes.evidence(), votes.set.encode());
    let evidence = &DuplicateVoteEvidence::parse(&evidence, LIMITS).unwrap();
    let set = ValidatorSet::parse(&set, LIMITS).unwrap();
    let key = by_key.map(|key| PublicKey::parse(key, LIMITS).unwrap());
    let by = key.as_ref().map_or(By::Set(&set), By::Key);
    let sent = SentVotes { chain_id: CHAIN, by, evidence };
    let chain_id = ChainId::new(CHAIN).unwrap();
    ask(&sent.frames(), &|chunks| sent.push(&chain_id, chunks.iter().copied()))
}

/// The same for a question about state.
fn state<T>(asked: &Question, ask: impl FnOnce(&[u8], &Ask<()>) -> T) -> T {
    let (header, bytes) = (&asked.header().unwrap(), asked.encode());
    let proof = &MerkleProof::parse(&bytes, LIMITS).unwrap();
    let (key, value) = (&asked.key[..], asked.value.as_deref());
    let sent = SentProof { header, store: STORE, key, value, proof };
    ask(&sent.frames().unwrap(), &|chunks| sent.push(chunks.iter().copied()).map(drop))
}

fn questions() -> Vec<Question> {
    let present = (0..5).map(Question::present);
    let gaps: [(&[u8], _, _); 4] = [
        (b"A", None, Some(0)),
        (b"c", Some(1), Some(2)),
        (b"e", Some(2), Some(3)),
        (b"h", Some(4), None),
    ];
    present.chain(gaps.map(|(key, left, right)| Question::absent(key, left, right))).collect()
}

/// Every way to cut in two, and every beginning.
fn cut(frames: &[u8], ask: &Ask<()>) {
    for at in 0..=frames.len() {
        assert_eq!(ask(&[&frames[..at], &[], &frames[at..]]), Ok(()), "{at}");
        if at < frames.len() {
            assert_eq!(ask(&[&frames[..at]]), Err(Error::StreamIncomplete), "{at}");
        }
    }
}

/// No frame can be left out, be sent twice, or change places with another.
fn disturb(frames: &[u8], ask: &Ask<()>) {
    let frames = owned(frames);
    assert_eq!(ask(&[&frames.concat()]), Ok(()));
    let refused = |changed: Vec<Vec<u8>>, what: &str, at: usize| {
        if changed != frames {
            assert!(ask(&[&changed.concat()]).is_err(), "{what} {at}");
        }
    };
    for at in 0..frames.len() {
        let mut without = frames.clone();
        without.remove(at);
        refused(without, "without", at);
        let mut twice = frames.clone();
        twice.insert(at, frames[at].clone());
        refused(twice, "twice", at);
        for other in 0..at {
            let mut swapped = frames.clone();
            swapped.swap(at, other);
            refused(swapped, "swapped", at);
        }
    }
}

#[test]
fn evidence_may_be_cut_anywhere_and_not_be_disturbed() {
    let evidence = Votes::new(&[]);
    for key in [None, Some(&evidence.key[..])] {
        votes(&evidence, key, |frames, ask| cut(frames, &|chunks| ask(chunks).map(drop)));
    }
    // By the key there is one frame alone.
    votes(&evidence, None, |frames, ask| disturb(frames, &|chunks| ask(chunks).map(drop)));
}

#[test]
fn proofs_may_be_cut_anywhere_and_not_be_disturbed() {
    for asked in questions() {
        state(&asked, cut);
        state(&asked, disturb);
    }
}

#[test]
fn no_bit_of_a_proof_can_be_changed() {
    for asked in questions() {
        state(&asked, |frames, ask| {
            for bit in 0..8 * frames.len() {
                let mut changed = frames.to_vec();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(ask(&[&changed]).is_err(), "{bit}");
            }
        });
    }
}

#[test]
fn the_frames_are_as_documented() {
    let evidence = Votes::new(&[]);
    let of_votes = |key| votes(&evidence, key, |frames, _| kinds(frames));
    let set = [&[PROPOSER][..], &[VALIDATOR; 7], &[SET_END]].concat();
    assert_eq!(of_votes(None), [&[VOTER], &set[..], &[DOUBLE_VOTE]].concat());
    assert_eq!(of_votes(Some(&evidence.key)), [DOUBLE_VOTE]);
    let of_state = |asked| state(&asked, |frames, _| kinds(frames));
    let multistore = [VALUE, LEAF, STEP, STEP, END];
    let present = [VALUE, LEAF, STEP, STEP, STEP];
    assert_eq!(of_state(Question::present(0)), [present, multistore].concat());
    // The first has a step more than the third, which has an empty value.
    let absent = [&[ABSENCE, VALUE, LEAF, LEAF][..], &[STEP; 5], &multistore].concat();
    assert_eq!(of_state(Question::absent(b"c", Some(1), Some(2))), absent);
}

/// Who sends need not be the host that this crate has.
#[test]
fn a_signer_judges_what_a_host_let_pass() {
    let evidence = Votes::new(&[]);
    let told = |sent: &[u8]| {
        votes(&evidence, None, |frames, ask| {
            let set = &frames[..frames.len() - owned(frames).last().unwrap().len()];
            ask(&[set, &frame(DOUBLE_VOTE, sent)]).map_err(|error| error.name())
        })
    };
    assert!(told(&evidence.evidence()).is_ok());
    let mut other = Votes::new(&[]);
    other.swap();
    assert_eq!(told(&other.evidence()), Err("VoteOrder"));
    other.swap();
    other.b.extension = vec![1];
    assert_eq!(told(&other.evidence()), Err("ExtensionSignatureMissing"));
    assert_eq!(told(&[]), Err("MissingVote"));
    assert_eq!(told(&[0x0a, 1]), Err("Truncated"));
    other = Votes::new(&[]);
    other.a.address = vec![1; 20];
    assert_eq!(told(&other.evidence()), Err("PassesDiffer"));
    // A vote that is not signed by the voter, for whom was asked.
    let forge = |votes: &mut Votes| votes.b.signature[0] ^= 1;
    assert_eq!(told(&Votes::new(&[(Stage::Signed, forge)]).evidence()), Err("WrongSignature"));
}

#[test]
fn a_signer_judges_the_set() {
    let evidence = Votes::new(&[]);
    votes(&evidence, None, |frames, ask| {
        let frames = owned(frames);
        let named = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut frames = frames.clone();
            change(&mut frames);
            ask(&[&frames.concat()]).unwrap_err().name()
        };
        let second = frames[3].clone();
        assert_eq!(named(&|all| all[3].clone_from(&frames[4])), "ValidatorsHashMismatch");
        assert_eq!(named(&|all| all.insert(3, second.clone())), "ValidatorsHashMismatch");
        assert_eq!(named(&|all| all[3][10] ^= 1), "ValidatorAddressMismatch");
        assert_eq!(named(&|all| all[1][10] ^= 1), "ValidatorAddressMismatch");
        assert_eq!(named(&|all| drop(all.remove(1))), "MissingProposer");
        assert_eq!(named(&|all| all[0] = frame(VOTER, &[3; 20])), "PassesDiffer");
        assert_eq!(named(&|all| all[0] = frame(VOTER, &[3; 21])), "FrameContent");
        assert_eq!(named(&|all| all[3] = frame(VALIDATOR, &[0x0a, 9])), "Truncated");
        assert_eq!(named(&|all| all.insert(2, all[1].clone())), "FrameOrder");
        assert_eq!(named(&|all| all[0][0] = 99), "UnknownFrame");
        let chain_id = ChainId::new(CHAIN).unwrap();
        let hash = Hash::from_slice(&evidence.set.hash()).unwrap();
        for (limit, found) in [(7, Ok(())), (6, Err("TooManyEntries"))] {
            let limits = Limits::DEFAULT.with_votes(limit);
            let mut stream = DoubleVote::by_set(&chain_id, &hash, &limits);
            let pushed = stream.push(&frames.concat()).map_err(|error| error.name());
            assert_eq!(pushed, found);
            assert_eq!(stream.finish().map(drop).map_err(|error| error.name()), found);
        }
        let mut stream = DoubleVote::by_set(&chain_id, &Hash([7; 32]), LIMITS);
        stream.push(&frames.concat()).unwrap();
        assert_eq!(stream.finish(), Err(Error::ValidatorsHashMismatch));
    });
}

/// What a vote carries beside what was signed is left out; signatures that no frame holds are cut.
#[test]
fn long_votes_are_judged_in_frames() {
    let long = |votes: &mut Votes| {
        for vote in [&mut votes.a, &mut votes.b] {
            vote.extension = vec![7; 100_000];
            vote.extension_signature = vec![7; 3309];
        }
    };
    let forge = |votes: &mut Votes| votes.b.signature = vec![1; 3309];
    assert!(Votes::new(&[(Stage::Set, long)]).verify().is_ok());
    assert!(Votes::new(&[(Stage::Set, long)]).verify_by_key().is_ok());
    let forged = Votes::new(&[(Stage::Set, long), (Stage::Signed, forge)]);
    assert_eq!(forged.verify(), Err(Error::WrongSignature { index: 1 }));
    assert_eq!(forged.verify_by_key(), Err(Error::WrongSignature { index: 1 }));
    let longest = VoteOf { signature: vec![1; 3309], ..forged.b.clone() };
    assert!(longest.encode().len() > 100_000);
    votes(&forged, None, |frames, _| assert!(owned(frames).last().unwrap().len() < 700));
}

#[test]
fn values_of_any_length_are_judged_in_frames() {
    for length in [0, 1, 2047, 2048, 2049, 100_000] {
        let value = vec![7; length];
        let entries: [(&[u8], &[u8]); 3] = [(b"a", b"1"), (b"b", &value), (b"c", b"3")];
        let proofs = iavl(&entries);
        let asked = |key: &[u8], value: Option<&[u8]>, lower: &Lower| {
            let mut asked = Question::present(0);
            asked.key = key.to_vec();
            asked.value = value.map(<[u8]>::to_vec);
            asked.lower = lower.clone();
            asked.sealed().verify()
        };
        let present = Lower::Present(proofs[1].clone());
        assert_eq!(asked(b"b", Some(&value), &present), Ok(()));
        let longer = [&value[..], &[0]].concat();
        let other = asked(b"b", Some(&longer), &present);
        assert_eq!(other, Err(Error::ValueMismatch { part: Part::Store }));
        let gap = Lower::Absent(Some(proofs[1].clone()), Some(proofs[2].clone()));
        assert_eq!(asked(b"bb", None, &gap), Ok(()));
    }
}

#[test]
fn what_no_frame_holds_is_not_sent() {
    let sent = |asked: &Question| {
        let (header, bytes) = (&asked.header().unwrap(), asked.encode());
        let proof = &MerkleProof::parse(&bytes, LIMITS).unwrap();
        let (key, value) = (&asked.key[..], asked.value.as_deref());
        SentProof { header, store: STORE, key, value, proof }.frames().map(drop)
    };
    let long = |length| Question::present(1).with(|asked| asked.lower().key = vec![7; length]);
    assert_eq!(sent(&long(2000)), Ok(()));
    assert!(matches!(sent(&long(2048)), Err(Error::FrameTooLong { .. })));
    let step = Step { hash: 1, prefix: vec![1], suffix: vec![7; 3000] };
    let wide = Question::present(1).with(|asked| asked.lower().path[0] = step);
    assert!(matches!(sent(&wide), Err(Error::FrameTooLong { .. })));
}

/// More steps than were said, or fewer, are no proof, in whatever place.
#[test]
fn the_number_of_steps_is_as_it_was_said() {
    for asked in questions() {
        state(&asked, |frames, ask| {
            let frames = owned(frames);
            for (at, _) in frames.iter().enumerate().filter(|(_, frame)| frame[0] == LEAF) {
                for less in [true, false] {
                    let mut changed = frames.clone();
                    // Behind the head and the part.
                    let depth = &mut changed[at][4];
                    *depth = if less { depth.wrapping_sub(1) } else { *depth + 1 };
                    assert_eq!(ask(&[&changed.concat()]), Err(Error::PassesDiffer), "{at} {less}");
                }
            }
        });
    }
}

/// In the place of either proof may stand one of the other kind, a batch, a compressed one, or nothing.
#[test]
fn proofs_of_other_kinds_are_refused_in_frames() {
    let place = |lower: &[u8], upper: &[u8]| [message(1, lower), message(1, upper)].concat();
    for asked in questions() {
        let [lower, upper] = asked.ops();
        let in_store = match asked.value {
            Some(_) => Error::ExistenceExpected { part: Part::Store },
            None => Error::NonExistenceExpected,
        };
        let above = Error::ExistenceExpected { part: Part::Multistore };
        let told = |bytes: &[u8]| asked.ask(bytes).map(drop);
        for other in [vec![], message(3, &[]), message(4, &[])] {
            assert_eq!(told(&place(&other, &upper)), Err(in_store));
            assert_eq!(told(&place(&lower, &other)), Err(above));
            assert_eq!(told(&place(&other, &other)), Err(in_store));
        }
        let kinds = [Question::present(0), Question::absent(b"c", Some(1), Some(2))];
        let of_other = kinds.iter().find(|other| other.value.is_some() != asked.value.is_some());
        let [other, _] = of_other.unwrap().ops();
        assert_eq!(told(&place(&other, &upper)), Err(in_store));
        if asked.value.is_none() {
            assert_eq!(told(&place(&lower, &lower)), Err(above));
        }
        assert_eq!(told(&asked.encode()), Ok(()));
    }
}
