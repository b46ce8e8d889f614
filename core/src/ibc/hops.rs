//! A packet that is forwarded: a route of packets, each committed on its own chain.

use super::Packet;
use crate::error::Error;
use crate::proof::Proven;
use core::fmt;

/// One packet of a route, and the proof that its chain has sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop<'a> {
    /// The packet, as that chain sent it.
    pub packet: Packet<'a>,
    /// What was proven on that chain.
    pub commitment: Proven<'a>,
}

/// Which hop of a route is not proven, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenHop {
    /// The hop, from 0.
    pub hop: u32,
    /// What is wrong.
    pub error: Error,
}

impl fmt::Display for BrokenHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hop {}: {}", self.hop, self.error)
    }
}

impl core::error::Error for BrokenHop {}

/// Checks a route: each packet was sent by the chain on which it is proven, and no two in a row by
/// the same one. A chain that forwards keeps its commitment until the answer has come back, so all
/// of them stand at the same time.
///
/// That a packet was sent *because* the one before it arrived, no commitment says. What it says is
/// what the data of that one asks for; ports and channels of the next can be compared with it.
///
/// # Errors
/// [`Error::NoHops`]; of each hop [`Error::SameChain`], then those of [`Packet::check_committed`].
pub fn check_hops(hops: &[Hop<'_>]) -> Result<(), BrokenHop> {
    if hops.is_empty() {
        return Err(BrokenHop { hop: 0, error: Error::NoHops });
    }
    let mut before = None;
    for (hop, Hop { packet, commitment }) in (0..).zip(hops) {
        let broken = |error| BrokenHop { hop, error };
        if before == Some(commitment.chain_id()) {
            return Err(broken(Error::SameChain));
        }
        packet.check_committed(commitment).map_err(broken)?;
        before = Some(commitment.chain_id());
    }
    Ok(())
}
