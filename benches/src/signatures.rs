//! The signatures of one commit, for libraries that know of nothing else.

use crate::chain::{Block, sign_bytes};
use tendermint::block::CommitSig;

/// Keys, signatures and what they cover.
pub struct Signatures(Vec<([u8; 32], [u8; 64], Vec<u8>)>);

impl Signatures {
    /// All of a block.
    #[must_use]
    pub fn of(block: &Block) -> Signatures {
        let commit = &block.decoded.signed_header.commit;
        let members = block.decoded.validators.validators();
        let entries = commit.signatures.iter().zip(members).enumerate();
        let signature =
            |(i, (entry, member)): (usize, (&CommitSig, &tendermint::validator::Info))| {
                let CommitSig::BlockIdFlagCommit { validator_address, timestamp, signature } =
                    entry
                else {
                    panic!("everyone signed")
                };
                let message =
                    sign_bytes(i, commit.height, commit.block_id, *timestamp, *validator_address);
                let key = member.pub_key.to_bytes().try_into().unwrap();
                (key, signature.as_ref().unwrap().as_bytes().try_into().unwrap(), message)
            };
        Signatures(entries.map(signature).collect())
    }

    /// Whether all are right, by a batch of ed25519-zebra.
    #[must_use]
    pub fn hold_for_zebra(&self) -> bool {
        let mut batch = ed25519_zebra::batch::Verifier::new();
        for (key, signature, message) in &self.0 {
            batch.queue(((*key).into(), (*signature).into(), message));
        }
        batch.verify(rand::rng()).is_ok()
    }

    /// Whether all are right, by a batch of ed25519-consensus.
    #[must_use]
    pub fn hold_for_consensus(&self) -> bool {
        let mut batch = ed25519_consensus::batch::Verifier::new();
        for (key, signature, message) in &self.0 {
            batch.queue(((*key).into(), (*signature).into(), message));
        }
        batch.verify(rand_08::thread_rng()).is_ok()
    }
}
