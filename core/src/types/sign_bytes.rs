//! What validators sign: canonical messages, with their length before them.
//!
//! Source: `cometbft types/canonical.go`, `libs/protoio MarshalDelimited`.

use super::{BlockId, BlockIdFlag, Commit, CommitSig, Message, length};
use crate::error::Error;
use crate::form::form;
use crate::limits::{Limits, MAX_VOTE_SIGN_BYTES};
use crate::time::Time;
use crate::wire::{Counter, Encode, Reader, Sink, bytes_field, message_field, uint_field, varint};

const PRECOMMIT: i32 = 2;

/// The bytes that a vote's signature covers.
pub type SignBytes = heapless::Vec<u8, MAX_VOTE_SIGN_BYTES>;

impl Sink for SignBytes {
    fn put(&mut self, bytes: &[u8]) {
        // MAX_VOTE_SIGN_BYTES is the length of the longest vote of a chain id of 50 bytes: no longer
        // id reaches this place.
        let _ = self.extend_from_slice(bytes);
    }
}

/// The longest chain id with which [`SignBytes`] holds every vote.
pub(crate) fn check_chain_id(chain_id: &str) -> Result<(), Error> {
    if chain_id.len() > crate::limits::MAX_CHAIN_ID_LEN {
        return Err(Error::ChainIdTooLong { length: length(chain_id.as_bytes()) });
    }
    Ok(())
}

/// The sign bytes of the entries of one commit: all but the time is written once.
pub(crate) struct CommitSignBytes<'c> {
    heads: CanonicalHeads,
    /// `None`: longer than that of any chain.
    chain_id: Option<&'c str>,
}

impl<'c> CommitSignBytes<'c> {
    pub(crate) fn new(chain_id: &'c str, commit: &Commit<'_>) -> Self {
        CommitSignBytes {
            heads: CanonicalHeads::of(commit),
            chain_id: Some(chain_id).filter(|chain_id| check_chain_id(chain_id).is_ok()),
        }
    }

    /// What the signer of `entry` signed. `None` where no chain has this id: nobody signed anything.
    pub(crate) fn of(&self, entry: &CommitSig<'_>) -> Option<SignBytes> {
        Some(self.heads.sign_bytes(entry, self.chain_id?))
    }
}

/// What all entries of one commit sign, as far as the time.
#[derive(Clone, Debug)]
pub(crate) struct CanonicalHeads {
    for_block: heapless::Vec<u8, 98>,
    for_nil: heapless::Vec<u8, 20>,
}

form!(CanonicalHeads { for_block, for_nil });

impl CanonicalHeads {
    pub(crate) fn of(commit: &Commit<'_>) -> CanonicalHeads {
        let round = i32::try_from(commit.round()).unwrap_or(i32::MAX);
        let head = |block_id| CanonicalHead {
            vote_type: PRECOMMIT,
            height: commit.height().cast_signed(),
            round,
            block_id,
        };
        let mut heads =
            CanonicalHeads { for_block: heapless::Vec::new(), for_nil: heapless::Vec::new() };
        head(commit.block_id()).encode(&mut Fixed(&mut heads.for_block));
        head(BlockId::default()).encode(&mut Fixed(&mut heads.for_nil));
        heads
    }

    /// What the signer of `entry` signed, on a chain with an id of at most 50 bytes.
    pub(crate) fn sign_bytes(&self, entry: &CommitSig<'_>, chain_id: &str) -> SignBytes {
        let head: &[u8] = match entry.flag() {
            BlockIdFlag::Commit => &self.for_block,
            BlockIdFlag::Nil | BlockIdFlag::Absent => &self.for_nil,
        };
        delimited(&CanonicalVote { head, time: entry.timestamp(), chain_id })
    }
}

/// A sink of fixed capacity, which its user has computed.
struct Fixed<'v, const N: usize>(&'v mut heapless::Vec<u8, N>);

impl<const N: usize> Sink for Fixed<'_, N> {
    fn put(&mut self, bytes: &[u8]) {
        let _ = self.0.extend_from_slice(bytes);
    }
}

/// The sign bytes of one vote.
pub(crate) fn vote(
    canonical: &CanonicalHead<'_>,
    time: Time,
    chain_id: &str,
    sink: &mut impl Sink,
) {
    let mut head = heapless::Vec::<u8, 107>::new();
    canonical.encode(&mut Fixed(&mut head));
    write_delimited(&CanonicalVote { head: &head, time, chain_id }, sink);
}

fn delimited(message: &impl Encode) -> SignBytes {
    let mut bytes = SignBytes::new();
    write_delimited(message, &mut bytes);
    bytes
}

fn write_delimited(message: &impl Encode, sink: &mut impl Sink) {
    varint(sink, Counter::count(message));
    message.encode(sink);
}

/// Fields 1 to 4 of a `CanonicalVote`, and of a `CanonicalProposal` but its third.
pub(crate) struct CanonicalHead<'a> {
    pub(crate) vote_type: i32,
    pub(crate) height: i64,
    pub(crate) round: i32,
    pub(crate) block_id: BlockId<'a>,
}

impl Encode for CanonicalHead<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, i64::from(self.vote_type).cast_unsigned());
        fixed64_field(sink, 2, self.height);
        fixed64_field(sink, 3, i64::from(self.round));
        if !self.block_id.is_zero() {
            message_field(sink, 4, &self.block_id);
        }
    }
}

struct CanonicalVote<'a> {
    head: &'a [u8],
    time: Time,
    chain_id: &'a str,
}

impl Encode for CanonicalVote<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        sink.put(self.head);
        message_field(sink, 5, &self.time);
        bytes_field(sink, 6, self.chain_id.as_bytes());
    }
}

/// A vote extension, as its signer signs it: of any length, so it goes into a sink.
pub(crate) fn extension(
    extension: &[u8],
    height: i64,
    round: i32,
    chain_id: &str,
    sink: &mut impl Sink,
) {
    write_delimited(&CanonicalExtension { extension, height, round, chain_id }, sink);
}

struct CanonicalExtension<'a> {
    extension: &'a [u8],
    height: i64,
    round: i32,
    chain_id: &'a str,
}

impl Encode for CanonicalExtension<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        bytes_field(sink, 1, self.extension);
        fixed64_field(sink, 2, self.height);
        fixed64_field(sink, 3, i64::from(self.round));
        bytes_field(sink, 4, self.chain_id.as_bytes());
    }
}

/// An sfixed64 field, omitted when 0.
fn fixed64_field(sink: &mut impl Sink, number: u8, value: i64) {
    if value != 0 {
        sink.put(&[number.wrapping_shl(3) | 1]);
        sink.put(&value.to_le_bytes());
    }
}

/// A proposal, of which only the block id is checked: enough to write what its proposer signs.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    proposal_type: i32,
    height: i64,
    round: i32,
    pol_round: i32,
    block_id: BlockId<'a>,
    timestamp: Time,
}

impl<'a> Proposal<'a> {
    /// Parses a `Proposal`.
    ///
    /// # Errors
    /// Those of the wire; then [`Error::HashLength`] of the block id.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::Proposal, limits)?;
        let mut block_id = Ok(BlockId::default());
        let mut proposal = Proposal {
            proposal_type: 0,
            height: 0,
            round: 0,
            pol_round: 0,
            block_id: BlockId::default(),
            timestamp: Time::GO_ZERO,
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => proposal.proposal_type = reader.int32(field)?,
                2 => proposal.height = reader.int64(field)?,
                3 => proposal.round = reader.int32(field)?,
                4 => proposal.pol_round = reader.int32(field)?,
                5 => block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
                6 => proposal.timestamp = reader.timestamp(field)?,
                7 => drop(reader.bytes(field)?),
                _ => reader.skip(field)?,
            }
        }
        proposal.block_id = block_id?;
        Ok(proposal)
    }

    /// The proposal of which a vote would have this head.
    pub(crate) const fn of(head: &CanonicalHead<'a>, pol_round: i32, timestamp: Time) -> Self {
        let CanonicalHead { vote_type, height, round, block_id } = *head;
        Proposal { proposal_type: vote_type, height, round, pol_round, block_id, timestamp }
    }

    /// Writes what its proposer signs. The chain id may be of any length.
    ///
    /// Source: `cometbft types/canonical.go CanonicalizeProposal`.
    pub fn write_sign_bytes(&self, chain_id: &str, sink: &mut impl Sink) {
        write_delimited(&CanonicalProposal { proposal: self, chain_id }, sink);
    }
}

struct CanonicalProposal<'p, 'a> {
    proposal: &'p Proposal<'a>,
    chain_id: &'p str,
}

impl Encode for CanonicalProposal<'_, '_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        // Whatever the message says, Go signs it as a proposal.
        uint_field(sink, 1, 32);
        fixed64_field(sink, 2, self.proposal.height);
        fixed64_field(sink, 3, i64::from(self.proposal.round));
        uint_field(sink, 4, i64::from(self.proposal.pol_round).cast_unsigned());
        if !self.proposal.block_id.is_zero() {
            message_field(sink, 5, &self.proposal.block_id);
        }
        message_field(sink, 6, &self.proposal.timestamp);
        bytes_field(sink, 7, self.chain_id.as_bytes());
    }
}
