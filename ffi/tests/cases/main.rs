//! The cases through the C interface: `tests/c/cases.c` answers each, and must say what
//! `parhelion-replay` says, which is what the judge says: the same code with the same numbers, and the
//! same bytes.

mod accepted;
mod attested;
mod calls;
#[path = "../../../testdata/replay/tests/common/mod.rs"]
mod common;
#[path = "../../../testdata/replay/tests/common/consumer.rs"]
mod consumer;
mod nodes;
#[path = "../programs/mod.rs"]
mod programs;
mod question;
mod reach;
mod shared;
mod signer;
#[path = "../../../testdata/replay/tests/common/stream_faults.rs"]
mod stream_faults;

use flate2::read::MultiGzDecoder;
use parhelion_replay::{Case, Outcome, Verdict};
use programs::runner::{Answer, Ask, Question, answers};
use programs::{have, path};
use std::collections::BTreeMap;
use std::fs::{File, read_dir};
use std::io::{BufRead, BufReader, Read};

/// What C does not ask: kinds for which it has no function, because they are parts of what it has, or
/// what only a provider computes; and paths that are no store and key.
const NOT_IN_C: &[&str] = &["a path of another length", "ed25519", "power_shaping", "sign_bytes"];

/// All recorded cases, with the file that each is in.
fn cases() -> Vec<(String, Case)> {
    let mut files = vec![path("../testdata/recorded/cases.jsonl.gz")];
    for folder in ["cases", "attacks", "replay"] {
        let entries = read_dir(path("../testdata").join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        files.extend(paths.filter(|path| path.to_string_lossy().contains(".jsonl")));
    }
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let file = File::open(&path).unwrap();
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        let reader: Box<dyn Read> =
            if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let lines = BufReader::new(reader).lines().map(Result::unwrap);
        cases.extend(lines.map(|line| (name.clone(), Case::parse(&line).unwrap())));
    }
    cases
}

#[test]
fn c_answers_as_rust_does() {
    if !have("cc") {
        return;
    }
    let cases = cases();
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut asked = Vec::new();
    for (file, case) in &cases {
        match question::of(case) {
            Ok(question) => asked.push((file, case, question)),
            Err(why) => *left_out.entry(why).or_default() += 1,
        }
    }
    println!("asked: {}; left out: {left_out:?}", asked.len());
    assert_eq!(left_out.keys().copied().collect::<Vec<_>>(), NOT_IN_C);
    let calls: Vec<_> = [calls::all(&cases), attested::all(), nodes::all(), signer::all()]
        .into_iter()
        .flatten()
        .collect();

    let mut questions: Vec<Question> =
        asked.iter().map(|(.., question)| question.clone()).collect();
    questions.extend(calls.iter().map(|call| call.question.clone()));
    // Light blocks once more, in frames.
    let light: Vec<_> =
        asked.iter().enumerate().filter(|(_, it)| it.2.ask == Ask::Verify).collect();
    questions
        .extend(light.iter().map(|(_, (_, case, question))| signer::in_frames(case, question)));
    let answers = answers("cases", &questions);
    let (of_cases, rest) = answers.split_at(asked.len());
    let (of_calls, of_light) = rest.split_at(calls.len());
    for ((place, (file, case, _)), found) in light.iter().zip(of_light) {
        let whole = &of_cases[*place];
        // What is in frames has other offsets, and does not know the first entry of two.
        assert_eq!((found.code, &found.bytes), (whole.code, &whole.bytes), "{file}: {}", case.id);
    }
    for ((file, case, question), found) in asked.iter().zip(of_cases) {
        let verdict = case.answer().unwrap();
        let name = format!("{file}: {}: {:?}", case.id, question.ask);
        assert_ne!(case.compare(&verdict), Outcome::Disagree, "{name}");
        assert_eq!(*found, wanted(case, question, &verdict), "{name}");
        // What this build cannot judge is neither right nor wrong.
        assert!(found.class == 5 || case.want.ok == (found.code == 0), "{name}");
    }
    for (call, found) in calls.iter().zip(of_calls) {
        call.check(found);
    }
    shared::questions(questions.iter().zip(&answers));
    let mut codes = of_cases.iter().map(|answer| answer.code);
    shared::codes(cases.iter().map(|(file, case)| {
        (file.as_str(), question::of(case).is_ok().then(|| codes.next().unwrap()))
    }));
    reach::check(&answers.iter().map(|answer| answer.code).collect());
}

fn wanted(case: &Case, question: &Question, verdict: &Verdict) -> Answer {
    match verdict {
        Verdict::Refused(error, _) => Answer::refusal(error),
        Verdict::Accepted(answer) => {
            Answer::ok(accepted::accepted(case, question.ask, answer.as_deref()))
        }
    }
}
