//! Light clients on their way to the head of a chain whose validators change: parhelion's beside
//! those of tendermint-rs and of CometBFT.

use cpu_time::ProcessTime;
use parhelion_benches::Powers;
use parhelion_benches::drift::{Drift, HEADERS_A_SET};
use parhelion_benches::go::{self, Go};
use parhelion_benches::machine::{load, processor};
use parhelion_benches::sync::{Mode, Node, Took, ours, peer};
use parhelion_core::Verifier;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

const USAGE: &str = "usage: sync [--quick] [--each HEADERS] [--without-go]";

/// How much is measured.
struct Plan {
    headers: usize, // above the trusted one
    /// Of these, so many are verified each from the one before.
    each: usize,
    validators: usize,
    /// Of each way: one by each header takes minutes.
    rounds: fn(Mode) -> usize,
}

const FULL: Plan = Plan {
    headers: 10_000,
    each: 10_000,
    validators: 150,
    rounds: |mode| match mode {
        Mode::Sequential => 3,
        Mode::Skipping => 15,
    },
};
/// Enough to see that everything runs and that all reach the same head; no figures to quote.
const QUICK: Plan = Plan { headers: 700, each: 300, validators: 10, rounds: |_| 1 };

fn main() -> ExitCode {
    let Some((plan, with_go)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    go::beside(if with_go { Go::start() } else { Ok(None) }, |go| compare(&plan, go))
}

/// What is wanted, and whether CometBFT contends.
fn arguments() -> Option<(Plan, bool)> {
    let (mut plan, mut with_go) = (FULL, true);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => plan = QUICK,
            "--each" => plan.each = arguments.next()?.parse().ok()?,
            "--without-go" => with_go = false,
            _ => return None,
        }
    }
    (1..=plan.headers).contains(&plan.each).then_some((plan, with_go))
}

fn compare(plan: &Plan, mut go: Option<Go>) {
    let version = go.as_ref().map_or("without CometBFT: no Go here, or not wanted", Go::version);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{}; {}; {version}", processor(), env!("RUSTC_VERSION"));
    println!("{threads} threads can run at a time; load before: {}", load());
    for powers in [Powers::Equal, Powers::Hub] {
        let chain = Arc::new(Drift::new(plan.validators, powers, plan.headers + 1));
        for mode in [Mode::Skipping, Mode::Sequential] {
            let chain = match mode {
                Mode::Skipping => Arc::clone(&chain),
                Mode::Sequential => Arc::new(chain.early(plan.each + 1)),
            };
            if let Some(go) = &mut go {
                go.open("chain", chain.blocks()).expect("there is room for the chain");
            }
            let rounds = (plan.rounds)(mode);
            println!("\n{}", title(plan, powers, mode, rounds));
            let mut contenders = contenders(&chain, mode, threads, go.as_mut());
            table(plan, mode, &measure(&mut contenders, rounds));
        }
    }
}

fn title(plan: &Plan, powers: Powers, mode: Mode, rounds: usize) -> String {
    let (headers, way) = match mode {
        Mode::Sequential => (plan.each, "each verified"),
        Mode::Skipping => (plan.headers, "as few verified as the changes allow"),
    };
    let (validators, powers) = (plan.validators, powers.name());
    format!(
        "{headers} headers of {validators} {powers}, one of whom changes every {HEADERS_A_SET} \
         headers; {way}; medians of {rounds}:"
    )
}

/// Somebody who goes to the head.
struct Contender<'c> {
    name: String,
    go: Box<dyn FnMut() -> Took + 'c>,
}

fn contenders<'c>(
    chain: &'c Arc<Drift>,
    mode: Mode,
    threads: usize,
    go: Option<&'c mut Go>,
) -> Vec<Contender<'c>> {
    let mut all = vec![Contender {
        name: "tendermint-rs 0.41".to_owned(),
        go: Box::new(move || timed(chain, |node| peer::sync(node, mode).as_bytes().to_vec())),
    }];
    if let Some(go) = go {
        let run = move || {
            let (took, head) = go.sync(mode, "chain");
            assert_eq!(head, chain.last_hash().to_string(), "CometBFT");
            took
        };
        all.push(Contender { name: "CometBFT".to_owned(), go: Box::new(run) });
    }
    // A bisection asks for one header at a time.
    let counts = if mode == Mode::Skipping { vec![1] } else { vec![1, threads] };
    all.extend(counts.into_iter().map(|count| {
        let name = match (mode, count) {
            (Mode::Skipping, _) => "parhelion".to_owned(),
            (_, 1) => "parhelion, 1 thread".to_owned(),
            _ => format!("parhelion, {count} threads"),
        };
        // Nobody begins with keys that it has seen.
        let run = move || {
            let mut verifiers: Vec<_> = (0..count).map(|_| Verifier::new()).collect();
            timed(chain, |node| ours::sync(node, mode, &mut verifiers).0.to_vec())
        };
        Contender { name, go: Box::new(run) }
    }));
    all
}

/// Goes to the head, and asserts that it is the head.
fn timed(chain: &Arc<Drift>, go: impl FnOnce(&Arc<Node>) -> Vec<u8>) -> Took {
    let node = Arc::new(Node::new(chain));
    let (start, processor) = (Instant::now(), ProcessTime::now());
    let head = go(&node);
    let (time, processor_time) = (start.elapsed(), processor.elapsed());
    assert_eq!(head, chain.last_hash().as_bytes());
    Took { time, processor_time, fetched: node.fetched() }
}

/// In turns; the medians.
fn measure(contenders: &mut [Contender<'_>], rounds: usize) -> Vec<(String, Took)> {
    let mut all = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for (contender, took) in contenders.iter_mut().zip(&mut all) {
            took.push((contender.go)());
        }
    }
    let names = contenders.iter().map(|contender| contender.name.clone());
    names.zip(all.iter().map(|all| median(all))).collect()
}

fn median(all: &[Took]) -> Took {
    assert!(all.iter().all(|took| took.fetched == all[0].fetched), "all ways are the same");
    let middle = |of: fn(&Took) -> Duration| {
        let mut times: Vec<_> = all.iter().map(of).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (time, processor_time) = (middle(|took| took.time), middle(|took| took.processor_time));
    Took { time, processor_time, fetched: all[0].fetched }
}

fn table(plan: &Plan, mode: Mode, rows: &[(String, Took)]) {
    // Of a way by few headers the number of all means nothing.
    let rate = |took: &Took| match mode {
        Mode::Sequential => format!(" {:.0} |", plan.each as f64 / took.time.as_secs_f64()),
        Mode::Skipping => String::new(),
    };
    let (name, line) = match mode {
        Mode::Sequential => (" headers a second |", "---:|"),
        Mode::Skipping => ("", ""),
    };
    println!("\n|  | ms |{name} processor time, ms | requests | MB fetched |");
    println!("|---|---:|{line}---:|---:|---:|");
    for (name, took) in rows {
        let first = &rows[0].1;
        println!(
            "| {name} | {} |{} {} | {} | {:.2} |",
            milliseconds(took.time, first.time),
            rate(took),
            milliseconds(took.processor_time, first.processor_time),
            took.fetched.requests,
            took.fetched.bytes as f64 / 1e6,
        );
    }
}

/// A time, and how many times as quick that is as the first.
fn milliseconds(time: Duration, first: Duration) -> String {
    let (time, first) = (time.as_secs_f64() * 1e3, first.as_secs_f64() * 1e3);
    let digits = if time < 100.0 { 1 } else { 0 };
    format!("{time:.digits$} ({:.2})", first / time)
}
