//! Who is asked, and who no longer is.

use super::Peer;
use crate::error::Error;
use crate::limits::MAX_PEERS;

/// What a peer is to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The one whose blocks are verified.
    Primary,
    /// One whose blocks are compared with the primary's.
    Witness,
    /// It sent what is wrong, and is not asked again.
    Dropped(Error),
}

/// The peers of a client. They outlive it: the next client begins with those that are left.
#[derive(Clone, Debug)]
pub struct Peers {
    standings: heapless::Vec<Standing, MAX_PEERS>,
    compared: Compared,
}

/// Whether headers are compared with those of witnesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    WithWitnesses,
    WithNobody,
}

impl Peers {
    /// A primary, which is [`Peer`] 0, and so many witnesses, which are the numbers after it.
    ///
    /// # Errors
    /// [`Error::NoWitnesses`]; [`Error::TooManyPeers`] above [`MAX_PEERS`] in all.
    pub fn new(witnesses: usize) -> Result<Peers, Error> {
        if witnesses == 0 {
            return Err(Error::NoWitnesses);
        }
        let mut peers = Peers { compared: Compared::WithWitnesses, ..Peers::without_witnesses() };
        for _ in 0..witnesses {
            peers.standings.push(Standing::Witness).map_err(|_| Error::TooManyPeers {
                limit: u32::try_from(MAX_PEERS).unwrap_or(0),
            })?;
        }
        Ok(peers)
    }

    /// A primary alone. Nobody will notice if it serves the headers of a fork that enough validators
    /// signed: CometBFT has no such client.
    #[must_use]
    pub fn without_witnesses() -> Peers {
        let mut standings = heapless::Vec::new();
        // There is room for one.
        let _ = standings.push(Standing::Primary);
        Peers { standings, compared: Compared::WithNobody }
    }

    /// What a peer is; `None` for a number that no peer has.
    #[must_use]
    pub fn standing(&self, peer: Peer) -> Option<Standing> {
        self.standings.get(usize::from(peer.0)).copied()
    }

    /// The primary. There is none where it was dropped, and no witness could take its place.
    #[must_use]
    pub fn primary(&self) -> Option<Peer> {
        self.all().find(|(_, standing)| *standing == Standing::Primary).map(|(peer, _)| peer)
    }

    /// The witnesses, by number.
    pub fn witnesses(&self) -> impl Iterator<Item = Peer> {
        self.all().filter(|(_, standing)| *standing == Standing::Witness).map(|(peer, _)| peer)
    }

    /// Whether a client can go on with those that are left: with somebody to ask, and, unless nobody is
    /// compared with, somebody else to compare with.
    #[must_use]
    pub fn suffice(&self) -> bool {
        let left = self.all().filter(|(_, it)| !matches!(it, Standing::Dropped(_))).count();
        left > usize::from(self.are_compared())
    }

    /// Whether there ever were witnesses.
    pub(super) fn are_compared(&self) -> bool {
        self.compared == Compared::WithWitnesses
    }

    /// The witness with the next higher number.
    pub(super) fn witness_after(&self, peer: Option<Peer>) -> Option<Peer> {
        self.witnesses().find(|witness| Some(*witness) > peer)
    }

    /// Fills the primary's place, where it is empty, with the first witness.
    pub(super) fn fill(&mut self) {
        if self.primary().is_none()
            && let Some(first) = self.witness_after(None)
        {
            self.set(first, Standing::Primary);
        }
    }

    /// Makes a witness the primary. An old primary that is still there becomes a witness.
    pub(super) fn promote(&mut self, peer: Peer) {
        if let Some(old) = self.primary() {
            self.set(old, Standing::Witness);
        }
        self.set(peer, Standing::Primary);
    }

    pub(super) fn drop(&mut self, peer: Peer, why: Error) {
        self.set(peer, Standing::Dropped(why));
    }

    fn set(&mut self, peer: Peer, standing: Standing) {
        if let Some(slot) = self.standings.get_mut(usize::from(peer.0)) {
            *slot = standing;
        }
    }

    fn all(&self) -> impl Iterator<Item = (Peer, Standing)> {
        (0u8..).map(Peer).zip(self.standings.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    #[test]
    fn there_are_so_many_peers_and_no_more() {
        assert!(matches!(Peers::new(0), Err(Error::NoWitnesses)));
        assert_eq!(Peers::new(MAX_PEERS - 1).unwrap().witnesses().count(), MAX_PEERS - 1);
        assert!(matches!(Peers::new(MAX_PEERS), Err(Error::TooManyPeers { limit: 32 })));
        assert_eq!(Peers::without_witnesses().witnesses().count(), 0);
    }

    #[test]
    fn a_dropped_primary_is_followed_by_a_witness() {
        let mut peers = Peers::new(3).unwrap();
        peers.promote(Peer(2));
        assert_eq!(peers.witnesses().collect::<Vec<_>>(), [Peer(0), Peer(1), Peer(3)]);
        peers.drop(Peer(2), Error::BadLightBlock);
        assert_eq!(peers.primary(), None);
        assert!(peers.suffice());
        peers.fill();
        assert_eq!(peers.primary(), Some(Peer(0)));
        assert_eq!(peers.standing(Peer(2)), Some(Standing::Dropped(Error::BadLightBlock)));
        assert_eq!(peers.standing(Peer(4)), None);
        peers.drop(Peer(1), Error::BadLightBlock);
        assert!(peers.suffice());
        peers.drop(Peer(3), Error::BadLightBlock);
        assert!(!peers.suffice());
        let mut alone = Peers::without_witnesses();
        assert!(alone.suffice());
        alone.drop(Peer(0), Error::BadLightBlock);
        assert!(!alone.suffice());
    }
}
