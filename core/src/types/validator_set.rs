//! Validator sets: their rules, their total power, their hash.

use super::validator::{address, member};
use super::{KeyType, Message, RawValidator, Validator, getters};
use crate::error::{Error, NO_INDEX};
use crate::form::form;
use crate::hash::Hash;
use crate::limits::{Limits, MAX_TOTAL_POWER};
use crate::merkle::VotesRoot;
use crate::wire::{Decoded, Encode, Reader, Sink, message_field};

/// A validator set that obeys the rules of its own: `cometbft types/validator_set.go
/// ValidatorSet.ValidateBasic`. Every address is that of its key, the total power is bounded, and
/// the hash is known. Order and duplicates are as they were sent: CometBFT refuses neither.
#[derive(Clone, Copy, Debug)]
pub struct ValidatorSet<'a> {
    bytes: &'a [u8],
    len: u32,
    total_power: u64,
    hash: Hash,
    key_type: Option<KeyType>,
    proposer: Validator<'a>,
}

impl<'a> ValidatorSet<'a> {
    getters! {
        /// The number of validators, at least 1.
        len: u32,
        /// The sum of all powers, at most [`MAX_TOTAL_POWER`].
        total_power: u64,
        /// The Merkle root of keys and powers in the order of the set. It covers neither addresses
        /// nor priorities. `cometbft types/validator_set.go Hash`.
        hash: Hash,
        /// The type of all keys, if it is one.
        key_type: Option<KeyType>,
        /// The proposer that the sender named: a member of the set, and nothing proves more.
        proposer: Validator<'a>,
    }

    /// `false`: a set has a validator at least.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The validators, in the order of the set.
    #[must_use]
    pub fn validators(&self) -> Validators<'a> {
        Validators { raw: self.raw() }
    }

    pub(crate) fn raw(&self) -> RawValidators<'a> {
        RawValidators { reader: Reader::again(self.bytes, Message::ValidatorSet) }
    }

    /// The bytes from which the set was parsed.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The validator that begins at this place of the bytes, from which its own places count.
    pub(crate) fn at(&self, place: u32) -> Option<RawMember<'a>> {
        let rest = self.bytes.get(usize::try_from(place).ok()?..)?;
        RawValidators { reader: Reader::again(rest, Message::ValidatorSet) }.next()
    }

    /// Parses a `ValidatorSet`, checks its own rules, sums the powers and computes the hash.
    /// `total_voting_power` on the wire is not looked at.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`]; then [`Error::UnknownKeyType`] or
    /// [`Error::KeyLength`] of the first validator that has such a fault;
    /// [`Error::MissingProposer`], or those two of the proposer; [`Error::TotalPowerTooHigh`];
    /// [`Error::EmptyValidatorSet`]; [`Error::NegativePower`] or
    /// [`Error::ValidatorAddressMismatch`] of the first validator with such a fault, then of the
    /// proposer; [`Error::ProposerNotInSet`]. [`Error::KeyTypeNotBuilt`] in place of an address
    /// that this build cannot derive.
    ///
    /// Source: `cometbft types/validator_set.go ValidatorSetFromProto, ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ValidatorSet::decode(Reader::new(bytes, Message::ValidatorSet, limits)?, limits)?
    }

    /// Decodes a set. Where keys and powers are those of `previous`, nothing is hashed again.
    pub(super) fn decode_after(
        reader: Reader<'a>,
        limits: &Limits,
        previous: &ValidatorSet<'_>,
    ) -> Decoded<Self> {
        match ValidatorSet::like(reader, limits, previous) {
            Some(same) => Ok(Ok(same)),
            None => ValidatorSet::decode(reader, limits),
        }
    }

    /// The set, where its keys and powers are those of `previous`: then addresses, total and hash
    /// are too. `None` where anything differs, or is wrong.
    fn like(
        mut reader: Reader<'a>,
        limits: &Limits,
        previous: &ValidatorSet<'_>,
    ) -> Option<ValidatorSet<'a>> {
        let bytes = reader.rest();
        let (mut members, mut proposer) = (previous.validators(), None);
        while let Some(field) = reader.field().ok()? {
            match field.number {
                1 => {
                    let validator = member(reader.repeated(field, Message::Validator).ok()?)?;
                    members.next().filter(|known| known.is_same(&validator))?;
                }
                2 => proposer = member(reader.message(field, Message::Validator).ok()?),
                3 => drop(reader.int64(field).ok()?),
                _ => reader.skip(field).ok()?,
            }
        }
        let complete = members.next().is_none() && previous.len <= limits.votes();
        // A member with the same key and address: it need not have the same power.
        let proposer = proposer.filter(|proposer| {
            complete && previous.validators().any(|known| known.has_same_key(proposer))
        })?;
        let ValidatorSet { len, total_power, hash, key_type, .. } = *previous;
        Some(ValidatorSet { bytes, len, total_power, hash, key_type, proposer })
    }

    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        let bytes = reader.rest();
        let mut members = Members::new();
        let mut proposer = None;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    if members.len >= limits.votes() {
                        let (message, limit) = (Message::ValidatorSet, limits.votes());
                        return Err(Error::TooManyEntries { message, limit });
                    }
                    let validator = reader.repeated(field, Message::Validator)?;
                    let _ = members.add(RawValidator::decode(validator, members.len)?);
                }
                2 => {
                    let validator = reader.message(field, Message::Validator)?;
                    proposer = Some(RawValidator::decode(validator, NO_INDEX)?);
                }
                3 => drop(reader.int64(field)?),
                _ => reader.skip(field)?,
            }
        }
        Ok(of_members(bytes, members, proposer))
    }
}

fn of_members<'a>(
    bytes: &'a [u8],
    members: Members,
    proposer: Option<Result<RawValidator<'a>, Error>>,
) -> Result<ValidatorSet<'a>, Error> {
    let (summary, proposer) = members.finish(proposer, |raw| raw.validate(NO_INDEX))?;
    let Summary { len, total_power, hash, key_type } = summary;
    let set = ValidatorSet { bytes, len, total_power, hash, key_type, proposer };
    if set.raw().any(|member| member.address == proposer.address().0) {
        Ok(set)
    } else {
        Err(Error::ProposerNotInSet)
    }
}

/// What is learnt of a set while its validators go by.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    len: u32,
    total: i64,
    root: VotesRoot,
    first_key_type: Option<KeyType>,
    one_key_type: bool,
    keys: Result<(), Error>,
    power: Result<(), Error>,
    rules: Result<(), Error>,
}

form!(Members { len, total, root, first_key_type, one_key_type, keys, power, rules });

/// What a set is found to be once all its validators went by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    pub(crate) len: u32,
    pub(crate) total_power: u64,
    pub(crate) hash: Hash,
    pub(crate) key_type: Option<KeyType>,
}

form!(Summary { len, total_power, hash, key_type });

impl Members {
    pub(crate) const fn new() -> Members {
        Members {
            len: 0,
            total: 0,
            root: VotesRoot::new(),
            first_key_type: None,
            one_key_type: true,
            keys: Ok(()),
            power: Ok(()),
            rules: Ok(()),
        }
    }

    pub(crate) const fn len(&self) -> u32 {
        self.len
    }

    /// Takes in the next validator, and gives it back where it breaks no rule, nor one before it.
    pub(crate) fn add<'a>(
        &mut self,
        raw: Result<RawValidator<'a>, Error>,
    ) -> Option<Validator<'a>> {
        let index = self.len;
        self.len = index.saturating_add(1);
        let raw = match raw {
            Ok(raw) => raw,
            Err(fault) => {
                self.keys = self.keys.and(Err(fault));
                return None;
            }
        };
        let key_type = raw.public_key.key_type();
        self.one_key_type &= *self.first_key_type.get_or_insert(key_type) == key_type;
        // `cometbft types/validator_set.go`: a clipped sum, compared after each step.
        self.total = self.total.saturating_add(raw.power);
        if let Ok(total) = u64::try_from(self.total)
            && total > MAX_TOTAL_POWER
        {
            self.power = self.power.and(Err(Error::TotalPowerTooHigh { total }));
        }
        if self.rules.is_err() {
            return None;
        }
        let validator = raw.validate(index);
        self.rules = validator.map(|_| ());
        self.root.push(raw.leaf());
        validator.ok()
    }

    /// The rules, in CometBFT's order; `validate` says those of the proposer alone.
    pub(crate) fn finish<P, V>(
        self,
        proposer: Option<Result<P, Error>>,
        validate: impl FnOnce(P) -> Result<V, Error>,
    ) -> Result<(Summary, V), Error> {
        self.keys?;
        let proposer = proposer.ok_or(Error::MissingProposer)??;
        self.power?;
        if self.len == 0 {
            return Err(Error::EmptyValidatorSet);
        }
        self.rules?;
        let proposer = validate(proposer)?;
        let summary = Summary {
            len: self.len,
            total_power: u64::try_from(self.total).unwrap_or(0), // no power is negative
            hash: self.root.finish(),
            key_type: self.first_key_type.filter(|_| self.one_key_type),
        };
        Ok((summary, proposer))
    }

    /// What the validators hash to, whatever rules they break.
    pub(crate) fn hash(&self) -> Hash {
        self.root.clone().finish()
    }
}

/// The validators of a set, in its order.
#[derive(Clone)]
pub struct Validators<'a> {
    raw: RawValidators<'a>,
}

impl<'a> Iterator for Validators<'a> {
    type Item = Validator<'a>;

    fn next(&mut self) -> Option<Validator<'a>> {
        self.raw.next()?.read()
    }
}

/// A validator of which no more than the address has been read.
pub(crate) struct RawMember<'a> {
    pub(crate) address: &'a [u8],
    /// Where the address ends, in the bytes of the set.
    pub(crate) address_end: u32,
    /// Where the validator begins and ends, in the bytes of the set.
    pub(crate) place: u32,
    pub(crate) end: u32,
    reader: Reader<'a>,
}

impl<'a> RawMember<'a> {
    /// All of it.
    pub(crate) fn read(&self) -> Option<Validator<'a>> {
        member(self.reader)
    }
}

/// The validators of a set with no more than their addresses read.
#[derive(Clone)]
pub(crate) struct RawValidators<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for RawValidators<'a> {
    type Item = RawMember<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // These bytes have been read before: no step fails.
        loop {
            let place = self.reader.offset();
            let field = self.reader.field().ok()??;
            if field.number == 1 {
                let reader = self.reader.repeated(field, Message::Validator).ok()?;
                let (address, address_end) = address(reader)?;
                let end = self.reader.offset();
                return Some(RawMember { address, address_end, place, end, reader });
            }
            self.reader.skip(field).ok()?;
        }
    }
}

impl Encode for ValidatorSet<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        for validator in self.validators() {
            message_field(sink, 1, &validator);
        }
        message_field(sink, 2, &self.proposer);
    }
}
