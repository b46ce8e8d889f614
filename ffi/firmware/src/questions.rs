//! What the host asks, as it stands in the file `questions`. Numbers are little-endian.
//!
//! | kind | |
//! |---|---|
//! | 0 | the end |
//! | 1 | a block: trusted state (256); threshold, trusting period, clock drift (4 of 8); time: seconds (8), nanoseconds (4); length of the frames (4), and these |
//! | 2 | an entry for the guard: height (8); chain id and key, each a length (1) and its bytes |
//! | 3 | something to sign: chain id, key and sign bytes, in the same way |

use crate::board::Host;
use parhelion_core::{Duration, Options, Time, TrustThreshold};

/// The questions that are left.
pub struct Questions<'h> {
    host: &'h Host,
}

/// What is asked next.
pub enum Asked {
    /// There is nothing more.
    End,
    /// A block.
    Block,
    /// An entry for the guard.
    Entry,
    /// A signature.
    Signature,
}

/// What comes before the frames of a block.
pub struct Block {
    pub state: [u8; 256],
    pub options: Options,
    pub now: Time,
    pub frames: usize,
}

/// A chain id, a key, or what is to be signed.
pub struct Part {
    bytes: [u8; 255],
    length: u8,
}

impl Part {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The text; empty where the bytes are none.
    pub fn text(&self) -> &str {
        core::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}

impl<'h> Questions<'h> {
    /// All questions of the host.
    pub const fn new(host: &'h Host) -> Self {
        Questions { host }
    }

    /// The kind of the next one; none where the file ends, or it is none.
    pub fn next(&mut self) -> Option<Asked> {
        match self.array::<1>()? {
            [0] => Some(Asked::End),
            [1] => Some(Asked::Block),
            [2] => Some(Asked::Entry),
            [3] => Some(Asked::Signature),
            _ => None,
        }
    }

    /// The next bytes; none where there are fewer.
    pub fn read(&mut self, to: &mut [u8]) -> Option<()> {
        self.host.read(to)
    }

    /// What comes before the frames of a block.
    pub fn block(&mut self) -> Option<Block> {
        let state = self.array()?;
        let trust_threshold = TrustThreshold::new(self.number()?, self.number()?).ok()?;
        let trusting_period = Duration::from_nanos(self.number()?.cast_signed());
        let max_clock_drift = Duration::from_nanos(self.number()?.cast_signed());
        let seconds = self.number()?.cast_signed();
        let now = Time::from_unix(seconds, u32::from_le_bytes(self.array()?))?;
        let frames = u32::from_le_bytes(self.array()?) as usize;
        let options = Options { trust_threshold, trusting_period, max_clock_drift };
        Some(Block { state, options, now, frames })
    }

    /// A length of one byte, and so many.
    pub fn text(&mut self) -> Option<Part> {
        let [length] = self.array()?;
        let mut part = Part { bytes: [0; 255], length };
        self.read(part.bytes.get_mut(..usize::from(length))?)?;
        Some(part)
    }

    /// A number of eight bytes.
    pub fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.read(&mut bytes).map(|()| bytes)
    }
}
