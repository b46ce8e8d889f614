//! A block as a node answers it in JSON.

use crate::chain::Block;
use crate::peer::Decoded;
use parhelion_rpc::{Document, ValidatorsPage, encode, light_block, read, validator_set};
use serde::Deserialize;
use serde_json::json;
use tendermint::block::signed_header::SignedHeader;
use tendermint::validator;

/// The most that a node puts on one page.
const PAGE: usize = 100;

/// The answers of `/commit` and `/validators`.
pub struct Texts {
    /// That of `/commit`.
    pub commit: String,
    /// Those of `/validators`, by page.
    pub pages: Vec<String>,
}

impl Texts {
    /// The answers about this block.
    #[must_use]
    pub fn of(block: &Block) -> Texts {
        let header = &block.decoded.signed_header;
        let validators = block.decoded.validators.validators();
        let pages = validators.chunks(PAGE).map(|page| {
            answer(&json!({
                "block_height": header.header.height,
                "validators": page.iter().map(member).collect::<Vec<_>>(),
                "count": page.len().to_string(),
                "total": validators.len().to_string(),
            }))
        });
        Texts {
            commit: answer(&json!({ "signed_header": header, "canonical": true })),
            pages: pages.collect(),
        }
    }

    /// Through parhelion: the bytes of a protobuf `LightBlock`.
    #[must_use]
    pub fn to_wire(&self) -> Vec<u8> {
        let Ok(Document::Commit { signed_header, .. }) = read(&self.commit) else {
            panic!("no /commit")
        };
        let page = |text: &String| -> ValidatorsPage {
            let Ok(Document::Validators(page)) = read(text) else { panic!("no /validators") };
            page
        };
        let pages: Vec<_> = self.pages.iter().map(page).collect();
        encode(&light_block(signed_header, validator_set(&pages).unwrap()))
    }

    /// Into the types of tendermint-rs.
    #[must_use]
    pub fn to_peer(&self) -> Decoded {
        let Answer { result: Commit { signed_header } } =
            serde_json::from_str(&self.commit).unwrap();
        let page = |text| -> Vec<validator::Info> {
            let Answer { result: Validators { validators } } = serde_json::from_str(text).unwrap();
            validators
        };
        let validators = self.pages.iter().flat_map(|text| page(text)).collect();
        Decoded { signed_header, validators: validator::Set::without_proposer(validators) }
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    result: T,
}

#[derive(Deserialize)]
struct Commit {
    signed_header: SignedHeader,
}

#[derive(Deserialize)]
struct Validators {
    validators: Vec<validator::Info>,
}

fn answer(result: &serde_json::Value) -> String {
    json!({ "jsonrpc": "2.0", "id": -1, "result": result }).to_string()
}

fn member(member: &validator::Info) -> serde_json::Value {
    json!({
        "address": member.address,
        "pub_key": member.pub_key,
        "voting_power": member.power,
        "proposer_priority": "0",
    })
}
