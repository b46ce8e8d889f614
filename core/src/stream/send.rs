//! The host's side of evidence and of proofs of state.

use super::frame::{Kind, MAX_FRAME, write};
use super::host::{CUT, write_set};
use super::payload::{Payload, encoded};
use crate::error::{Error, Part};
use crate::evidence::DuplicateVoteEvidence;
use crate::form::Form;
use crate::proof::{CommitmentProof, ExistenceProof, MerkleProof, Neighbours, Path};
use crate::types::{Message, ValidatorSet};
use crate::wire::{Reader, Sink, bytes_field, message_field};

/// Writes the frames of a double vote: with the validator set of its height for who judges by a set,
/// without for who judges by the voter's key. Of an extension and its signature, which the signature of
/// a vote does not cover, no more than a byte is sent, and of a signature no more than 65.
///
/// # Errors
/// [`Error::FrameTooLong`] of a validator that no frame holds.
pub fn write_double_vote(
    evidence: &DuplicateVoteEvidence<'_>,
    validators: Option<&ValidatorSet<'_>>,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    if let Some(validators) = validators {
        write(sink, Kind::Voter, &[], evidence.vote_a().validator_address())?;
        write_set(Reader::again(validators.bytes(), Message::ValidatorSet), sink)?;
    }
    write(sink, Kind::DoubleVote, &[], &encoded(&evidence.cut(CUT))?)
}

/// Writes the frames of a proof of state.
///
/// # Errors
/// [`Error::FrameTooLong`] of a key, of a prefix or of a suffix that no frame holds.
pub fn write_proof(proof: &MerkleProof<'_>, sink: &mut impl Sink) -> Result<(), Error> {
    match proof.store() {
        CommitmentProof::Existence(existence) => write_existence(Part::Store, existence, sink)?,
        CommitmentProof::NonExistence(neighbours) => write_absence(neighbours, sink)?,
        CommitmentProof::Other => write(sink, Kind::OtherProof, &[], &[])?,
    }
    match proof.multistore() {
        CommitmentProof::Existence(existence) => {
            write_existence(Part::Multistore, existence, sink)?;
        }
        _ => write(sink, Kind::OtherProof, &[], &[])?,
    }
    write(sink, Kind::End, &[], &[])
}

fn write_existence(
    part: Part,
    existence: &ExistenceProof<'_>,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    write_leaf(part, existence, sink)?;
    let mut path = existence.path();
    write_steps(&mut path, existence.depth, sink)
}

/// The steps of both ways side by side, as many below the root; before them those of the longer one.
fn write_absence(neighbours: &Neighbours<'_>, sink: &mut impl Sink) -> Result<(), Error> {
    write(sink, Kind::Absence, &[], &[])?;
    let Neighbours { left, right } = neighbours;
    for (part, neighbour) in [(Part::Left, left), (Part::Right, right)] {
        if let Some(neighbour) = neighbour {
            write_leaf(part, neighbour, sink)?;
        }
    }
    let none = ExistenceProof::default();
    let (left, right) = (left.as_ref().unwrap_or(&none), right.as_ref().unwrap_or(&none));
    let (mut of_left, mut of_right) = (left.path(), right.path());
    write_steps(&mut of_left, left.depth.saturating_sub(right.depth), sink)?;
    write_steps(&mut of_right, right.depth.saturating_sub(left.depth), sink)?;
    for _ in 0..left.depth.min(right.depth) {
        write_steps(&mut of_left, 1, sink)?;
        write_steps(&mut of_right, 1, sink)?;
    }
    Ok(())
}

fn write_leaf(
    part: Part,
    existence: &ExistenceProof<'_>,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    for piece in existence.value.chunks(MAX_FRAME) {
        write(sink, Kind::Value, &[], piece)?;
    }
    let mut leaf = Payload::new();
    (part, existence.depth).put(&mut leaf);
    bytes_field(&mut leaf, 1, existence.key);
    if let Some(op) = &existence.leaf {
        message_field(&mut leaf, 3, op);
    }
    write(sink, Kind::Leaf, &[], &leaf.whole()?)
}

fn write_steps(path: &mut Path<'_>, count: u32, sink: &mut impl Sink) -> Result<(), Error> {
    for (_, inner) in (0..count).zip(path) {
        write(sink, Kind::Step, &[], &encoded(&inner)?)?;
    }
    Ok(())
}
