//! What the worst input within the limits costs, for each entry point: time, and stack.
//!
//! `cargo run --release --bin worst` prints the table of `docs/threat-model.md`. For the stack it runs itself again and again
//! with another number of frames above the entry point, until a stack of a known size is just
//! enough: small inputs do, because nothing in the core keeps more for more input. Only the sorting of
//! candidates recurses, as deep as their number has bits: there they are as many as they can be.

mod entries;
mod evidence;
mod inputs;
mod shaping;

use cpu_time::ThreadTime;
use entries::{Entry, Run};
use std::hint::black_box;
use std::process::{Command, ExitCode, Stdio};

/// Validators of the largest set, and of the one with which the stack is measured.
const MOST: u64 = 10_000;
const FEW: u64 = 60;
/// Bytes of the largest message.
const MOST_BYTES: usize = 64 << 20;
const FEW_BYTES: usize = 1 << 16;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => table(MOST, MOST_BYTES),
        ["--quick"] => table(FEW, FEW_BYTES),
        ["--stack", name, frames] => return below(frames.parse().unwrap_or(0), name),
        _ => {
            eprintln!("usage: worst [--quick]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    entries::ENTRIES.iter().chain(evidence::ENTRIES).chain(shaping::ENTRIES)
}

fn table(n: u64, bytes: usize) {
    let nothing = frames_left("nothing");
    println!("| entry point | worst input | ms | stack, KiB |");
    println!("|---|---|---:|---:|");
    for Entry { name, input, make } in entries() {
        let run = make(n, bytes);
        let start = ThreadTime::now();
        run();
        let took = start.elapsed().as_secs_f64() * 1e3;
        let frames = nothing.saturating_sub(frames_left(name));
        let stack = (frames * STACK).div_ceil(nothing).div_ceil(1024);
        println!("| `{name}` | {input} | {took:.0} | {stack} |");
    }
}

/// Bytes of the stack that an entry point and the frames above it share.
const STACK: usize = 1 << 20;

/// The most frames that may stand above an entry point on a stack of [`STACK`] bytes.
fn frames_left(name: &str) -> usize {
    let fits = |frames: usize| {
        let program = std::env::current_exe().expect("the program has a path");
        let mut command = Command::new(program);
        command.args(["--stack", name, &frames.to_string()]).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let (mut most, mut too_many) = (0, STACK / FRAME);
    assert!(fits(most), "{name} needs more than {STACK} bytes");
    while too_many - most > 1 {
        let middle = most.midpoint(too_many);
        if fits(middle) { most = middle } else { too_many = middle }
    }
    most
}

fn below(frames: usize, name: &str) -> ExitCode {
    let entry = entries().find(|entry| entry.name == name);
    let run = entry.map_or_else(|| Box::new(|| ()) as Run, |entry| (entry.make)(FEW, FEW_BYTES));
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || descend(frames, run));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Bytes that a frame has at least.
const FRAME: usize = 256;

/// Runs with so many frames above.
fn descend(frames: usize, run: Run) {
    let mut frame = [0u8; FRAME];
    black_box(&mut frame);
    match frames.checked_sub(1) {
        None => run(),
        Some(frames) => descend(frames, run),
    }
    black_box(&mut frame);
}
