//! Kind `sign_bytes`: the bytes need not be those of a sound message.

use super::{Desk, text, vote};
use crate::line::Question;
use crate::message::Proposal;
use crate::mutate::odd;
use crate::rng::Rng;
use crate::wire::schema;
use prost::Message;

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (vote, note) = vote::changed(desk, rng);
    let chain_id = match rng.below(16) {
        0 => "x".repeat(rng.index(300)),
        _ => text(desk.chain.id.as_bytes()),
    };
    let question = Question::new("sign_bytes", note);
    match rng.below(4) {
        0 => {
            let pol_round = rng.pick(&[-1, 0, 1, i32::MAX, i32::MIN, vote.round]);
            let proposal = Proposal {
                kind: rng.pick(&[32, 32, 32, 0, 1, -1]),
                height: if rng.once_in(3) { odd(rng) } else { vote.height },
                round: vote.round,
                pol_round,
                block_id: vote.block_id,
                timestamp: vote.timestamp,
                signature: vote.signature,
            };
            question.text("message", "proposal").text("chain_id", chain_id).message(
                "bytes",
                &schema::PROPOSAL,
                proposal.encode_to_vec(),
            )
        }
        n => question
            .text("message", if n == 1 { "extension" } else { "vote" })
            .text("chain_id", chain_id)
            .message("bytes", &schema::VOTE, vote.encode_to_vec()),
    }
}
