//! On states that are made here, of a bank.

use crate::common::{Output, folder, run, shows};
use crate::{NOW, OPERATOR, commit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use parhelion_core::ibc::acknowledgement_commitment as sha256;
use parhelion_core::{Header, Limits};
use parhelion_rpc::Document;
use serde_json::{Value, json};
use std::path::Path;

/// A state of one store with one entry.
struct Made {
    /// The hash of the app.
    root: [u8; 32],
    /// The proof of the entry in its store.
    entry: Vec<u8>,
    /// The proof of the store.
    store: Vec<u8>,
    name: &'static str,
}

impl Made {
    fn of(name: &'static str, key: &[u8], value: &[u8]) -> Made {
        // The leaf of an IAVL tree: height 0, size 1, version 1, each zig-zag.
        let (entry, root) = leaf(&[0, 2, 2], key, value);
        let (store, root) = leaf(&[0], name.as_bytes(), &root);
        Made { root, entry, store, name }
    }

    /// What a node would answer, with one of both kinds of proof.
    fn answer(&self, key: &[u8], value: &[u8], proof: u8) -> Value {
        let entry = match proof {
            EXISTENCE => field(1, &self.entry),
            // All that there is stands before the key.
            _ => field(2, &[field(1, key), field(2, &self.entry)].concat()),
        };
        let op = |kind: &str, key: &[u8], data: Vec<u8>| json!({ "type": kind, "key": BASE64.encode(key), "data": BASE64.encode(data) });
        let ops = [
            op("ics23:iavl", key, entry),
            op("ics23:simple", self.name.as_bytes(), field(1, &self.store)),
        ];
        json!({ "result": { "response": {
            "code": 0, "key": BASE64.encode(key), "value": BASE64.encode(value), "height": "191",
            "proofOps": { "ops": ops },
        }}})
    }

    fn prove(&self, folder: &Path, answer: &Value, key: &str) -> Output {
        let mut commit: Value = serde_json::from_str(&commit()).unwrap();
        let header = &mut commit["result"]["signed_header"]["header"];
        header["app_hash"] = hex::encode_upper(self.root).into();
        let text = commit.to_string();
        let Document::Commit { signed_header, .. } = parhelion_rpc::read(&text).unwrap() else {
            panic!("no /commit");
        };
        let bytes = parhelion_rpc::encode(&signed_header.header.unwrap());
        let hash = Header::parse(&bytes, &Limits::DEFAULT).unwrap().hash().unwrap();
        let (header, file) = (folder.join("header.json"), folder.join("answer.json"));
        std::fs::write(&header, text).unwrap();
        std::fs::write(&file, answer.to_string()).unwrap();
        let (header, file) = (header.display().to_string(), file.display().to_string());
        let trust = format!("192:{hash}");
        let arguments = ["prove", "--trust", &trust, "--header", &header, "--answer", &file];
        run(&[&arguments[..], &["--key", key, "--now", NOW]].concat())
    }
}

const EXISTENCE: u8 = 1;
const ABSENCE: u8 = 2;

/// An `ExistenceProof` of the only leaf of a tree, and its root.
fn leaf(prefix: &[u8], key: &[u8], value: &[u8]) -> (Vec<u8>, [u8; 32]) {
    let op = [&[8, 1, 0x18, 1, 0x20, 1][..], &field(5, prefix)].concat();
    let proof = [field(1, key), field(2, value), field(3, &op)].concat();
    let length = u8::try_from(key.len()).unwrap();
    let hash = sha256(value);
    let hashed = [prefix, &[length], key, &[32], hash.as_bytes()].concat();
    (proof, *sha256(&hashed).as_bytes())
}

/// A field of bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let low = u8::try_from(length & 0x7f).unwrap();
    let high = u8::try_from(length >> 7).unwrap();
    let length = if high == 0 { vec![low] } else { vec![low | 0x80, high] };
    [&[number << 3 | 2], &length[..], bytes].concat()
}

#[test]
fn balances_of_a_bank() {
    let folder = folder("prove-bank");
    let owner = hex::decode("854211ffd25b04994e3489683af22aeefa8e387c").unwrap();
    let key = |denom: &str| [&[2, 20], &owner[..], denom.as_bytes()].concat();
    let asked = format!("bank/balance/{OPERATOR}/uatom");
    let bank = Made::of("bank", &key("uatom"), b"1000");
    let answer = bank.answer(&key("uatom"), b"1000", EXISTENCE);
    let output = bank.prove(&folder, &answer, &asked);
    shows(
        &output,
        0,
        &[
            "proven: bank/balance/",
            "value        31303030",
            "read as      a balance, as the bank of the Cosmos SDK keeps it since v0.46",
            "amount               1000",
            "denom                uatom",
        ],
    );
    // As it was kept before.
    let coin = [field(1, b"uatom"), field(2, b"1000")].concat();
    let older = Made::of("bank", &key("uatom"), &coin);
    let output = older.prove(&folder, &older.answer(&key("uatom"), &coin, EXISTENCE), &asked);
    shows(&output, 0, &["in v0.43 to v0.45", "amount               1000"]);
    // A value that no bank keeps is proven all the same.
    let odd = Made::of("bank", &key("uatom"), b"many");
    let output = odd.prove(&folder, &odd.answer(&key("uatom"), b"many", EXISTENCE), &asked);
    shows(&output, 0, &["value        6d616e79", "read as      nothing that is known here"]);
    let empty = Made::of("bank", &key("uatom"), b"");
    let output = empty.prove(&folder, &empty.answer(&key("uatom"), b"", EXISTENCE), &asked);
    shows(&output, 0, &["proven: ", "value        of no bytes"]);
    // Another amount than the one that is proven, and another denomination.
    let output = bank.prove(&folder, &bank.answer(&key("uatom"), b"1001", EXISTENCE), &asked);
    shows(&output, 1, &["ValueMismatch"]);
    let other = format!("bank/balance/{OPERATOR}/uosmo");
    shows(&bank.prove(&folder, &answer, &other), 1, &["KeyMismatch"]);
    // Nothing of a denomination that would stand behind the one that is there.
    let output = bank.prove(&folder, &bank.answer(&key("uosmo"), b"", ABSENCE), &other);
    shows(
        &output,
        0,
        &["proven absent: bank/balance/", "value        none", "amount               0"],
    );
    let output = bank.prove(&folder, &bank.answer(&key("uatom"), b"", ABSENCE), &asked);
    shows(&output, 1, &["not proven"]);
    // A supply stands under another prefix.
    let supply = Made::of("bank", b"\0uatom", b"77");
    let answer = supply.answer(b"\0uatom", b"77", EXISTENCE);
    let output = supply.prove(&folder, &answer, "bank/supply/uatom");
    shows(&output, 0, &["a supply", "amount               77"]);
}
