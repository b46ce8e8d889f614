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
use questions::{Asked, Questions};
use report::Report;

/// Validators of a trusted set, at most. 60 bytes each, which only skipping needs.
const TRUSTED: usize = 200;
/// Bytes that come at once: a USB packet.
const CHUNK: usize = 64;

/// Answers all questions; the host is told how it went.
fn run() -> Result<(), Stopped> {
    let host = Host::open().ok_or(Stopped)?;
    let Lent { update: place, trusted, flash } = board::lent().ok_or(Stopped)?;
    let mut questions = Questions::new(&host);
    loop {
        let mut report = Report::begin();
        let answer = match questions.next().ok_or(Stopped)? {
            Asked::End => return Ok(()),
            Asked::Block => update(&mut questions, place, trusted, &mut report)?,
            Asked::Entry => provision(&mut questions, flash)?.map(|()| [0; 8]),
            Asked::Signature => sign(&mut questions, flash)?.map(|()| [0; 8]),
        };
        report.end(&host, answer);
    }
}

/// What lies still, lent once: a block of which a part has come; and what would not be in the memory of
/// a device, or only of one that skips.
pub struct Lent<'m> {
    update: &'m mut Option<Update>,
    trusted: &'m mut [TrustedValidator],
    flash: &'m mut Flash,
}

/// The host has stopped in the middle of a question.
struct Stopped;

/// What is kept of an error: two bytes in place of 32.
type Code = u16;

#[inline(never)]
fn code(error: Error) -> Code {
    error.code()
}

/// Verifies one block. The answer is the checksum of the next state.
#[inline(never)]
fn update(
    questions: &mut Questions<'_>,
    place: &mut Option<Update>,
    memory: &mut [TrustedValidator],
    report: &mut Report,
) -> Result<Result<[u8; 8], Code>, Stopped> {
    let (mut left, mut pushed) = begin(questions, place)?;
    while left > 0 {
        let mut buffer = [0; CHUNK];
        let length = CHUNK.min(left);
        let chunk = buffer.get_mut(..length).ok_or(Stopped)?;
        questions.read(chunk).ok_or(Stopped)?;
        left = left.saturating_sub(length);
        #[cfg(feature = "plant")]
        plant::panic_and_allocate(core::hint::black_box(chunk));
        if pushed.is_ok() {
            pushed = match place {
                Some(update) => report.measure(|| update.push(chunk, memory)).map_err(code),
                None => return Err(Stopped),
            };
        }
    }
    let update = place.as_ref().ok_or(Stopped)?;
    Ok(pushed.and_then(|()| report.measure(|| finish(update))))
}

/// Begins, and says how many bytes of frames come.
#[inline(never)]
fn begin(
    questions: &mut Questions<'_>,
    place: &mut Option<Update>,
) -> Result<(usize, Result<(), Code>), Stopped> {
    let asked = questions.block().ok_or(Stopped)?;
    let begun = TrustedState::from_trusted_bytes(&asked.state).map(|state| {
        *place = Some(Update::new(&state, &asked.options, asked.now));
    });
    Ok((asked.frames, begun.map_err(code)))
}

/// The verdict.
#[inline(never)]
fn finish(update: &Update) -> Result<[u8; 8], Code> {
    let next = update.finish().map_err(code)?.trusted_state().to_bytes();
    Ok(next.last_chunk().copied().unwrap_or_default())
}

/// Makes an entry, on a device that was just switched on: nothing is known but what is stored.
#[inline(never)]
fn provision(
    questions: &mut Questions<'_>,
    flash: &mut Flash,
) -> Result<Result<(), Code>, Stopped> {
    let height = questions.number().ok_or(Stopped)?;
    let (chain_id, key) = (questions.text().ok_or(Stopped)?, questions.text().ok_or(Stopped)?);
    let provisioned = PublicKey::parse(key.bytes(), &Limits::DEFAULT).and_then(|key| {
        Guard::open(flash, &mut [Entry::EMPTY; 2])?.provision(chain_id.text(), &key, height)
    });
    Ok(provisioned.map_err(code))
}

/// Permits to sign, on such a device.
#[inline(never)]
fn sign(questions: &mut Questions<'_>, flash: &mut Flash) -> Result<Result<(), Code>, Stopped> {
    let (chain_id, key) = (questions.text().ok_or(Stopped)?, questions.text().ok_or(Stopped)?);
    let sign_bytes = questions.text().ok_or(Stopped)?;
    let permitted = PublicKey::parse(key.bytes(), &Limits::DEFAULT).and_then(|key| {
        let request = Request::parse(sign_bytes.bytes())?;
        let mut entries = [Entry::EMPTY; 2];
        Guard::open(flash, &mut entries)?.permit(chain_id.text(), &key, &request).map(drop)
    });
    Ok(permitted.map_err(code))
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
