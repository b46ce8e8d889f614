//! `parhelion prove`: on what nodes of a recorded network answered, on states that are made here, and
//! asking a node and a store.

#[path = "../common/mod.rs"]
mod common;
#[path = "../../src/create.rs"]
mod create;
#[allow(dead_code, reason = "a command uses more of it")]
#[path = "../../src/failure.rs"]
mod failure;
mod live;
mod made;
mod recorded;
#[allow(dead_code, reason = "a command uses more of it")]
#[path = "../../src/show.rs"]
mod show;
#[allow(dead_code, unused_imports, reason = "a command uses more of it")]
#[path = "../../src/store/mod.rs"]
mod store;

use common::ics;

const NOW: &str = "2026-11-23T07:00:00Z";
const HEADER_192: &str = "192:7F4B1BDAEBED735EEA626D9E4D5D143FFB3F099F06EC16E9271D4EE6C8DFCD39";
const HEADER_78: &str = "78:CBACFA7FEBEDF5A63D84F76E09B5FF318D2D8FF943D8F8F7D34280F6D5A8EEAF";
/// A validator's operator, whose record of height 191 is recorded.
const OPERATOR: &str = "cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73";
const VALIDATOR: &str = "staking/validator/cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73";
const KEY: &str = "2114854211ffd25b04994e3489683af22aeefa8e387c";

fn commit() -> String {
    std::fs::read_to_string(ics("aurora-1_192.commit.json")).unwrap()
}
