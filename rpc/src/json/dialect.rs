//! Which of two ways a document writes hashes.

use super::{Text, base64};
use crate::Error;

/// In which of two ways a document writes hashes and enums. Keys and signatures are base64 in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What CometBFT's RPC answers: hashes and addresses in hexadecimal, enums as numbers.
    Rpc,
    /// What protobuf's own JSON is, as relayers and the commands of the Cosmos SDK print it: all
    /// bytes in base64, enums by name.
    Proto,
}

/// Keys that only one dialect has. `part_set_header` is none of them: Tendermint 0.35 wrote it
/// above hexadecimal hashes.
const KEYS: [(&str, Dialect); 16] = [
    ("parts", Dialect::Rpc),
    // Members of a oneof: the RPC writes the type of a key as a value.
    ("ed25519", Dialect::Proto),
    ("secp256k1", Dialect::Proto),
    ("bls12381", Dialect::Proto),
    ("mldsa65", Dialect::Proto),
    ("secp256k1eth", Dialect::Proto),
    // Camel case, at least one name of each message that holds a hash or an address.
    ("chainId", Dialect::Proto),
    ("lastBlockId", Dialect::Proto),
    ("validatorsHash", Dialect::Proto),
    ("appHash", Dialect::Proto),
    ("proposerAddress", Dialect::Proto),
    ("blockId", Dialect::Proto),
    ("partSetHeader", Dialect::Proto),
    ("validatorAddress", Dialect::Proto),
    ("pubKey", Dialect::Proto),
    ("votingPower", Dialect::Proto),
];

/// Hashes and addresses in snake case, which both dialects have. Base64 of 20 or of 32 bytes ends
/// with `=`; nothing in hexadecimal does.
const HASHES: [&str; 12] = [
    "hash",
    "validator_address",
    "address",
    "proposer_address",
    "last_commit_hash",
    "data_hash",
    "validators_hash",
    "next_validators_hash",
    "consensus_hash",
    "app_hash",
    "last_results_hash",
    "evidence_hash",
];

/// How values begin that only one dialect has.
const VALUES: [(&str, Dialect); 6] = [
    ("BLOCK_ID_FLAG_", Dialect::Proto),
    ("SIGNED_MSG_TYPE_", Dialect::Proto),
    ("tendermint/PubKey", Dialect::Rpc),
    ("cometbft/PubKey", Dialect::Rpc),
    ("tendermint/DuplicateVoteEvidence", Dialect::Rpc),
    ("tendermint/LightClientAttackEvidence", Dialect::Rpc),
];

impl Dialect {
    /// Decided once for a whole document, by the first key or value in it that only one dialect
    /// has; the RPC's where there is none. Never by the digits of a hash: those of hexadecimal may
    /// be base64 as well. A wrong decision verifies nothing: the hashes come out wrong.
    pub(crate) fn of(text: &str) -> Dialect {
        let quotes = text.match_indices('"').filter_map(|(place, _)| text.get(place + 1..));
        quotes.filter_map(sign).next().unwrap_or(Dialect::Rpc)
    }

    /// A hash or an address.
    pub(crate) fn hash(
        self,
        text: Option<Text<'_>>,
        field: &'static str,
    ) -> Result<Vec<u8>, Error> {
        let text = text.unwrap_or_default();
        match self {
            Dialect::Rpc => hex::decode(text.as_str())
                .map_err(|_| Error::Value { field, why: "not hexadecimal" }),
            Dialect::Proto => base64(Some(text), field),
        }
    }
}

/// What the text behind a quotation mark tells.
fn sign(text: &str) -> Option<Dialect> {
    let is_key = |(name, _): &&(&str, Dialect)| value_of(name, text).is_some();
    let begins = |(value, _): &&(&str, Dialect)| text.starts_with(value);
    let known = KEYS.iter().find(is_key).or_else(|| VALUES.iter().find(begins));
    known.map(|(_, dialect)| *dialect).or_else(|| is_padded(text).then_some(Dialect::Proto))
}

/// What follows the key, if the text begins with it.
fn value_of<'a>(key: &str, text: &'a str) -> Option<&'a str> {
    let rest = text.strip_prefix(key)?.strip_prefix('"')?;
    rest.trim_start().strip_prefix(':').map(str::trim_start)
}

fn is_padded(text: &str) -> bool {
    let value = HASHES.iter().find_map(|key| value_of(key, text)?.strip_prefix('"'));
    value.and_then(|value| value.split_once('"')).is_some_and(|(value, _)| value.ends_with('='))
}

#[cfg(test)]
mod tests {
    use super::Dialect::{Proto, Rpc};
    use super::*;

    #[test]
    fn the_first_sign_decides() {
        for (text, dialect) in [
            ("", Rpc),
            (r#"{"hash":"AA","part_set_header":{}}"#, Rpc),
            (r#"{"hash":"AA","parts" : {}}"#, Rpc),
            (r#"{"block_id_flag":2}"#, Rpc),
            (r#"{"block_id_flag":"BLOCK_ID_FLAG_NIL"}"#, Proto),
            (r#"{"type":"SIGNED_MSG_TYPE_PREVOTE","parts":{}}"#, Proto),
            (r#"{"parts":{},"type":"SIGNED_MSG_TYPE_PREVOTE"}"#, Rpc),
            (r#"{"pub_key":{"type":"tendermint/PubKeyEd25519","ed25519":""}}"#, Rpc),
            (r#"{"pub_key":{"ed25519":""}}"#, Proto),
            (r#"{"partSetHeader":{}}"#, Proto),
            (r#"{"hash" : "AQ==","parts":{}}"#, Proto),
            (r#"{"signature":"AQ==","validator_address":"AQAA"}"#, Rpc),
        ] {
            assert_eq!(Dialect::of(text), dialect, "{text}");
        }
    }

    #[test]
    fn a_value_is_no_key() {
        let text = r#"{"chain_id":"parts","client_id":"ed25519","type":"BLOCK_ID_FLAG_NIL"}"#;
        assert_eq!(Dialect::of(text), Proto);
        assert_eq!(Dialect::of(r#"{"chain_id":"ed25519"}"#), Rpc);
    }
}
