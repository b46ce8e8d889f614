//! The memory that the host shares with the image, and the only unsafe code of the image.
//!
//! | at | what |
//! |---|---|
//! | `BASE` | 1: a question is there; 0: an answer is there; 2: stopped by a panic |
//! | +4 | bytes of the trusted validators |
//! | +8 | bytes of the block |
//! | +12 | nanoseconds of the time |
//! | +16 | seconds of the time since 1970 |
//! | +24 | code of the answer; the line of a panic |
//! | +28, +32 | address and length of the file name of a panic |
//! | +40 | the trusted state, 256 bytes |
//! | +296 | the trusted validators, then the block |

use parhelion_core::Time;

/// The upper half of the memory, which the linker does not know.
const BASE: usize = 0x2001_0000;
/// Bytes of it.
const LEN: usize = 64 * 1024;
/// Where the messages begin.
const MESSAGES: usize = 296;
const ANSWER: u32 = 0;
const QUESTION: u32 = 1;
const STOPPED: u32 = 2;

/// What the host asks.
pub struct Question {
    /// The stored state.
    pub state: [u8; 256],
    /// The set that follows the trusted header; empty for the height that follows.
    pub trusted_validators: &'static [u8],
    /// The block.
    pub block: &'static [u8],
    /// The time.
    pub now: Time,
}

/// What the image answers.
pub struct Answer {
    /// 0, or the code of the error.
    pub code: u16,
    /// The state to store.
    pub state: [u8; 256],
}

/// Waits for a question that fits the mailbox.
pub fn wait() -> Question {
    loop {
        if read::<u32>(0) != QUESTION {
            continue;
        }
        let (validators, block) = (read::<u32>(4) as usize, read::<u32>(8) as usize);
        let ends = MESSAGES.checked_add(validators).and_then(|end| end.checked_add(block));
        let now = Time::from_unix(read::<i64>(16), read::<u32>(12));
        if let (Some(..=LEN), Some(now)) = (ends, now) {
            return Question {
                state: read(40),
                trusted_validators: bytes(MESSAGES, validators),
                block: bytes(MESSAGES + validators, block),
                now,
            };
        }
    }
}

/// Answers, and gives the mailbox back to the host.
pub fn answer(answer: &Answer) {
    write(40, answer.state);
    write(24, u32::from(answer.code));
    write(0, ANSWER);
}

/// Says where a panic was.
pub fn stopped(file: &str, line: u32) {
    write(24, line);
    write(28, file.as_ptr().addr() as u32);
    write(32, file.len() as u32);
    write(0, STOPPED);
}

/// Types that any bytes are: what the host writes is a value.
trait Plain: Copy {}
impl Plain for u32 {}
impl Plain for i64 {}
impl Plain for [u8; 256] {}

fn read<T: Plain>(at: usize) -> T {
    // SAFETY: `at` is one of the table's, so the place is inside the mailbox and aligned; the
    // mailbox is memory of its own, and any bytes are a `T`.
    unsafe { core::ptr::with_exposed_provenance::<T>(BASE + at).read_volatile() }
}

fn write<T: Plain>(at: usize, value: T) {
    // SAFETY: as in `read`; nothing of Rust's lies in the mailbox but the messages, behind these.
    unsafe { core::ptr::with_exposed_provenance_mut::<T>(BASE + at).write_volatile(value) }
}

fn bytes(at: usize, len: usize) -> &'static [u8] {
    // SAFETY: `wait` has checked that the end is inside the mailbox; the host leaves it alone
    // until there is an answer, after which nothing uses the slice.
    unsafe { core::slice::from_raw_parts(core::ptr::with_exposed_provenance(BASE + at), len) }
}
