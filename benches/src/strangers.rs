//! The search for members by address at its worst.

use crate::chain::{CHAIN_ID, SECONDS, block_id, first_header, seed, signed_header, time};
use parhelion_core::{Commit, Error, Limits, TrustThreshold, ValidatorSet, commit};
use prost::Message;
use tendermint::block::{CommitSig, signed_header::SignedHeader};
use tendermint::{PublicKey, Signature, account, validator};
use tendermint_light_client_verifier as peer;
use tendermint_light_client_verifier::operations::VotingPowerCalculator;
use tendermint_proto::v0_38::types as wire;

/// A commit in which nobody is known: what the search for members by address costs at the worst.
/// No signature is right, none is looked at.
pub struct Strangers {
    /// A `ValidatorSet` of so many members.
    pub set_bytes: Vec<u8>,
    /// A `Commit` of as many entries, all by others.
    pub commit_bytes: Vec<u8>,
    validators: validator::Set,
    signed_header: SignedHeader,
}

impl Strangers {
    /// `n` of them. Their keys are 32 bytes, but hardly points of the curve: nobody asks.
    #[must_use]
    pub fn new(n: usize) -> Strangers {
        let members: Vec<_> = (0..n)
            .map(|i| {
                let key = seed(i, 1);
                validator::Info::new(PublicKey::Ed25519(key[..].try_into().unwrap()), 1u32.into())
            })
            .collect();
        let validators = validator::Set::new(members.clone(), members.first().cloned());
        let header = first_header(&validators);
        let block_id = block_id(header.hash());
        let stranger = |i| CommitSig::BlockIdFlagCommit {
            validator_address: account::Id::new(seed(i, 2)[..20].try_into().unwrap()),
            timestamp: time(SECONDS, 0),
            signature: Signature::new([7; 64]).unwrap(),
        };
        let signed_header = signed_header(header, block_id, (0..n).map(stranger).collect());
        let mut set = wire::ValidatorSet::from(validators.clone());
        set.total_voting_power = 0;
        let commit = wire::Commit::from(signed_header.commit.clone());
        let (set_bytes, commit_bytes) = (set.encode_to_vec(), commit.encode_to_vec());
        Strangers { set_bytes, commit_bytes, validators, signed_header }
    }

    /// Parhelion's search, for what it finds: nobody, or that it needs more memory.
    #[must_use]
    pub fn search(set: &ValidatorSet<'_>, commit: &Commit<'_>, scratch: &mut [u32]) -> Error {
        let (third, stop) = (TrustThreshold::ONE_THIRD, commit::Stop::WhenEnough);
        commit::verify_trusting(CHAIN_ID, set, commit, third, stop, scratch).unwrap_err()
    }

    /// The search of tendermint-light-client-verifier; returns the power that it found.
    #[must_use]
    pub fn peer_search(&self) -> u64 {
        let third = peer::types::TrustThreshold::ONE_THIRD;
        peer::operations::ProdVotingPowerCalculator::default()
            .voting_power_in(&self.signed_header, &self.validators, third)
            .unwrap()
            .tallied
    }

    /// Nobody is found, and without memory to find anybody in, the search ends with an error.
    pub fn assert_verdicts(&self) {
        let set = ValidatorSet::parse(&self.set_bytes, &Limits::DEFAULT).unwrap();
        let commit = Commit::parse(&self.commit_bytes, &Limits::DEFAULT).unwrap();
        let mut scratch = vec![0; commit::scratch_len(&set)];
        let nobody = Strangers::search(&set, &commit, &mut scratch);
        assert!(matches!(nobody, Error::NotEnoughTrust { tallied: 0, .. }), "{nobody}");
        let needed = u32::try_from(commit::scratch_len(&set)).unwrap();
        assert_eq!(Strangers::search(&set, &commit, &mut []), Error::ScratchTooSmall { needed });
        assert_eq!(self.peer_search(), 0);
    }
}
