//! What a full node is asked: double votes, and attacks on light clients.

use super::{Attack, Votes};
use crate::agree::LIMITS;
use crate::frames;
use crate::judge::evidence::{Block, Guilty, Node, basic, double_voting, duplicate_vote, proven};
use crate::judge::evidence::{two_votes, vote};
use crate::judge::{self, Judged};
use crate::pb;
use crate::scene::Key;
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Fault, FaultProof, LightClientAttackEvidence, Signer,
    duplicate_vote as votes, light_client_attack,
};
use parhelion_core::{
    Commit, Error, Header, LightBlock, PublicKey, SignedHeader, ValidatorSet, Verifier, Vote,
    VoteType, commit,
};
use prost::Message;

/// The answer by its name. What is refused while it is read from the wire, or is without its parts, is
/// not for the judge.
pub(super) fn named<T>(answer: Result<T, Error>) -> Judged<T> {
    answer.map_err(|error| error.name())
}

pub(super) fn is_of_the_wire<T>(parsed: &Result<T, Error>) -> bool {
    parsed.as_ref().is_err_and(|error| error.row().number < 200)
}

/// The verdict of the last thing that is asked.
pub(super) fn ask_votes(question: &Votes) -> Option<Judged> {
    let Votes { chain_id, set, evidence } = question;
    prove(question, evidence);
    let bytes = evidence.encode_to_vec();
    let parsed = DuplicateVoteEvidence::parse(&bytes, LIMITS);
    if is_of_the_wire(&parsed) {
        return None;
    }
    let rules = two_votes(evidence);
    assert_eq!(named(parsed.as_ref().map(drop).map_err(|e| *e)), rules, "the rules of evidence");
    let Ok(parsed) = parsed else { return Some(rules) };
    let a = evidence.vote_a.as_ref()?;

    let keys = set.validators.iter().map(judge::key_of);
    for key in keys.chain([Key::at(0).public.clone()]) {
        let bytes = key.encode_to_vec();
        let Ok(public_key) = PublicKey::parse(&bytes, LIMITS) else { continue };
        let found = votes::verify_by_key(chain_id, &public_key, &parsed);
        frames::double_vote(chain_id, Err(&public_key), &parsed, &found);
        let found = named(found);
        let wanted = double_voting(evidence, chain_id.as_bytes(), &key);
        proof(found, within_50(chain_id, wanted), a, &key);
    }

    let bytes = set.encode_to_vec();
    let parsed_set = ValidatorSet::parse(&bytes, LIMITS).ok()?;
    let found = votes::verify(chain_id, &parsed_set, &parsed);
    frames::double_vote(chain_id, Ok(&parsed_set), &parsed, &found);
    let found = named(found);
    let wanted = within_50(chain_id, duplicate_vote(evidence, chain_id.as_bytes(), set));
    let voter = judge::find(set, &a.validator_address).map(judge::key_of);
    proof(found, wanted, a, &voter.unwrap_or_default());
    Some(wanted)
}

/// For a chain id of more than 50 bytes, every signature is wrong.
fn within_50(chain_id: &str, judged: Judged) -> Judged {
    match judged {
        Ok(()) | Err("UnsupportedKeyType") if chain_id.len() > 50 => Err("WrongSignature"),
        other => other,
    }
}

/// Whatever votes prove, without evidence around them.
fn prove(question: &Votes, evidence: &pb::DuplicateVoteEvidence) {
    let (Some(a), Some(b)) = (&evidence.vote_a, &evidence.vote_b) else { return };
    let bytes = [a, b].map(Message::encode_to_vec);
    let [Ok(first), Ok(second)] = [&bytes[0], &bytes[1]].map(|it| Vote::parse(it, LIMITS)) else {
        return;
    };
    assert_eq!(named(first.validate()), vote(a));
    assert_eq!(named(second.validate()), vote(b));
    let chain_id = &question.chain_id;
    let by_voter = judge::find(&question.set, &a.validator_address).map(judge::key_of);
    for key in by_voter.into_iter().chain([Key::at(1).public.clone()]) {
        let bytes = key.encode_to_vec();
        let Ok(public_key) = PublicKey::parse(&bytes, LIMITS) else { continue };
        let found = named(votes::prove(chain_id, &first, &second, &public_key));
        let reversed = named(votes::prove(chain_id, &second, &first, &public_key));
        assert_eq!(found.is_ok(), reversed.is_ok(), "the order does not matter");
        proof(found, within_50(chain_id, proven(a, b, chain_id.as_bytes(), &key)), a, &key);
    }
}

/// Whether this is found, of this vote.
fn proof(found: Judged<FaultProof>, wanted: Judged, vote: &pb::Vote, key: &pb::PublicKey) {
    assert_eq!(found.map(|_| ()), wanted);
    let Ok(proof) = found else { return };
    assert_eq!(proof.validator().0.to_vec(), judge::address(key));
    assert_eq!((proof.height(), proof.round()), (vote.height as u64, vote.round as u32));
    assert_eq!(proof.vote_type() == VoteType::Precommit, vote.vote_type == 2);
    assert_eq!(proof.fault(), Fault::DoubleVote);
}

pub(super) fn ask_attack(question: &Attack) -> Option<Judged> {
    let Attack { common, common_set, trusted, evidence } = question;
    let bytes = evidence.conflicting_block.as_ref()?.encode_to_vec();
    LightBlock::parse(&bytes, LIMITS).ok()?;
    let block = Block::of_light_block(evidence.conflicting_block.as_ref()?)?;
    let bytes = evidence.encode_to_vec();
    let parsed = LightClientAttackEvidence::parse(&bytes, LIMITS);
    // A key of an accused one is no key: the judge's messages do not know of its length.
    let odd = matches!(parsed, Err(Error::UnknownKeyType { .. } | Error::KeyLength { .. }));
    if is_of_the_wire(&parsed) || odd {
        return None;
    }
    let rules = basic(evidence, &block);
    assert_eq!(named(parsed.as_ref().map(drop).map_err(|e| *e)), rules, "the rules of evidence");
    let Ok(parsed) = parsed else { return Some(rules) };

    let bytes = [common.encode_to_vec(), common_set.encode_to_vec(), trusted.encode_to_vec()];
    let common = Header::parse(&bytes[0], LIMITS).ok()?;
    let set = ValidatorSet::parse(&bytes[1], LIMITS).ok()?;
    let signed = SignedHeader::parse(&bytes[2], LIMITS).ok()?;
    let node = Node {
        common_height: common.height() as i64,
        common_set,
        trusted_header: trusted.header.as_ref()?,
        trusted_commit: trusted.commit.as_ref()?,
    };
    let conflicting = parsed.conflicting_block();
    let (kind, guilty) = (node.kind(&block), node.guilty(&block));
    let classified = light_client_attack::classify(&signed, &conflicting.signed_header());
    assert_eq!(named(classified), node.conflict(&block));

    let words = commit::scratch_len(&set).max(commit::scratch_len(&conflicting.validators()));
    let mut memory = vec![Signer::NONE; conflicting.commit().len() as usize];
    let read = |found: Result<light_client_attack::Attack<'_>, Error>| {
        named(found).map(|attack| {
            assert_eq!(attack.kind, kind);
            listed(attack.byzantine_validators, conflicting.commit())
        })
    };
    let verdict = node.attack(evidence, &block);
    for words in [words, 0] {
        let scratch = &mut vec![u32::MAX; words];
        let found = light_client_attack::byzantine_validators(
            &set,
            &signed,
            &conflicting,
            scratch,
            &mut memory,
        );
        assert_eq!(read(found), guilty, "{words} words");
        let found =
            light_client_attack::verify(&common, &set, &signed, &parsed, scratch, &mut memory);
        assert_eq!(read(found), verdict, "{words} words");
    }
    let mut verifier = Verifier::with_keys(8);
    for cache in ["cold", "warm"] {
        let found = light_client_attack::verify_with(
            &common,
            &set,
            &signed,
            &parsed,
            &mut memory,
            &mut verifier,
        );
        assert_eq!(read(found), verdict, "{cache}");
    }
    Some(verdict.map(drop))
}

/// Addresses and powers; each stands in the entry that it is said to have signed.
pub(super) fn listed(signers: &[Signer], commit: &Commit<'_>) -> Guilty {
    let listed = signers.iter().map(|signer| {
        let (_, entry) = commit.signatures().nth(signer.index() as usize).expect("an entry");
        assert_eq!(entry.validator_address(), signer.address().0);
        (signer.address().0.to_vec(), signer.power() as i64)
    });
    listed.collect()
}
