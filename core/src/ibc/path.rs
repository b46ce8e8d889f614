//! Keys of the store `ibc`, by ICS-24. They are those of the chain on which they are stored: ports,
//! channels and clients are named as that chain names them.

use super::{Height, is_channel_id, is_client_id, is_connection_id, is_port_id};
use crate::error::Error;
use crate::proof::Key;

/// `clients/{client}/clientState`.
///
/// # Errors
/// [`Error::ClientIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/client_keys.go FullClientStateKey`.
pub fn client_state(client_id: &str) -> Result<Key, Error> {
    client(client_id)?;
    Key::of(&[b"clients/", client_id.as_bytes(), b"/clientState"])
}

/// `clients/{client}/consensusStates/{revision}-{height}`.
///
/// # Errors
/// [`Error::ClientIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/client_keys.go FullConsensusStateKey`.
pub fn consensus_state(client_id: &str, height: Height) -> Result<Key, Error> {
    client(client_id)?;
    let Height { revision_number, revision_height } = height;
    let (number, height) = (Decimal::of(revision_number), Decimal::of(revision_height));
    let id = client_id.as_bytes();
    Key::of(&[b"clients/", id, b"/consensusStates/", number.digits(), b"-", height.digits()])
}

/// `connections/{connection}`.
///
/// # Errors
/// [`Error::ConnectionIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/connection_keys.go ConnectionKey`.
pub fn connection(connection_id: &str) -> Result<Key, Error> {
    if !is_connection_id(connection_id) {
        return Err(Error::ConnectionIdSyntax);
    }
    Key::of(&[b"connections/", connection_id.as_bytes()])
}

/// `channelEnds/ports/{port}/channels/{channel}`.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/channel_keys.go ChannelKey`.
pub fn channel_end(port_id: &str, channel_id: &str) -> Result<Key, Error> {
    of_channel(b"channelEnds", port_id, channel_id)
}

/// `nextSequenceSend/ports/{port}/channels/{channel}`.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go NextSequenceSendKey`.
pub fn next_sequence_send(port_id: &str, channel_id: &str) -> Result<Key, Error> {
    of_channel(b"nextSequenceSend", port_id, channel_id)
}

/// `nextSequenceRecv/ports/{port}/channels/{channel}`.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go NextSequenceRecvKey`.
pub fn next_sequence_recv(port_id: &str, channel_id: &str) -> Result<Key, Error> {
    of_channel(b"nextSequenceRecv", port_id, channel_id)
}

/// `nextSequenceAck/ports/{port}/channels/{channel}`.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go NextSequenceAckKey`.
pub fn next_sequence_ack(port_id: &str, channel_id: &str) -> Result<Key, Error> {
    of_channel(b"nextSequenceAck", port_id, channel_id)
}

/// `commitments/ports/{port}/channels/{channel}/sequences/{sequence}`, on the chain that sent.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`], [`Error::ZeroSequence`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go PacketCommitmentKey`.
pub fn packet_commitment(port_id: &str, channel_id: &str, sequence: u64) -> Result<Key, Error> {
    of_packet(b"commitments", port_id, channel_id, sequence)
}

/// `receipts/ports/{port}/channels/{channel}/sequences/{sequence}`, on the chain that receives, of
/// a channel without an order.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`], [`Error::ZeroSequence`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go PacketReceiptKey`.
pub fn packet_receipt(port_id: &str, channel_id: &str, sequence: u64) -> Result<Key, Error> {
    of_packet(b"receipts", port_id, channel_id, sequence)
}

/// `acks/ports/{port}/channels/{channel}/sequences/{sequence}`, on the chain that received.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`], [`Error::ZeroSequence`].
///
/// Source: `ibc-go modules/core/24-host/packet_keys.go PacketAcknowledgementKey`.
pub fn packet_acknowledgement(
    port_id: &str,
    channel_id: &str,
    sequence: u64,
) -> Result<Key, Error> {
    of_packet(b"acks", port_id, channel_id, sequence)
}

/// The keys of IBC v2: the client, one byte, the sequence in eight. The bytes tell what it is.
pub mod v2 {
    use super::client;
    use crate::error::Error;
    use crate::proof::Key;

    /// The commitment, under the client of the chain that sent.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    ///
    /// Source: `ibc-go modules/core/24-host/v2/packet_keys.go PacketCommitmentKey`.
    pub fn packet_commitment(client_id: &str, sequence: u64) -> Result<Key, Error> {
        of(client_id, 1, sequence)
    }

    /// The receipt, under the client of the chain that receives.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    ///
    /// Source: `ibc-go modules/core/24-host/v2/packet_keys.go PacketReceiptKey`.
    pub fn packet_receipt(client_id: &str, sequence: u64) -> Result<Key, Error> {
        of(client_id, 2, sequence)
    }

    /// The acknowledgement, under the client of the chain that received.
    ///
    /// # Errors
    /// [`Error::ClientIdSyntax`], [`Error::ZeroSequence`].
    ///
    /// Source: `ibc-go modules/core/24-host/v2/packet_keys.go PacketAcknowledgementKey`.
    pub fn packet_acknowledgement(client_id: &str, sequence: u64) -> Result<Key, Error> {
        of(client_id, 3, sequence)
    }

    fn of(client_id: &str, what: u8, sequence: u64) -> Result<Key, Error> {
        client(client_id)?;
        if sequence == 0 {
            return Err(Error::ZeroSequence);
        }
        Key::of(&[client_id.as_bytes(), &[what], &sequence.to_be_bytes()])
    }
}

fn client(client_id: &str) -> Result<(), Error> {
    if is_client_id(client_id) { Ok(()) } else { Err(Error::ClientIdSyntax) }
}

fn of_packet(what: &[u8], port: &str, channel: &str, sequence: u64) -> Result<Key, Error> {
    let key = of_channel(what, port, channel)?;
    if sequence == 0 {
        return Err(Error::ZeroSequence);
    }
    Key::of(&[key.as_bytes(), b"/sequences/", Decimal::of(sequence).digits()])
}

fn of_channel(what: &[u8], port: &str, channel: &str) -> Result<Key, Error> {
    if !is_port_id(port) {
        return Err(Error::PortIdSyntax);
    }
    if !is_channel_id(channel) {
        return Err(Error::ChannelIdSyntax);
    }
    Key::of(&[what, b"/ports/", port.as_bytes(), b"/channels/", channel.as_bytes()])
}

/// A number in decimal: 2^64 has 20 digits.
struct Decimal {
    bytes: [u8; 20],
    zeros: usize,
}

impl Decimal {
    fn of(mut number: u64) -> Decimal {
        let (mut bytes, mut zeros) = ([b'0'; 20], 20usize);
        for slot in bytes.iter_mut().rev() {
            *slot = b'0'.saturating_add(u8::try_from(number % 10).unwrap_or(0));
            number /= 10;
            zeros = zeros.saturating_sub(1);
            if number == 0 {
                break;
            }
        }
        Decimal { bytes, zeros }
    }

    fn digits(&self) -> &[u8] {
        self.bytes.get(self.zeros..).unwrap_or(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::limits::MAX_KEY_LEN;

    #[test]
    fn keys_are_those_of_ibc_go() {
        let height = Height { revision_number: 1, revision_height: u64::MAX };
        for (key, text) in [
            (client_state("07-tendermint-0"), "clients/07-tendermint-0/clientState"),
            (
                consensus_state("07-tendermint-0", height),
                "clients/07-tendermint-0/consensusStates/1-18446744073709551615",
            ),
            (
                consensus_state("any-client", Height::default()),
                "clients/any-client/consensusStates/0-0",
            ),
            (connection("connection-0"), "connections/connection-0"),
            (
                channel_end("transfer", "channel-10"),
                "channelEnds/ports/transfer/channels/channel-10",
            ),
            (
                next_sequence_send("provider", "channel-0"),
                "nextSequenceSend/ports/provider/channels/channel-0",
            ),
            (
                next_sequence_recv("provider", "channel-0"),
                "nextSequenceRecv/ports/provider/channels/channel-0",
            ),
            (
                next_sequence_ack("provider", "channel-0"),
                "nextSequenceAck/ports/provider/channels/channel-0",
            ),
            (
                packet_commitment("transfer", "channel-35", 932_882),
                "commitments/ports/transfer/channels/channel-35/sequences/932882",
            ),
            (
                packet_receipt("transfer", "channel-109", 5),
                "receipts/ports/transfer/channels/channel-109/sequences/5",
            ),
            (
                packet_acknowledgement("consumer", "channel-0", 10),
                "acks/ports/consumer/channels/channel-0/sequences/10",
            ),
        ] {
            assert_eq!(core::str::from_utf8(key.unwrap().as_bytes()), Ok(text));
        }
    }

    #[test]
    fn keys_of_v2_are_short() {
        let key = |key: Result<Key, Error>| key.unwrap().as_bytes().to_vec();
        let commitment = key(v2::packet_commitment("08-wasm-1", 258));
        assert_eq!(commitment, b"08-wasm-1\x01\0\0\0\0\0\0\x01\x02");
        assert_eq!(key(v2::packet_receipt("08-wasm-1", 1)), b"08-wasm-1\x02\0\0\0\0\0\0\0\x01");
        assert_eq!(
            key(v2::packet_acknowledgement("08-wasm-1", 1)),
            b"08-wasm-1\x03\0\0\0\0\0\0\0\x01"
        );
        assert_eq!(v2::packet_commitment("08-wasm-1", 0), Err(Error::ZeroSequence));
        assert_eq!(v2::packet_receipt("08/wasm-1", 1), Err(Error::ClientIdSyntax));
    }

    #[test]
    fn the_longest_key_fits_and_bad_names_do_not() {
        let (port, channel) = ("p".repeat(128), "c".repeat(64));
        let longest = packet_commitment(&port, &channel, u64::MAX).unwrap();
        assert_eq!(longest.as_bytes().len(), 251);
        assert!(longest.as_bytes().len() <= MAX_KEY_LEN);
        assert_eq!(client_state("abc"), Err(Error::ClientIdSyntax));
        assert_eq!(consensus_state("a/cd", Height::default()), Err(Error::ClientIdSyntax));
        assert_eq!(connection("connection"), Key::of(&[b"connections/connection"]));
        assert_eq!(connection("connectio"), Err(Error::ConnectionIdSyntax));
        assert_eq!(channel_end("p", "channel-0"), Err(Error::PortIdSyntax));
        assert_eq!(channel_end("port", "channel"), Err(Error::ChannelIdSyntax));
        assert_eq!(packet_receipt("port", "channel-0", 0), Err(Error::ZeroSequence));
    }
}
