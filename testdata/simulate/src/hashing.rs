//! Hashes and the sign bytes of votes, from nothing but CometBFT's layouts: the code under test has
//! no part in making the cases that test it.

use crate::message::{BlockId, Commit, CommitSig, Header, PublicKey, Timestamp, ValidatorSet};
use prost::Message;
use prost::encoding::encode_varint;
use sha2::{Digest, Sha256};

/// The hash of these bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The root of the Merkle tree of RFC 6962 over these leaves.
#[must_use]
pub fn merkle(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [leaf] => tagged(0, leaf, &[]),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            tagged(1, &merkle(left), &merkle(right))
        }
    }
}

fn tagged(tag: u8, left: &[u8], right: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([tag]).chain_update(left).chain_update(right).finalize().into()
}

/// A field of bytes, none where there are none.
fn bytes(number: u8, value: &[u8], into: &mut Vec<u8>) {
    if !value.is_empty() {
        message(number, value, into);
    }
}

/// An embedded message, also an empty one.
fn message(number: u8, value: &[u8], into: &mut Vec<u8>) {
    into.push(number << 3 | 2);
    encode_varint(value.len() as u64, into);
    into.extend(value);
}

fn wrapped(value: &[u8]) -> Vec<u8> {
    let mut leaf = Vec::with_capacity(value.len() + 2);
    bytes(1, value, &mut leaf);
    leaf
}

/// The encoding of a block id, whose parts are always written.
fn block_id(id: Option<&BlockId>) -> Vec<u8> {
    let id = id.cloned().unwrap_or_default();
    let mut all = wrapped(&id.hash);
    message(2, &id.part_set_header.unwrap_or_default().encode_to_vec(), &mut all);
    all
}

/// The hash of a header: nil, here no bytes, where it names no validators.
#[must_use]
pub fn header(header: &Header) -> Vec<u8> {
    if header.validators_hash.is_empty() {
        return Vec::new();
    }
    let mut height = Vec::new();
    if header.height != 0 {
        height.push(8);
        encode_varint(header.height as u64, &mut height);
    }
    let leaves = [
        header.version.unwrap_or_default().encode_to_vec(),
        wrapped(&header.chain_id),
        height,
        header.time.unwrap_or(crate::time::timestamp(crate::time::YEAR_1)).encode_to_vec(),
        block_id(header.last_block_id.as_ref()),
        wrapped(&header.last_commit_hash),
        wrapped(&header.data_hash),
        wrapped(&header.validators_hash),
        wrapped(&header.next_validators_hash),
        wrapped(&header.consensus_hash),
        wrapped(&header.app_hash),
        wrapped(&header.last_results_hash),
        wrapped(&header.evidence_hash),
        wrapped(&header.proposer_address),
    ];
    merkle(&leaves).to_vec()
}

/// The hash of a set: keys and powers, in the order of the set.
#[must_use]
pub fn set(set: &ValidatorSet) -> Vec<u8> {
    let leaf = |key: &Option<PublicKey>, power: i64| {
        let mut leaf = Vec::with_capacity(48);
        if let Some(key) = key {
            message(1, &key.encode_to_vec(), &mut leaf);
        }
        if power != 0 {
            leaf.push(16);
            encode_varint(power as u64, &mut leaf);
        }
        leaf
    };
    let leaves: Vec<_> = set.validators.iter().map(|v| leaf(&v.pub_key, v.voting_power)).collect();
    merkle(&leaves).to_vec()
}

/// The hash of a commit: its entries.
#[must_use]
pub fn commit(commit: &Commit) -> Vec<u8> {
    merkle(&commit.signatures.iter().map(Message::encode_to_vec).collect::<Vec<_>>()).to_vec()
}

/// What a validator signs.
pub struct Signed<'a> {
    /// 1 for a prevote, 2 for a precommit.
    pub vote_type: u8,
    /// The height.
    pub height: i64,
    /// The round.
    pub round: i32,
    /// The block; none for a nil vote.
    pub block_id: Option<&'a BlockId>,
    /// When it is signed.
    pub time: Option<Timestamp>,
    /// The chain.
    pub chain_id: &'a [u8],
}

impl<'a> Signed<'a> {
    /// What the validator of this entry signs.
    #[must_use]
    pub fn entry(commit: &'a Commit, entry: &CommitSig, chain_id: &'a [u8]) -> Signed<'a> {
        Signed {
            vote_type: 2,
            height: commit.height,
            round: commit.round,
            // CometBFT narrows the flag to a byte.
            block_id: commit.block_id.as_ref().filter(|_| entry.block_id_flag as u8 == 2),
            time: entry.timestamp,
            chain_id,
        }
    }

    /// The bytes, with their length before them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(192);
        if self.vote_type != 0 {
            all.extend([8, self.vote_type]);
        }
        for (key, value) in [(0x11, self.height), (0x19, i64::from(self.round))] {
            if value != 0 {
                all.push(key);
                all.extend(value.to_le_bytes());
            }
        }
        let zero = |id: &&BlockId| {
            id.hash.is_empty()
                && id.part_set_header.as_ref().is_none_or(|p| p.total == 0 && p.hash.is_empty())
        };
        if let Some(id) = self.block_id.filter(|id| !zero(id)) {
            message(4, &block_id(Some(id)), &mut all);
        }
        let time = self.time.unwrap_or(crate::time::timestamp(crate::time::YEAR_1));
        message(5, &time.encode_to_vec(), &mut all);
        bytes(6, self.chain_id, &mut all);
        let mut framed = Vec::with_capacity(all.len() + 2);
        encode_varint(all.len() as u64, &mut framed);
        framed.extend(all);
        framed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Consensus, PartSetHeader};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn known_sign_bytes() {
        // cometbft types/vote_test.go TestVoteSignBytesTestVectors
        let mut signed =
            Signed { vote_type: 0, height: 0, round: 0, block_id: None, time: None, chain_id: b"" };
        assert_eq!(hex(&signed.bytes()), "0d2a0b088092b8c398feffffff01");
        (signed.vote_type, signed.height, signed.round) = (2, 1, 1);
        let expected = "2108021101000000000000001901000000000000002a0b088092b8c398feffffff01";
        assert_eq!(hex(&signed.bytes()), expected);
    }

    #[test]
    fn known_header_hash() {
        // cometbft types/block_test.go TestHeaderHash
        let of = |text: &str| sha256(text.as_bytes()).to_vec();
        let known = Header {
            version: Some(Consensus { block: 1, app: 2 }),
            chain_id: b"chainId".into(),
            height: 3,
            time: Some(Timestamp { seconds: 1_570_983_284, nanos: 0 }),
            last_block_id: Some(BlockId {
                hash: vec![0; 32],
                part_set_header: Some(PartSetHeader { total: 6, hash: vec![0; 32] }),
            }),
            last_commit_hash: of("last_commit_hash"),
            data_hash: of("data_hash"),
            validators_hash: of("validators_hash"),
            next_validators_hash: of("next_validators_hash"),
            consensus_hash: of("consensus_hash"),
            app_hash: of("app_hash"),
            last_results_hash: of("last_results_hash"),
            evidence_hash: of("evidence_hash"),
            proposer_address: of("proposer_address")[..20].to_vec(),
        };
        assert_eq!(
            hex(&header(&known)),
            "f740121f553b5418c3efbd343c2dbfe9e007bb67b0d020a0741374bab65242a4"
        );
        assert!(header(&Header { validators_hash: vec![], ..known }).is_empty());
    }

    #[test]
    fn trees_split_at_the_power_of_two_below() {
        assert_eq!(merkle(&[])[..2], [0xe3, 0xb0]);
        let leaves: Vec<Vec<u8>> = (0..5).map(|n| vec![n]).collect();
        let four = merkle(&leaves[..4]);
        assert_eq!(merkle(&leaves), tagged(1, &four, &merkle(&leaves[4..])));
    }
}
