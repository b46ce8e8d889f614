//! `parhelion consumer replay`: a recorded network followed from the genesis of its provider.
//!
//! Nothing is believed but that genesis. The provider's headers follow from it; what is proven of the
//! provider's state from them; a consumer's sets from that, and its headers from those, with no trust
//! root of their own; and what is proven of the consumer's state from these.

mod evidence;
mod facts;
mod headers;
mod keys;
mod packets;
mod records;
mod report;
mod sets;
mod shaping;

use super::recording::{Chain, Packet, Recording};
use crate::failure::{Failure, REFUSED};
use evidence::Learnt;
use facts::{Answers, Facts};
use parhelion_core::Verifier;
use parhelion_core::ccv::ConsensusState;
use report::Report;
use sets::Followed;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with a MANIFEST.json, or a gzipped tar archive of one
    recording: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let recording = Recording::open(&arguments.recording)?;
    let report = replay(&recording)?;
    for (what, count) in report.agreed() {
        say!("{count:>6} {what}");
    }
    for difference in &report.differences {
        say!("differs: {difference}");
    }
    if report.differences.is_empty() {
        say!("nothing differs");
        Ok(ExitCode::SUCCESS)
    } else {
        say!("{} differences", report.differences.len());
        Ok(REFUSED.into())
    }
}

/// Follows a recording from its genesis.
pub(crate) fn replay(recording: &Recording) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut verifier = Verifier::new();
    let provider = recording.provider()?;
    let blocks = recording.light_blocks(provider.0, provider.1)?;
    let headers = headers::follow(recording, provider, &blocks, &mut verifier, &mut report)?;
    let answers = Answers::read(recording, provider.0)?;
    let facts = Facts::verify(&answers, &headers, &mut report);
    records::compare_provider(provider, &blocks, &facts, &headers, &mut report);

    let mut clients = Vec::new();
    for consumer in recording.consumers() {
        let (name, _) = consumer;
        let blocks = recording.light_blocks(name, consumer.1)?;
        let of_consumer = |packet: &&Packet| packet.consumer == name;
        let mut packets: Vec<&Packet> =
            recording.manifest.packets.iter().filter(of_consumer).collect();
        packets.sort_by_key(|packet| packet.sequence);
        let (sets, reports): (Vec<_>, Vec<_>) =
            packets.into_iter().partition(|packet| packet.is_of_provider());
        let known = (&facts, &headers);
        let followed = sets::follow(consumer, &blocks, &sets, known, &mut verifier, &mut report);
        let answers = Answers::read(recording, name)?;
        let own = Facts::verify(&answers, &followed.headers, &mut report);
        for packet in sets.iter().copied() {
            packets::compare(packet, &facts, &own, &mut report);
        }
        for packet in reports {
            packets::compare(packet, &own, &facts, &mut report);
        }
        records::compare(name, &followed, &facts, &headers, &mut report);
        shaping::compare(name, &followed, &sets, &facts, &mut report);
        keys::compare(name, &followed, &recording.manifest, &facts, &mut report);
        clients.extend(learnt(recording, consumer.1, &followed)?);
    }
    evidence::compare(recording, &facts, &headers, &clients, &mut report)?;
    Ok(report)
}

/// What a client of the consumer learnt between two heights at which its states are proven: the header
/// from which the fork was submitted, if that is verified.
fn learnt(
    recording: &Recording,
    chain: &Chain,
    followed: &Followed,
) -> Result<Option<Learnt>, Failure> {
    let Some((chain_id, revision, height)) = recording.fork_trusted()? else { return Ok(None) };
    let state = followed.headers.get(&height).filter(|_| chain.chain_id == chain_id);
    Ok(state.and_then(|state| {
        let next_validators_hash = *state.next_validators_hash()?;
        let state = ConsensusState { timestamp: state.time(), next_validators_hash };
        Some(((revision, height), state))
    }))
}
