//! The worst that choosing a consumer's set can ask for.

use crate::entries::{Entry, Run};
use parhelion_benches::shaping::{Keys, Provider};
use parhelion_core::ccv::power_shaping::Parameters;
use parhelion_core::limits::MAX_CANDIDATES;

pub(crate) const ENTRIES: &[Entry] = &[Entry {
    name: "power_shaping::next_set",
    input: "10,000 candidates in no order, keys that differ in their last bytes, a top N, a cap that \
            each power has to be fitted to",
    make: |_, _| shape(),
}];

/// As many candidates as there can be, also for the stack.
fn shape() -> Run {
    let keys: &'static Keys = Box::leak(Box::new(Keys::new(MAX_CANDIDATES)));
    let mut provider = Provider::new(keys, |index| index * 2_654_435_761 % 10_007);
    let parameters = Parameters {
        max_provider_consensus_validators: u64::MAX,
        top_n: 100,
        validators_power_cap: 1,
        ..Parameters::default()
    };
    Box::new(move || assert!(provider.shape(&parameters).is_ok_and(|updates| updates > 3000)))
}
