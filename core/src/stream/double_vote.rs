//! The verifier of a double vote that comes in frames.

use super::frame::{Intake, Kind};
use super::set::Set;
use crate::chain_id::ChainId;
use crate::error::{Error, NO_INDEX};
use crate::evidence::{DuplicateVoteEvidence, FaultProof, duplicate_vote};
use crate::hash::Hash;
use crate::limits::{ADDRESS_LEN, Limits};
use crate::types::{KeyType, Message, PublicKey, RawValidator, Summary, Validator};
use crate::wire::Reader;

/// Bytes of the longest key with which a signature can be checked.
const KEY_LEN: usize = 33;

/// Verifies evidence of a double vote that comes in frames ([`super::write_double_vote`]), in memory
/// that does not grow with the set or with what the votes carry. It is a plain value: it may be
/// copied, moved and put away between two chunks.
#[derive(Clone, Debug)]
pub struct DoubleVote {
    intake: Intake,
    judge: Judge,
}

#[derive(Clone, Debug)]
struct Judge {
    chain_id: ChainId,
    by: By,
    verdict: Option<Result<FaultProof, Error>>,
}

/// By what the evidence is judged.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is nowhere else to put it")]
enum By {
    /// By a set, which has come or will come.
    Set(Asked),
    /// By the voter's key alone.
    Key(Key),
}

/// The set that goes by, and who is asked for in it.
#[derive(Clone, Debug)]
struct Asked {
    validators_hash: Hash,
    votes_limit: u32,
    /// The address that vote A is said to name.
    address: Option<[u8; ADDRESS_LEN]>,
    set: Set,
    /// Whether the bytes so far were validators.
    bytes: Result<(), Error>,
    /// The first validator of that address, with its power.
    voter: Option<(Key, u64)>,
    complete: Option<Result<Summary, Error>>,
}

/// A key, of which nothing is kept but the type where no signature by it can be checked.
#[derive(Clone, Debug)]
struct Key {
    key_type: KeyType,
    bytes: heapless::Vec<u8, KEY_LEN>,
}

impl DoubleVote {
    /// Begins with the hash of the validator set of the votes' height, which the caller trusts: a
    /// verified header names it. See [`duplicate_vote::verify`].
    #[must_use]
    pub fn by_set(chain_id: &ChainId, validators_hash: &Hash, limits: &Limits) -> DoubleVote {
        DoubleVote::begin(
            chain_id,
            By::Set(Asked {
                validators_hash: *validators_hash,
                votes_limit: limits.votes(),
                address: None,
                set: Set::new(),
                bytes: Ok(()),
                voter: None,
                complete: None,
            }),
        )
    }

    /// Begins with the voter's key, as a provider chain does: no set is sent. See
    /// [`duplicate_vote::verify_by_key`].
    #[must_use]
    pub fn by_key(chain_id: &ChainId, public_key: &PublicKey<'_>) -> DoubleVote {
        DoubleVote::begin(chain_id, By::Key(Key::of(public_key)))
    }

    fn begin(chain_id: &ChainId, by: By) -> DoubleVote {
        let judge = Judge { chain_id: *chain_id, by, verdict: None };
        DoubleVote { intake: Intake::new(), judge }
    }

    /// Takes the next bytes, as many or few as there are.
    ///
    /// # Errors
    /// Those of the protocol, after which nothing more is taken: [`Error::UnknownFrame`],
    /// [`Error::FrameTooLong`], [`Error::FrameOrder`], [`Error::FrameContent`],
    /// [`Error::TooManyEntries`]. Everything else is said by [`DoubleVote::finish`].
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let DoubleVote { intake, judge } = self;
        intake.push(chunk, |kind, payload| judge.frame(kind, payload))
    }

    /// The verdict.
    ///
    /// # Errors
    /// Those of [`DoubleVote::push`]; [`Error::StreamIncomplete`]; those of
    /// [`DuplicateVoteEvidence::parse`]; by a set [`Error::PassesDiffer`], where the evidence is of
    /// another voter than was said, those of [`crate::ValidatorSet::parse`],
    /// [`Error::ValidatorsHashMismatch`], and those of [`duplicate_vote::verify`]; by a key those of
    /// [`duplicate_vote::verify_by_key`].
    pub fn finish(self) -> Result<FaultProof, Error> {
        self.intake.finish()?;
        self.judge.verdict.ok_or(Error::StreamIncomplete)?
    }
}

impl Judge {
    fn frame(&mut self, kind: Kind, payload: &[u8]) -> Result<(), Error> {
        match (&mut self.by, kind) {
            (By::Set(asked), kind) if asked.complete.is_none() => {
                return asked.frame(kind, payload);
            }
            (_, Kind::DoubleVote) if self.verdict.is_none() => {
                self.verdict = Some(self.judge(payload));
            }
            _ => return Err(Error::FrameOrder { kind: kind.number() }),
        }
        Ok(())
    }

    fn judge(&self, evidence: &[u8]) -> Result<FaultProof, Error> {
        let evidence = Reader::again(evidence, Message::DuplicateVoteEvidence);
        let evidence = DuplicateVoteEvidence::decode(evidence)??;
        let chain_id = self.chain_id.as_str();
        match &self.by {
            By::Key(key) => duplicate_vote::verify_by_key(chain_id, &key.public_key(), &evidence),
            By::Set(asked) => asked.judge(chain_id, &evidence),
        }
    }
}

impl Asked {
    fn frame(&mut self, kind: Kind, payload: &[u8]) -> Result<(), Error> {
        let content = Error::FrameContent { kind: kind.number() };
        match (kind, self.address) {
            (Kind::Voter, None) => self.address = Some(payload.try_into().map_err(|_| content)?),
            (Kind::Proposer, Some(_)) if self.set.is_new() => self.proposer(payload),
            (Kind::Validator, Some(address)) => self.member(payload, &address)?,
            (Kind::SetEnd, Some(_)) => {
                let set = self.set.take();
                self.complete = Some(self.bytes.and_then(|()| set.finish()));
            }
            _ => return Err(Error::FrameOrder { kind: kind.number() }),
        }
        Ok(())
    }

    fn proposer(&mut self, payload: &[u8]) {
        let reader = Reader::again(payload, Message::Validator);
        match RawValidator::decode(reader, NO_INDEX) {
            Ok(raw) => self.set.propose(raw),
            Err(error) => self.bytes = self.bytes.and(Err(error)),
        }
    }

    fn member(&mut self, payload: &[u8], address: &[u8; ADDRESS_LEN]) -> Result<(), Error> {
        if self.set.len() >= self.votes_limit {
            let (message, limit) = (Message::ValidatorSet, self.votes_limit);
            return Err(Error::TooManyEntries { message, limit });
        }
        let reader = Reader::again(payload, Message::Validator);
        match RawValidator::decode(reader, self.set.len()) {
            Ok(raw) => {
                let found = self.set.add(raw).filter(|it| it.address().0 == *address);
                self.voter = self.voter.take().or(found.map(|it| Key::of_voter(&it)));
            }
            Err(error) => self.bytes = self.bytes.and(Err(error)),
        }
        Ok(())
    }

    fn judge(
        &self,
        chain_id: &str,
        evidence: &DuplicateVoteEvidence<'_>,
    ) -> Result<FaultProof, Error> {
        if self.address.as_ref().map(|it| &it[..]) != Some(evidence.vote_a().validator_address()) {
            return Err(Error::PassesDiffer);
        }
        let set = self.complete.unwrap_or(Err(Error::StreamIncomplete))?;
        if set.hash != self.validators_hash {
            return Err(Error::ValidatorsHashMismatch);
        }
        let voter = self.voter.as_ref().map(|(key, power)| (key.public_key(), *power));
        duplicate_vote::verify_voter(chain_id, voter, set.total_power, evidence)
    }
}

impl Key {
    fn of(public_key: &PublicKey<'_>) -> Key {
        let bytes = heapless::Vec::from_slice(public_key.as_bytes()).unwrap_or_default();
        Key { key_type: public_key.key_type(), bytes }
    }

    fn of_voter(validator: &Validator<'_>) -> (Key, u64) {
        (Key::of(&validator.public_key()), validator.power())
    }

    fn public_key(&self) -> PublicKey<'_> {
        PublicKey::of_parts(self.key_type, &self.bytes)
    }
}
