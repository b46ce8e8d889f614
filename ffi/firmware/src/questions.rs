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

/// Bytes of a chain id, a key, or what is signed, at most: those have a length of one byte.
type Text = ([u8; 255], u8);

/// The questions that are left.
pub struct Questions<'h> {
    host: &'h Host,
}

/// One question.
pub enum Asked {
    /// There are no more.
    End,
    /// A block, whose frames come next.
    Update(Block),
    /// Something for the guard.
    Guard(Act),
}

/// What comes before the frames of a block.
pub struct Block {
    pub state: [u8; 256],
    pub options: Options,
    pub now: Time,
    pub frames: usize,
}

/// What the guard is to do.
pub struct Act {
    /// The height of an entry that is to be made; none where something is to be signed.
    pub provision: Option<u64>,
    chain_id: Text,
    key: Text,
    sign_bytes: Text,
}

impl Act {
    /// The chain; empty where the bytes are no text.
    pub fn chain_id(&self) -> &str {
        core::str::from_utf8(part(&self.chain_id)).unwrap_or_default()
    }

    /// The key, as protobuf.
    pub fn key(&self) -> &[u8] {
        part(&self.key)
    }

    /// What is to be signed.
    pub fn sign_bytes(&self) -> &[u8] {
        part(&self.sign_bytes)
    }
}

impl<'h> Questions<'h> {
    /// All questions of the host.
    pub const fn new(host: &'h Host) -> Self {
        Questions { host }
    }

    /// The next one; none where the file ends within it, or it is none.
    pub fn next(&mut self) -> Option<Asked> {
        match self.bytes::<1>()? {
            [0] => Some(Asked::End),
            [1] => self.block().map(Asked::Update),
            [2] => {
                let height = self.number()?;
                self.act(Some(height)).map(Asked::Guard)
            }
            [3] => self.act(None).map(Asked::Guard),
            _ => None,
        }
    }

    /// The next bytes; none where there are fewer.
    pub fn read(&mut self, to: &mut [u8]) -> Option<()> {
        self.host.read(to)
    }

    fn block(&mut self) -> Option<Block> {
        let state = self.bytes()?;
        let trust_threshold = TrustThreshold::new(self.number()?, self.number()?).ok()?;
        let trusting_period = Duration::from_nanos(self.number()?.cast_signed());
        let max_clock_drift = Duration::from_nanos(self.number()?.cast_signed());
        let seconds = self.number()?.cast_signed();
        let now = Time::from_unix(seconds, u32::from_le_bytes(self.bytes()?))?;
        let frames = u32::from_le_bytes(self.bytes()?) as usize;
        let options = Options { trust_threshold, trusting_period, max_clock_drift };
        Some(Block { state, options, now, frames })
    }

    fn act(&mut self, provision: Option<u64>) -> Option<Act> {
        let (chain_id, key) = (self.text()?, self.text()?);
        let sign_bytes = if provision.is_none() { self.text()? } else { ([0; 255], 0) };
        Some(Act { provision, chain_id, key, sign_bytes })
    }

    fn text(&mut self) -> Option<Text> {
        let [length] = self.bytes()?;
        let mut bytes = [0; 255];
        self.read(bytes.get_mut(..usize::from(length))?)?;
        Some((bytes, length))
    }

    fn number(&mut self) -> Option<u64> {
        self.bytes().map(u64::from_le_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.read(&mut bytes).map(|()| bytes)
    }
}

fn part((bytes, length): &Text) -> &[u8] {
    bytes.get(..usize::from(*length)).unwrap_or_default()
}
