//! The steps of parhelion.

use crate::chain::{BLOCK_TIME, Block, CHAIN_ID, Step};
use crate::evidence::{Attack, DuplicateVote};
use parhelion_core::commit::{self, Rule};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, LightClientAttackEvidence, Signer, duplicate_vote, light_client_attack,
};
use parhelion_core::light;
use parhelion_core::{ChainId, Error, LightBlock, Limits, Options, Time, TrustedState};
use parhelion_core::{ValidatorSet, Verifier};
use std::hint::black_box;

const LIMITS: &Limits = &Limits::DEFAULT;

/// What is trusted before the step to this block.
#[must_use]
pub fn trusted_state(block: &Block, step: Step) -> TrustedState {
    let header = &block.decoded.signed_header.header;
    let below = step.heights();
    let seconds = header.time.unix_timestamp() - BLOCK_TIME * i64::from(below);
    TrustedState::from_on_chain_client(
        ChainId::new(CHAIN_ID).unwrap(),
        header.height.value() - u64::from(below),
        Time::from_unix(seconds, 0).unwrap(),
        header.validators_hash.as_bytes(),
    )
    .unwrap()
}

/// When a block is verified.
#[must_use]
pub fn soon_after(block: &Block) -> Time {
    let seconds = block.decoded.signed_header.header.time.unix_timestamp();
    Time::from_unix(seconds + 3, 0).unwrap()
}

/// A block from its bytes.
///
/// # Errors
/// Those of [`LightBlock::parse`].
pub fn parse(block: &Block) -> Result<LightBlock<'_>, Error> {
    LightBlock::parse(black_box(&block.bytes), LIMITS)
}

/// What a step starts from: the trusted set was decoded in the step that trusted it.
pub struct Start<'b> {
    state: TrustedState,
    validators: ValidatorSet<'b>,
    now: Time,
    scratch: Vec<u32>,
}

impl<'b> Start<'b> {
    /// Below `block`.
    #[must_use]
    pub fn below(block: &'b Block, step: Step) -> Start<'b> {
        let validators = ValidatorSet::parse(&block.set_bytes, LIMITS).unwrap();
        Start {
            state: trusted_state(block, step),
            validators,
            now: soon_after(block),
            scratch: vec![0; commit::scratch_len(&validators)],
        }
    }

    /// The step with signatures one by one.
    ///
    /// # Errors
    /// Those of [`light::verify`].
    pub fn verify(&mut self, block: &LightBlock<'_>) -> Result<(), Error> {
        let Start { state, validators, now, scratch } = self;
        light::verify(state, Some(validators), block, &Options::DEFAULT, *now, scratch).map(drop)
    }

    /// The step with a verifier.
    ///
    /// # Errors
    /// Those of [`light::verify_with`].
    pub fn verify_with(
        &self,
        block: &LightBlock<'_>,
        verifier: &mut Verifier,
    ) -> Result<(), Error> {
        let Start { state, validators, now, .. } = self;
        let options = &Options::DEFAULT;
        light::verify_with(state, Some(validators), block, options, *now, verifier).map(drop)
    }
}

/// Blocks from their bytes, one after the other with signatures one by one: how many headers were
/// verified, and what the next has.
#[must_use]
pub fn follow(start: &TrustedState, blocks: &[Block]) -> (usize, Option<Error>) {
    let now = blocks.last().map(soon_after).unwrap();
    let mut state = None;
    for (count, block) in parsed(blocks).enumerate() {
        let trusted = state.as_ref().unwrap_or(start);
        match light::verify_adjacent(trusted, &block, &Options::DEFAULT, now) {
            Ok(verified) => state = Some(verified.trusted_state().clone()),
            Err(error) => return (count, Some(error)),
        }
    }
    (blocks.len(), None)
}

/// The same in one window.
#[must_use]
pub fn follow_with(
    start: &TrustedState,
    blocks: &[Block],
    verifier: &mut Verifier,
) -> (usize, Option<Error>) {
    window_of(start, parsed(blocks), blocks.last().map(soon_after).unwrap(), verifier)
}

/// The same with blocks that come decoded.
#[must_use]
pub fn window_of<'b>(
    start: &TrustedState,
    blocks: impl Iterator<Item = LightBlock<'b>>,
    now: Time,
    verifier: &mut Verifier,
) -> (usize, Option<Error>) {
    let window = light::verify_window(start, blocks, &Options::DEFAULT, now, verifier);
    (window.verified().len(), window.error())
}

/// Each is parsed when it is asked for, after the one before: a set that stays is hashed once.
pub fn parsed(blocks: &[Block]) -> impl Iterator<Item = LightBlock<'_>> {
    blocks.iter().scan(None, |previous, block| {
        let bytes = black_box(&block.bytes);
        let block = match previous.as_ref() {
            None => LightBlock::parse(bytes, LIMITS),
            Some(previous) => LightBlock::parse_after(bytes, LIMITS, previous),
        };
        *previous = Some(block.unwrap());
        *previous
    })
}

/// All signatures of a commit: one by one, or with a verifier.
///
/// # Errors
/// Those of [`commit::verify`].
pub fn commit(block: &LightBlock<'_>, verifier: Option<&mut Verifier>) -> Result<(), Error> {
    let (set, commit) = (block.validators(), block.commit());
    let (id, height) = (commit.block_id(), commit.height().cast_signed());
    match verifier {
        None => commit::verify(CHAIN_ID, &set, &id, height, commit, Rule::Full),
        Some(verifier) => {
            commit::verify_with(CHAIN_ID, &set, &id, height, commit, Rule::Full, verifier)
        }
    }
    .map(drop)
}

/// A double vote, judged by the decoded set of its height.
pub struct DoubleVoter<'e> {
    evidence: &'e DuplicateVote,
    validators: ValidatorSet<'e>,
}

impl<'e> DoubleVoter<'e> {
    /// Of this evidence.
    #[must_use]
    pub fn new(evidence: &'e DuplicateVote) -> DoubleVoter<'e> {
        let validators = ValidatorSet::parse(&evidence.block.set_bytes, LIMITS).unwrap();
        DoubleVoter { evidence, validators }
    }

    /// From bytes to a verdict.
    ///
    /// # Errors
    /// Those of [`duplicate_vote::verify`].
    pub fn verify(&self) -> Result<(), Error> {
        let evidence = decode_duplicate_vote(&self.evidence.bytes);
        duplicate_vote::verify(CHAIN_ID, &self.validators, &evidence).map(|_| ())
    }
}

/// An attack, judged by the decoded blocks of a full node.
pub struct Attackers<'e> {
    evidence: &'e Attack,
    common: LightBlock<'e>,
    trusted: LightBlock<'e>,
    scratch: Vec<u32>,
    signers: Vec<Signer>,
}

impl<'e> Attackers<'e> {
    /// Of this evidence.
    #[must_use]
    pub fn new(evidence: &'e Attack) -> Attackers<'e> {
        let [common, trusted] =
            [&evidence.common, &evidence.trusted].map(|block| parse(block).unwrap());
        Attackers {
            evidence,
            common,
            trusted,
            scratch: vec![0; commit::scratch_len(&common.validators())],
            signers: vec![Signer::NONE; evidence.conflicting.decoded.validators.validators().len()],
        }
    }

    /// From bytes to a verdict, with signatures one by one: how many are guilty.
    ///
    /// # Errors
    /// Those of [`light_client_attack::verify`].
    pub fn verify(&mut self) -> Result<usize, Error> {
        let evidence = decode_attack(&self.evidence.bytes);
        light_client_attack::verify(
            self.common.header(),
            &self.common.validators(),
            &self.trusted.signed_header(),
            &evidence,
            &mut self.scratch,
            &mut self.signers,
        )
        .map(|attack| attack.byzantine_validators.len())
    }

    /// The same with a verifier.
    ///
    /// # Errors
    /// Those of [`light_client_attack::verify_with`].
    pub fn verify_with(&mut self, verifier: &mut Verifier) -> Result<usize, Error> {
        let evidence = decode_attack(&self.evidence.bytes);
        light_client_attack::verify_with(
            self.common.header(),
            &self.common.validators(),
            &self.trusted.signed_header(),
            &evidence,
            &mut self.signers,
            verifier,
        )
        .map(|attack| attack.byzantine_validators.len())
    }
}

/// Evidence of a double vote from its bytes.
#[must_use]
pub fn decode_duplicate_vote(bytes: &[u8]) -> DuplicateVoteEvidence<'_> {
    DuplicateVoteEvidence::parse(black_box(bytes), LIMITS).unwrap()
}

/// Evidence of an attack from its bytes.
#[must_use]
pub fn decode_attack(bytes: &[u8]) -> LightClientAttackEvidence<'_> {
    LightClientAttackEvidence::parse(black_box(bytes), LIMITS).unwrap()
}
