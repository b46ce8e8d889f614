//! What can be submitted, in files.

use super::Context;
use super::gather::{Item, Kind, Material};
use crate::failure::Failure;
use parhelion_core::evidence::Signer;
use parhelion_core::evidence::light_client_attack::byzantine_validators;
use parhelion_core::{LightBlock, Limits, ValidatorSet, commit};
use parhelion_rpc::{
    Case, ProtoJson, amino_json, encode, ibc_header, light_client_attack_evidence, misbehaviour,
    pb, proto_json,
};
use std::path::{Path, PathBuf};

/// Writes what can be submitted of each item:
///
/// * `N-broadcast_evidence.json` for a node of its chain, and `N-broadcast_evidence.snake.json` for one
///   of 0.37.10, 0.38.11, or 1.0.0-rc2 and later;
/// * `N-evidence.json` with `N-infraction_header.json`, or `N-misbehaviour.json`, for the commands
///   of a provider chain;
/// * `N-evidence.pb` or `N-misbehaviour.pb`: the same in protobuf.
pub(super) fn write(
    folder: &Path,
    items: &[Item],
    material: &Material,
    context: &Context,
) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(folder)?;
    let mut files = Files { folder, written: Vec::new() };
    for (index, item) in items.iter().enumerate() {
        files.item(index + 1, item, material, context)?;
    }
    Ok(files.written)
}

struct Files<'f> {
    folder: &'f Path,
    written: Vec<PathBuf>,
}

impl Files<'_> {
    fn item(
        &mut self,
        number: usize,
        item: &Item,
        material: &Material,
        context: &Context,
    ) -> Result<(), Failure> {
        match &item.kind {
            Kind::DoubleVote(evidence) => {
                self.for_nodes(number, &evidence.clone().into())?;
                self.proto_json(number, "evidence", evidence)?;
                self.bytes(number, "evidence.pb", &encode(evidence))?;
                if let Some(header) = &item.infraction_header {
                    self.proto_json(number, "infraction_header", header)?;
                }
            }
            Kind::Attack(evidence) => self.attack(number, evidence)?,
            Kind::Misbehaviour(found) => self.misbehaviour(number, found)?,
            Kind::Fork(blocks) => {
                let [first, second] = &**blocks;
                let Some(common) = material.light_block_below(height(first)) else {
                    return Ok(());
                };
                if let Some(evidence) = attack(&common, first, second) {
                    self.attack(number, &evidence)?;
                }
                if let Some(client) = &context.client
                    && let Some(found) = two_headers(client, &common, first, second, material)
                {
                    self.misbehaviour(number, &found)?;
                }
            }
        }
        Ok(())
    }

    fn attack(
        &mut self,
        number: usize,
        evidence: &pb::LightClientAttackEvidence,
    ) -> Result<(), Failure> {
        self.for_nodes(number, &evidence.clone().into())?;
        self.bytes(number, "evidence.pb", &encode(evidence))
    }

    fn misbehaviour(&mut self, number: usize, found: &pb::Misbehaviour) -> Result<(), Failure> {
        self.proto_json(number, "misbehaviour", found)?;
        self.bytes(number, "misbehaviour.pb", &encode(found))
    }

    fn for_nodes(&mut self, number: usize, evidence: &pb::Evidence) -> Result<(), Failure> {
        for (case, name) in [
            (Case::Pascal, "broadcast_evidence.json"),
            (Case::Snake, "broadcast_evidence.snake.json"),
        ] {
            let text = amino_json(evidence, case)
                .map_err(|error| Failure::not_readable("evidence", error))?;
            self.bytes(number, name, text.as_bytes())?;
        }
        Ok(())
    }

    fn proto_json(
        &mut self,
        number: usize,
        name: &str,
        message: &impl ProtoJson,
    ) -> Result<(), Failure> {
        let text = proto_json(message).map_err(|error| Failure::not_readable(name, error))?;
        self.bytes(number, &format!("{name}.json"), text.as_bytes())
    }

    fn bytes(&mut self, number: usize, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(format!("{number}-{name}"));
        std::fs::write(&path, bytes)?;
        self.written.push(path);
        Ok(())
    }
}

fn header(block: &pb::LightBlock) -> Option<&pb::Header> {
    block.signed_header.as_ref()?.header.as_ref()
}

fn height(block: &pb::LightBlock) -> i64 {
    header(block).map_or(0, |header| header.height)
}

/// Evidence against the second block, with the first as the chain's.
fn attack(
    common: &pb::LightBlock,
    trusted: &pb::LightBlock,
    conflicting: &pb::LightBlock,
) -> Option<pb::LightClientAttackEvidence> {
    let limits = &Limits::DEFAULT;
    let bytes = [common, trusted, conflicting].map(encode);
    let blocks = bytes.each_ref().map(|bytes| LightBlock::parse(bytes, limits));
    let [Ok(of_common), Ok(of_trusted), Ok(of_conflicting)] = blocks else { return None };
    let set: ValidatorSet<'_> = of_common.validators();
    let words = commit::scratch_len(&set).max(commit::scratch_len(&of_conflicting.validators()));
    let mut signers = vec![Signer::NONE; of_conflicting.commit().signatures().count()];
    let found = byzantine_validators(
        &set,
        &of_trusted.signed_header(),
        &of_conflicting,
        &mut vec![0; words],
        &mut signers,
    );
    let guilty: Vec<_> = found.ok()?.byzantine_validators.iter().map(|it| it.address().0).collect();
    light_client_attack_evidence(common, trusted, conflicting.clone(), &guilty).ok()
}

/// Misbehaviour of two blocks, for a client that trusts the block below them.
fn two_headers(
    client: &str,
    common: &pb::LightBlock,
    first: &pb::LightBlock,
    second: &pb::LightBlock,
    material: &Material,
) -> Option<pb::Misbehaviour> {
    let trusted = header(common)?;
    let next = material.set_of(&trusted.next_validators_hash)?;
    let revision_number = parhelion_core::ibc::revision(&trusted.chain_id).ok()?;
    let revision_height = u64::try_from(trusted.height).ok()?;
    let from = || Some((pb::Height { revision_number, revision_height }, next.clone()));
    let header_of = |block: &pb::LightBlock| ibc_header(block.clone(), from());
    Some(misbehaviour(client, header_of(first), header_of(second)))
}
