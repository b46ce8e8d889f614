//! Every packet, under way and acknowledged, in both directions.

use super::facts::Facts;
use super::report::Report;
use super::sets::sent;
use crate::consumer::recording::Packet;
use parhelion_core::Limits;
use parhelion_core::ccv::valset_change::{Acknowledgement, ConsumerPacketData};
use parhelion_core::ibc;
use parhelion_core::proof::{Key, Proven};

/// What is proven of a packet on the chain that sent it, and on the one that received it.
pub(crate) fn compare(
    packet: &Packet,
    sender: &Facts<'_>,
    receiver: &Facts<'_>,
    report: &mut Report,
) {
    let name = format!("{} packet {} ({})", packet.consumer, packet.sequence, packet.direction);
    let asked = sent(packet);
    let (Ok(commitment), Ok(acknowledgement)) =
        (asked.commitment_key(), asked.acknowledgement_key())
    else {
        report.differ(format_args!("{name}: its names are none"));
        return;
    };
    match proven(sender, &commitment, packet.committed_height) {
        None => report.differ(format_args!("{name}: no commitment is proven")),
        Some(found) => {
            if report.expect(&name, asked.check_committed(&found)).is_some() {
                report.agree("commitments of packets");
            }
        }
    }
    match proven(receiver, &acknowledgement, packet.ack_height) {
        None => report.differ(format_args!("{name}: no acknowledgement is proven")),
        Some(found) => {
            let checked = asked.check_acknowledged(&found, &packet.ack_hex);
            if report.expect(&name, checked).is_some() {
                report.agree("acknowledgements of packets");
            }
        }
    }
    let answer = Acknowledgement::parse(&packet.ack_hex, &Limits::DEFAULT);
    report.expect(&name, answer);
    if !packet.is_of_provider() {
        let data = ConsumerPacketData::parse_json(&packet.data_hex, &Limits::DEFAULT);
        report.expect(&name, data);
    }
}

fn proven<'p>(facts: &Facts<'p>, key: &Key, height: u64) -> Option<Proven<'p>> {
    facts.key_at(height, ibc::STORE, key.as_bytes()).copied()
}
