//! Two votes of one validator for different blocks in one round.

use super::FaultProof;
use crate::crypto;
use crate::error::Error;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{BlockId, KeyType, Message, PublicKey, ValidatorSet, Vote};
use crate::wire::{Decoded, Encode, Reader, Sink, message_field, uint_field};
use core::cmp::Ordering;

/// Proves that the owner of a key voted twice in one round. The order of the votes, and the
/// addresses and indices in them, which no signature covers, do not matter.
///
/// # Errors
/// Those of [`Vote::validate`] for vote A, for vote B; [`Error::VotesDiffer`];
/// [`Error::SameBlockId`]; [`Error::KeyTypeNotBuilt`]; [`Error::WrongSignature`] or
/// [`Error::UnsupportedKeyType`] with 0 for vote A, 1 for vote B.
pub fn prove(
    chain_id: &str,
    vote_a: &Vote<'_>,
    vote_b: &Vote<'_>,
    public_key: &PublicKey<'_>,
) -> Result<FaultProof, Error> {
    vote_a.validate()?;
    vote_b.validate()?;
    of_one_round(vote_a, vote_b)?;
    if vote_a.block_id() == vote_b.block_id() {
        return Err(Error::SameBlockId);
    }
    signed(chain_id, vote_a, vote_b, public_key)
}

/// Verifies evidence as a full node does, by the validator set of the height of the votes. Its
/// time, and whether it is too old, is asked of [`super::check_age`].
///
/// # Errors
/// [`Error::NotAValidator`]; [`Error::VotesDiffer`]; [`Error::VotersDiffer`];
/// [`Error::ValidatorPowerMismatch`]; [`Error::TotalPowerMismatch`]; [`Error::WrongSignature`] or
/// [`Error::UnsupportedKeyType`] with 0 for vote A, 1 for vote B. For a chain id of more than 50
/// bytes, which no chain has, every signature is wrong.
///
/// Source: `cometbft evidence/verify.go VerifyDuplicateVote`.
pub fn verify(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    evidence: &DuplicateVoteEvidence<'_>,
) -> Result<FaultProof, Error> {
    let address = evidence.vote_a.validator_address();
    let voter = validators.validators().find(|validator| validator.address().0 == address);
    let voter = voter.map(|voter| (voter.public_key(), voter.power()));
    verify_voter(chain_id, voter, validators.total_power(), evidence)
}

/// [`verify`], by whom vote A names, if the set has such a validator, and by the power of the set.
pub(crate) fn verify_voter(
    chain_id: &str,
    voter: Option<(PublicKey<'_>, u64)>,
    total_power: u64,
    evidence: &DuplicateVoteEvidence<'_>,
) -> Result<FaultProof, Error> {
    let (public_key, power) = voter.ok_or(Error::NotAValidator)?;
    let (vote_a, vote_b) = (&evidence.vote_a, &evidence.vote_b);
    of_one_round(vote_a, vote_b)?;
    of_one_voter(vote_a, vote_b)?;
    let (claimed, found) = (evidence.validator_power, power);
    if u64::try_from(claimed) != Ok(found) {
        return Err(Error::ValidatorPowerMismatch { claimed, found });
    }
    let (claimed, found) = (evidence.total_voting_power, total_power);
    if u64::try_from(claimed) != Ok(found) {
        return Err(Error::TotalPowerMismatch { claimed, found });
    }
    signed(chain_id, vote_a, vote_b, &public_key)
}

/// Verifies evidence by the voter's key alone, as a provider chain does: neither the membership of
/// the voter nor the powers, the time and the age of the evidence are looked at.
///
/// # Errors
/// [`Error::ProviderKeyType`]; [`Error::KeyTypeNotBuilt`]; [`Error::VoterKeyMismatch`]; [`Error::VotesDiffer`];
/// [`Error::VotersDiffer`]; [`Error::WrongSignature`] or [`Error::UnsupportedKeyType`] with 0 for
/// vote A, 1 for vote B.
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go
/// VerifyDoubleVotingEvidence`.
pub fn verify_by_key(
    chain_id: &str,
    public_key: &PublicKey<'_>,
    evidence: &DuplicateVoteEvidence<'_>,
) -> Result<FaultProof, Error> {
    provider_key(public_key)?;
    let (vote_a, vote_b) = (&evidence.vote_a, &evidence.vote_b);
    if public_key.address()?.0 != vote_a.validator_address() {
        return Err(Error::VoterKeyMismatch);
    }
    of_one_round(vote_a, vote_b)?;
    of_one_voter(vote_a, vote_b)?;
    signed(chain_id, vote_a, vote_b, public_key)
}

/// Evidence of a double vote that obeys the rules of its own: two valid votes, in the order of
/// their block ids. Nothing is verified: not the signatures, not the powers that it claims.
#[derive(Clone, Copy, Debug)]
pub struct DuplicateVoteEvidence<'a> {
    vote_a: Vote<'a>,
    vote_b: Vote<'a>,
    total_voting_power: i64,
    validator_power: i64,
    timestamp: Time,
}

impl<'a> DuplicateVoteEvidence<'a> {
    crate::types::getters! {
        /// The vote whose block id comes first.
        vote_a: Vote<'a>,
        /// The other vote.
        vote_b: Vote<'a>,
        /// The power of the set, as claimed.
        total_voting_power: i64,
        /// The power of the voter, as claimed.
        validator_power: i64,
        /// The time of the block of the votes' height, as claimed.
        timestamp: Time,
    }

    /// Parses a `DuplicateVoteEvidence`.
    ///
    /// # Errors
    /// Those of the wire; then those of [`Vote::parse`] and [`Vote::validate`] for vote A, for
    /// vote B; [`Error::MissingVote`]; [`Error::VoteOrder`].
    ///
    /// Source: `cometbft types/evidence.go DuplicateVoteEvidenceFromProto, ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Self::decode(Reader::new(bytes, Message::DuplicateVoteEvidence, limits)?)?
    }

    /// The evidence with no more of its votes than decides about them, for signatures of so many bytes.
    pub(crate) fn cut(self, signature: usize) -> DuplicateVoteEvidence<'a> {
        let (vote_a, vote_b) = (self.vote_a.cut(signature), self.vote_b.cut(signature));
        DuplicateVoteEvidence { vote_a, vote_b, ..self }
    }

    pub(crate) fn decode(mut reader: Reader<'a>) -> Decoded<Self> {
        let (mut vote_a, mut vote_b) = (None, None);
        let (mut total_voting_power, mut validator_power) = (0, 0);
        let mut timestamp = Time::GO_ZERO;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => vote_a = Some(Vote::decode(reader.message(field, Message::Vote)?)?),
                2 => vote_b = Some(Vote::decode(reader.message(field, Message::Vote)?)?),
                3 => total_voting_power = reader.int64(field)?,
                4 => validator_power = reader.int64(field)?,
                5 => timestamp = reader.timestamp(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(valid(vote_a).and_then(|vote_a| {
            let (vote_a, vote_b) = match (vote_a, valid(vote_b)?) {
                (Some(vote_a), Some(vote_b)) => (vote_a, vote_b),
                _ => return Err(Error::MissingVote),
            };
            if by_key(&vote_a.block_id(), &vote_b.block_id()) != Ordering::Less {
                return Err(Error::VoteOrder);
            }
            let (total_voting_power, validator_power) = (total_voting_power, validator_power);
            Ok(DuplicateVoteEvidence {
                vote_a,
                vote_b,
                total_voting_power,
                validator_power,
                timestamp,
            })
        }))
    }
}

/// Whether the provider's SDK can convert the key.
///
/// Source: `cosmos-sdk crypto/codec/cmt.go FromCmtProtoPublicKey`.
pub(crate) fn provider_key(public_key: &PublicKey<'_>) -> Result<(), Error> {
    match public_key.key_type() {
        KeyType::Ed25519 | KeyType::Secp256k1 => Ok(()),
        key_type => Err(Error::ProviderKeyType { key_type }),
    }
}

fn of_one_round(a: &Vote<'_>, b: &Vote<'_>) -> Result<(), Error> {
    let place = |vote: &Vote<'_>| (vote.height(), vote.round(), vote.vote_type());
    if place(a) == place(b) { Ok(()) } else { Err(Error::VotesDiffer) }
}

fn of_one_voter(a: &Vote<'_>, b: &Vote<'_>) -> Result<(), Error> {
    if a.validator_address() == b.validator_address() { Ok(()) } else { Err(Error::VotersDiffer) }
}

/// The proof, of votes that contradict each other, where the owner of the key signed both.
fn signed(
    chain_id: &str,
    vote_a: &Vote<'_>,
    vote_b: &Vote<'_>,
    public_key: &PublicKey<'_>,
) -> Result<FaultProof, Error> {
    let validator = public_key.address()?;
    for (index, vote) in [(0, vote_a), (1, vote_b)] {
        let message = vote.sign_bytes(chain_id).map_err(|_| Error::WrongSignature { index })?;
        crypto::verify(public_key, &message, vote.signature(), index)?;
    }
    // Both obey the rules of votes: type, height and round are in range.
    FaultProof::of_votes(validator, vote_a).ok_or(Error::VotesDiffer)
}

fn valid<'a>(vote: Option<Result<Vote<'a>, Error>>) -> Result<Option<Vote<'a>>, Error> {
    let vote = vote.transpose()?;
    if let Some(vote) = &vote {
        vote.validate()?;
    }
    Ok(vote)
}

/// The order of block ids: that of the bytes of the hash, followed by the encoded parts.
///
/// Source: `cometbft types/block.go BlockID.Key`.
fn by_key(a: &BlockId<'_>, b: &BlockId<'_>) -> Ordering {
    let key = |id: &BlockId<'_>| {
        // 32 of the hash, 6 of the total, 34 of the parts' hash.
        let mut key = Key(heapless::Vec::new());
        key.put(id.hash());
        id.part_set_header().encode(&mut key);
        key.0
    };
    key(a).cmp(&key(b))
}

struct Key(heapless::Vec<u8, 72>);

impl Sink for Key {
    fn put(&mut self, bytes: &[u8]) {
        let _ = self.0.extend_from_slice(bytes); // never longer: lengths were checked
    }
}

impl Encode for DuplicateVoteEvidence<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.vote_a);
        message_field(sink, 2, &self.vote_b);
        uint_field(sink, 3, self.total_voting_power.cast_unsigned());
        uint_field(sink, 4, self.validator_power.cast_unsigned());
        message_field(sink, 5, &self.timestamp);
    }
}
