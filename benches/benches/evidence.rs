//! Evidence, from its bytes, as parhelion judges it.

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use parhelion_benches::evidence::{Attack, DuplicateVote, Kind};
use parhelion_benches::ours::{self, Attackers, DoubleVoter};
use parhelion_benches::{peer, verdicts};
use parhelion_core::evidence::{Misbehaviour, Signer};
use parhelion_core::{Limits, Verifier};
use std::hint::black_box;

const LIMITS: &Limits = &Limits::DEFAULT;
const VALIDATORS: usize = 150;

fn duplicate_vote(c: &mut Criterion) {
    let evidence = DuplicateVote::new(VALIDATORS);
    verdicts::assert_duplicate_vote(&evidence);
    let voter = DoubleVoter::new(&evidence);
    let mut group = c.benchmark_group("duplicate-vote");
    group.bench_function("decode/parhelion", |b| {
        b.iter(|| ours::decode_duplicate_vote(&evidence.bytes).total_voting_power());
    });
    group.bench_function("decode/tendermint", |b| {
        b.iter(|| peer::decode_duplicate_vote(black_box(&evidence.bytes)));
    });
    group.bench_function("verify", |b| b.iter(|| voter.verify().unwrap()));
    group.finish();
}

fn attack(c: &mut Criterion) {
    for kind in [Kind::Lunatic, Kind::Equivocation] {
        let evidence = Attack::new(VALIDATORS, kind);
        verdicts::assert_attack(&evidence);
        let mut group = c.benchmark_group(format!("{VALIDATORS}-{}", kind.name()));
        judge(&mut group, &evidence);
        misbehaviour(&mut group, &evidence.misbehaviour());
        group.finish();
    }
}

fn judge(group: &mut BenchmarkGroup<'_, WallTime>, evidence: &Attack) {
    group.bench_function("decode/parhelion", |b| {
        b.iter(|| ours::decode_attack(&evidence.bytes).total_voting_power());
    });
    group.bench_function("decode/tendermint", |b| {
        b.iter(|| peer::decode_attack(black_box(&evidence.bytes)));
    });
    let mut attackers = Attackers::new(evidence);
    group.bench_function("single", |b| b.iter(|| attackers.verify().unwrap()));
    group.bench_function("cold", |b| {
        let run = |mut verifier: Verifier| {
            attackers.verify_with(&mut verifier).unwrap();
            verifier // dropped outside of the time
        };
        b.iter_batched(Verifier::new, run, BatchSize::SmallInput);
    });
    let mut verifier = Verifier::new();
    group.bench_function("cached", |b| b.iter(|| attackers.verify_with(&mut verifier).unwrap()));
}

/// The same two blocks, as they are submitted to an IBC client.
fn misbehaviour(group: &mut BenchmarkGroup<'_, WallTime>, bytes: &[u8]) {
    let parsed = Misbehaviour::parse(bytes, LIMITS).unwrap();
    let mut signers = vec![Signer::NONE; 2 * VALIDATORS];
    group.bench_function("misbehaviour/parse", |b| {
        b.iter(|| Misbehaviour::parse(black_box(bytes), LIMITS).unwrap().kind());
    });
    group.bench_function("misbehaviour/verify-commits", |b| {
        b.iter(|| black_box(&parsed).verify_commits().unwrap());
    });
    for (name, words) in [("memory-lent", 4 * VALIDATORS), ("no-memory", 0)] {
        let mut scratch = vec![0; words];
        group.bench_function(format!("misbehaviour/byzantine-validators/{name}"), |b| {
            b.iter(|| {
                let guilty = parsed.byzantine_validators(&mut scratch, &mut signers).unwrap();
                assert_eq!(guilty.len(), VALIDATORS);
            });
        });
    }
}

criterion_group!(benches, duplicate_vote, attack);
criterion_main!(benches);
