//! The client: which question is next, and what an answer leads to.

use super::answer::Answer;
use super::bisection::{Bisection, Progress};
use super::comparison::{Claim, Comparison};
use super::detect::Detection;
use super::engine::Engine;
use super::replace::{After, Replacement};
use super::trace::Trace;
use super::{Failed, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers, Reply, Root};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::error::Error;
use crate::hash::Hash;
use crate::light::{self, TrustedState};
use crate::time::Time;
use crate::types::{Header, LightBlock, ValidatorSet};

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

/// A block, and what it is held against.
pub(super) struct Step<'s, 'a, 'e> {
    pub(super) block: &'s LightBlock<'a>,
    pub(super) set: Option<&'s ValidatorSet<'a>>,
    pub(super) now: Time,
    pub(super) engine: &'s mut Engine<'e>,
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
        peers.fill();
        let lonely = peers.are_compared() && peers.witness_after(None).is_none();
        if peers.primary().is_none() || lonely {
            return Err(Error::NoWitnesses);
        }
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
    /// none: see [`light::verify_skipping`].
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

    /// The headers that were verified on the way, the root first. Before the client has ended with
    /// [`Outcome::Verified`], no witness was asked about them.
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
        let bytes = self.bytes.saturating_add(reply.len());
        let budget = self.parameters.budget;
        if self.requests >= budget.requests() {
            self.fail(Error::RequestsSpent { limit: budget.requests() }, None);
            return Ok(());
        }
        if bytes > budget.bytes() {
            self.fail(Error::BytesSpent { limit: budget.bytes() }, None);
            return Ok(());
        }
        let chain_id = self.trace.first().map(|root| *root.chain_id());
        let chain_id = chain_id.as_ref().map(crate::chain_id::ChainId::as_str);
        let answer = Answer::read(&need, reply, chain_id, &self.parameters.limits)?;
        self.take(answer, now, engine)?;
        self.requests = self.requests.saturating_add(1);
        self.bytes = bytes;
        Ok(())
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
                self.primary_showed(Step { block, set: set.as_ref(), now, engine })
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

    fn primary_showed(&mut self, step: Step<'_, '_, '_>) -> Result<(), Error> {
        match &self.phase {
            Phase::Root { hash, .. } => {
                let hash = *hash;
                self.root_shown(&hash, step)
            }
            Phase::Head => self.head_shown(step),
            Phase::Skip(_) => self.skip(step),
            _ => self.climb(step),
        }
    }

    /// Source: `cometbft light/client.go initializeWithTrustOptions`.
    fn root_shown(&mut self, hash: &Hash, step: Step<'_, '_, '_>) -> Result<(), Error> {
        let state = TrustedState::trust_on_faith(step.block.header(), hash);
        let state = state.and_then(|state| {
            step.engine.verify_by_own_set(step.block)?;
            Ok(state)
        });
        match state {
            Ok(state) => {
                self.trace.begin(state)?;
                let claim = Claim::of(step.block)?;
                self.compare_root(claim, None);
            }
            Err(error) => self.primary_failed(error),
        }
        Ok(())
    }

    /// Compares the root with the next witness, or sets out.
    pub(super) fn compare_root(&mut self, claim: Claim, after: Option<Peer>) {
        match self.peers.witness_after(after) {
            Some(witness) => self.phase = Phase::CompareRoot(Comparison::new(witness, claim)),
            None => self.set_out(),
        }
    }

    /// The root is trusted: where to?
    pub(super) fn set_out(&mut self) {
        let Some(root) = self.trace.first().cloned() else { return };
        self.phase = match self.goal {
            Goal::Latest => Phase::Head,
            Goal::Height(height) if height == root.height() => {
                Phase::Done(Outcome::Verified { state: root, witnesses: 0 })
            }
            Goal::Height(target) if target < root.height() => Phase::Descend { target },
            Goal::Height(target) => self.way_up(root, target),
        };
    }

    pub(super) fn way_up(&self, root: TrustedState, target: u64) -> Phase {
        match self.mode {
            Mode::Skipping => Phase::Skip(Bisection::new(root, target, self.target)),
            Mode::Sequential => Phase::Climb { target },
        }
    }

    fn head_shown(&mut self, step: Step<'_, '_, '_>) -> Result<(), Error> {
        let Some(root) = self.trace.first().cloned() else { return Ok(()) };
        let (height, trusted) = (step.block.header().height(), root.height());
        if height > trusted {
            self.goal = Goal::Height(height);
            self.phase = self.way_up(root, height);
            return self.primary_showed_target(step);
        }
        let hash = step.block.header().hash()?;
        if height == trusted && root.header_hash().is_some_and(|known| *known != hash) {
            self.primary_failed(Error::HeightNotIncreased { trusted, untrusted: height });
        } else {
            self.phase = Phase::Done(Outcome::UpToDate);
        }
        Ok(())
    }

    /// The head is the target: a bisection begins with it, a climb ends with it.
    fn primary_showed_target(&mut self, step: Step<'_, '_, '_>) -> Result<(), Error> {
        match &self.phase {
            Phase::Skip(_) => self.skip(step),
            _ => {
                self.target = Some(step.block.header().hash()?);
                Ok(())
            }
        }
    }

    fn skip(&mut self, step: Step<'_, '_, '_>) -> Result<(), Error> {
        let Phase::Skip(bisection) = &mut self.phase else { return Ok(()) };
        let parameters = &self.parameters;
        let progress = bisection.give(step.block, step.set, parameters, step.now, step.engine);
        self.target = bisection.target_hash();
        match progress {
            Ok(Progress::Wants) => Ok(()),
            Ok(Progress::Verified(state)) => self.trace.push(state),
            Ok(Progress::Reached(state)) => {
                self.trace.push(state)?;
                self.arrived(step.block)
            }
            Err(error @ Error::ScratchTooSmall { .. }) => Err(error),
            Err(error) => {
                self.primary_failed(error);
                Ok(())
            }
        }
    }

    /// Source: `cometbft light/client.go verifySequential`.
    fn climb(&mut self, step: Step<'_, '_, '_>) -> Result<(), Error> {
        let (Phase::Climb { target }, Some(last)) = (&self.phase, self.trace.last()) else {
            return Ok(());
        };
        let (target, height) = (*target, step.block.header().height());
        let hash = step.block.header().hash()?;
        if height == target && *self.target.get_or_insert(hash) != hash {
            self.primary_failed(Error::AnswerChanged { height });
            return Ok(());
        }
        let options = &self.parameters.options;
        match step.engine.verify(last, None, step.block, options, step.now) {
            Ok(verified) => {
                self.trace.push(verified.trusted_state().clone())?;
                if height == target { self.arrived(step.block) } else { Ok(()) }
            }
            Err(error) => {
                self.primary_failed(error);
                Ok(())
            }
        }
    }

    /// Source: `cometbft light/client.go backwards`.
    fn below(&mut self, header: &Header<'_>) -> Result<(), Error> {
        let (Phase::Descend { target }, Some(last)) = (&self.phase, self.trace.last()) else {
            return Err(Error::UnexpectedReply);
        };
        let target = *target;
        match light::verify_backwards(last, header) {
            Ok(verified) => {
                let state = verified.trusted_state().clone();
                // Of the way down only its end is kept.
                self.trace.begin(state.clone())?;
                if state.height() == target {
                    self.phase = Phase::Done(Outcome::Verified { state, witnesses: 0 });
                }
                Ok(())
            }
            // Nobody can show a way down from a state that does not know its hash.
            Err(error @ Error::NoLastBlockHash) => Err(error),
            Err(error) => self.primary_is_bad(error),
        }
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

    fn primary_is_bad(&mut self, error: Error) -> Result<(), Error> {
        if let Some(primary) = self.peers.primary() {
            let failed = self.failed(error, Some(primary));
            self.peers.drop(primary, error);
            self.look_for_primary(failed, After::again(&self.phase));
        }
        Ok(())
    }
}
