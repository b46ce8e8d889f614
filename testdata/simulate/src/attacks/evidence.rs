//! Evidence that named the wrong ones, or nobody, or that nobody could read.

use super::stage::{basic, garbage, leave_out, named};
use super::votes::double_vote;
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::{DuplicateVoteEvidence, LightClientAttackEvidence, Validator, Vote};
use crate::scene::Block;
use crate::sets::total;
use crate::time::{nanos, rfc3339};
use crate::wire::schema;
use prost::Message;

const NIL_HEADER: Attack = Attack {
    id: "CometBFT #5757",
    affected: "CometBFT up to 0.38.21; 0.37 and 1.0",
    flaw: "The parts of a decoded block are used before anybody asks whether they are there.",
};

const NIL_VOTE: Attack = Attack {
    id: "CometBFT #5777",
    affected: "CometBFT up to 0.38.22 and 0.39.0: VoteFromProto, which evidence asks about first",
    flaw: "A vote is read from a message before anybody asks whether there is one.",
};

const EARLY_EXIT: Attack = Attack {
    id: "CometBFT #1749",
    affected: "CometBFT up to 0.34.31, 0.37.4 and 0.38.2",
    flaw: "The conflicting commit is verified until enough have signed, and everybody whom it \
 \
              names is accused.",
};

const SWAPPED_KEY: Attack = Attack {
    id: "CometBFT #5638",
    affected: "CometBFT up to 0.38.21; 0.37 and 1.0",
    flaw: "Whom the evidence accuses is compared by address and power, and whom the application \
        \
        punishes is derived from the key.",
};

const TACHYON: Attack = Attack {
    id: "CSA-2026-001 (GHSA-c32p-wcqj-j677)",
    affected: "CometBFT up to 0.38.20; 0.34, 0.37 and 1.0.1",
    flaw: "The conflicting commit is verified by index, and the accused are found by the \
        addresses \
        in it, which nobody signs.",
};

const NIL_VOTER: Attack = Attack {
    id: "CometBFT 0.37: nil votes accused",
    affected: "CometBFT 0.34 and 0.37",
    flaw: "Whoever is absent from neither of two commits is accused of equivocation, also who \
 \
              voted nil in one.",
};

const ABSENT_RS: Attack = Attack {
    id: "tendermint-rs: absent votes accused",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "Of the other commit only nil votes are left out, so that who is absent from it is \
 \
             accused of equivocation.",
};

const ASCENDING_RS: Attack = Attack {
    id: "tendermint-rs: order of the accused",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "The accused are sorted by power ascending, and every full node refuses the evidence.",
};

const ALDERFLY: Attack = Attack {
    id: "Alderfly (GHSA-f3w5-v9xx-rp8p)",
    affected: "Tendermint 0.34.0 to 0.34.8",
    flaw: "A block above the chain's height conflicts with no block of that height, and is no \
 \
              attack.",
};

const AMNESIA: Attack = Attack {
    id: "CometBFT: amnesia by JSON",
    affected: "CometBFT, all releases, by JSON; what is gossiped is refused",
    flaw: "An empty list of accused is nil when it came as JSON, and not nil when it came as \
 \
             protobuf, and only nil is right where nobody can be accused.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    let mut all = Vec::from(missing(stage));
    all.extend(accused(stage));
    all.push(forward(stage));
    all
}

/// Evidence and what it is compared with.
struct Case {
    conflicting: Block,
    accused: Vec<Validator>,
    common: Block,
    trusted: Block,
}

impl Case {
    /// Two blocks of one round.
    fn equivocation(stage: &Stage) -> Case {
        let trusted = stage.block(11, &stage.four());
        let mut conflicting = trusted.clone();
        conflicting.header.data_hash = named("forged", 11);
        conflicting.seal(&stage.ring);
        let accused = trusted.set.validators.clone();
        Case { conflicting, accused, common: trusted.clone(), trusted }
    }

    /// A block that the chain could not have, above a common one.
    fn lunatic(stage: &Stage, height: i64, trusted: i64) -> Case {
        let four = stage.four();
        let mut conflicting = stage.block(height, &four);
        conflicting.header.app_hash = named("forged", height);
        conflicting.seal(&stage.ring);
        let (common, trusted) = (stage.block(10, &four), stage.block(trusted, &four));
        Case { conflicting, accused: four.validators, common, trusted }
    }

    fn evidence(&self) -> LightClientAttackEvidence {
        LightClientAttackEvidence {
            conflicting_block: Some(self.conflicting.light_block()),
            common_height: self.common.header.height,
            byzantine_validators: self.accused.clone(),
            total_voting_power: total(&self.common.set.validators),
            timestamp: self.common.header.time,
        }
    }

    fn ask(&self, note: &str) -> Question {
        let now = nanos(self.trusted.header.time.as_ref()) + super::stage::SECOND;
        let signed = |block: &Block| block.signed_header().encode_to_vec();
        Question::new("light_client_attack", vec![note.to_owned()])
            .message("evidence", &schema::LIGHT_CLIENT_ATTACK, self.evidence().encode_to_vec())
            .message("common", &schema::SIGNED_HEADER, signed(&self.common))
            .message("common_validators", &schema::VALIDATOR_SET, self.common.set.encode_to_vec())
            .message("trusted", &schema::SIGNED_HEADER, signed(&self.trusted))
            .text("now", rfc3339(now))
            .text("max_age", 172_800_000_000_000i64)
    }
}

fn missing(stage: &Stage) -> [Vector; 3] {
    let case = Case::equivocation(stage);
    let mut attack = case.evidence();
    attack.conflicting_block.get_or_insert_default().signed_header = None;
    let attack = attack.encode_to_vec();
    let schema = &schema::LIGHT_CLIENT_ATTACK;
    let double = double_vote(stage, &case.trusted);
    let votes = |id, vote_a: Option<Vote>, vote_b: Option<Vote>| {
        let evidence = DuplicateVoteEvidence { vote_a, vote_b, ..double.clone() }.encode_to_vec();
        let question = basic("duplicate_vote", &schema::DUPLICATE_VOTE, evidence, "one vote");
        Vector::new(id, NIL_VOTE, "MissingVote", question)
    };
    [
        Vector::new(
            "attack-without-signed-header",
            NIL_HEADER,
            "MissingPart",
            basic("light_client_attack", schema, attack, "a set alone"),
        )
        .seen("CometBFT 0.38.21"),
        votes("double-vote-without-a", None, double.vote_b.clone()),
        votes("double-vote-without-b", double.vote_a.clone(), None),
    ]
}

fn accused(stage: &Stage) -> Vec<Vector> {
    let honest = || Case::equivocation(stage);

    let mut unsigned = honest();
    unsigned.conflicting.commit.signatures[3].signature = garbage();
    let mut unsigned_lunatic = Case::lunatic(stage, 12, 12);
    unsigned_lunatic.conflicting.commit.signatures[3].signature = garbage();

    let mut swapped = honest();
    swapped.accused[0].pub_key = stage.stranger().pub_key;

    // The third signed under the name of the fourth, who did not.
    let mut label = honest();
    leave_out(&mut label.conflicting, 3..4);
    label.conflicting.commit.signatures[2].validator_address = label.accused[3].address.clone();
    label.accused.remove(2);

    let mut nil = honest();
    stage.vote_nil(&mut nil.conflicting, 3);
    let mut absent = honest();
    leave_out(&mut absent.trusted, 3..4);
    absent.common = absent.trusted.clone();
    let mut ascending = honest();
    ascending.accused.reverse();
    let mut amnesia = honest();
    amnesia.conflicting.commit.round = 1;
    amnesia.conflicting.seal(&stage.ring);
    amnesia.accused.clear();
    vec![
        Vector::new(
            "unsigned-equivocation",
            EARLY_EXIT,
            "WrongSignature",
            unsigned.ask("the signature of the last of four accused is none"),
        )
        .seen("CometBFT 0.38.2"),
        Vector::new(
            "unsigned-lunatic",
            EARLY_EXIT,
            "WrongSignature",
            unsigned_lunatic.ask("the signature of the last of four accused is none"),
        )
        .seen("CometBFT 0.38.2"),
        Vector::new(
            "accused-key-swapped",
            SWAPPED_KEY,
            "AccusedKey",
            swapped.ask("the first of the accused has a stranger's key"),
        )
        .seen("CometBFT 0.38.21"),
        Vector::new(
            "tachyon-attack",
            TACHYON,
            "SignerMismatch",
            label.ask("the third signed under the name of the fourth, who is accused"),
        )
        .seen("CometBFT 0.38.20"),
        Vector::new(
            "nil-voter-accused",
            NIL_VOTER,
            "AccusedCount",
            nil.ask("the last voted nil in one"),
        )
        .seen("CometBFT 0.37.16"),
        Vector::new(
            "absent-accused",
            ABSENT_RS,
            "AccusedCount",
            absent.ask("the last signed one only"),
        ),
        Vector::new(
            "accused-ascending",
            ASCENDING_RS,
            "AccusedAddress",
            ascending.ask("least power first"),
        ),
        Vector::new(
            "amnesia-nobody",
            AMNESIA,
            "NobodyGuilty",
            amnesia.ask("two rounds, nobody is accused"),
        ),
    ]
}

/// The chain is not yet as high as the block.
fn forward(stage: &Stage) -> Vector {
    let mut case = Case::lunatic(stage, 15, 11);
    case.conflicting.header.time = case.trusted.header.time;
    case.conflicting.seal(&stage.ring);
    let question = case.ask("four heights above the chain, and not later");
    Vector::new("forward-lunatic", ALDERFLY, "ok", question)
}
