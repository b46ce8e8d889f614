//! The parts of one step, and windows, for parhelion and for the verifier of tendermint-rs.

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion};
use criterion::{criterion_group, criterion_main};
use parhelion_benches::json::Texts;
use parhelion_benches::ours::{self, Start};
use parhelion_benches::{Block, Powers, Step, Strangers, peer, verdicts};
use parhelion_core::{Commit, LightBlock, Limits, ValidatorSet, Verifier, commit};
use std::hint::black_box;

type Group<'c> = BenchmarkGroup<'c, WallTime>;

const LIMITS: &Limits = &Limits::DEFAULT;

/// Validators and powers of the blocks.
const BLOCKS: [(usize, Powers); 7] = [
    (4, Powers::Equal),
    (50, Powers::Equal),
    (100, Powers::Equal),
    (150, Powers::Equal),
    (180, Powers::Equal),
    (150, Powers::Hub),
    (180, Powers::Hub),
];

fn header(c: &mut Criterion) {
    for (n, powers) in BLOCKS {
        let block = Block::new(n, powers);
        verdicts::assert_block(&block);
        verdicts::assert_json(&block);
        let mut group = c.benchmark_group(format!("{n}-{}", powers.name()));
        decode(&mut group, &block);
        set_hash(&mut group, &block);
        step(&mut group, &block, Step::Adjacent);
        step(&mut group, &block, Step::Skipping);
        group.finish();
    }
}

fn decode(group: &mut Group<'_>, block: &Block) {
    let texts = Texts::of(block);
    group.bench_function("decode/parhelion", |b| {
        b.iter(|| ours::parse(block).unwrap().header().height());
    });
    group.bench_function("decode/tendermint", |b| b.iter(|| peer::decode(black_box(&block.bytes))));
    group.bench_function("decode-json/parhelion", |b| {
        b.iter(|| {
            LightBlock::parse(&black_box(&texts).to_wire(), LIMITS).unwrap().header().height()
        });
    });
    group.bench_function("decode-json/tendermint", |b| b.iter(|| black_box(&texts).to_peer()));
}

/// From bytes on both sides: parhelion hashes a set while it decodes it.
fn set_hash(group: &mut Group<'_>, block: &Block) {
    let bytes = &block.set_bytes;
    group.bench_function("set-hash/parhelion", |b| {
        b.iter(|| ValidatorSet::parse(black_box(bytes), LIMITS).unwrap().hash());
    });
    group.bench_function("set-hash/tendermint", |b| b.iter(|| peer::set_hash(black_box(bytes))));
}

/// From decoded blocks.
fn step(group: &mut Group<'_>, block: &Block, step: Step) {
    let mut start = Start::below(block, step);
    let view = ours::parse(block).unwrap();
    let name = |contender| BenchmarkId::new(step.name(), contender);
    group.bench_function(name("single"), |b| b.iter(|| start.verify(black_box(&view)).unwrap()));
    group.bench_function(name("cold"), |b| {
        let run = |mut verifier: Verifier| {
            start.verify_with(black_box(&view), &mut verifier).unwrap();
            verifier // dropped outside of the time
        };
        b.iter_batched(Verifier::new, run, BatchSize::SmallInput);
    });
    let mut verifier = Verifier::new();
    group.bench_function(name("cached"), |b| {
        b.iter(|| start.verify_with(black_box(&view), &mut verifier).unwrap());
    });
    group.bench_function(name("tendermint"), |b| {
        b.iter(|| peer::verify(black_box(&block.decoded), step));
    });
}

/// From bytes.
fn windows(c: &mut Criterion) {
    for powers in [Powers::Equal, Powers::Hub] {
        let blocks = Block::chain(150, powers, 64);
        verdicts::assert_window(&blocks, blocks.len(), None);
        let mut group = c.benchmark_group(format!("150-{}", powers.name()));
        group.sample_size(10);
        for length in [4, 16, 64] {
            window(&mut group, &blocks[..length]);
        }
        group.finish();
    }
}

fn window(group: &mut Group<'_>, blocks: &[Block]) {
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    let name = |contender| BenchmarkId::new(format!("window-{}", blocks.len()), contender);
    group.bench_function(name("single"), |b| b.iter(|| ours::follow(&state, blocks)));
    group.bench_function(name("cold"), |b| {
        let run =
            |mut verifier: Verifier| (ours::follow_with(&state, blocks, &mut verifier), verifier);
        b.iter_batched(Verifier::new, run, BatchSize::SmallInput);
    });
    let mut verifier = Verifier::new();
    group.bench_function(name("cached"), |b| {
        b.iter(|| ours::follow_with(&state, blocks, &mut verifier));
    });
    group.bench_function(name("tendermint"), |b| b.iter(|| peer::follow(blocks)));
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

criterion_group!(benches, header, windows, lookup);
criterion_main!(benches);
