//! Packets of IBC v1, and what a proof says about one.

use super::state::{absent, next_sequence, value};
use super::{Height, path, revision};
use crate::error::Error;
use crate::hash::Hash;
use crate::proof::{Key, Proven};
use sha2::{Digest, Sha256};

/// What stands under the key of a receipt.
const RECEIPT: &[u8] = &[1];

/// A packet on a channel. The chain that sends keeps its commitment until it is acknowledged or has
/// timed out; the chain that receives keeps a receipt, where the channel has no order, or counts,
/// where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The number in its channel, from 1.
    pub sequence: u64,
    /// The port on the chain that sends.
    pub source_port: &'a str,
    /// The channel on the chain that sends.
    pub source_channel: &'a str,
    /// The port on the chain that receives.
    pub destination_port: &'a str,
    /// The channel on the chain that receives.
    pub destination_channel: &'a str,
    /// What the application sends.
    pub data: &'a [u8],
    /// The height of the chain that receives, from which on the packet must not be received. Zero:
    /// none.
    pub timeout_height: Height,
    /// The time, in nanoseconds since 1970, from which on the packet must not be received. 0: none.
    pub timeout_timestamp: u64,
}

impl Packet<'_> {
    /// What the chain that sends stores: it covers the data and the timeouts, and neither ports nor
    /// channels, which the key holds.
    ///
    /// Source: `ibc-go modules/core/04-channel/types/packet.go CommitPacket`.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        let Height { revision_number, revision_height } = self.timeout_height;
        let hasher = Sha256::new()
            .chain_update(self.timeout_timestamp.to_be_bytes())
            .chain_update(revision_number.to_be_bytes())
            .chain_update(revision_height.to_be_bytes())
            .chain_update(Sha256::digest(self.data));
        Hash(hasher.finalize().into())
    }

    /// The key of the commitment.
    ///
    /// # Errors
    /// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`], [`Error::ZeroSequence`].
    pub fn commitment_key(&self) -> Result<Key, Error> {
        path::packet_commitment(self.source_port, self.source_channel, self.sequence)
    }

    /// The key of the receipt.
    ///
    /// # Errors
    /// Those of [`Packet::commitment_key`].
    pub fn receipt_key(&self) -> Result<Key, Error> {
        path::packet_receipt(self.destination_port, self.destination_channel, self.sequence)
    }

    /// The key of the acknowledgement.
    ///
    /// # Errors
    /// Those of [`Packet::commitment_key`].
    pub fn acknowledgement_key(&self) -> Result<Key, Error> {
        path::packet_acknowledgement(self.destination_port, self.destination_channel, self.sequence)
    }

    /// The key under which the chain that receives counts, where the channel has an order.
    ///
    /// # Errors
    /// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`].
    pub fn next_sequence_recv_key(&self) -> Result<Key, Error> {
        path::next_sequence_recv(self.destination_port, self.destination_channel)
    }

    /// Checks that this packet was sent, and is neither acknowledged nor timed out yet.
    ///
    /// # Errors
    /// Those of [`Packet::commitment_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::NothingStored`], [`Error::CommitmentMismatch`].
    ///
    /// Source: `ibc-go modules/core/03-connection/keeper/verify.go VerifyPacketCommitment`.
    pub fn check_committed(&self, proven: &Proven<'_>) -> Result<(), Error> {
        if value(proven, &self.commitment_key()?)? == self.commitment().as_bytes() {
            Ok(())
        } else {
            Err(Error::CommitmentMismatch)
        }
    }

    /// Checks that this packet was received, and what was answered.
    ///
    /// # Errors
    /// Those of [`Packet::acknowledgement_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::NothingStored`], [`Error::AcknowledgementMismatch`].
    ///
    /// Source: `ibc-go modules/core/03-connection/keeper/verify.go
    /// VerifyPacketAcknowledgement`.
    pub fn check_acknowledged(
        &self,
        proven: &Proven<'_>,
        acknowledgement: &[u8],
    ) -> Result<(), Error> {
        let stored = value(proven, &self.acknowledgement_key()?)?;
        if stored == acknowledgement_commitment(acknowledgement).as_bytes() {
            Ok(())
        } else {
            Err(Error::AcknowledgementMismatch)
        }
    }

    /// Checks that a channel without an order has received this packet.
    ///
    /// # Errors
    /// Those of [`Packet::receipt_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::NothingStored`], [`Error::ReceiptMismatch`].
    ///
    /// Source: `ibc-go modules/core/04-channel/keeper/keeper.go SetPacketReceipt`.
    pub fn check_received(&self, proven: &Proven<'_>) -> Result<(), Error> {
        if value(proven, &self.receipt_key()?)? == RECEIPT {
            Ok(())
        } else {
            Err(Error::ReceiptMismatch)
        }
    }

    /// Checks that a channel without an order has not received this packet. A channel with an order
    /// writes no receipts: of one, this says nothing.
    ///
    /// # Errors
    /// Those of [`Packet::receipt_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::SomethingStored`].
    ///
    /// Source: `ibc-go modules/core/03-connection/keeper/verify.go
    /// VerifyPacketReceiptAbsence`.
    pub fn check_not_received(&self, proven: &Proven<'_>) -> Result<(), Error> {
        absent(proven, &self.receipt_key()?)
    }

    /// Checks that a channel with an order has received this packet.
    ///
    /// # Errors
    /// Those of [`Packet::next_sequence_recv_key`]; [`Error::ZeroSequence`]; [`Error::OtherStore`],
    /// [`Error::OtherKey`], [`Error::NothingStored`], [`Error::SequenceLength`],
    /// [`Error::PacketNotReceived`].
    pub fn check_received_in_order(&self, proven: &Proven<'_>) -> Result<(), Error> {
        let (sequence, next) = (self.sequence, self.next_expected(proven)?);
        if sequence < next { Ok(()) } else { Err(Error::PacketNotReceived { sequence, next }) }
    }

    /// Checks that a channel with an order has not received this packet.
    ///
    /// # Errors
    /// Those of [`Packet::next_sequence_recv_key`]; [`Error::ZeroSequence`]; [`Error::OtherStore`],
    /// [`Error::OtherKey`], [`Error::NothingStored`], [`Error::SequenceLength`],
    /// [`Error::PacketReceived`].
    ///
    /// Source: `ibc-go modules/core/04-channel/keeper/timeout.go TimeoutPacket`.
    pub fn check_not_received_in_order(&self, proven: &Proven<'_>) -> Result<(), Error> {
        let (sequence, next) = (self.sequence, self.next_expected(proven)?);
        if sequence >= next { Ok(()) } else { Err(Error::PacketReceived { sequence, next }) }
    }

    /// Whether the header under which something was proven on the chain that receives is at or
    /// after a timeout. Only then does a packet that was not received never arrive.
    ///
    /// # Errors
    /// [`Error::RevisionRange`].
    ///
    /// Source: `ibc-go modules/core/04-channel/types/timeout.go Timeout.Elapsed`.
    pub fn has_timed_out(&self, proven: &Proven<'_>) -> Result<bool, Error> {
        let header = Height {
            revision_number: revision(proven.chain_id().as_str())?,
            revision_height: proven.height().saturating_add(1),
        };
        let time = proven.header_time();
        let nanos = i128::from(time.seconds())
            .saturating_mul(1_000_000_000)
            .saturating_add(i128::from(time.nanos()));
        Ok((self.timeout_height != Height::default() && header >= self.timeout_height)
            || (self.timeout_timestamp != 0 && nanos >= i128::from(self.timeout_timestamp)))
    }

    fn next_expected(&self, proven: &Proven<'_>) -> Result<u64, Error> {
        let key = self.next_sequence_recv_key()?;
        if self.sequence == 0 {
            return Err(Error::ZeroSequence);
        }
        next_sequence(proven, &key)
    }
}

/// What the chain that received a packet stores of its answer.
///
/// Source: `ibc-go modules/core/04-channel/types/packet.go CommitAcknowledgement`.
#[must_use]
pub fn acknowledgement_commitment(acknowledgement: &[u8]) -> Hash {
    Hash(Sha256::digest(acknowledgement).into())
}
