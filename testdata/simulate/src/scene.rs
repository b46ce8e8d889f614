//! One question of the light client, in pieces that mutations can change, and what makes a changed
//! one fit again.

use crate::chain::{Chain, LINKED};
use crate::hashing::{self, Signed};
use crate::keys::Keyring;
use crate::message::{Commit, Header, LightBlock, SignedHeader, Validator, ValidatorSet};
use crate::rng::Rng;
use crate::sets::total;
use crate::time::{self, in_range};

/// A block as a light client sees it.
#[derive(Clone)]
pub struct Block {
    /// The header.
    pub header: Header,
    /// The commit for it.
    pub commit: Commit,
    /// The validators of its height.
    pub set: ValidatorSet,
    /// The validators of the height above.
    pub next: ValidatorSet,
}

impl Block {
    /// The header and the commit.
    #[must_use]
    pub fn signed_header(&self) -> SignedHeader {
        SignedHeader { header: Some(self.header.clone()), commit: Some(self.commit.clone()) }
    }

    /// All but the set that follows.
    #[must_use]
    pub fn light_block(&self) -> LightBlock {
        LightBlock {
            signed_header: Some(self.signed_header()),
            validator_set: Some(self.set.clone()),
        }
    }

    /// Makes the commit one for this header, signed by whoever signed before.
    pub fn seal(&mut self, ring: &Keyring) {
        let id = self.commit.block_id.get_or_insert_default();
        id.hash = hashing::header(&self.header);
        sign(ring, &mut self.commit, &self.set, &self.header.chain_id);
    }
}

/// Signs all votes of a commit of which we have the key.
pub fn sign(ring: &Keyring, commit: &mut Commit, set: &ValidatorSet, chain_id: &[u8]) {
    for place in 0..commit.signatures.len() {
        sign_entry(ring, commit, set, chain_id, place);
    }
}

/// Signs one vote: with the key of the validator at its place, or else with that of its address.
pub fn sign_entry(
    ring: &Keyring,
    commit: &mut Commit,
    set: &ValidatorSet,
    chain_id: &[u8],
    place: usize,
) {
    let Some(entry) = commit.signatures.get(place).filter(|entry| entry.block_id_flag != 1) else {
        return;
    };
    let bytes = Signed::entry(commit, entry, chain_id).bytes();
    let key = set.validators.get(place).and_then(|validator| validator.pub_key.as_ref());
    let signature =
        ring.sign(key, &bytes).or_else(|| ring.sign_as(&entry.validator_address, &bytes));
    if let (Some(signature), Some(entry)) = (signature, commit.signatures.get_mut(place)) {
        entry.signature = signature;
    }
}

/// Whether a broken thing was made to fit again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// No.
    None,
    /// Hashes and signatures of the block fit.
    Block,
    /// The trusted header announces its validators too.
    Trusted,
}

/// All inputs of a case of kind `light`, and what other kinds take from them.
#[derive(Clone)]
pub struct Scene<'r> {
    /// The keys of all validators.
    pub ring: &'r Keyring,
    /// The id of the chain.
    pub chain_id: Vec<u8>,
    /// The trusted header, and its commit at which nobody looks.
    pub trusted: SignedHeader,
    /// The set that follows the trusted header.
    pub trusted_next: ValidatorSet,
    /// The block that is to be verified; what follows it is not asked.
    pub block: Block,
    /// The trust level.
    pub level: (u64, u64),
    /// The trusting period in nanoseconds.
    pub period: i64,
    /// The clock drift in nanoseconds.
    pub drift: i64,
    /// Now, in nanoseconds since 1970.
    pub now: i128,
}

/// A time at which the block is neither from the future nor the trusted header too old.
struct Clock {
    now: i128,
    drift: i64,
    period: i64,
}

impl Clock {
    fn new(from: i128, to: i128, rng: &mut Rng) -> Clock {
        let ahead = rng.pick(&[0, 0, 1, 10_000_000_000, 1 << 62]);
        let (now, drift) = if ahead > 0 {
            (in_range(to - i128::from(rng.between(0, ahead - 1))), ahead)
        } else {
            let now = in_range(to + rng.pick(&[1, 5, 3_000_000_000, 1 << 50]));
            // A clock that is known to be fast: the drift may be negative, down to this.
            let least = (to - now + 1) as i64;
            (now, if rng.once_in(4) { least } else { least.max(0) })
        };
        // Before the trusted header, even a negative period is not over.
        let age = (now - from).clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
        let longer = rng.pick(&[1, 2, 1_209_600_000_000_000, i64::MAX]);
        Clock { now, drift, period: age.saturating_add(longer) }
    }
}

impl<'r> Scene<'r> {
    /// A valid question; where the trusted set cannot vouch for the block, that is in the note.
    #[must_use]
    pub fn new(chain: &Chain, ring: &'r Keyring, rng: &mut Rng) -> (Scene<'r>, Vec<String>) {
        let count = chain.blocks.len();
        let low = rng.index(count - 1);
        let adjacent = rng.once_in(2) && low + 1 < LINKED;
        let high = if adjacent { low + 1 } else { low + 1 + rng.index(count - 1 - low) };
        let (trusted, block) = (&chain.blocks[low], chain.blocks[high].clone());
        let from = time::nanos(trusted.header.time.as_ref());
        let to = time::nanos(block.header.time.as_ref());
        let Clock { now, drift, period } = Clock::new(from, to, rng);
        let mut scene = Scene {
            ring,
            chain_id: chain.id.as_bytes().to_vec(),
            trusted: trusted.signed_header(),
            trusted_next: trusted.next.clone(),
            block,
            level: rng.pick(&[(1, 3), (1, 3), (1, 3), (1, 2), (2, 3), (3, 3), (33, 99)]),
            period,
            drift,
            now,
        };
        let mut note = Vec::new();
        if !scene.is_trusted() {
            scene.level = (1, 3);
        }
        let next = &scene.trusted.header.as_ref().map(|header| &header.next_validators_hash);
        if !scene.is_trusted() {
            note.push("trust: too little overlap".to_owned());
        } else if scene.is_adjacent() && *next != Some(&scene.block.header.validators_hash) {
            note.push("trust: another set than announced".to_owned());
        }
        if from >= to {
            note.push("trust: time stands still".to_owned());
        }
        (scene, note)
    }

    /// The trusted header.
    pub fn trusted_header(&mut self) -> &mut Header {
        self.trusted.header.get_or_insert_default()
    }

    /// Whether the block follows the trusted one directly.
    #[must_use]
    pub fn is_adjacent(&self) -> bool {
        let trusted = self.trusted.header.as_ref().map_or(0, |header| header.height);
        self.block.header.height.checked_sub(1) == Some(trusted)
    }

    /// Whether the trusted set has signed more than the trust level, or is not asked.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.is_adjacent() || self.has_share()
    }

    /// Whether the trusted set has signed more than the trust level.
    #[must_use]
    pub fn has_share(&self) -> bool {
        let all = i128::from(total(&self.trusted_next.validators));
        let (numerator, denominator) = (i128::from(self.level.0), i128::from(self.level.1));
        let product = all * numerator;
        let signed = i128::from(self.trusted_share());
        signed > product / denominator && product <= i128::from(i64::MAX)
    }

    /// The power of those of the trusted set who signed the block.
    #[must_use]
    pub fn trusted_share(&self) -> i64 {
        let signers = self.trusted_next.validators.iter().filter(|v| self.has_signed(v));
        signers.fold(0, |sum, validator| sum.saturating_add(validator.voting_power))
    }

    /// Whether the commit has an entry for the block that names this validator.
    #[must_use]
    pub fn has_signed(&self, validator: &Validator) -> bool {
        let entries = &self.block.commit.signatures;
        entries
            .iter()
            .any(|entry| entry.block_id_flag == 2 && entry.validator_address == validator.address)
    }

    /// Makes hashes and signatures fit the set and the header as they are.
    pub fn seal_set(&mut self, seal: Seal) {
        if seal == Seal::None {
            return;
        }
        let hash = hashing::set(&self.block.set);
        if seal == Seal::Trusted {
            self.trusted_next = self.block.set.clone();
            self.trusted_header().next_validators_hash.clone_from(&hash);
        }
        self.block.header.validators_hash = hash;
        self.block.seal(self.ring);
    }

    /// Announces the trusted set as it is.
    pub fn announce(&mut self) {
        self.trusted_header().next_validators_hash = hashing::set(&self.trusted_next);
    }
}
