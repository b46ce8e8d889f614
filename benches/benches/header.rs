//! The parts of one step, for parhelion and for the verifier of tendermint-rs.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use parhelion_benches::{
    Block, Powers, Step, Strangers, decode, peer_set_hash, peer_verify, verify,
};
use parhelion_core::{Commit, LightBlock, Limits, ValidatorSet, commit};
use std::hint::black_box;

const LIMITS: &Limits = &Limits::DEFAULT;

/// Validators and powers of the blocks.
const BLOCKS: [(usize, Powers); 6] = [
    (4, Powers::Equal),
    (50, Powers::Equal),
    (100, Powers::Equal),
    (150, Powers::Equal),
    (180, Powers::Equal),
    (150, Powers::Hub),
];

fn header(c: &mut Criterion) {
    for (n, powers) in BLOCKS {
        let block = Block::new(n, powers);
        block.assert_verdicts();
        let mut group = c.benchmark_group(format!("{n}-{powers:?}").to_lowercase());
        parts(&mut group, &block);
        step(&mut group, &block, "adjacent", Step::Adjacent);
        step(&mut group, &block, "skipping", Step::Skipping);
        group.finish();
    }
}

fn parts(group: &mut BenchmarkGroup<'_, WallTime>, block: &Block) {
    group.bench_function(BenchmarkId::new("decode", "parhelion"), |b| {
        b.iter(|| LightBlock::parse(black_box(&block.bytes), LIMITS).unwrap().header().height());
    });
    group.bench_function(BenchmarkId::new("decode", "tendermint"), |b| {
        b.iter(|| decode(black_box(&block.bytes)));
    });
    // From bytes on both sides: parhelion hashes a set while it decodes it.
    group.bench_function(BenchmarkId::new("set-hash", "parhelion"), |b| {
        b.iter(|| ValidatorSet::parse(black_box(&block.set_bytes), LIMITS).unwrap().hash());
    });
    group.bench_function(BenchmarkId::new("set-hash", "tendermint"), |b| {
        b.iter(|| peer_set_hash(black_box(&block.set_bytes)));
    });
}

fn step(group: &mut BenchmarkGroup<'_, WallTime>, block: &Block, name: &str, step: Step) {
    let state = block.trusted_state(step);
    let trusted = ValidatorSet::parse(&block.set_bytes, LIMITS).unwrap();
    let view = LightBlock::parse(&block.bytes, LIMITS).unwrap();
    let mut scratch = vec![0; commit::scratch_len(&trusted)];
    group.bench_function(BenchmarkId::new(name, "parhelion"), |b| {
        b.iter(|| verify(&state, &trusted, black_box(&view), &mut scratch).unwrap());
    });
    group.bench_function(BenchmarkId::new(name, "tendermint"), |b| {
        b.iter(|| peer_verify(&block.decoded, black_box(&block.decoded), step));
    });
    let whole = format!("decode-{name}");
    group.bench_function(BenchmarkId::new(&whole, "parhelion"), |b| {
        b.iter(|| {
            let view = LightBlock::parse(black_box(&block.bytes), LIMITS).unwrap();
            verify(&state, &trusted, &view, &mut scratch).unwrap();
        });
    });
    group.bench_function(BenchmarkId::new(&whole, "tendermint"), |b| {
        b.iter(|| peer_verify(&block.decoded, &decode(black_box(&block.bytes)), step));
    });
}

fn lookup(c: &mut Criterion) {
    let strangers = Strangers::new(10_000);
    strangers.assert_verdicts();
    let set = ValidatorSet::parse(&strangers.set_bytes, LIMITS).unwrap();
    let commit = Commit::parse(&strangers.commit_bytes, LIMITS).unwrap();
    let mut scratch = vec![0; commit::scratch_len(&set)];
    let mut group = c.benchmark_group("lookup-10000");
    group.bench_function("parhelion/memory-lent", |b| {
        b.iter(|| Strangers::search(&set, black_box(&commit), &mut scratch));
    });
    group.sample_size(10);
    group.bench_function("parhelion/no-memory", |b| {
        b.iter(|| Strangers::search(&set, black_box(&commit), &mut []));
    });
    group.bench_function("tendermint", |b| b.iter(|| black_box(&strangers).peer_search()));
    group.finish();
}

criterion_group!(benches, header, lookup);
criterion_main!(benches);
