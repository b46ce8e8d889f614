//! Whether a client would have believed a header that is held against its chain.

use crate::commit::{self, Stop};
use crate::error::Error;
use crate::identifier;
use crate::threshold::TrustThreshold;
use crate::time::{Duration, Time};
use crate::types::{IbcHeader, ValidatorSet};
use core::fmt::{self, Write};

/// The set that comes with a header, if it is the one that follows the trusted header.
///
/// # Errors
/// [`Error::TrustedValidatorsAbsent`]; those of [`ValidatorSet::parse`];
/// [`Error::TrustedValidatorsHashMismatch`].
///
/// Source: `ibc-go modules/light-clients/07-tendermint/update.go checkTrustedHeader`.
pub(crate) fn trusted_validators<'a>(
    header: &IbcHeader<'a>,
    next_validators_hash: &[u8],
) -> Result<ValidatorSet<'a>, Error> {
    let absent = Err(Error::TrustedValidatorsAbsent { header: 0 });
    let set = header.trusted_validators().unwrap_or(absent)?;
    if set.hash().0 == next_validators_hash {
        Ok(set)
    } else {
        Err(Error::TrustedValidatorsHashMismatch)
    }
}

/// What a client brings to the question.
pub(crate) struct Believer<'c> {
    pub(crate) chain_id: &'c str,
    pub(crate) trust_level: TrustThreshold,
    pub(crate) trusting_period: Duration,
    /// The time of the consensus state of the trusted height.
    pub(crate) timestamp: Time,
}

impl Believer<'_> {
    /// Whether the client would believe a header, of which `set` follows the trusted one. This is
    /// less than is asked of a header that the client is to learn: the time, the chain id and the
    /// distance from the trusted height are not looked at, and the signers' own set has been
    /// asked before.
    ///
    /// # Errors
    /// [`Error::HeaderExpired`]; [`Error::RevisionRange`]; those of [`commit::verify_trusting`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour_handle.go
    /// checkMisbehaviourHeader`.
    pub(crate) fn believes(
        &self,
        set: &ValidatorSet<'_>,
        header: &IbcHeader<'_>,
        now: Time,
        scratch: &mut [u32],
    ) -> Result<(), Error> {
        let expires = self.timestamp.plus(self.trusting_period);
        if now.point() >= expires {
            return Err(Error::HeaderExpired { expired: expires.clipped() });
        }
        let (revision, _) = header.height()?;
        let chain_id = at_revision(self.chain_id, revision);
        let (block, level) = (header.light_block(), self.trust_level);
        let commit = block.commit();
        commit::verify_trusting(&chain_id, set, commit, level, Stop::WhenEnough, scratch).map(drop)
    }
}

/// The client's chain id with the revision of a header, if it has revisions. One too long is cut
/// to a length that no chain has: all signatures are wrong for it, as they are for the whole.
///
/// Source: `ibc-go modules/core/02-client/types/height.go SetRevisionNumber`.
fn at_revision(chain_id: &str, revision: u64) -> heapless::String<72> {
    let mut changed = Cut(heapless::String::new());
    // Its writer takes what there is room for.
    let _ = match identifier::split_revision(chain_id) {
        Some((name, _)) => write!(changed, "{name}-{revision}"),
        None => changed.write_str(chain_id),
    };
    changed.0
}

/// Text as far as there is room for it.
struct Cut(heapless::String<72>);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|char| self.0.push(char)).map_err(|_| fmt::Error)
    }
}
