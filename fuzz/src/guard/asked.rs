//! What is asked for: made and read by prost, and judged by plain rules.

use crate::choices::Choices;
use crate::oracle;
use crate::pb;
use parhelion_core::guard::{Request, Step};
use prost::Message;

/// A vote or proposal that a signer may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    pub(super) chain_id: String,
    pub(super) height: u64,
    pub(super) round: i64,
    /// 1 proposal, 2 prevote, 3 precommit.
    pub(super) step: u8,
    /// All that is signed but the time.
    pub(super) content: Vec<u8>,
    is_nil: bool,
}

/// Sign bytes, nearly always right ones, and those of an extension with whether they fit.
pub(super) fn sign_bytes(
    choices: &mut Choices<'_>,
    chain_id: &str,
) -> (Vec<u8>, Option<(Vec<u8>, bool)>) {
    let signed_type = choices.one_of(&[1, 2, 32, 3]);
    let (height, round) = (i64::from(choices.next()), i32::from(choices.next() % 4) - 1);
    let block = |letter, total| {
        let parts = pb::PartSetHeader { total, hash: vec![letter; 32] };
        Some(pb::BlockId { hash: vec![letter; 32], part_set_header: Some(parts) })
    };
    let block_id = match choices.next() % 4 {
        0 => block(1, 1),
        1 => None,
        2 => block(2, 1),
        _ => block(1, 2),
    };
    let (seconds, nanos) = (choices.step(), i32::from(choices.next()));
    let timestamp = Some(pb::Timestamp { seconds, nanos });
    let pol_round = i32::from(choices.next() % 4) - 1;
    let kind = choices.next() % 4;
    let (mutated, by) = (usize::from(choices.next()), choices.next());
    let mut vote = pb::Vote { height, round, block_id, timestamp, ..pb::Vote::default() };
    vote.vote_type = signed_type;
    let mut bytes = match signed_type {
        32 => oracle::proposal_sign_bytes(&proposed(&vote, pol_round), chain_id),
        _ => oracle::vote_sign_bytes(&vote, chain_id),
    };
    if let Some(byte) = bytes.get_mut(mutated) {
        *byte ^= by;
    }
    vote.extension = vec![by; usize::from(kind / 2)];
    let extension = (kind > 0).then(|| {
        vote.round += i32::from(kind == 3);
        oracle::extension_sign_bytes(&vote, chain_id)
    });
    // Bytes that were changed are asked for without an extension.
    let is_whole = by == 0 || mutated >= bytes.len();
    (bytes, extension.filter(|_| is_whole).map(|bytes| (bytes, kind != 3)))
}

fn proposed(vote: &pb::Vote, pol_round: i32) -> pb::Proposal {
    pb::Proposal {
        proposal_type: 32,
        height: vote.height,
        round: vote.round,
        pol_round,
        block_id: vote.block_id.clone(),
        timestamp: vote.timestamp,
        signature: Vec::new(),
    }
}

impl Asked {
    /// What prost reads, if it writes the same again, and plain rules hold.
    pub(super) fn read(bytes: &[u8]) -> Option<Asked> {
        let vote = pb::CanonicalVote::decode_length_delimited(bytes).ok();
        let vote = vote.filter(|vote| vote.encode_length_delimited_to_vec() == bytes);
        if let Some(vote) = vote.filter(|vote| matches!(vote.vote_type, 1 | 2)) {
            let content = pb::CanonicalVote { timestamp: None, ..vote.clone() }.encode_to_vec();
            let place = (vote.height, vote.round, vote.vote_type as u8 + 1);
            let is_nil = vote.block_id.is_none();
            return Asked::new(place, vote.block_id, vote.timestamp, vote.chain_id, content)
                .map(|asked| Asked { is_nil, ..asked });
        }
        let proposal = pb::CanonicalProposal::decode_length_delimited(bytes).ok()?;
        let is_same = proposal.encode_length_delimited_to_vec() == bytes;
        let pol_rounds = -1..proposal.round;
        if !is_same || proposal.proposal_type != 32 || !pol_rounds.contains(&proposal.pol_round) {
            return None;
        }
        let content = pb::CanonicalProposal { timestamp: None, ..proposal.clone() }.encode_to_vec();
        let place = (proposal.height, proposal.round, 1);
        let block_id = Some(proposal.block_id?);
        Asked::new(place, block_id, proposal.timestamp, proposal.chain_id, content)
    }

    fn new(
        (height, round, step): (i64, i64, u8),
        block_id: Option<pb::BlockId>,
        timestamp: Option<pb::Timestamp>,
        chain_id: Vec<u8>,
        content: Vec<u8>,
    ) -> Option<Asked> {
        let is_complete = block_id.is_none_or(|id| {
            let parts = id.part_set_header.unwrap_or_default();
            id.hash.len() == 32 && parts.hash.len() == 32 && parts.total > 0
        });
        let time = timestamp?;
        let years = -62_135_596_800..253_402_300_800;
        let is_time = years.contains(&time.seconds) && (0..1_000_000_000).contains(&time.nanos);
        let is_place = height > 0 && (0..1 << 31).contains(&round);
        let is_chain = (1..=50).contains(&chain_id.len());
        let chain_id = String::from_utf8(chain_id).ok()?;
        let height = u64::try_from(height).ok()?;
        let asked = Asked { chain_id, height, round, step, content, is_nil: false };
        Some(asked).filter(|_| is_complete && is_time && is_place && is_chain)
    }

    /// Whether the core has read the same.
    pub(super) fn is(&self, request: &Request<'_>) -> bool {
        let step = match request.step() {
            Step::Proposal => 1,
            Step::Prevote => 2,
            Step::Precommit => 3,
        };
        let place = (request.height(), i64::from(request.round()), step);
        place == (self.height, self.round, self.step)
            && request.chain_id() == self.chain_id
            && request.block_id().is_zero() == self.is_nil
    }

    pub(super) fn is_for_extension(&self) -> bool {
        self.step == 3 && !self.is_nil
    }

    /// The order in which things are signed.
    pub(super) fn place(&self) -> (u64, i64, u8) {
        (self.height, self.round, self.step)
    }
}
