//! A vector for every error code; and the page of codes, made from the table in the core.

#[path = "../common/attest_faults.rs"]
mod attest_faults;
#[path = "../common/client.rs"]
mod client;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/consumer.rs"]
mod consumer;
#[path = "../common/faults.rs"]
mod faults;
#[path = "../common/guard_faults.rs"]
mod guard_faults;
#[path = "../common/light_client/mod.rs"]
mod light_client;
#[path = "../common/packets.rs"]
mod packets;
#[path = "../common/page.rs"]
mod page;
#[path = "../common/proof_faults.rs"]
mod proof_faults;
#[path = "../common/set_faults.rs"]
mod set_faults;
#[path = "../common/store_faults.rs"]
mod store_faults;
#[path = "../common/stream_faults.rs"]
mod stream_faults;

mod vectors;

use common::evidence::checks;
use common::{Entry, LIMITS, Stage, World};
use parhelion_core::{
    BlockId, CODES, ChainId, Error, Hash, Header, HeaderField, Inclusion, KeyType, PublicKey, Time,
    TrustThreshold, commit,
};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Provoked where the feature is missing: `core/tests/without_secp256k1.rs`; and where a trace is in no
/// order, which none is that was verified: `core/src/client/examination.rs`.
const ELSEWHERE: &[&str] = &["KeyTypeNotBuilt", "TimeInOrder"];

#[test]
fn every_code_has_a_vector() {
    let mut provoked: BTreeSet<&str> = ELSEWHERE.iter().copied().collect();
    let tables = [
        vectors::VECTORS,
        attest_faults::VECTORS,
        client::VECTORS,
        guard_faults::VECTORS,
        light_client::faults::VECTORS,
        packets::VECTORS,
        proof_faults::VECTORS,
        set_faults::VECTORS,
        store_faults::VECTORS,
        stream_faults::VECTORS,
    ];
    for (name, vector) in tables.into_iter().flatten() {
        let error = vector().expect_err(name);
        assert_eq!(error.name(), *name, "{error}");
        provoked.insert(name);
    }
    for (tables, height) in [(faults::READING, 20), (faults::SKIPPING, 20)] {
        for step in tables {
            let error = World::new(height, &[(step.stage, step.fault)]).verify().unwrap_err();
            assert_eq!(error.name(), step.name);
            provoked.insert(step.name);
        }
    }
    for table in checks::ALL {
        for ((name, what, _), found) in table.rows().into_iter().zip(table.alone()) {
            assert_eq!(found.expect_err(what).name(), name, "{}: {what}", table.title());
            provoked.insert(name);
        }
    }
    provoked.extend(faults::ADJACENT.iter().map(|step| step.name)); // each is provoked in order.rs
    let all: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(all.difference(&provoked).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert_eq!(provoked.difference(&all).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn numbers_say_what_was_found() {
    let mut world = World::new(
        20,
        &[(Stage::Signed, |world| world.entry(1).address = world.entry(0).address.clone())],
    );
    assert_eq!(world.verify(), Err(Error::DoubleVote { index: 1, first: 0 }));
    // Neither somebody else's vote nor a vote for no block is the first one.
    let twice: common::Change = |world| {
        let address = world.entry(2).address.clone();
        world.entry(1).flag = 3;
        for index in [1, 3] {
            world.entry(index).address = address.clone();
        }
    };
    world = World::new(20, &[(Stage::Commit, twice)]);
    assert_eq!(world.verify(), Err(Error::DoubleVote { index: 3, first: 2 }));
    world = World::new(
        20,
        &[(Stage::Signed, |world| (2..7).for_each(|n| *world.entry(n) = Entry::absent()))],
    );
    assert_eq!(world.verify(), Err(Error::NotEnoughTrust { tallied: 20, needed: 23, total: 70 }));
    world = World::new(
        20,
        &[(Stage::Signed, |world| (4..7).for_each(|n| *world.entry(n) = Entry::absent()))],
    );
    assert_eq!(world.verify(), Err(Error::NotEnoughPower { tallied: 40, needed: 46, total: 70 }));
    world = World::new(20, &[(Stage::Signed, |world| world.scratch = 13)]);
    assert_eq!(world.verify(), Err(Error::ScratchTooSmall { needed: 14 }));
    world = World::new(20, &[(Stage::Signed, |world| world.entry(3).signature[63] = 0xff)]);
    assert_eq!(world.verify(), Err(Error::WrongSignature { index: 3 }));
    // The first that the trusted set was not asked about is 3; this is one beyond.
    world = World::new(20, &[(Stage::Signed, |world| world.entry(4).signature[0] ^= 1)]);
    assert_eq!(world.verify(), Err(Error::WrongSignature { index: 4 }));
}

#[test]
fn what_light_does_not_look_at_full_does() {
    let nil: common::Change = |world| world.entry(6).flag = 3;
    let forge: common::Change = |world| world.entry(6).signature[0] ^= 1;
    let good = World::new(20, &[(Stage::Commit, nil)]);
    let bad = World::new(20, &[(Stage::Commit, nil), (Stage::Signed, forge)]);
    use commit::Rule::{Full, Light, LightAll};
    assert_eq!(good.verify_commit(Full).map(|tally| tally.tallied), Ok(60));
    assert_eq!(bad.verify_commit(Full), Err(Error::WrongSignature { index: 6 }));
    assert_eq!(bad.verify_commit(LightAll).map(|tally| tally.tallied), Ok(60));
    let late: common::Change = |world| world.entry(5).signature[0] ^= 1;
    let late = World::new(20, &[(Stage::Signed, late)]);
    assert_eq!(late.verify_commit(Light).map(|tally| (tally.tallied, tally.entries)), Ok((50, 5)));
    assert_eq!(late.verify_commit(LightAll), Err(Error::WrongSignature { index: 5 }));
}

#[test]
fn inclusion_proofs_hold_for_each_field() {
    let encoded = World::new(20, &[]).header().encode();
    let header = Header::parse(&encoded, LIMITS).unwrap();
    let hash = header.hash().unwrap();
    let prove = |field| header.prove(field).unwrap();
    let texts = [
        (HeaderField::ChainId, header.chain_id().as_bytes()),
        (HeaderField::LastCommitHash, header.last_commit_hash()),
        (HeaderField::DataHash, header.data_hash()),
        (HeaderField::ValidatorsHash, header.validators_hash()),
        (HeaderField::NextValidatorsHash, header.next_validators_hash()),
        (HeaderField::ConsensusHash, header.consensus_hash()),
        (HeaderField::AppHash, header.app_hash()),
        (HeaderField::LastResultsHash, header.last_results_hash()),
        (HeaderField::EvidenceHash, header.evidence_hash()),
        (HeaderField::ProposerAddress, &header.proposer_address().0),
    ];
    for (field, value) in texts {
        assert_eq!(prove(field).verify_bytes(&hash, field, value), Ok(()), "{field:?}");
        for (other, _) in texts.iter().filter(|(other, _)| *other != field) {
            assert!(
                prove(*other).verify_bytes(&hash, field, value).is_err(),
                "{field:?} by {other:?}"
            );
        }
        assert!(prove(field).verify_bytes(&Hash([0; 32]), field, value).is_err());
        assert!(prove(field).verify_bytes(&hash, field, &value[1..]).is_err());
    }
    let time = header.time();
    assert_eq!(prove(HeaderField::Height).verify_height(&hash, 20), Ok(()));
    assert!(prove(HeaderField::Height).verify_height(&hash, 21).is_err());
    assert_eq!(prove(HeaderField::Time).verify_time(&hash, time), Ok(()));
    assert!(prove(HeaderField::Time).verify_time(&hash, Time::UNIX_EPOCH).is_err());
    let last = prove(HeaderField::LastBlockId);
    assert_eq!(last.verify_last_block_id(&hash, &header.last_block_id()), Ok(()));
    assert!(last.verify_last_block_id(&hash, &BlockId::default()).is_err());
    // A field that holds no bytes, and a proof of another size of tree.
    assert!(prove(HeaderField::Height).verify_bytes(&hash, HeaderField::Height, &[20]).is_err());
    let app = prove(HeaderField::AppHash);
    let longer = Inclusion::from_parts(app.index(), 15, app.aunts()).unwrap();
    assert!(longer.verify_bytes(&hash, HeaderField::AppHash, header.app_hash()).is_err());
}

#[test]
fn thresholds_and_chain_ids_are_refused_when_they_are_built() {
    assert!(TrustThreshold::new(1, 4).is_err());
    assert_eq!(ChainId::new(&"x".repeat(51)), Err(Error::ChainIdTooLong { length: 51 }));
    assert!(PublicKey::new(KeyType::Ed25519, &[0; 33]).is_err());
}

#[test]
fn the_page_of_codes_is_made_from_the_table() {
    let mut text = String::from(
        "# Error codes\n\n\
         Made from the table in `core/src/error/codes.rs`; do not edit it. A code never changes its meaning.\n\
         1xx: bytes that do not decode. 2xx: values that break a rule of their own. 3xx: light\n\
         verification. 4xx: commits and signatures. 5xx: evidence. 6xx: proofs of state, and IBC. 7xx:\n\
         consumer chains. 8xx: the client. 9xx: the guard of a signer. Where each stands among the\n\
         others: [order of checks](order-of-checks.md).\n\n\
         `index` counts from 0; 4294967295 stands for the proposer of a set, or for a vote that stands\n\
         alone. `offset` is the place in the whole input. Times are seconds and nanoseconds since 1970.\n\n\
         | code | name | class | what was found | numbers |\n|---|---|---|---|---|\n",
    );
    for code in CODES {
        let fields = code.fields.join(", ");
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {fields} |",
            code.number,
            code.name,
            code.class.name(),
            code.text
        );
    }
    page::compare("error-codes.md", &text);
}
