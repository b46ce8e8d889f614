//! Evidence is judged as plain rules judge it, whatever it is made of.

mod blocks;
mod full_node;
mod provider;
mod recorded;

pub use recorded::Recorded;

use crate::choices::Choices;
use crate::judge;
use crate::judge::evidence::{Block, Node};
use crate::pb;
use crate::scene::{self, Members};

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Two votes, and the set of their height.
    Votes,
    /// An attack, the header and the set of the common height, and the trusted signed header.
    Attack,
    /// Two headers, and the provider to which they are submitted.
    Misbehaviour,
    /// Two votes, a header, and the provider to which they are submitted.
    DoubleVoting,
}

const ABOUTS: [About; 4] = [About::Votes, About::Attack, About::Misbehaviour, About::DoubleVoting];

/// Bit of the first byte: what follows was recorded.
const RECORDED: u8 = 0x80;
/// All that is asked.
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
enum Question {
    Votes(Votes),
    Attack(Attack),
    Misbehaviour(pb::Misbehaviour),
    DoubleVoting(pb::DuplicateVoteEvidence, Option<pb::IbcHeader>),
}

struct Votes {
    chain_id: String,
    set: pb::ValidatorSet,
    evidence: pb::DuplicateVoteEvidence,
}

struct Attack {
    common: pb::Header,
    common_set: pb::ValidatorSet,
    trusted: pb::SignedHeader,
    evidence: pb::LightClientAttackEvidence,
}

/// The first byte says what the bytes are about, and whether the rest is a [`Recorded`] question or
/// choices of which one is made. The core judges evidence as plain rules over prost's messages do,
/// with memory and without, with a verifier and without.
pub fn verify_evidence(data: &[u8]) {
    let _ = answer(data);
}

/// What the bytes ask about, and the answer: an error by its name. `None` where they are no question.
#[must_use]
pub fn answer(data: &[u8]) -> Option<(About, Result<(), &'static str>)> {
    let (first, rest) = data.split_first()?;
    let about = ABOUTS[usize::from(first % 4)];
    let recorded;
    let (question, mut choices) = if first & RECORDED == 0 {
        let mut choices = Choices::new(rest);
        (made(about, &mut choices), choices)
    } else {
        recorded = Recorded::read(about, rest)?;
        (recorded.question()?, Choices::new(&recorded.choices))
    };
    let judged = match question {
        Question::Votes(votes) => full_node::ask_votes(&votes),
        Question::Attack(attack) => full_node::ask_attack(&attack),
        Question::Misbehaviour(misbehaviour) => {
            provider::ask_misbehaviour(&misbehaviour, &mut choices)
        }
        Question::DoubleVoting(evidence, header) => {
            provider::ask_double_voting(&evidence, header.as_ref(), &mut choices)
        }
    };
    Some((about, judged?))
}

fn made(about: About, choices: &mut Choices<'_>) -> Question {
    let members = Members::new(choices);
    match about {
        About::Votes => Question::Votes(Votes {
            chain_id: choices.one_of(&[scene::CHAIN_ID, "", "fuzz-2", LONG]).to_owned(),
            evidence: scene::two_votes(choices, &members),
            set: Members::or_others(&members, choices).set(),
        }),
        About::Attack => {
            let [trusted, conflicting] = scene::two_blocks(choices, &members);
            let common_height =
                choices.one_of(&[scene::COMMON_HEIGHT, scene::HEIGHT, 0, scene::HEIGHT + 1]);
            let trusted = trusted.signed_header.expect("all parts");
            let mut common = trusted.header.clone().expect("all parts");
            common.height = match choices.next() {
                0 => common_height.max(1),
                byte => i64::from(byte),
            };
            let mut attack = Attack {
                common,
                common_set: members.or_others(choices).set(),
                trusted,
                evidence: pb::LightClientAttackEvidence {
                    conflicting_block: Some(conflicting),
                    common_height,
                    ..Default::default()
                },
            };
            accuse(&mut attack);
            mistake(&mut attack.evidence, choices);
            Question::Attack(attack)
        }
        About::Misbehaviour => {
            let client_id = choices.one_of(&[scene::CLIENT_ID, "", "07 tendermint", LONG]);
            let [header_1, header_2] = scene::two_blocks(choices, &members)
                .map(|block| Some(scene::ibc_header(choices, block, &members)));
            let client_id = client_id.into();
            Question::Misbehaviour(pb::Misbehaviour { client_id, header_1, header_2 })
        }
        About::DoubleVoting => {
            let evidence = scene::two_votes(choices, &members);
            // Of the block, the set alone is looked at.
            let set = members.or_others(choices);
            let [_, block] = scene::two_blocks(&mut Choices::new(&[]), &set);
            let mut header = Some(scene::ibc_header(choices, block, &members));
            match choices.next() {
                1 => header = None,
                2 => header.as_mut().expect("a header").signed_header = None,
                3 => header.as_mut().expect("a header").validator_set = None,
                _ => {}
            }
            Question::DoubleVoting(evidence, header)
        }
    }
}

/// Longer than the ids of chains and of clients.
const LONG: &str = "an-identifier-of-more-bytes-than-the-fifty-of-a-chain-and-the-64-of-a-client";

/// Names the guilty and the power of the common set.
fn accuse(Attack { common, common_set, trusted, evidence }: &mut Attack) {
    evidence.total_voting_power = judge::total(common_set);
    let block = evidence.conflicting_block.as_ref().and_then(Block::of_light_block);
    let (Some(header), Some(commit), Some(block)) = (&trusted.header, &trusted.commit, block)
    else {
        return;
    };
    let node = Node {
        common_height: common.height,
        common_set,
        trusted_header: header,
        trusted_commit: commit,
    };
    let guilty = node.guilty(&block).unwrap_or_default();
    let sets = [&*common_set, block.set];
    let known = |address: &[u8]| sets.into_iter().find_map(|set| judge::find(set, address));
    let accused = guilty.into_iter().map(|(address, voting_power)| pb::Validator {
        voting_power,
        ..known(&address).cloned().expect("found before")
    });
    evidence.byzantine_validators = accused.collect();
}

fn mistake(evidence: &mut pb::LightClientAttackEvidence, choices: &mut Choices<'_>) {
    evidence.total_voting_power += choices.step();
    let accused = &mut evidence.byzantine_validators;
    let stranger = scene::validator(usize::from(choices.next()), 1);
    match (choices.next() % 8, accused.last_mut()) {
        (1, _) => drop(accused.pop()),
        (2, _) => accused.reverse(),
        (3, Some(last)) => last.voting_power -= 1,
        (4, Some(last)) => last.address = stranger.address,
        (5, Some(last)) => last.pub_key = stranger.pub_key,
        (6, _) => accused.push(stranger),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of nothing but 0 is what it should be.
    #[test]
    fn the_ordinary_is_a_fault() {
        for (first, about) in (0..).zip(ABOUTS) {
            assert_eq!(answer(&[first]), Some((about, Ok(()))));
        }
    }
}
