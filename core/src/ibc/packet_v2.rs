//! Packets of IBC v2 (Eureka): no channels, clients in their place, and payloads for many
//! applications.

use super::path;
use super::state::{absent, value};
use crate::error::Error;
use crate::hash::Hash;
use crate::proof::{Key, Proven};
use sha2::{Digest, Sha256};

/// With it the preimage of each commitment begins.
const VERSION: [u8; 1] = [2];

/// A packet from one client to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketV2<'a> {
    /// The number between the two clients, from 1.
    pub sequence: u64,
    /// The client of the chain that receives, on the chain that sends.
    pub source_client: &'a str,
    /// The client of the chain that sends, on the chain that receives.
    pub destination_client: &'a str,
    /// The time, in seconds since 1970, from which on the packet must not be received.
    pub timeout_timestamp: u64,
    /// What the applications send.
    pub payloads: &'a [Payload<'a>],
}

/// What one application sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload<'a> {
    /// The port on the chain that sends.
    pub source_port: &'a str,
    /// The port on the chain that receives.
    pub destination_port: &'a str,
    /// The version of the application.
    pub version: &'a str,
    /// How the value is encoded.
    pub encoding: &'a str,
    /// The value.
    pub value: &'a [u8],
}

impl PacketV2<'_> {
    /// What the chain that sends stores.
    ///
    /// Source: `ibc-go modules/core/04-channel/v2/types/commitment.go CommitPacket`.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        let mut payloads = Sha256::new();
        self.payloads.iter().for_each(|payload| payloads.update(payload.hash().0));
        let hasher = Sha256::new()
            .chain_update(VERSION)
            .chain_update(Sha256::digest(self.destination_client))
            .chain_update(Sha256::digest(self.timeout_timestamp.to_be_bytes()))
            .chain_update(payloads.finalize());
        Hash(hasher.finalize().into())
    }

    /// The key of the commitment.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    pub fn commitment_key(&self) -> Result<Key, Error> {
        path::v2::packet_commitment(self.source_client, self.sequence)
    }

    /// The key of the receipt.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    pub fn receipt_key(&self) -> Result<Key, Error> {
        path::v2::packet_receipt(self.destination_client, self.sequence)
    }

    /// The key of the acknowledgement.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    pub fn acknowledgement_key(&self) -> Result<Key, Error> {
        path::v2::packet_acknowledgement(self.destination_client, self.sequence)
    }

    /// Checks that this packet was sent, and is neither acknowledged nor timed out yet.
    ///
    /// # Errors
    /// Those of [`PacketV2::commitment_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::NothingStored`], [`Error::CommitmentMismatch`].
    ///
    /// Source: `ibc-go modules/core/04-channel/v2/keeper/packet.go recvPacket`.
    pub fn check_committed(&self, proven: &Proven<'_>) -> Result<(), Error> {
        if value(proven, &self.commitment_key()?)? == self.commitment().as_bytes() {
            Ok(())
        } else {
            Err(Error::CommitmentMismatch)
        }
    }

    /// Checks that this packet was received, and what each application answered.
    ///
    /// # Errors
    /// Those of [`PacketV2::acknowledgement_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::NothingStored`], [`Error::AcknowledgementMismatch`].
    ///
    /// Source: `ibc-go modules/core/04-channel/v2/keeper/packet.go acknowledgePacket`.
    pub fn check_acknowledged(
        &self,
        proven: &Proven<'_>,
        acknowledgements: &[&[u8]],
    ) -> Result<(), Error> {
        let stored = value(proven, &self.acknowledgement_key()?)?;
        if stored == acknowledgement_commitment_v2(acknowledgements).as_bytes() {
            Ok(())
        } else {
            Err(Error::AcknowledgementMismatch)
        }
    }

    /// Checks that this packet was not received.
    ///
    /// # Errors
    /// Those of [`PacketV2::receipt_key`]; [`Error::OtherStore`], [`Error::OtherKey`],
    /// [`Error::SomethingStored`].
    ///
    /// Source: `ibc-go modules/core/04-channel/v2/keeper/packet.go timeoutPacket`.
    pub fn check_not_received(&self, proven: &Proven<'_>) -> Result<(), Error> {
        absent(proven, &self.receipt_key()?)
    }
}

impl Payload<'_> {
    /// Source: `ibc-go modules/core/04-channel/v2/types/commitment.go hashPayload`.
    fn hash(&self) -> Hash {
        let hasher = Sha256::new()
            .chain_update(Sha256::digest(self.source_port))
            .chain_update(Sha256::digest(self.destination_port))
            .chain_update(Sha256::digest(self.version))
            .chain_update(Sha256::digest(self.encoding))
            .chain_update(Sha256::digest(self.value));
        Hash(hasher.finalize().into())
    }
}

/// What the chain that received a packet stores of the answers of its applications.
///
/// Source: `ibc-go modules/core/04-channel/v2/types/commitment.go CommitAcknowledgement`.
#[must_use]
pub fn acknowledgement_commitment_v2(acknowledgements: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new().chain_update(VERSION);
    acknowledgements.iter().for_each(|answer| hasher.update(Sha256::digest(answer)));
    Hash(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    /// The values with which ibc-go documents the two formulas.
    #[test]
    fn commitments_are_those_of_ibc_go() {
        let value = br#"{"denom":"uatom","amount":"1000000","sender":"sender","receiver":"receiver","memo":"memo"}"#;
        let payload = Payload {
            source_port: "transfer",
            destination_port: "transfer",
            version: "ics20-1",
            encoding: "application/json",
            value,
        };
        let packet = PacketV2 {
            sequence: 1,
            source_client: "07-tendermint-0",
            destination_client: "07-tendermint-1",
            timeout_timestamp: 100,
            payloads: &[payload],
        };
        let told = "A096722AA6534040A0EFBDAE05765132A7B223AD306D6512F3734821BD046505";
        assert_eq!(format!("{}", packet.commitment()), told);
        let twice = PacketV2 { payloads: &[payload, payload], ..packet };
        assert_ne!(twice.commitment(), packet.commitment());
        let told = "F03B4667413E56AAF086663267913E525C442B56FA1AF4FA3F3DAB9F37044C5B";
        assert_eq!(format!("{}", acknowledgement_commitment_v2(&[b"some bytes"])), told);
    }
}
