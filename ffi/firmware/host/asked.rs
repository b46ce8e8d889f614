//! One question to an image, as `ffi/firmware/src/questions.rs` reads it, and its answer.

use parhelion_core::Options;

/// A question.
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) wanted: Wanted,
}

/// What the image must say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This is the checksum of the next state.
    Verified([u8; 8]),
    /// An act on the guard.
    Permitted,
    /// The code.
    Refused(u16),
}

/// What the image said.
#[derive(Debug)]
pub(crate) struct Answer {
    code: u16,
    checksum: u64,
    pub(crate) instructions: u64,
    pub(crate) stack: u64,
}

impl Answer {
    /// A line of four numbers in hexadecimal.
    pub(crate) fn read(line: &str) -> Option<Answer> {
        let number = |text| u64::from_str_radix(text, 16);
        let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(number).collect();
        let [code, checksum, instructions, stack] = numbers.ok()?[..] else { return None };
        Some(Answer { code: code.try_into().ok()?, checksum, instructions, stack })
    }
}

impl Wanted {
    pub(crate) fn is(&self, found: &Answer) -> bool {
        match self {
            Wanted::Verified(checksum) => {
                found.code == 0 && found.checksum == u64::from_be_bytes(*checksum)
            }
            Wanted::Permitted => found.code == 0,
            Wanted::Refused(code) => found.code == *code,
        }
    }
}

/// A block that comes in frames.
pub(crate) fn update(
    state: &[u8; 256],
    options: &Options,
    now: (i64, u32),
    frames: &[u8],
) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(state);
    for number in [options.trust_threshold.numerator(), options.trust_threshold.denominator()] {
        bytes.extend(number.to_le_bytes());
    }
    for duration in [options.trusting_period, options.max_clock_drift] {
        bytes.extend(duration.nanos().to_le_bytes());
    }
    bytes.extend(now.0.to_le_bytes());
    bytes.extend(now.1.to_le_bytes());
    bytes.extend(u32::try_from(frames.len()).unwrap().to_le_bytes());
    bytes.extend(frames);
    bytes
}

/// An entry for the guard.
pub(crate) fn provision(height: u64, chain_id: &str, key: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2];
    bytes.extend(height.to_le_bytes());
    texts(&mut bytes, &[chain_id.as_bytes(), key]);
    bytes
}

/// Something to sign.
pub(crate) fn sign(chain_id: &str, key: &[u8], sign_bytes: &[u8]) -> Vec<u8> {
    let mut bytes = vec![3];
    texts(&mut bytes, &[chain_id.as_bytes(), key, sign_bytes]);
    bytes
}

fn texts(bytes: &mut Vec<u8>, texts: &[&[u8]]) {
    for text in texts {
        bytes.push(u8::try_from(text.len()).unwrap());
        bytes.extend(*text);
    }
}
