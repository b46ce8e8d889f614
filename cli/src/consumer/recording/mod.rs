//! A recorded network: what its nodes answered, and what the recorder says of it.

mod manifest;
mod source;

pub(crate) use manifest::{Chain, Evidence, Manifest, Member, Packet, Proof, Set};
pub(crate) use source::Source;

use crate::failure::Failure;
use parhelion_rpc::{AbciQuery, Document, encode, read};
use std::collections::BTreeMap;
use std::path::Path;

/// A recording, of which nothing has been verified.
pub(crate) struct Recording {
    pub(crate) source: Source,
    pub(crate) manifest: Manifest,
}

impl Recording {
    pub(crate) fn open(path: &Path) -> Result<Recording, Failure> {
        Recording::of(Source::open(path)?)
    }

    pub(crate) fn of(source: Source) -> Result<Recording, Failure> {
        let text = source.text("MANIFEST.json")?;
        let manifest = serde_json::from_str(&text)
            .map_err(|error| Failure::not_readable("MANIFEST.json", error))?;
        Ok(Recording { source, manifest })
    }

    /// The provider, by the name of its folder.
    pub(crate) fn provider(&self) -> Result<(&str, &Chain), Failure> {
        let mut chains = self.manifest.chains.iter();
        let provider = chains.find(|(_, chain)| chain.consumer_id.is_none());
        let provider = provider.map(|(name, chain)| (name.as_str(), chain));
        provider.ok_or_else(|| Failure::not_readable("MANIFEST.json", "no chain is a provider"))
    }

    /// The consumers that ran, by the names of their folders.
    pub(crate) fn consumers(&self) -> impl Iterator<Item = (&str, &Chain)> {
        let ran = |chain: &Chain| chain.consumer_id.is_some() && chain.first_height.is_some();
        let chains = self.manifest.chains.iter().filter(move |(_, chain)| ran(chain));
        chains.map(|(name, chain)| (name.as_str(), chain))
    }

    /// The light blocks of a chain, of `/commit` and `/validators`.
    pub(crate) fn light_blocks(
        &self,
        name: &str,
        chain: &Chain,
    ) -> Result<BTreeMap<u64, Vec<u8>>, Failure> {
        let blocks = chain.heights().into_iter().map(|height| {
            let commit = format!("{name}/commit/{height}.json");
            let validators = format!("{name}/validators/{height}.json");
            Ok((height, self.light_block(&commit, &validators)?))
        });
        blocks.collect()
    }

    fn light_block(&self, commit: &str, validators: &str) -> Result<Vec<u8>, Failure> {
        let Document::Commit { signed_header, .. } = self.document(commit)? else {
            return Err(Failure::not_readable(commit, "no answer of /commit"));
        };
        let Document::Validators(page) = self.document(validators)? else {
            return Err(Failure::not_readable(validators, "no answer of /validators"));
        };
        let set = parhelion_rpc::validator_set(&[page])
            .map_err(|error| Failure::not_readable(validators, error))?;
        Ok(encode(&parhelion_rpc::light_block(signed_header, set)))
    }

    /// The chain, the revision and the height from which a relayer updated a client when a chain forked.
    pub(crate) fn fork_trusted(&self) -> Result<Option<(String, u64, u64)>, Failure> {
        const FILE: &str = "fork/fork.json";
        if !self.source.has(FILE) {
            return Ok(None);
        }
        let trusted = &self.json(FILE)?["trusted_height"];
        let (revision, height) = (trusted["revision"].as_u64(), trusted["height"].as_u64());
        let Some((revision, height)) = revision.zip(height) else { return Ok(None) };
        let commit = format!("fork/main-commit-{height}.json");
        match self.document(&commit)? {
            Document::Commit { signed_header, .. } => {
                let chain_id = signed_header.header.unwrap_or_default().chain_id;
                Ok(Some((chain_id, revision, height)))
            }
            _ => Err(Failure::not_readable(&commit, "no answer of /commit")),
        }
    }

    /// The answer about a key, with its proof.
    pub(crate) fn query(&self, file: &str) -> Result<AbciQuery, Failure> {
        match self.document(file)? {
            Document::AbciQuery(query) => Ok(query),
            _ => Err(Failure::not_readable(file, "no answer of /abci_query")),
        }
    }

    pub(crate) fn document(&self, file: &str) -> Result<Document, Failure> {
        read(&self.source.text(file)?).map_err(|error| Failure::not_readable(file, error))
    }

    /// Bytes in hexadecimal, where there is such a file.
    pub(crate) fn hex(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        if !self.source.has(file) {
            return Ok(None);
        }
        let text = self.source.text(file)?;
        let bytes = hex::decode(text.trim());
        bytes.map(Some).map_err(|error| Failure::not_readable(file, error))
    }

    pub(crate) fn json(&self, file: &str) -> Result<serde_json::Value, Failure> {
        serde_json::from_str(&self.source.text(file)?)
            .map_err(|error| Failure::not_readable(file, error))
    }
}
