//! Evidence of the networks of `testdata/recorded`: what nodes of several releases served of it, and
//! what CometBFT's detector made of the blocks that it was shown.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use parhelion_rpc::{
    Case, Document, amino_json, decode, encode, light_client_attack_evidence, pb, read, read_wire,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{File, read_dir};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The networks that have a file of this name.
fn networks(file: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/recorded");
    let entries = read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.join(file).exists()).collect()
}

fn lines(path: &Path) -> Vec<Value> {
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

fn text<'a>(line: &'a Value, field: &str) -> &'a str {
    line[field].as_str().unwrap_or_else(|| panic!("{field}: {line}"))
}

fn bytes(line: &Value, field: &str) -> Vec<u8> {
    STANDARD.decode(text(line, field)).unwrap()
}

#[test]
fn evidence_of_a_block_is_read_and_written_as_the_node_has_it() {
    let mut items = 0;
    for network in networks("evidence.jsonl.gz") {
        let lists = lines(&network.join("evidence.jsonl.gz"));
        let mut lists: BTreeMap<_, _> =
            lists.iter().map(|line| (text(line, "height"), bytes(line, "list"))).collect();
        for answer in &lines(&network.join("rpc.jsonl.gz")) {
            let Some(height) = text(answer, "path").strip_prefix("/block?height=") else {
                continue;
            };
            let body = text(answer, "body");
            let Document::Block(block) = read(body).unwrap() else { panic!("{body}") };
            for item in &block.evidence {
                let written = amino_json(item, Case::Pascal).unwrap();
                assert!(body.contains(&written), "{written}");
                let found = Document::Evidence(item.clone());
                assert_eq!(read_wire(&encode(item)).unwrap(), found);
                assert_eq!(read(&written).unwrap(), found);
            }
            items += block.evidence.len();
            let list = pb::EvidenceList { evidence: block.evidence };
            let expected = lists.remove(height).unwrap_or_default();
            assert_eq!(encode(&list), expected, "{height}");
            if !expected.is_empty() {
                assert_eq!(read_wire(&expected).unwrap(), Document::EvidenceList(list));
            }
        }
        assert!(lists.is_empty(), "{lists:?}");
    }
    assert!(items >= 93, "{items}");
}

#[test]
fn attacks_are_what_the_detector_makes_of_them() {
    let (mut attacks, mut blamed) = (0, 0);
    for network in networks("light_client_attacks.jsonl.gz") {
        let blocks = lines(&network.join("light_blocks.jsonl.gz"));
        let block = |height: &str| {
            let line = blocks.iter().find(|line| text(line, "height") == height).unwrap();
            decode::<pb::LightBlock>(&bytes(line, "light_block")).unwrap()
        };
        for line in &lines(&network.join("light_client_attacks.jsonl.gz")) {
            let honest = block(text(line, "honest_height"));
            let forged = decode::<pb::LightBlock>(&bytes(line, "conflicting")).unwrap();
            // Each of two providers is accused with what the other one said; from which block on is
            // told of the primary alone. No hash covers the proposer of a set.
            for (accused, trusted, conflicting) in
                [("against_primary", &honest, &forged), ("against_witness", &forged, &honest)]
            {
                if line[accused].is_null() {
                    continue;
                }
                let recorded = bytes(line, accused);
                let attack = attack(&recorded);
                let since = attack.common_height.to_string();
                assert!(accused != "against_primary" || since == text(line, "common_height"));
                let common = block(&since);
                let accused_block = attack.conflicting_block.unwrap();
                assert_eq!(
                    accused_block.signed_header, conflicting.signed_header,
                    "{accused}: {line}"
                );
                let guilty = attack.byzantine_validators.iter();
                let guilty: Vec<_> =
                    guilty.map(|guilty| guilty.address.as_slice().try_into().unwrap()).collect();
                let built = light_client_attack_evidence(&common, trusted, accused_block, &guilty);
                let built = hex::encode(encode(&built.unwrap()));
                assert_eq!(built, hex::encode(recorded), "{accused}: {line}");
                attacks += 1;
                blamed += guilty.len();
            }
        }
    }
    assert!(attacks >= 45 && blamed >= 175, "{attacks}, {blamed}");
}

fn attack(recorded: &[u8]) -> pb::LightClientAttackEvidence {
    match read_wire(recorded).unwrap() {
        Document::Evidence(pb::Evidence {
            kind: Some(pb::EvidenceKind::LightClientAttack(attack)),
        }) => attack,
        other => panic!("{other:?}"),
    }
}
