//! How long batches take on this machine, by backend: `cargo run --release --example speed`.
//!
//! Microseconds, for rough guidance while something is changed. What is claimed is measured in
//! `benches/`, beside others.

use ed25519_zebra::SigningKey;
use parhelion_lanes::{Backend, Batch};
use std::time::Instant;

type Signed = ([u8; 32], [u8; 112], [u8; 64]);

fn signed(keys: u16, headers: u16) -> Vec<Signed> {
    let one = |header: u16, key: u16| {
        let mut seed = [7; 32];
        seed[..2].copy_from_slice(&key.to_le_bytes());
        let signer = SigningKey::from(seed);
        let mut message = [3; 112];
        message[..2].copy_from_slice(&header.to_le_bytes());
        let public = ed25519_zebra::VerificationKeyBytes::from(&signer);
        (public.into(), message, signer.sign(&message).to_bytes())
    };
    (0..headers).flat_map(|header| (0..keys).map(move |key| one(header, key))).collect()
}

fn ask(batch: &mut Batch, signed: &[Signed]) {
    batch.clear();
    for (key, message, signature) in signed {
        batch.push(key, message, signature);
    }
}

/// The time that a fifth of the rounds keep below: a busy machine interrupts others.
fn typical(mut round: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..61).map(|_| round()).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 5]
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e6
}

fn main() {
    let only = std::env::args().nth(1);
    for backend in Backend::available() {
        if only.as_ref().is_some_and(|only| only != backend.name()) {
            continue;
        }
        for (keys, headers) in [(3, 1), (31, 1), (101, 1), (150, 1), (101, 4), (101, 16), (101, 64)]
        {
            let mut signed = signed(keys, headers);
            let each = f64::from(keys) * f64::from(headers);
            let cold = typical(|| {
                let mut batch = Batch::new(backend, 256);
                timed(|| {
                    ask(&mut batch, &signed);
                    assert!(batch.holds(0..signed.len()));
                })
            });
            let mut batch = Batch::new(backend, 256);
            for _ in 0..2 {
                ask(&mut batch, &signed);
                assert!(batch.holds(0..signed.len()));
            }
            let cached = typical(|| {
                timed(|| {
                    ask(&mut batch, &signed);
                    assert!(batch.holds(0..signed.len()));
                })
            });
            let last = signed.len() - 1;
            signed[last].2[32] ^= 1;
            let failed = typical(|| {
                timed(|| {
                    ask(&mut batch, &signed);
                    assert_eq!(batch.first_wrong(0..signed.len()), Some(last));
                })
            });
            println!(
                "{:8} {headers:3} x {keys:3}: cold {cold:9.1} ({:6.2} each), cached {cached:9.1} \
                 ({:6.2} each), last one wrong {failed:9.1}",
                backend.name(),
                cold / each,
                cached / each,
            );
        }
    }
}
