//! The signer's part as an image: verifies blocks that come in frames, and guards a key. The host hands
//! it questions, and gets a line for each.
//!
//! `scripts/firmware` proves of this image that it has no allocator, and no panic in a file of ours;
//! runs it, and measures what it takes.

#![no_std]
#![no_main]

mod board;
mod flash;
#[cfg(feature = "plant")]
mod plant;
mod questions;
mod report;

use board::Host;
use flash::Flash;
use parhelion_core::guard::{Entry, Guard, Request};
use parhelion_core::stream::{TrustedValidator, Update};
use parhelion_core::{Error, Limits, PublicKey, TrustedState};
use questions::{Act, Asked, Questions};
use report::Report;

/// Validators of a trusted set, at most. 60 bytes each, which only skipping needs.
const TRUSTED: usize = 200;
/// Bytes that come at once: a USB packet.
const CHUNK: usize = 64;

/// Answers all questions; the host is told how it went.
fn run() -> Result<(), Stopped> {
    let host = Host::open().ok_or(Stopped)?;
    let memory = board::trusted_memory().ok_or(Stopped)?;
    let (mut flash, mut entries) = (Flash::new(), [Entry::EMPTY; 2]);
    let mut questions = Questions::new(&host);
    loop {
        let mut report = Report::begin();
        let answer = match questions.next().ok_or(Stopped)? {
            Asked::End => return Ok(()),
            Asked::Update(asked) => update(&mut questions, &asked, memory, &mut report)?,
            Asked::Guard(act) => guard(&mut flash, &mut entries, &act).map(|()| [0; 8]),
        };
        report.end(&host, answer);
    }
}

/// The host has stopped in the middle of a question.
struct Stopped;

/// Verifies one block. The answer is the checksum of the next state.
#[inline(never)]
fn update(
    questions: &mut Questions<'_>,
    asked: &questions::Block,
    memory: &mut [TrustedValidator],
    report: &mut Report,
) -> Result<Result<[u8; 8], Error>, Stopped> {
    let state = match TrustedState::from_trusted_bytes(&asked.state) {
        Ok(state) => state,
        Err(error) => return Ok(Err(error)),
    };
    let mut update = Update::new(&state, &asked.options, asked.now);
    let (mut left, mut pushed) = (asked.frames, Ok(()));
    while left > 0 {
        let mut buffer = [0; CHUNK];
        let length = CHUNK.min(left);
        let chunk = buffer.get_mut(..length).ok_or(Stopped)?;
        questions.read(chunk).ok_or(Stopped)?;
        left = left.saturating_sub(length);
        #[cfg(feature = "plant")]
        plant::panic_and_allocate(chunk);
        if pushed.is_ok() {
            pushed = report.measure(|| update.push(chunk, memory));
        }
    }
    let verdict = pushed.and_then(|()| report.measure(|| update.finish()));
    Ok(verdict.map(|verified| {
        let bytes = verified.trusted_state().to_bytes();
        bytes.last_chunk().copied().unwrap_or_default()
    }))
}

/// One act on the guard of a device that was just switched on: nothing is known but what is stored.
#[inline(never)]
fn guard(flash: &mut Flash, entries: &mut [Entry], act: &Act) -> Result<(), Error> {
    let mut guard = Guard::open(flash, entries)?;
    let key = PublicKey::parse(act.key(), &Limits::DEFAULT)?;
    if let Some(height) = act.provision {
        return guard.provision(act.chain_id(), &key, height);
    }
    let request = Request::parse(act.sign_bytes())?;
    guard.permit(act.chain_id(), &key, &request).map(drop)
}

/// Tells the host where, and stops. That the place is used keeps it in the image: a panic cannot hide
/// from `scripts/firmware`.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    if let (Some(place), Some(host)) = (info.location(), Host::open()) {
        host.print(place.file().as_bytes());
        report::number(&host, place.line().into());
    }
    board::exit(board::Exit::Failure)
}
