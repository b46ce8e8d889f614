//! One table: parhelion beside the verifier of tendermint-rs, measured in turns in one process.

use cpu_time::ThreadTime;
use parhelion_benches::{Block, Powers, Step, Strangers, decode, peer_verify, verify};
use parhelion_core::{Commit, LightBlock, Limits, ValidatorSet, commit};
use std::fs::read_to_string;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;
use tendermint_light_client_verifier::Verdict;

const USAGE: &str = "usage: compare [--quick]";
const LIMITS: &Limits = &Limits::DEFAULT;

/// How much is measured.
struct Plan {
    rounds: usize,
    sample: Duration, // of thread time, at least
}

const FULL: Plan = Plan { rounds: 25, sample: Duration::from_millis(4) };
/// Enough to see that everything runs and that all verdicts are right; no figures to quote.
const QUICK: Plan = Plan { rounds: 3, sample: Duration::from_micros(1) };

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let plan = match arguments[..] {
        [] => FULL,
        ["--quick"] => QUICK,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let blocks = Blocks::new();
    let strangers = Strangers::new(10_000);
    strangers.assert_verdicts();
    print(&plan, &measure(&plan, &mut rows(&blocks, &strangers)));
    ExitCode::SUCCESS
}

/// The blocks to verify. All verdicts are asserted before anything is measured.
struct Blocks {
    equal: Vec<(usize, Block)>,
    hub: Block,
}

impl Blocks {
    fn new() -> Blocks {
        let block = |n, powers| {
            let block = Block::new(n, powers);
            block.assert_verdicts();
            block
        };
        let equal = [150, 4, 50, 100, 180].map(|n| (n, block(n, Powers::Equal)));
        Blocks { equal: equal.into(), hub: block(150, Powers::Hub) }
    }
}

type Contender<'b> = Box<dyn FnMut() + 'b>;

/// One line of the table: the same work for each contender that can do it.
struct Row<'b> {
    name: String,
    parhelion: Contender<'b>,
    peer: Option<Contender<'b>>,
}

fn rows<'b>(blocks: &'b Blocks, strangers: &'b Strangers) -> Vec<Row<'b>> {
    let mut rows = Vec::new();
    for (n, block) in &blocks.equal {
        rows.push(whole(format!("{n} equal, adjacent: decode and verify"), block, Step::Adjacent));
        if *n == 150 {
            rows.push(decode_alone(format!("{n} equal: decode"), block));
            rows.push(verify_alone(format!("{n} equal, adjacent: verify"), block));
            let name = format!("{n} equal, skipping: decode and verify");
            rows.push(whole(name, block, Step::Skipping));
            let name = "150 hub, adjacent: decode and verify".into();
            rows.push(whole(name, &blocks.hub, Step::Adjacent));
        }
    }
    rows.extend(lookups(strangers));
    rows
}

/// From bytes to a verdict. The trusted set was decoded before, in the step that trusted it.
fn whole(name: String, block: &Block, step: Step) -> Row<'_> {
    let state = block.trusted_state(step);
    let trusted = ValidatorSet::parse(&block.set_bytes, LIMITS).unwrap();
    let mut scratch = vec![0; commit::scratch_len(&trusted)];
    Row {
        name,
        parhelion: Box::new(move || {
            let view = LightBlock::parse(black_box(&block.bytes), LIMITS).unwrap();
            assert_eq!(verify(&state, &trusted, &view, &mut scratch), Ok(()));
        }),
        peer: Some(Box::new(move || {
            let decoded = decode(black_box(&block.bytes));
            assert_eq!(peer_verify(&block.decoded, &decoded, step), Verdict::Success);
        })),
    }
}

fn decode_alone(name: String, block: &Block) -> Row<'_> {
    Row {
        name,
        parhelion: Box::new(|| {
            let view = LightBlock::parse(black_box(&block.bytes), LIMITS);
            assert!(black_box(view).is_ok());
        }),
        peer: Some(Box::new(|| drop(black_box(decode(black_box(&block.bytes)))))),
    }
}

fn verify_alone(name: String, block: &Block) -> Row<'_> {
    let state = block.trusted_state(Step::Adjacent);
    let trusted = ValidatorSet::parse(&block.set_bytes, LIMITS).unwrap();
    let view = LightBlock::parse(&block.bytes, LIMITS).unwrap();
    Row {
        name,
        parhelion: Box::new(move || {
            assert_eq!(verify(&state, &trusted, black_box(&view), &mut []), Ok(()));
        }),
        peer: Some(Box::new(|| {
            let decoded = black_box(&block.decoded);
            assert_eq!(peer_verify(decoded, decoded, Step::Adjacent), Verdict::Success);
        })),
    }
}

fn lookups(strangers: &Strangers) -> [Row<'_>; 2] {
    let set = ValidatorSet::parse(&strangers.set_bytes, LIMITS).unwrap();
    let commit = Commit::parse(&strangers.commit_bytes, LIMITS).unwrap();
    let mut scratch = vec![0; commit::scratch_len(&set)];
    [
        Row {
            name: "10,000 strangers among 10,000: search, memory lent".into(),
            parhelion: Box::new(move || {
                black_box(Strangers::search(&set, black_box(&commit), &mut scratch));
            }),
            peer: Some(Box::new(move || {
                black_box(black_box(strangers).peer_search());
            })),
        },
        Row {
            name: "the same without memory: until it is refused".into(),
            parhelion: Box::new(move || {
                black_box(Strangers::search(&set, black_box(&commit), &mut []));
            }),
            peer: None,
        },
    ]
}

/// The medians of a row, in microseconds.
struct Medians {
    name: String,
    parhelion: f64,
    peer: Option<f64>,
}

/// All contenders take turns, so that a change of the machine's mood meets all of them.
fn measure(plan: &Plan, rows: &mut [Row<'_>]) -> Vec<Medians> {
    let mut contenders: Vec<(&mut Contender<'_>, u32, Vec<f64>)> = rows
        .iter_mut()
        .flat_map(|row| [Some(&mut row.parhelion), row.peer.as_mut()])
        .flatten()
        .map(|contender| {
            let repeats = repeats(contender, plan.sample);
            (contender, repeats, Vec::new())
        })
        .collect();
    for _ in 0..plan.rounds {
        for (contender, repeats, samples) in &mut contenders {
            let elapsed = time(contender, *repeats);
            samples.push(elapsed.as_secs_f64() * 1e6 / f64::from(*repeats));
        }
    }
    let mut medians: Vec<f64> =
        contenders.into_iter().map(|(_, _, samples)| median(samples)).collect();
    let mut medians = medians.drain(..);
    let mut next = || medians.next().expect("one for each contender");
    rows.iter()
        .map(|row| Medians {
            name: row.name.clone(),
            parhelion: next(),
            peer: row.peer.is_some().then(&mut next),
        })
        .collect()
}

/// How often a contender must run for a sample of that length; it is warm afterwards.
fn repeats(contender: &mut Contender<'_>, sample: Duration) -> u32 {
    let mut repeats = 1;
    while time(contender, repeats) < sample {
        repeats *= 2;
    }
    repeats
}

/// Time of this thread alone: a neighbour on the same machine does not count, though it may slow
/// this thread down.
fn time(contender: &mut Contender<'_>, repeats: u32) -> Duration {
    let start = ThreadTime::now();
    for _ in 0..repeats {
        contender();
    }
    start.elapsed()
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn print(plan: &Plan, medians: &[Medians]) {
    println!("{}; {}", processor(), env!("RUSTC_VERSION"));
    println!("medians of {} rounds, thread time", plan.rounds);
    println!();
    println!("| validators, powers: work | parhelion, us | tendermint-rs 0.41, us | ratio |");
    println!("|---|---:|---:|---:|");
    for Medians { name, parhelion, peer } in medians {
        match peer {
            Some(peer) => {
                println!("| {name} | {parhelion:.1} | {peer:.1} | {:.2} |", peer / parhelion);
            }
            None => println!("| {name} | {parhelion:.1} | - | - |"),
        }
    }
}

/// The processor's name and kind, as far as the system tells.
fn processor() -> String {
    let text = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |wanted: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(name, _)| name.trim() == wanted).map_or("?", |(_, value)| value.trim())
    };
    let (name, family, model) = (field("model name"), field("cpu family"), field("model"));
    format!("{name} (family {family}, model {model})")
}
