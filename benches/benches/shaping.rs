//! A consumer's next set. No library beside computes one.

use criterion::{Criterion, criterion_group, criterion_main};
use parhelion_benches::shaping::{Keys, Provider};
use parhelion_core::ccv::power_shaping::Parameters;
use std::hint::black_box;

/// The Cosmos Hub's, with everything to do: a top N chain, its power capped.
const TOP_N: Parameters<'static> = Parameters {
    max_provider_consensus_validators: 180,
    top_n: 95,
    validators_power_cap: 5,
    validator_set_cap: 0,
    allowlist: &[],
    denylist: &[],
    prioritylist: &[],
    min_stake: 1,
    allow_inactive_vals: true,
};

const OPT_IN: Parameters<'static> = Parameters { top_n: 0, validator_set_cap: 100, ..TOP_N };

fn shaping(c: &mut Criterion) {
    let mut group = c.benchmark_group("shaping");
    for candidates in [180, 1000] {
        let keys = Keys::new(candidates);
        let mut provider = Provider::new(&keys, |index| 20_000_000 / (index + 1));
        for (name, parameters) in [("top-n", &TOP_N), ("opt-in", &OPT_IN)] {
            assert!(provider.shape(parameters).is_ok_and(|updates| updates > 50), "{name}");
            group.bench_function(format!("{candidates}/{name}"), |b| {
                b.iter(|| provider.shape(black_box(parameters)).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, shaping);
criterion_main!(benches);
