//! `tests/data/questions.jsonl`: for each code that the interface answers, the shortest question that
//! got it, of those that every language has where there is one, for the tests of the other languages: they ask the same, and must answer the same. And
//! `tests/data/codes.json`: the code of each recorded case, by its file and its place there.
//! `PARHELION_WRITE=1 cargo test -p parhelion-ffi --test cases` makes the file anew.

use crate::programs::path;
use crate::programs::runner::{Answer, Ask, Question};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{read_to_string, write};

/// What no other language has: memory that C lends, and what a signer is asked.
const OF_C_ALONE: &[Ask] =
    &[Ask::SmallScratch, Ask::Update, Ask::Frames, Ask::Clockless, Ask::Guard];

/// Whether every language has this: TypeScript reads JSON in its own functions, takes no states of
/// on-chain clients, and proves under headers alone.
fn everywhere(question: &Question) -> bool {
    match (question.ask, question.fields()) {
        (Ask::FromClient | Ask::LightBlock, _) => false,
        (Ask::StateProof, [.., state]) => state.is_some(),
        _ => true,
    }
}

/// The code of a wrong call, which each language finds in its own way.
const ARGUMENT: i32 = 1;

pub(crate) fn questions<'a>(asked: impl Iterator<Item = (&'a Question, &'a Answer)>) {
    let mut shortest: BTreeMap<i32, (&Question, &Answer)> = BTreeMap::new();
    for (question, answer) in asked {
        if answer.code <= ARGUMENT || OF_C_ALONE.contains(&question.ask) {
            continue;
        }
        let best = shortest.entry(answer.code).or_insert((question, answer));
        let cost = |question: &Question| (!everywhere(question), question.len());
        if cost(question) < cost(best.0) {
            *best = (question, answer);
        }
    }
    let lines: Vec<String> = shortest
        .values()
        .map(|(question, answer)| line(question, answer).to_string() + "\n")
        .collect();
    same("tests/data/questions.jsonl", &lines.concat());
}

/// The codes of all cases, in their order; none of those that are not asked.
pub(crate) fn codes<'a>(cases: impl Iterator<Item = (&'a str, Option<i32>)>) {
    let mut files: BTreeMap<&str, Vec<Option<i32>>> = BTreeMap::new();
    for (file, code) in cases {
        files.entry(file).or_default().push(code);
    }
    let lines: Vec<String> =
        files.iter().map(|(file, codes)| format!("{}: {}", json!(file), json!(codes))).collect();
    same("tests/data/codes.json", &format!("{{\n{}\n}}\n", lines.join(",\n")));
}

fn same(file: &str, made: &str) {
    let file = path(file);
    if std::env::var_os("PARHELION_WRITE").is_some() {
        write(&file, made).unwrap();
    }
    assert!(read_to_string(&file).unwrap() == made, "{}: see the top of shared.rs", file.display());
}

fn line(question: &Question, answer: &Answer) -> Value {
    let fields: Vec<Value> = question.fields().iter().map(field).collect();
    json!({
        "ask": format!("{:?}", question.ask),
        "fields": fields,
        "want": {
            "code": answer.code,
            "index": answer.index,
            "offset": answer.offset,
            "numbers": answer.numbers.map(|number| number.to_string()),
        },
    })
}

/// In base64; nothing; or, of what is too long for a file, how many zeros it is.
fn field(bytes: &Option<Vec<u8>>) -> Value {
    match bytes {
        None => Value::Null,
        Some(bytes) if bytes.len() > 1 << 20 => {
            assert!(bytes.iter().all(|byte| *byte == 0), "long, and more than zeros");
            bytes.len().into()
        }
        Some(bytes) => STANDARD.encode(bytes).into(),
    }
}
