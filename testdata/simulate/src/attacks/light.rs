//! Light blocks that lead somewhere else.

use super::stage::{block_id, leave_out, light, named};
use super::{Attack, Stage, Vector};
use crate::hashing;
use crate::message::ValidatorSet;
use crate::scene::Block;

const CHAIN_ID_RS: Attack = Attack {
    id: "CVE-2022-23507 (GHSA-xqqc-c5gw-c5r5)",
    affected: "tendermint-rs up to 0.27",
    flaw: "The chain id of the new header is not compared with the trusted one, and what was \
 \
             signed is computed with it.",
};

const LABELS_RS: Attack = Attack {
    id: "ISA-2025-003 (GHSA-6jrf-4jv4-r9mw)",
    affected: "tendermint-rs up to 0.40.2; ibc-starknet #391",
    flaw: "That a vote was verified is remembered by its address, and addresses in a set need not \
        \
        be those of its keys: one signature counts for everybody.",
};

const TACHYON: Attack = Attack {
    id: "CSA-2026-001 (GHSA-c32p-wcqj-j677)",
    affected: "CometBFT up to 0.38.20; 0.34, 0.37 and 1.0.1",
    flaw: "The validator is found by the index of the entry, and the address in the entry, which \
        \
        nobody signs, is compared with nothing.",
};

const NIL_HASH: Attack = Attack {
    id: "CometBFT: nil header hash",
    affected: "CometBFT, all releases: stopped later, by the hash of the set",
    flaw: "A header that names no validators has a nil hash, which equals an empty one.",
};

const SORTED: Attack = Attack {
    id: "tendermint-rs #506",
    affected: "tendermint-rs 0.17 to 0.41.0",
    flaw: "A set is sorted before it is hashed, so that one in any order is the one that the \
 \
             header names.",
};

const PERMUTED: Attack = Attack {
    id: "tendermint-rs: votes by address",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "The votes of the block's own set are found by address, wherever in the commit they \
 \
              stand.",
};

const VERSION: Attack = Attack {
    id: "tendermint-rs: block protocol",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "The block protocol of a header is not looked at.",
};

const COMMIT_HEIGHT: Attack = Attack {
    id: "tendermint-rs #637",
    affected: "tendermint-rs before #637 was fixed",
    flaw: "The height of the commit is not compared with the header's.",
};

const TRUSTED_SET: Attack = Attack {
    id: "CometBFT: trusted validators unchecked",
    affected: "CometBFT, all releases, where light.Verify is called directly",
    flaw: "That the trusted validators are those that the trusted header names is left to the \
 \
              caller.",
};

const WRONG_SET: Attack = Attack {
    id: "sp1-blobstream #58",
    affected: "sp1-blobstream before #58",
    flaw: "The validators of the trusted height are asked, not those that follow it.",
};

const OWN_SHARE: Attack = Attack {
    id: "tendermintx #73",
    affected: "tendermintx before #73",
    flaw: "That a third of the trusted power signed is not asked.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    let mut all = Vec::from(other_chain(stage));
    all.extend(labels(stage));
    all.extend(bindings(stage));
    all.extend(trust(stage));
    all
}

fn other_chain(stage: &Stage) -> [Vector; 2] {
    let trusted = stage.block(10, &stage.four());
    let other = |height: i64| {
        let mut block = stage.block(height, &stage.four());
        block.header.chain_id = b"other-1".into();
        block.seal(&stage.ring);
        block.light_block()
    };
    [
        Vector::new(
            "other-chain-adjacent",
            CHAIN_ID_RS,
            "ChainIdMismatch",
            light(&trusted, &other(11), "the same validators on another chain, the next height"),
        )
        .seen("tendermint-rs 0.27.0"),
        Vector::new(
            "other-chain-skipping",
            CHAIN_ID_RS,
            "ChainIdMismatch",
            light(&trusted, &other(20), "the same validators on another chain, ten heights above"),
        )
        .seen("tendermint-rs 0.27.0"),
    ]
}

/// All validators under the name of the first.
fn under_one_name(set: &ValidatorSet) -> ValidatorSet {
    let mut set = set.clone();
    let name = set.validators[0].address.clone();
    set.validators.iter_mut().for_each(|validator| validator.address.clone_from(&name));
    set.proposer = set.validators.first().cloned();
    set
}

fn labels(stage: &Stage) -> [Vector; 4] {
    // Equal powers: no quarter is trusted with anything.
    let four = stage.set(&[25, 25, 25, 25]);
    let trusted = stage.block(10, &four);
    // The first validator's own chain, of a set of its own.
    let alone = super::stage::set_of([four.validators[0].clone()]);
    let mut own_chain = stage.block(20, &alone);
    own_chain.header.app_hash = named("forged", 20);
    stage.reseal(&mut own_chain);
    let renamed = Block { next: under_one_name(&four), ..trusted.clone() };

    let mut forged = stage.block(11, &four);
    forged.header.app_hash = named("forged", 11);
    stage.reseal(&mut forged);
    leave_out(&mut forged, 1..4);
    forged.set = under_one_name(&four);

    // Its own set again, with three others to make room for its vote three times more.
    let mut crowd = four.validators[0].clone();
    crowd.voting_power = 1000;
    let crowd = [crowd].into_iter().chain((101..104).map(|place| stage.ring.validator(place, 1)));
    let mut repeated = stage.block(20, &super::stage::set_of(crowd));
    let vote = repeated.commit.signatures[0].clone();
    repeated.commit.signatures.fill(vote);

    let honest = stage.block(11, &stage.four());
    let mut named_other = honest.clone();
    let last = honest.set.validators[3].address.clone();
    named_other.commit.signatures[0].validator_address = last;
    [
        Vector::new(
            "one-name-trusted-set",
            LABELS_RS,
            "ValidatorAddressMismatch",
            light(
                &renamed,
                &own_chain.light_block(),
                "all trusted validators have the address of one, who signed",
            ),
        )
        .seen("tendermint-rs 0.40.2"),
        Vector::new(
            "one-name-own-set",
            LABELS_RS,
            "ValidatorAddressMismatch",
            light(
                &trusted,
                &forged.light_block(),
                "all validators of the next height have the address of one, who signed",
            ),
        )
        .seen("tendermint-rs 0.40.2"),
        Vector::new(
            "one-vote-repeated",
            LABELS_RS.but("A commit may hold one vote more than once, and each time it counts."),
            "DoubleVote",
            light(&trusted, &repeated.light_block(), "the vote of a quarter, four times"),
        ),
        Vector::new(
            "tachyon-adjacent",
            TACHYON,
            "SignerMismatch",
            light(
                &stage.block(10, &stage.four()),
                &named_other.light_block(),
                "the first entry names the last validator",
            ),
        )
        .seen("CometBFT 0.38.20"),
    ]
}

fn bindings(stage: &Stage) -> [Vector; 5] {
    let trusted = stage.block(10, &stage.four());
    let nameless = super::header::nameless(stage, 11);
    let mut reversed = stage.block(11, &stage.four());
    reversed.set.validators.reverse();
    reversed.commit.signatures.reverse();
    let mut higher = stage.block(11, &stage.four());
    higher.commit.height = 12;
    higher.commit.block_id = Some(block_id(hashing::header(&higher.header)));
    higher.seal(&stage.ring);
    let mut permuted = stage.block(11, &stage.four());
    permuted.commit.signatures.swap(0, 1);
    let mut version = stage.block(11, &stage.four());
    version.header.version.get_or_insert_default().block = 10;
    version.seal(&stage.ring);
    let ask = |block: &Block, note: &str| light(&trusted, &block.light_block(), note);
    [
        Vector::new(
            "nil-hash-light",
            NIL_HASH,
            "NoHeaderHash",
            ask(&nameless, "a commit for a block without a hash"),
        ),
        Vector::new(
            "set-out-of-order-light",
            SORTED,
            "ValidatorsHashMismatch",
            ask(&reversed, "the set and its votes in reverse"),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "commit-of-another-height",
            COMMIT_HEIGHT,
            "CommitHeightMismatch",
            ask(&higher, "the commit is for the height above, signed so"),
        ),
        Vector::new(
            "votes-permuted",
            PERMUTED,
            "SignerMismatch",
            ask(&permuted, "the first two entries in each other's place"),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "block-protocol-10",
            VERSION,
            "BlockProtocol",
            ask(&version, "block protocol 10, signed by all"),
        )
        .seen("tendermint-rs 0.41.0"),
    ]
}

fn trust(stage: &Stage) -> [Vector; 3] {
    let four = stage.four();
    let trusted = stage.block(10, &four);
    let strangers = super::stage::set_of((100..104).map(|place| stage.ring.validator(place, 25)));
    let forged = stage.block(20, &strangers).light_block();
    let replaced = Block { next: strangers.clone(), ..trusted.clone() };
    // The set has changed at the trusted height: the strangers have left.
    let mut changed = stage.block(10, &strangers);
    changed.header.next_validators_hash = hashing::set(&four);
    stage.reseal(&mut changed);
    [
        Vector::new(
            "trusted-set-replaced",
            TRUSTED_SET,
            "TrustedValidatorsHashMismatch",
            light(&replaced, &forged, "the trusted validators are the forger's"),
        ),
        Vector::new(
            "trusted-set-of-before",
            WRONG_SET,
            "TrustedValidatorsHashMismatch",
            light(&changed, &forged, "the trusted validators are those who left at that height"),
        ),
        Vector::new(
            "no-trusted-share",
            OWN_SHARE,
            "NotEnoughTrust",
            light(&trusted, &forged, "nobody of the trusted validators signed"),
        ),
    ]
}
