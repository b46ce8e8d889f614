//! Answers of nodes in JSON, recorded: they make the light blocks that were recorded beside them.

use crate::calls::Call;
use crate::programs::path;
use crate::programs::runner::{Ask, Question};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

/// A network whose sets have one page, one whose sets have two, and one with two types of keys.
const NETWORKS: &[&str] = &["chain-id-50", "validators-150", "mixed-keys"];

fn lines(network: &str, file: &str) -> Vec<Value> {
    let path = path("../testdata/recorded").join(network).join(file);
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

pub(crate) fn all() -> Vec<Call> {
    let mut calls: Vec<Call> = NETWORKS.iter().flat_map(|network| of(network)).collect();
    let ask = |commit: &str, pages: &[&str]| {
        let question = Question::of(Ask::LightBlock).bytes(commit.as_bytes());
        pages.iter().fold(question, |question, page| question.bytes(page.as_bytes()))
    };
    calls.push(Call::fails(ask("", &[]), "Unreadable"));
    calls.push(Call::fails(ask("{}", &["{}"]), "Unreadable"));
    calls
}

fn of(network: &str) -> Vec<Call> {
    let mut commits: BTreeMap<String, String> = BTreeMap::new();
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines(network, "rpc.jsonl.gz") {
        let (path, body) = (line["path"].as_str().unwrap(), line["body"].as_str().unwrap());
        let Some((method, query)) = path.split_once("?height=") else { continue };
        let height = query.split('&').next().unwrap().to_owned();
        // Some sets were asked for in small pages, too, and pages that there are not.
        if method == "/validators" && !query.ends_with("per_page=100") {
            continue;
        }
        match method {
            "/commit" => drop(commits.insert(height, body.to_owned())),
            "/validators" => sets.entry(height).or_default().push(body.to_owned()),
            _ => {}
        }
    }
    let mut calls = Vec::new();
    for line in lines(network, "light_blocks.jsonl.gz") {
        let height = line["height"].as_str().unwrap();
        let (Some(commit), Some(pages)) = (commits.get(height), sets.get(height)) else { continue };
        let want = STANDARD.decode(line["light_block"].as_str().unwrap()).unwrap();
        let ask = |commit: &str, pages: &[String]| {
            let question = Question::of(Ask::LightBlock).bytes(commit.as_bytes());
            pages.iter().fold(question, |question, page| question.bytes(page.as_bytes()))
        };
        calls.push(Call::gives(ask(commit, pages), want));
        // The two the other way round, a page too few, a page twice.
        calls.push(Call::fails(ask(&pages[0], std::slice::from_ref(commit)), "Unreadable"));
        if pages.len() > 1 {
            calls.push(Call::fails(ask(commit, &pages[1..]), "Unreadable"));
        }
        calls.push(Call::fails(ask(commit, &[&pages[..], &pages[..1]].concat()), "Unreadable"));
    }
    assert!(!calls.is_empty(), "{network}: no light block was recorded with its answers");
    calls
}
