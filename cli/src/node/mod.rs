//! A node of CometBFT, asked over its RPC.
//!
//! What comes out has the shape that was asked for, and the height; nothing in it is verified. Faults
//! come in the classes of CometBFT's own provider, and what may pass is asked again first.
//!
//! Source: `cometbft light/provider/http/http.go`.

mod error;
mod http;
mod limits;
mod retry;
mod sets;
#[cfg(test)]
mod tests;
mod url;

pub(crate) use error::{NodeError, NodeFailure};
pub(crate) use limits::NodeLimits;
pub(crate) use sets::KnownSets;

use crate::failure::Failure;
use crate::input::kind;
use error::Trouble;
use http::{Http, Request};
use limits::{MAX_PAGES, PER_PAGE};
use parhelion_rpc::{
    AbciQuery, Document, Error, Status, ValidatorsPage, encode, light_block, pb, read,
    validator_set,
};
use std::time::Instant;

/// One node. It keeps its connections open, and many threads may ask it at once.
pub(crate) struct Node {
    http: Http,
}

/// What a node has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Requests, each attempt for itself.
    pub(crate) requests: u64,
    /// Bytes in the bodies of its answers.
    pub(crate) bytes: u64,
}

impl Node {
    /// A node at that address: `http`, `https` or `tcp`, with a path where it has one.
    ///
    /// # Errors
    /// [`Failure::Usage`] for an address, or for roots, that are none. Nothing is asked yet.
    pub(crate) fn new(url: &str, limits: NodeLimits) -> Result<Node, Failure> {
        Ok(Node { http: Http::new(url, limits)? })
    }

    /// The address that is asked.
    pub(crate) fn url(&self) -> &str {
        self.http.base()
    }

    /// Whether it has the address of another one, however that is written.
    pub(crate) fn is_at_place_of(&self, other: &Node) -> bool {
        url::is_same(self.url(), other.url())
    }

    pub(crate) fn traffic(&self) -> Traffic {
        self.http.traffic()
    }

    /// A protobuf `LightBlock` of `/commit` and all pages of `/validators`, in the order in which they
    /// were served; the latest one where no height is asked for.
    pub(crate) fn light_block(&self, height: Option<u64>) -> Result<Vec<u8>, NodeError> {
        let (height, _, signed) = self.signed_header(height)?;
        Ok(encode(&light_block(signed, self.set(height)?)))
    }

    /// A light block whose set is only asked for where none with the header's `validators_hash` is
    /// known. A known one may come from another height: no hash covers its priorities and its
    /// proposer, and they are not those of this height.
    pub(crate) fn light_block_reusing(
        &self,
        height: u64,
        sets: &KnownSets,
    ) -> Result<Vec<u8>, NodeError> {
        let (height, header, signed) = self.signed_header(Some(height))?;
        let set = match sets.find(&header.validators_hash) {
            Some(known) => known,
            None => sets.learn(self.set(height)?),
        };
        Ok(encode(&light_block(signed, pb::ValidatorSet::clone(&set))))
    }

    /// A protobuf `ValidatorSet`. Nodes have that of one height more than they have blocks.
    pub(crate) fn validators(&self, height: u64) -> Result<Vec<u8>, NodeError> {
        Ok(encode(&self.set(height)?))
    }

    /// A protobuf `Header`.
    pub(crate) fn header(&self, height: u64) -> Result<Vec<u8>, NodeError> {
        let (_, header, _) = self.signed_header(Some(height))?;
        Ok(encode(&header))
    }

    pub(crate) fn latest_height(&self) -> Result<u64, NodeError> {
        let path = "/status";
        match self.get(path)? {
            Document::Status(Status { latest_height: 0, .. }) => {
                let trouble = Trouble::lasting(NodeFailure::NoResponse, "a node without a block");
                Err(self.http.error(&Request::Get(path), &trouble))
            }
            Document::Status(status) => Ok(status.latest_height),
            other => Err(self.is_other(path, &other)),
        }
    }

    /// What stands under a key of a store, with its proof: the header of the height after that of the
    /// answer commits to it.
    pub(crate) fn abci_query(
        &self,
        path: &str,
        key: &[u8],
        height: Option<u64>,
    ) -> Result<AbciQuery, NodeError> {
        // Text is taken in quotation marks, as JSON; bytes are taken in hexadecimal.
        let quoted = serde_json::Value::from(path).to_string();
        let mut query = format!("/abci_query?path={}", url::escape(&quoted));
        query.push_str(&format!("&data=0x{}&prove=true", hex::encode(key)));
        if let Some(height) = height {
            query.push_str(&format!("&height={height}"));
        }
        let found = match self.get(&query)? {
            Document::AbciQuery(found) => found,
            other => return Err(self.is_other(&query, &other)),
        };
        if found.key != key {
            return Err(self.bad(&query, "an answer for another key"));
        }
        if height.is_some_and(|height| height != found.height) {
            return Err(self.bad(&query, &format!("an answer of height {}", found.height)));
        }
        if found.proofs.is_empty() {
            return Err(self.bad(&query, "an answer without its proof"));
        }
        Ok(found)
    }

    /// Hands evidence over, as [`parhelion_rpc::amino_json`] writes it. A node that has it already
    /// takes it again.
    ///
    /// # Errors
    /// Whatever the node has against it is [`NodeFailure::Bad`].
    pub(crate) fn broadcast_evidence(&self, evidence: &str) -> Result<(), NodeError> {
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"broadcast_evidence","params":{{"evidence":{evidence}}}}}"#
        );
        let request = Request::Post(&call);
        let taken = self.http.ask(&request, |text| match read(text) {
            Err(error @ Error::Node { .. }) => Ok(Err(error)),
            Err(error @ Error::Json(_)) => Err(error),
            // The answer is the evidence's hash, which is no document of its own.
            _ => match serde_json::from_str::<serde_json::Value>(text)?.pointer("/result/hash") {
                Some(serde_json::Value::String(_)) => Ok(Ok(())),
                _ => Err(Error::Unknown),
            },
        })?;
        taken.map_err(|refused| {
            self.http.error(&request, &Trouble::lasting(NodeFailure::Bad, refused))
        })
    }

    /// The header with its commit, and the height that it has: the one that was asked for.
    fn signed_header(
        &self,
        height: Option<u64>,
    ) -> Result<(u64, pb::Header, pb::SignedHeader), NodeError> {
        let path = height.map_or("/commit".to_owned(), |height| format!("/commit?height={height}"));
        let signed = match self.get(&path)? {
            Document::Commit { signed_header, .. } => signed_header,
            other => return Err(self.is_other(&path, &other)),
        };
        let header = match (&signed.header, &signed.commit) {
            (Some(header), Some(_)) => header.clone(),
            // `cometbft` issue 575: so some releases answer about heights to come.
            (None, None) => {
                let why = "a signed header of nothing";
                let trouble = Trouble::lasting(NodeFailure::HeightTooHigh, why);
                return Err(self.http.error(&Request::Get(&path), &trouble));
            }
            _ => return Err(self.bad(&path, "a half of a signed header")),
        };
        match u64::try_from(header.height) {
            Ok(found) if found > 0 && height.is_none_or(|height| height == found) => {
                Ok((found, header, signed))
            }
            _ => Err(self.bad(&path, &format!("a header of height {}", header.height))),
        }
    }

    /// All pages of `/validators`.
    fn set(&self, height: u64) -> Result<pb::ValidatorSet, NodeError> {
        let (mut pages, mut found) = (Vec::<ValidatorsPage>::new(), 0);
        let (since, time) = (Instant::now(), self.http.limits().set_time);
        for number in 1..=MAX_PAGES {
            let path = format!("/validators?height={height}&page={number}&per_page={PER_PAGE}");
            if number > 1 && since.elapsed() >= time {
                let why = format!("{} pages took {} s", number - 1, time.as_secs());
                let trouble = Trouble::lasting(NodeFailure::NoResponse, why);
                return Err(self.http.error(&Request::Get(&path), &trouble));
            }
            let page = match self.get(&path)? {
                Document::Validators(page) => page,
                other => return Err(self.is_other(&path, &other)),
            };
            found += page.validators.len() as u64;
            if let Some(why) = page.fault(height, pages.first(), found, self.http.limits().votes) {
                return Err(self.bad(&path, &why));
            }
            let total = page.total;
            pages.push(page);
            if found == total {
                return validator_set(&pages).map_err(|error| self.bad(&path, &error.to_string()));
            }
        }
        let path = format!("/validators?height={height}");
        Err(self.bad(&path, &format!("more than {MAX_PAGES} pages")))
    }

    fn get(&self, path: &str) -> Result<Document, NodeError> {
        self.http.ask(&Request::Get(path), read)
    }

    fn bad(&self, path: &str, why: &str) -> NodeError {
        self.http.error(&Request::Get(path), &Trouble::lasting(NodeFailure::Bad, why))
    }

    fn is_other(&self, path: &str, found: &Document) -> NodeError {
        self.bad(path, kind(found))
    }
}
