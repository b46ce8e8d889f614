//! A vector for every error code; and the page of codes, made from the table in the core.

#[path = "common/attest_faults.rs"]
mod attest_faults;
#[path = "common/client.rs"]
mod client;
mod common;
#[path = "common/consumer.rs"]
mod consumer;
#[path = "common/faults.rs"]
mod faults;
#[path = "common/packets.rs"]
mod packets;
#[path = "common/page.rs"]
mod page;
#[path = "common/proof_faults.rs"]
mod proof_faults;
#[path = "common/set_faults.rs"]
mod set_faults;
#[path = "common/store_faults.rs"]
mod store_faults;

use common::evidence::{VoteOf, checks};
use common::{Entry, LIMITS, Member, Stage, World, bytes, message, timestamp, uint};
use parhelion_core::ccv::Release;
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{
    BlockId, CODES, ChainId, Commit, Error, Hash, Header, HeaderField, Inclusion, KeyType,
    LightBlock, Limits, Options, PublicKey, Time, TrustThreshold, TrustedState, ValidatorSet, Vote,
    commit, light,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What provokes an error.
type Vector = fn() -> Result<(), Error>;

fn skip(change: common::Change) -> Result<(), Error> {
    World::new(20, &[(Stage::Signed, change)]).verify()
}

fn parse_commit(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    Commit::parse(bytes, limits).map(drop)
}

fn vote(change: impl FnOnce(&mut VoteOf)) -> Result<(), Error> {
    let mut fields = VoteOf::default();
    change(&mut fields);
    let bytes = fields.encode();
    Vote::parse(&bytes, LIMITS)?.validate()
}

fn double_vote(a: Option<u8>, b: Option<u8>) -> Vec<u8> {
    let vote = |hash: u8| VoteOf { id: VoteOf::block(hash), ..VoteOf::default() }.encode();
    let a = a.map_or(Vec::new(), |hash| message(1, &vote(hash)));
    let b = b.map_or(Vec::new(), |hash| message(2, &vote(hash)));
    [a, b, uint(3, 10), uint(4, 1), message(5, &timestamp((1, 0)))].concat()
}

fn attack(common_height: i64, power: i64) -> Result<(), Error> {
    let block = World::new(20, &[]).light_block();
    let evidence = [
        message(1, &block),
        uint(2, common_height),
        uint(4, power),
        message(5, &timestamp((1, 0))),
    ]
    .concat();
    LightClientAttackEvidence::parse(&evidence, LIMITS).map(drop)
}

fn stored(change: impl FnOnce(&mut [u8; 256])) -> Result<(), Error> {
    let mut bytes = World::new(20, &[]).state()?.to_bytes();
    change(&mut bytes);
    let sum = Sha256::digest(&bytes[..248]);
    if bytes[250] != 0xee {
        bytes[248..].copy_from_slice(&sum[..8]);
    }
    TrustedState::from_trusted_bytes(&bytes).map(drop)
}

fn step(
    height: i64,
    how: fn(&TrustedState, &LightBlock<'_>, &ValidatorSet<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let world = World::new(height, &[]);
    let block = world.light_block();
    let block = LightBlock::parse(&block, LIMITS)?;
    how(&world.state()?, &block, &block.validators())
}

const NOW: fn() -> Time = || Time::from_unix(1_700_000_020, 0).unwrap();

/// Codes that no table of `order.rs` provokes.
const VECTORS: &[(&str, Vector)] = &[
    ("Truncated", || parse_commit(&[8], LIMITS)),
    ("VarintOverflow", || {
        parse_commit(&[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2], LIMITS)
    }),
    ("InvalidTag", || parse_commit(&[0, 0], LIMITS)),
    ("InvalidWireType", || parse_commit(&[0x7e, 0], LIMITS)),
    ("WireTypeMismatch", || parse_commit(&[0x0a, 0], LIMITS)),
    ("GroupField", || parse_commit(&[0x7b, 0x7c], LIMITS)),
    ("NegativeLength", || {
        parse_commit(&[0x1a, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1], LIMITS)
    }),
    ("DuplicateField", || parse_commit(&[8, 1, 8, 1], LIMITS)),
    ("IntRange", || parse_commit(&uint(2, 1 << 32), LIMITS)),
    ("FlagRange", || parse_commit(&message(4, &uint(1, 258)), LIMITS)),
    ("NotUtf8", || Header::parse(&bytes(2, &[0xff]), LIMITS).map(drop)),
    ("TimeRange", || parse_commit(&message(4, &message(3, &uint(2, 1_000_000_000))), LIMITS)),
    ("MessageTooLong", || parse_commit(&[0; 9], &Limits::DEFAULT.with_message_len(8))),
    ("TooManyEntries", || {
        let entry = message(4, &Entry::absent().encode());
        parse_commit(&entry.repeat(10_000), LIMITS)?;
        parse_commit(&entry.repeat(10_001), LIMITS)
    }),
    ("StateLength", || TrustedState::from_trusted_bytes(&[0; 257]).map(drop)),
    ("StateVersion", || stored(|bytes| bytes[4] = 2)),
    ("StateChecksum", || stored(|bytes| bytes[250] = 0xee)),
    ("StateContent", || stored(|bytes| bytes[8..16].fill(0))),
    ("VoteType", || vote(|vote| vote.vote_type = 32)),
    ("VoteHeight", || vote(|vote| vote.height = 0)),
    ("VoteBlockId", || vote(|vote| vote.id.total = 0)),
    ("NegativeValidatorIndex", || vote(|vote| vote.index = -1)),
    ("UnexpectedExtension", || vote(|vote| (vote.vote_type, vote.extension) = (1, vec![1]))),
    ("UnexpectedExtensionSignature", || {
        vote(|vote| (vote.id, vote.extension_signature) = (common::Id::default(), vec![1]))
    }),
    ("ExtensionSignatureMissing", || vote(|vote| vote.extension = vec![1])),
    ("ExtensionSignatureTooLong", || {
        vote(|vote| vote.extension_signature = vec![1; 3309])?;
        vote(|vote| vote.extension_signature = vec![1; 3310])
    }),
    ("NotAdjacent", || {
        step(20, |state, block, _| {
            light::verify_adjacent(state, block, &Options::DEFAULT, NOW()).map(drop)
        })
    }),
    ("Adjacent", || {
        step(11, |state, block, set| {
            light::verify_skipping(state, set, block, &Options::DEFAULT, NOW(), &mut []).map(drop)
        })
    }),
    ("TimeNotDecreased", || World::new(9, &[]).verify_backwards(&[1; 32])),
    ("LastBlockHashMismatch", || earlier(&[1; 32])),
    ("NoLastBlockHash", || earlier(&[])),
    ("TrustedHashMismatch", || {
        let bytes = World::new(20, &[]).header().encode();
        TrustedState::trust_on_faith(&Header::parse(&bytes, LIMITS)?, &Hash([0; 32])).map(drop)
    }),
    ("TrustedValidatorsMissing", || skip(|world| world.trusted_set = None)),
    ("InclusionMismatch", || {
        let bytes = World::new(20, &[]).header().encode();
        let header = Header::parse(&bytes, LIMITS)?;
        let proof = header.prove(HeaderField::AppHash)?;
        proof.verify_bytes(&header.hash()?, HeaderField::AppHash, header.app_hash())?;
        proof.verify_bytes(&header.hash()?, HeaderField::AppHash, &[0; 32])
    }),
    ("CommitHeight", || {
        own(|_, commit, set| {
            commit::verify(common::CHAIN, set, &commit.block_id(), 19, commit, commit::Rule::Light)
        })
    }),
    ("CommitBlockId", || {
        own(|_, commit, set| {
            commit::verify(common::CHAIN, set, &BlockId::default(), 20, commit, commit::Rule::Light)
        })
    }),
    ("UnsupportedKeyType", || {
        let key = vec![7; 1952];
        let member =
            Member { address: Sha256::digest(&key)[..20].to_vec(), key: bytes(4, &key), power: 10 };
        let set = [message(1, &member.encode()), message(2, &member.encode())].concat();
        let set = ValidatorSet::parse(&set, LIMITS)?;
        assert_eq!((set.total_power(), set.key_type()), (10, Some(KeyType::MlDsa65)));
        let mut world = World::new(20, &[]);
        world.commit().entries.truncate(1);
        world.entry(0).address = member.address;
        let bytes = world.commit().encode();
        let commit = Commit::parse(&bytes, LIMITS)?;
        let rule = commit::Rule::Light;
        commit::verify(common::CHAIN, &set, &commit.block_id(), 20, &commit, rule).map(drop)
    }),
    ("MissingVote", || DuplicateVoteEvidence::parse(&double_vote(Some(1), None), LIMITS).map(drop)),
    ("VoteOrder", || {
        DuplicateVoteEvidence::parse(&double_vote(Some(1), Some(2)), LIMITS)?;
        DuplicateVoteEvidence::parse(&double_vote(Some(2), Some(2)), LIMITS).map(drop)
    }),
    ("EvidencePower", || attack(20, 1).and_then(|()| attack(20, 0))),
    ("CommonHeight", || attack(1, 1).and_then(|()| attack(21, 1))),
    ("UnsupportedRelease", || Release::new("v6.4.0").map(drop)),
    ("MissingEvidence", || EvidenceList::parse(&message(1, &[]), LIMITS).map(drop)),
];

/// A sound header below the trusted one, whose trusted successor names another hash.
fn earlier(last_block_hash: &[u8]) -> Result<(), Error> {
    let early: common::Change = |world| world.header().time = (1_699_999_999, 0);
    World::new(9, &[(Stage::Header, early)]).verify_backwards(last_block_hash)
}

fn own(
    verify: fn(&World, &Commit<'_>, &ValidatorSet<'_>) -> Result<commit::Tally, Error>,
) -> Result<(), Error> {
    let mut world = World::new(20, &[]);
    let (commit, set) = (world.commit().encode(), world.set().encode());
    let (commit, set) = (Commit::parse(&commit, LIMITS)?, ValidatorSet::parse(&set, LIMITS)?);
    verify(&world, &commit, &set).map(drop)
}

/// Provoked where the feature is missing: `core/tests/without_secp256k1.rs`.
const ELSEWHERE: &[&str] = &["KeyTypeNotBuilt"];

#[test]
fn every_code_has_a_vector() {
    let mut provoked: BTreeSet<&str> = ELSEWHERE.iter().copied().collect();
    let tables = [
        VECTORS,
        attest_faults::VECTORS,
        client::VECTORS,
        packets::VECTORS,
        proof_faults::VECTORS,
        set_faults::VECTORS,
        store_faults::VECTORS,
    ];
    for (name, vector) in tables.into_iter().flatten() {
        let error = vector().expect_err(name);
        assert_eq!(error.name(), *name, "{error}");
        provoked.insert(name);
    }
    for (tables, height) in [(faults::READING, 20), (faults::SKIPPING, 20)] {
        for step in tables {
            let error = World::new(height, &[(step.stage, step.fault)]).verify().unwrap_err();
            assert_eq!(error.name(), step.name);
            provoked.insert(step.name);
        }
    }
    for table in checks::ALL {
        for ((name, what, _), found) in table.rows().into_iter().zip(table.alone()) {
            assert_eq!(found.expect_err(what).name(), name, "{}: {what}", table.title());
            provoked.insert(name);
        }
    }
    provoked.extend(faults::ADJACENT.iter().map(|step| step.name)); // each is provoked in order.rs
    let all: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(all.difference(&provoked).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert_eq!(provoked.difference(&all).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn numbers_say_what_was_found() {
    let mut world = World::new(
        20,
        &[(Stage::Signed, |world| world.entry(1).address = world.entry(0).address.clone())],
    );
    assert_eq!(world.verify(), Err(Error::DoubleVote { index: 1, first: 0 }));
    // Neither somebody else's vote nor a vote for no block is the first one.
    let twice: common::Change = |world| {
        let address = world.entry(2).address.clone();
        world.entry(1).flag = 3;
        for index in [1, 3] {
            world.entry(index).address = address.clone();
        }
    };
    world = World::new(20, &[(Stage::Commit, twice)]);
    assert_eq!(world.verify(), Err(Error::DoubleVote { index: 3, first: 2 }));
    world = World::new(
        20,
        &[(Stage::Signed, |world| (2..7).for_each(|n| *world.entry(n) = Entry::absent()))],
    );
    assert_eq!(world.verify(), Err(Error::NotEnoughTrust { tallied: 20, needed: 23, total: 70 }));
    world = World::new(
        20,
        &[(Stage::Signed, |world| (4..7).for_each(|n| *world.entry(n) = Entry::absent()))],
    );
    assert_eq!(world.verify(), Err(Error::NotEnoughPower { tallied: 40, needed: 46, total: 70 }));
    world = World::new(20, &[(Stage::Signed, |world| world.scratch = 13)]);
    assert_eq!(world.verify(), Err(Error::ScratchTooSmall { needed: 14 }));
    world = World::new(20, &[(Stage::Signed, |world| world.entry(3).signature[63] = 0xff)]);
    assert_eq!(world.verify(), Err(Error::WrongSignature { index: 3 }));
    // The first that the trusted set was not asked about is 3; this is one beyond.
    world = World::new(20, &[(Stage::Signed, |world| world.entry(4).signature[0] ^= 1)]);
    assert_eq!(world.verify(), Err(Error::WrongSignature { index: 4 }));
}

#[test]
fn what_light_does_not_look_at_full_does() {
    let nil: common::Change = |world| world.entry(6).flag = 3;
    let forge: common::Change = |world| world.entry(6).signature[0] ^= 1;
    let good = World::new(20, &[(Stage::Commit, nil)]);
    let bad = World::new(20, &[(Stage::Commit, nil), (Stage::Signed, forge)]);
    use commit::Rule::{Full, Light, LightAll};
    assert_eq!(good.verify_commit(Full).map(|tally| tally.tallied), Ok(60));
    assert_eq!(bad.verify_commit(Full), Err(Error::WrongSignature { index: 6 }));
    assert_eq!(bad.verify_commit(LightAll).map(|tally| tally.tallied), Ok(60));
    let late: common::Change = |world| world.entry(5).signature[0] ^= 1;
    let late = World::new(20, &[(Stage::Signed, late)]);
    assert_eq!(late.verify_commit(Light).map(|tally| (tally.tallied, tally.entries)), Ok((50, 5)));
    assert_eq!(late.verify_commit(LightAll), Err(Error::WrongSignature { index: 5 }));
}

#[test]
fn inclusion_proofs_hold_for_each_field() {
    let encoded = World::new(20, &[]).header().encode();
    let header = Header::parse(&encoded, LIMITS).unwrap();
    let hash = header.hash().unwrap();
    let prove = |field| header.prove(field).unwrap();
    let texts = [
        (HeaderField::ChainId, header.chain_id().as_bytes()),
        (HeaderField::LastCommitHash, header.last_commit_hash()),
        (HeaderField::DataHash, header.data_hash()),
        (HeaderField::ValidatorsHash, header.validators_hash()),
        (HeaderField::NextValidatorsHash, header.next_validators_hash()),
        (HeaderField::ConsensusHash, header.consensus_hash()),
        (HeaderField::AppHash, header.app_hash()),
        (HeaderField::LastResultsHash, header.last_results_hash()),
        (HeaderField::EvidenceHash, header.evidence_hash()),
        (HeaderField::ProposerAddress, &header.proposer_address().0),
    ];
    for (field, value) in texts {
        assert_eq!(prove(field).verify_bytes(&hash, field, value), Ok(()), "{field:?}");
        for (other, _) in texts.iter().filter(|(other, _)| *other != field) {
            assert!(
                prove(*other).verify_bytes(&hash, field, value).is_err(),
                "{field:?} by {other:?}"
            );
        }
        assert!(prove(field).verify_bytes(&Hash([0; 32]), field, value).is_err());
        assert!(prove(field).verify_bytes(&hash, field, &value[1..]).is_err());
    }
    let time = header.time();
    assert_eq!(prove(HeaderField::Height).verify_height(&hash, 20), Ok(()));
    assert!(prove(HeaderField::Height).verify_height(&hash, 21).is_err());
    assert_eq!(prove(HeaderField::Time).verify_time(&hash, time), Ok(()));
    assert!(prove(HeaderField::Time).verify_time(&hash, Time::UNIX_EPOCH).is_err());
    let last = prove(HeaderField::LastBlockId);
    assert_eq!(last.verify_last_block_id(&hash, &header.last_block_id()), Ok(()));
    assert!(last.verify_last_block_id(&hash, &BlockId::default()).is_err());
    // A field that holds no bytes, and a proof of another size of tree.
    assert!(prove(HeaderField::Height).verify_bytes(&hash, HeaderField::Height, &[20]).is_err());
    let app = prove(HeaderField::AppHash);
    let longer = Inclusion::from_parts(app.index(), 15, app.aunts()).unwrap();
    assert!(longer.verify_bytes(&hash, HeaderField::AppHash, header.app_hash()).is_err());
}

#[test]
fn thresholds_and_chain_ids_are_refused_when_they_are_built() {
    assert!(TrustThreshold::new(1, 4).is_err());
    assert_eq!(ChainId::new(&"x".repeat(51)), Err(Error::ChainIdTooLong { length: 51 }));
    assert!(PublicKey::new(KeyType::Ed25519, &[0; 33]).is_err());
}

#[test]
fn the_page_of_codes_is_made_from_the_table() {
    let mut text = String::from(
        "# Error codes\n\n\
         Made from the table in `core/src/error/codes.rs`; do not edit it. A code never changes its meaning.\n\
         1xx: bytes that do not decode. 2xx: values that break a rule of their own. 3xx: light\n\
         verification. 4xx: commits and signatures. 5xx: evidence. 6xx: proofs of state, and IBC. 7xx:\n\
         consumer chains. Where each stands among the others: [order of checks](order-of-checks.md).\n\n\
         verification. 4xx: commits and signatures. 5xx: evidence. 6xx: IBC. 7xx: consumer chains. Where\n\
         each stands among the others: [order of checks](order-of-checks.md).\n\n\
         `index` counts from 0; 4294967295 stands for the proposer of a set, or for a vote that stands\n\
         alone. `offset` is the place in the whole input. Times are seconds and nanoseconds since 1970.\n\n\
         | code | name | class | what was found | numbers |\n|---|---|---|---|---|\n",
    );
    for code in CODES {
        let fields = code.fields.join(", ");
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {fields} |",
            code.number,
            code.name,
            code.class.name(),
            code.text
        );
    }
    page::compare("error-codes.md", &text);
}
