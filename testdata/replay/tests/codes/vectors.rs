//! A vector for each code that no other table provokes.

use crate::common::{
    self, Entry, LIMITS, Member, Stage, World, bytes, evidence::VoteOf, message, timestamp, uint,
};
use parhelion_core::ccv::Release;
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{
    BlockId, Commit, Error, Hash, Header, HeaderField, KeyType, LightBlock, Limits, Options, Time,
    TrustedState, ValidatorSet, Vote, commit, light,
};
use sha2::{Digest, Sha256};

/// What provokes an error.
pub(crate) type Vector = fn() -> Result<(), Error>;

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
pub(crate) const VECTORS: &[(&str, Vector)] = &[
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
