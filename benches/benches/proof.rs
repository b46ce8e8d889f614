//! Proofs of state of two public chains, from their bytes, beside the `ics23` crate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use criterion::{Criterion, criterion_group, criterion_main};
use ics23::{
    CommitmentProof, HostFunctionsManager, calculate_existence_root, commitment_proof::Proof,
};
use ics23_prost::Message as _;
use parhelion_core::Limits;
use parhelion_core::proof::{self, MerkleProof};
use prost::Message;
use serde_json::Value;
use std::hint::black_box;

const RECORDED: &str = include_str!("../../testdata/mainnet/ICS23_PROOFS.json");
const LIMITS: &Limits = &Limits::DEFAULT;

/// IBC's message, whose proofs are left as they are.
#[derive(Clone, PartialEq, Message)]
struct Raw {
    #[prost(bytes = "vec", repeated, tag = "1")]
    proofs: Vec<Vec<u8>>,
}

struct Question {
    root: Vec<u8>,
    key: Vec<u8>,
    value: Option<Vec<u8>>,
    proof: Vec<u8>,
}

impl Question {
    fn new(recorded: &Value) -> Question {
        let text = |name: &str| recorded[name].as_str();
        Question {
            root: hex::decode(text("app_hash").unwrap()).unwrap(),
            key: text("key").unwrap().into(),
            value: text("value").map(|value| hex::decode(value).unwrap()),
            proof: STANDARD.decode(text("merkle_proof_b64").unwrap()).unwrap(),
        }
    }

    fn ours(&self) -> bool {
        let proof = MerkleProof::parse(black_box(&self.proof), LIMITS).unwrap();
        let (root, key) = (&self.root, &self.key);
        let verified = match &self.value {
            Some(value) => proof::membership_under_bare_root(root, b"ibc", key, value, &proof),
            None => proof::non_membership_under_bare_root(root, b"ibc", key, &proof),
        };
        verified.is_ok()
    }

    fn theirs(&self) -> bool {
        let raw = <Raw as Message>::decode(&black_box(&self.proof)[..]).unwrap();
        let [lower, upper] =
            [0, 1].map(|level| CommitmentProof::decode(&raw.proofs[level][..]).unwrap());
        let existence = match lower.proof.as_ref().unwrap() {
            Proof::Exist(proof) => proof,
            Proof::Nonexist(proof) => proof.left.as_ref().unwrap(),
            _ => unreachable!("neither is recorded"),
        };
        type Host = HostFunctionsManager;
        let store = calculate_existence_root::<Host>(existence).unwrap();
        let (iavl, simple) = (ics23::iavl_spec(), ics23::tendermint_spec());
        let below = match &self.value {
            Some(value) => {
                ics23::verify_membership::<Host>(&lower, &iavl, &store, &self.key, value)
            }
            None => ics23::verify_non_membership::<Host>(&lower, &iavl, &store, &self.key),
        };
        below && ics23::verify_membership::<Host>(&upper, &simple, &self.root, b"ibc", &store)
    }
}

fn proofs(c: &mut Criterion) {
    let recorded: Value = serde_json::from_str(RECORDED).unwrap();
    for (name, recorded) in [("absence", &recorded[0]), ("existence", &recorded[1])] {
        let question = Question::new(recorded);
        assert!(question.ours() && question.theirs());
        let mut group = c.benchmark_group(format!("proof-of-{name}"));
        group.bench_function("parhelion", |b| b.iter(|| assert!(question.ours())));
        group.bench_function("ics23", |b| b.iter(|| assert!(question.theirs())));
        group.finish();
    }
}

criterion_group!(benches, proofs);
criterion_main!(benches);
