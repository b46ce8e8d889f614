//! Every network of `testdata/recorded`: what its node served is what its own light provider read,
//! and each header verifies from the one before, and from any that its set still vouches for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use parhelion_core::{
    Class, Duration, LightBlock, Options, Time, TrustedState, ValidatorSet, Verifier, light,
};
use parhelion_rpc::{Document, encode, light_block, read, validator_set};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{File, read_dir};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

const LIMITS: &parhelion_core::Limits = &parhelion_core::Limits::DEFAULT;

fn networks() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../recorded");
    let entries = read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let networks: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    assert!(networks.len() >= 13, "{networks:?}");
    networks
}

fn lines(path: &Path) -> Vec<Value> {
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// The light block and the set that follows it, by height.
fn blocks(network: &Path) -> BTreeMap<u64, (Vec<u8>, Vec<u8>)> {
    let bytes = |line: &Value, field: &str| STANDARD.decode(line[field].as_str().unwrap()).unwrap();
    let lines = lines(&network.join("light_blocks.jsonl.gz"));
    let heights = lines.iter().map(|line| {
        let block = bytes(line, "light_block");
        let height = LightBlock::parse(&block, LIMITS).unwrap().header().height();
        (height, (block, bytes(line, "next_validators")))
    });
    heights.collect()
}

/// A path such as `/validators?height=3&page=1` with the number behind `height=`.
fn height(path: &str) -> Option<u64> {
    let rest = path.split_once("height=")?.1;
    rest.split(|c: char| !c.is_ascii_digit()).find(|text| !text.is_empty())?.parse().ok()
}

#[test]
fn what_a_node_serves_is_the_light_block() {
    let mut compared = 0;
    for network in networks() {
        let (mut commits, mut pages) = (BTreeMap::new(), BTreeMap::<u64, Vec<_>>::new());
        for answer in lines(&network.join("rpc.jsonl.gz")) {
            let (path, body) = (answer["path"].as_str().unwrap(), answer["body"].as_str().unwrap());
            let served = answer["status"].as_i64() == Some(200);
            match read(body) {
                Ok(_) if !served => panic!("{path} is an error"),
                Err(error) if served => panic!("{path}: {error}"),
                Ok(Document::Commit { signed_header, canonical: Some(true) }) => {
                    commits.insert(height(path).unwrap(), signed_header);
                }
                Ok(Document::Validators(page)) if path.contains("per_page=100") => {
                    pages.entry(page.height).or_default().push(page);
                }
                _ => {}
            }
        }
        for (height, (block, next)) in blocks(&network) {
            let pages = |height: u64| validator_set(pages.get(&height).unwrap()).unwrap();
            // Who proposed is not served: the set's hash covers keys and powers.
            let served = light_block(commits.remove(&height).unwrap(), pages(height));
            let served = encode(&served);
            let served = LightBlock::parse(&served, LIMITS).unwrap();
            let recorded = LightBlock::parse(&block, LIMITS).unwrap();
            assert_eq!(served.header(), recorded.header());
            assert_eq!(served.commit().hash(), recorded.commit().hash());
            assert_eq!(served.validators().hash(), recorded.validators().hash());
            let next = ValidatorSet::parse(&next, LIMITS).unwrap();
            assert_eq!(next.hash().0, recorded.header().next_validators_hash());
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn every_header_verifies_from_those_below() {
    let options =
        Options { trusting_period: Duration::from_seconds(365 * 86_400), ..Options::DEFAULT };
    let (mut adjacent, mut skipped, mut bisected) = (0, 0, 0);
    let mut verifier = Verifier::new();
    for network in networks() {
        let blocks = blocks(&network);
        let view = |height: u64| LightBlock::parse(&blocks[&height].0, LIMITS).unwrap();
        let last = view(*blocks.keys().last().unwrap());
        let now = Time::from_unix(last.header().time().seconds() + 1, 0).unwrap();
        for (from, (block, next)) in &blocks {
            let header = *LightBlock::parse(block, LIMITS).unwrap().header();
            let state = TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap();
            let set = ValidatorSet::parse(next, LIMITS).unwrap();
            for to in blocks.keys().filter(|to| *to > from) {
                let to = view(*to);
                let (set, verifier) = (Some(&set), &mut verifier);
                let found = light::verify_with(&state, set, &to, &options, now, verifier);
                let directly = to.header().height() == from + 1;
                match found.map_err(|error| error.class()) {
                    Ok(_) if directly => adjacent += 1,
                    Ok(_) => skipped += 1,
                    Err(Class::NotEnoughTrust) if !directly => bisected += 1,
                    Err(class) => panic!("{network:?} {from}: {class:?}"),
                }
            }
        }
    }
    assert!(adjacent > 140 && skipped > 1000 && bisected > 150, "{adjacent} {skipped} {bisected}");
}
