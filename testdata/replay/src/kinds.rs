//! What is asked by each kind of case.

use crate::case::{base64_value, duration, fraction, number, required, time};
use crate::stream::Streamed;
use crate::{BadCase, Case, Verdict, client, evidence, power_shaping, proof, valset_change};
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{
    BlockId, Class, Commit, Error, Header, KeyType, LightBlock, Limits, Options, Proposal,
    PublicKey, SignedHeader, Time, TrustThreshold, TrustedState, ValidatorSet, Verified, Verifier,
    Vote, commit, crypto, light,
};
use sha2::{Digest, Sha256};
use std::cell::RefCell;

pub(crate) const LIMITS: &Limits = &Limits::DEFAULT;

pub(crate) type Answer = Result<Option<Vec<u8>>, Error>;

thread_local! {
    /// Those for all cases, and small: keys are forgotten, and asked for again.
    static VERIFIERS: RefCell<Vec<Verifier>> = RefCell::new(verifiers(16));
}

/// A verifier of each kind that there is on this machine.
#[must_use]
pub fn verifiers(keys: usize) -> Vec<Verifier> {
    #[cfg(feature = "lanes")]
    let lanes =
        parhelion_lanes::Backend::available().map(|backend| Verifier::with_lanes(keys, backend));
    #[cfg(not(feature = "lanes"))]
    let lanes = std::iter::empty();
    std::iter::once(Verifier::without_lanes(keys)).chain(lanes).collect()
}

/// Asks with each verifier too: none may change a verdict.
pub(crate) fn same_with<T: PartialEq + std::fmt::Debug>(
    alone: &Result<T, Error>,
    mut ask: impl FnMut(&mut Verifier) -> Result<T, Error>,
) {
    VERIFIERS.with_borrow_mut(|verifiers| {
        for verifier in verifiers {
            assert_eq!(*alone, ask(verifier), "the verifier must not change a verdict");
        }
    });
}

pub(crate) fn answer(case: &Case) -> Result<Verdict, BadCase> {
    let answer = match case.kind.as_str() {
        "light" => light(case)?,
        "backwards" => backwards(case)?,
        "commit" => commit(case)?,
        "basic" => return Ok(malformed(basic(case)?)),
        "hash" if case.message.as_deref() == Some("evidence_list") => {
            return Ok(malformed(hash(case)?));
        }
        "hash" => hash(case)?,
        "sign_bytes" => sign_bytes(case)?,
        "ed25519" => ed25519(case)?,
        "client_update" => return client::update(case),
        "ics23" => proof::ics23(case)?,
        "power_shaping" => return power_shaping::answer(case),
        kind if evidence::KINDS.contains(&kind) => return evidence::answer(case),
        valset_change::KIND => return valset_change::answer(case),
        kind => return Err(BadCase(format!("unknown kind `{kind}`"))),
    };
    Ok(match answer {
        Ok(answer) => Verdict::Accepted(answer),
        Err(error) => Verdict::Refused(error, error.class()),
    })
}

/// In `basic`, and in evidence, whatever is refused is malformed, unless this build cannot tell.
pub(crate) fn malformed(answer: Answer) -> Verdict {
    match answer {
        Ok(answer) => Verdict::Accepted(answer),
        Err(error) if error.class() == Class::Unsupported => Verdict::Refused(error, error.class()),
        Err(error) => Verdict::Refused(error, Class::Malformed),
    }
}

fn light(case: &Case) -> Result<Answer, BadCase> {
    let trusted = required(case.trusted.as_ref(), "trusted")?;
    let trusted_next = required(case.trusted_next.as_ref(), "trusted_next")?;
    let untrusted = required(case.untrusted.as_ref(), "untrusted")?;
    let level = fraction(required(case.trust_level.as_ref(), "trust_level")?)?;
    let period = required(case.trusting_period.as_ref(), "trusting_period")?;
    let drift = required(case.max_clock_drift.as_ref(), "max_clock_drift")?;
    let trusting_period = duration(period, "trusting_period")?;
    let max_clock_drift = duration(drift, "max_clock_drift")?;
    let now = time(required(case.now.as_ref(), "now")?)?;
    Ok((|| {
        let trusted = SignedHeader::parse(&trusted.0, LIMITS)?;
        let state = trust(&trusted.header());
        let threshold = TrustThreshold::new(level.0, level.1);
        let options = threshold.map(|trust_threshold| Options {
            trust_threshold,
            trusting_period,
            max_clock_drift,
        });
        let asked = || {
            let trusted_next = ValidatorSet::parse(&trusted_next.0, LIMITS)?;
            let block = LightBlock::parse(&untrusted.0, LIMITS)?;
            verified(state.as_ref().map_err(|error| *error)?, &trusted_next, &block, &options?, now)
        };
        let verdict = asked();
        if let (Ok(state), Ok(options)) = (&state, &options) {
            let (trusted_validators, block) = (Some(&trusted_next.0[..]), &untrusted.0[..]);
            Streamed { state, trusted_validators, block, options, now }.same_as(&verdict);
        }
        verdict.map(|_| None)
    })())
}

/// What is trusted then, by each way of asking.
fn verified(
    state: &TrustedState,
    trusted_next: &ValidatorSet<'_>,
    block: &LightBlock<'_>,
    options: &Options,
    now: Time,
) -> Result<TrustedState, Error> {
    let known = |verified: Result<Verified<'_>, Error>| {
        verified.map(|verified| verified.trusted_state().clone())
    };
    let set = Some(trusted_next);
    let mut scratch = vec![0; commit::scratch_len(trusted_next)];
    let lent = known(light::verify(state, set, block, options, now, &mut scratch));
    let alone = known(light::verify(state, set, block, options, now, &mut []));
    assert_eq!(lent, alone, "memory must not change a verdict");
    same_with(&lent, |verifier| {
        known(light::verify_with(state, set, block, options, now, verifier))
    });
    lent
}

/// Trusts the header of a case, as its judge does: also one that has no hash. Of such a one a state
/// is made by hand, as it would have been stored.
fn trust(header: &Header<'_>) -> Result<TrustedState, Error> {
    if let Ok(hash) = header.hash() {
        return TrustedState::trust_on_faith(header, &hash);
    }
    let state = TrustedState::from_on_chain_client(
        parhelion_core::ChainId::new(header.chain_id())?,
        header.height(),
        header.time(),
        header.next_validators_hash(),
    )?;
    let mut bytes = state.to_bytes();
    if let [.., _] = header.last_block_id().hash() {
        bytes[6] |= 4;
        bytes[96..128].copy_from_slice(header.last_block_id().hash());
        let checksum = Sha256::digest(&bytes[..248]);
        bytes[248..].copy_from_slice(&checksum[..8]);
    }
    TrustedState::from_trusted_bytes(&bytes)
}

fn backwards(case: &Case) -> Result<Answer, BadCase> {
    let trusted = required(case.trusted.as_ref(), "trusted")?;
    let untrusted = required(case.untrusted.as_ref(), "untrusted")?;
    Ok((|| {
        let trusted = SignedHeader::parse(&trusted.0, LIMITS)?;
        let untrusted = SignedHeader::parse(&untrusted.0, LIMITS)?;
        light::verify_backwards(&trust(&trusted.header())?, &untrusted.header()).map(|_| None)
    })())
}

fn commit(case: &Case) -> Result<Answer, BadCase> {
    let chain_id = required(case.chain_id.as_ref(), "chain_id")?;
    let validators = base64_value(required(case.validators.as_ref(), "validators")?, "validators")?;
    let commit_bytes = required(case.commit.as_ref(), "commit")?;
    let variant = required(case.variant.as_ref(), "variant")?.as_str();
    let own = |rule: commit::Rule| -> Result<Answer, BadCase> {
        let block_id = required(case.block_id.as_ref(), "block_id")?;
        let height = number(required(case.height.as_ref(), "height")?, "height")?;
        Ok((|| {
            let validators = ValidatorSet::parse(&validators, LIMITS)?;
            let commit = Commit::parse(&commit_bytes.0, LIMITS)?;
            let block_id = BlockId::parse(&block_id.0, LIMITS)?;
            let tally = commit::verify(chain_id, &validators, &block_id, height, &commit, rule);
            same_with(&tally, |verifier| {
                let set = &validators;
                commit::verify_with(chain_id, set, &block_id, height, &commit, rule, verifier)
            });
            tally.map(|_| None)
        })())
    };
    let trusting = |stop: commit::Stop| -> Result<Answer, BadCase> {
        let level = fraction(required(case.trust_level.as_ref(), "trust_level")?)?;
        Ok((|| {
            let validators = ValidatorSet::parse(&validators, LIMITS)?;
            let commit = Commit::parse(&commit_bytes.0, LIMITS)?;
            let threshold = TrustThreshold::new(level.0, level.1)?;
            let mut scratch = vec![0; commit::scratch_len(&validators)];
            let verify = |scratch: &mut [u32]| {
                commit::verify_trusting(chain_id, &validators, &commit, threshold, stop, scratch)
            };
            let lent = verify(&mut scratch);
            assert_eq!(lent, verify(&mut []), "memory must not change a verdict");
            same_with(&lent, |verifier| {
                let set = &validators;
                commit::verify_trusting_with(chain_id, set, &commit, threshold, stop, verifier)
            });
            lent.map(|_| None)
        })())
    };
    match variant {
        "full" => own(commit::Rule::Full),
        "light" => own(commit::Rule::Light),
        "light_all" => own(commit::Rule::LightAll),
        "trusting" => trusting(commit::Stop::WhenEnough),
        "trusting_all" => trusting(commit::Stop::Never),
        other => Err(BadCase(format!("unknown variant `{other}`"))),
    }
}

fn basic(case: &Case) -> Result<Answer, BadCase> {
    let bytes = &required(case.bytes.as_ref(), "bytes")?.0;
    let chain_id = case.chain_id.as_deref();
    Ok(match required(case.message.as_ref(), "message")?.as_str() {
        "header" => Header::parse(bytes, LIMITS).map(|_| None),
        "commit" => Commit::parse(bytes, LIMITS).map(|_| None),
        "vote" => Vote::parse(bytes, LIMITS).and_then(|vote| vote.validate()).map(|()| None),
        "validator_set" => ValidatorSet::parse(bytes, LIMITS).map(|_| None),
        "signed_header" => SignedHeader::parse(bytes, LIMITS)
            .and_then(|signed| signed.validate(chain_id.unwrap_or_default()))
            .map(|_| None),
        "light_block" => LightBlock::parse(bytes, LIMITS)
            .and_then(|block| block.validate(chain_id.unwrap_or_default()))
            .map(|_| None),
        "duplicate_vote" => DuplicateVoteEvidence::parse(bytes, LIMITS).map(|_| None),
        "light_client_attack" => LightClientAttackEvidence::parse(bytes, LIMITS).map(|_| None),
        other => return Err(BadCase(format!("unknown message `{other}`"))),
    })
}

fn hash(case: &Case) -> Result<Answer, BadCase> {
    let bytes = &required(case.bytes.as_ref(), "bytes")?.0;
    let hash = match required(case.message.as_ref(), "message")?.as_str() {
        "header" => Header::parse(bytes, LIMITS).and_then(|header| header.hash()),
        "commit" => Commit::parse(bytes, LIMITS).map(|commit| commit.hash()),
        "validator_set" => ValidatorSet::parse(bytes, LIMITS).map(|set| set.hash()),
        "evidence_list" => EvidenceList::parse(bytes, LIMITS).map(|list| list.hash()),
        other => return Err(BadCase(format!("unknown message `{other}`"))),
    };
    Ok(hash.map(|hash| Some(hash.0.to_vec())))
}

fn sign_bytes(case: &Case) -> Result<Answer, BadCase> {
    let bytes = &required(case.bytes.as_ref(), "bytes")?.0;
    let chain_id = required(case.chain_id.as_ref(), "chain_id")?;
    let mut sink = Vec::new();
    let written = match required(case.message.as_ref(), "message")?.as_str() {
        "vote" => Vote::parse(bytes, LIMITS).map(|vote| vote.write_sign_bytes(chain_id, &mut sink)),
        "proposal" => Proposal::parse(bytes, LIMITS)
            .map(|proposal| proposal.write_sign_bytes(chain_id, &mut sink)),
        "extension" => Vote::parse(bytes, LIMITS)
            .map(|vote| vote.write_extension_sign_bytes(chain_id, &mut sink)),
        other => return Err(BadCase(format!("unknown message `{other}`"))),
    };
    Ok(written.map(|()| Some(sink)))
}

fn ed25519(case: &Case) -> Result<Answer, BadCase> {
    let key = base64_value(required(case.public_key.as_ref(), "public_key")?, "public_key")?;
    // A message of no bytes may be left out.
    let message = match &case.message {
        Some(message) => base64_value(&serde_json::Value::String(message.clone()), "message")?,
        None => Vec::new(),
    };
    let signature = required(case.signature.as_ref(), "signature")?;
    Ok(PublicKey::new(KeyType::Ed25519, &key)
        .and_then(|key| crypto::verify(&key, &message, &signature.0, 0))
        .map(|()| None))
}
