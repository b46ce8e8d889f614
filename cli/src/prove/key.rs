//! What can be asked for: entries of a chain's state, and the keys under which they stand.

use super::address;
use parhelion_core::Error;
use parhelion_core::ibc::{Height, path};
use parhelion_core::proof::Key;

/// What `--help` says beside the options. In the keys, words in capitals are the asker's.
pub(super) const HELP: &str = "\
A header commits to the state after the block before it: one of height H proves the state of height
H - 1, and that is what is said.

Keys:
  bank/balance/ADDRESS/DENOM               what an account holds of a denomination
  bank/supply/DENOM                        how much of a denomination there is
  staking/validator/OPERATOR               a validator: its tokens, whether it is bonded
  staking/power/OPERATOR                   its power in the consensus
  staking/total-power                      the power of all validators
  staking/delegation/ADDRESS/OPERATOR      what an account has delegated to a validator
  ibc/client/CLIENT                        the state of a light client
  ibc/consensus/CLIENT/REVISION-HEIGHT     what a light client knows of a height
  ibc/connection/CONNECTION                one end of a connection
  ibc/channel/PORT/CHANNEL                 one end of a channel
  ibc/commitment/PORT/CHANNEL/SEQUENCE     that a packet was sent and is not acknowledged yet
  ibc/receipt/PORT/CHANNEL/SEQUENCE        that a packet was received
  ibc/ack/PORT/CHANNEL/SEQUENCE            that a packet was acknowledged
  ibc/next-send/PORT/CHANNEL               the sequence of the next packet to be sent,
  ibc/next-recv/PORT/CHANNEL               received
  ibc/next-ack/PORT/CHANNEL                and acknowledged
  ibc/commitment-v2/CLIENT/SEQUENCE        the same three of a packet of IBC v2
  ibc/receipt-v2/CLIENT/SEQUENCE
  ibc/ack-v2/CLIENT/SEQUENCE
  store/STORE/HEX                          any key of any store

Addresses are bech32 or hexadecimal. The keys are those of the Cosmos SDK since v0.43 and of
ibc-go, of IBC v2 since its v10. What is proven are bytes; what they are read as is an
interpretation.

Exit status: 0 proven, presence as well as absence; 1 refused: the answer proves something else,
or nothing; 4 the header is past its trusting period; 5 there is no such header, no answer, or one
without a proof; 6 the store knows of a fork; 64 wrong usage; 65 a file that cannot be read.";

/// An entry of a chain's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// As it was asked.
    pub(super) text: String,
    /// The name of the store.
    pub(super) store: String,
    /// The key in it; not empty.
    pub(super) key: Vec<u8>,
    /// What stands under it.
    pub(super) kind: Kind,
}

/// What a value is, by the layout of the module that keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing is known of it.
    Raw,
    Balance {
        denom: String,
    },
    Supply {
        denom: String,
    },
    Validator,
    Power,
    TotalPower,
    Delegation,
    ClientState,
    ConsensusState,
    Connection,
    Channel,
    Commitment,
    Receipt,
    Acknowledgement,
    Sequence,
}

impl Question {
    /// What the text asks for.
    ///
    /// Source: of the bank and of staking, `cosmos-sdk x/bank/types/keys.go
    /// CreatePrefixedAccountStoreKey`, `x/staking/types/keys.go GetValidatorKey, GetDelegationKey`.
    pub(crate) fn parse(text: &str) -> Result<Question, String> {
        let words: Vec<&str> = text.split('/').collect();
        let (store, key, kind) = match words.as_slice() {
            ["bank", "balance", owner, denom @ ..] => {
                let (owner, denom) = (prefixed(owner)?, denomination(denom)?);
                let key = [&[0x02], &owner[..], denom.as_bytes()].concat();
                ("bank", key, Kind::Balance { denom })
            }
            ["bank", "supply", denom @ ..] => {
                let denom = denomination(denom)?;
                ("bank", [&[0x00], denom.as_bytes()].concat(), Kind::Supply { denom })
            }
            ["staking", rest @ ..] => {
                let (key, kind) = staking(rest)?;
                ("staking", key, kind)
            }
            ["ibc", rest @ ..] => {
                let (key, kind) = of_ibc(rest)?;
                ("ibc", key.as_bytes().to_vec(), kind)
            }
            ["store", store, key] if !store.is_empty() && !key.is_empty() => {
                let wrong = || format!("the key `{key}` is not hexadecimal");
                let bytes = hex::decode(key.strip_prefix("0x").unwrap_or(key));
                let bytes = bytes.ok().filter(|bytes| !bytes.is_empty()).ok_or_else(wrong)?;
                (*store, bytes, Kind::Raw)
            }
            _ => return Err(unknown()),
        };
        Ok(Question { text: text.to_owned(), store: store.to_owned(), key, kind })
    }
}

fn staking(words: &[&str]) -> Result<(Vec<u8>, Kind), String> {
    let of = |prefix: u8, operator: &str| -> Result<Vec<u8>, String> {
        Ok([&[prefix], &prefixed(operator)?[..]].concat())
    };
    Ok(match words {
        ["validator", operator] => (of(0x21, operator)?, Kind::Validator),
        ["power", operator] => (of(0x11, operator)?, Kind::Power),
        ["total-power"] => (vec![0x12], Kind::TotalPower),
        ["delegation", owner, operator] => {
            let owner = prefixed(owner)?;
            let operator = prefixed(operator)?;
            ([&[0x31], &owner[..], &operator[..]].concat(), Kind::Delegation)
        }
        _ => return Err(unknown()),
    })
}

fn of_ibc(words: &[&str]) -> Result<(Key, Kind), String> {
    let said = |error: Error| error.row().text.to_owned();
    let key = |key: Result<Key, Error>| key.map_err(said);
    Ok(match words {
        ["client", client] => (key(path::client_state(client))?, Kind::ClientState),
        ["consensus", client, at] => {
            (key(path::consensus_state(client, height(at)?))?, Kind::ConsensusState)
        }
        ["connection", connection] => (key(path::connection(connection))?, Kind::Connection),
        ["channel", port, channel] => (key(path::channel_end(port, channel))?, Kind::Channel),
        ["commitment", port, channel, sequence] => {
            let path = path::packet_commitment(port, channel, number(sequence)?);
            (key(path)?, Kind::Commitment)
        }
        ["receipt", port, channel, sequence] => {
            (key(path::packet_receipt(port, channel, number(sequence)?))?, Kind::Receipt)
        }
        ["ack", port, channel, sequence] => {
            let path = path::packet_acknowledgement(port, channel, number(sequence)?);
            (key(path)?, Kind::Acknowledgement)
        }
        ["next-send", port, channel] => {
            (key(path::next_sequence_send(port, channel))?, Kind::Sequence)
        }
        ["next-recv", port, channel] => {
            (key(path::next_sequence_recv(port, channel))?, Kind::Sequence)
        }
        ["next-ack", port, channel] => {
            (key(path::next_sequence_ack(port, channel))?, Kind::Sequence)
        }
        ["commitment-v2", client, sequence] => {
            (key(path::v2::packet_commitment(client, number(sequence)?))?, Kind::Commitment)
        }
        ["receipt-v2", client, sequence] => {
            (key(path::v2::packet_receipt(client, number(sequence)?))?, Kind::Receipt)
        }
        ["ack-v2", client, sequence] => {
            let path = path::v2::packet_acknowledgement(client, number(sequence)?);
            (key(path)?, Kind::Acknowledgement)
        }
        _ => return Err(unknown()),
    })
}

/// An address behind its length, as it stands in keys since v0.43 of the Cosmos SDK.
///
/// Source: `cosmos-sdk types/address/store_key.go LengthPrefix`.
fn prefixed(text: &str) -> Result<Vec<u8>, String> {
    let address = address::parse(text)?;
    let length = u8::try_from(address.len()).map_err(|error| error.to_string())?;
    Ok([&[length], &address[..]].concat())
}

/// A denomination, in which slashes may stand: `ibc/27394FB0…`.
///
/// Source: `cosmos-sdk types/coin.go reDnmString`.
fn denomination(words: &[&str]) -> Result<String, String> {
    let denom = words.join("/");
    let fits = (3..=128).contains(&denom.len())
        && denom.starts_with(|first: char| first.is_ascii_alphabetic())
        && denom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte));
    if fits { Ok(denom) } else { Err(format!("`{denom}` is no denomination such as uatom")) }
}

fn height(text: &str) -> Result<Height, String> {
    let wrong = || format!("`{text}` is not REVISION-HEIGHT, such as 1-120");
    let (revision, height) = text.split_once('-').ok_or_else(wrong)?;
    let part = |text: &str| ibc_number(text).ok_or_else(wrong);
    Ok(Height { revision_number: part(revision)?, revision_height: part(height)? })
}

fn number(text: &str) -> Result<u64, String> {
    ibc_number(text).ok_or_else(|| format!("`{text}` is no sequence such as 1"))
}

/// A number as it stands in a key: the digits, and nothing before them.
fn ibc_number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

fn unknown() -> String {
    "no key that is known here: see `parhelion prove --help`".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "854211ffd25b04994e3489683af22aeefa8e387c";
    const OPERATOR: &str = "cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73";

    fn key(text: &str) -> (String, String) {
        let question = Question::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(question.text, text);
        (question.store, hex::encode(question.key))
    }

    /// Each line of the help, with something in the places of the words in capitals.
    #[test]
    fn what_the_help_names_can_be_asked_for() {
        let fill = |word: &str| match word {
            "ADDRESS" | "OPERATOR" | "HEX" => ADDRESS.to_owned(),
            "DENOM" => "uatom".to_owned(),
            "CLIENT" => "07-tendermint-0".to_owned(),
            "REVISION-HEIGHT" => "1-120".to_owned(),
            "CONNECTION" => "connection-0".to_owned(),
            "PORT" | "STORE" => "transfer".to_owned(),
            "CHANNEL" => "channel-0".to_owned(),
            "SEQUENCE" => "1".to_owned(),
            word => word.to_owned(),
        };
        let lines = HELP.lines().filter_map(|line| line.strip_prefix("  "));
        let mut keys = Vec::new();
        for line in lines {
            let pattern = line.split(' ').next().unwrap();
            let text: Vec<String> = pattern.split('/').map(fill).collect();
            keys.push(key(&text.join("/")));
        }
        assert_eq!(keys.len(), 20);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 20, "two of them are one key");
    }

    /// Keys that nodes of Cosmos SDK v0.50 and ibc-go v10 answered to; those of the bank by hand.
    #[test]
    fn keys_are_those_of_the_modules() {
        let ascii = |text: &str| hex::encode(text);
        let of = |store: &str, key: String| (store.to_owned(), key);
        for (text, store, hex) in [
            (format!("staking/validator/{OPERATOR}"), "staking", format!("2114{ADDRESS}")),
            (format!("staking/power/{ADDRESS}"), "staking", format!("1114{ADDRESS}")),
            ("staking/total-power".into(), "staking", "12".into()),
            (format!("staking/delegation/07/{OPERATOR}"), "staking", format!("31010714{ADDRESS}")),
            (format!("bank/balance/{ADDRESS}/stake"), "bank", format!("0214{ADDRESS}7374616b65")),
            (
                format!("bank/balance/{OPERATOR}/ibc/27394F"),
                "bank",
                format!("0214{ADDRESS}{}", ascii("ibc/27394F")),
            ),
            ("bank/supply/factory/a/b".into(), "bank", format!("00{}", ascii("factory/a/b"))),
            (
                "ibc/client/07-tendermint-0".into(),
                "ibc",
                ascii("clients/07-tendermint-0/clientState"),
            ),
            (
                "ibc/consensus/07-tendermint-0/1-78".into(),
                "ibc",
                ascii("clients/07-tendermint-0/consensusStates/1-78"),
            ),
            (
                "ibc/ack/consumer/channel-0/18446744073709551615".into(),
                "ibc",
                ascii("acks/ports/consumer/channels/channel-0/sequences/18446744073709551615"),
            ),
            (
                "ibc/receipt-v2/08-wasm-1/258".into(),
                "ibc",
                format!("{}020000000000000102", ascii("08-wasm-1")),
            ),
            ("store/provider/0xFf00".into(), "provider", "ff00".into()),
        ] {
            assert_eq!(key(&text), of(store, hex), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_asked_for() {
        for (text, why) in [
            ("", "no key that is known"),
            ("bank", "no key that is known"),
            ("bank/balances/07/uatom", "no key that is known"),
            ("bank/balance/07", "no denomination"),
            ("bank/balance/07/", "no denomination"),
            ("bank/balance/07/at om", "no denomination"),
            ("bank/supply/ua", "no denomination"),
            ("bank/supply/1ua", "no denomination"),
            ("bank/balance/cosmos1/uatom", "no address"),
            ("staking/validator", "no key that is known"),
            ("staking/validator/07/08", "no key that is known"),
            ("staking/total-power/", "no key that is known"),
            ("ibc/client/abc", "identifier"),
            ("ibc/channel/transfer", "no key that is known"),
            ("ibc/commitment/transfer/channel-0/0", "sequence"),
            ("ibc/commitment/transfer/channel-0/01", "no sequence"),
            ("ibc/commitment/transfer/channel-0/+1", "no sequence"),
            ("ibc/consensus/07-tendermint-0/78", "REVISION-HEIGHT"),
            ("ibc/consensus/07-tendermint-0/1-078", "REVISION-HEIGHT"),
            ("store/provider", "no key that is known"),
            ("store/provider/", "no key that is known"),
            ("store//ff", "no key that is known"),
            ("store/provider/f", "the key"),
            ("store/provider/0x", "the key"),
        ] {
            let error = Question::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
