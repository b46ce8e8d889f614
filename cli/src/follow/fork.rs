//! A fork: the evidence against both sides, in files.

use super::session::Session;
use crate::failure::Failure;
use crate::show;
use crate::store::{self, Point, Side};
use parhelion_core::client::{Divergence, Fork, ForkEvidence, Peer, evidence_scratch_len};
use parhelion_core::evidence::Signer;
use parhelion_core::evidence::light_client_attack::AttackKind;
use parhelion_core::{Encode, Error, LightBlock, Limits, TrustedState};
use parhelion_rpc::{Case, amino_json, decode, pb};
use std::path::{Path, PathBuf};

/// What is held against one side.
pub(super) struct Accusation {
    pub(super) accused: String,
    pub(super) accuser: String,
    /// Who would have to believe it.
    to: Peer,
    pub(super) kind: &'static str,
    /// Address and power of each who is guilty, if the accuser is right.
    pub(super) guilty: Vec<(String, u64)>,
    /// The power of the set that is judged by.
    pub(super) total: u64,
    /// What most releases of CometBFT take.
    json: String,
    files: Vec<File>,
}

/// A name, and what is in it.
type File = (String, Vec<u8>);

/// What is held against both sides.
pub(super) struct Evidence {
    pub(super) accusations: Vec<Accusation>,
    /// Of whom nothing is proven, and why.
    pub(super) unproven: Vec<String>,
}

/// What a fork is of which nothing is proven yet.
const UNKNOWN: &str = "unknown";

impl Evidence {
    /// How the two sides differ.
    pub(super) fn kind(&self) -> &'static str {
        self.accusations.first().map_or(UNKNOWN, |accusation| accusation.kind)
    }
}

/// Makes the evidence out of the blocks of both sides.
pub(super) fn evidence(session: &mut Session, fork: &Fork) -> Evidence {
    let sides =
        [("primary", Some(&fork.against_primary)), ("witness", fork.against_witness.as_ref())];
    let mut evidence = Evidence { accusations: Vec::new(), unproven: Vec::new() };
    for (name, held) in sides {
        let silent = "the other side did not show its way".to_owned();
        match held.ok_or(silent).and_then(|held| accuse(session, held, name)) {
            Ok(accusation) => evidence.accusations.push(accusation),
            Err(why) => evidence.unproven.push(format!("the {name}: {why}")),
        }
    }
    evidence
}

/// What the store keeps of it. Of which kind it is the evidence tells.
pub(super) fn record(session: &Session, fork: &Fork, folder: &Path) -> store::Fork {
    let held = &fork.against_primary;
    let side = |peer, state: &TrustedState| Side { peer: url(session, peer), at: point(state) };
    store::Fork {
        kind: UNKNOWN.to_owned(),
        common: point(held.common()),
        primary: side(fork.primary, held.conflicting()),
        witness: side(fork.witness, held.trusted()),
        evidence: Some(folder.display().to_string()),
        found: session.now(),
    }
}

/// Writes it:
///
/// * `against-SIDE.broadcast_evidence.json` for the `/broadcast_evidence` of a node on the other side,
///   and `against-SIDE.broadcast_evidence.snake.json` for one of 0.37.10, 0.38.11, or 1.0.0-rc2 and
///   later;
/// * `against-SIDE.evidence.pb`: the same in protobuf;
/// * `peerN-HEIGHT.light_block.pb`: the blocks that it is made of.
pub(super) fn write(evidence: &Evidence, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(folder)?;
    let files = evidence.accusations.iter().flat_map(|accusation| &accusation.files);
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes)?;
        if !written.contains(&path) {
            written.push(path);
        }
    }
    Ok(written)
}

/// Sends each accusation to the other side. Nobody has to take it: a node that lies does not.
pub(super) fn submit(session: &Session, evidence: &Evidence) {
    for accusation in &evidence.accusations {
        let Some(node) = session.node(accusation.to) else { continue };
        match node.broadcast_evidence(&accusation.json) {
            Ok(()) => session.report.submitted(node.url(), None),
            Err(error) => session.report.submitted(node.url(), Some(&error)),
        }
    }
}

/// The reason is for people.
fn accuse(session: &mut Session, held: &Divergence, name: &str) -> Result<Accusation, String> {
    let (accuser, accused) = (held.accuser(), held.accused());
    let trusted = fetch(session, accuser, held.trusted().height())?;
    let conflicting = fetch(session, accused, held.conflicting().height())?;
    let mut below = held.common().height();
    let mut common = fetch(session, accuser, below)?;
    let (of_trusted, of_conflicting) = (parse(&trusted)?, parse(&conflicting)?);
    if !held.suffices(&parse(&common)?, &of_trusted, &of_conflicting).map_err(said)? {
        below += 1;
        common = fetch(session, accuser, below)?;
    }
    let of_common = parse(&common)?;
    let mut scratch = vec![0; evidence_scratch_len(&of_common, &of_conflicting)];
    let mut signers = vec![Signer::NONE; of_conflicting.commit().signatures().count()];
    let found = held
        .evidence(&of_common, &of_trusted, &of_conflicting, &mut scratch, &mut signers)
        .map_err(said)?;
    let (json, mut files) = forms(&found, name)?;
    for (peer, height, bytes) in [
        (accuser, below, &common),
        (accuser, held.trusted().height(), &trusted),
        (accused, held.conflicting().height(), &conflicting),
    ] {
        files.push((format!("peer{}-{height}.light_block.pb", peer.0), bytes.clone()));
    }
    let guilty = found.byzantine_validators().iter();
    Ok(Accusation {
        accused: url(session, accused),
        accuser: url(session, accuser),
        to: accuser,
        kind: kind(&found),
        guilty: guilty.map(|signer| (signer.address().to_string(), signer.power())).collect(),
        total: found.total_voting_power(),
        json,
        files,
    })
}

fn said(error: Error) -> String {
    show::error(&error)
}

fn parse(bytes: &[u8]) -> Result<LightBlock<'_>, String> {
    LightBlock::parse(bytes, &Limits::DEFAULT).map_err(said)
}

/// A light block that was verified, or follows one, from memory or once more from its peer.
fn fetch(session: &Session, peer: Peer, height: u64) -> Result<Vec<u8>, String> {
    if let Some(known) = session.blocks.light_block(peer, height) {
        return Ok(known.to_vec());
    }
    let node = session.node(peer).ok_or("there is no such peer")?;
    node.light_block(Some(height)).map_err(|error| error.to_string())
}

/// What most releases of CometBFT take, and all forms of it with the names of their files.
fn forms(evidence: &ForkEvidence<'_, '_>, name: &str) -> Result<(String, Vec<File>), String> {
    let unwritable = |error: parhelion_rpc::Error| error.to_string();
    let mut bytes = Vec::new();
    evidence.encode(&mut bytes);
    let message: pb::LightClientAttackEvidence =
        decode(&bytes).map_err(|error| error.to_string())?;
    let message = pb::Evidence::from(message);
    let snake = amino_json(&message, Case::Snake).map_err(unwritable)?;
    let pascal = amino_json(&message, Case::Pascal).map_err(unwritable)?;
    let file = |kind: &str, bytes: Vec<u8>| (format!("against-{name}.{kind}"), bytes);
    let files = vec![
        file("broadcast_evidence.json", pascal.clone().into_bytes()),
        file("broadcast_evidence.snake.json", snake.into_bytes()),
        file("evidence.pb", bytes),
    ];
    Ok((pascal, files))
}

fn url(session: &Session, peer: Peer) -> String {
    session.node(peer).map_or("?", |node| node.url()).to_owned()
}

fn kind(evidence: &ForkEvidence<'_, '_>) -> &'static str {
    match evidence.kind() {
        AttackKind::Lunatic => "lunatic",
        AttackKind::Equivocation => "equivocation",
        AttackKind::Amnesia => "amnesia",
    }
}

fn point(state: &TrustedState) -> Point {
    // A state that was verified knows its hash; the root of an on-chain client is in no store.
    let hash = state.header_hash().copied().unwrap_or(parhelion_core::Hash([0; 32]));
    Point { height: state.height(), hash }
}
