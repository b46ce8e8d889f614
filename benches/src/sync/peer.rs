//! The client of tendermint-rs.

use super::{Mode, Node};
use crate::chain::time;
use crate::peer::{self, Decoded};
use std::sync::Arc;
use std::time::Duration;
use tendermint::crypto::default::Sha256;
use tendermint::{Hash, node};
use tendermint_light_client::builder::LightClientBuilder;
use tendermint_light_client::components::clock::FixedClock;
use tendermint_light_client::components::io::{AtHeight, Io, IoError};
use tendermint_light_client::components::scheduler::basic_bisecting_schedule;
use tendermint_light_client::instance::Instance;
use tendermint_light_client::store::memory::MemoryStore;
use tendermint_light_client::verifier::ProdVerifier;
use tendermint_light_client::verifier::options::Options;
use tendermint_light_client::verifier::predicates::ProdPredicates;
use tendermint_light_client::verifier::types::{Height, LightBlock, Status, TrustThreshold};

fn peer_id() -> node::Id {
    node::Id::new([7; 20])
}

/// A light block of tendermint-rs has the next set, too: that is fetched with it.
struct Fetch(Arc<Node>);

impl Io for Fetch {
    fn fetch_light_block(&self, height: AtHeight) -> Result<LightBlock, IoError> {
        let height = match height {
            AtHeight::At(height) => height.value(),
            AtHeight::Highest => self.0.chain().last_height(),
        };
        let (block, next) = self.0.light_block_and_next_set(height);
        let Decoded { signed_header, validators } = peer::decode(block);
        let next = peer::decode_set(next);
        Ok(LightBlock::new(signed_header, validators, next, peer_id()))
    }
}

/// Goes from the first block, trusted on faith, to the last. There are no witnesses: they are
/// another crate's. Returns the hash of the last header.
///
/// It has no sequential mode: the target is each height, one after the other. Then the block below
/// is taken out of the store, all of which is searched in each step.
///
/// # Panics
/// Where anything is refused.
#[must_use]
pub fn sync(node: &Arc<Node>, mode: Mode) -> Hash {
    let mut client = start(node);
    let Instance { light_client, state } = &mut client;
    let last = node.chain().last_height();
    let head = match mode {
        Mode::Skipping => light_client.verify_to_highest(state).unwrap(),
        Mode::Sequential => {
            for target in node.chain().first_height() + 1..last {
                let _ = light_client.verify_to_target(height(target), state).unwrap();
                state.light_store.remove(height(target - 1), Status::Verified);
                state.light_store.remove(height(target - 1), Status::Trusted);
            }
            light_client.verify_to_highest(state).unwrap()
        }
    };
    head.signed_header.header.hash()
}

fn start(node: &Arc<Node>) -> Instance {
    let chain = node.chain();
    let options = Options {
        trust_threshold: TrustThreshold::ONE_THIRD,
        trusting_period: Duration::from_secs(14 * 24 * 60 * 60),
        clock_drift: Duration::from_secs(10),
    };
    LightClientBuilder::<_, Sha256>::custom(
        peer_id(),
        options,
        Box::new(MemoryStore::new()),
        Box::new(Fetch(Arc::clone(node))),
        Box::new(FixedClock::new(time(chain.now(), 0))),
        Box::new(ProdVerifier::default()),
        Box::new(basic_bisecting_schedule),
        Box::new(ProdPredicates),
    )
    .trust_primary_at(height(chain.first_height()), chain.first_hash())
    .unwrap()
    .build()
}

fn height(height: u64) -> Height {
    height.try_into().unwrap()
}
