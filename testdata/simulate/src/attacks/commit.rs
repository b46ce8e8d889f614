//! Who signed a commit: labels instead of keys, signatures that nobody looked at, votes that do not
//! count, and votes that counted twice.

use super::stage::{SECOND, block_id, garbage, leave_out, named, own, trusting};
use super::{Attack, Stage, Vector};
use crate::hashing::Signed;
use crate::message::Commit;
use crate::scene::Block;
use crate::time::{nanos, timestamp};

const TACHYON: Attack = Attack {
    id: "CSA-2026-001 (GHSA-c32p-wcqj-j677)",
    affected: "CometBFT up to 0.37.17 and 0.38.20; 0.34 and 1.0.1",
    flaw: "The validator is found by the index of the entry, and the address in the entry, which \
        \
        nobody signs, is compared with nothing.",
};

/// 0.37.18 fixed `VerifyCommit` alone.
const TACHYON_LIGHT: Attack =
    Attack { affected: "CometBFT up to 0.38.20; 0.34, 0.37 and 1.0.1", ..TACHYON };

const OTHER_BLOCK: Attack = Attack {
    id: "CVE-2020-15091 (GHSA-6jqj-f58p-mrw3)",
    affected: "Tendermint 0.33.0 to 0.33.5",
    flaw: "A block's last commit is checked until two thirds of the power have signed, and what \
        \
        stands after that is never read.",
};

const BLOCK_SYNC: Attack = Attack {
    id: "CometBFT #5663",
    affected: "CometBFT up to 0.38.21",
    flaw: "A node that catches up checks the commit by the rule of light clients, which looks at \
        \
        no nil vote.",
};

const EARLY_EXIT: Attack = Attack {
    id: "CometBFT #1749",
    affected: "CometBFT up to 0.34.31, 0.37.4 and 0.38.2",
    flaw: "Evidence is verified by the rule that stops when enough have signed, so that the \
 \
            signatures of others whom it accuses are never checked.",
};

const NIL_COUNTED: Attack = Attack {
    id: "CometBFT #1806",
    affected: "CometBFT 0.34.32 to 0.34.35, 0.37.5 to 0.37.18",
    flaw: "The variants for evidence leave out absent entries only, so that nil votes count as \
 \
               votes for the block.",
};

const NIL_COUNTED_RS: Attack = Attack {
    id: "tendermint-rs #282",
    affected: "tendermint-rs up to 0.14",
    flaw: "Every vote that is not absent counts as one for the block.",
};

const TWICE_RS: Attack = Attack {
    id: "tendermint-rs #335",
    affected: "tendermint-rs up to 0.14",
    flaw: "The power of a validator is added once for every entry that names it.",
};

const ALL_ABSENT: Attack = Attack {
    id: "tendermint-rs #650",
    affected: "tendermint-rs up to 0.16",
    flaw: "A commit is valid if it has entries, also where all of them are absent.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    let mut all = Vec::from(labels(stage));
    all.extend(unread(stage));
    all.extend(miscounted(stage));
    all
}

fn labels(stage: &Stage) -> [Vector; 4] {
    let honest = stage.block(11, &stage.four());
    let address = |block: &Block, place: usize| block.set.validators[place].address.clone();
    let renamed = |place: usize, name: Vec<u8>| {
        let mut block = honest.clone();
        block.commit.signatures[place].validator_address = name;
        block
    };
    let full = renamed(3, stage.stranger().address);
    let light = renamed(0, address(&honest, 3));
    let all = renamed(3, address(&honest, 2));
    let median = {
        let mut block = honest.clone();
        (0..3).for_each(|place| {
            block.commit.signatures[place].validator_address =
                named("nobody", place as i64)[..20].into();
        });
        let last = &mut block.commit.signatures[3];
        last.timestamp = Some(timestamp(nanos(last.timestamp.as_ref()) + 3600 * SECOND));
        stage.resign(&mut block, 3);
        block
    };
    let skewed = TACHYON.but(
        "The time of a block is the median of the votes, found by the addresses in the entries, \
         and who is not found is left out.",
    );
    [
        Vector::new(
            "tachyon-full",
            TACHYON,
            "SignerMismatch",
            own("full", &full, "the last entry names a stranger"),
        )
        .seen("CometBFT 0.38.20"),
        Vector::new(
            "tachyon-light",
            TACHYON_LIGHT,
            "SignerMismatch",
            own("light", &light, "the first entry names the last validator"),
        )
        .seen("CometBFT 0.38.20"),
        Vector::new(
            "tachyon-light-all",
            TACHYON_LIGHT,
            "SignerMismatch",
            own("light_all", &all, "the last entry names the third validator"),
        )
        .seen("CometBFT 0.38.20"),
        Vector::new(
            "tachyon-median",
            skewed,
            "SignerMismatch",
            own("full", &median, "all entries but the last, which is an hour late, name nobody"),
        )
        .seen("CometBFT 0.38.20"),
    ]
}

fn unread(stage: &Stage) -> [Vector; 4] {
    let honest = stage.block(11, &stage.four());
    let with_last = |signature: Vec<u8>, flag: i32| {
        let mut block = honest.clone();
        let last = &mut block.commit.signatures[3];
        (last.signature, last.block_id_flag) = (signature, flag);
        block
    };
    let other_block = {
        let other =
            Commit { block_id: Some(block_id(named("other", 11))), ..honest.commit.clone() };
        let signed = Signed::entry(&other, &other.signatures[3], &honest.header.chain_id).bytes();
        let key = honest.set.validators[3].pub_key.as_ref();
        with_last(stage.ring.sign(key, &signed).unwrap_or_default(), 2)
    };
    let (nil, wrong) = (with_last(garbage(), 3), with_last(garbage(), 2));
    [
        Vector::new(
            "last-commit-other-block",
            OTHER_BLOCK,
            "WrongSignature",
            own("full", &other_block, "the last vote is for another block"),
        ),
        Vector::new(
            "block-sync-nil-vote",
            BLOCK_SYNC,
            "WrongSignature",
            own("full", &nil, "the last vote is for nil, and its signature is none"),
        ),
        Vector::new(
            "early-exit-own",
            EARLY_EXIT,
            "WrongSignature",
            own("light_all", &wrong, "the signature of the last vote is none"),
        )
        .seen("CometBFT 0.38.2"),
        Vector::new(
            "early-exit-trusting",
            EARLY_EXIT,
            "WrongSignature",
            trusting(
                "trusting_all",
                &honest.set,
                &wrong.commit,
                "1/3",
                "the signature of the last vote is none",
            ),
        )
        .seen("CometBFT 0.38.2"),
    ]
}

fn miscounted(stage: &Stage) -> [Vector; 5] {
    let honest = stage.block(11, &stage.four());
    let nil = |places: std::ops::Range<usize>| {
        let mut block = honest.clone();
        places.for_each(|place| stage.vote_nil(&mut block, place));
        block
    };
    let twice = {
        let mut commit = honest.commit.clone();
        commit.signatures = vec![commit.signatures[2].clone(); 4];
        commit
    };
    let mut absent = honest.clone();
    leave_out(&mut absent, 0..4);
    [
        Vector::new(
            "nil-counted-own",
            NIL_COUNTED,
            "NotEnoughPower",
            own("light_all", &nil(1..4), "three of four votes are for nil"),
        )
        .seen("CometBFT 0.37.16"),
        Vector::new(
            "nil-counted-trusting",
            NIL_COUNTED,
            "NotEnoughTrust",
            trusting(
                "trusting_all",
                &honest.set,
                &nil(0..3).commit,
                "1/3",
                "three of four votes are for nil",
            ),
        )
        .seen("CometBFT 0.37.16"),
        Vector::new(
            "nil-counted-rs",
            NIL_COUNTED_RS,
            "NotEnoughPower",
            own("light", &nil(0..4), "all votes are for nil"),
        ),
        Vector::new(
            "counted-twice",
            TWICE_RS,
            "DoubleVote",
            trusting(
                "trusting",
                &honest.set,
                &twice,
                "1/3",
                "the vote of the third validator four times",
            ),
        ),
        Vector::new(
            "all-absent",
            ALL_ABSENT,
            "NotEnoughPower",
            own("light", &absent, "all entries are absent"),
        ),
    ]
}
