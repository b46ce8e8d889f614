//! What a stream of frames promises, whatever is sent.

use crate::verify::Asked;
use parhelion_core::stream::{Frames, TrustedValidator, Update, write_trusted_set};
use parhelion_core::{Error, LightBlock, Limits, Sink, TrustedState, ValidatorSet, commit, light};

const LIMITS: &Limits = &Limits::DEFAULT;

/// The first two bytes choose the size of chunks and how many changes follow of three bytes each: a
/// frame, a place in it, and what is done. The rest is a [`crate::Question`].
///
/// Without changes the verdict on the frames is that on the whole block. With changes, what is verified
/// is a block that can be put together from the frames, and verified as a whole.
pub fn stream_vs_slice(data: &[u8]) {
    answer(data);
}

/// The verdict on the frames.
pub(crate) type Verdict = Result<TrustedState, Error>;

/// The verdict, where there is a question, and whether what was sent was changed.
pub(crate) fn answer(data: &[u8]) -> Option<(Verdict, bool)> {
    let (&[size, changes], rest) = data.split_first_chunk()?;
    let (changes, question) = rest.split_at_checked(3 * usize::from(changes % 8))?;
    let asked = Asked::of(question)?;
    let size = 1 + usize::from(size);
    if changes.is_empty() {
        let streamed = frames(&asked).and_then(|frames| stream(&asked, &frames.concat(), size));
        let whole = slice(&asked, &asked.block);
        // Memory is lent there, too.
        assert_eq!(coded(&streamed), coded(&whole), "{streamed:?} {whole:?}");
        return Some((streamed, false));
    }
    let mut frames = frames(&asked).ok()?;
    for change in changes.chunks_exact(3) {
        disturb(&mut frames, [change[0], change[1], change[2]]);
    }
    let streamed = stream(&asked, &frames.concat(), size);
    if let Ok(verified) = &streamed {
        let block = together(&frames).expect("frames that verify are whole");
        assert_eq!(slice(&asked, &block).as_ref(), Ok(verified));
    }
    Some((streamed, true))
}

/// Whether there is a question, and what is sent is verified.
#[must_use]
pub fn stream_verifies(data: &[u8]) -> bool {
    matches!(answer(data), Some((Ok(_), _)))
}

fn coded(verdict: &Verdict) -> Result<&TrustedState, u16> {
    verdict.as_ref().map_err(|error| error.code())
}

struct Bytes(Vec<u8>);

impl Sink for Bytes {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

fn frames(asked: &Asked) -> Result<Vec<Vec<u8>>, Error> {
    let mut sent = Bytes(Vec::new());
    if let Some(set) = &asked.trusted_validators {
        write_trusted_set(set, LIMITS, &mut sent)?;
    }
    Frames::of(&asked.block, LIMITS)?.write(&mut sent)?;
    let (mut rest, mut all) = (&sent.0[..], Vec::new());
    while let [_, low, high, ..] = rest {
        let (frame, after) = rest.split_at(3 + usize::from(u16::from_le_bytes([*low, *high])));
        all.push(frame.to_vec());
        rest = after;
    }
    assert!(rest.is_empty());
    Ok(all)
}

fn stream(asked: &Asked, sent: &[u8], size: usize) -> Verdict {
    let members = asked.trusted_validators.as_ref().map_or(0, |set| set.len() / 32 + 8);
    let mut memory = vec![TrustedValidator::NONE; members];
    let mut update = Update::new(&asked.state, &asked.options, asked.now);
    for chunk in sent.chunks(size) {
        update.push(chunk, &mut memory)?;
    }
    update.finish().map(|streamed| streamed.trusted_state().clone())
}

fn slice(asked: &Asked, block: &[u8]) -> Verdict {
    let trusted = asked.trusted_validators.as_ref();
    let trusted = trusted.map(|bytes| ValidatorSet::parse(bytes, LIMITS)).transpose()?;
    let block = LightBlock::parse(block, LIMITS)?;
    let (set, mut scratch) =
        (trusted.as_ref(), vec![0; trusted.as_ref().map_or(0, commit::scratch_len)]);
    let verified =
        light::verify(&asked.state, set, &block, &asked.options, asked.now, &mut scratch)?;
    Ok(verified.trusted_state().clone())
}

/// Flips a bit, leaves a frame out, sends it twice, or changes places with the next.
fn disturb(frames: &mut Vec<Vec<u8>>, [frame, place, what]: [u8; 3]) {
    let count = frames.len();
    let frame = usize::from(frame) % count.max(1);
    match what % 16 {
        _ if count < 2 => {}
        0 => drop(frames.remove(frame)),
        1 => frames.insert(frame, frames[frame].clone()),
        2 => frames.swap(frame, (frame + 1) % count),
        3 => frames.swap(frame, usize::from(place) % count),
        _ => {
            let length = frames[frame].len();
            frames[frame][usize::from(place) % length] ^= 1 << (what % 8);
        }
    }
}

/// The light block of which these are the frames.
fn together(frames: &[Vec<u8>]) -> Option<Vec<u8>> {
    let begin = frames.iter().position(|frame| frame[0] == 2)?;
    let end = begin + frames[begin..].iter().position(|frame| frame[0] == 6)?;
    let of = |frames: &[Vec<u8>], kind: u8, skip: usize, number: u8| -> Vec<u8> {
        let of_kind = frames.iter().filter(|frame| frame[0] == kind);
        of_kind.flat_map(|frame| field(number, frame.get(3 + skip..).unwrap_or(&[]))).collect()
    };
    let (first, second) = (&frames[begin..end], &frames[end..]);
    let commit = first.iter().find(|frame| frame[0] == 3)?.get(7..)?;
    let commit = [commit, &of(second, 7, 2, 4)].concat();
    let signed = [of(first, 2, 0, 1), field(2, &commit)].concat();
    let set = [of(first, 5, 0, 1), of(first, 4, 0, 2)].concat();
    Some([field(1, &signed), field(2, &set)].concat())
}

fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut all = vec![number << 3 | 2];
    prost::encoding::encode_varint(bytes.len() as u64, &mut all);
    all.extend(bytes);
    all
}
