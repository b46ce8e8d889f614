//! The verifier of a proof of state that comes in frames.

use super::absence::Sides;
use super::frame::{Intake, Kind};
use crate::error::{Error, Part};
use crate::form::Form;
use crate::hash::Hash;
use crate::light::TrustedState;
use crate::proof::{Climb, ExistenceProof, InnerOp, Proven, Spec, app_hash};
use crate::types::Message;
use crate::wire::{Reader, Sink};
use sha2::{Digest, Sha256};

/// Verifies a proof of state that comes in frames ([`super::write_proof`]), in memory that does not
/// grow with the depth of the trees or with the values in them. It is a plain value: it may be copied,
/// moved and put away between two chunks.
///
/// The entries next to an absence are not kept: what [`crate::proof::verify_gap`] gives, a stream does
/// not.
#[derive(Clone, Debug)]
pub struct StateProof<'a> {
    intake: Intake,
    header: &'a TrustedState,
    machine: Machine<'a>,
}

/// What is asked: of an absence there is no value.
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    store: &'a [u8],
    key: &'a [u8],
    value: Option<&'a [u8]>,
}

#[derive(Clone, Debug)]
struct Machine<'a> {
    root: Hash,
    asked: Question<'a>,
    stage: Stage,
    /// What has been proven, or the first failure: nothing that comes after that changes it.
    found: Result<(), Error>,
    /// The value that goes by, until its leaf comes.
    value: Option<Sha256>,
}

/// Which part of the proof goes by.
#[derive(Clone, Debug)]
enum Stage {
    Start,
    Present(Existence),
    Absent(Sides),
    /// In place of the proof in the store stands another.
    Other,
    /// The proof of the store; `None` where another stands in its place.
    Multistore(Option<Existence>),
    Done,
}

/// An existence proof that goes by, and whether it is of what was asked for.
#[derive(Clone, Debug)]
struct Existence {
    climb: Climb,
    entry: Result<(), Error>,
}

impl<'a> StateProof<'a> {
    /// Begins as [`crate::proof::verify_membership`] does.
    ///
    /// # Errors
    /// [`Error::NoAppHash`], [`Error::AppHashLength`].
    pub fn membership(
        header: &'a TrustedState,
        store: &'a [u8],
        key: &'a [u8],
        value: &'a [u8],
    ) -> Result<StateProof<'a>, Error> {
        StateProof::begin(header, Question { store, key, value: Some(value) })
    }

    /// Begins as [`crate::proof::verify_non_membership`] does.
    ///
    /// # Errors
    /// [`Error::NoAppHash`], [`Error::AppHashLength`].
    pub fn non_membership(
        header: &'a TrustedState,
        store: &'a [u8],
        key: &'a [u8],
    ) -> Result<StateProof<'a>, Error> {
        StateProof::begin(header, Question { store, key, value: None })
    }

    fn begin(header: &'a TrustedState, asked: Question<'a>) -> Result<StateProof<'a>, Error> {
        let root = app_hash(header)?;
        let machine = Machine { root, asked, stage: Stage::Start, found: Ok(()), value: None };
        Ok(StateProof { intake: Intake::new(), header, machine })
    }

    /// Takes the next bytes, as many or few as there are.
    ///
    /// # Errors
    /// Those of the protocol, after which nothing more is taken: [`Error::UnknownFrame`],
    /// [`Error::FrameTooLong`], [`Error::FrameOrder`], [`Error::FrameContent`],
    /// [`Error::PassesDiffer`] where there are more or fewer steps than was said, and those of the
    /// wire. Everything else is said by [`StateProof::finish`].
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let StateProof { intake, machine, .. } = self;
        intake.push(chunk, |kind, payload| machine.frame(kind, payload))
    }

    /// The verdict.
    ///
    /// # Errors
    /// Those of [`StateProof::push`]; [`Error::StreamIncomplete`]; those of
    /// [`crate::proof::membership_under_bare_root`] or of
    /// [`crate::proof::non_membership_under_bare_root`].
    pub fn finish(self) -> Result<Proven<'a>, Error> {
        self.intake.finish()?;
        let Machine { root, asked, stage: Stage::Done, found, .. } = self.machine else {
            return Err(Error::StreamIncomplete);
        };
        found.map(|()| Proven::new(self.header, root, asked.store, asked.key, asked.value))
    }
}

impl Machine<'_> {
    fn frame(&mut self, kind: Kind, payload: &[u8]) -> Result<(), Error> {
        match (&mut self.stage, kind) {
            (Stage::Done, _) => return Err(Error::FrameOrder { kind: kind.number() }),
            (_, Kind::Value) => self.value.get_or_insert_default().put(payload),
            (_, Kind::Leaf) => self.leaf(payload)?,
            _ if self.value.is_some() => return Err(Error::FrameOrder { kind: kind.number() }),
            (Stage::Start, Kind::Absence) => self.stage = Stage::Absent(Sides::new()),
            (Stage::Start, Kind::OtherProof) => self.stage = Stage::Other,
            (Stage::Present(_) | Stage::Absent(_) | Stage::Other, Kind::OtherProof) => {
                self.store_root()?;
                self.stage = Stage::Multistore(None);
            }
            (stage, Kind::Step) => {
                let inner = InnerOp::decode(Reader::again(payload, Message::InnerOp))?;
                match stage {
                    Stage::Present(existence) | Stage::Multistore(Some(existence)) => {
                        existence.step(&inner)?;
                    }
                    Stage::Absent(sides) => sides.step(&inner)?,
                    _ => return Err(Error::FrameOrder { kind: kind.number() }),
                }
            }
            (Stage::Multistore(existence), Kind::End) => {
                let verdict = match existence {
                    None => Err(Error::ExistenceExpected { part: Part::Multistore }),
                    Some(existence) => existence.root()?.and_then(|root| {
                        let part = Part::Multistore;
                        if root == self.root { Ok(()) } else { Err(Error::RootMismatch { part }) }
                    }),
                };
                self.found = self.found.and(verdict);
                self.stage = Stage::Done;
            }
            _ => return Err(Error::FrameOrder { kind: kind.number() }),
        }
        Ok(())
    }

    fn leaf(&mut self, payload: &[u8]) -> Result<(), Error> {
        let kind = Kind::Leaf.number();
        let mut rest = payload;
        let (part, depth) = Form::take(&mut rest).ok_or(Error::FrameContent { kind })?;
        let leaf = ExistenceProof::decode(Reader::again(rest, Message::ExistenceProof))?;
        let value = Hash(self.value.take().unwrap_or_default().finalize().into());
        let begin = |spec| Climb::new((spec, part), leaf.key, &value, leaf.leaf.as_ref(), depth);
        match (&mut self.stage, part) {
            (Stage::Start, Part::Store) => {
                let wanted = self.asked.value.unwrap_or_default();
                let entry = entry(part, (leaf.key, self.asked.key), (&value, wanted));
                self.stage = Stage::Present(Existence { climb: begin(Spec::Iavl), entry });
            }
            (Stage::Absent(sides), Part::Left | Part::Right) => {
                sides.leaf(part, begin(Spec::Iavl), leaf.key.cmp(self.asked.key))?;
            }
            (Stage::Present(_) | Stage::Absent(_) | Stage::Other, Part::Multistore) => {
                let store_root = self.store_root()?;
                let wanted = store_root.as_ref().map_or(&[][..], |root| &root.0);
                let entry = entry(part, (leaf.key, self.asked.store), (&value, wanted));
                let existence = Existence { climb: begin(Spec::Tendermint), entry };
                self.stage = Stage::Multistore(Some(existence));
            }
            _ => return Err(Error::FrameOrder { kind }),
        }
        Ok(())
    }

    /// The root of the store, where the proof in it is whole, and proves what was asked.
    fn store_root(&mut self) -> Result<Option<Hash>, Error> {
        let expected = match self.asked.value {
            Some(_) => Error::ExistenceExpected { part: Part::Store },
            None => Error::NonExistenceExpected,
        };
        let root = match (&self.stage, self.asked.value) {
            (Stage::Present(existence), Some(_)) => existence.root()?,
            (Stage::Absent(sides), None) => sides.root()?,
            _ => Err(expected),
        };
        self.found = root.map(|_| ());
        Ok(root.ok())
    }
}

impl Existence {
    fn step(&mut self, inner: &InnerOp<'_>) -> Result<(), Error> {
        if self.climb.missing() == 0 {
            return Err(Error::PassesDiffer);
        }
        self.climb.step(inner);
        Ok(())
    }

    /// The root, where all steps have come, and the entry is the one that was asked for.
    fn root(&self) -> Result<Result<Hash, Error>, Error> {
        match self.climb.missing() {
            0 => Ok(self.climb.root().and_then(|root| self.entry.map(|()| root))),
            _ => Err(Error::PassesDiffer),
        }
    }
}

/// Whether an entry has the key and the value, of which the hash is known, that were asked for.
fn entry(
    part: Part,
    (key, wanted_key): (&[u8], &[u8]),
    (value, wanted): (&Hash, &[u8]),
) -> Result<(), Error> {
    if key != wanted_key {
        return Err(Error::KeyMismatch { part });
    }
    let same = value.0[..] == Sha256::digest(wanted)[..];
    if same { Ok(()) } else { Err(Error::ValueMismatch { part }) }
}
