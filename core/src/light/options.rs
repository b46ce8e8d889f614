//! What the caller decides.

use crate::form::form;
use crate::threshold::TrustThreshold;
use crate::time::Duration;

/// The parameters of light verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The share of a trusted set that must have signed a header which does not follow directly.
    pub trust_threshold: TrustThreshold,
    /// How long after its time a trusted header may be built on. Well below the chain's unbonding
    /// period: after that its validators can sign a fork at no cost.
    pub trusting_period: Duration,
    /// How far ahead of the caller's clock a header may be.
    pub max_clock_drift: Duration,
}

form!(Options { trust_threshold, trusting_period, max_clock_drift });

impl Options {
    /// A third; two weeks, which is two thirds of the usual unbonding period of 21 days; ten
    /// seconds. `cometbft light/client.go defaultMaxClockDrift`.
    pub const DEFAULT: Options = Options {
        trust_threshold: TrustThreshold::ONE_THIRD,
        trusting_period: Duration::from_seconds(14 * 24 * 60 * 60),
        max_clock_drift: Duration::from_seconds(10),
    };
}

impl Default for Options {
    fn default() -> Self {
        Options::DEFAULT
    }
}
