//! What is measured: light blocks that both contenders accept, and one step of each contender.
//!
//! Blocks are made with the types of tendermint-rs, which also gives their hashes and sign bytes;
//! they go to both contenders as the same protobuf bytes.

use ed25519_dalek::{Signer, SigningKey};
use parhelion_core::{ChainId, Error, LightBlock, Limits, Options, TrustedState, ValidatorSet};
use parhelion_core::{Time, TrustThreshold, commit, light};
use prost::Message;
use std::time::Duration;
use tendermint::block::{CommitSig, Header, Height, parts, signed_header::SignedHeader};
use tendermint::{AppHash, Hash, PublicKey, Signature, account, block, chain, validator, vote};
use tendermint_light_client_verifier as peer;
use tendermint_light_client_verifier::operations::VotingPowerCalculator;
use tendermint_light_client_verifier::types::{TrustedBlockState, UntrustedBlockState};
use tendermint_light_client_verifier::{PredicateVerifier, Verdict, Verifier};
use tendermint_proto::v0_38::types as wire;

const CHAIN_ID: &str = "cosmoshub-4";
const HEIGHT: u32 = 25_000_000;
const SECONDS: i64 = 1_750_000_000; // of the block's time, since 1970

/// The powers of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Powers {
    /// All the same: more than 2/3 needs more than 2/3 of the signatures.
    Equal,
    /// The i-th in proportion to 1/(i+5)^1.2: of a shape like that of the Cosmos Hub, not its data.
    Hub,
}

impl Powers {
    fn of(self, i: usize) -> u64 {
        match self {
            Powers::Equal => 1_000_000,
            Powers::Hub => (1e9 / (i as f64 + 5.0).powf(1.2)) as u64,
        }
    }
}

/// How far below the block the trusted header lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One height.
    Adjacent,
    /// Ten heights; the set has not changed since.
    Skipping,
}

impl Step {
    const fn heights(self) -> u32 {
        match self {
            Step::Adjacent => 1,
            Step::Skipping => 10,
        }
    }
}

/// A light block as bytes, and as tendermint-rs decodes them.
pub struct Block {
    /// A protobuf `LightBlock`.
    pub bytes: Vec<u8>,
    /// Its `ValidatorSet` alone.
    pub set_bytes: Vec<u8>,
    /// Both, decoded by tendermint-rs.
    pub decoded: Decoded,
}

/// What tendermint-rs decodes.
pub struct Decoded {
    /// The header and its commit.
    pub signed_header: SignedHeader,
    /// The set of its height.
    pub validators: validator::Set,
}

impl Block {
    /// A block of `n` validators, all of whom signed for it.
    pub fn new(n: usize, powers: Powers) -> Block {
        let mut keys: Vec<SigningKey> = (0..n).map(signing_key).collect();
        let members: Vec<_> =
            keys.iter().enumerate().map(|(i, key)| member(key, powers.of(i))).collect();
        // The set puts itself into the order of the chain; the keys follow it.
        let validators = validator::Set::new(members.clone(), members.first().cloned());
        keys.sort_by_key(|key| {
            let key = public_key(key);
            validators.validators().iter().position(|member| member.pub_key == key)
        });
        let header = header(&validators);
        let block_id = block::Id {
            hash: header.hash(),
            part_set_header: parts::Header::new(1, hash(9)).unwrap(),
        };
        let signatures = keys.iter().enumerate().map(|(i, key)| entry(i, key, block_id)).collect();
        Block::from_wire(wire::LightBlock {
            signed_header: Some(signed_header(header, block_id, signatures).into()),
            validator_set: Some(validators.into()),
        })
    }

    /// This block with one bit of the first signature wrong.
    pub fn with_a_wrong_bit(&self) -> Block {
        let mut message = wire::LightBlock::decode(&self.bytes[..]).unwrap();
        let commit = message.signed_header.as_mut().unwrap().commit.as_mut().unwrap();
        commit.signatures[0].signature[40] ^= 1;
        Block::from_wire(message)
    }

    fn from_wire(mut message: wire::LightBlock) -> Block {
        let set = message.validator_set.as_mut().unwrap();
        set.total_voting_power = 0; // as CometBFT sends it
        let set_bytes = set.encode_to_vec();
        let bytes = message.encode_to_vec();
        let decoded = decode(&bytes);
        Block { bytes, set_bytes, decoded }
    }

    /// What parhelion trusts before the step to this block.
    pub fn trusted_state(&self, step: Step) -> TrustedState {
        let header = &self.decoded.signed_header.header;
        TrustedState::from_on_chain_client(
            ChainId::new(CHAIN_ID).unwrap(),
            u64::from(HEIGHT - step.heights()),
            Time::from_unix(SECONDS - 6 * i64::from(step.heights()), 0).unwrap(),
            header.validators_hash.as_bytes(),
        )
        .unwrap()
    }

    /// One bit decides: both contenders accept this block, and refuse it with a wrong signature,
    /// for that reason. Everything that is measured is asserted here first.
    pub fn assert_verdicts(&self) {
        let wrong = self.with_a_wrong_bit();
        let trusted = ValidatorSet::parse(&self.set_bytes, &Limits::DEFAULT).unwrap();
        for step in [Step::Adjacent, Step::Skipping] {
            let state = self.trusted_state(step);
            let ours = |block: &Block| {
                let block = LightBlock::parse(&block.bytes, &Limits::DEFAULT).unwrap();
                let mut scratch = vec![0; commit::scratch_len(&trusted)];
                verify(&state, &trusted, &block, &mut scratch)
            };
            assert_eq!(ours(self), Ok(()));
            assert_eq!(ours(&wrong), Err(Error::WrongSignature { index: 0 }));
            assert_eq!(peer_verify(&self.decoded, &self.decoded, step), Verdict::Success);
            match peer_verify(&self.decoded, &wrong.decoded, step) {
                Verdict::Invalid(peer::errors::VerificationErrorDetail::InvalidSignature(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Parhelion's step with signatures one by one.
pub fn verify(
    state: &TrustedState,
    trusted: &ValidatorSet<'_>,
    block: &LightBlock<'_>,
    scratch: &mut [u32],
) -> Result<(), Error> {
    let now = Time::from_unix(SECONDS + 3, 0).unwrap();
    light::verify(state, Some(trusted), block, &Options::DEFAULT, now, scratch).map(drop)
}

/// Decodes a `LightBlock` in the way of tendermint-rs.
pub fn decode(bytes: &[u8]) -> Decoded {
    let message = wire::LightBlock::decode(bytes).unwrap();
    Decoded {
        signed_header: message.signed_header.unwrap().try_into().unwrap(),
        validators: message.validator_set.unwrap().try_into().unwrap(),
    }
}

/// Decodes a `ValidatorSet` in the way of tendermint-rs, and hashes it.
pub fn peer_set_hash(bytes: &[u8]) -> Hash {
    let set = wire::ValidatorSet::decode(bytes).unwrap();
    validator::Set::try_from(set).unwrap().hash()
}

/// The step of tendermint-light-client-verifier.
pub fn peer_verify(trusted: &Decoded, block: &Decoded, step: Step) -> Verdict {
    let header = &trusted.signed_header.header;
    PredicateVerifier::<
        peer::predicates::ProdPredicates,
        peer::operations::ProdVotingPowerCalculator,
        peer::operations::ProdCommitValidator,
    >::default()
    .verify_update_header(
        UntrustedBlockState {
            signed_header: &block.signed_header,
            validators: &block.validators,
            next_validators: None,
        },
        TrustedBlockState {
            chain_id: &header.chain_id,
            header_time: time(SECONDS - 6 * i64::from(step.heights()), 0),
            height: Height::from(HEIGHT - step.heights()),
            next_validators: &trusted.validators,
            next_validators_hash: header.validators_hash,
        },
        &peer::options::Options {
            trust_threshold: peer::types::TrustThreshold::ONE_THIRD,
            trusting_period: Duration::from_secs(14 * 24 * 60 * 60),
            clock_drift: Duration::from_secs(10),
        },
        time(SECONDS + 3, 0),
    )
}

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
    pub fn new(n: usize) -> Strangers {
        let members: Vec<_> = (0..n)
            .map(|i| {
                let key = seed(i, 1);
                validator::Info::new(PublicKey::Ed25519(key[..].try_into().unwrap()), 1u32.into())
            })
            .collect();
        let validators = validator::Set::new(members.clone(), members.first().cloned());
        let header = header(&validators);
        let block_id = block::Id {
            hash: header.hash(),
            part_set_header: parts::Header::new(1, hash(9)).unwrap(),
        };
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
    pub fn search(
        set: &ValidatorSet<'_>,
        commit: &parhelion_core::Commit<'_>,
        scratch: &mut [u32],
    ) -> Error {
        let (third, stop) = (TrustThreshold::ONE_THIRD, commit::Stop::WhenEnough);
        commit::verify_trusting(CHAIN_ID, set, commit, third, stop, scratch).unwrap_err()
    }

    /// The search of tendermint-light-client-verifier; returns the power that it found.
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
        let commit = parhelion_core::Commit::parse(&self.commit_bytes, &Limits::DEFAULT).unwrap();
        let mut scratch = vec![0; commit::scratch_len(&set)];
        let nobody = Strangers::search(&set, &commit, &mut scratch);
        assert!(matches!(nobody, Error::NotEnoughTrust { tallied: 0, .. }), "{nobody}");
        let needed = set.len();
        assert_eq!(Strangers::search(&set, &commit, &mut []), Error::ScratchTooSmall { needed });
        assert_eq!(self.peer_search(), 0);
    }
}

fn signed_header(header: Header, block_id: block::Id, signatures: Vec<CommitSig>) -> SignedHeader {
    let (height, round) = (header.height, 0u16.into());
    SignedHeader::new(header, block::Commit { height, round, block_id, signatures }).unwrap()
}

fn entry(i: usize, key: &SigningKey, block_id: block::Id) -> CommitSig {
    // Each validator has its own clock.
    let timestamp = time(SECONDS + 1, 1_000_000 * i as u32 + 123_457);
    let validator_address = account::Id::from(public_key(key));
    let vote = vote::Vote {
        vote_type: vote::Type::Precommit,
        height: Height::from(HEIGHT),
        round: 0u16.into(),
        block_id: Some(block_id),
        timestamp: Some(timestamp),
        validator_address,
        validator_index: i.try_into().unwrap(),
        signature: None,
        extension: Vec::new(),
        extension_signature: None,
    };
    let signed = vote.into_signable_vec(chain_id());
    let signature = Signature::new(key.sign(&signed).to_bytes()).unwrap();
    CommitSig::BlockIdFlagCommit { validator_address, timestamp, signature }
}

fn header(validators: &validator::Set) -> Header {
    Header {
        version: block::header::Version { block: 11, app: 0 },
        chain_id: chain_id(),
        height: Height::from(HEIGHT),
        time: time(SECONDS, 123_456_789),
        last_block_id: Some(block::Id {
            hash: hash(1),
            part_set_header: parts::Header::new(1, hash(2)).unwrap(),
        }),
        last_commit_hash: Some(hash(3)),
        data_hash: Some(hash(4)),
        validators_hash: validators.hash(),
        next_validators_hash: validators.hash(),
        consensus_hash: hash(5),
        app_hash: AppHash::try_from(hash(6).as_bytes().to_vec()).unwrap(),
        last_results_hash: Some(hash(7)),
        evidence_hash: Some(hash(8)),
        proposer_address: validators.validators()[0].address,
    }
}

fn member(key: &SigningKey, power: u64) -> validator::Info {
    validator::Info::new(public_key(key), power.try_into().unwrap())
}

fn public_key(key: &SigningKey) -> PublicKey {
    PublicKey::from_raw_ed25519(key.verifying_key().as_bytes()).unwrap()
}

fn signing_key(i: usize) -> SigningKey {
    SigningKey::from_bytes(&seed(i, 0))
}

/// 32 bytes of their own for each `i` and purpose, that look like any others.
fn seed(i: usize, purpose: u64) -> [u8; 32] {
    // SplitMix64, by S. Vigna.
    let mut state = (i as u64) << 8 | purpose;
    let mut seed = [0; 32];
    for word in seed.chunks_exact_mut(8) {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
    seed
}

fn hash(byte: u8) -> Hash {
    Hash::Sha256([byte; 32])
}

fn chain_id() -> chain::Id {
    CHAIN_ID.parse().unwrap()
}

fn time(seconds: i64, nanos: u32) -> tendermint::Time {
    tendermint::Time::from_unix_timestamp(seconds, nanos).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_contenders_agree() {
        for powers in [Powers::Equal, Powers::Hub] {
            for n in [4, 50] {
                Block::new(n, powers).assert_verdicts();
            }
        }
        Strangers::new(3000).assert_verdicts();
    }

    #[test]
    fn timestamps_differ() {
        let block = Block::new(50, Powers::Equal);
        let times = block.decoded.signed_header.commit.signatures.iter();
        let times: std::collections::HashSet<_> = times.map(|entry| format!("{entry:?}")).collect();
        assert_eq!(times.len(), 50);
    }
}
