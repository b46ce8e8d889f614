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

/// What is held against one side, and where it was written.
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
    json: String,
    pub(super) files: Vec<PathBuf>,
}

/// A fork, written down.
pub(super) struct Written {
    pub(super) record: store::Fork,
    pub(super) folder: PathBuf,
    pub(super) accusations: Vec<Accusation>,
    /// Of what no evidence could be made, and why.
    pub(super) unproven: Vec<String>,
}

/// Makes the evidence, and writes it:
///
/// * `against-SIDE.broadcast_evidence.json` for the `/broadcast_evidence` of a node on the other side,
///   and `against-SIDE.broadcast_evidence.pascal.json` for one older than 0.38.11;
/// * `against-SIDE.evidence.pb`: the same in protobuf;
/// * `PEER-HEIGHT.light_block.pb`: the blocks that it is made of.
pub(super) fn write(session: &mut Session, fork: &Fork, folder: &Path) -> Result<Written, Failure> {
    std::fs::create_dir_all(folder)?;
    let url = |peer: Peer| session.node(peer).map_or("?", |node| node.url()).to_owned();
    let held = &fork.against_primary;
    let side = |peer, state: &TrustedState| Side { peer: url(peer), at: point(state) };
    let mut record = store::Fork {
        kind: "unknown".to_owned(),
        common: point(held.common()),
        primary: side(fork.primary, held.conflicting()),
        witness: side(fork.witness, held.trusted()),
        evidence: Some(folder.display().to_string()),
        found: session.now(),
    };
    let sides = [("primary", Some(held)), ("witness", fork.against_witness.as_ref())];
    let (mut accusations, mut unproven) = (Vec::new(), Vec::new());
    for (name, held) in sides {
        let Some(held) = held else {
            unproven.push(format!("the {name}: the other side did not show its way"));
            continue;
        };
        match accuse(session, held, name, folder) {
            Ok(accusation) => accusations.push(accusation),
            Err(Trouble::Failure(failure)) => return Err(failure),
            Err(Trouble::NoEvidence(why)) => unproven.push(format!("the {name}: {why}")),
        }
    }
    if let Some(first) = accusations.first() {
        record.kind = first.kind.to_owned();
    }
    Ok(Written { record, folder: folder.to_owned(), accusations, unproven })
}

/// Sends each accusation to the other side. Nobody has to take it: a node that lies does not.
pub(super) fn submit(session: &Session, written: &Written) {
    for accusation in &written.accusations {
        let Some(node) = session.node(accusation.to) else { continue };
        match node.broadcast_evidence(&accusation.json) {
            Ok(()) => session.report.submitted(node.url(), None),
            Err(error) => session.report.submitted(node.url(), Some(&error)),
        }
    }
}

enum Trouble {
    Failure(Failure),
    NoEvidence(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::NoEvidence(show::error(&error))
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Failure(error.into())
    }
}

fn accuse(
    session: &mut Session,
    held: &Divergence,
    name: &str,
    folder: &Path,
) -> Result<Accusation, Trouble> {
    let limits = &Limits::DEFAULT;
    let mut files = Vec::new();
    let mut fetch = |peer: Peer, state: &TrustedState| -> Result<Vec<u8>, Trouble> {
        let height = state.height();
        let bytes = match session.blocks.light_block(peer, height) {
            Some(known) => known.to_vec(),
            None => {
                let node = session.node(peer).ok_or(Error::NoResponse)?;
                let asked = node.light_block(Some(height));
                asked.map_err(|error| Trouble::NoEvidence(error.to_string()))?
            }
        };
        let path = folder.join(format!("peer{}-{height}.light_block.pb", peer.0));
        std::fs::write(&path, &bytes)?;
        files.push(path);
        Ok(bytes)
    };
    let common = fetch(held.accuser(), held.common())?;
    let trusted = fetch(held.accuser(), held.trusted())?;
    let conflicting = fetch(held.accused(), held.conflicting())?;
    let [common, trusted, conflicting] =
        [&common, &trusted, &conflicting].map(|bytes| LightBlock::parse(bytes, limits));
    let (common, trusted, conflicting) = (common?, trusted?, conflicting?);
    let mut scratch = vec![0; evidence_scratch_len(&common, &conflicting)];
    let mut signers = vec![Signer::NONE; conflicting.commit().signatures().count()];
    let evidence = held.evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers)?;
    let mut bytes = Vec::new();
    evidence.encode(&mut bytes);
    let json = write_evidence(&bytes, name, folder, &mut files)?;
    let url = |peer| session.node(peer).map_or("?", |node| node.url()).to_owned();
    Ok(Accusation {
        accused: url(held.accused()),
        accuser: url(held.accuser()),
        to: held.accuser(),
        kind: kind(&evidence),
        guilty: evidence
            .byzantine_validators()
            .iter()
            .map(|signer| (signer.address().to_string(), signer.power()))
            .collect(),
        total: evidence.total_voting_power(),
        json,
        files,
    })
}

/// Writes the evidence in all its forms, and gives that for a node of today.
fn write_evidence(
    bytes: &[u8],
    name: &str,
    folder: &Path,
    files: &mut Vec<PathBuf>,
) -> Result<String, Trouble> {
    let unwritable = |error: parhelion_rpc::Error| Trouble::NoEvidence(error.to_string());
    let message: pb::LightClientAttackEvidence =
        decode(bytes).map_err(|error| Trouble::NoEvidence(error.to_string()))?;
    let message = pb::Evidence::from(message);
    let snake = amino_json(&message, Case::Snake).map_err(unwritable)?;
    let pascal = amino_json(&message, Case::Pascal).map_err(unwritable)?;
    for (kind, bytes) in [
        ("broadcast_evidence.json", snake.as_bytes()),
        ("broadcast_evidence.pascal.json", pascal.as_bytes()),
        ("evidence.pb", bytes),
    ] {
        let path = folder.join(format!("against-{name}.{kind}"));
        std::fs::write(&path, bytes)?;
        files.push(path);
    }
    // What is sent is the evidence alone, without the call around it.
    Ok(snake)
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
