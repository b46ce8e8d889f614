//! The bodies of the fuzz targets: functions of bytes that panic where parhelion-core is wrong.
//!
//! * [`parse_light_block`]: what the strict reader accepts, prost decodes to the same values, and
//!   hashes and sign bytes are those of messages that prost has encoded.
//! * [`parse_evidence`]: the same for evidence, and for what carries it.
//! * [`verify`]: neither lent memory nor a verifier changes a verdict, and a verified header is what
//!   it is said to be.
//! * [`stream_vs_slice`]: a block in frames is judged as the whole block, and no other is verified.
//! * [`verify_evidence`]: evidence is judged as plain rules judge it; a double vote in frames, too.
//! * [`packets`]: packets are read as serde_json reads them, and applied as plain maps apply them.
//! * [`shaping`]: a consumer's next set is the one that plain rules give.
//! * [`rpc_json`]: what is read of a node's answers has one encoding.
//! * [`hashes`]: no harmless change to the wire changes a hash or sign bytes.
//! * [`proofs`]: proofs of state hold where they hold for the `ics23` crate; in frames, too.
//! * [`batch_vs_single`]: many signatures at once are right where each is.
//! * [`client`]: a light client comes to one end, and believes nobody more than it may.
//! * [`guard`]: a signer's guard permits no double sign, whatever its storage does.

mod agree;
mod batch_vs_single;
mod choices;
mod client;
mod disguise;
mod facts;
mod forge;
mod frames;
mod guard;
mod hashes;
mod judge;
mod leaves;
mod oracle;
mod packets;
mod pb;
mod proofs;
mod rpc_json;
mod scene;
mod schema;
mod shaping;
mod stream_vs_slice;
mod verify;
mod verify_evidence;

pub use agree::{is_accepted, parse_evidence, parse_light_block};
pub use batch_vs_single::batch_vs_single;
pub use client::{End as ClientEnd, Met as ClientMet, answer as client_answer, client};
pub use forge::Change;
pub use guard::{Met as GuardMet, answer as guard_answer, guard};
pub use hashes::hashes;
pub use packets::packets;
pub use proofs::{StateQuestion, proofs};
pub use rpc_json::rpc_json;
pub use shaping::shaping;
pub use stream_vs_slice::{stream_verifies, stream_vs_slice};
pub use verify::{Question, verify};
pub use verify_evidence::{About, Recorded, answer as evidence_answer, verify_evidence};

/// Runs a target over the files named on the command line: a crash can be looked into without
/// libFuzzer.
///
/// # Errors
/// A file that cannot be read.
pub fn run_files(target: fn(&[u8])) -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        target(&std::fs::read(&path)?);
        println!("{}: passed", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parhelion_core::Error;
    use std::collections::BTreeSet;
    use std::fs::{read, read_dir};

    fn seeds(target: &str) -> Vec<Vec<u8>> {
        let folder = format!("{}/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
        read_dir(folder).unwrap().map(|file| read(file.unwrap().path()).unwrap()).collect()
    }

    /// Runs the seeds cut short, and with single bits flipped: a little of what the fuzzer does,
    /// the same in each run.
    fn disturbed(seeds: &[Vec<u8>], target: fn(&[u8])) {
        for seed in seeds {
            for at in (0..seed.len()).step_by((seed.len() / 64).clamp(7, 61)) {
                target(&seed[..at]);
                let mut flipped = seed.clone();
                flipped[at] ^= 1 << (at % 8);
                target(&flipped);
            }
        }
    }

    #[test]
    fn seeds_of_every_message_agree() {
        let (blocks, evidence) = (seeds("parse_light_block"), seeds("parse_evidence"));
        for selector in 0..=16 {
            let seeds = blocks.iter().chain(&evidence);
            let accepted = seeds.filter(|seed| seed[0] == selector && is_accepted(seed));
            assert!(accepted.count() >= 2, "message {selector}");
        }
        disturbed(&blocks, parse_light_block);
        disturbed(&evidence, parse_evidence);
    }

    #[test]
    fn seeds_meet_every_kind_of_verdict() {
        let seeds = seeds("verify");
        let verdicts: Vec<_> = seeds.iter().filter_map(|seed| verify::answer(seed)).collect();
        let met = |least, fits: fn(&verify::Verdict) -> bool| {
            let number = verdicts.iter().filter(|verdict| fits(verdict)).count();
            assert!(number >= least, "{number} of {least}");
        };
        met(15, |verdict| verdict.is_ok());
        met(5, |verdict| matches!(verdict, Err(Error::NotEnoughTrust { .. })));
        met(2, |verdict| matches!(verdict, Err(Error::NotEnoughPower { .. })));
        met(2, |verdict| matches!(verdict, Err(Error::WrongSignature { .. })));
        disturbed(&seeds, verify);
    }

    #[test]
    fn seeds_of_streams_meet_every_kind_of_verdict() {
        let seeds = seeds("stream_vs_slice");
        let found: Vec<_> = seeds.iter().filter_map(|seed| stream_vs_slice::answer(seed)).collect();
        let verified = |changed| {
            let fits = |(verdict, other): &&(stream_vs_slice::Verdict, bool)| {
                verdict.is_ok() && *other == changed
            };
            found.iter().filter(fits).count()
        };
        assert!(verified(false) >= 10 && verified(true) >= 2, "{found:?}");
        let refused = found.iter().filter_map(|(verdict, _)| verdict.as_ref().err());
        let refused: BTreeSet<_> = refused.map(|error| error.name()).collect();
        assert!(refused.len() >= 10 && refused.contains("PassesDiffer"), "{refused:?}");
        disturbed(&seeds, stream_vs_slice);
    }

    #[test]
    fn seeds_meet_most_answers_about_evidence() {
        let seeds = seeds("verify_evidence");
        let mut answers: [BTreeSet<_>; 4] = Default::default();
        for (about, answer) in seeds.iter().filter_map(|seed| evidence_answer(seed)) {
            answers[about as usize].insert(answer);
        }
        for (answers, least) in answers.iter().zip([20, 20, 35, 30]) {
            assert!(answers.contains(&Ok(())) && answers.len() >= least, "{answers:?}");
        }
        disturbed(&seeds, verify_evidence);
    }

    #[test]
    fn seeds_are_packets_of_every_outcome() {
        let seeds = seeds("packets");
        let answers: Vec<_> = seeds.iter().map(|seed| packets::answer(seed)).collect();
        let met = |least, fits: fn(&Option<Result<(), Error>>) -> bool| {
            let number = answers.iter().filter(|answer| fits(answer)).count();
            assert!(number >= least, "{number} of {least}");
        };
        met(8, |answer| *answer == Some(Ok(())));
        met(4, Option::is_none);
        met(1, |answer| matches!(answer, Some(Err(Error::UpdateWithoutKey { .. }))));
        met(1, |answer| matches!(answer, Some(Err(Error::UpdateKeyLength { .. }))));
        met(1, |answer| matches!(answer, Some(Err(Error::UpdateKeyType { .. }))));
        met(1, |answer| matches!(answer, Some(Err(Error::UpdatePower { .. }))));
        met(1, |answer| matches!(answer, Some(Err(Error::UpdatedTotalPower { .. }))));
        disturbed(&seeds, packets);
    }

    #[test]
    fn seeds_meet_most_answers_about_shaped_sets() {
        let seeds = seeds("shaping");
        let answers: Vec<_> = seeds.iter().map(|seed| shaping::answer(seed)).collect();
        let refused: BTreeSet<_> = answers.iter().filter_map(|answer| answer.err()).collect();
        assert_eq!(refused.len(), 6, "{refused:?}");
        let sizes = answers.iter().filter_map(|answer| answer.ok());
        assert!(sizes.clone().filter(|size| *size > 12).count() >= 20, "{answers:?}");
        assert!(sizes.max() > Some(150), "{answers:?}");
        disturbed(&seeds, shaping);
    }

    #[test]
    fn seeds_are_every_kind_of_answer() {
        use parhelion_rpc::Document as D;
        let seeds = seeds("rpc_json");
        let documents: Vec<_> = seeds.iter().flat_map(|seed| rpc_json::documents(seed)).collect();
        let met = |least, fits: fn(&D) -> bool| {
            let number = documents.iter().filter(|document| fits(document)).count();
            assert!(number >= least, "{number} of {least}");
        };
        met(4, |document| matches!(document, D::Commit { .. }));
        met(4, |document| matches!(document, D::Validators(_)));
        met(4, |document| matches!(document, D::Block { .. }));
        met(2, |document| matches!(document, D::LightBlock(_)));
        met(2, |document| matches!(document, D::Status(_)));
        met(2, |document| matches!(document, D::Genesis(_)));
        met(2, |document| matches!(document, D::GenesisChunk(_)));
        met(1, |document| matches!(document, D::Header { .. }));
        met(2, |document| matches!(document, D::IbcHeader(_)));
        met(2, |document| matches!(document, D::Misbehaviour(_)));
        met(2, |document| matches!(document, D::Evidence(_)));
        disturbed(&seeds, rpc_json);
    }

    #[test]
    fn seeds_change_messages_of_every_kind() {
        let seeds = seeds("hashes");
        for choice in 0..27 {
            let changed = seeds
                .iter()
                .filter(|seed| seed[0] == choice && hashes::unchanged(seed) == Some(true))
                .count();
            assert!(changed >= if (12..24).contains(&choice) { 4 } else { 1 }, "choice {choice}");
        }
        disturbed(&seeds, hashes);
    }

    #[test]
    fn seeds_are_signatures_of_every_kind() {
        let seeds = seeds("batch_vs_single");
        let verdicts: Vec<_> = seeds.iter().map(|seed| batch_vs_single::verdicts(seed)).collect();
        let right = |verdicts: &&Vec<bool>| !verdicts.is_empty() && !verdicts.contains(&false);
        let all_right = verdicts.iter().filter(right).count();
        let some_right = verdicts.iter().filter(|v| v.contains(&true) && v.contains(&false));
        let longest = verdicts.iter().map(Vec::len).max();
        assert!(all_right >= 10 && some_right.count() >= 8 && longest == Some(20), "{verdicts:?}");
        disturbed(&seeds, batch_vs_single);
    }

    #[test]
    fn seeds_are_proofs_that_hold_and_that_do_not() {
        let seeds = seeds("proofs");
        let mut met = BTreeSet::new();
        let mut held = 0;
        for seed in &seeds {
            match proofs::answer(seed) {
                Some(Ok(())) => held += 1,
                Some(Err(error)) => drop(met.insert(error.name())),
                None => {}
            }
        }
        assert!(held >= 30 && met.len() >= 12, "{held} {met:?}");
        disturbed(&seeds, proofs);
    }

    #[test]
    fn seeds_lead_clients_to_every_end() {
        use parhelion_core::evidence::light_client_attack::AttackKind as K;
        let seeds = seeds("client");
        let met: Vec<_> = seeds.iter().filter_map(|seed| client_answer(seed)).collect();
        let reached = |least, fits: fn(&ClientMet) -> bool| {
            let number = met.iter().filter(|met| fits(met)).count();
            assert!(number >= least, "{number} of {least}: {met:#?}");
        };
        reached(5, |met| met.end == ClientEnd::Verified(2));
        reached(1, |met| met.end == ClientEnd::UpToDate);
        reached(1, |met| met.is_backwards && met.end == ClientEnd::Verified(0));
        reached(1, |met| met.is_sequential && met.end == ClientEnd::Verified(2));
        reached(1, |met| met.is_replaced && matches!(met.end, ClientEnd::Verified(1..)));
        reached(2, |met| met.end == ClientEnd::Fork(K::Equivocation, Some(K::Equivocation)));
        reached(2, |met| met.end == ClientEnd::Fork(K::Amnesia, Some(K::Amnesia)));
        reached(2, |met| met.end == ClientEnd::Fork(K::Lunatic, Some(K::Lunatic)));
        let errors = met.iter().filter_map(|met| match &met.end {
            ClientEnd::Failed(error) => Some(error),
            _ => None,
        });
        let errors: BTreeSet<_> = errors.collect();
        assert!(errors.len() >= 6, "{errors:?}");
        disturbed(&seeds, client);
    }

    #[test]
    fn seeds_meet_every_answer_of_a_guard() {
        let seeds = seeds("guard");
        let met: Vec<_> = seeds.iter().map(|seed| guard_answer(seed)).collect();
        let errors: BTreeSet<_> = met.iter().flat_map(|met| met.errors.iter()).collect();
        assert!(errors.len() >= 20, "{errors:?}");
        let most = |of: fn(&GuardMet) -> usize| met.iter().map(of).max();
        assert!(
            most(|met| met.permits) >= Some(8) && most(|met| met.restarts) >= Some(2),
            "{met:?}"
        );
        disturbed(&seeds, guard);
    }
}
