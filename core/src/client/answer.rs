//! What a reply says, once it has been read.

use super::{Failure, Need, Reply};
use crate::error::Error;
use crate::limits::Limits;
use crate::types::{Header, LightBlock, ValidatorSet};

/// What a peer said.
// Views on the stack for a while: no box without an allocator.
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub(super) enum Answer<'a> {
    /// A block that belongs together, of the height that was asked for, and the set that came with
    /// it.
    Block(LightBlock<'a>, Option<ValidatorSet<'a>>),
    /// A header of the height that was asked for.
    Header(Header<'a>),
    /// The pause is over.
    Paused,
    /// Nothing.
    Failed(Failure),
    /// What is not what was asked for, or does not belong together.
    Bad(Error),
}

impl<'a> Answer<'a> {
    /// Reads a reply. A chain id is known but for the block that is trusted on faith.
    ///
    /// # Errors
    /// Those of the caller alone: [`Error::UnexpectedReply`], [`Error::TrustedValidatorsMissing`].
    pub(super) fn read(
        need: &Need,
        reply: Reply<'a>,
        chain_id: Option<&str>,
        limits: &Limits,
    ) -> Result<Answer<'a>, Error> {
        let answer = match (need, reply) {
            (Need::Pause { .. }, Reply::Paused) => Ok(Answer::Paused),
            (Need::Pause { .. }, _) | (_, Reply::Paused) => return Err(Error::UnexpectedReply),
            (_, Reply::Failed(failure)) => Ok(Answer::Failed(failure)),
            (
                Need::LightBlock { height, trusted_validators: wanted, .. },
                Reply::LightBlock { bytes, trusted_validators },
            ) => {
                if wanted.is_some() && trusted_validators.is_none() {
                    return Err(Error::TrustedValidatorsMissing);
                }
                block(bytes, trusted_validators, Some(*height), chain_id, limits)
            }
            (Need::LatestBlock { .. }, Reply::LightBlock { bytes, .. }) => {
                block(bytes, None, None, chain_id, limits)
            }
            (Need::Header { height, .. }, Reply::Header(bytes)) => header(bytes, *height, limits),
            _ => return Err(Error::UnexpectedReply),
        };
        Ok(answer.unwrap_or_else(Answer::Bad))
    }
}

/// Source: `cometbft light/provider/http/http.go LightBlock`.
fn block<'a>(
    bytes: &'a [u8],
    set: Option<&'a [u8]>,
    height: Option<u64>,
    chain_id: Option<&str>,
    limits: &Limits,
) -> Result<Answer<'a>, Error> {
    let block = LightBlock::parse(bytes, limits)?;
    of_height(block.header(), height)?;
    block.validate(chain_id.unwrap_or(block.header().chain_id()))?;
    let set = set.map(|set| ValidatorSet::parse(set, limits)).transpose()?;
    Ok(Answer::Block(block, set))
}

fn header<'a>(bytes: &'a [u8], height: u64, limits: &Limits) -> Result<Answer<'a>, Error> {
    let header = Header::parse(bytes, limits)?;
    of_height(&header, Some(height))?;
    Ok(Answer::Header(header))
}

fn of_height(header: &Header<'_>, wanted: Option<u64>) -> Result<(), Error> {
    let found = header.height();
    match wanted {
        Some(wanted) if wanted != found => Err(Error::UnexpectedHeight { wanted, found }),
        _ => Ok(()),
    }
}
