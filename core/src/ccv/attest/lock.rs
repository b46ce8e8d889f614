//! When a provider locked a set.

use crate::ccv::store::Layout;
use crate::chain_id::ChainId;
use crate::error::Error;
use crate::light::TrustedState;
use crate::proof::Proven;
use crate::time::Time;
use crate::types::getters;

/// The provider's header after the block at whose end a set was computed: from its time on counts how
/// long the set's validators can be held to account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    chain_id: ChainId,
    height: u64,
    time: Time,
    /// Of which update it is, where it is that of a packet.
    valset_update_id: Option<u64>,
}

impl Lock {
    getters! {
        /// The height of the header.
        height: u64,
        /// Its time, or that of an earlier header.
        time: Time,
    }

    /// The lock of a set that was proven against this header.
    pub(super) const fn of_header(header: &TrustedState) -> Lock {
        Lock {
            chain_id: *header.chain_id(),
            height: header.height(),
            time: header.time(),
            valset_update_id: None,
        }
    }

    /// That of a consumer's first set: the provider's block in which the consumer was launched.
    pub(super) const fn of_launch(chain_id: ChainId, height: u64, time: Time) -> Lock {
        Lock { chain_id, height, time, valset_update_id: None }
    }

    /// Refuses the lock of another chain's set, or of another packet's.
    pub(super) fn check(&self, provider: &ChainId, valset_update_id: u64) -> Result<(), Error> {
        if self.chain_id != *provider {
            return Err(Error::OtherChain);
        }
        if self.valset_update_id != Some(valset_update_id) {
            return Err(Error::UnknownValsetUpdate { id: valset_update_id });
        }
        Ok(())
    }

    /// The lock of the set of a packet with this `valset_update_id`: what the provider keeps of when
    /// that was current, and the header of that height. Who does not have that header may give an earlier
    /// one, which only makes the set older than it is.
    ///
    /// The proof may be of any height at which the packet had been made: the entry is final.
    ///
    /// # Errors
    /// Those of [`Layout::valset_update_height`]; [`Error::UnknownValsetUpdate`] where there is no
    /// entry; [`Error::OtherChain`]; [`Error::LockHeight`].
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/relay.go EndBlockCIS`.
    pub fn of(
        layout: Layout,
        valset_update_id: u64,
        height: &Proven<'_>,
        header: &TrustedState,
    ) -> Result<Lock, Error> {
        let locked = layout.valset_update_height(height, valset_update_id)?;
        let locked = locked.ok_or(Error::UnknownValsetUpdate { id: valset_update_id })?;
        if height.chain_id() != header.chain_id() {
            return Err(Error::OtherChain);
        }
        if header.height() > locked {
            return Err(Error::LockHeight { header: header.height(), locked });
        }
        let valset_update_id = Some(valset_update_id);
        Ok(Lock { height: locked, valset_update_id, ..Lock::of_header(header) })
    }
}
