//! What is in the files: evidence, and what it can be held against.

use super::Context;
use crate::failure::Failure;
use crate::input;
use parhelion_core::{Header, Limits, ValidatorSet};
use parhelion_rpc::{Document, Msg, ValidatorsPage, encode, pb, read_wire};
use std::collections::BTreeMap;
use std::path::Path;

/// A piece of evidence, and where it comes from.
pub(super) struct Item {
    pub(super) source: String,
    pub(super) kind: Kind,
    /// The header that came with it, which holds the voter's key.
    pub(super) infraction_header: Option<pb::IbcHeader>,
    pub(super) consumer_id: Option<String>,
    /// The block in which it stands.
    pub(super) block: Option<Inclusion>,
}

#[allow(clippy::large_enum_variant, reason = "there are few of them")]
pub(super) enum Kind {
    DoubleVote(pb::DuplicateVoteEvidence),
    Attack(Box<pb::LightClientAttackEvidence>),
    Misbehaviour(Box<pb::Misbehaviour>),
    /// Two blocks of one height, of which the first is the chain's as far as anybody says so.
    Fork(Box<[pb::LightBlock; 2]>),
}

/// Where evidence stands.
#[derive(Clone)]
pub(super) struct Inclusion {
    pub(super) header: pb::Header,
    pub(super) evidence: Vec<pb::Evidence>,
    pub(super) position: usize,
}

/// All that was read.
#[derive(Default)]
pub(super) struct Material {
    /// The last file's name.
    pub(super) name: String,
    items: Vec<Item>,
    votes: Vec<pb::Vote>,
    signed: Vec<pb::SignedHeader>,
    /// Signed headers with the sets that came with them.
    blocks: Vec<pb::LightBlock>,
    headers: Vec<pb::Header>,
    pages: BTreeMap<u64, Vec<ValidatorsPage>>,
    sets: Vec<pb::ValidatorSet>,
    ibc_headers: Vec<pb::IbcHeader>,
}

impl Material {
    pub(super) fn read(&mut self, path: &Path) -> Result<(), Failure> {
        let name = path.display().to_string();
        let bytes = input::read(path)?;
        let document = match input::json(&name, &bytes)? {
            Some(text) => parhelion_rpc::read(text),
            None => match (read_wire(&bytes), input::wire(&bytes)) {
                (Err(_), Some(wire)) => {
                    self.name = name;
                    self.loose(&wire, &bytes);
                    return Ok(());
                }
                (document, _) => document,
            },
        };
        let document = document.map_err(|error| Failure::not_readable(&name, error))?;
        self.add(&name, document)?;
        self.name = name;
        Ok(())
    }

    fn add(&mut self, name: &str, document: Document) -> Result<(), Failure> {
        match document {
            Document::Commit { signed_header, .. } => self.signed.push(signed_header),
            // Two branches have two sets of one height: a whole one is nobody's page.
            Document::Validators(page) if page.count == page.total => {
                let set = parhelion_rpc::validator_set(std::slice::from_ref(&page));
                self.sets.push(set.map_err(|error| Failure::not_readable(name, error))?);
            }
            Document::Validators(page) => self.pages.entry(page.height).or_default().push(page),
            Document::LightBlock(recorded) => {
                self.light_block(recorded.light_block);
                self.sets.extend(recorded.next_validators);
                self.sets.extend(recorded.trusted_next_validators);
            }
            Document::Block(block) => self.block(name, block),
            Document::Blocks { blocks, .. } => {
                blocks.into_iter().for_each(|block| self.block(name, block));
            }
            Document::Header { header } => self.headers.push(header),
            Document::IbcHeader(header) => self.ibc_header(header),
            Document::Misbehaviour(misbehaviour) => {
                self.item(name, Kind::Misbehaviour(Box::new(misbehaviour)));
            }
            Document::Evidence(evidence) => self.evidence(name, evidence),
            Document::EvidenceList(list) => {
                list.evidence.into_iter().for_each(|evidence| self.evidence(name, evidence));
            }
            Document::Vote(vote) => self.votes.push(vote),
            Document::Msg(msg) => self.msg(name, msg),
            Document::Transaction(msgs) => msgs.into_iter().for_each(|msg| self.msg(name, msg)),
            other => {
                let why = format!("{}, which says nothing about evidence", input::kind(&other));
                return Err(Failure::not_readable(name, why));
            }
        }
        Ok(())
    }

    /// What evidence is held against, in protobuf. It has been parsed: prost reads it too.
    fn loose(&mut self, wire: &input::Wire, bytes: &[u8]) {
        match wire {
            input::Wire::LightBlock => {
                parhelion_rpc::decode(bytes).into_iter().for_each(|block| self.light_block(block));
            }
            input::Wire::SignedHeader => self.signed.extend(parhelion_rpc::decode(bytes).ok()),
            input::Wire::ValidatorSet => self.sets.extend(parhelion_rpc::decode(bytes).ok()),
        }
    }

    fn light_block(&mut self, block: pb::LightBlock) {
        self.signed.extend(block.signed_header.clone());
        self.sets.extend(block.validator_set.clone());
        self.blocks.push(block);
    }

    fn ibc_header(&mut self, header: pb::IbcHeader) {
        self.sets.extend(header.trusted_validators.clone());
        self.light_block(pb::LightBlock {
            signed_header: header.signed_header.clone(),
            validator_set: header.validator_set.clone(),
        });
        self.ibc_headers.push(header);
    }

    fn block(&mut self, name: &str, block: parhelion_rpc::Block) {
        for (position, evidence) in block.evidence.iter().enumerate() {
            self.evidence(name, evidence.clone());
            if let Some(item) = self.items.last_mut() {
                item.block = Some(Inclusion {
                    header: block.header.clone(),
                    evidence: block.evidence.clone(),
                    position,
                });
            }
        }
        // A block holds other transactions too: what is none of ours is passed over.
        for msg in block.txs.iter().filter_map(|tx| parhelion_rpc::messages(tx).ok()).flatten() {
            self.msg(name, msg);
        }
        self.headers.push(block.header);
    }

    fn evidence(&mut self, name: &str, evidence: pb::Evidence) {
        match evidence.kind {
            Some(pb::EvidenceKind::DuplicateVote(evidence)) => {
                self.item(name, Kind::DoubleVote(evidence));
            }
            Some(pb::EvidenceKind::LightClientAttack(evidence)) => {
                self.item(name, Kind::Attack(Box::new(evidence)));
            }
            None => {}
        }
    }

    fn msg(&mut self, name: &str, msg: Msg) {
        match msg {
            Msg::SubmitConsumerDoubleVoting(msg) => {
                let evidence = msg.duplicate_vote_evidence.unwrap_or_default();
                self.item(name, Kind::DoubleVote(evidence));
                if let Some(item) = self.items.last_mut() {
                    item.infraction_header = msg.infraction_block_header;
                    item.consumer_id = Some(msg.consumer_id);
                }
            }
            Msg::SubmitConsumerMisbehaviour(msg) => {
                let misbehaviour = msg.misbehaviour.unwrap_or_default();
                self.item(name, Kind::Misbehaviour(Box::new(misbehaviour)));
                if let Some(item) = self.items.last_mut() {
                    item.consumer_id = Some(msg.consumer_id);
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, name: &str, kind: Kind) {
        let source = name.to_owned();
        self.items.push(Item {
            source,
            kind,
            infraction_header: None,
            consumer_id: None,
            block: None,
        });
    }

    /// The evidence; where there is none, what can be made of votes and blocks.
    pub(super) fn items(&mut self, context: &Context) -> Result<Vec<Item>, Failure> {
        for pages in self.pages.values() {
            let set = parhelion_rpc::validator_set(pages)
                .map_err(|error| Failure::not_readable(&self.name, error))?;
            self.sets.push(set);
        }
        let mut items = std::mem::take(&mut self.items);
        if items.is_empty() {
            items.extend(self.double_votes());
            items.extend(self.forks(context));
        }
        // The header with a voter's key may be a file of its own.
        for item in &mut items {
            if let (Kind::DoubleVote(_), None, Some(header)) =
                (&item.kind, &item.infraction_header, self.ibc_headers.first())
            {
                item.infraction_header = Some(header.clone());
            }
        }
        Ok(items)
    }

    /// Evidence of every two votes that contradict each other.
    fn double_votes(&self) -> Vec<Item> {
        let mut found = Vec::new();
        for (index, first) in self.votes.iter().enumerate() {
            for second in &self.votes[index + 1..] {
                let place = |vote: &pb::Vote| (vote.r#type, vote.height, vote.round);
                let voter = &first.validator_address;
                let contradict = place(first) == place(second)
                    && *voter == second.validator_address
                    && first.block_id != second.block_id;
                let header = self.header_at(first.height);
                let set = header
                    .and_then(|header| self.set_of(&header.validators_hash))
                    .or_else(|| self.set_with(voter));
                let (true, Some(set)) = (contradict, set) else { continue };
                let time = header.and_then(|header| header.time.clone()).unwrap_or_default();
                let evidence = parhelion_rpc::duplicate_vote_evidence(
                    set,
                    first.clone(),
                    second.clone(),
                    time,
                );
                found.extend(evidence.ok().map(|evidence| made(Kind::DoubleVote(evidence))));
            }
        }
        found
    }

    /// Every two blocks of one height with different hashes.
    fn forks(&self, context: &Context) -> Vec<Item> {
        let mut blocks: Vec<pb::LightBlock> = Vec::new();
        for signed in &self.signed {
            let Some(header) = &signed.header else { continue };
            let Some(block) = self.light_block_of(signed) else { continue };
            // The trusted one first.
            let trusted = context.state.as_ref().and_then(|state| state.header_hash());
            let place =
                if trusted.map(|hash| hash.0.to_vec()) == hash(header) { 0 } else { blocks.len() };
            blocks.insert(place, block);
        }
        let head = |block: &pb::LightBlock| {
            block
                .signed_header
                .as_ref()
                .and_then(|signed| signed.header.clone())
                .unwrap_or_default()
        };
        let mut found = Vec::new();
        for (index, first) in blocks.iter().enumerate() {
            for second in &blocks[index + 1..] {
                let (a, b) = (head(first), head(second));
                if a.height == b.height && hash(&a) != hash(&b) {
                    found.push(made(Kind::Fork(Box::new([first.clone(), second.clone()]))));
                }
            }
        }
        found
    }

    /// Every header, signed or not.
    pub(super) fn all_headers(&self) -> impl Iterator<Item = &pb::Header> {
        let signed = self.signed.iter().filter_map(|signed| signed.header.as_ref());
        signed.chain(&self.headers)
    }

    pub(super) fn header_at(&self, height: i64) -> Option<&pb::Header> {
        self.all_headers().find(|header| header.height == height)
    }

    pub(super) fn signed(&self) -> &[pb::SignedHeader] {
        &self.signed
    }

    /// The set with this hash.
    pub(super) fn set_of(&self, hash: &[u8]) -> Option<&pb::ValidatorSet> {
        self.sets.iter().find(|set| {
            let bytes = encode(*set);
            ValidatorSet::parse(&bytes, &Limits::DEFAULT).is_ok_and(|set| set.hash().0 == hash)
        })
    }

    /// A set with this member.
    pub(super) fn set_with(&self, address: &[u8]) -> Option<&pb::ValidatorSet> {
        self.sets.iter().find(|set| set.validators.iter().any(|it| it.address == address))
    }

    /// A block below this height, for evidence that needs what both sides have in common.
    pub(super) fn light_block_below(&self, height: i64) -> Option<pb::LightBlock> {
        let below = self
            .signed
            .iter()
            .filter(|signed| signed.header.as_ref().is_some_and(|header| header.height < height));
        let highest = below.max_by_key(|signed| signed.header.as_ref().map(|it| it.height))?;
        self.light_block_of(highest)
    }

    /// A signed header with its set: the one that came with it, else any with the hash.
    pub(super) fn light_block_of(&self, signed: &pb::SignedHeader) -> Option<pb::LightBlock> {
        let own = self.blocks.iter().find(|block| block.signed_header.as_ref() == Some(signed));
        if let Some(block) = own.filter(|block| block.validator_set.is_some()) {
            return Some(block.clone());
        }
        let set = self.set_of(&signed.header.as_ref()?.validators_hash)?;
        Some(parhelion_rpc::light_block(signed.clone(), set.clone()))
    }
}

fn made(kind: Kind) -> Item {
    let source = "made of the files".to_owned();
    Item { source, kind, infraction_header: None, consumer_id: None, block: None }
}

/// The hash of a header, if it has one.
pub(super) fn hash(header: &pb::Header) -> Option<Vec<u8>> {
    let bytes = encode(header);
    let header = Header::parse(&bytes, &Limits::DEFAULT).ok()?;
    header.hash().ok().map(|hash| hash.0.to_vec())
}
