//! The order of checks: of any two faults the one that is checked first is named. And the page that
//! says so is made from the same tables.

mod common;
#[path = "common/faults.rs"]
mod faults;

use common::evidence::checks;
use common::steps::{Row, Step, changes, hold, name};
use common::{LIMITS, Stage, World};
use faults::{ADJACENT, READING, SKIPPING};
use parhelion_core::{
    CODES, LightBlock, Options, Time, TrustThreshold, ValidatorSet, Verifier, light,
};
use std::fmt::Write;

/// Faults of reading that leave nothing to which a later fault could be put.
fn reading() -> Vec<&'static Step> {
    READING.iter().collect()
}

#[test]
fn reading_a_block() {
    let steps: Vec<_> = reading().into_iter().filter(|step| step.name != "MissingPart").collect();
    // Two faults of one entry cannot stand in it together; those of the empty lists neither.
    let together = |step: &&Step| !["NoSignatures", "EmptyValidatorSet"].contains(&step.name);
    let pairs: Vec<_> = steps.iter().copied().filter(together).collect();
    assert!(hold(&pairs, |changes| World::new(20, changes).verify()) > 300);
    for step in reading() {
        assert_eq!(name(World::new(20, &changes(&[step])).verify()), step.name);
    }
}

#[test]
fn reading_comes_before_verifying() {
    let last = READING.last().unwrap();
    for step in SKIPPING.iter().filter(|step| !step.slot.starts_with("entry") && step.slot != "id")
    {
        if step.slot != "commit height" {
            let found = name(World::new(20, &changes(&[step, last])).verify());
            assert_eq!(found, last.name, "{}", step.what);
        }
    }
}

#[test]
fn skipping() {
    let steps: Vec<_> = SKIPPING.iter().collect();
    assert!(hold(&steps, |changes| World::new(20, changes).verify()) > 180);
}

/// `World::verify` asks the function that decides for itself whether to skip.
#[test]
fn who_only_skips_finds_the_same() {
    let mut verifier = Verifier::new();
    for step in SKIPPING {
        let world = World::new(20, &changes(&[step]));
        let Ok(trust_threshold) = TrustThreshold::new(world.threshold.0, world.threshold.1) else {
            continue;
        };
        let options = Options { trust_threshold, ..world.options };
        let (state, now) = (world.state().unwrap(), Time::from_unix(world.now.0, 0).unwrap());
        let (block, set) = (world.light_block(), world.trusted_set.as_ref().unwrap().encode());
        let block = LightBlock::parse(&block, LIMITS).unwrap();
        let set = ValidatorSet::parse(&set, LIMITS).unwrap();
        let mut scratch = vec![0; world.scratch];
        let alone = light::verify_skipping(&state, &set, &block, &options, now, &mut scratch);
        assert_eq!(name(alone.map(drop)), step.name, "{}", step.what);
        // A verifier has the memory.
        let found = if step.name == "ScratchTooSmall" { "verified" } else { step.name };
        let with = light::verify_skipping_with(&state, &set, &block, &options, now, &mut verifier);
        assert_eq!(name(with.map(drop)), found, "{} with a verifier", step.what);
    }
}

#[test]
fn adjacent() {
    let steps: Vec<_> = ADJACENT.iter().collect();
    let verify = |changes: &[(Stage, common::Change)]| {
        let mut world = World::new(11, changes);
        world.trusted_set = None;
        world.verify()
    };
    assert!(hold(&steps, verify) > 70);
}

#[test]
fn without_a_batch_signatures_come_before_the_tally() {
    let wrong: common::Change = |world| world.entry(0).signature[0] ^= 1;
    let short: common::Change = |world| world.entry(0).signature.truncate(63);
    let too_little: common::Change = |world| world.threshold = (1, 1);
    let mixed = (Stage::Set, faults::mixed as common::Change);
    let verify = |changes: &[(Stage, common::Change)]| name(World::new(20, changes).verify());
    let signed = |change| (Stage::Signed, change);
    assert_eq!(verify(&[mixed]), "verified");
    assert_eq!(verify(&[signed(wrong), signed(too_little)]), "NotEnoughTrust");
    assert_eq!(verify(&[mixed, signed(wrong), signed(too_little)]), "WrongSignature");
    assert_eq!(verify(&[signed(short)]), "SignatureLength");
    assert_eq!(verify(&[mixed, signed(short)]), "WrongSignature");
}

#[test]
fn two_entries_are_a_batch_and_one_is_none() {
    fn keep(world: &mut World, members: usize) {
        world.set().members.truncate(members);
        world.keys.truncate(members);
        world.next_validators_hash = world.set().hash();
        world.trusted_set = None;
    }
    let short: common::Change = |world| world.entry(0).signature.truncate(63);
    let found = |few: common::Change| {
        name(World::new(11, &[(Stage::Set, few), (Stage::Signed, short)]).verify())
    };
    assert_eq!(found(|world| keep(world, 1)), "WrongSignature");
    assert_eq!(found(|world| keep(world, 2)), "SignatureLength");
}

#[test]
fn backwards() {
    let good = World::new(9, &[(Stage::Header, |world| world.header().time = (1_699_999_999, 0))]);
    let hash = good.header.as_ref().unwrap().hash().unwrap();
    assert_eq!(name(good.verify_backwards(&hash)), "verified");
    let mut found = Vec::new();
    let mut world = good.clone();
    world.header().chain_id = "other".to_owned();
    found.push(name(world.verify_backwards(&[])));
    let mut world = good.clone();
    world.header().time = (1_700_000_000, 0);
    found.push(name(world.verify_backwards(&[])));
    let mut world = good.clone();
    world.header().hashes[common::HeaderOf::VALIDATORS].clear();
    found.push(name(world.verify_backwards(&[])));
    found.push(name(good.verify_backwards(&[])));
    found.push(name(good.verify_backwards(&[1; 32])));
    assert_eq!(found, BACKWARDS.map(|(name, ..)| name));
}

const BACKWARDS: [(&str, &str, &str); 5] = [
    ("ChainIdMismatch", "the chain id", "VerifyBackwards"),
    ("TimeNotDecreased", "the time is before the trusted one", "VerifyBackwards"),
    ("NoHeaderHash", "the header has a hash", "Header.Hash"),
    ("NoLastBlockHash", "the trusted header names a block before it", "VerifyBackwards"),
    ("LastBlockHashMismatch", "it is this one", "VerifyBackwards"),
];

#[test]
fn the_page_is_made_from_these_tables() {
    common_page::compare("order-of-checks.md", &page());
}

#[path = "common/page.rs"]
mod common_page;

fn page() -> String {
    let mut page = String::from(
        "# Order of checks\n\n\
         Which error comes first is part of the verdict. This page is made from the tables with which\n\
         `testdata/replay/tests` puts in every fault alone and every two together; do not edit it.\n\
         The sources are functions of CometBFT 0.38.26, of ibc-go 10.1.1 and of interchain-security 7.0.1.\n\
         \"Batch\": there are two entries or more, and all keys are Ed25519 (`shouldBatchVerify`). Of what is\n\
         submitted to a provider, the source begins with the code of its answer.\n",
    );
    let mut tables: Vec<(&str, Vec<Row>)> = vec![
        ("Reading a light block (`LightBlock::parse`)", rows(READING)),
        ("Skipping (`light::verify_skipping`)", rows(SKIPPING)),
        ("Adjacent (`light::verify_adjacent`)", rows(ADJACENT)),
        ("Backwards (`light::verify_backwards`)", BACKWARDS.to_vec()),
    ];
    tables.extend(checks::ALL.iter().map(|table| (table.title(), table.rows())));
    for (title, rows) in tables {
        let _ = write!(
            page,
            "\n## {title}\n\n| step | looked at | error | code | class | source |\n|---|---|---|---|---|---|\n"
        );
        for (step, (name, what, source)) in (1..).zip(rows) {
            let code = CODES.iter().find(|code| code.name == name).unwrap();
            let class = code.class.name();
            let _ = writeln!(
                page,
                "| {step} | {what} | `{name}` | {} | {class} | `{source}` |",
                code.number
            );
        }
    }
    page
}

fn rows(steps: &'static [Step]) -> Vec<Row> {
    steps.iter().map(|step| (step.name, step.what, step.source)).collect()
}
