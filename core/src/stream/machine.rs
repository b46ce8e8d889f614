//! What each frame of a block changes.

use super::failures::{Failures, Rank};
use super::frame::Kind;
use super::set::Set;
use super::trusted::{TrustedValidator, insert};
use super::update::Streamed;
use super::votes::{Held, Votes};
use crate::error::{Error, NO_INDEX};
use crate::form::{form, form_of};
use crate::light::{Claim, Options, TrustedState};
use crate::limits::MAX_VOTES;
use crate::threshold::TrustThreshold;
use crate::time::Time;
use crate::types::{
    CanonicalHeads, CommitHead, CommitSig, Header, Message, RawValidator, Summary, Validator,
};
use crate::wire::{Decoded, Reader};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    TrustedSet,
    Header,
    Commit,
    Set,
    Votes,
    Done,
}

form_of!(Stage: Start, TrustedSet, Header, Commit, Set, Votes, Done);

/// What is known of a block of which a part has come.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    state: TrustedState,
    trust_threshold: TrustThreshold,
    clock: Option<(Options, Time)>,
    votes_limit: u32,
    stage: Stage,
    failures: Failures,
    /// The set that goes by.
    set: Set,
    trusted: Option<Summary>,
    /// Whether all trusted validators are in memory.
    in_memory: Result<(), Error>,
    claim: Option<Claim>,
    commit: Option<Head>,
    /// How many entries were announced, and have come.
    entries: (u32, u32),
    /// How many validators came in the first pass, and what they are.
    validators: u32,
    own: Option<Summary>,
    held: Option<Held>,
    votes: Option<Votes>,
}

form!(Machine {
    state,
    trust_threshold,
    clock,
    votes_limit,
    stage,
    failures,
    set,
    trusted,
    in_memory,
    claim,
    commit,
    entries,
    validators,
    own,
    held,
    votes,
});

/// A commit without its entries.
#[derive(Clone, Debug)]
struct Head {
    height: u64,
    block_hash: heapless::Vec<u8, 32>,
    canonical: CanonicalHeads,
}

form!(Head { height, block_hash, canonical });

impl Machine {
    #[inline(never)]
    pub(super) fn new(
        state: &TrustedState,
        trust_threshold: TrustThreshold,
        clock: Option<(Options, Time)>,
    ) -> Machine {
        Machine {
            state: state.clone(),
            trust_threshold,
            clock,
            votes_limit: MAX_VOTES,
            stage: Stage::Start,
            failures: Failures::none(),
            set: Set::new(),
            trusted: None,
            in_memory: Ok(()),
            claim: None,
            commit: None,
            entries: (0, 0),
            validators: 0,
            own: None,
            held: None,
            votes: None,
        }
    }

    pub(super) fn limit_votes(&mut self, votes: u32) {
        self.votes_limit = self.votes_limit.min(votes);
    }

    /// How many trusted validators have been put into memory, if it was large enough.
    pub(super) fn in_memory(&self) -> u32 {
        match self.stage {
            Stage::TrustedSet => self.set.len(),
            _ => self.trusted.map_or(0, |trusted| trusted.len),
        }
    }

    // What comes once in a block has a frame of its own on the stack (`inline(never)`, here and below):
    // signatures are checked under that of an entry, and of nothing else.
    //
    /// # Errors
    /// Those of the protocol.
    pub(super) fn frame(
        &mut self,
        kind: Kind,
        payload: &[u8],
        memory: &mut [TrustedValidator],
    ) -> Result<(), Error> {
        match (self.stage, kind) {
            (Stage::Start, Kind::TrustedSet) => self.stage = Stage::TrustedSet,
            (Stage::TrustedSet | Stage::Set, Kind::Proposer) if self.set.is_new() => {
                self.proposer(payload);
            }
            (Stage::TrustedSet, Kind::Validator) => self.trusted_validator(payload, memory)?,
            (Stage::TrustedSet, Kind::SetEnd) => self.trusted_set(),
            (Stage::Start | Stage::Header, Kind::Header) => self.header(payload),
            (Stage::Commit, Kind::Commit) => self.commit(payload)?,
            (Stage::Set, Kind::Validator) => drop(self.member(payload)?),
            (Stage::Set, Kind::SetEnd) => self.set(),
            (Stage::Votes, Kind::Entry) => self.entry(payload, memory)?,
            (Stage::Votes, Kind::Validator) => self.voter(payload, memory)?,
            (Stage::Votes, Kind::End) => self.end(memory)?,
            (_, kind) => return Err(Error::FrameOrder { kind: kind.number() }),
        }
        Ok(())
    }

    pub(super) fn finish(&self) -> Result<Streamed, Error> {
        if self.stage != Stage::Done {
            return Err(Error::StreamIncomplete);
        }
        self.failures.first()?;
        let next = self.claim.as_ref().and_then(Claim::trusted_state);
        let trusted_state = next.ok_or(Error::StreamIncomplete)?.clone();
        Ok(Streamed { trusted_state, clock_checked: self.clock.is_some() })
    }

    /// How far the parser of the whole block would have come: the trusted set is read first.
    fn set_ranks(&self) -> (Rank, Rank) {
        match self.stage {
            Stage::TrustedSet => (Rank::TrustedSetBytes, Rank::TrustedSet),
            _ => (Rank::SetBytes, Rank::Set),
        }
    }

    fn kept<T>(&mut self, (bytes, rules): (Rank, Rank), decoded: Decoded<T>) -> Option<T> {
        let read = self.failures.kept(bytes, decoded)?;
        self.failures.kept(rules, read)
    }

    fn proposer(&mut self, payload: &[u8]) {
        let raw = RawValidator::decode(Reader::again(payload, Message::Validator), NO_INDEX);
        if let Some(raw) = self.failures.kept(self.set_ranks().0, raw) {
            self.set.propose(raw);
        }
    }

    /// A validator of the set that goes by, if it breaks no rule.
    fn member<'p>(&mut self, payload: &'p [u8]) -> Result<Option<Validator<'p>>, Error> {
        if self.set.len() >= self.votes_limit {
            let (message, limit) = (Message::ValidatorSet, self.votes_limit);
            return Err(Error::TooManyEntries { message, limit });
        }
        let reader = Reader::again(payload, Message::Validator);
        let raw = RawValidator::decode(reader, self.set.len());
        let raw = self.failures.kept(self.set_ranks().0, raw);
        Ok(raw.and_then(|raw| self.set.add(raw)))
    }

    fn trusted_validator(
        &mut self,
        payload: &[u8],
        memory: &mut [TrustedValidator],
    ) -> Result<(), Error> {
        let index = self.set.len();
        if let Some(validator) = self.member(payload)? {
            self.in_memory = self.in_memory.and_then(|()| insert(memory, index, &validator));
        }
        Ok(())
    }

    #[inline(never)]
    fn trusted_set(&mut self) {
        self.trusted = self.failures.kept(Rank::TrustedSet, self.set.take().finish());
        self.stage = Stage::Header;
    }

    #[inline(never)]
    fn header(&mut self, payload: &[u8]) {
        let header = Header::decode(Reader::again(payload, Message::Header));
        let header = self.kept((Rank::HeaderBytes, Rank::Header), header);
        self.claim = header.map(|header| Claim::of(&header, &self.state));
        self.stage = Stage::Commit;
    }

    #[inline(never)]
    fn commit(&mut self, payload: &[u8]) -> Result<(), Error> {
        let content = Error::FrameContent { kind: Kind::Commit.number() };
        let (entries, commit) = payload.split_first_chunk().ok_or(content)?;
        let entries = u32::from_le_bytes(*entries);
        if entries > self.votes_limit {
            let (message, limit) = (Message::Commit, self.votes_limit);
            return Err(Error::TooManyEntries { message, limit });
        }
        self.entries = (entries, 0);
        let head = CommitHead::decode(Reader::again(commit, Message::Commit));
        self.commit = self.failures.kept(Rank::CommitBytes, head).and_then(|head| {
            let block_id = self.failures.kept(Rank::CommitBlockId, head.block_id())?;
            let commit = self.failures.kept(Rank::CommitHead, head.commit(block_id, entries))?;
            Some(Head {
                height: commit.height(),
                block_hash: heapless::Vec::from_slice(block_id.hash()).ok()?,
                canonical: CanonicalHeads::of(&commit),
            })
        });
        self.stage = Stage::Set;
        Ok(())
    }

    /// The first pass is over: all that is compared before a signature is looked at.
    #[inline(never)]
    fn set(&mut self) {
        self.stage = Stage::Votes;
        self.validators = self.set.len();
        self.own = self.failures.kept(Rank::Set, self.set.take().finish());
        if let Some(trusted) = &self.trusted
            && self.state.next_validators_hash() != Some(&trusted.hash)
        {
            self.failures.note(Rank::TrustedHash, Error::TrustedValidatorsHashMismatch);
        }
        let (Some(claim), Some(commit), Some(own)) = (&self.claim, &self.commit, &self.own) else {
            return;
        };
        let follows = claim.follows(&self.state);
        let trusted = self.trusted.filter(|_| !follows);
        if !follows {
            let sent = trusted.map(|_| ()).ok_or(Error::TrustedValidatorsMissing);
            self.failures.kept(Rank::TrustedMissing, sent);
            self.failures.kept(Rank::TrustedMemory, self.in_memory);
        }
        let clock = self.clock.as_ref().map(|(options, now)| (options, *now));
        let named = (commit.height, &commit.block_hash[..]);
        let fits = claim.check(&self.state, named, &own.hash, clock);
        self.failures.kept(Rank::State, fits);
        if self.failures.is_none() {
            let trusted = trusted.map(|trusted| (self.trust_threshold, trusted));
            self.votes = Some(Votes::new(trusted, own, self.entries.0));
        }
    }

    fn entry(&mut self, payload: &[u8], memory: &mut [TrustedValidator]) -> Result<(), Error> {
        self.settle(None, memory);
        let (announced, index) = self.entries;
        if index >= announced {
            return Err(Error::PassesDiffer);
        }
        self.entries.1 = index.saturating_add(1);
        let content = Error::FrameContent { kind: Kind::Entry.number() };
        let (length, entry) = payload.split_first_chunk().ok_or(content)?;
        let entry = CommitSig::decode(Reader::again(entry, Message::CommitSig), index);
        let entry = self.kept((Rank::CommitBytes, Rank::Entries), entry);
        self.held = entry.and_then(|entry| Held::of(&entry, index, u16::from_le_bytes(*length)));
        Ok(())
    }

    /// The validator of the entry that came before, where there is one.
    fn voter(&mut self, payload: &[u8], memory: &mut [TrustedValidator]) -> Result<(), Error> {
        if self.set.len() >= self.validators {
            return Err(Error::PassesDiffer);
        }
        let validator = self.member(payload)?;
        self.settle(validator, memory);
        Ok(())
    }

    /// Counts the entry that came before.
    fn settle(&mut self, validator: Option<Validator<'_>>, memory: &mut [TrustedValidator]) {
        // Where it stands: a copy would lie on the stack under the check of a signature.
        if let (Some(held), Some(votes), Some(commit)) = (&self.held, &mut self.votes, &self.commit)
        {
            let chain_id = self.state.chain_id().as_str();
            votes.settle(held, validator, memory, |entry| {
                commit.canonical.sign_bytes(entry, chain_id)
            });
        }
        self.held = None;
    }

    #[inline(never)]
    fn end(&mut self, memory: &mut [TrustedValidator]) -> Result<(), Error> {
        self.settle(None, memory);
        let (announced, came) = self.entries;
        let again = self.set.take();
        let same = self.own.is_none_or(|own| own.hash == again.hash());
        if came != announced || again.len() != self.validators || !same {
            return Err(Error::PassesDiffer);
        }
        if let Some(votes) = &self.votes {
            self.failures.kept(Rank::Votes, votes.verdict());
        }
        self.stage = Stage::Done;
        Ok(())
    }
}
