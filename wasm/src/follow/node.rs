//! A node, asked for light blocks. What comes out has the shape that was asked for, and the height;
//! nothing in it is verified.
//!
//! Source: `cometbft light/provider/http/http.go`.

use super::exchange::Request;
use super::trouble::{Trouble, document};
use super::way::Follower;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use parhelion_core::Limits;
use parhelion_core::client::{Failure, Peer};
use parhelion_rpc::{Document, Status, ValidatorsPage, encode, light_block, pb, validator_set};

/// Validators that are asked for at a time. `cometbft rpc/core/env.go maxPerPage`.
const PER_PAGE: u32 = 100;
/// Pages of one set, at most. `cometbft light/provider/http/http.go maxPages`.
const MAX_PAGES: u32 = 100;
/// Milliseconds for all pages of one set, after which no further page is asked for. Ours.
const SET_TIME: f64 = 60_000.0;
/// Characters of the text of a node that an error shows. Ours.
const MAX_TEXT: usize = 300;

impl Follower {
    /// A protobuf `LightBlock` of `/commit` and all pages of `/validators`; the latest one where no
    /// height is asked for.
    pub(super) async fn light_block(
        &mut self,
        peer: Peer,
        height: Option<u64>,
    ) -> Result<Vec<u8>, Failure> {
        let (height, _, signed) = self.signed_header(peer, height).await?;
        let set = self.set(peer, height).await?;
        Ok(encode(&light_block(signed, set)))
    }

    /// A protobuf `ValidatorSet`. Nodes have that of one height more than they have blocks.
    pub(super) async fn validators(&mut self, peer: Peer, height: u64) -> Result<Vec<u8>, Failure> {
        Ok(encode(&self.set(peer, height).await?))
    }

    /// A protobuf `Header`.
    pub(super) async fn header(&mut self, peer: Peer, height: u64) -> Result<Vec<u8>, Failure> {
        let (_, header, _) = self.signed_header(peer, Some(height)).await?;
        Ok(encode(&header))
    }

    pub(super) async fn latest_height(&mut self, peer: Peer) -> Result<u64, Failure> {
        match self.get(peer, "/status".to_owned()).await? {
            Document::Status(Status { latest_height: 0, .. }) => {
                let why = "a node without a block";
                Err(self.note(peer, &Trouble::lasting(Failure::NoResponse, why)))
            }
            Document::Status(status) => Ok(status.latest_height),
            _ => Err(self.bad(peer, "an answer to /status that is another")),
        }
    }

    /// The header with its commit, and the height that it has: the one that was asked for.
    async fn signed_header(
        &mut self,
        peer: Peer,
        height: Option<u64>,
    ) -> Result<(u64, pb::Header, pb::SignedHeader), Failure> {
        let path = height.map_or("/commit".to_owned(), |height| format!("/commit?height={height}"));
        let Document::Commit { signed_header: signed, .. } = self.get(peer, path).await? else {
            return Err(self.bad(peer, "an answer to /commit that is another"));
        };
        let header = match (&signed.header, &signed.commit) {
            (Some(header), Some(_)) => header.clone(),
            // `cometbft` issue 575: so some releases answer about heights to come.
            (None, None) => {
                let why = "a signed header of nothing";
                return Err(self.note(peer, &Trouble::lasting(Failure::HeightTooHigh, why)));
            }
            _ => return Err(self.bad(peer, "a half of a signed header")),
        };
        match u64::try_from(header.height) {
            Ok(found) if found > 0 && height.is_none_or(|height| height == found) => {
                Ok((found, header, signed))
            }
            _ => Err(self.bad(peer, &format!("a header of height {}", header.height))),
        }
    }

    /// All pages of `/validators`.
    async fn set(&mut self, peer: Peer, height: u64) -> Result<pb::ValidatorSet, Failure> {
        let (mut pages, mut found) = (Vec::<ValidatorsPage>::new(), 0);
        let since = self.line.clock();
        for number in 1..=MAX_PAGES {
            if number > 1 && self.line.clock() - since >= SET_TIME {
                let why = format!("{} pages took a minute", number - 1);
                return Err(self.note(peer, &Trouble::lasting(Failure::NoResponse, why)));
            }
            let path = format!("/validators?height={height}&page={number}&per_page={PER_PAGE}");
            let Document::Validators(page) = self.get(peer, path).await? else {
                return Err(self.bad(peer, "an answer to /validators that is another"));
            };
            found += page.validators.len() as u64;
            if let Some(why) = page.fault(height, pages.first(), found, Limits::DEFAULT.votes()) {
                return Err(self.bad(peer, &why));
            }
            let total = page.total;
            pages.push(page);
            if found == total {
                return validator_set(&pages).map_err(|error| self.bad(peer, &format!("{error}")));
            }
        }
        Err(self.bad(peer, &format!("more than {MAX_PAGES} pages of validators")))
    }

    async fn get(&mut self, peer: Peer, path: String) -> Result<Document, Failure> {
        let mut attempt = 1;
        loop {
            let request = Request::Ask { peer, path: path.clone(), attempt };
            let trouble = match document(self.line.ask(request).await) {
                Ok(found) => return Ok(found),
                Err(trouble) => trouble,
            };
            if !trouble.is_passing || attempt >= self.patience.attempts {
                let why = format!("{path}: {}", trouble.why);
                return Err(self.note(peer, &Trouble { why, ..trouble }));
            }
            attempt += 1;
        }
    }

    fn bad(&mut self, peer: Peer, why: &str) -> Failure {
        self.note(peer, &Trouble::lasting(Failure::Bad, why))
    }

    /// Keeps the reason, for the error that may come of it. It may be the node's text: it is cut.
    fn note(&mut self, peer: Peer, trouble: &Trouble) -> Failure {
        self.troubles.insert(peer, trouble.why.chars().take(MAX_TEXT).collect());
        trouble.failure
    }
}
