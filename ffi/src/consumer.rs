//! Consumer chains: the set that a provider decided, and headers verified by that set alone.

use crate::detail::Failure;
use crate::slice::{Handle, In, Out, Span, apart};
use crate::types::{Answer, Attested, Detail, Member, Options, TrustedState};
use crate::{LIMITS, call, lend, options as read_options, stored, time};
use parhelion_core::ccv::attest::{self, Launched, by_records};
use parhelion_core::ccv::store::{ConsumerId, Layout};
use parhelion_core::ccv::{Release, valset_change::CrossChainValidator};
use parhelion_core::proof::{
    Gap, MerkleProof, Proven, verify_gap, verify_membership, verify_non_membership,
};
use parhelion_core::{LightBlock, Verifier};

/// Attests the whole set of a consumer by its records.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_attest(
    provider: In<'_, TrustedState>,
    release: In<'_, u8>,
    release_len: usize,
    consumer_id: u64,
    answers: In<'_, Answer<'_>>,
    answers_len: usize,
    members: Out<'_, Member>,
    members_capacity: usize,
    attested: Out<'_, Attested>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        attested.check_made()?;
        let read = spans(&answers, answers_len)?.chain([release.span(release_len)]);
        let members = Members::new(members, members_capacity, read)?;
        let provider = provider.value()?;
        let release = release.text(release_len)?;
        let answers = check_answers(&answers, answers_len)?;

        let records = Records::new(&provider, release, consumer_id, answers)?;
        records.attest(members.capacity, &mut |found| {
            members.write(found.validators())?;
            Ok(attested.write(found.into())?)
        })
    })
}

/// Verifies a block of a consumer, trusting nothing but a header of its provider.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verify_consumer_header(
    provider: In<'_, TrustedState>,
    release: In<'_, u8>,
    release_len: usize,
    consumer_id: u64,
    answers: In<'_, Answer<'_>>,
    answers_len: usize,
    block: In<'_, u8>,
    block_len: usize,
    options: In<'_, Options>,
    now_seconds: i64,
    now_nanos: u32,
    verifier: Handle<'_, Verifier>,
    members: Out<'_, Member>,
    members_capacity: usize,
    next: Out<'_, TrustedState>,
    attested: Out<'_, Attested>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        attested.check_made()?;
        let read =
            spans(&answers, answers_len)?.chain([release.span(release_len), block.span(block_len)]);
        let members = Members::new(members, members_capacity, read)?;
        let provider = provider.value()?;
        let release = release.text(release_len)?;
        let answers = check_answers(&answers, answers_len)?;
        let block = block.required(block_len)?;
        let (options, now) = (read_options(&options)?, time(now_seconds, now_nanos)?);
        let mut verifier = verifier.get()?;

        let records = Records::new(&provider, release, consumer_id, answers)?;
        records.attest(members.capacity, &mut |found| {
            let block = LightBlock::parse(block, LIMITS)?;
            let options = options.read()?;
            let verified = match verifier.as_deref_mut() {
                Some(verifier) => found.verify_header_with(&block, &options, now, verifier),
                None => found.verify_header(&block, &options, now),
            }?;
            members.write(found.validators())?;
            next.write(verified.trusted_state().into())?;
            Ok(attested.write(found.into())?)
        })
    })
}

/// Memory for the members of a set.
pub(crate) struct Members<'a> {
    out: Out<'a, Member>,
    pub(crate) capacity: usize,
}

impl<'a> Members<'a> {
    /// # Errors
    /// [`Failure::Argument`], also where something that is read stands there.
    pub(crate) fn new(
        out: Out<'a, Member>,
        capacity: usize,
        read: impl IntoIterator<Item = Span>,
    ) -> Result<Self, Failure> {
        out.check_room(capacity)?;
        apart(&[out.span(capacity)], read)?;
        Ok(Members { out, capacity })
    }

    /// # Errors
    /// None: the core was lent as much memory as there is room here.
    pub(crate) fn write(&self, members: &[CrossChainValidator]) -> Result<(), Failure> {
        for (place, member) in members.iter().enumerate() {
            let key = member.public_key();
            let public_key = key.as_bytes().try_into().map_err(|_| Failure::Internal)?;
            let member = Member { public_key, power: member.power() };
            self.out.write_at(place, self.capacity, member)?;
        }
        Ok(())
    }
}

/// Where the answers and what they point to stand.
fn spans<'a>(
    answers: &'a In<'a, Answer<'a>>,
    len: usize,
) -> Result<impl Iterator<Item = Span> + 'a, Failure> {
    let each = answers.list(len)?.iter().flat_map(|answer| {
        let Answer { key, key_len, value, value_len, proof, proof_len } = *answer;
        [key.span(key_len), value.span(value_len), proof.span(proof_len)]
    });
    Ok(each.chain([answers.span(len)]))
}

/// The answers: the phase, the chain id, and those that show the records.
fn check_answers<'a>(
    answers: &In<'a, Answer<'a>>,
    len: usize,
) -> Result<&'a [Answer<'a>], Failure> {
    let answers = answers.list(len)?;
    for answer in answers {
        answer.key.required(answer.key_len)?;
        answer.value.slice(answer.value_len)?;
        answer.proof.required(answer.proof_len)?;
    }
    if answers.len() < 2 { Err(Failure::Argument) } else { Ok(answers) }
}

/// What is asked of a provider, and what was answered.
struct Records<'q> {
    header: parhelion_core::TrustedState,
    layout: Layout,
    id: ConsumerId,
    answers: &'q [Answer<'q>],
}

impl<'q> Records<'q> {
    fn new(
        provider: &TrustedState,
        release: &str,
        consumer_id: u64,
        answers: &'q [Answer<'q>],
    ) -> Result<Self, Failure> {
        let (header, layout) = (stored(provider)?, Layout::of(Release::new(release)?));
        Ok(Records { header, layout, id: ConsumerId::new(consumer_id), answers })
    }

    /// Attests the set, and passes it on.
    fn attest(
        &self,
        capacity: usize,
        done: &mut dyn FnMut(&attest::Attested<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Records { header, layout, id, answers } = self;
        let [phase, chain_id, gaps @ ..] = answers else { return Err(Failure::Argument) };
        let (phase, chain_id) = (proven(header, phase)?, proven(header, chain_id)?);
        let consumer = Launched::of(*layout, *id, &phase, &chain_id)?;
        lend::with(capacity, CrossChainValidator::NONE, &mut |memory| {
            let mut fault = None;
            let gaps = gaps.iter().map_while(|answer| match gap(header, answer) {
                Ok(gap) => Some(gap),
                Err(failure) => {
                    fault = Some(failure);
                    None
                }
            });
            let attested = by_records(header, &consumer, gaps, memory);
            // The core finds the records incomplete where a proof of them is wrong.
            match fault {
                Some(failure) => Err(failure),
                None => done(&attested?),
            }
        })
    }
}

/// What an answer proves of a key: its value, or that there is none.
fn proven<'a>(
    header: &parhelion_core::TrustedState,
    answer: &Answer<'a>,
) -> Result<Proven<'a>, Failure> {
    let key = answer.key.required(answer.key_len)?;
    let proof = MerkleProof::parse(answer.proof.required(answer.proof_len)?, LIMITS)?;
    Ok(match answer.value.slice(answer.value_len)? {
        Some(value) => verify_membership(header, STORE, key, value, &proof),
        None => verify_non_membership(header, STORE, key, &proof),
    }?)
}

/// What an answer shows to stand next to a key that is absent.
fn gap<'a>(header: &parhelion_core::TrustedState, answer: &Answer<'a>) -> Result<Gap<'a>, Failure> {
    let key = answer.key.required(answer.key_len)?;
    let proof = MerkleProof::parse(answer.proof.required(answer.proof_len)?, LIMITS)?;
    Ok(verify_gap(header, STORE, key, &proof)?)
}

/// The provider's store of the module.
const STORE: &[u8] = b"provider";
