//! The order of checks on evidence, with a fault for each. `docs/order-of-checks.md` is made from
//! these tables, and from those of light verification.

use super::provider::refusal;
use super::{APP, Attack, DATA, Forked, Known, Listed, Submission, Votes};
use crate::common::steps::{Checks, Table, steps};
use crate::common::{Entry, HeaderOf, Member, World};
use ed25519_dalek::SigningKey;
use parhelion_core::ccv::BondStatus;
use parhelion_core::{Duration, Hash};

fn stranger(power: i64) -> Member {
    Member::of(&SigningKey::from_bytes(&[50; 32]), power)
}

/// More validators than entries.
fn grow(world: &mut World) {
    world.set().members.push(stranger(1));
}

/// Takes so many votes away that the rest is not enough.
fn silence(world: &mut World) {
    (4..7).for_each(|index| *world.entry(index) = Entry::absent());
}

/// A block of another height.
fn move_to(world: &mut World, height: i64) {
    (world.header().height, world.commit().height) = (height, height);
}

/// A chain id whose revision has a digit more than fits.
fn number_too_long(forked: &mut Forked) {
    for number in [1, 2] {
        forked.world(number).header().chain_id = format!("x-{}0", u64::MAX);
    }
}

/// A name in both commits, after enough signatures, that is no validator's.
fn misname(forked: &mut Forked) {
    for number in [1, 2] {
        forked.world(number).entry(5).address = vec![9; 20];
    }
}

/// All tables.
pub const ALL: &[&dyn Checks] = &[
    &KNOWN,
    &VOTES,
    &BY_KEY,
    &PROOF,
    &AGE,
    &POSITION,
    &LUNATIC,
    &EQUIVOCATION,
    &CONTRADICTION,
    &DOUBLE_VOTES,
    &MISBEHAVIOUR,
    &DOUBLE_VOTING,
    &SUBMITTED_MISBEHAVIOUR,
];

pub const KNOWN: Table<Known> = Table {
    title: "A known header (`light::verify_known`)",
    verify: |c| Known::new(c).verify().map(drop),
    steps: steps! {
        ChainIdMismatch "the chain id" "no check" "chain" Signed |k| k.header.chain_id = "other".to_owned();
        NoHeaderHash "the header has a hash" "Header.Hash" "hash" Signed |k| k.header.hashes[HeaderOf::VALIDATORS].clear();
        NoTrustedHash "the state has a hash of its header" "no check" "state" Signed |k| k.on_chain = true;
        TrustedHashMismatch "it is this one" "no check" "state" Signed |k| k.other = true;
    },
};

pub const VOTES: Table<Votes> = Table {
    title: "Two votes, as a full node (`evidence::duplicate_vote::verify`)",
    verify: |c| Votes::new(c).verify().map(drop),
    steps: steps! {
        NotAValidator "the voter is in the set" "VerifyDuplicateVote" "set" Signed |v| drop(v.set.members.remove(2));
        VotesDiffer "height, round and type of the votes" "VerifyDuplicateVote" "place" Commit |v| v.b.round += 1;
        VotersDiffer "the addresses of the voters" "VerifyDuplicateVote" "address" Signed |v| v.b.address = vec![1; 20];
        ValidatorPowerMismatch "the power of the voter" "VerifyDuplicateVote" "power" Signed |v| v.power += 1;
        TotalPowerMismatch "the power of the set" "VerifyDuplicateVote" "total" Signed |v| v.total += 1;
        WrongSignature "the signature of vote A" "VerifyDuplicateVote" "a" Signed |v| v.a.signature[0] ^= 1;
        WrongSignature "the signature of vote B" "VerifyDuplicateVote" "b" Signed |v| v.b.signature[0] ^= 1;
    },
};

pub const BY_KEY: Table<Votes> = Table {
    title: "Two votes, by the key (`evidence::duplicate_vote::verify_by_key`)",
    verify: |c| Votes::new(c).verify_by_key().map(drop),
    steps: steps! {
        ProviderKeyType "the SDK knows such a key" "FromCmtProtoPublicKey" "key" Signed |v| v.key = crate::common::bytes(4, &[0; 1952]);
        VoterKeyMismatch "the address of vote A is that of the key" "VerifyDoubleVotingEvidence" "key" Signed |v| v.key = stranger(1).key;
        VotesDiffer "height, round and type of the votes" "VerifyDoubleVotingEvidence" "place" Commit |v| v.b.round += 1;
        VotersDiffer "the addresses of the voters" "VerifyDoubleVotingEvidence" "address" Signed |v| v.b.address = vec![1; 20];
        WrongSignature "the signature of vote A" "VerifyDoubleVotingEvidence" "a" Signed |v| v.a.signature[0] ^= 1;
        WrongSignature "the signature of vote B" "VerifyDoubleVotingEvidence" "b" Signed |v| v.b.signature[0] ^= 1;
    },
};

pub const PROOF: Table<Votes> = Table {
    title: "Two votes, as proof (`evidence::duplicate_vote::prove`)",
    verify: |c| Votes::new(c).prove().map(drop),
    steps: steps! {
        ExtensionSignatureMissing "the rules of vote A" "Vote.ValidateBasic" "extension" Commit |v| v.a.extension = vec![1];
        VoteType "the rules of vote B" "Vote.ValidateBasic" "type" Commit |v| v.b.vote_type = 32;
        VotesDiffer "height, round and type of the votes" "VerifyDuplicateVote" "place" Commit |v| v.b.round += 1;
        SameBlockId "the block ids differ" "VerifyDuplicateVote" "id" Commit |v| v.b.id = v.a.id.clone();
        WrongSignature "the signature of vote A" "VerifyDuplicateVote" "a" Signed |v| v.a.signature[0] ^= 1;
        WrongSignature "the signature of vote B" "VerifyDuplicateVote" "b" Signed |v| v.b.signature[0] ^= 1;
    },
};

pub const AGE: Table<Votes> = Table {
    title: "The age of evidence (`evidence::check_age`)",
    verify: |c| Votes::new(c).check_age(),
    steps: steps! {
        EvidenceHeight "the block is of the height of the evidence" "Pool.verify" "height" Signed |v| v.block.height += 1;
        EvidenceTime "the time of the evidence is that of the block" "Pool.verify" "time" Signed |v| v.time.1 += 1;
        EvidenceExpired "the age: blocks and time" "IsEvidenceExpired" "age" Signed |v| (v.last_height, v.last_time.0) = (121, v.last_time.0 + 1000);
    },
};

pub const POSITION: Table<Listed> = Table {
    title: "Evidence in a block (`evidence::EvidenceList::position`)",
    verify: |c| Listed::new(c).position().map(drop),
    steps: steps! {
        EvidenceHashMismatch "the list is the one that the header names" "no check" "hash" Signed |l| l.named = Some(vec![1; 32]);
        EvidenceNotIncluded "the evidence is in it" "EvidenceList.Has" "items" Signed |l| l.items.truncate(1);
    },
};

pub const LUNATIC: Table<Attack> = Table {
    title: "A block that conflicts, from a common height below it (`evidence::light_client_attack::verify`)",
    verify: |c| Attack::lunatic(c).verify().map(drop),
    steps: steps! {
        ScratchTooSmall "the memory that was lent" "no check" "scratch" Signed |a| a.scratch = 9;
        DoubleVote "by entry: a member of the common set has one entry" "verifyCommitBatch, lookUpByIndex false" "entry 1" Signed |a| a.block.entry(1).address = a.block.entry(0).address.clone();
        SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 2" Signed |a| a.block.entry(2).signature.truncate(63);
        NotEnoughCommonPower "in a batch: the tally of the common set; otherwise after the signatures" "VerifyCommitLightTrustingAllSignatures" "common" Set |a| a.common.set().members[4] = stranger(1000);
        WrongSignature "signatures by the common set" "verifyCommitBatch, bv.Verify" "entry 0" Signed |a| a.block.entry(0).signature[0] ^= 1;
        CommitSize "one entry for each validator" "verifyBasicValsAndCommit" "size" Set |a| grow(&mut a.block);
        SignerMismatch "by entry: it names the validator at its place" "verifyCommitBatch, lookUpByIndex true" "entry 4" Signed |a| a.block.entry(4).address = vec![9; 20];
        SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 5" Signed |a| a.block.entry(5).signature.push(0);
        NotEnoughPower "in a batch: the tally of its own set; otherwise after the signatures" "VerifyCommitLightAllSignatures" "entry 5" Set |a| { a.block.set().members[5].power = 1000; *a.block.entry(5) = Entry::absent() };
        WrongSignature "signatures by its own set" "verifyCommitBatch, bv.Verify" "entry 6" Signed |a| a.block.entry(6).signature[0] ^= 1;
        TotalPowerMismatch "the power of the common set" "VerifyLightClientAttack" "total" Signed |a| a.total += 1;
        TimeNotViolated "of a block above the trusted one: its time is not later" "VerifyLightClientAttack" "trusted" Header |a| { move_to(&mut a.trusted, 19); a.trusted.header().time.0 -= 1 };
        SameHeader "of another block: its hash is not the trusted one" "VerifyLightClientAttack" "trusted" Signed |a| a.trusted = a.block.clone();
        SignersTooFew "the memory for signers" "no check" "memory" Signed |a| a.signers = 3;
        AccusedCount "the number of the accused" "validateABCIEvidence" "accused" Signed |a| drop(a.accused.pop());
        AccusedAddress "by accused validator: its address" "validateABCIEvidence" "accused 0" Signed |a| a.accused[0].address = vec![1; 20];
        AccusedPower "its power" "validateABCIEvidence" "accused 0 power" Signed |a| a.accused[0].power += 1;
        AccusedKey "its key" "validateABCIEvidence" "accused 0 key" Signed |a| a.accused[0].key = stranger(1).key;
        AccusedAddress "the next one" "validateABCIEvidence" "accused 1" Signed |a| a.accused[1].address = vec![1; 20];
    },
};

pub const EQUIVOCATION: Table<Attack> = Table {
    title: "A block that conflicts, at the common height (`evidence::light_client_attack::verify`)",
    verify: |c| Attack::equivocation(c).verify().map(drop),
    steps: steps! {
        StateFieldsDiffer "both headers name one state" "ConflictingHeaderIsInvalid" "state" Header |a| a.block.header().hashes[APP] = vec![1; 32];
        CommitSize "one entry for each validator" "verifyBasicValsAndCommit" "size" Set |a| grow(&mut a.block);
        SignerMismatch "by entry: it names the validator at its place" "verifyCommitBatch, lookUpByIndex true" "entry 4" Signed |a| a.block.entry(4).address = vec![9; 20];
        SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 5" Signed |a| a.block.entry(5).signature.push(0);
        NotEnoughPower "in a batch: the tally; otherwise after the signatures" "VerifyCommitLightAllSignatures" "entry 3" Set |a| { a.block.set().members[3].power = 1000; *a.block.entry(3) = Entry::absent() };
        WrongSignature "signatures" "verifyCommitBatch, bv.Verify" "entry 0" Signed |a| a.block.entry(0).signature[0] ^= 1;
        TotalPowerMismatch "the power of the common set" "VerifyLightClientAttack" "total" Signed |a| a.total += 1;
        TimeNotViolated "of a block above the trusted one: its time is not later" "VerifyLightClientAttack" "trusted" Header |a| { move_to(&mut a.trusted, 19); a.trusted.header().time.0 -= 1 };
        SameHeader "of another block: its hash is not the trusted one" "VerifyLightClientAttack" "trusted" Header |a| a.trusted.header().hashes[DATA] = vec![0x66; 32];
        ScratchTooSmall "the memory that was lent" "no check" "scratch" Signed |a| a.scratch = 13;
        CommitSize "of an equivocation: the trusted commit has an entry for each of the other" "no check" "trusted entries" Signed |a| drop(a.trusted.commit().entries.pop());
        SignersTooFew "the memory for signers" "no check" "memory" Signed |a| a.signers = 5;
        NobodyGuilty "somebody is guilty" "validateABCIEvidence" "round+memory+scratch+trusted entries+accused" Commit |a| a.trusted.commit().round = 2;
        AccusedCount "the number of the accused" "validateABCIEvidence" "accused" Signed |a| drop(a.accused.pop());
        AccusedAddress "by accused validator: its address" "validateABCIEvidence" "accused 0" Signed |a| a.accused[0].address = vec![1; 20];
        AccusedPower "its power" "validateABCIEvidence" "accused 0 power" Signed |a| a.accused[0].power += 1;
        AccusedKey "its key" "validateABCIEvidence" "accused 0 key" Signed |a| a.accused[0].key = stranger(1).key;
    },
};

pub const CONTRADICTION: Table<Attack> = Table {
    title: "A block that contradicts a verified header (`evidence::contradicting_signers`)",
    verify: |c| Attack::lunatic(c).contradicting_signers().map(drop),
    steps: steps! {
        ChainIdMismatch "the chain id" "SignedHeader.ValidateBasic" "chain" Header |a| a.block.header().chain_id = "other".to_owned();
        CommitHeightMismatch "the commit's height is the header's" "SignedHeader.ValidateBasic" "commit height" Commit |a| a.block.commit().height += 1;
        NoHeaderHash "the header has a hash" "Header.Hash" "validators" Header |a| a.block.header().hashes[HeaderOf::VALIDATORS].clear();
        CommitHashMismatch "the commit names the header's hash" "SignedHeader.ValidateBasic" "id" Commit |a| a.block.commit().id.hash = vec![1; 32];
        ValidatorsHashMismatch "the validators are those that the header names" "LightBlock.ValidateBasic" "validators" Header |a| a.block.header().hashes[HeaderOf::VALIDATORS] = vec![1; 32];
        NoContradiction "the header contradicts the verified one" "ConflictingHeaderIsInvalid" "state" Header |a| move_to(&mut a.trusted, 21);
        CommitSize "one entry for each validator" "verifyBasicValsAndCommit" "size" Set |a| grow(&mut a.block);
    },
};

pub const DOUBLE_VOTES: Table<Attack> = Table {
    title: "Two commits (`evidence::double_votes`)",
    verify: |c| Attack::equivocation(c).double_votes().map(drop),
    steps: steps! {
        ChainIdMismatch "the chain id of the first header" "no check" "chain a" Signed |a| a.trusted.header().chain_id = "other".to_owned();
        CommitSize "one entry for each validator of the first" "verifyBasicValsAndCommit" "size a" Signed |a| drop(a.trusted.commit().entries.pop());
        ChainIdMismatch "the chain id of the second header" "no check" "chain b" Signed |a| a.block.header().chain_id = "other".to_owned();
        CommitSize "one entry for each validator of the second" "verifyBasicValsAndCommit" "size b" Signed |a| a.block.commit().entries.truncate(5);
        NoContradiction "both commits are of one height and round" "no check" "round" Commit |a| a.block.commit().round = 2;
    },
};

pub const MISBEHAVIOUR: Table<Forked> = Table {
    title: "Misbehaviour (`evidence::Misbehaviour`: `parse`, `verify_commits`, `byzantine_validators`)",
    verify: |c| Forked::new(c).find().map(drop),
    steps: steps! {
        MissingPart "header 1 is there" "Misbehaviour.ValidateBasic" "absent 1" Signed |f| f.headers[0].absent = true;
        MissingPart "header 2 is there" "Misbehaviour.ValidateBasic" "absent 2" Signed |f| f.headers[1].absent = true;
        ZeroTrustedHeight "the trusted height of header 1" "Misbehaviour.ValidateBasic" "height 1" Signed |f| f.headers[0].trusted_height.1 = 0;
        ZeroTrustedHeight "of header 2" "Misbehaviour.ValidateBasic" "height 2" Signed |f| f.headers[1].trusted_height.1 = 0;
        TrustedValidatorsAbsent "the trusted validators of header 1" "Misbehaviour.ValidateBasic" "trusted 1" Signed |f| f.headers[0].trusted_set = None;
        TrustedValidatorsAbsent "of header 2" "Misbehaviour.ValidateBasic" "trusted 2" Signed |f| f.headers[1].trusted_set = None;
        MissingPart "the headers in the signed headers" "Misbehaviour.ValidateBasic panics" "headless" Signed |f| f.headers[0].headless = true;
        ChainIdsDiffer "their chain ids" "Misbehaviour.ValidateBasic" "chain" Header |f| f.world(2).header().chain_id = "other".to_owned();
        ClientIdSyntax "the client id" "ClientIdentifierValidator" "client" Signed |f| f.client_id = "a/b".to_owned();
        BlockProtocol "header 1: the rules of header and commit" "SignedHeaderFromProto" "version 1" Signed |f| f.world(1).header().block = 10;
        CommitHeightMismatch "the commit is for the header" "SignedHeader.ValidateBasic" "commit 1" Signed |f| f.world(1).commit().height += 1;
        RevisionRange "the revision of the chain id" "ParseChainID panics" "chain" Header |f| number_too_long(f);
        TrustedHeightNotBelow "the trusted height is below" "Header.ValidateBasic" "height 1" Signed |f| f.headers[0].trusted_height.1 = 20;
        MissingProposer "the rules of its set" "ValidatorSetFromProto" "proposer 1" Signed |f| f.world(1).set().proposer = None;
        ValidatorsHashMismatch "which is the one that the header names" "Header.ValidateBasic" "validators 1" Header |f| f.world(1).header().hashes[HeaderOf::VALIDATORS] = vec![1; 32];
        ZeroHeight "header 2: the same, in the same order" "SignedHeaderFromProto" "number 2" Signed |f| f.world(2).header().height = 0;
        CommitHashMismatch "the commit is for the header" "SignedHeader.ValidateBasic" "commit 2" Signed |f| f.world(2).commit().id.hash = vec![1; 32];
        TrustedHeightNotBelow "the trusted height is below" "Header.ValidateBasic" "height 2" Signed |f| f.headers[1].trusted_height.1 = 25;
        ProposerNotInSet "the rules of its set" "ValidatorSetFromProto" "proposer 2" Signed |f| f.world(2).set().proposer = Some(stranger(1));
        ValidatorsHashMismatch "which is the one that the header names" "Header.ValidateBasic" "validators 2" Header |f| f.world(2).header().hashes[HeaderOf::VALIDATORS] = vec![1; 32];
        HeaderOrder "header 1 is not below header 2" "Misbehaviour.ValidateBasic" "number 2+height 2" Header |f| move_to(f.world(2), 21);
        CommitSize "commit 1: one entry for each validator" "validCommit, verifyBasicValsAndCommit" "size 1" Set |f| grow(f.world(1));
        SignerMismatch "by entry: it names the validator at its place" "verifyCommitBatch, lookUpByIndex true" "entry 2 of 1" Signed |f| f.world(1).entry(2).address = vec![9; 20];
        SignatureLength "by entry, in a batch: the length of the signature" "crypto/ed25519 BatchVerifier.Add" "entry 3 of 1" Signed |f| f.world(1).entry(3).signature.truncate(63);
        NotEnoughPower "in a batch: the tally; otherwise after the signatures" "VerifyCommitLight" "entry 4 of 1+entry 5+entry 6 of 1" Signed |f| silence(f.world(1));
        WrongSignature "signatures, until they are enough" "verifyCommitBatch, bv.Verify" "entry 0 of 1" Signed |f| f.world(1).entry(0).signature[0] ^= 1;
        CommitSize "commit 2: the same, in the same order" "validCommit, verifyBasicValsAndCommit" "size 2" Signed |f| drop(f.world(2).commit().entries.pop());
        NotEnoughPower "the tally" "VerifyCommitLight" "entry 4 of 2+entry 5+entry 6 of 2+size 2" Signed |f| silence(f.world(2));
        WrongSignature "signatures, until they are enough" "verifyCommitBatch, bv.Verify" "entry 1 of 2" Signed |f| f.world(2).entry(1).signature[0] ^= 1;
        SignersTooFew "the memory for signers" "no check" "memory" Signed |f| f.signers = 13;
        ScratchTooSmall "the memory for look-ups" "no check" "scratch" Signed |f| f.scratch = 27;
        NotAValidator "by entry of commit 2, first of the one that commit 1 has by that name: it is a validator's" "verifyLightBlockCommitSig" "entry 5" Signed |f| misname(f);
        WrongSignature "its signature in commit 1" "verifyLightBlockCommitSig" "entry 6 of 1" Signed |f| f.world(1).entry(6).signature[0] ^= 1;
        WrongSignature "its signature in commit 2" "verifyLightBlockCommitSig" "entry 6 of 2+size 2" Signed |f| f.world(2).entry(6).signature[0] ^= 1;
    },
};

pub const DOUBLE_VOTING: Table<Submission<Votes>> = Table {
    title: "Two votes, submitted to a provider (`ccv::submit_double_voting`)",
    verify: |c| Submission::votes(c).ask(refusal),
    steps: steps! {
        VoteHeight "the rules of the evidence" "provider/48, DuplicateVoteEvidenceFromProto" "a" Commit |s| s.evidence.a.height = 0;
        MissingPart "the infraction header is there" "provider/48, ValidateHeaderForConsumerDoubleVoting" "absent" Signed |s| s.header.absent = true;
        MissingPart "it has a header" "provider/48, ValidateHeaderForConsumerDoubleVoting" "headless" Signed |s| s.header.headless = true;
        MissingPart "it has a set" "provider/48, ValidateHeaderForConsumerDoubleVoting" "set" Signed |s| s.header.world.set = None;
        ConsumerIdSyntax "the consumer id is a number" "provider/48, ValidateConsumerId" "id" Signed |s| s.consumer_id = "x".to_owned();
        MissingProposer "the rules of the set" "undefined/1, ValidatorSetFromProto" "set" Signed |s| s.header.world.set().proposer = None;
        NotAValidator "the voter is in it" "CCV/16, SubmitConsumerDoubleVoting" "set" Signed |s| drop(s.header.world.set().members.remove(2));
        UnknownConsumer "the consumer has a client" "CCV/16, HandleConsumerDoubleVoting" "client" Signed |s| s.provider.client_id = None;
        BelowMinHeight "the height is not below the floor" "CCV/16, HandleConsumerDoubleVoting" "floor" Signed |s| s.provider.floor = Some(21);
        UnknownConsumer "the consumer has a chain id" "undefined/1, GetConsumerChainId" "chain" Signed |s| s.provider.chain_id = None;
        VotesDiffer "height, round and type of the votes" "CCV/16, VerifyDoubleVotingEvidence" "round" Commit |s| s.evidence.b.round += 1;
        VotersDiffer "the addresses of the voters" "CCV/16, VerifyDoubleVotingEvidence" "address" Signed |s| s.evidence.b.address = vec![1; 20];
        WrongSignature "the signature of vote A, for the stored chain id" "undefined/1, VerifyDoubleVotingEvidence" "signature a" Signed |s| s.evidence.a.signature[0] ^= 1;
        WrongSignature "the signature of vote B" "undefined/1, VerifyDoubleVotingEvidence" "signature b" Signed |s| s.evidence.b.signature[0] ^= 1;
        NoInfractionParameters "the consumer has infraction parameters" "undefined/1, GetInfractionParameters" "parameters" Signed |s| s.provider.double_sign = None;
        UnknownValidator "the provider has the validator" "slashing/2, SlashValidator" "validator" Signed |s| s.provider.validators.clear();
        ValidatorUnbonded "it is bonded or unbonding" "undefined/1, SlashValidator" "status" Signed |s| s.provider.validators.iter_mut().for_each(|(_, it)| it.status = BondStatus::Unbonded);
        ValidatorTombstoned "it is not tombstoned" "undefined/1, SlashValidator" "tombstone" Signed |s| s.provider.validators.iter_mut().for_each(|(_, it)| it.tombstoned = true);
        SignersTooFew "the memory for punishments" "no check" "memory" Signed |s| s.punished = 0;
    },
};

pub const SUBMITTED_MISBEHAVIOUR: Table<Submission<Forked>> = Table {
    title: "Misbehaviour, submitted to a provider (`ccv::submit_misbehaviour`)",
    verify: |c| Submission::forked(c).ask(refusal),
    steps: steps! {
        ConsumerIdSyntax "the consumer id is a number" "provider/47, ValidateConsumerId" "id" Signed |s| s.consumer_id = "x".to_owned();
        MissingPart "the misbehaviour is there" "undefined/111222, MsgSubmitConsumerMisbehaviour.ValidateBasic panics" "empty" Signed |s| s.empty = true;
        MissingPart "the headers in the signed headers" "undefined/111222, Misbehaviour.ValidateBasic panics" "headless" Signed |s| s.evidence.headers[1].headless = true;
        ClientIdSyntax "the other rules of the misbehaviour: see above" "provider/47, Misbehaviour.ValidateBasic" "client" Signed |s| s.evidence.client_id = "a/b".to_owned();
        RevisionRange "the revision of the chain id" "undefined/111222, ParseChainID panics" "chain" Header |s| number_too_long(&mut s.evidence);
        NotEnoughPower "the commits" "provider/47, validCommit" "entries" Signed |s| silence(s.evidence.world(2));
        UnknownConsumer "the consumer has a chain id" "undefined/1, GetConsumerChainId" "chain" Signed |s| s.provider.chain_id = None;
        ConsumerChainIdMismatch "it is that of the headers" "undefined/1, CheckMisbehaviour" "chain" Signed |s| s.provider.chain_id = Some("other".to_owned());
        UnknownConsumer "the consumer has a client" "undefined/1, CheckMisbehaviour" "client" Signed |s| s.provider.client_id = None;
        ClientIdMismatch "it is that of the message" "undefined/1, CheckMisbehaviour" "client" Signed |s| s.evidence.client_id = "07-tendermint-1".to_owned();
        MisbehaviourHeights "the headers are of one height" "client/13, CheckMisbehaviour" "number" Header |s| move_to(s.evidence.world(2), 19);
        BelowMinHeight "which is not below the floor" "CCV/16, CheckMisbehaviour" "floor" Signed |s| s.provider.floor = Some(21);
        UnknownClient "the client exists" "undefined/111222, LightClientModule.CheckForMisbehaviour panics" "state" Signed |s| s.provider.client_chain_id = None;
        SameHeader "the headers are of different blocks" "client/13, CheckForMisbehaviour" "data" Header |s| s.evidence.world(2).header().hashes[DATA] = vec![7; 32];
        ConsensusStateNotFound "the client knows the trusted height of header 1" "client/7, verifyMisbehaviour" "state 1" Signed |s| s.provider.states[0].0 = (0, 0);
        ConsensusStateNotFound "that of header 2" "client/7, verifyMisbehaviour" "state 2" Signed |s| s.provider.states[1].0 = (0, 0);
        MissingProposer "header 1: the rules of the trusted set" "undefined/1, ValidatorSetFromProto" "trusted 1" Signed |s| s.evidence.headers[0].trusted_set.as_mut().unwrap().proposer = None;
        TrustedValidatorsHashMismatch "which is the one that the client knows" "07-tendermint/14, checkTrustedHeader" "next 1" Signed |s| s.provider.states[0].1.next_validators_hash = Hash([1; 32]);
        HeaderExpired "the trusting period" "07-tendermint/11, checkMisbehaviourHeader" "period" Signed |s| s.provider.trusting_period = Duration::from_seconds(100);
        ScratchTooSmall "the memory for look-ups" "no check" "scratch" Signed |s| s.evidence.scratch = 13;
        NotEnoughTrust "enough of the trusted set signed" "client/13, VerifyCommitLightTrusting" "level" Signed |s| s.provider.trust_level = (1, 1);
        TrustedValidatorsHashMismatch "header 2: the same, in the same order" "07-tendermint/14, checkTrustedHeader" "next 2" Signed |s| s.provider.states[1].1.next_validators_hash = Hash([1; 32]);
        SignersTooFew "the memory for signers" "no check" "memory" Signed |s| s.evidence.signers = 13;
        WrongSignature "all who signed both did: see above" "undefined/1, GetByzantineValidators" "entries" Signed |s| s.evidence.world(1).entry(6).signature[0] ^= 1;
        NoInfractionParameters "the consumer has infraction parameters" "undefined/1, GetInfractionParameters" "parameters" Signed |s| s.provider.double_sign = None;
        NobodyPunished "somebody can be punished" "undefined/1, HandleConsumerMisbehaviour" "validators" Signed |s| s.provider.validators.clear();
    },
};
