//! How often what happened: a generator that never comes to something tests nothing of it.

use crate::chain::Chain;
use crate::checks::is_forged;
use crate::drive::Run;
use crate::world::World;
use parhelion_core::Error;
use parhelion_core::client::{Need, Outcome, Standing};
use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;

#[derive(Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, u64>,
    worlds: u64,
}

/// What must have happened.
const SEEN: &[&str] = &[
    "dropped: AnswerChanged",
    "dropped: BadLightBlock",
    "dropped: ChainIdMismatch",
    "dropped: CommitHashMismatch",
    "dropped: HeightTooHigh",
    "dropped: LastBlockHashMismatch",
    "dropped: LightBlockNotFound",
    "dropped: NextValidatorsHashMismatch",
    "dropped: NoResponse",
    "dropped: NotEnoughPower",
    "dropped: RootDiffers",
    "dropped: TimeNotIncreased",
    "dropped: Truncated",
    "dropped: TrustedHashMismatch",
    "dropped: UnexpectedHeight",
    "dropped: ValidatorsHashMismatch",
    "dropped: WrongSignature",
    "end: at the root",
    "end: down",
    "end: failed: AnswerChanged",
    "end: failed: BytesSpent",
    "end: failed: HeaderExpired",
    "end: failed: HeightTooHigh",
    "end: failed: NoLastBlockHash",
    "end: failed: NoResponse",
    "end: failed: NoWitnesses",
    "end: failed: NotConfirmed",
    "end: failed: ProposerPrioritiesDiverge",
    "end: failed: RequestsSpent",
    "end: failed: TimeFromFuture",
    "end: failed: TraceTooSmall",
    "end: failed: WitnessConflicts",
    "end: forged",
    "end: up",
    "end: up to date",
    "evidence against the honest",
    "evidence: Equivocation by Equivocation",
    "evidence: Lunatic by App",
    "evidence: Lunatic by Lunatic",
    "evidence: Lunatic by Next",
    "evidence: Lunatic by Lunatic, ahead",
    "evidence: Lunatic by Next, ahead",
    "evidence: amnesia",
    "evidence: too few of the common set",
    "fork: both sides are proven",
    "fork: the primary shows nothing",
    "new primary, at the root",
    "new primary, down",
    "new primary, up",
    "paused, fork",
    "paused, up",
    "predicted",
    "windows",
];

/// The name of an error, without what it carries.
fn name(error: Error) -> String {
    let text = format!("{error:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

impl Tally {
    pub(crate) fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn of_run(&mut self, world: &World, chain: &Chain, run: &Run) {
        self.worlds += 1;
        let end = match &run.outcome {
            Outcome::Verified { state, .. } if is_forged(chain, state) => "forged".to_owned(),
            Outcome::Verified { state, .. } if state.height() > world.root => "up".to_owned(),
            Outcome::Verified { state, .. } if state.height() < world.root => "down".to_owned(),
            Outcome::Verified { .. } => "at the root".to_owned(),
            Outcome::UpToDate => "up to date".to_owned(),
            Outcome::Fork(_) => "fork".to_owned(),
            Outcome::Failed(failed) => format!("failed: {}", name(failed.error)),
        };
        self.count(&format!("end: {end}"));
        for peer in 0..world.peers.len() {
            match run.standing(peer) {
                Standing::Dropped(error) => self.count(&format!("dropped: {}", name(error))),
                Standing::Primary if peer > 0 => self.count(&format!("new primary, {end}")),
                Standing::Primary | Standing::Witness => {}
            }
        }
        if run.said.iter().any(|said| matches!(said.need, Need::Pause { .. })) {
            self.count(&format!("paused, {end}"));
        }
    }

    pub(crate) fn assert_full(&self, worlds: u64) {
        assert_eq!(self.worlds, worlds);
        let missing: Vec<_> =
            SEEN.iter().filter(|what| !self.counts.contains_key(**what)).collect();
        assert!(missing.is_empty(), "it never came to {missing:?}:\n{self}");
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |mut all, one| {
            all.worlds += one.worlds;
            one.counts.into_iter().for_each(|(what, n)| *all.counts.entry(what).or_default() += n);
            all
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.counts.iter().try_for_each(|(what, count)| writeln!(f, "{count:6} {what}"))
    }
}
