//! What the strict reader accepts, prost decodes to the same values.

mod evidence;

use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::{
    BlockId, BlockIdFlag, Commit, Encode, Error, Header, IbcHeader, KeyType, LightBlock, Limits,
    Proposal, SignedHeader, Time, TrustedState, Validator, ValidatorSet, Vote,
};
use prost::Message;
use sha2::{Digest, Sha256};

pub(crate) const LIMITS: &Limits = &Limits::DEFAULT;
pub(crate) const CHAIN_ID: &str = "a-chain-id-of-exactly-fifty-bytes-which-is-longest";

/// The first byte selects a message, the others are it: one of those of which blocks are made.
///
/// Only what is accepted is compared: prost forgives what the strict reader refuses.
pub fn parse_light_block(data: &[u8]) {
    if !is_of_evidence(data) {
        is_accepted(data);
    }
}

/// As [`parse_light_block`], for the messages of evidence.
pub fn parse_evidence(data: &[u8]) {
    if is_of_evidence(data) {
        is_accepted(data);
    }
}

fn is_of_evidence(data: &[u8]) -> bool {
    data.first().is_some_and(|selector| evidence::SELECTORS.contains(selector))
}

/// Whether there was something to compare: the core accepts the message.
pub fn is_accepted(data: &[u8]) -> bool {
    data.split_first().is_some_and(|(selector, bytes)| agreed(*selector, bytes))
}

/// Whether the core accepts the message of this selector; then prost agrees.
pub(crate) fn agreed(selector: u8, bytes: &[u8]) -> bool {
    match selector {
        0 => accepted(Header::parse(bytes, LIMITS), bytes, header),
        1 => accepted(Commit::parse(bytes, LIMITS), bytes, commit),
        2 => accepted(ValidatorSet::parse(bytes, LIMITS), bytes, validator_set),
        3 => accepted(SignedHeader::parse(bytes, LIMITS), bytes, signed_header),
        4 => accepted(LightBlock::parse(bytes, LIMITS), bytes, whole_block),
        5 => accepted(IbcHeader::parse(bytes, LIMITS), bytes, ibc_header),
        6 => accepted(Vote::parse(bytes, LIMITS), bytes, vote),
        7 => accepted(Proposal::parse(bytes, LIMITS), bytes, proposal),
        11 => accepted(BlockId::parse(bytes, LIMITS), bytes, |ours, theirs| {
            block_id(&ours, Some(theirs));
        }),
        12 => trusted_state(bytes),
        _ => evidence::agreed(selector, bytes),
    }
}

/// Compares what was accepted with what prost makes of the same bytes. A refusal can be shown, and
/// has a code.
fn accepted<T, M: Message + Default>(
    parsed: Result<T, Error>,
    bytes: &[u8],
    compare: impl FnOnce(T, M),
) -> bool {
    match parsed {
        Ok(ours) => compare(ours, M::decode(bytes).expect("prost refuses what we accept")),
        Err(error) => {
            assert!(!error.to_string().is_empty() && error.row().number >= 100);
            return false;
        }
    }
    true
}

fn time(ours: Time, theirs: &Option<pb::Timestamp>) {
    let theirs = theirs.unwrap_or(oracle::YEAR_1);
    assert_eq!((ours.seconds(), ours.nanos()), (theirs.seconds, theirs.nanos as u32));
}

fn block_id(ours: &BlockId<'_>, theirs: Option<pb::BlockId>) {
    let theirs = theirs.unwrap_or_default();
    assert_eq!(ours.is_zero(), theirs.clone().canonical() == pb::BlockId::default().canonical());
    assert_eq!(ours.hash(), theirs.hash);
    let (ours, theirs) = (ours.part_set_header(), theirs.part_set_header.unwrap_or_default());
    assert_eq!((ours.total(), ours.hash()), (theirs.total, &theirs.hash[..]));
}

fn header(ours: Header<'_>, theirs: pb::Header) {
    let version = theirs.version.unwrap_or_default();
    assert_eq!((version.block, ours.app_version()), (11, version.app));
    assert_eq!(ours.chain_id().as_bytes(), theirs.chain_id);
    assert_eq!(i64::try_from(ours.height()), Ok(theirs.height));
    time(ours.time(), &theirs.time);
    block_id(&ours.last_block_id(), theirs.last_block_id.clone());
    assert_eq!(ours.last_commit_hash(), theirs.last_commit_hash);
    assert_eq!(ours.data_hash(), theirs.data_hash);
    assert_eq!(ours.validators_hash(), theirs.validators_hash);
    assert_eq!(ours.next_validators_hash(), theirs.next_validators_hash);
    assert_eq!(ours.consensus_hash(), theirs.consensus_hash);
    assert_eq!(ours.app_hash(), theirs.app_hash);
    assert_eq!(ours.last_results_hash(), theirs.last_results_hash);
    assert_eq!(ours.evidence_hash(), theirs.evidence_hash);
    assert_eq!(&ours.proposer_address().0[..], theirs.proposer_address);

    let canonical = theirs.canonical();
    let bytes = canonical.encode_to_vec();
    assert_eq!(Header::parse(&bytes, LIMITS), Ok(ours));
    match ours.hash() {
        Ok(hash) => assert_eq!(hash.0, oracle::header_hash(&canonical)),
        Err(error) => {
            assert_eq!(error, Error::NoHeaderHash);
            assert!(ours.validators_hash().is_empty());
        }
    }
}

fn commit(ours: Commit<'_>, theirs: pb::Commit) {
    assert_eq!(i64::try_from(ours.height()), Ok(theirs.height));
    assert_eq!(i32::try_from(ours.round()), Ok(theirs.round));
    block_id(&ours.block_id(), theirs.block_id.clone());
    assert_eq!(usize::try_from(ours.len()), Ok(theirs.signatures.len()));
    assert_eq!(ours.signatures().count(), theirs.signatures.len());
    for ((index, ours), (i, theirs)) in ours.signatures().zip(theirs.signatures.iter().enumerate())
    {
        let flag = match ours.flag() {
            BlockIdFlag::Absent => 1,
            BlockIdFlag::Commit => 2,
            BlockIdFlag::Nil => 3,
        };
        assert_eq!((usize::try_from(index), flag), (Ok(i), theirs.block_id_flag));
        assert_eq!(ours.validator_address(), theirs.validator_address);
        time(ours.timestamp(), &theirs.timestamp);
        assert_eq!(ours.signature(), theirs.signature);
    }

    let canonical = theirs.canonical();
    let bytes = canonical.encode_to_vec();
    assert_eq!(Commit::parse(&bytes, LIMITS).map(|commit| commit.hash()), Ok(ours.hash()));
    assert_eq!(ours.hash().0, oracle::commit_hash(&canonical));
}

fn validator(ours: &Validator<'_>, theirs: &pb::Validator) {
    assert_eq!(&ours.address().0[..], theirs.address);
    assert_eq!(i64::try_from(ours.power()), Ok(theirs.voting_power));
    assert_eq!(ours.proposer_priority(), theirs.proposer_priority);
    let theirs = theirs.pub_key.clone().unwrap_or_default();
    let members = [theirs.ed25519, theirs.secp256k1, theirs.ml_dsa_65];
    let place = match ours.public_key().key_type() {
        KeyType::Ed25519 => 0,
        KeyType::Secp256k1 => 1,
        KeyType::MlDsa65 => 2,
        other => panic!("{other:?}"),
    };
    for (i, member) in members.iter().enumerate() {
        assert_eq!(member.as_deref(), (i == place).then_some(ours.public_key().as_bytes()));
    }
}

fn validator_set(ours: ValidatorSet<'_>, theirs: pb::ValidatorSet) {
    assert_eq!(usize::try_from(ours.len()), Ok(theirs.validators.len()));
    assert_eq!(ours.validators().count(), theirs.validators.len());
    for (ours, theirs) in ours.validators().zip(&theirs.validators) {
        validator(&ours, theirs);
    }
    validator(&ours.proposer(), theirs.proposer.as_ref().expect("a proposer"));
    let total: i128 = theirs.validators.iter().map(|v| i128::from(v.voting_power)).sum();
    assert_eq!(i128::from(ours.total_power()), total);
    let mut types = ours.validators().map(|validator| validator.public_key().key_type());
    let first = types.next();
    assert_eq!(ours.key_type(), first.filter(|first| types.all(|other| other == *first)));

    let canonical = theirs.canonical();
    let bytes = canonical.encode_to_vec();
    assert_eq!(ValidatorSet::parse(&bytes, LIMITS).map(|set| set.hash()), Ok(ours.hash()));
    assert_eq!(ours.hash().0, oracle::set_hash(&canonical));
}

fn signed_header(ours: SignedHeader<'_>, theirs: pb::SignedHeader) {
    header(ours.header(), theirs.header.expect("a header"));
    commit(ours.commit(), theirs.commit.expect("a commit"));
    if let Ok(hash) = ours.validate(ours.header().chain_id()) {
        assert_eq!(ours.header().hash(), Ok(hash));
        assert_eq!(ours.commit().block_id().hash(), hash.0);
        assert_eq!(ours.commit().height(), ours.header().height());
    }
}

fn whole_block(ours: LightBlock<'_>, theirs: pb::LightBlock) {
    let bytes = theirs.clone().canonical().encode_to_vec();
    let after = LightBlock::parse_after(&bytes, LIMITS, &ours).expect("it was accepted before");
    assert_eq!(written(&after), bytes);
    assert_eq!(after.validators().hash(), ours.validators().hash());
    assert_eq!(after.validators().total_power(), ours.validators().total_power());
    let valid = ours.validate(ours.header().chain_id());
    let own_set = ours.header().validators_hash() == ours.validators().hash().0;
    assert_eq!(
        valid.is_ok(),
        ours.signed_header().validate(ours.header().chain_id()).is_ok() && own_set
    );
    signed_header(ours.signed_header(), theirs.signed_header.expect("a signed header"));
    validator_set(ours.validators(), theirs.validator_set.expect("a set"));
}

fn ibc_header(ours: IbcHeader<'_>, theirs: pb::IbcHeader) {
    let pb::IbcHeader { signed_header, validator_set: set, .. } = theirs;
    whole_block(ours.light_block(), pb::LightBlock { signed_header, validator_set: set });
    let height = theirs.trusted_height.unwrap_or_default();
    assert_eq!(ours.trusted_height(), (height.revision, height.height));
    assert_eq!(ours.trusted_validators().is_some(), theirs.trusted_validators.is_some());
    if let Some((ours, theirs)) =
        ours.trusted_validators().and_then(Result::ok).zip(theirs.trusted_validators)
    {
        validator_set(ours, theirs);
    }
}

fn vote(ours: Vote<'_>, theirs: pb::Vote) {
    assert_eq!(ours.vote_type().is_some(), matches!(theirs.vote_type, 1 | 2));
    assert_eq!((ours.height(), ours.round()), (theirs.height, theirs.round));
    block_id(&ours.block_id(), theirs.block_id.clone());
    time(ours.timestamp(), &theirs.timestamp);
    assert_eq!(ours.validator_address(), theirs.validator_address);
    assert_eq!(ours.validator_index(), theirs.validator_index);
    assert_eq!(ours.signature(), theirs.signature);
    assert_eq!(ours.extension(), theirs.extension);
    assert_eq!(ours.extension_signature(), theirs.extension_signature);

    for chain_id in [CHAIN_ID, ""] {
        let signed = ours.sign_bytes(chain_id).expect("a chain id of 50 bytes");
        assert_eq!(&signed[..], oracle::vote_sign_bytes(&theirs, chain_id));
        let mut signed = Vec::new();
        ours.write_extension_sign_bytes(chain_id, &mut signed);
        assert_eq!(signed, oracle::extension_sign_bytes(&theirs, chain_id));
    }
    let bytes = theirs.canonical().encode_to_vec();
    assert_eq!(Vote::parse(&bytes, LIMITS), Ok(ours));
}

fn proposal(ours: Proposal<'_>, theirs: pb::Proposal) {
    for chain_id in [CHAIN_ID, ""] {
        let mut signed = Vec::new();
        ours.write_sign_bytes(chain_id, &mut signed);
        assert_eq!(signed, oracle::proposal_sign_bytes(&theirs, chain_id));
    }
}

/// A stored state has one form; with its checksum put right, other bytes get further.
fn trusted_state(bytes: &[u8]) -> bool {
    let one_form = |bytes: &[u8]| match TrustedState::from_trusted_bytes(bytes) {
        Ok(state) => {
            assert_eq!(state.to_bytes(), bytes);
            assert!(state.height() > 0 && state.chain_id().as_str().len() <= 50);
            true
        }
        Err(_) => false,
    };
    one_form(bytes) || sealed(bytes).is_some_and(|sealed| one_form(&sealed))
}

/// What the core itself writes of a view.
pub(crate) fn written(view: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    view.encode(&mut bytes);
    bytes
}

/// The first 248 bytes with their checksum, if there are as many.
pub(crate) fn sealed(bytes: &[u8]) -> Option<[u8; 256]> {
    let body = bytes.first_chunk::<248>()?;
    let mut sealed = [0; 256];
    sealed[..248].copy_from_slice(body);
    sealed[248..].copy_from_slice(&Sha256::digest(body)[..8]);
    Some(sealed)
}
