//! The client: which question is next, and what an answer leads to.

use super::answer::Answer;
use super::bisection::Bisection;
use super::comparison::Comparison;
use super::detect::Detection;
use super::engine::{Engine, Shown};
use super::replace::{After, Replacement};
use super::trace::Trace;
use super::{Failed, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers, Reply, Root};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::error::Error;
use crate::hash::Hash;
use crate::light::TrustedState;
use crate::time::Time;

/// A light client on its way to one target. See the [module](super).
#[derive(Debug)]
pub struct Client<'m> {
    pub(super) goal: Goal,
    pub(super) mode: Mode,
    pub(super) parameters: Parameters,
    pub(super) peers: Peers,
    pub(super) trace: Trace<'m>,
    pub(super) other: Trace<'m>,
    pub(super) phase: Phase,
    /// The target's hash, as soon as a primary has shown it.
    pub(super) target: Option<Hash>,
    /// Peers that have been the primary, a bit each: nobody is it twice on one way.
    pub(super) tried: u32,
    requests: u32,
    bytes: u64,
}

/// What is going on.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub(super) enum Phase {
    /// The block that is trusted on faith.
    Root { height: u64, hash: Hash },
    /// Whether witnesses have it.
    CompareRoot(Comparison),
    /// The primary's last block.
    Head,
    /// The way up, by few headers.
    Skip(Bisection),
    /// The way up, by each header.
    Climb { target: u64 },
    /// The way down.
    Descend { target: u64 },
    /// Another primary is looked for.
    Replace(Replacement),
    /// What the witnesses have.
    Detect(Detection),
    /// The end.
    Done(Outcome),
}

impl<'m> Client<'m> {
    /// A client that goes from `root` to `goal`. Where the primary among `peers` was dropped before,
    /// the first witness takes its place.
    ///
    /// # Errors
    /// [`Error::ZeroHeight`] of a goal or a root; [`Error::NoWitnesses`]; [`Error::TraceTooSmall`].
    ///
    /// Source: `cometbft light/client.go NewClient, Update, VerifyLightBlockAtHeight`.
    pub fn new(
        root: Root,
        goal: Goal,
        mode: Mode,
        parameters: Parameters,
        mut peers: Peers,
        memory: Memory<'m>,
    ) -> Result<Client<'m>, Error> {
        if goal == Goal::Height(0) || matches!(root, Root::Faith { height: 0, .. }) {
            return Err(Error::ZeroHeight);
        }
        if !peers.suffice() {
            return Err(Error::NoWitnesses);
        }
        peers.fill();
        let mut client = Client {
            goal,
            mode,
            parameters,
            peers,
            trace: Trace::new(memory.trace),
            other: Trace::new(memory.other),
            phase: Phase::Head,
            target: None,
            tried: 0,
            requests: 0,
            bytes: 0,
        };
        match root {
            Root::Faith { height, hash } => client.phase = Phase::Root { height, hash },
            Root::State(state) => {
                client.trace.begin(state)?;
                client.set_out();
            }
        }
        Ok(client)
    }

    /// What is to be asked next; `None` at the end.
    #[must_use]
    pub fn need(&self) -> Option<Need> {
        let from = match &self.phase {
            Phase::Replace(replacement) => return Some(replacement.need()),
            Phase::CompareRoot(comparison) => return Some(comparison.need(&self.parameters)),
            Phase::Detect(detection) => return Some(self.detection_needs(detection)),
            Phase::Done(_) => return None,
            _ => self.peers.primary()?,
        };
        let block = |height| Need::LightBlock { height, from, trusted_validators: None };
        match &self.phase {
            Phase::Root { height, .. } => Some(block(*height)),
            Phase::Head => Some(Need::LatestBlock { from }),
            Phase::Skip(bisection) => Some(bisection.need(from)),
            Phase::Climb { .. } => Some(block(self.verified_height().saturating_add(1))),
            Phase::Descend { .. } => {
                Some(Need::Header { height: self.verified_height().saturating_sub(1), from })
            }
            Phase::CompareRoot(_) | Phase::Replace(_) | Phase::Detect(_) | Phase::Done(_) => None,
        }
    }

    /// Tells the client what became of its [`Client::need`], at this time. Signatures are checked one
    /// by one. Lend [`crate::commit::scratch_len`] words of the largest trusted set as `scratch`, or
    /// none: see [`crate::light::verify_skipping`].
    ///
    /// # Errors
    /// Mistakes of the caller, after which the client stands where it stood:
    /// [`Error::NothingAsked`]; [`Error::UnexpectedReply`]; [`Error::TrustedValidatorsMissing`];
    /// [`Error::ScratchTooSmall`]. What peers did wrong is in [`Client::outcome`] or in
    /// [`Client::peers`].
    pub fn give(&mut self, reply: Reply<'_>, now: Time, scratch: &mut [u32]) -> Result<(), Error> {
        self.hear(reply, now, &mut Engine::Single(scratch))
    }

    /// [`Client::give`], with a verifier: quicker, and the same answer.
    ///
    /// # Errors
    /// Those of [`Client::give`] but [`Error::ScratchTooSmall`].
    #[cfg(feature = "alloc")]
    pub fn give_with(
        &mut self,
        reply: Reply<'_>,
        now: Time,
        verifier: &mut Verifier,
    ) -> Result<(), Error> {
        self.hear(reply, now, &mut Engine::Batch(verifier))
    }

    /// How it ended; `None` before.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.phase {
            Phase::Done(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The headers that were verified on the way, the root first. Witnesses are asked about the last
    /// one alone, before the client ends with [`Outcome::Verified`]. Of the others more than two thirds
    /// of their validators may have signed another one as well. Who keeps them looks whether each holds
    /// the hash of the one before ([`TrustedState::last_block_hash`]), up to the last.
    pub fn trace(&self) -> impl Iterator<Item = &TrustedState> {
        self.trace.iter()
    }

    /// Who is primary, who is witness, and who was dropped. The next client begins with them.
    #[must_use]
    pub fn peers(&self) -> &Peers {
        &self.peers
    }

    fn hear(&mut self, reply: Reply<'_>, now: Time, engine: &mut Engine<'_>) -> Result<(), Error> {
        let need = self.need().ok_or(Error::NothingAsked)?;
        let (bytes, limit) = (reply.len(), self.parameters.budget.bytes());
        let chain_id = self.trace.first().map(|root| *root.chain_id());
        let chain_id = chain_id.as_ref().map(crate::chain_id::ChainId::as_str);
        if self.bytes.saturating_add(bytes) > limit {
            self.fail(Error::BytesSpent { limit }, None);
            return Ok(());
        }
        let answer = Answer::read(&need, reply, chain_id, &self.parameters.limits)?;
        let before = self.requests;
        if !self.spend(1) {
            return Ok(());
        }
        if let Err(mistake) = self.take(answer, now, engine) {
            self.requests = before;
            return Err(mistake);
        }
        self.bytes = self.bytes.saturating_add(bytes);
        Ok(())
    }

    /// Takes so many requests from the budget; where there are not so many, that is the end.
    pub(super) fn spend(&mut self, requests: u32) -> bool {
        let limit = self.parameters.budget.requests();
        let spent = self.requests.saturating_add(requests);
        if spent > limit {
            self.fail(Error::RequestsSpent { limit }, None);
            return false;
        }
        self.requests = spent;
        true
    }

    /// `Err` only for [`Error::ScratchTooSmall`].
    fn take(
        &mut self,
        answer: Answer<'_>,
        now: Time,
        engine: &mut Engine<'_>,
    ) -> Result<(), Error> {
        match &self.phase {
            Phase::CompareRoot(_) => return self.root_compared(&answer),
            Phase::Replace(_) => return self.candidate_answered(&answer),
            Phase::Detect(_) => return self.detect(&answer, now, engine),
            Phase::Done(_) => return Err(Error::NothingAsked),
            Phase::Root { .. }
            | Phase::Head
            | Phase::Skip(_)
            | Phase::Climb { .. }
            | Phase::Descend { .. } => {}
        }
        match &answer {
            Answer::Block(block, set) => {
                self.primary_showed(Shown { block, set: set.as_ref(), now, engine })
            }
            Answer::Header(header) => self.below(header),
            Answer::Failed(super::Failure::Bad) => self.primary_is_bad(Error::BadLightBlock),
            Answer::Failed(failure) => self.primary_is_silent((*failure).into()),
            Answer::Bad(error) => self.primary_is_bad(*error),
            Answer::Paused => return Err(Error::UnexpectedReply),
        }
        .or_else(|error| self.settle(error))
    }

    /// An error that is not the peer's: of the caller, if more memory helps, or the end.
    pub(super) fn settle(&mut self, error: Error) -> Result<(), Error> {
        if matches!(error, Error::ScratchTooSmall { .. }) {
            return Err(error);
        }
        self.fail(error, None);
        Ok(())
    }

    /// The height of the last verified header.
    pub(super) fn verified_height(&self) -> u64 {
        match &self.phase {
            Phase::Skip(bisection) => bisection.verified().height(),
            _ => self.trace.last().map_or(0, TrustedState::height),
        }
    }

    /// The height that is to be verified, 0 for the latest.
    fn wanted_height(&self) -> u64 {
        match &self.phase {
            Phase::Root { height, .. } => *height,
            Phase::Skip(bisection) => bisection.height(),
            Phase::Climb { .. } => self.verified_height().saturating_add(1),
            Phase::Descend { .. } => self.verified_height().saturating_sub(1),
            _ => match self.goal {
                Goal::Latest => 0,
                Goal::Height(height) => height,
            },
        }
    }

    pub(super) fn failed(&self, error: Error, peer: Option<Peer>) -> Failed {
        Failed { error, peer, from: self.verified_height(), to: self.wanted_height() }
    }

    /// Ends.
    pub(super) fn fail(&mut self, error: Error, peer: Option<Peer>) {
        self.phase = Phase::Done(Outcome::Failed(self.failed(error, peer)));
    }

    /// The primary gave nothing, or what cannot be read.
    fn primary_is_silent(&mut self, error: Error) -> Result<(), Error> {
        self.replace_primary(error, After::again(&self.phase));
        Ok(())
    }

    pub(super) fn primary_is_bad(&mut self, error: Error) -> Result<(), Error> {
        if let Some(primary) = self.peers.primary() {
            let failed = self.failed(error, Some(primary));
            self.peers.drop(primary, error);
            self.look_for_primary(failed, After::again(&self.phase));
        }
        Ok(())
    }
}
