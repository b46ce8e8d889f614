//! What is proven, for people and for programs.

use super::key::Question;
use super::read::{self, Reading};
use crate::show;
use parhelion_core::TrustedState;
use parhelion_core::proof::Proven;
use serde_json::{Map, Value, json};

pub(super) fn print(question: &Question, proven: &Proven<'_>) {
    let (chain_id, height) = (proven.chain_id(), proven.height());
    let what = if proven.value().is_some() { "proven" } else { "proven absent" };
    say!("{what}: {} on {chain_id}, in the state of height {height}", escaped(&question.text));
    let hash = proven.header_hash().map_or_else(|| "of unknown hash".into(), |it| it.to_string());
    say!("  header       {}, {hash}", height + 1);
    say!("  time         {}", show::time(proven.header_time()));
    say!("  store        {}", text(proven.store()));
    say!("  key          {}", hex::encode(proven.key()));
    match proven.value() {
        Some([]) => say!("  value        of no bytes"),
        Some(value) => say!("  value        {}", hex::encode(value)),
        None => say!("  value        none: there is no such key"),
    }
    match reading(question, proven) {
        Some(reading) => print_reading(&reading),
        None => say!("  read as      nothing that is known here"),
    }
}

fn print_reading(reading: &Reading) {
    say!("  read as      {}", reading.of);
    for (name, fact) in &reading.facts {
        say!("    {:<20} {}", name.replace('_', " "), escaped(fact));
    }
}

pub(super) fn as_json(question: &Question, proven: &Proven<'_>) -> Value {
    let reading = reading(question, proven).map(|Reading { of, facts }| {
        let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), Value::from(fact)));
        json!({ "of": of, "facts": facts.collect::<Map<_, _>>() })
    });
    json!({
        "verdict": "proven",
        "asked": question.text,
        "present": proven.value().is_some(),
        "chain_id": proven.chain_id().as_str(),
        "state_height": proven.height().to_string(),
        "header_height": (proven.height() + 1).to_string(),
        "header_hash": proven.header_hash().map(|hash| hash.to_string()),
        "header_time": show::time(proven.header_time()),
        "store": String::from_utf8_lossy(proven.store()),
        "key": hex::encode(proven.key()),
        "value": proven.value().map(hex::encode),
        "interpretation": reading,
    })
}

pub(super) fn why_as_json(question: &Question, verdict: &str, why: &str) -> Value {
    json!({
        "verdict": verdict,
        "asked": question.text,
        "store": question.store,
        "key": hex::encode(&question.key),
        "message": why,
    })
}

fn reading(question: &Question, proven: &Proven<'_>) -> Option<Reading> {
    match proven.value() {
        Some(value) => read::present(&question.kind, value),
        None => read::absent(&question.kind),
    }
}

/// What to ask a node for.
pub(super) fn query(question: &Question, header: &TrustedState) -> String {
    let (store, height) = (&question.store, header.height().saturating_sub(1));
    let key = hex::encode(&question.key);
    format!("/abci_query?path=\"/store/{store}/key\"&data=0x{key}&height={height}&prove=true")
}

/// Bytes that should be text.
pub(super) fn text(bytes: &[u8]) -> String {
    escaped(&String::from_utf8_lossy(bytes))
}

/// A text that somebody else has written, so that it cannot control a terminal.
pub(super) fn escaped(text: &str) -> String {
    let plain = |letter| matches!(letter, '"' | '\'');
    let escape = |letter: char| match plain(letter) {
        true => letter.to_string(),
        false => letter.escape_debug().to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_others_cannot_control_a_terminal() {
        assert_eq!(escaped("it's \"plain\" é"), "it's \"plain\" é");
        assert_eq!(escaped("\u{1b}[2J\n\u{202e}\\"), "\\u{1b}[2J\\n\\u{202e}\\\\");
        assert_eq!(text(b"bank\xff"), "bank\u{fffd}");
    }
}
