//! The stream of states: what a provider and its consumers hold and prove, and the sets that follow
//! from it, changed so that each rule decides.

mod json;
mod members;
mod order;
mod packet;
pub(super) mod power_shaping;
pub(super) mod proof;
pub(super) mod valset_change;

use crate::rng::Deck;

/// What has been dealt from the tables of states.
#[derive(Default)]
pub(crate) struct Decks {
    proof: Deck,
    parts: Deck,
    updates: Deck,
    text: Deck,
}

/// The changes of this stream, as its notes name them.
pub(super) fn changes() -> Vec<String> {
    let named = |of: &str, name: &str| format!("{of}: {name}");
    let proofs = proof::changes().map(|name| named("proof", name));
    let updates = valset_change::TABLE.iter().map(|(name, _)| named("updates", name));
    let texts = json::TABLE.iter().map(|(name, _)| named("text", name));
    proofs.chain(updates).chain(texts).collect()
}
