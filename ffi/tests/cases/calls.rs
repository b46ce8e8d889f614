//! Calls that no case is: of functions that the cases do not ask, and of errors that they do not
//! provoke.

use crate::common::chain::chain;
use crate::common::{CHAIN, World, bytes, message, timestamp, uint};
use crate::programs::runner::{Answer, Ask, Question};
use crate::question::{LIMITS, base64, of as question_of, sealed};
use parhelion_core::commit::{Status, examine};
use parhelion_core::proof::tendermint::{ClientState, ConsensusState, from_on_chain_client};
use parhelion_core::{
    CODES, ChainId, Commit, LightBlock, Options, Time, TrustedState, ValidatorSet, light,
};
use parhelion_replay::Case;
use sha2::{Digest, Sha256};

/// A call, and what it must answer: bytes, or a code by its name; and the bytes after an error.
pub(crate) struct Call {
    pub(crate) question: Question,
    want: Result<Vec<u8>, &'static str>,
    /// What is told besides an error.
    far: Vec<u8>,
}

impl Call {
    pub(crate) fn gives(question: Question, bytes: Vec<u8>) -> Call {
        Call { question, want: Ok(bytes), far: Vec::new() }
    }

    pub(crate) fn fails(question: Question, name: &'static str) -> Call {
        Call::stops(question, name, Vec::new())
    }

    /// A call that tells also how far it went.
    fn stops(question: Question, name: &'static str, far: Vec<u8>) -> Call {
        Call { question, want: Err(name), far }
    }

    pub(crate) fn check(&self, found: &Answer) {
        if self.want.is_err() {
            assert_eq!(found.bytes, self.far, "{:?}", self.question.ask);
        }
        match &self.want {
            Ok(bytes) => assert_eq!(*found, Answer::ok(bytes.clone()), "{:?}", self.question.ask),
            Err("Argument") => assert_eq!((found.code, found.class), (1, 6)),
            Err("Unreadable") => assert_eq!((found.code, found.class), (3, 1)),
            Err(name) => {
                let row = CODES.iter().find(|row| i32::from(row.number) == found.code);
                assert_eq!(row.map(|row| row.name), Some(*name), "{:?}", self.question.ask);
            }
        }
    }
}

pub(crate) fn all(cases: &[(String, Case)]) -> Vec<Call> {
    let mut calls = Vec::new();
    for more in [states(), steps(), windows(), messages(), keys(), rooms(cases)] {
        calls.extend(more);
    }
    calls.extend(examinations(cases));
    calls.extend(clients(cases));
    calls
}

fn info(state: &TrustedState) -> Vec<u8> {
    let hashes = [state.header_hash(), state.next_validators_hash(), state.last_block_hash()];
    let app_hash = state.app_hash();
    let there = [hashes[0], hashes[1], hashes[2]].map(|hash| hash.is_some());
    let mut has = u32::from(app_hash.is_some()) * 8;
    for (bit, there) in [1, 2, 4].into_iter().zip(there) {
        has += u32::from(there) * bit;
    }
    let mut out = state.height().to_le_bytes().to_vec();
    out.extend(state.time().seconds().to_le_bytes());
    out.extend(state.time().nanos().to_le_bytes());
    out.extend(has.to_le_bytes());
    let mut chain_id = state.chain_id().as_str().as_bytes().to_vec();
    chain_id.resize(56, 0);
    out.extend(chain_id);
    for hash in hashes {
        out.extend(hash.map_or([0; 32], |hash| hash.0));
    }
    out.extend(app_hash.unwrap_or_default());
    out
}

/// How a state begins, what it says, and bytes that are none.
fn states() -> Vec<Call> {
    let world = World::new(20, &[]);
    let block = world.light_block();
    let header = LightBlock::parse(&block, LIMITS).unwrap();
    let hash = header.header().hash().unwrap();
    let state = TrustedState::trust_on_faith(header.header(), &hash).unwrap();
    let trust = |hash: [u8; 32]| Question::of(Ask::Trust).bytes(&block).bytes(&hash);
    let ask = |bytes: &[u8]| Question::of(Ask::Info).bytes(bytes);
    let (stored, bare) = (state.to_bytes(), world.state().unwrap());
    let changed = |at: usize| {
        let mut bytes = stored;
        bytes[at] ^= 1;
        bytes
    };
    let mut impossible = changed(30);
    let checksum = Sha256::digest(&impossible[..248]);
    impossible[248..].copy_from_slice(&checksum[..8]);
    vec![
        Call::gives(trust(hash.0), stored.to_vec()),
        Call::fails(trust([7; 32]), "TrustedHashMismatch"),
        Call::gives(ask(&stored), info(&state)),
        Call::gives(ask(&bare.to_bytes()), info(&bare)),
        Call::fails(ask(&changed(4)), "StateVersion"),
        Call::fails(ask(&changed(50)), "StateChecksum"),
        Call::fails(ask(&impossible), "StateContent"),
    ]
}

pub(crate) fn with_options(question: Question, options: &Options) -> Question {
    question
        .number(options.trust_threshold.numerator())
        .number(options.trust_threshold.denominator())
        .number(options.trusting_period.nanos().cast_unsigned())
        .number(options.max_clock_drift.nanos().cast_unsigned())
}

/// Steps that a case cannot ask: without a set, and backwards from what an on-chain client knows.
fn steps() -> Vec<Call> {
    let world = World::new(20, &[]);
    let question = Question::of(Ask::Verify)
        .bytes(&world.state().unwrap().to_bytes())
        .maybe(None)
        .bytes(&world.light_block());
    let now = world.now.0.cast_unsigned();
    let skip = with_options(question, &world.options).number(now).number(0);
    let later = Time::from_unix(1_800_000_000, 0).unwrap();
    let chain_id = ChainId::new(CHAIN).unwrap();
    let above = TrustedState::from_on_chain_client(chain_id, 21, later, &[]).unwrap();
    let backwards =
        Question::of(Ask::Backwards).bytes(&above.to_bytes()).bytes(&world.signed_header());
    vec![Call::fails(skip, "TrustedValidatorsMissing"), Call::fails(backwards, "NoLastBlockHash")]
}

/// A chain in one window: whole, with a gap, with a block that does not decode, and without any.
fn windows() -> Vec<Call> {
    let chain = chain(6);
    let first = LightBlock::parse(&chain.blocks[0], LIMITS).unwrap();
    let hash = first.header().hash().unwrap();
    let from = TrustedState::trust_on_faith(first.header(), &hash).unwrap();
    let options = Options::DEFAULT;
    let ask = |blocks: &[&[u8]]| {
        let question = Question::of(Ask::Window).bytes(&from.to_bytes());
        let question = with_options(question, &options).number(1_700_000_100).number(0);
        blocks.iter().fold(question, |question, block| question.bytes(block))
    };
    let blocks: Vec<&[u8]> = chain.blocks.iter().map(|block| &block[..]).collect();
    let now = Time::from_unix(1_700_000_100, 0).unwrap();
    let after = |count: usize| {
        let (mut state, mut out) = (from.clone(), (count as u64).to_le_bytes().to_vec());
        for bytes in &blocks[1..=count] {
            let block = LightBlock::parse(bytes, LIMITS).unwrap();
            let verified = light::verify_adjacent(&state, &block, &options, now).unwrap();
            state = verified.trusted_state().clone();
        }
        out.extend(state.to_bytes());
        out
    };
    vec![
        Call::gives(ask(&blocks[1..]), after(5)),
        Call::gives(ask(&[]), after(0)),
        Call::stops(ask(&[blocks[1], blocks[2], blocks[4]]), "NotAdjacent", after(2)),
        Call::stops(ask(&[blocks[1], &blocks[2][..90], blocks[3]]), "Truncated", after(1)),
        Call::stops(ask(&[&[0xff]]), "Truncated", after(0)),
    ]
}

/// Messages that are too large, or lack what they are for.
fn messages() -> Vec<Call> {
    let check = |number: u64, bytes: &[u8]| {
        Question::of(Ask::Check).number(number).maybe(None).bytes(bytes)
    };
    let many = [0x0a, 0x00].repeat(10_001);
    let world = World::new(20, &[]);
    let id = world.commit.as_ref().unwrap().id.encode();
    let vote = [
        uint(1, 2),
        uint(2, 20),
        message(4, &id),
        message(5, &timestamp((1, 0))),
        bytes(6, &[1; 20]),
        bytes(8, &[1; 64]),
    ]
    .concat();
    let extended = [&vote[..], &bytes(10, &[1; 3310])].concat();
    vec![
        Call::gives(check(3, &vote), Vec::new()),
        Call::fails(check(3, &extended), "ExtensionSignatureTooLong"),
        Call::fails(check(1, &vec![0; (64 << 20) + 1]), "MessageTooLong"),
        Call::fails(check(9, &many), "TooManyEntries"),
        Call::fails(check(9, &[0x0a, 0x00]), "MissingEvidence"),
        Call::gives(check(9, &[]), Vec::new()),
        Call::fails(Question::of(Ask::Hash).number(3).bytes(&vote), "Argument"),
    ]
}

/// Votes by a key of a type that is counted, and cannot be verified.
fn keys() -> Vec<Call> {
    let key = [5; 1952];
    let address = &Sha256::digest(key)[..20];
    let vote = |n: u8| {
        let hash = [n; 32];
        let id = [bytes(1, &hash), message(2, &[uint(1, 1), bytes(2, &hash)].concat())].concat();
        let time = message(5, &timestamp((1, 0)));
        [uint(1, 2), uint(2, 20), message(4, &id), time, bytes(6, address), bytes(8, &[1; 64])]
            .concat()
    };
    let evidence = [message(1, &vote(1)), message(2, &vote(2)), uint(3, 10), uint(4, 10)].concat();
    let key = bytes(4, &key);
    let member = [bytes(1, address), message(2, &key), uint(3, 10)].concat();
    let set = [message(1, &member), message(2, &member)].concat();
    let ask = |ask, by: &[u8]| Question::of(ask).bytes(CHAIN.as_bytes()).bytes(by).bytes(&evidence);
    vec![
        Call::fails(ask(Ask::DuplicateVote, &set), "UnsupportedKeyType"),
        Call::fails(ask(Ask::DuplicateVoteByKey, &key), "ProviderKeyType"),
    ]
}

/// Every commit of a case, entry by entry.
fn examinations(cases: &[(String, Case)]) -> impl Iterator<Item = Call> + '_ {
    let commits = cases.iter().filter(|(_, case)| case.kind == "commit");
    commits.filter_map(|(_, case)| {
        let (chain_id, set) = (case.chain_id.as_ref()?, base64(case.validators.as_ref()?));
        let bytes = &case.commit.as_ref()?.0;
        let question =
            Question::of(Ask::Examine).bytes(chain_id.as_bytes()).bytes(&set).bytes(bytes);
        let set = ValidatorSet::parse(&set, LIMITS).ok()?;
        let commit = Commit::parse(bytes, LIMITS).ok().filter(|commit| !commit.is_empty())?;
        let mut out = Vec::new();
        let examined = examine(chain_id, &set, &commit, |_, validator, status| {
            out.extend(validator.address().0);
            out.extend(number(status).to_le_bytes());
            out.extend(validator.power().to_le_bytes());
        });
        Some(match examined {
            Ok(()) => Call::gives(question, out),
            Err(error) => Call::fails(question, error.name()),
        })
    })
}

fn number(status: Status) -> u32 {
    let all = [
        Status::Absent,
        Status::Signed,
        Status::SignedNil,
        Status::WrongAddress,
        Status::WrongSignature,
        Status::Unsupported,
    ];
    all.iter().position(|it| *it == status).unwrap().try_into().unwrap()
}

/// Every state that a client of a case knows, trusted.
fn clients(cases: &[(String, Case)]) -> impl Iterator<Item = Call> + '_ {
    let clients = cases.iter().filter(|(_, case)| case.kind == "client_update").step_by(10);
    clients.filter_map(|(_, case)| {
        let client = &case.client_state.as_ref()?.0;
        let known = case.consensus_states.as_ref()?.first()?;
        let (revision, height) = known.height.split_once('-')?;
        let height = (revision.parse().ok()?, height.parse().ok()?);
        let question =
            Question::of(Ask::FromClient).bytes(client).number(height.0).number(height.1);
        let question = question.bytes(&known.bytes.0);
        let state = ClientState::parse(client, LIMITS).and_then(|client| {
            let known = ConsensusState::parse(&known.bytes.0, LIMITS)?;
            from_on_chain_client(&client, height, &known)
        });
        Some(match state {
            Ok(state) => Call::gives(question, state.to_bytes().to_vec()),
            Err(error) => Call::fails(question, error.name()),
        })
    })
}

/// Memory that does not suffice, and roots that a header does not have.
fn rooms(cases: &[(String, Case)]) -> Vec<Call> {
    let accepted = |kind: &str, more: fn(&Case) -> bool| {
        let fits = |case: &&Case| case.kind == kind && case.want.ok && more(case);
        cases.iter().map(|(_, case)| case).find(fits).unwrap()
    };
    let attack = accepted("light_client_attack", |case| {
        case.want.byzantine.as_ref().is_some_and(|list| !list.is_empty())
    });
    let trusting = accepted("commit", |case| case.variant.as_deref() == Some("trusting"));
    let proof = accepted("ics23", |case| case.value.is_some());
    let under = |app_hash: &[u8]| {
        let mut bytes = World::new(20, &[]).state().unwrap().to_bytes();
        if !app_hash.is_empty() {
            bytes[6] |= 8;
            bytes[29] = app_hash.len().try_into().unwrap();
            bytes[128..][..app_hash.len()].copy_from_slice(app_hash);
        }
        sealed(bytes).to_bytes()
    };
    let path = proof.path.as_ref().unwrap();
    let prove = |state: [u8; 256]| {
        let question =
            Question::of(Ask::StateProof).maybe(None).bytes(&path[0].0).bytes(&path[1].0);
        let question = question.bytes(&proof.value.as_ref().unwrap().0);
        question.bytes(&proof.proof.as_ref().unwrap().0).bytes(&state)
    };
    vec![
        Call::fails(question_of(attack).unwrap().replace(4, 0), "SignersTooFew"),
        Call::fails(question_of(trusting).unwrap().asking(Ask::SmallScratch), "ScratchTooSmall"),
        Call::fails(prove(under(&[])), "NoAppHash"),
        Call::fails(prove(under(&[1; 20])), "AppHashLength"),
    ]
}
