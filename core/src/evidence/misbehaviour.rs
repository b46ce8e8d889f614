//! Two headers of one chain that cannot both be right, as they are submitted to an IBC client.

use super::signers::List;
use super::{Signer, state_fields_differ};
use crate::commit::{self, Lookup, Rule};
use crate::crypto;
use crate::error::Error;
use crate::hash::Address;
use crate::identifier;
use crate::limits::Limits;
use crate::types::{
    BlockIdFlag, CommitSig, CommitSignBytes, IbcHeader, LightBlock, Message, RawIbcHeader,
    Validator, getters,
};
use crate::wire::{Decoded, Reader};

/// IBC's `Misbehaviour` that obeys the rules of its own. Nothing is verified: neither the commits
/// nor whether a client would have believed either header.
#[derive(Clone, Copy, Debug)]
pub struct Misbehaviour<'a> {
    client_id: &'a str,
    header_1: IbcHeader<'a>,
    header_2: IbcHeader<'a>,
}

/// What two headers show, if both are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MisbehaviourKind {
    /// Two blocks of one height.
    Fork,
    /// A block that is not later than one below it.
    TimeViolation,
}

impl<'a> Misbehaviour<'a> {
    getters! {
        /// The client to which it is submitted.
        client_id: &'a str,
        /// The header that is not below the other.
        header_1: IbcHeader<'a>,
        /// The other header.
        header_2: IbcHeader<'a>,
    }

    /// Parses a `Misbehaviour`.
    ///
    /// # Errors
    /// Those of the wire; [`Error::MissingPart`] of a header; [`Error::ZeroTrustedHeight`] and then
    /// [`Error::TrustedValidatorsAbsent`] of header 1, of header 2; [`Error::ChainIdsDiffer`];
    /// [`Error::ClientIdSyntax`]. For header 1, for header 2: those of
    /// [`crate::SignedHeader::parse`] and [`crate::SignedHeader::validate`],
    /// [`Error::RevisionRange`], [`Error::TrustedHeightNotBelow`], those of
    /// [`crate::ValidatorSet::parse`], [`Error::ValidatorsHashMismatch`]. Last
    /// [`Error::HeaderOrder`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour.go ValidateBasic`, which
    /// panics where a header is missing before that is asked.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Misbehaviour::decode(Reader::new(bytes, Message::Misbehaviour, limits)?, limits)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        let (mut client_id, mut header_1, mut header_2) = ("", None, None);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => client_id = reader.text(field)?,
                2 | 3 => {
                    let message = reader.message(field, Message::IbcHeader)?;
                    let header = Some(RawIbcHeader::decode(message, limits)?);
                    if field.number == 2 { header_1 = header } else { header_2 = header }
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(validate(client_id, header_1, header_2))
    }

    /// Verifies the commits, by the sets that the headers name. Nothing trusted is asked.
    ///
    /// # Errors
    /// Those of [`commit::verify`] with [`Rule::Light`] for header 1, for header 2.
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour.go ValidateBasic,
    /// validCommit`.
    pub fn verify_commits(&self) -> Result<(), Error> {
        for header in [&self.header_1, &self.header_2] {
            let block = header.light_block();
            let (commit, validators) = (block.commit(), block.validators());
            let height = commit.height().cast_signed();
            let (chain_id, block_id) = (block.header().chain_id(), commit.block_id());
            commit::verify(chain_id, &validators, &block_id, height, commit, Rule::Light)?;
        }
        Ok(())
    }

    /// What the headers show. `None`: nothing, they are of one block, or in the order of time.
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour_handle.go
    /// CheckForMisbehaviour`.
    #[must_use]
    pub fn kind(&self) -> Option<MisbehaviourKind> {
        let (first, second) = (self.header_1.light_block(), self.header_2.light_block());
        if first.header().height() == second.header().height() {
            let differ = first.commit().block_id().hash() != second.commit().block_id().hash();
            return differ.then_some(MisbehaviourKind::Fork);
        }
        let violated = first.header().time() <= second.header().time();
        violated.then_some(MisbehaviourKind::TimeViolation)
    }

    /// Finds whom a provider chain holds guilty: who signed both headers, be it for no block, in
    /// the order of header 2. Nobody, where the headers name one state and were committed in
    /// different rounds. This is no proof of fault: see [`super::double_votes`] for that.
    ///
    /// Lend [`commit::scratch_len`] words of both sets together, or none, and a [`Signer`] for each
    /// entry of both commits. The power in the list is that in the set of header 1; the index is
    /// that in the commit of header 2.
    ///
    /// # Errors
    /// [`Error::SignersTooFew`]; [`Error::ScratchTooSmall`]; by entry of header 2, first of the one
    /// in header 1 that has its name: [`Error::NotAValidator`], [`Error::WrongSignature`] or
    /// [`Error::UnsupportedKeyType`]. One bad signature by a name that stands in both commits
    /// voids the whole. [`Error::ScratchTooSmall`] also when the steps of looking up are used up.
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go
    /// GetByzantineValidators`.
    pub fn byzantine_validators<'s>(
        &self,
        scratch: &mut [u32],
        signers: &'s mut [Signer],
    ) -> Result<&'s [Signer], Error> {
        let (first, second) = (self.header_1.light_block(), self.header_2.light_block());
        let same_state = !state_fields_differ(first.header(), second.header());
        if same_state && first.commit().round() != second.commit().round() {
            return Ok(&[]);
        }
        let (names, found) = halves_of(signers, &first, &second)?;
        let (words_1, words_2) = halves_of_scratch(scratch, &first, &second)?;
        let names = by_name(&first, names)?;
        let mut first = Signed::new(&first, words_1)?;
        let mut second = Signed::new(&second, words_2)?;
        let mut list = List::new(found);
        for (index, entry) in second.block.commit().signatures() {
            if entry.flag() == BlockIdFlag::Absent {
                continue;
            }
            let Some(signer) = last_of(names, entry.validator_address()) else { continue };
            // Header 2 may have a name many times; its entry in header 1 is looked at once.
            if let Some(entry) = signer.place().and_then(|place| first.block.commit().at(place)) {
                let validator = first.verified(signer.index(), &entry)?;
                *signer = Signer::new(&validator, signer.index());
            }
            second.verified(index, &entry)?;
            list.push(signer.of_entry(index));
        }
        Ok(list.finish()?)
    }
}

/// The rules, in ibc-go's order.
fn validate<'a>(
    client_id: &'a str,
    header_1: Option<RawIbcHeader<'a>>,
    header_2: Option<RawIbcHeader<'a>>,
) -> Result<Misbehaviour<'a>, Error> {
    let missing = |message| Error::MissingPart { message };
    let header_1 = header_1.ok_or_else(|| missing(Message::IbcHeader))?;
    let header_2 = header_2.ok_or_else(|| missing(Message::IbcHeader))?;
    let numbered = [(1, &header_1), (2, &header_2)];
    for (header, raw) in numbered {
        if raw.trusted_height.1 == 0 {
            return Err(Error::ZeroTrustedHeight { header });
        }
    }
    for (header, raw) in numbered {
        if raw.trusted_validators.is_none() {
            return Err(Error::TrustedValidatorsAbsent { header });
        }
    }
    let chain_id_1 = header_1.chain_id.ok_or_else(|| missing(Message::Header))?;
    let chain_id_2 = header_2.chain_id.ok_or_else(|| missing(Message::Header))?;
    if chain_id_1 != chain_id_2 {
        return Err(Error::ChainIdsDiffer);
    }
    if !identifier::is_client_id(client_id) {
        return Err(Error::ClientIdSyntax);
    }
    let (header_1, header_2) = (header_1.validate()?, header_2.validate()?);
    if header_1.height()? < header_2.height()? {
        return Err(Error::HeaderOrder);
    }
    Ok(Misbehaviour { client_id, header_1, header_2 })
}

/// Memory for the entries of the first commit, and for those of the second.
fn halves_of<'s>(
    signers: &'s mut [Signer],
    first: &LightBlock<'_>,
    second: &LightBlock<'_>,
) -> Result<(&'s mut [Signer], &'s mut [Signer]), Error> {
    let needed = first.commit().len().saturating_add(second.commit().len());
    let enough = u32::try_from(signers.len()).unwrap_or(u32::MAX) >= needed;
    let split = usize::try_from(first.commit().len()).unwrap_or(usize::MAX);
    let halves = signers.split_at_mut_checked(split).filter(|_| enough);
    halves.ok_or(Error::SignersTooFew { needed })
}

/// Memory for the look-ups in the first set, and for those in the second.
fn halves_of_scratch<'s>(
    scratch: &'s mut [u32],
    first: &LightBlock<'_>,
    second: &LightBlock<'_>,
) -> Result<(&'s mut [u32], &'s mut [u32]), Error> {
    let [split, rest] = [first, second].map(|block| commit::scratch_len(&block.validators()));
    let all = split.saturating_add(rest);
    if scratch.is_empty() {
        return Ok((&mut [], &mut []));
    }
    let enough = scratch.len() >= all;
    let halves = scratch.split_at_mut_checked(split).filter(|_| enough);
    let needed = u32::try_from(all).unwrap_or(u32::MAX);
    halves.ok_or(Error::ScratchTooSmall { needed })
}

/// A light block, and what its entries are verified with.
struct Signed<'b, 'a, 's> {
    block: &'b LightBlock<'a>,
    lookup: Lookup<'a, 's>,
    sign_bytes: CommitSignBytes<'b>,
}

impl<'b, 'a, 's> Signed<'b, 'a, 's> {
    fn new(block: &'b LightBlock<'a>, scratch: &'s mut [u32]) -> Result<Self, Error> {
        Ok(Signed {
            block,
            lookup: Lookup::new(block.validators(), scratch)?,
            sign_bytes: CommitSignBytes::new(block.header().chain_id(), block.commit()),
        })
    }

    /// The validator whom an entry names, who signed it.
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go
    /// verifyLightBlockCommitSig`.
    fn verified(&mut self, index: u32, entry: &CommitSig<'_>) -> Result<Validator<'a>, Error> {
        let found = self.lookup.find(entry.validator_address())?;
        let (_, validator) = found.ok_or(Error::NotAValidator)?;
        let message = self.sign_bytes.of(entry).ok_or(Error::WrongSignature { index })?;
        crypto::verify(&validator.public_key(), &message, entry.signature(), index)?;
        Ok(validator)
    }
}

/// The signers by the addresses that they name, sorted.
fn by_name<'s>(
    block: &LightBlock<'_>,
    memory: &'s mut [Signer],
) -> Result<&'s mut [Signer], Error> {
    let mut list = List::new(memory);
    let mut entries = block.commit().signatures();
    while let Some((place, index, entry)) = entries.next_placed() {
        // An absent entry names nobody.
        if let Some(address) = Address::from_slice(entry.validator_address()) {
            list.push(Signer::named(address, index, place));
        }
    }
    let list = list.finish()?;
    list.sort_unstable_by_key(|signer| (signer.address(), signer.index()));
    Ok(list)
}

/// The last signer of this name: Go keeps them in a map, where the last replaces the others.
fn last_of<'s>(names: &'s mut [Signer], name: &[u8]) -> Option<&'s mut Signer> {
    let end = names.partition_point(|signer| signer.address().0.as_slice() <= name);
    let last = names.get_mut(end.checked_sub(1)?)?;
    (last.address().0 == name).then_some(last)
}
