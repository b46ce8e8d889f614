//! What is said while a consumer is followed: nothing twice.

use super::{Attestation, Refusal, Signed};
use crate::show;
use parhelion_core::ccv::store::ConsumerId;
use serde_json::{Value, json};

/// What was said last, in text or as one JSON object a line.
pub(super) struct Teller {
    consumer: ConsumerId,
    as_json: bool,
    last: Last,
}

#[derive(Default)]
struct Last {
    attested: Option<Attestation>,
    height: Option<u64>,
    refusal: Option<Refusal>,
}

impl Teller {
    pub(super) fn new(consumer: ConsumerId, as_json: bool) -> Teller {
        Teller { consumer, as_json, last: Last::default() }
    }

    /// Tells of the set, if it is another one or was locked again.
    pub(super) fn attested(&mut self, attestation: &Attestation) {
        if self.last.attested.as_ref() == Some(attestation) {
            return;
        }
        if self.as_json {
            say!("{}", attestation.as_json());
        } else {
            attestation.print();
        }
        self.last.attested = Some(attestation.clone());
    }

    /// Tells of the block, if it is a new one; or why it is not verified.
    pub(super) fn block(&mut self, signed: &Result<Signed, Refusal>) {
        match signed {
            Ok(signed) => {
                let height = signed.state.height();
                if self.last.height != Some(height) || self.last.refusal.is_some() {
                    self.verified(signed);
                }
                (self.last.height, self.last.refusal) = (Some(height), None);
            }
            Err(refusal) if self.last.refusal.as_ref() != Some(refusal) => {
                if self.as_json {
                    let mut answer = refusal.as_json();
                    answer["consumer_id"] = self.consumer.to_string().into();
                    say!("{answer}");
                } else {
                    say!("consumer {}: {refusal}", self.consumer);
                }
                self.last.refusal = Some(refusal.clone());
            }
            Err(_) => {}
        }
    }

    fn verified(&self, signed: &Signed) {
        let Signed { state, lock } = signed;
        if !self.as_json {
            let (chain, height) = (state.chain_id(), state.height());
            say!(
                "verified {chain} height {height}, {}, by the set locked at height {}",
                show::time(state.time()),
                lock.height()
            );
            return;
        }
        say!(
            "{}",
            json!({
                "verdict": "verified",
                "consumer_id": self.consumer.to_string(),
                "chain_id": state.chain_id().as_str(),
                "height": state.height().to_string(),
                "time": show::time(state.time()),
                "hash": state.header_hash().map(ToString::to_string),
                "locked_height": lock.height().to_string(),
                "locked_time": show::time(lock.time()),
            })
        );
    }
}

impl Attestation {
    fn print(&self) {
        say!(
            "attested {}, consumer {} of {}: {} validators, set {}, locked at height {}, {}",
            self.chain_id,
            self.consumer,
            self.provider_chain_id,
            self.members,
            self.hash,
            self.locked_height,
            show::time(self.locked_time)
        );
        match self.twins.as_deref() {
            None => say!("  whether others have that chain id was not asked: they are too many"),
            Some([]) => {}
            Some(twins) => {
                let twins: Vec<String> = twins.iter().map(ToString::to_string).collect();
                say!(
                    "  consumer {} has that chain id, too: a header does not say of which it is",
                    twins.join(", ")
                );
            }
        }
    }

    fn as_json(&self) -> Value {
        let twins = self.twins.as_ref();
        let twins = twins.map(|twins| twins.iter().map(ToString::to_string).collect::<Vec<_>>());
        json!({
            "verdict": "attested",
            "provider_chain_id": self.provider_chain_id.as_str(),
            "consumer_id": self.consumer.to_string(),
            "chain_id": self.chain_id.as_str(),
            "locked_height": self.locked_height.to_string(),
            "locked_time": show::time(self.locked_time),
            "validators_hash": self.hash.to_string(),
            "validators": self.members.to_string(),
            "total_power": self.total_power.to_string(),
            "twins": twins,
        })
    }
}
