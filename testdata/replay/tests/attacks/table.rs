//! The page of the documentation that lists the corpus.

use super::corpus::{Vector, files, vectors};
use super::page;
use std::collections::BTreeSet;
use std::fmt::Write;

const HEADING: &str = "\n## The vectors\n";
const NEXT: &str = "\n## ";
const COLUMNS: &str = "| bug | who had it | the flawed check | vectors, and our answers |";

/// The page as it should be: what stands above and below the list is kept.
fn expected(page: &str) -> String {
    let (above, rest) = page.split_once(HEADING).unwrap();
    let below = rest.find(NEXT).map_or("", |at| &rest[at..]);
    format!("{above}{HEADING}{}{below}", list())
}

fn list() -> String {
    let mut list = String::new();
    for area in files() {
        let _ = write!(list, "\n### `{area}.jsonl`\n\n{COLUMNS}\n|---|---|---|---|\n");
        let vectors = vectors(&area);
        for same in vectors.chunk_by(|a, b| bug(a) == bug(b)) {
            let [attack, affected, flaw] = bug(&same[0]);
            let seen: BTreeSet<&str> = same.iter().flat_map(seen_in).collect();
            let seen: Vec<&str> = seen.into_iter().collect();
            let seen = match seen[..] {
                [] => String::new(),
                _ => format!("; seen in {}", seen.join(", ")),
            };
            let answers: Vec<String> = same.iter().map(answer).collect();
            let _ = writeln!(
                list,
                "| {attack} | {affected}{seen} | {flaw} | {} |",
                answers.join("<br>")
            );
        }
    }
    list
}

fn bug(vector: &Vector) -> [&str; 3] {
    ["attack", "affected", "flaw"].map(|name| vector.text(name))
}

/// The release that was asked, and the judge's, where it accepts what we refuse.
fn seen_in(vector: &Vector) -> impl Iterator<Item = &str> {
    let asked = Some(vector.text("seen")).filter(|release| !release.is_empty());
    asked.into_iter().chain(vector.is_forgiven().then_some("CometBFT 0.38.26"))
}

fn answer(vector: &Vector) -> String {
    match vector.text("code") {
        "ok" => format!("`{}`: accepted", vector.case.id),
        code => format!("`{}`: `{code}`", vector.case.id),
    }
}

#[test]
fn the_page_lists_what_is_in_the_folder() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/attacks.md");
    let found = std::fs::read_to_string(path).unwrap();
    page::compare("attacks.md", &expected(&found));
}
