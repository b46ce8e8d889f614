//! A fork: what is held against both sides.

use super::way::Follower;
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use parhelion_core::client::{Divergence, Fork, Peer, evidence_scratch_len};
use parhelion_core::evidence::light_client_attack::{AttackKind, verify};
use parhelion_core::evidence::{LightClientAttackEvidence, Signer};
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
    let said = |error: Error| error.to_string();
    let (accuser, accused) = (held.accuser(), held.accused());
    let trusted = fetch(follower, accuser, held.trusted().height()).await?;
    let conflicting = fetch(follower, accused, held.conflicting().height()).await?;
    let below = held.common().height();
    let mut common = fetch(follower, accuser, below).await?;
    if !suffices(held, [&common, &trusted, &conflicting]).map_err(said)? {
        common = fetch(follower, accuser, below.saturating_add(1)).await?;
    }
    let parse = |bytes| LightBlock::parse(bytes, &Limits::DEFAULT).map_err(said);
    let (of_common, of_trusted) = (parse(&common)?, parse(&trusted)?);
    let of_conflicting = parse(&conflicting)?;
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

/// Whether a full node would find that enough of the common height's set signed. Where that set is
/// not the next one, by which the block was verified, it may not; at the next height it does.
fn suffices(held: &Divergence, blocks: [&[u8]; 3]) -> Result<bool, Error> {
    let parse = |bytes| LightBlock::parse(bytes, &Limits::DEFAULT);
    let (common, trusted, conflicting) = (parse(blocks[0])?, parse(blocks[1])?, parse(blocks[2])?);
    if held.conflicting().height() <= held.common().height().saturating_add(1) {
        return Ok(true);
    }
    let words = [&common, &trusted].map(|block| evidence_scratch_len(block, &conflicting));
    let mut scratch = vec![0; words[0].max(words[1])];
    let mut signers = vec![Signer::NONE; conflicting.commit().signatures().count()];
    let found = held.evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers)?;
    let (mut bytes, is_common) = (Vec::new(), found.common_height() == common.header().height());
    found.encode(&mut bytes);
    let evidence = LightClientAttackEvidence::parse(&bytes, &Limits::DEFAULT)?;
    let dated = if is_common { common } else { trusted };
    let signed = trusted.signed_header();
    let (header, set) = (dated.header(), dated.validators());
    let mut signers = vec![Signer::NONE; signers.len()];
    match verify(header, &set, &signed, &evidence, &mut scratch, &mut signers) {
        Err(Error::NotEnoughCommonPower { .. }) => Ok(false),
        _ => Ok(true),
    }
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
