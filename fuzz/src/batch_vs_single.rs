//! Many signatures at once are right where each is.

use crate::forge::{self, Change, Signature};
use crate::oracle;
use crate::pb;
use curve25519_dalek::scalar::Scalar;
use parhelion_core::Verifier;

pub(crate) const CHAIN_ID: &str = "batch";
const SIGNATURES: usize = 20;
const CHANGES: usize = 4;
const KEYS: u8 = 5;

/// The first byte tells how many keys the verifier remembers. Then come signatures: secret, message,
/// and changes of two bytes each up to a zero, [`Change`] and its argument.
pub fn batch_vs_single(data: &[u8]) {
    verdicts(data);
}

/// A signature as it is checked.
pub(crate) struct Signed {
    pub(crate) key: [u8; 32],
    /// What tells the message from the others.
    pub(crate) time: u8,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: [u8; 64],
}

/// Whether each of the signatures is right.
pub(crate) fn verdicts(data: &[u8]) -> Vec<bool> {
    let Some((keys, script)) = data.split_first() else { return Vec::new() };
    let mut signed = signatures(script);
    let single: Vec<_> = signed.iter().map(is_right).collect();
    let keys = [1, 4, 64][usize::from(keys % 3)];
    // The second one computes eight at a time where the machine can.
    let mut verifiers = [Verifier::without_lanes(keys), Verifier::with_keys(keys)];
    let wrong = single.iter().position(|right| !right);
    for cache in ["cold", "warm"] {
        for verifier in &mut verifiers {
            assert_eq!(checks::first_wrong(verifier, &signed), wrong, "{cache}");
        }
    }
    if wrong.is_some() {
        // What is wrong leaves nothing behind, and the right ones are so without it.
        let mut each = single.iter();
        signed.retain(|_| each.next() == Some(&true));
        for verifier in &mut verifiers {
            assert_eq!(checks::first_wrong(verifier, &signed), None, "the right ones");
        }
    }
    single
}

/// By the core, and by a library that shares no code with it.
fn is_right(signed: &Signed) -> bool {
    let Signed { key, time, message, signature } = signed;
    let ours = checks::single(signed);
    let theirs = ed25519_consensus::VerificationKey::try_from(*key)
        .and_then(|key| key.verify(&ed25519_consensus::Signature::from(*signature), message));
    assert_eq!(ours, theirs.is_ok(), "{key:02x?} {signature:02x?} message {time}");
    ours
}

fn signatures(mut script: &[u8]) -> Vec<Signed> {
    let mut signed = Vec::<Signed>::new();
    let mut taken = None;
    while signed.len() < SIGNATURES
        && let Some(next) = signature(&mut script, signed.last(), &mut taken)
    {
        signed.push(next);
    }
    signed
}

/// The next signature. `taken` is to be taken from its s, for what has been added to the one before.
fn signature(
    script: &mut &[u8],
    last: Option<&Signed>,
    taken: &mut Option<Scalar>,
) -> Option<Signed> {
    let (secret, mut time) = (*script.split_off_first()? % KEYS, *script.split_off_first()?);
    let changes = changes(script);
    let torsion = |wanted| changes.iter().find(|(change, ..)| *change == wanted);
    let torsion = |wanted| torsion(wanted).map_or(0, |(_, argument, _)| *argument);
    let (in_r, in_key) = (torsion(Change::TorsionInR), torsion(Change::TorsionInKey));
    let mut made = Signature::honest(secret, &message(time), in_r, in_key);
    if let Some(number) = taken.take() {
        made.add(-number);
    }
    for (change, argument, raw) in changes {
        match change {
            Change::TorsionInR | Change::TorsionInKey => {}
            Change::SmallR => made.r = forge::small(argument),
            Change::SmallKey => made.key = forge::small(argument),
            Change::SmallS => made.s = Scalar::from(argument).to_bytes(),
            Change::UnreducedS => made.unreduce(),
            Change::UnreducedR => made.r = forge::unreduced(argument),
            Change::UnreducedKey => made.key = forge::unreduced(argument),
            Change::OtherMessage => time = argument,
            Change::Flip => made.part(argument)[usize::from(argument / 8)] ^= 1 << (argument % 8),
            Change::Raw => *made.part(argument) = raw,
            Change::Copied => copy(&mut made, last),
            Change::Balanced => {
                let number = Scalar::from(u64::from(argument) + 1);
                made.add(number);
                *taken = Some(number);
            }
        }
    }
    Some(Signed { key: made.key, time, message: message(time), signature: made.bytes() })
}

fn copy(made: &mut Signature, last: Option<&Signed>) {
    if let Some(last) = last {
        made.r.copy_from_slice(&last.signature[..32]);
        made.s.copy_from_slice(&last.signature[32..]);
    }
}

/// The changes with their arguments; with those that need it, 32 bytes.
fn changes(script: &mut &[u8]) -> Vec<(Change, u8, [u8; 32])> {
    let mut changes = Vec::new();
    while changes.len() < CHANGES
        && let Some(change) = script.split_off_first().and_then(|byte| Change::of(*byte))
    {
        let argument = script.split_off_first().copied().unwrap_or(0);
        let mut raw = [0; 32];
        if change == Change::Raw {
            let bytes = script.split_off(..script.len().min(32)).unwrap_or_default();
            raw[..bytes.len()].copy_from_slice(bytes);
        }
        changes.push((change, argument, raw));
    }
    changes
}

/// What is signed: a vote in a commit, for there a verifier of the core checks signatures.
fn message(time: u8) -> Vec<u8> {
    let vote = pb::Vote {
        vote_type: 2,
        height: 1,
        block_id: Some(block_id()),
        timestamp: Some(timestamp(time)),
        ..Default::default()
    };
    oracle::vote_sign_bytes(&vote, CHAIN_ID)
}

pub(crate) fn timestamp(time: u8) -> pb::Timestamp {
    pb::Timestamp { seconds: time.into(), nanos: 0 }
}

pub(crate) fn block_id() -> pb::BlockId {
    let parts = pb::PartSetHeader { total: 1, hash: vec![2; 32] };
    pb::BlockId { hash: vec![1; 32], part_set_header: Some(parts) }
}

/// Under libFuzzer, the core has a stand-in for signatures, but for this way in.
#[cfg(fuzzing)]
mod checks {
    use super::{Signed, Verifier};
    use parhelion_core::{Error, crypto::fuzzing};

    pub(super) fn single(signed: &Signed) -> bool {
        fuzzing::single(&signed.key, &signed.message, &signed.signature)
    }

    pub(super) fn first_wrong(verifier: &mut Verifier, signed: &[Signed]) -> Option<usize> {
        let parts = signed.iter().map(|signed| {
            let Signed { key, message, signature, .. } = signed;
            (key, &message[..], signature)
        });
        match fuzzing::batch(verifier, parts) {
            Ok(()) => None,
            Err(Error::WrongSignature { index }) => Some(index as usize),
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Otherwise a batch is a commit by validators of one power each.
#[cfg(not(fuzzing))]
mod checks {
    use super::{CHAIN_ID, Signed, Verifier, block_id, timestamp};
    use crate::agree::LIMITS;
    use crate::leaves::validator;
    use crate::pb;
    use parhelion_core::commit::{self, Rule};
    use parhelion_core::{Commit, Error, KeyType, PublicKey, ValidatorSet, crypto};
    use prost::Message;

    pub(super) fn single(signed: &Signed) -> bool {
        let key = PublicKey::new(KeyType::Ed25519, &signed.key).expect("32 bytes");
        crypto::verify(&key, &signed.message, &signed.signature, 0).is_ok()
    }

    pub(super) fn first_wrong(verifier: &mut Verifier, signed: &[Signed]) -> Option<usize> {
        if signed.is_empty() {
            return None;
        }
        let (set, commit) = (set(signed), commit(signed));
        let set = ValidatorSet::parse(&set, LIMITS).expect("a set");
        let commit = Commit::parse(&commit, LIMITS).expect("a commit");
        let id = commit.block_id();
        match commit::verify_with(CHAIN_ID, &set, &id, 1, &commit, Rule::Full, verifier) {
            Ok(_) => None,
            Err(Error::WrongSignature { index }) => Some(index as usize),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn set(signed: &[Signed]) -> Vec<u8> {
        let validators: Vec<_> = signed.iter().map(|signed| validator(signed.key)).collect();
        let proposer = validators.first().cloned();
        pb::ValidatorSet { validators, proposer, total_voting_power: 0 }.encode_to_vec()
    }

    fn commit(signed: &[Signed]) -> Vec<u8> {
        let entry = |signed: &Signed| pb::CommitSig {
            block_id_flag: 2,
            validator_address: validator(signed.key).address,
            timestamp: Some(timestamp(signed.time)),
            signature: signed.signature.to_vec(),
        };
        let signatures = signed.iter().map(entry).collect();
        pb::Commit { height: 1, round: 0, block_id: Some(block_id()), signatures }.encode_to_vec()
    }
}
