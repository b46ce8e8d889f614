//! What is kept of a header whose bytes have gone by, and the predicates on it.

use super::predicates::{Clock, comes_later, within_trusting_period};
use super::{Options, TrustedState};
use crate::error::Error;
use crate::form::form;
use crate::hash::Hash;
use crate::time::Time;
use crate::types::{Header, belongs};

/// A header that claims to come after a trusted one.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    of_this_chain: bool,
    height: u64,
    time: Time,
    hash: Result<Hash, Error>,
    validators_hash: Option<Hash>,
    /// What is trusted once the claim is verified.
    trusted_state: Option<TrustedState>,
}

form!(Claim { of_this_chain, height, time, hash, validators_hash, trusted_state });

impl Claim {
    pub(crate) fn of(header: &Header<'_>, state: &TrustedState) -> Claim {
        let hash = header.hash();
        Claim {
            of_this_chain: header.chain_id() == state.chain_id().as_str(),
            height: header.height(),
            time: header.time(),
            hash,
            validators_hash: header.validators_hash().try_into().ok().map(Hash),
            trusted_state: hash.ok().and_then(|hash| TrustedState::of(header, hash).ok()),
        }
    }

    pub(crate) const fn trusted_state(&self) -> Option<&TrustedState> {
        self.trusted_state.as_ref()
    }

    /// [`super::predicates::follows`]
    pub(crate) fn follows(&self, state: &TrustedState) -> bool {
        state.height().checked_add(1) == Some(self.height)
    }

    /// All that is compared before a signature is looked at, in the order of
    /// [`super::verify::adjacent`]; `commit` is its height and the hash of its block.
    pub(crate) fn check(
        &self,
        state: &TrustedState,
        commit: (u64, &[u8]),
        set: &Hash,
        clock: Option<(&Options, Time)>,
    ) -> Result<(), Error> {
        let clock = clock.map(|(options, now)| Clock { options, now });
        within_trusting_period(state, clock)?;
        if !self.of_this_chain {
            return Err(Error::ChainIdMismatch);
        }
        belongs((self.height, || self.hash), commit)?;
        comes_later(state, self.height, self.time, clock)?;
        if self.validators_hash != Some(*set) {
            return Err(Error::ValidatorsHashMismatch);
        }
        if self.follows(state) && state.next_validators_hash() != self.validators_hash.as_ref() {
            return Err(Error::NextValidatorsHashMismatch);
        }
        Ok(())
    }
}
