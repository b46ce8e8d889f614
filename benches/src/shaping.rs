//! A provider's candidates, and memory for the sets that are made of them.

use parhelion_core::ccv::power_shaping::{
    Candidate, Parameters, Record, ValidatorUpdate, Workspace, next_set, scratch_len,
};
use parhelion_core::{Address, Error, KeyType, PublicKey};

/// Keys of a provider's candidates.
pub struct Keys(Vec<[u8; 32]>);

impl Keys {
    /// So many, all of which begin with the same bytes: the worst for those who compare them.
    #[must_use]
    pub fn new(n: u32) -> Keys {
        let key = |index: u32| {
            let mut key = [7; 32];
            key[28..].copy_from_slice(&index.to_be_bytes());
            key
        };
        Keys((0..n).map(key).collect())
    }
}

/// Candidates who all opted in, the records of their last set, and memory.
pub struct Provider<'k> {
    candidates: Vec<Candidate<'k>>,
    current: Vec<Record<'k>>,
    scratch: Vec<u32>,
    validators: Vec<Record<'k>>,
    updates: Vec<ValidatorUpdate<'k>>,
}

impl<'k> Provider<'k> {
    /// Candidates with the powers that `power` gives, every third of whom has had another one.
    #[must_use]
    pub fn new(keys: &'k Keys, power: impl Fn(u64) -> u64) -> Provider<'k> {
        let candidate = |(index, key): (u64, &'k [u8; 32])| {
            let mut address = [7; 20];
            // Not in the order of powers.
            address[12..].copy_from_slice(&index.reverse_bits().to_be_bytes());
            let last_power = power(index);
            Candidate {
                address: Address(address),
                public_key: PublicKey::new(KeyType::Ed25519, key).expect("32 bytes"),
                tokens: u128::from(last_power) * 1_000_000,
                last_power,
                opted_in: true,
                consumer_key: None,
            }
        };
        let candidates: Vec<_> = (0..).zip(&keys.0).map(candidate).collect();
        let record = |(index, it): (usize, &Candidate<'k>)| Record {
            address: it.address,
            public_key: it.public_key,
            power: it.last_power + u64::from(index % 3 == 0),
            join_height: 1,
        };
        let mut current: Vec<_> = candidates.iter().enumerate().map(record).collect();
        current.sort_by_key(|it| it.address);
        let len = candidates.len();
        Provider {
            scratch: vec![0; scratch_len(len, len)],
            validators: vec![Record::NONE; len],
            updates: vec![ValidatorUpdate::NONE; 2 * len],
            candidates,
            current,
        }
    }

    /// The number of updates that the next set makes.
    ///
    /// # Errors
    /// Those of [`next_set`].
    pub fn shape(&mut self, parameters: &Parameters<'_>) -> Result<usize, Error> {
        let workspace = Workspace {
            scratch: &mut self.scratch,
            validators: &mut self.validators,
            updates: &mut self.updates,
        };
        let next = next_set(&self.candidates, parameters, &self.current, 600, workspace)?;
        Ok(next.updates().len())
    }
}
