//! IBC: its names, the keys under which chains keep its state, and what a proof of that state says
//! about packets and clients.
//!
//! A [`crate::proof::Proven`] says that a store holds some bytes under some others. The functions
//! here say what this means: they compare the store, the key and the value with those of a packet
//! or of a client, and take no proof for another.

mod hops;
mod packet;
mod packet_v2;
pub mod path;
mod state;

pub use crate::identifier::{
    Height, is_channel_id, is_client_id, is_connection_id, is_port_id, revision,
};
pub use hops::{BrokenHop, Hop, check_hops};
pub use packet::{Packet, acknowledgement_commitment};
pub use packet_v2::{PacketV2, Payload, acknowledgement_commitment_v2};
pub use state::{channel_end, client_state, connection_end, consensus_state, next_sequence};

/// The store in which chains of the Cosmos SDK keep the state of IBC.
pub const STORE: &[u8] = b"ibc";
