//! A fork: what is held against both sides.

use super::way::Follower;
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use parhelion_core::client::{Divergence, Fork, Peer, evidence_scratch_len};
use parhelion_core::evidence::Signer;
use parhelion_core::evidence::light_client_attack::AttackKind;
use parhelion_core::{Encode, Error, LightBlock, Limits};
use parhelion_rpc::{Case, amino_json, decode, pb};

/// What is held against one side.
pub(super) struct Accusation {
    pub(super) accused: Peer,
    pub(super) accuser: Peer,
    pub(super) kind: AttackKind,
    /// Who is guilty, if the accuser is right.
    pub(super) guilty: Vec<Signer>,
    /// The power of the set that is judged by.
    pub(super) total: u64,
    /// A `LightClientAttackEvidence`.
    pub(super) evidence: Vec<u8>,
    /// The same, as most releases of CometBFT take it.
    pub(super) json: String,
}

/// A fork, with its evidence.
pub(super) struct Found {
    pub(super) fork: Fork,
    pub(super) accusations: Vec<Accusation>,
    /// Of whom nothing is proven, and why.
    pub(super) unproven: Vec<(Peer, String)>,
}

/// Makes the evidence out of the blocks of both sides.
pub(super) async fn found(follower: &mut Follower, fork: &Fork) -> Found {
    let sides = [
        (fork.primary, Some(&fork.against_primary)),
        (fork.witness, fork.against_witness.as_ref()),
    ];
    let mut found = Found { fork: fork.clone(), accusations: Vec::new(), unproven: Vec::new() };
    for (accused, held) in sides {
        let accusation = match held {
            Some(held) => accuse(follower, held).await,
            None => Err("the other side did not show its way".to_owned()),
        };
        match accusation {
            Ok(accusation) => found.accusations.push(accusation),
            Err(why) => found.unproven.push((accused, why)),
        }
    }
    found
}

/// The reason is for people.
async fn accuse(follower: &mut Follower, held: &Divergence) -> Result<Accusation, String> {
    let (accuser, accused) = (held.accuser(), held.accused());
    let trusted = fetch(follower, accuser, held.trusted().height()).await?;
    let conflicting = fetch(follower, accused, held.conflicting().height()).await?;
    let below = held.common().height();
    let mut common = fetch(follower, accuser, below).await?;
    let (of_trusted, of_conflicting) = (parse(&trusted)?, parse(&conflicting)?);
    if !held.suffices(&parse(&common)?, &of_trusted, &of_conflicting).map_err(said)? {
        common = fetch(follower, accuser, below.saturating_add(1)).await?;
    }
    let of_common = parse(&common)?;
    let mut scratch = vec![0; evidence_scratch_len(&of_common, &of_conflicting)];
    let mut signers = vec![Signer::NONE; of_conflicting.commit().signatures().count()];
    let found = held
        .evidence(&of_common, &of_trusted, &of_conflicting, &mut scratch, &mut signers)
        .map_err(said)?;
    let mut evidence = Vec::new();
    found.encode(&mut evidence);
    let message: pb::LightClientAttackEvidence =
        decode(&evidence).map_err(|error| error.to_string())?;
    let json = amino_json(&pb::Evidence::from(message), Case::Pascal);
    Ok(Accusation {
        accused,
        accuser,
        kind: found.kind(),
        guilty: found.byzantine_validators().to_vec(),
        total: found.total_voting_power(),
        json: json.map_err(|error| error.to_string())?,
        evidence,
    })
}

fn said(error: Error) -> String {
    error.to_string()
}

fn parse(bytes: &[u8]) -> Result<LightBlock<'_>, String> {
    LightBlock::parse(bytes, &Limits::DEFAULT).map_err(said)
}

/// A light block that was verified, or follows one, from memory or once more from its peer.
async fn fetch(follower: &mut Follower, peer: Peer, height: u64) -> Result<Vec<u8>, String> {
    if let Some(known) = follower.blocks.light_block(peer, height) {
        return Ok(known.to_vec());
    }
    match follower.light_block(peer, Some(height)).await {
        Ok(block) => Ok(block),
        Err(failure) => {
            let why = follower.troubles.get(&peer).cloned();
            Err(why.unwrap_or_else(|| Error::from(failure).to_string()))
        }
    }
}
