//! What nothing was done to is accepted. The judge says so too, but it is not at hand here.

use parhelion_replay::{Case, Verdict};
use parhelion_simulate::selection::Selection;
use parhelion_simulate::simulator::Simulator;

/// The verdicts on cases of this kind, with what was done to each.
fn verdicts(kind: &str, count: usize) -> Vec<(String, String, Verdict)> {
    let mut simulator = Simulator::new(8, &Selection::listed(kind).unwrap());
    let mut all = Vec::new();
    for _ in 0..count {
        let mut line = String::new();
        simulator.write_next(&mut line);
        let line = line.trim_end().strip_suffix('}').unwrap();
        // The format wants an answer; here it is not looked at.
        let line = format!("{line},\"want\":{{\"ok\":true,\"class\":\"ok\"}}}}");
        let case = Case::parse(&line).unwrap();
        let note: serde_json::Value = serde_json::from_str(&line).unwrap();
        let note = note["note"].as_str().unwrap().to_owned();
        all.push((case.id.clone(), note, case.answer().unwrap()));
    }
    all
}

#[test]
fn unchanged_cases_are_accepted() {
    let kinds = [
        ("light", 1500),
        ("backwards", 400),
        ("commit", 800),
        ("basic", 400),
        ("hash", 400),
        ("duplicate_vote", 400),
        ("consumer_double_vote", 400),
        ("consumer_misbehaviour", 400),
    ];
    for (kind, count) in kinds {
        let verdicts = verdicts(kind, count);
        let unchanged = verdicts.iter().filter(|(_, note, _)| note.ends_with("as it is"));
        let unchanged: Vec<_> = unchanged.collect();
        assert!(unchanged.len() > count / 20, "{kind} {}", unchanged.len());
        for (id, _, verdict) in unchanged {
            assert!(matches!(verdict, Verdict::Accepted(_)), "{kind} {id} {verdict:?}");
        }
    }
}

#[test]
fn signatures_are_what_they_should_be() {
    let valid = [
        "as it is",
        "ed25519: valid",
        "ed25519: small order A and R",
        "ed25519: small order A",
        "ed25519: small order R",
        "ed25519: torsion in A",
        "ed25519: torsion in R",
        "ed25519: torsion in A and R",
    ];
    for (id, note, verdict) in verdicts("ed25519", 1500) {
        let accepted = matches!(verdict, Verdict::Accepted(_));
        assert_eq!(accepted, valid.contains(&note.as_str()), "{id} {note}");
    }
}

#[test]
fn every_class_is_met() {
    let mut classes = std::collections::BTreeMap::new();
    let all = verdicts("light", 1500);
    for (_, _, verdict) in &all {
        let class = match verdict {
            Verdict::Accepted(_) => "ok",
            Verdict::Refused(_, class) => class.name(),
        };
        *classes.entry(class).or_insert(0usize) += 1;
    }
    for (class, least) in [("ok", 350), ("malformed", 150), ("invalid", 150)] {
        assert!(classes[class] >= least, "{classes:?}");
    }
    for class in ["expired", "not_enough_trust"] {
        assert!(classes[class] >= 30, "{classes:?}");
    }
}
