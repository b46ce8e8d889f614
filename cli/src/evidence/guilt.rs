//! Proofs of fault, gathered.

use parhelion_core::evidence::{Fault, FaultProof, double_votes};
use parhelion_core::{Error, LightBlock, VoteType};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Everybody who is proven guilty, each of one thing once.
#[derive(Default)]
pub(super) struct Guilty(Vec<FaultProof>);

impl Guilty {
    pub(super) fn add(&mut self, proof: FaultProof) {
        if !self.0.contains(&proof) {
            self.0.push(proof);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Double votes in the commits of two blocks of one height.
    pub(super) fn of_commits(&mut self, a: &LightBlock<'_>, b: &LightBlock<'_>) {
        let found = double_votes(a.header().chain_id(), a, b, |proof| self.add(proof));
        // Where they are of different rounds, nothing is proven, and nothing is wrong.
        debug_assert!(!matches!(found, Err(Error::ScratchTooSmall { .. })));
    }

    pub(super) fn addresses(&self) -> BTreeSet<[u8; 20]> {
        self.0.iter().map(|proof| proof.validator().0).collect()
    }

    pub(super) fn sentences(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(|proof| {
            let (height, round) = (proof.height(), proof.round());
            let what = match proof.fault() {
                Fault::DoubleVote => "signed two",
                Fault::Lunatic => "signed a block of another state:",
                Fault::ForwardLunatic => "signed a block from before the trusted one's time:",
            };
            let votes = votes(proof.vote_type());
            format!("{} {what} {votes} at height {height}, round {round}", proof.validator())
        })
    }

    pub(super) fn json(&self) -> Value {
        self.0.iter().map(one).collect()
    }
}

fn votes(vote_type: VoteType) -> &'static str {
    match vote_type {
        VoteType::Prevote => "prevotes",
        VoteType::Precommit => "precommits",
    }
}

fn one(proof: &FaultProof) -> Value {
    let fault = match proof.fault() {
        Fault::DoubleVote => "double_vote",
        Fault::Lunatic => "lunatic",
        Fault::ForwardLunatic => "forward_lunatic",
    };
    let vote_type = match proof.vote_type() {
        VoteType::Prevote => "prevote",
        VoteType::Precommit => "precommit",
    };
    json!({
        "validator": proof.validator().to_string(),
        "height": proof.height().to_string(),
        "round": proof.round(),
        "vote_type": vote_type,
        "fault": fault,
    })
}
