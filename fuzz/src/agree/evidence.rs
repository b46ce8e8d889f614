//! What is said of validators: evidence, misbehaviour, and the messages that carry them to a provider.

use super::{LIMITS, accepted, ibc_header, time, vote, whole_block};
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::ccv::{
    Client, ConsensusState, Known, Memory, ProviderState, ProviderValidator, ProviderVerdict,
    Release, SlashJail, SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour, Unknown,
    submit_double_voting, submit_misbehaviour,
};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Evidence, EvidenceList, LightClientAttackEvidence, Misbehaviour,
    MisbehaviourKind,
};
use parhelion_core::{Address, Error, Time};
use prost::Message;

/// The selectors of these messages.
pub(super) const SELECTORS: [u8; 7] = [8, 9, 10, 13, 14, 15, 16];

/// As [`super::agreed`].
pub(super) fn agreed(selector: u8, bytes: &[u8]) -> bool {
    match selector {
        8 => accepted(EvidenceList::parse(bytes, LIMITS), bytes, list),
        9 => accepted(DuplicateVoteEvidence::parse(bytes, LIMITS), bytes, duplicate_vote),
        10 => accepted(LightClientAttackEvidence::parse(bytes, LIMITS), bytes, attack),
        13 => accepted(Evidence::parse(bytes, LIMITS), bytes, item),
        14 => accepted(Misbehaviour::parse(bytes, LIMITS), bytes, misbehaviour),
        15 => accepted(SubmitConsumerDoubleVoting::parse(bytes, LIMITS), bytes, double_voting),
        16 => accepted(SubmitConsumerMisbehaviour::parse(bytes, LIMITS), bytes, submitted_headers),
        _ => false,
    }
}

fn list(ours: EvidenceList<'_>, theirs: pb::EvidenceList) {
    assert_eq!(usize::try_from(ours.len()), Ok(theirs.evidence.len()));
    assert_eq!(ours.is_empty(), theirs.evidence.is_empty());
    assert_eq!(ours.items().count(), theirs.evidence.len());
    for (ours, theirs) in ours.items().zip(theirs.evidence.clone()) {
        item(ours, theirs);
    }
    let evidence: Vec<_> = theirs.evidence.into_iter().map(Canonical::canonical).collect();
    assert_eq!(ours.hash().0, oracle::evidence_hash(&evidence));
    let bytes = pb::EvidenceList { evidence }.encode_to_vec();
    assert_eq!(EvidenceList::parse(&bytes, LIMITS).map(|list| list.hash()), Ok(ours.hash()));
}

fn item(ours: Evidence<'_>, theirs: pb::Evidence) {
    assert_eq!(super::written(&ours), theirs.clone().canonical().encode_to_vec());
    let (height, timestamp) = (ours.height(), ours.timestamp());
    match (ours, theirs.duplicate_vote, theirs.light_client_attack) {
        (Evidence::DuplicateVote(ours), Some(theirs), None) => {
            assert_eq!(height, ours.vote_a().height());
            time(timestamp, &theirs.timestamp);
            duplicate_vote(ours, theirs);
        }
        (Evidence::LightClientAttack(ours), None, Some(theirs)) => {
            assert_eq!(height, theirs.common_height);
            time(timestamp, &theirs.timestamp);
            attack(ours, theirs);
        }
        (ours, ..) => panic!("{ours:?}"),
    }
}

fn duplicate_vote(ours: DuplicateVoteEvidence<'_>, theirs: pb::DuplicateVoteEvidence) {
    let votes = [theirs.vote_a, theirs.vote_b].map(|vote| vote.expect("two votes"));
    for (ours, theirs) in [ours.vote_a(), ours.vote_b()].into_iter().zip(votes) {
        assert_eq!(ours.validate(), Ok(()));
        vote(ours, theirs);
    }
    assert_ne!(ours.vote_a().block_id(), ours.vote_b().block_id());
    assert_eq!(ours.total_voting_power(), theirs.total_voting_power);
    assert_eq!(ours.validator_power(), theirs.validator_power);
    time(ours.timestamp(), &theirs.timestamp);
}

fn attack(ours: LightClientAttackEvidence<'_>, theirs: pb::LightClientAttackEvidence) {
    assert_eq!(super::written(&ours), theirs.clone().canonical().encode_to_vec());
    whole_block(ours.conflicting_block(), theirs.conflicting_block.expect("a block"));
    assert_eq!(ours.common_height(), theirs.common_height);
    let byzantine = theirs.byzantine_validators.len();
    assert_eq!(usize::try_from(ours.byzantine_validators()), Ok(byzantine));
    assert_eq!(ours.total_voting_power(), theirs.total_voting_power);
    time(ours.timestamp(), &theirs.timestamp);
}

fn misbehaviour(ours: Misbehaviour<'_>, theirs: pb::Misbehaviour) {
    assert_eq!(ours.client_id().as_bytes(), theirs.client_id);
    let [first, second] = [theirs.header_1, theirs.header_2].map(|it| it.expect("a header"));
    let signed = [&first, &second].map(|it| it.signed_header.clone().expect("a signed header"));
    let [(header_1, commit_1), (header_2, commit_2)] =
        signed.map(|it| (it.header.expect("a header"), it.commit.expect("a commit")));
    assert_eq!(header_1.chain_id, header_2.chain_id);
    let kind = if header_1.height == header_2.height {
        let hashes = [commit_1, commit_2].map(|it| it.block_id.unwrap_or_default().hash);
        (hashes[0] != hashes[1]).then_some(MisbehaviourKind::Fork)
    } else {
        let [time_1, time_2] = [header_1, header_2].map(|it| it.time.unwrap_or(oracle::YEAR_1));
        let violated = (time_1.seconds, time_1.nanos) <= (time_2.seconds, time_2.nanos);
        violated.then_some(MisbehaviourKind::TimeViolation)
    };
    assert_eq!(ours.kind(), kind);
    for (ours, theirs) in [(ours.header_1(), first), (ours.header_2(), second)] {
        let trusted = ours.trusted_height();
        assert!(trusted.1 > 0 && trusted < ours.height().expect("a revision"));
        ibc_header(ours, theirs);
    }
}

/// Its parts, as prost cuts them out, get the same answer of a provider of which nothing is known.
fn double_voting(ours: SubmitConsumerDoubleVoting<'_>, theirs: pb::SubmitConsumerDoubleVoting) {
    let whole = submit_double_voting(Release::V7_0_1, &Nothing, &ours, no_memory());
    let Some(evidence) = &theirs.evidence else { return lacks(&whole, &["MissingPart"]) };
    let consumer_id = str::from_utf8(&theirs.consumer_id).expect("a text");
    let header = theirs.infraction_block_header.as_deref();
    let parts = SubmitConsumerDoubleVoting::of_parts(evidence, header, consumer_id, LIMITS);
    let parts = parts.expect("the parts are on the wire as in the whole");
    assert_eq!(submit_double_voting(Release::V7_0_1, &Nothing, &parts, no_memory()), whole);
    if let Err(fault) = DuplicateVoteEvidence::parse(evidence, LIMITS) {
        lacks(&whole, &[fault.name()]);
    }
}

fn submitted_headers(ours: SubmitConsumerMisbehaviour<'_>, theirs: pb::SubmitConsumerMisbehaviour) {
    let whole = submit_misbehaviour(Release::V7_0_1, &Nothing, &ours, no_memory());
    // The id is asked first.
    const ID: &str = "ConsumerIdSyntax";
    let Some(bytes) = &theirs.misbehaviour else { return lacks(&whole, &[ID, "MissingPart"]) };
    let consumer_id = str::from_utf8(&theirs.consumer_id).expect("a text");
    let parts = SubmitConsumerMisbehaviour::of_parts(bytes, consumer_id, LIMITS);
    let parts = parts.expect("the part is on the wire as in the whole");
    assert_eq!(submit_misbehaviour(Release::V7_0_1, &Nothing, &parts, no_memory()), whole);
    if let Err(fault) = Misbehaviour::parse(bytes, LIMITS) {
        lacks(&whole, &[ID, fault.name()]);
    }
}

/// Refused for one of these reasons.
fn lacks(verdict: &Result<ProviderVerdict<'_>, Error>, reasons: &[&str]) {
    match verdict {
        Ok(ProviderVerdict::Refuses { error, .. }) if reasons.contains(&error.name()) => {}
        other => panic!("{reasons:?}: {other:?}"),
    }
}

fn no_memory() -> Memory<'static> {
    Memory { scratch: &mut [], signers: &mut [], punished: &mut [] }
}

/// A provider of which nothing is known.
struct Nothing;

impl ProviderState for Nothing {
    fn chain_id(&self, _: &str) -> Known<&str> {
        Err(Unknown)
    }

    fn client_id(&self, _: &str) -> Known<&str> {
        Err(Unknown)
    }

    fn min_evidence_height(&self, _: &str) -> Known<u64> {
        Err(Unknown)
    }

    fn provider_address(&self, _: &str, _: &Address) -> Known<Address> {
        Err(Unknown)
    }

    fn double_sign(&self, _: &str) -> Known<SlashJail> {
        Err(Unknown)
    }

    fn validator(&self, _: &Address) -> Known<ProviderValidator> {
        Err(Unknown)
    }

    fn client(&self, _: &str) -> Known<Client<'_>> {
        Err(Unknown)
    }

    fn consensus_state(&self, _: &str, _: (u64, u64)) -> Known<ConsensusState> {
        Err(Unknown)
    }

    fn block_time(&self) -> Known<Time> {
        Err(Unknown)
    }

    fn twins(&self, _: &str) -> Known<u32> {
        Err(Unknown)
    }
}
