//! The store of `follow`, used as the commands use it, and `parhelion status` on what it wrote.

#[path = "../common/mod.rs"]
mod common;
#[path = "../../src/create.rs"]
mod create;
mod damage;
#[allow(dead_code, reason = "a command uses more of it")]
#[path = "../../src/failure.rs"]
mod failure;
mod killed;
mod options;
mod rules;
#[allow(dead_code, reason = "a command uses more of it")]
#[path = "../../src/show.rs"]
mod show;
mod status;
#[allow(dead_code, unused_imports, reason = "a command uses more of it")]
#[path = "../../src/store/mod.rs"]
mod store;

use parhelion_core::{Hash, Header, Limits, Options, Time, TrustedState};
use parhelion_rpc::{encode, pb};
use std::path::Path;
use store::{Origin, Store};

const CHAIN: &str = "aurora-1";
/// When the block of height 0 would have been; a block a second.
const GENESIS: i64 = 1_700_000_000;

fn at(seconds: i64) -> Time {
    Time::from_unix(GENESIS + seconds, 0).unwrap()
}

/// A state of a height of a chain that exists nowhere else.
fn state(height: u64) -> TrustedState {
    of_chain(CHAIN, height, "")
}

/// Another block of the same height.
fn twin(height: u64) -> TrustedState {
    of_chain(CHAIN, height, "another")
}

fn of_chain(chain_id: &str, height: u64, app_hash: &str) -> TrustedState {
    let seconds = GENESIS + i64::try_from(height).unwrap();
    let header = pb::Header {
        version: Some(pb::Consensus { block: 11, app: 0 }),
        chain_id: chain_id.to_owned(),
        height: height.cast_signed(),
        time: Some(pb::Timestamp { seconds, nanos: 0 }),
        validators_hash: vec![1; 32],
        next_validators_hash: vec![2; 32],
        app_hash: app_hash.as_bytes().to_vec(),
        proposer_address: vec![3; 20],
        ..pb::Header::default()
    };
    let bytes = encode(&header);
    let header = Header::parse(&bytes, &Limits::DEFAULT).unwrap();
    TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
}

fn hash(state: &TrustedState) -> Hash {
    *state.header_hash().unwrap()
}

/// A store whose root is the state of height 10.
fn begun(path: &Path) -> Store {
    Store::create(path, &state(10), Origin::Faith, &Options::DEFAULT, at(20)).unwrap()
}
