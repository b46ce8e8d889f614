//! Recordings: which document each file is, and the bytes that Go wrote of the same messages.

use parhelion_core::{Header, Limits};
use parhelion_rpc::{Block, Document, decode, encode, pb, read};
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of `testdata/mainnet`: a name here for one that is not there fails, and so does one
/// that is there and has none.
const MAINNET: [(&str, &str); 23] = [
    ("celestia_10000.json", "light block"),
    ("celestia_10020.json", "light block"),
    ("celestia_3001.json", "light block"),
    ("cosmoshub-4_6185877.json", "light block"),
    ("cosmoshub-4_8619996.json", "light block"),
    ("cosmoshub-4_8619997.json", "light block"),
    ("cosmoshub-4_8619998.json", "light block"),
    ("ics_consu_evidence.json", "evidence"),
    ("ics_consu_infraction_header.json", "IBC header"),
    ("ics_consu_misbehaviour.json", "misbehaviour"),
    ("injective-1_67954071.json", "light block"),
    ("mocha-4_10.json", "light block"),
    ("mocha-4_11000.json", "light block"),
    ("mocha-4_15000.json", "light block"),
    ("mocha-4_2279100.json", "light block"),
    ("mocha-4_2279130.json", "light block"),
    ("mocha-4_5.json", "light block"),
    ("mocha-4_50000.json", "light block"),
    ("neutron-1_16794786.json", "light block"),
    ("neutron-1_22488720.evidence.json", "block"),
    ("osmosis-1_12960957.header.json", "header"),
    ("osmosis-1_12975357.json", "light block"),
    ("osmosis-1_15317185.evidence.json", "block"),
];

fn kind(document: &Document) -> &'static str {
    match document {
        Document::LightBlock(_) => "light block",
        Document::Evidence(_) => "evidence",
        Document::IbcHeader(_) => "IBC header",
        Document::Misbehaviour(_) => "misbehaviour",
        Document::Block(_) => "block",
        Document::Header { .. } => "header",
        other => panic!("{other:?}"),
    }
}

fn mainnet() -> BTreeMap<String, Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/mainnet");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|file| file.path().extension().is_some_and(|end| end == "json"));
    // Proofs without the answers in which they came.
    let files = files.filter(|file| file.file_name() != "ICS23_PROOFS.json");
    let document = |file: std::fs::DirEntry| {
        let name = file.file_name().into_string().unwrap();
        let document = read(&std::fs::read_to_string(file.path()).unwrap());
        (name.clone(), document.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.map(document).collect()
}

/// A signed header's own hash is the one that its commit names: no field was lost or misread.
fn hash_is_committed(signed: &pb::SignedHeader, name: &str) {
    let header = encode(signed.header.as_ref().unwrap());
    let hash = Header::parse(&header, &Limits::DEFAULT).unwrap().hash().unwrap();
    let id = signed.commit.as_ref().unwrap().block_id.as_ref().unwrap();
    assert_eq!(hash.0.to_vec(), id.hash, "{name}");
}

#[test]
fn every_public_file_is_the_document_that_it_should_be() {
    let found = mainnet();
    let kinds: Vec<_> = found.iter().map(|(name, read)| (name.as_str(), kind(read))).collect();
    assert_eq!(kinds, MAINNET);
}

#[test]
fn every_public_header_hashes_to_what_was_committed() {
    for (name, document) in mainnet() {
        match document {
            Document::LightBlock(recorded) => {
                hash_is_committed(&recorded.light_block.signed_header.unwrap(), &name);
            }
            Document::IbcHeader(header) => hash_is_committed(&header.signed_header.unwrap(), &name),
            Document::Misbehaviour(both) => {
                for header in [both.header_1.unwrap(), both.header_2.unwrap()] {
                    hash_is_committed(&header.signed_header.unwrap(), &name);
                }
            }
            Document::Block(Block { header, evidence, .. }) => {
                assert_eq!(evidence.len(), 1, "{name}");
                let list = encode(&pb::EvidenceList { evidence });
                let hash = parhelion_core::evidence::EvidenceList::parse(&list, &Limits::DEFAULT)
                    .unwrap()
                    .hash();
                assert_eq!(hash.0.to_vec(), header.evidence_hash, "{name}");
            }
            Document::Header { header } => {
                let hash = Header::parse(&encode(&header), &Limits::DEFAULT).unwrap().hash();
                let named = "C94D9C34A5BEF76A61073BB361B442FBF779FC99EECC60DB72DA19DD5AC97908";
                assert_eq!(hash.unwrap().to_string().to_uppercase(), named, "{name}");
            }
            _ => {}
        }
    }
}

#[test]
fn the_bytes_are_those_that_go_writes() {
    let pairs = [
        (include_str!("data/double-vote.json"), include_str!("data/double-vote.hex")),
        (include_str!("data/double-vote-nil.json"), include_str!("data/double-vote-nil.hex")),
        (include_str!("data/header-no-proposer.json"), include_str!("data/header-no-proposer.hex")),
        (include_str!("data/header-empty.json"), include_str!("data/header-empty.hex")),
        (include_str!("data/misbehaviour.json"), include_str!("data/misbehaviour.hex")),
    ];
    for (text, expected) in pairs {
        let (bytes, again) = match read(text).unwrap() {
            Document::IbcHeader(found) => (encode(&found), again::<pb::IbcHeader>(expected)),
            Document::Misbehaviour(found) => (encode(&found), again::<pb::Misbehaviour>(expected)),
            Document::Evidence(pb::Evidence {
                kind: Some(pb::EvidenceKind::DuplicateVote(found)),
            }) => (encode(&found), again::<pb::DuplicateVoteEvidence>(expected)),
            other => panic!("{other:?}"),
        };
        assert_eq!(hex::encode(bytes), expected.trim());
        assert_eq!(hex::encode(again), expected.trim());
    }
}

/// Bytes in hexadecimal, read and written again.
fn again<M: parhelion_rpc::Message + Default>(text: &str) -> Vec<u8> {
    encode(&decode::<M>(&hex::decode(text.trim()).unwrap()).unwrap())
}

#[test]
fn a_proposer_is_made_up_for_pages_alone() {
    let Document::IbcHeader(header) = read(include_str!("data/header-no-proposer.json")).unwrap()
    else {
        panic!()
    };
    // The provider refused this message because nobody is named.
    assert_eq!(header.validator_set.unwrap().proposer, None);
    let Document::Validators(page) = read(include_str!("data/validators.json")).unwrap() else {
        panic!()
    };
    let set = parhelion_rpc::validator_set(std::slice::from_ref(&page)).unwrap();
    let lowest = page.validators.iter().map(|validator| validator.proposer_priority).min();
    assert_eq!(set.proposer.map(|proposer| proposer.proposer_priority), lowest);
}

#[test]
fn camel_case_is_the_same_message() {
    for text in [
        include_str!("data/misbehaviour.json"),
        include_str!("data/header-no-proposer.json"),
        include_str!("data/double-vote.json"),
    ] {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let renamed = camel(value).to_string();
        assert!(!renamed.contains("block_id\""), "{renamed}");
        assert_eq!(read(&renamed).unwrap(), read(text).unwrap());
    }
}

/// The other names that protobuf's JSON gives to the same fields.
fn camel(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let name = |key: &str| {
        let mut words = key.split('_');
        let mut name = words.next().unwrap().to_owned();
        for word in words {
            name.push_str(&word[..1].to_uppercase());
            name.push_str(&word[1..]);
        }
        name
    };
    match value {
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(key, value)| (name(&key), camel(value))).collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(camel).collect()),
        other => other,
    }
}

#[test]
fn a_trusted_height_is_always_written() {
    let Document::IbcHeader(header) = read(r#"{"signed_header":{},"validator_set":{}}"#).unwrap()
    else {
        panic!()
    };
    assert_eq!(header.trusted_height, Some(pb::Height::default()));
    assert_eq!(
        (header.trusted_validators, encode(&header.trusted_height.unwrap())),
        (None, vec![])
    );
    let Document::IbcHeader(header) =
        read(r#"{"signed_header":{},"trusted_height":{"revision_height":"7"}}"#).unwrap()
    else {
        panic!()
    };
    assert_eq!(header.trusted_height, Some(pb::Height { revision_number: 0, revision_height: 7 }));
    assert_eq!(header.validator_set, None);
}
