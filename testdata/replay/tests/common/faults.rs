//! The order of checks, step by step, each with a fault that it finds and the place in CometBFT
//! that it follows. `docs/order-of-checks.md` is made from these tables.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use super::common::steps::{Step, steps};
use super::common::{Entry, HeaderOf, Id, Member, Set, World, bytes};
use ed25519_dalek::SigningKey;
use parhelion_core::Duration;

const ODD: [u8; 31] = [7; 31];

/// Reading a light block.
pub const READING: &[Step] = steps! {
    Truncated "the bytes, one by one; with them every error of the wire" "(*LightBlock).Unmarshal" "tail" Signed |w| w.tail = vec![0x0a];
    HashLength "the last block id: parts, then hash" "BlockIDFromProto" "last" Signed |w| w.header().last.hash = ODD.to_vec();
    BlockProtocol "the block protocol" "Header.ValidateBasic" "version" Signed |w| w.header().block = 10;
    ChainIdTooLong "the chain id" "Header.ValidateBasic" "chain id" Signed |w| w.header().chain_id = "x".repeat(51);
    NegativeHeight "the height" "Header.ValidateBasic" "height" Signed |w| w.header().height = -1;
    ZeroHeight "the height" "Header.ValidateBasic" "height" Signed |w| w.header().height = 0;
    HashLength "the last commit hash" "Header.ValidateBasic" "6" Signed |w| w.header().hashes[0] = ODD.to_vec();
    HashLength "the data hash" "Header.ValidateBasic" "7" Signed |w| w.header().hashes[1] = ODD.to_vec();
    HashLength "the evidence hash" "Header.ValidateBasic" "13" Signed |w| w.header().hashes[7] = ODD.to_vec();
    ProposerAddressLength "the proposer's address" "Header.ValidateBasic" "14" Signed |w| w.header().hashes[HeaderOf::PROPOSER] = ODD.to_vec();
    HashLength "the validators hash" "Header.ValidateBasic" "8" Signed |w| w.header().hashes[2] = ODD.to_vec();
    HashLength "the next validators hash" "Header.ValidateBasic" "9" Signed |w| w.header().hashes[3] = ODD.to_vec();
    HashLength "the consensus hash" "Header.ValidateBasic" "10" Signed |w| w.header().hashes[4] = ODD.to_vec();
    HashLength "the last results hash" "Header.ValidateBasic" "12" Signed |w| w.header().hashes[6] = ODD.to_vec();
    HashLength "the commit's block id: parts, then hash" "BlockIDFromProto" "id" Signed |w| w.commit().id.parts = ODD.to_vec();
    UnknownBlockIdFlag "each entry: its flag" "CommitSig.ValidateBasic" "entry" Signed |w| w.entry(0).flag = 4;
    AbsentWithAddress "an absent entry: its address" "CommitSig.ValidateBasic" "entry" Signed |w| *w.entry(0) = Entry { address: vec![1; 20], ..Entry::absent() };
    AbsentWithTime "an absent entry: its time" "CommitSig.ValidateBasic" "entry" Signed |w| *w.entry(0) = Entry { time: (0, 0), ..Entry::absent() };
    AbsentWithSignature "an absent entry: its signature" "CommitSig.ValidateBasic" "entry" Signed |w| *w.entry(0) = Entry { signature: vec![1], ..Entry::absent() };
    SignerAddressLength "an entry with a vote: its address" "CommitSig.ValidateBasic" "entry" Signed |w| w.entry(0).address.truncate(19);
    SignatureMissing "an entry with a vote: its signature" "CommitSig.ValidateBasic" "entry" Signed |w| w.entry(0).signature.clear();
    SignatureTooLong "an entry with a vote: its signature" "CommitSig.ValidateBasic" "entry" Signed |w| w.entry(0).signature = vec![1; 3310];
    NegativeHeight "the commit's height" "Commit.ValidateBasic" "commit height" Signed |w| w.commit().height = -1;
    NegativeRound "the commit's round" "Commit.ValidateBasic" "round" Signed |w| w.commit().round = -1;
    CommitForNilBlock "the commit's block id" "Commit.ValidateBasic" "id" Signed |w| w.commit().id = Id::default();
    NoSignatures "the commit's entries" "Commit.ValidateBasic" "entry" Signed |w| w.commit().entries.clear();
    UnknownKeyType "each validator: the type of its key" "ValidatorFromProto" "key" Signed |w| w.set().members[1].key = bytes(3, &[1; 96]);
    KeyLength "each validator: the length of its key" "ValidatorFromProto" "key" Signed |w| w.set().members[1].key = bytes(1, &ODD);
    MissingProposer "the proposer, and its key" "ValidatorSetFromProto" "proposer" Signed |w| w.set().proposer = None;
    TotalPowerTooHigh "the total power, after each validator" "ValidatorSetFromProto" "power 0" Signed |w| w.set().members[0].power = 1 << 60;
    EmptyValidatorSet "the number of validators" "ValidatorSet.ValidateBasic" "key" Signed |w| w.set().members.clear();
    NegativePower "each validator: its power" "Validator.ValidateBasic" "power 2" Signed |w| w.set().members[2].power = -1;
    ValidatorAddressMismatch "each validator: its address, derived from its key" "Validator.ValidateBasic" "address" Signed |w| w.set().members[3].address = vec![1; 20];
    ProposerNotInSet "the proposer: the same two, and whether it is in the set" "ValidatorSet.ValidateBasic" "proposer" Signed |w| w.set().proposer = Some(Member::of(&SigningKey::from_bytes(&[99; 32]), 1));
    MissingPart "whether all parts are there" "LightBlock.ValidateBasic" "commit gone" Signed |w| w.commit = None;
};

/// Verifying a block that does not follow the trusted one directly.
pub const SKIPPING: &[Step] = steps! {
    TrustThresholdRange "the threshold: refused when it is built" "ValidateTrustLevel (its client)" "threshold" Signed |w| w.threshold = (1, 4);
    TrustedValidatorsHashMismatch "the trusted validators are those that the state names" "no check" "trusted set" Signed |w| w.next_validators_hash = vec![1; 32];
    HeaderExpired "the trusting period of the trusted state" "HeaderExpired" "period" Signed |w| w.options.trusting_period = Duration::from_seconds(5);
    ChainIdMismatch "the chain id" "SignedHeader.ValidateBasic" "chain" Header |w| w.header().chain_id = "other".to_owned();
    CommitHeightMismatch "the commit's height is the header's" "SignedHeader.ValidateBasic" "commit height" Commit |w| w.commit().height += 1;
    NoHeaderHash "the header has a hash" "Header.Hash" "validators hash" Header |w| w.header().hashes[HeaderOf::VALIDATORS].clear();
    CommitHashMismatch "the commit names the header's hash" "SignedHeader.ValidateBasic" "id" Commit |w| w.commit().id.hash = vec![1; 32];
    HeightNotIncreased "the height is above the trusted one" "verifyNewHeaderAndVals" "trusted height" Signed |w| w.trusted_height = 20;
    TimeNotIncreased "the time is after the trusted one" "verifyNewHeaderAndVals" "time" Signed |w| w.trusted_time = (1_700_000_010, 5);
    TimeFromFuture "the time is before now plus drift" "verifyNewHeaderAndVals" "drift" Signed |w| w.options.max_clock_drift = Duration::from_nanos(-9_999_999_995);
    ValidatorsHashMismatch "the validators are those that the header names" "verifyNewHeaderAndVals" "validators hash" Header |w| w.header().hashes[HeaderOf::VALIDATORS] = vec![1; 32];
    ScratchTooSmall "the memory that was lent" "no check" "scratch" Signed |w| w.scratch = 1;
    PowerOverflow "total power times numerator" "VerifyCommitLightTrusting" "threshold" Signed |w| w.threshold = (i64::MAX as u64 - 1, i64::MAX as u64);
    DoubleVote "by entry: a member of the trusted set has one entry" "verifyCommitBatch, lookUpByIndex false" "entry 1" Signed |w| w.entry(1).address = w.entry(0).address.clone();
    SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 2" Signed |w| w.entry(2).signature.truncate(63);
    NotEnoughTrust "in a batch: the tally of the trusted set; otherwise after the signatures" "ErrNewValSetCantBeTrusted" "threshold" Signed |w| w.threshold = (1, 1);
    WrongSignature "signatures by the trusted set" "verifyCommitBatch, bv.Verify" "entry 0" Signed |w| w.entry(0).signature[0] ^= 1;
    CommitSize "one entry for each validator" "verifyBasicValsAndCommit" "size" Set |w| { let more = Member::of(&SigningKey::from_bytes(&[50; 32]), 1); w.set().members.push(more) };
    SignerMismatch "by entry: it names the validator at its place" "verifyCommitBatch, lookUpByIndex true" "entry 3" Signed |w| w.entry(3).address = vec![9; 20];
    SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 4+threshold" Signed |w| w.entry(4).signature.push(0);
    NotEnoughPower "in a batch: the tally of its own set; otherwise after the signatures" "VerifyCommitLight" "entry 4" Signed |w| (4..7).for_each(|index| *w.entry(index) = Entry::absent());
    WrongSignature "signatures by its own set" "verifyCommitBatch, bv.Verify" "entry 3" Signed |w| w.entry(3).signature[0] ^= 1;
};

/// Verifying the block that follows the trusted one directly, without trusted validators: what
/// differs from skipping.
pub const ADJACENT: &[Step] = steps! {
    HeaderExpired "the trusting period of the trusted state" "HeaderExpired" "period" Signed |w| w.options.trusting_period = Duration::from_seconds(5);
    ChainIdMismatch "the chain id" "SignedHeader.ValidateBasic" "chain" Header |w| w.header().chain_id = "other".to_owned();
    CommitHeightMismatch "the commit's height is the header's" "SignedHeader.ValidateBasic" "commit height" Commit |w| w.commit().height += 1;
    NoHeaderHash "the header has a hash" "Header.Hash" "validators hash" Header |w| w.header().hashes[HeaderOf::VALIDATORS].clear();
    CommitHashMismatch "the commit names the header's hash" "SignedHeader.ValidateBasic" "id" Commit |w| w.commit().id.hash = vec![1; 32];
    TimeNotIncreased "the time is after the trusted one" "verifyNewHeaderAndVals" "time" Signed |w| w.trusted_time = (1_700_000_010, 5);
    TimeFromFuture "the time is before now plus drift" "verifyNewHeaderAndVals" "drift" Signed |w| w.options.max_clock_drift = Duration::from_nanos(-9_999_999_995);
    ValidatorsHashMismatch "the validators are those that the header names" "verifyNewHeaderAndVals" "validators hash" Header |w| w.header().hashes[HeaderOf::VALIDATORS] = vec![1; 32];
    NextValidatorsHashMismatch "they are those that the trusted header announced" "VerifyAdjacent" "next" Signed |w| w.next_validators_hash = vec![1; 32];
    CommitSize "one entry for each validator" "verifyBasicValsAndCommit" "size" Set |w| { let more = Member::of(&SigningKey::from_bytes(&[50; 32]), 1); w.set().members.push(more); w.next_validators_hash = w.set().hash() };
    SignerMismatch "by entry: it names the validator at its place" "verifyCommitBatch, lookUpByIndex true" "entry 3" Signed |w| w.entry(3).address = vec![9; 20];
    SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 4" Signed |w| w.entry(4).signature.push(0);
    NotEnoughPower "in a batch: the tally; otherwise after the signatures" "VerifyCommitLight" "entry 4" Signed |w| (4..7).for_each(|index| *w.entry(index) = Entry::absent());
    WrongSignature "signatures" "verifyCommitBatch, bv.Verify" "entry 0" Signed |w| w.entry(0).signature[0] ^= 1;
};

/// A set of a secp256k1 key among others: CometBFT checks such signatures one by one.
pub fn mixed(world: &mut World) {
    let key = bytes(2, &[2; 33]);
    let address = parhelion_core::PublicKey::new(parhelion_core::KeyType::Secp256k1, &[2; 33]);
    let address = address.and_then(|key| key.address()).unwrap().0.to_vec();
    world.set().members[6] = Member { address, key, power: 10 };
    let set: Set = world.set().clone();
    world.next_validators_hash = set.hash();
    world.trusted_set = Some(set);
}
