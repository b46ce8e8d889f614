//! The kinds of cases that are about evidence.

use crate::case::{base64_value, required};
use crate::frames::{By, SentVotes};
use crate::kinds::{LIMITS, malformed, same_with};
use crate::{BadCase, Case, Verdict};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, LightClientAttackEvidence, Misbehaviour, Signer, duplicate_vote,
    light_client_attack,
};
use parhelion_core::{Class, Error, PublicKey, SignedHeader, ValidatorSet, commit};

pub(crate) const KINDS: &[&str] =
    &["duplicate_vote", "light_client_attack", "consumer_double_vote", "consumer_misbehaviour"];

pub(crate) fn answer(case: &Case) -> Result<Verdict, BadCase> {
    match case.kind.as_str() {
        "duplicate_vote" => duplicate_vote(case),
        "light_client_attack" => light_client_attack(case),
        "consumer_double_vote" => consumer_double_vote(case),
        _ => consumer_misbehaviour(case),
    }
}

/// What was read is asked; what could not be read is malformed, whatever the class of its error.
fn asked<I, T>(
    inputs: Result<I, Error>,
    ask: impl FnOnce(I) -> Result<T, Error>,
    answer: impl FnOnce(T) -> Option<Vec<u8>>,
) -> Verdict {
    match inputs.map(ask) {
        Err(error) => malformed(Err(error)),
        Ok(Err(error)) if error.class() == Class::Unsupported => {
            Verdict::Refused(error, Class::Unsupported)
        }
        // The judge cannot even make such a key.
        Ok(Err(error @ Error::ProviderKeyType { .. })) => malformed(Err(error)),
        Ok(Err(error)) => Verdict::Refused(error, Class::Invalid),
        Ok(Ok(value)) => Verdict::Accepted(answer(value)),
    }
}

fn duplicate_vote(case: &Case) -> Result<Verdict, BadCase> {
    let chain_id = required(case.chain_id.as_ref(), "chain_id")?;
    let evidence = required(case.evidence.as_ref(), "evidence")?;
    let validators = base64_value(required(case.validators.as_ref(), "validators")?, "validators")?;
    let inputs = DuplicateVoteEvidence::parse(&evidence.0, LIMITS)
        .and_then(|evidence| Ok((evidence, ValidatorSet::parse(&validators, LIMITS)?)));
    let ask = |(evidence, validators): (DuplicateVoteEvidence<'_>, ValidatorSet<'_>)| {
        let verdict = duplicate_vote::verify(chain_id, &validators, &evidence);
        let (by, evidence) = (By::Set(&validators), &evidence);
        SentVotes { chain_id, by, evidence }.same_as(&verdict);
        verdict
    };
    Ok(asked(inputs, ask, |_| None))
}

fn consumer_double_vote(case: &Case) -> Result<Verdict, BadCase> {
    let chain_id = required(case.chain_id.as_ref(), "chain_id")?;
    let evidence = required(case.evidence.as_ref(), "evidence")?;
    let key = base64_value(required(case.public_key.as_ref(), "public_key")?, "public_key")?;
    let inputs = DuplicateVoteEvidence::parse(&evidence.0, LIMITS)
        .and_then(|evidence| Ok((evidence, PublicKey::parse(&key, LIMITS)?)));
    let ask = |(evidence, key): (DuplicateVoteEvidence<'_>, PublicKey<'_>)| {
        let verdict = duplicate_vote::verify_by_key(chain_id, &key, &evidence);
        SentVotes { chain_id, by: By::Key(&key), evidence: &evidence }.same_as(&verdict);
        verdict
    };
    Ok(asked(inputs, ask, |_| None))
}

fn light_client_attack(case: &Case) -> Result<Verdict, BadCase> {
    let evidence = required(case.evidence.as_ref(), "evidence")?;
    let common = required(case.common.as_ref(), "common")?;
    let common_set = required(case.common_validators.as_ref(), "common_validators")?;
    let trusted = required(case.trusted.as_ref(), "trusted")?;
    let inputs = LightClientAttackEvidence::parse(&evidence.0, LIMITS).and_then(|evidence| {
        let common = SignedHeader::parse(&common.0, LIMITS)?;
        let common_set = ValidatorSet::parse(&common_set.0, LIMITS)?;
        Ok((evidence, common, common_set, SignedHeader::parse(&trusted.0, LIMITS)?))
    });
    Ok(asked(
        inputs,
        |(evidence, common, common_set, trusted)| {
            let block = evidence.conflicting_block();
            let mut signers = vec![Signer::NONE; block.commit().signatures().count()];
            let mut memory = signers.clone();
            let words =
                commit::scratch_len(&common_set).max(commit::scratch_len(&block.validators()));
            let (common, set) = (common.header(), &common_set);
            let mut verify = |scratch: &mut [u32]| {
                light_client_attack::verify(&common, set, &trusted, &evidence, scratch, &mut memory)
                    .map(addresses)
            };
            let lent = verify(&mut vec![0; words]);
            assert_eq!(lent, verify(&mut []), "memory must not change a verdict");
            same_with(&lent, |verifier| {
                light_client_attack::verify_with(
                    &common,
                    set,
                    &trusted,
                    &evidence,
                    &mut signers,
                    verifier,
                )
                .map(addresses)
            });
            lent
        },
        Some,
    ))
}

fn addresses(attack: light_client_attack::Attack<'_>) -> Vec<u8> {
    concatenated(attack.byzantine_validators)
}

fn concatenated(signers: &[Signer]) -> Vec<u8> {
    signers.iter().flat_map(|signer| signer.address().0).collect()
}

fn consumer_misbehaviour(case: &Case) -> Result<Verdict, BadCase> {
    let bytes = required(case.misbehaviour.as_ref(), "misbehaviour")?;
    Ok(asked(
        Misbehaviour::parse(&bytes.0, LIMITS),
        |misbehaviour| {
            misbehaviour.verify_commits()?;
            let blocks =
                [misbehaviour.header_1(), misbehaviour.header_2()].map(|it| it.light_block());
            let entries = blocks.iter().map(|block| block.commit().signatures().count()).sum();
            let words = blocks.iter().map(|block| commit::scratch_len(&block.validators())).sum();
            let mut memory = vec![Signer::NONE; entries];
            let mut find = |scratch: &mut [u32]| {
                misbehaviour.byzantine_validators(scratch, &mut memory).map(concatenated)
            };
            let lent = find(&mut vec![0; words]);
            assert_eq!(lent, find(&mut []), "memory must not change a verdict");
            lent
        },
        Some,
    ))
}
