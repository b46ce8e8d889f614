//! Frames: a byte for the kind, two for the length (little-endian), then so many bytes.

use crate::error::Error;
use crate::form::{Form, form};
use crate::wire::Sink;

/// Bytes that a frame holds, at most: a validator with the longest key there is, or a header with an
/// app hash of more than a thousand bytes. Ours.
pub const MAX_FRAME: usize = 2048;
const HEAD: usize = 3;

/// What stands in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: the trusted set follows.
    TrustedSet,
    /// A `Header`.
    Header,
    /// The number of entries in four bytes (little-endian), and a `Commit` without them.
    Commit,
    /// The `Validator` that a set names as its proposer.
    Proposer,
    /// A `Validator`.
    Validator,
    /// Nothing: the set is complete.
    SetEnd,
    /// The length of its signature in two bytes (little-endian), and a `CommitSig`, of which the
    /// signature may be cut after 65 bytes.
    Entry,
    /// Nothing: the second pass, or a proof, is complete.
    End,
    /// The address whose validator is asked for.
    Voter,
    /// A `DuplicateVoteEvidence`, of which what no signature of a vote covers may be cut.
    DoubleVote,
    /// A part of the value of the leaf that follows.
    Value,
    /// The part of the proof in a byte, the number of its steps in four (little-endian), and an
    /// `ExistenceProof` without value and steps.
    Leaf,
    /// An `InnerOp`.
    Step,
    /// Nothing: a proof of absence begins.
    Absence,
    /// Nothing: in this place stands a proof of a form that is never accepted.
    OtherProof,
}

impl Kind {
    const ALL: [Kind; 15] = [
        Kind::TrustedSet,
        Kind::Header,
        Kind::Commit,
        Kind::Proposer,
        Kind::Validator,
        Kind::SetEnd,
        Kind::Entry,
        Kind::End,
        Kind::Voter,
        Kind::DoubleVote,
        Kind::Value,
        Kind::Leaf,
        Kind::Step,
        Kind::Absence,
        Kind::OtherProof,
    ];

    fn from_wire(byte: u8) -> Option<Kind> {
        let place = usize::from(byte).checked_sub(1)?;
        Kind::ALL.get(place).copied()
    }

    /// The number of the kind, from 1.
    pub(crate) fn number(self) -> u8 {
        let place = Kind::ALL.iter().position(|kind| *kind == self);
        place.and_then(|place| u8::try_from(place.saturating_add(1)).ok()).unwrap_or(0)
    }
}

/// Writes a frame of which the payload is `first`, then `second`.
///
/// # Errors
/// [`Error::FrameTooLong`].
pub(crate) fn write(
    sink: &mut impl Sink,
    kind: Kind,
    first: &[u8],
    second: &[u8],
) -> Result<(), Error> {
    let length = first.len().saturating_add(second.len());
    let [low, high] = fits(length)?.to_le_bytes();
    sink.put(&[kind.number(), low, high]);
    sink.put(first);
    sink.put(second);
    Ok(())
}

fn fits(length: usize) -> Result<u16, Error> {
    u16::try_from(length)
        .ok()
        .filter(|_| length <= MAX_FRAME)
        .ok_or(Error::FrameTooLong { length: u32::try_from(length).unwrap_or(u32::MAX) })
}

/// The frame that is being received.
#[derive(Clone, Debug)]
struct Assembly {
    head: heapless::Vec<u8, HEAD>,
    payload: heapless::Vec<u8, MAX_FRAME>,
    complete: bool,
}

/// Of a frame that is complete nothing is kept: the next one begins with nothing.
impl Form for Assembly {
    fn put(&self, sink: &mut dyn Sink) {
        let open = if self.complete { &Assembly::new() } else { self };
        open.head.put(sink);
        open.payload.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (head, payload) = (Form::take(bytes)?, Form::take(bytes)?);
        Some(Assembly { head, payload, complete: false })
    }
}

impl Assembly {
    const fn new() -> Assembly {
        Assembly { head: heapless::Vec::new(), payload: heapless::Vec::new(), complete: false }
    }

    /// Takes bytes from the front of `chunk` until a frame is complete, and says of which kind.
    ///
    /// # Errors
    /// [`Error::UnknownFrame`], [`Error::FrameTooLong`].
    fn take(&mut self, chunk: &mut &[u8]) -> Result<Option<Kind>, Error> {
        if self.complete {
            *self = Assembly::new();
        }
        move_some(&mut self.head, HEAD, chunk);
        let [kind, low, high] = self.head.as_slice() else { return Ok(None) };
        let kind = Kind::from_wire(*kind).ok_or(Error::UnknownFrame { kind: *kind })?;
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        fits(length)?;
        move_some(&mut self.payload, length, chunk);
        self.complete = self.payload.len() == length;
        Ok(Some(kind).filter(|_| self.complete))
    }

    /// What stands in the frame that is complete.
    fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether no frame has begun that is not complete.
    fn is_between_frames(&self) -> bool {
        self.complete || self.head.is_empty()
    }
}

/// Frames that come in, until one is not of the protocol.
#[derive(Clone, Debug)]
pub(crate) struct Intake {
    frames: Assembly,
    /// What ended the stream.
    broken: Option<Error>,
}

form!(Intake { frames, broken });

impl Intake {
    pub(crate) const fn new() -> Intake {
        Intake { frames: Assembly::new(), broken: None }
    }

    /// Takes the next bytes, and shows `take` each frame that is complete with them. After an error
    /// nothing more is taken.
    ///
    /// # Errors
    /// [`Error::UnknownFrame`], [`Error::FrameTooLong`]; those of `take`.
    pub(crate) fn push(
        &mut self,
        chunk: &[u8],
        mut take: impl FnMut(Kind, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut rest = chunk;
        while self.broken.is_none() {
            let step = self.frames.take(&mut rest).and_then(|kind| {
                let Some(kind) = kind else { return Ok(false) };
                take(kind, self.frames.payload()).map(|()| true)
            });
            match step {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => self.broken = Some(error),
            }
        }
        self.broken.map_or(Ok(()), Err)
    }

    /// Whether all frames that came are complete, and of the protocol.
    ///
    /// # Errors
    /// Those of [`Intake::push`]; [`Error::StreamIncomplete`].
    pub(crate) fn finish(&self) -> Result<(), Error> {
        self.broken.map_or(Ok(()), Err)?;
        if self.frames.is_between_frames() { Ok(()) } else { Err(Error::StreamIncomplete) }
    }
}

/// Moves bytes from the front of `chunk` until `buffer` holds `length`.
fn move_some<const N: usize>(buffer: &mut heapless::Vec<u8, N>, length: usize, chunk: &mut &[u8]) {
    let missing = length.saturating_sub(buffer.len()).min(chunk.len());
    let (taken, rest) = chunk.split_at_checked(missing).unwrap_or_default();
    // `length` is at most the capacity.
    if buffer.extend_from_slice(taken).is_ok() {
        *chunk = rest;
    }
}
