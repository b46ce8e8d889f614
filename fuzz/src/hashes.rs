//! No harmless change to the wire changes a hash, sign bytes, or a verdict.

use crate::agree::{CHAIN_ID, LIMITS, agreed, written};
use crate::disguise::{Script, Tree};
use crate::leaves;
use crate::schema;
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{
    BlockId, Commit, Header, IbcHeader, LightBlock, Proposal, SignedHeader, ValidatorSet, Vote,
};

/// Recorded messages by their selector: bytes that choose one need not be one.
const GIVEN: [&[u8]; 12] = [
    include_bytes!("../messages/00"),
    include_bytes!("../messages/01"),
    include_bytes!("../messages/02"),
    include_bytes!("../messages/03"),
    include_bytes!("../messages/04"),
    include_bytes!("../messages/05"),
    include_bytes!("../messages/06"),
    include_bytes!("../messages/07"),
    include_bytes!("../messages/08"),
    include_bytes!("../messages/09"),
    include_bytes!("../messages/10"),
    include_bytes!("../messages/11"),
];
const MESSAGES: u8 = 12;

/// The first byte selects a message: below 12 the bytes are that message, below 24 it is a recorded
/// one, below 27 one of so many leaves as the third byte says. The second byte is the length of the
/// script for the changes, which comes next.
pub fn hashes(data: &[u8]) {
    unchanged(data);
}

/// Whether there was a message that the core accepts, and then whether its bytes have changed.
pub(crate) fn unchanged(data: &[u8]) -> Option<bool> {
    let ([choice, length], rest) = data.split_first_chunk()?;
    let (script, rest) = rest.split_at(rest.len().min(usize::from(*length)));
    let (selector, message) = message(*choice, script, rest)?;
    let before = facts(selector, &message)?;
    let tree = Tree::read(&message, schema::MESSAGES[usize::from(selector)]);
    let changed = tree.disguised(&mut Script::new(script));
    assert_eq!(facts(selector, &changed), Some(before), "the same facts");
    assert!(agreed(selector, &changed), "the same for prost");
    if selector == 4 {
        known_set(&message, &changed);
    }
    Some(changed != message)
}

fn message(choice: u8, script: &[u8], rest: &[u8]) -> Option<(u8, Vec<u8>)> {
    if let Some(selector) = choice.checked_sub(MESSAGES)
        && let Some(given) = GIVEN.get(usize::from(selector))
    {
        return Some((selector, given.to_vec()));
    }
    let number = script.first().copied().unwrap_or(0);
    let content = &mut Script::new(rest);
    match choice {
        0..MESSAGES => Some((choice, rest.to_vec())),
        24 => Some((1, leaves::commit(number, content))),
        25 => Some((2, leaves::validator_set(number, content))),
        26 => Some((8, leaves::evidence_list(number % 64, GIVEN[9], content))),
        _ => None,
    }
}

/// All that the core tells of a message, where it accepts it.
fn facts(selector: u8, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    Some(match selector {
        0 => header(&Header::parse(bytes, LIMITS).ok()?),
        1 => commit(&Commit::parse(bytes, LIMITS).ok()?),
        2 => validator_set(&ValidatorSet::parse(bytes, LIMITS).ok()?),
        3 => signed_header(&SignedHeader::parse(bytes, LIMITS).ok()?),
        4 => light_block(&LightBlock::parse(bytes, LIMITS).ok()?),
        5 => ibc_header(&IbcHeader::parse(bytes, LIMITS).ok()?),
        6 => vote(&Vote::parse(bytes, LIMITS).ok()?),
        7 => proposal(&Proposal::parse(bytes, LIMITS).ok()?),
        8 => vec![EvidenceList::parse(bytes, LIMITS).ok()?.hash().0.to_vec()],
        9 => duplicate_vote(&DuplicateVoteEvidence::parse(bytes, LIMITS).ok()?),
        10 => attack(&LightClientAttackEvidence::parse(bytes, LIMITS).ok()?),
        11 => vec![written(&BlockId::parse(bytes, LIMITS).ok()?)],
        _ => return None,
    })
}

fn shown(value: &impl std::fmt::Debug) -> Vec<u8> {
    format!("{value:?}").into_bytes()
}

fn header(header: &Header<'_>) -> Vec<Vec<u8>> {
    vec![written(header), shown(&header.hash())]
}

fn commit(commit: &Commit<'_>) -> Vec<Vec<u8>> {
    vec![written(commit), shown(&commit.hash())]
}

fn validator_set(set: &ValidatorSet<'_>) -> Vec<Vec<u8>> {
    vec![written(set), shown(&(set.hash(), set.total_power(), set.key_type()))]
}

fn signed_header(signed: &SignedHeader<'_>) -> Vec<Vec<u8>> {
    let valid = shown(&signed.validate(signed.header().chain_id()));
    [header(&signed.header()), commit(&signed.commit()), vec![valid]].concat()
}

fn light_block(block: &LightBlock<'_>) -> Vec<Vec<u8>> {
    let valid = shown(&block.validate(block.header().chain_id()));
    let parts = [signed_header(&block.signed_header()), validator_set(&block.validators())];
    [parts.concat(), vec![valid]].concat()
}

fn ibc_header(ibc: &IbcHeader<'_>) -> Vec<Vec<u8>> {
    let trusted = ibc
        .trusted_validators()
        .and_then(Result::ok)
        .as_ref()
        .map(validator_set)
        .unwrap_or_default();
    [light_block(&ibc.light_block()), trusted, vec![shown(&ibc.trusted_height())]].concat()
}

fn vote(vote: &Vote<'_>) -> Vec<Vec<u8>> {
    let mut extension = Vec::new();
    vote.write_extension_sign_bytes(CHAIN_ID, &mut extension);
    let signed = vote.sign_bytes("chain").expect("a short chain id").to_vec();
    vec![written(vote), signed, extension, shown(&vote.validate())]
}

fn proposal(proposal: &Proposal<'_>) -> Vec<Vec<u8>> {
    let mut signed = Vec::new();
    proposal.write_sign_bytes(CHAIN_ID, &mut signed);
    vec![signed]
}

fn duplicate_vote(evidence: &DuplicateVoteEvidence<'_>) -> Vec<Vec<u8>> {
    [vec![written(evidence)], vote(&evidence.vote_a()), vote(&evidence.vote_b())].concat()
}

fn attack(evidence: &LightClientAttackEvidence<'_>) -> Vec<Vec<u8>> {
    [vec![written(evidence)], light_block(&evidence.conflicting_block())].concat()
}

/// After a block with the same set, what the quick way reads is what the slow way reads.
fn known_set(message: &[u8], changed: &[u8]) {
    let previous = LightBlock::parse(message, LIMITS).expect("accepted before");
    let quick = LightBlock::parse_after(changed, LIMITS, &previous).expect("accepted before");
    let slow = LightBlock::parse(changed, LIMITS).expect("accepted before");
    assert_eq!(light_block(&quick), light_block(&slow), "the quick way");
}
