//! A store in which the client believes what is submitted.

use super::super::evidence::{misbehaviour::Made, revision};
use super::{Height, Store};
use crate::chain::Chain;
use crate::hashing;
use crate::keys::Keyring;
use crate::message::{
    ClientState, ConsensusState, Duration, Fraction, Header, IbcHeader, IbcHeight, MerkleRoot,
    Misbehaviour,
};
use crate::rng::Rng;
use crate::scene::Scene;
use crate::time::{in_range, nanos, timestamp};
use std::collections::BTreeMap;

/// What is submitted to a client.
#[derive(Clone)]
pub(super) enum Submitted {
    Header(Box<IbcHeader>),
    Misbehaviour(Box<Misbehaviour>),
}

/// A client, and what is submitted to it.
pub(super) struct Claim<'r> {
    pub(super) ring: &'r Keyring,
    pub(super) store: Store,
    pub(super) submitted: Submitted,
    pub(super) type_url: Vec<u8>,
}

/// The proofs of the Cosmos SDK: in an IAVL tree, and in a simple one above it.
const IAVL: &[u8] = b"\x0a\x09\x08\x01\x18\x01\x20\x01\x2a\x01\x00\
    \x12\x0c\x0a\x02\x00\x01\x10\x21\x18\x04\x20\x0c\x30\x01";
const SIMPLE: &[u8] = b"\x0a\x09\x08\x01\x18\x01\x20\x01\x2a\x01\x00\
    \x12\x0c\x0a\x02\x00\x01\x10\x20\x18\x01\x20\x01\x30\x01";

const HEADER: &[u8] = b"/ibc.lightclients.tendermint.v1.Header";
const MISBEHAVIOUR: &[u8] = b"/ibc.lightclients.tendermint.v1.Misbehaviour";

impl<'r> Claim<'r> {
    /// The block of a scene, of whose trusted header the client knows what it keeps.
    pub(super) fn of_scene(
        mut scene: Scene<'r>,
        chain: &Chain,
        note: &mut Vec<String>,
        rng: &mut Rng,
    ) -> Self {
        if rng.once_in(2) {
            let name = rng.pick(revision::IDS);
            note.push(format!("chain {}", name.escape_default()));
            scene.chain_id = name.into();
            scene.block.header.chain_id = name.into();
            scene.block.seal(scene.ring);
        }
        let revision = revision::of(&scene.chain_id).unwrap_or(u64::MAX);
        let trusted = scene.trusted_header().clone();
        let height = (revision, trusted.height as u64);
        let mut states = BTreeMap::from([(height, state(&trusted))]);
        // What else the client has learned, of blocks as the chain made them.
        let mut latest = height;
        for block in &chain.blocks {
            let known = (revision, block.header.height as u64);
            if rng.once_in(3) && block.header.height != scene.block.header.height {
                states.entry(known).or_insert_with(|| state(&block.header));
                latest = latest.max(known);
            }
        }
        let client = client(&scene, latest);
        let header = IbcHeader {
            signed_header: Some(scene.block.signed_header()),
            validator_set: Some(scene.block.set.clone()),
            trusted_height: Some(IbcHeight {
                revision_number: height.0,
                revision_height: height.1,
            }),
            trusted_validators: Some(scene.trusted_next),
        };
        Claim {
            ring: scene.ring,
            store: Store { client, states, now: scene.now },
            submitted: Submitted::Header(Box::new(header)),
            type_url: HEADER.to_vec(),
        }
    }

    /// Two headers, of whose trusted heights the client knows what makes it believe them.
    pub(super) fn of_misbehaviour(ring: &'r Keyring, made: Made, rng: &mut Rng) -> Self {
        let Made { message, below, chain_id } = made;
        let mut states = BTreeMap::new();
        for header in [&message.header_1, &message.header_2].into_iter().flatten() {
            let height = header.trusted_height.unwrap_or_default();
            let mut known = state(&below);
            if let Some(set) = &header.trusted_validators {
                known.next_validators_hash = hashing::set(set);
            }
            if height.revision_height > 0 {
                states.insert((height.revision_number, height.revision_height), known);
            }
        }
        let revision = revision::of(&chain_id).unwrap_or(u64::MAX);
        let latest = (revision, 1 + rng.below(1 << 40));
        states.entry(latest).or_insert_with(|| state(&below));
        let from = nanos(below.time.as_ref());
        let (now, period) = (in_range(from + rng.pick(&[0, 1, 1 << 50])), 1_209_600_000_000_000);
        let level = rng.pick(&[(1, 3), (1, 3), (1, 2), (2, 3)]);
        let client = client_state(chain_id, level, period, 10_000_000_000, latest);
        Claim {
            ring,
            store: Store { client, states, now },
            submitted: Submitted::Misbehaviour(Box::new(message)),
            type_url: MISBEHAVIOUR.to_vec(),
        }
    }

    /// The headers that are submitted.
    pub(super) fn headers(&mut self) -> Vec<&mut IbcHeader> {
        match &mut self.submitted {
            Submitted::Header(header) => vec![header],
            Submitted::Misbehaviour(both) => {
                [&mut both.header_1, &mut both.header_2].into_iter().flatten().collect()
            }
        }
    }

    /// The header that is submitted, if it is one, with its height.
    pub(super) fn header(&self) -> Option<(Height, &Header)> {
        let Submitted::Header(header) = &self.submitted else { return None };
        let header = header.signed_header.as_ref()?.header.as_ref()?;
        Some(((revision::of(&header.chain_id)?, header.height as u64), header))
    }

    /// The height from which the first header is to be verified.
    pub(super) fn trusted(&mut self) -> Height {
        let trusted = self.headers().first().and_then(|header| header.trusted_height);
        trusted.map_or((0, 0), |height| (height.revision_number, height.revision_height))
    }
}

/// A client that verifies as the scene asks, as far as a client can be told to.
fn client(scene: &Scene<'_>, latest: Height) -> ClientState {
    let period = scene.period.clamp(1, i64::MAX / 2);
    client_state(scene.chain_id.clone(), scene.level, period, scene.drift.max(1), latest)
}

fn client_state(
    chain_id: Vec<u8>,
    (numerator, denominator): (u64, u64),
    period: i64,
    drift: i64,
    (revision_number, revision_height): Height,
) -> ClientState {
    ClientState {
        chain_id,
        trust_level: Some(Fraction { numerator, denominator }),
        trusting_period: Some(duration(period)),
        unbonding_period: Some(duration(period + period / 2 + 1)),
        max_clock_drift: Some(duration(drift)),
        frozen_height: Some(IbcHeight::default()),
        latest_height: Some(IbcHeight { revision_number, revision_height }),
        proof_specs: vec![IAVL.to_vec(), SIMPLE.to_vec()],
        upgrade_path: vec![b"upgrade".to_vec(), b"upgradedIBCState".to_vec()],
        allow_update_after_expiry: false,
        allow_update_after_misbehaviour: false,
    }
}

/// The message of a span of nanoseconds.
pub(super) fn duration(nanos: i64) -> Duration {
    Duration { seconds: nanos / 1_000_000_000, nanos: (nanos % 1_000_000_000) as i32 }
}

/// The nanoseconds of a message.
pub(super) fn span(duration: Option<Duration>) -> i128 {
    duration.map_or(0, |span| i128::from(span.seconds) * 1_000_000_000 + i128::from(span.nanos))
}

/// What a client keeps of a header.
pub(super) fn state(header: &Header) -> ConsensusState {
    ConsensusState {
        timestamp: Some(header.time.unwrap_or_else(|| timestamp(crate::time::YEAR_1))),
        root: Some(MerkleRoot { hash: header.app_hash.clone() }),
        next_validators_hash: header.next_validators_hash.clone(),
    }
}
