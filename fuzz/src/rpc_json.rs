//! What a node answers in JSON, and the bytes that are made of it.

use crate::agree::agreed;
use parhelion_rpc::{
    Block, Document, GenesisChunk, Message, ValidatorsPage, encode, genesis, messages, pb, read,
    read_wire, validator_set,
};

/// Answers, with a zero byte between them. None of them is a reason to panic; what is read has one
/// encoding, and pages that fit make one set.
pub fn rpc_json(data: &[u8]) {
    documents(data);
    if let Ok(document) = read_wire(data) {
        sound(&document);
    }
    let _ = messages(data);
}

/// The documents that were read.
pub(crate) fn documents(data: &[u8]) -> Vec<Document> {
    let texts = data.split(|byte| *byte == 0).filter_map(|part| std::str::from_utf8(part).ok());
    let documents: Vec<_> = texts.filter_map(document).collect();
    let pages: Vec<_> = documents.iter().filter_map(page).cloned().collect();
    if let Ok(set) = validator_set(&pages) {
        one_set(&pages, &set);
    }
    let chunks: Vec<_> = documents.iter().filter_map(chunk).cloned().collect();
    if let Ok(found) = genesis(&chunks) {
        sound(&found);
    }
    documents
}

fn page(document: &Document) -> Option<&ValidatorsPage> {
    if let Document::Validators(page) = document { Some(page) } else { None }
}

fn chunk(document: &Document) -> Option<&GenesisChunk> {
    if let Document::GenesisChunk(chunk) = document { Some(chunk) } else { None }
}

fn document(text: &str) -> Option<Document> {
    match read(text) {
        Ok(document) => {
            sound(&document);
            enveloped(text, &document);
            Some(document)
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

/// The envelope changes nothing. A text that has one, or might have, is left alone, and so is a
/// list: no node answers one.
fn enveloped(text: &str, document: &Document) {
    if text.contains('\\') || text.contains("\"result\"") || text.trim_start().starts_with('[') {
        return;
    }
    let answer = format!(r#"{{"jsonrpc":"2.0","id":-1,"result":{text}}}"#);
    assert_eq!(&read(&answer).expect("read without the envelope"), document);
}

/// All messages of a document have one encoding; none makes the core panic.
fn sound(document: &Document) {
    match document {
        Document::Commit { signed_header, .. } => on_the_wire(3, signed_header),
        Document::Validators(page) => {
            page.validators.iter().for_each(one_encoding);
            split_pages(page);
        }
        Document::LightBlock(recorded) => {
            on_the_wire(4, &recorded.light_block);
            let sets = recorded.next_validators.iter().chain(&recorded.trusted_next_validators);
            sets.for_each(|set| on_the_wire(2, set));
        }
        Document::Block(block) => one_block(block),
        Document::Blocks { blocks, .. } => blocks.iter().for_each(one_block),
        Document::Genesis(genesis) => genesis.validators.iter().for_each(one_encoding),
        Document::Header { header } => on_the_wire(0, header),
        Document::IbcHeader(header) => on_the_wire(5, header),
        Document::Misbehaviour(both) => {
            one_encoding(both);
            both.header_1.iter().chain(&both.header_2).for_each(|header| on_the_wire(5, header));
        }
        Document::EvidenceList(list) => on_the_wire(8, list),
        Document::Vote(vote) => one_encoding(vote),
        Document::Evidence(item) => {
            one_encoding(item);
            match item.kind.as_ref().expect("of a kind") {
                pb::EvidenceKind::DuplicateVote(evidence) => on_the_wire(9, evidence),
                pb::EvidenceKind::LightClientAttack(evidence) => on_the_wire(10, evidence),
            }
        }
        _ => {}
    }
}

fn one_block(block: &Block) {
    on_the_wire(0, &block.header);
    on_the_wire(11, &block.block_id);
    block.last_commit.iter().for_each(|commit| on_the_wire(1, commit));
    on_the_wire(8, &pb::EvidenceList { evidence: block.evidence.clone() });
}

fn one_encoding<M: Message + Default + PartialEq + std::fmt::Debug>(message: &M) {
    let again = parhelion_rpc::decode::<M>(&encode(message)).expect("what was encoded");
    assert_eq!(&again, message);
}

/// Besides, the core and prost agree on the bytes, if the core accepts them.
fn on_the_wire<M: Message + Default + PartialEq + std::fmt::Debug>(selector: u8, message: &M) {
    one_encoding(message);
    agreed(selector, &encode(message));
}

/// A page that is the whole set, cut in two at each place, is the same set.
fn split_pages(page: &ValidatorsPage) {
    let Ok(whole) = validator_set(std::slice::from_ref(page)) else { return };
    one_set(std::slice::from_ref(page), &whole);
    let half = |validators: &[pb::Validator]| ValidatorsPage {
        count: validators.len() as u64,
        validators: validators.to_vec(),
        ..*page
    };
    for at in 0..=page.validators.len().min(8) {
        let (left, right) = page.validators.split_at(at);
        let distinct = right.iter().all(|validator| {
            validator.address.is_empty() || left.iter().all(|l| l.address != validator.address)
        });
        let halves = validator_set(&[half(left), half(right)]);
        assert_eq!(halves.is_ok(), distinct, "{at}");
        assert!(halves.is_err() || halves.is_ok_and(|set| set == whole), "{at}");
    }
}

/// The set is that of the pages, and somebody in it proposes.
fn one_set(pages: &[ValidatorsPage], set: &pb::ValidatorSet) {
    let validators: Vec<_> = pages.iter().flat_map(|page| &page.validators).cloned().collect();
    assert_eq!(set.validators, validators);
    assert!(pages.iter().all(|page| page.total == validators.len() as u64));
    let lowest = validators.iter().map(|validator| validator.proposer_priority).min();
    assert_eq!(set.proposer.as_ref().map(|proposer| proposer.proposer_priority), lowest);
    on_the_wire(2, set);
}
