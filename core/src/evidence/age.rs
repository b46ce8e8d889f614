//! Whether evidence is of the time that it claims, and not too old.

use super::Evidence;
use crate::error::Error;
use crate::time::{Duration, Time};
use crate::types::Header;

/// When evidence is too old. Both must have passed: blocks and time.
///
/// Source: `cometbft types/params.go EvidenceParams`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceParams {
    /// Blocks that evidence may lie back.
    pub max_age_num_blocks: i64,
    /// Time that evidence may lie back.
    pub max_age_duration: Duration,
}

impl EvidenceParams {
    /// 100,000 blocks and 48 hours.
    ///
    /// Source: `cometbft types/params.go DefaultEvidenceParams`.
    pub const DEFAULT: EvidenceParams = EvidenceParams {
        max_age_num_blocks: 100_000,
        max_age_duration: Duration::from_seconds(48 * 3600),
    };
}

impl Default for EvidenceParams {
    fn default() -> Self {
        EvidenceParams::DEFAULT
    }
}

/// Checks the time of evidence against the block of its height (that of the votes, or the common
/// one), which the caller vouches for, and its age at the last block of the chain.
///
/// # Errors
/// [`Error::EvidenceHeight`]; [`Error::EvidenceTime`]; [`Error::EvidenceExpired`].
///
/// Source: `cometbft evidence/verify.go Pool.verify, IsEvidenceExpired`.
pub fn check_age(
    block: &Header<'_>,
    evidence: &Evidence<'_>,
    params: &EvidenceParams,
    last_height: i64,
    last_time: Time,
) -> Result<(), Error> {
    let (height, claimed) = (evidence.height(), evidence.timestamp());
    if u64::try_from(height) != Ok(block.height()) {
        return Err(Error::EvidenceHeight { evidence: height, block: block.height() });
    }
    if claimed != block.time() {
        return Err(Error::EvidenceTime { found: block.time() });
    }
    let blocks = last_height.saturating_sub(height);
    // Go clips the difference of two times to 64 bits.
    let nanos = last_time.unix_nanos().wrapping_sub(claimed.unix_nanos());
    let clipped = if nanos < 0 { i64::MIN } else { i64::MAX };
    let nanos = i64::try_from(nanos).unwrap_or(clipped);
    if nanos > params.max_age_duration.nanos() && blocks > params.max_age_num_blocks {
        return Err(Error::EvidenceExpired { blocks, nanos });
    }
    Ok(())
}
