//! The part of the demo about a consumer chain, on a recorded one.

use super::attest::{Answers, Stopped, attest_by_records, print, print_verified, read_answers};
use crate::failure::Failure;
use crate::show;
use parhelion_core::ccv::store::{ConsumerId, Layout};
use parhelion_core::{Error, Header, LightBlock, Limits, Options, TrustedState};
use parhelion_rpc::Document;

/// From a header of its provider to a header of its own, and what
/// becomes of a changed proof.
pub(crate) fn run() -> Result<(), Failure> {
    const HEADER: &str = include_str!("../../../testdata/ics/aurora-1_78.commit.json");
    const PROOFS: &str = include_str!("../../../testdata/ics/aurora-1_77.proofs.jsonl");
    const COMMIT: &str = include_str!("../../../testdata/ics/borealis-1_89.commit.json");
    const VALIDATORS: &str = include_str!("../../../testdata/ics/borealis-1_89.validators.json");
    let refused = |error: Error| Failure::not_readable("testdata/ics", show::error(&error));
    let unreadable = |error: parhelion_rpc::Error| Failure::not_readable("testdata/ics", error);

    say!(
        "\nA consumer chain, from nothing but a header of the provider that decides its validators\n"
    );
    let (Document::Commit { signed_header: provider, .. }, Document::Commit { signed_header, .. }) = (
        parhelion_rpc::read(HEADER).map_err(unreadable)?,
        parhelion_rpc::read(COMMIT).map_err(unreadable)?,
    ) else {
        return Err(Failure::not_readable("testdata/ics", "no answers of /commit"));
    };
    let header = parhelion_rpc::encode(&provider.header.unwrap_or_default());
    let header = Header::parse(&header, &Limits::DEFAULT).map_err(refused)?;
    let hash = header.hash().map_err(refused)?;
    let header = TrustedState::trust_on_faith(&header, &hash).map_err(refused)?;
    let answers = read_answers("aurora-1_77.proofs.jsonl", PROOFS)?;
    let question = (Layout::L8, ConsumerId::new(0));
    let failed = |stopped: Stopped| match stopped {
        Stopped::Refused(error) => refused(error),
        Stopped::Missing(key) => Failure::not_readable("testdata/ics", format!("no {key:?}")),
    };
    let mut memory = Vec::new();
    let attested = attest_by_records(&header, question, &answers, &mut memory).map_err(failed)?;
    print(&attested);
    let set = match parhelion_rpc::read(VALIDATORS).map_err(unreadable)? {
        Document::Validators(page) => parhelion_rpc::validator_set(&[page]).map_err(unreadable)?,
        _ => return Err(Failure::not_readable("testdata/ics", "no answer of /validators")),
    };
    let bytes = parhelion_rpc::encode(&parhelion_rpc::light_block(signed_header, set));
    let block = LightBlock::parse(&bytes, &Limits::DEFAULT).map_err(refused)?;
    let now = block.header().time();
    let verified = attested.verify_header(&block, &Options::DEFAULT, now).map_err(refused)?;
    print_verified(&verified);

    one_bit_flipped(&header, question, answers)
}

fn one_bit_flipped(
    header: &TrustedState,
    question: (Layout, ConsumerId),
    mut answers: Answers,
) -> Result<(), Failure> {
    say!("\nThe same with one bit of a proof flipped:\n");
    let proof = answers.values_mut().next().and_then(|answer| answer.proofs.first_mut());
    if let Some(byte) = proof.and_then(|proof| proof.get_mut(60)) {
        *byte ^= 1;
    }
    match attest_by_records(header, question, &answers, &mut Vec::new()) {
        Err(Stopped::Refused(error)) => say!("  refused  {}", show::error(&error)),
        _ => return Err(Failure::not_readable("testdata/ics", "a changed proof was accepted")),
    }
    Ok(())
}
