//! What is said while a consumer is followed: nothing twice.

use super::{Attestation, Refusal, Signed};
use crate::show;
use parhelion_core::ccv::store::ConsumerId;
use serde_json::{Value, json};

/// One thing that is said: in words, or as an object.
pub(crate) struct Line {
    pub(crate) words: String,
    pub(crate) object: Value,
}

/// What was said last.
pub(super) struct Teller {
    consumer: ConsumerId,
    attested: Option<Attestation>,
    height: Option<u64>,
    refusal: Option<Refusal>,
}

impl Teller {
    pub(super) const fn new(consumer: ConsumerId) -> Teller {
        Teller { consumer, attested: None, height: None, refusal: None }
    }

    /// Of the set, if it is another one or was locked again.
    pub(super) fn attested(&mut self, attestation: &Attestation) -> Option<Line> {
        if self.attested.as_ref() == Some(attestation) {
            return None;
        }
        self.attested = Some(attestation.clone());
        Some(Line { words: attestation.in_words(), object: attestation.as_json() })
    }

    /// Of the block, if it is a new one; or why it is not verified.
    pub(super) fn block(&mut self, signed: &Result<Signed, Refusal>) -> Option<Line> {
        match signed {
            Ok(signed) => {
                let height = Some(signed.state.height());
                let is_new = self.height != height || self.refusal.is_some();
                (self.height, self.refusal) = (height, None);
                is_new.then(|| self.verified(signed))
            }
            Err(refusal) => {
                let is_new = self.refusal.as_ref() != Some(refusal);
                self.refusal = Some(refusal.clone());
                is_new.then(|| self.refused(refusal))
            }
        }
    }

    fn verified(&self, Signed { state, lock }: &Signed) -> Line {
        let (chain, height, time) = (state.chain_id(), state.height(), show::time(state.time()));
        let hash = state.header_hash().map(ToString::to_string).unwrap_or_default();
        let words = format!(
            "verified: {chain} height {height} {hash} from nothing but its provider, by the set \
             locked at height {}",
            lock.height()
        );
        let object = json!({
            "event": "consumer_verified",
            "consumer_id": self.consumer.to_string(),
            "chain_id": chain.as_str(),
            "height": height.to_string(),
            "hash": hash,
            "time": time,
            "locked_height": lock.height().to_string(),
            "locked_time": show::time(lock.time()),
        });
        Line { words, object }
    }

    fn refused(&self, refusal: &Refusal) -> Line {
        let mut object = refusal.as_json();
        object["event"] = "consumer_refused".into();
        object["consumer_id"] = self.consumer.to_string().into();
        Line { words: format!("consumer {}: {refusal}", self.consumer), object }
    }
}

impl Attestation {
    fn in_words(&self) -> String {
        let twins = match self.twins.as_deref() {
            None => "\n  whether others have that chain id was not asked: they are too many".into(),
            Some([]) => String::new(),
            Some(twins) => {
                let twins: Vec<String> = twins.iter().map(ToString::to_string).collect();
                let twins = twins.join(", ");
                format!(
                    "\n  consumer {twins} has that chain id, too: a header does not say whose it is"
                )
            }
        };
        format!(
            "attested: {}, consumer {} of {}, locked at height {}, {}: {} validators, set {}{twins}",
            self.chain_id,
            self.consumer,
            self.provider_chain_id,
            self.locked_height,
            show::time(self.locked_time),
            self.members,
            self.hash,
        )
    }

    fn as_json(&self) -> Value {
        let twins = self.twins.as_ref();
        let twins = twins.map(|twins| twins.iter().map(ToString::to_string).collect::<Vec<_>>());
        json!({
            "event": "attested",
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
