//! The key and the state: what makes them, and where they are refused.

use crate::asks::{A, CHAIN, prevote};
use crate::common::shows;
use crate::node::{Place, ends, key_file, records};
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// It is refused, with these words and this status.
fn complains(output: &crate::common::Output, status: i32, words: &str) {
    assert_eq!(output.status, status, "{}{}", output.out, output.err);
    assert!(output.err.contains(words), "{}", output.err);
}

#[test]
fn a_state_is_made_once() {
    let place = Place::new("once");
    complains(&place.ends(), 65, "`parhelion guard provision` makes one");
    shows(&place.provision(CHAIN, "10"), 0, &["provisioned: test-chain, key ", "height 11"]);
    let made = fs::read(place.path("state")).unwrap();
    assert_eq!(made.len(), 8192);
    let mode = fs::metadata(place.path("state")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    complains(&place.provision(CHAIN, "0"), 65, "there is such a file already");
    assert_eq!(fs::read(place.path("state")).unwrap(), made);
    let files = fs::read_dir(&place.folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.count(), 2, "the key and the state");
}

#[test]
fn what_is_no_chain_is_not_provisioned() {
    let place = Place::new("no-chain");
    for (chain_id, words) in [("", "[906 NoSignedChain]"), (&"c".repeat(51), "ChainIdTooLong")] {
        shows(&place.provision(chain_id, "10"), 1, &["not provisioned: ", words]);
        assert!(!fs::exists(place.path("state")).unwrap());
    }
    for height in ["-1", "9223372036854775808", "x"] {
        assert_eq!(place.provision(CHAIN, height).status, 64, "{height}");
    }
}

/// It is of one key and one chain.
#[test]
fn the_state_of_another_signs_nothing() {
    let place = Place::new("another");
    assert_eq!(place.provision("another-chain", "10").status, 0);
    shows(&place.ends(), 5, &["not signing: ", "[912 NotProvisioned]"]);
    let place = Place::provisioned("another-key");
    place.put("key.json", &key_file(&[8; 32]));
    shows(&place.ends(), 5, &["[912 NotProvisioned]"]);
}

#[test]
fn one_signer_has_a_state() {
    let place = Place::provisioned("lock");
    let (signer, mut node) = place.start();
    complains(&place.ends(), 65, "another signer has this state open");
    node.signed(prevote(A, 11, 0));
    signer.kill();
    let (_signer, mut node) = place.start();
    node.signed(prevote(A, 12, 0));
}

#[test]
fn a_state_that_is_none() {
    let place = Place::provisioned("damaged");
    let whole = fs::read(place.path("state")).unwrap();
    for length in [0, 64, 4096, 8191, 8193] {
        let mut bytes = whole.clone();
        bytes.resize(length, 0);
        fs::write(place.path("state"), bytes).unwrap();
        complains(&place.ends(), 65, "a state has 8192");
    }
    fs::write(place.path("state"), vec![0xff; 8192]).unwrap();
    shows(&place.ends(), 5, &["[912 NotProvisioned]"]);
    let mut contradicting = whole.clone();
    let other = Place::new("damaged-by");
    assert_eq!(other.provision("another-chain", "11").status, 0);
    contradicting[..64].copy_from_slice(&records(&other.folder.join("state"))[0]);
    fs::write(place.path("state"), contradicting).unwrap();
    shows(&place.ends(), 5, &["[933 RecordsContradict]"]);
}

#[test]
fn files_that_others_may_touch() {
    let place = Place::provisioned("modes");
    for mode in [0o640, 0o604, 0o620] {
        place.permit("key.json", mode);
        complains(&place.ends(), 65, "others may read this key, or write it: chmod 600");
        complains(&place.provision(CHAIN, "10"), 65, "chmod 600");
    }
    place.permit("key.json", 0o400);
    for mode in [0o620, 0o602] {
        place.permit("state", mode);
        complains(&place.ends(), 65, "others may write this state: chmod 600");
    }
    place.permit("state", 0o644);
    let (_signer, mut node) = place.start();
    node.signed(prevote(A, 11, 0));
}

/// A key is refused without a word of what is in it.
#[test]
fn files_that_are_no_key() {
    let place = Place::provisioned("no-key");
    let (own, other) = (key_file(&[7; 32]), key_file(&[8; 32]));
    let private = own.lines().nth(8).unwrap().trim();
    let address = |text: &str| text.lines().nth(1).unwrap().to_owned();
    let public = |text: &str| text.lines().nth(4).unwrap().to_owned();
    let together = "do not belong together";
    let cases = [
        (own.replace(&address(&own), &address(&other)), together),
        (own.replace(&public(&own), &public(&other)), together),
        (own.replace("PrivKeyEd25519", "PrivKeySecp256k1"), "only ed25519"),
        (own.replace("==\"", "\""), "not 64 bytes in base64"),
        (own.replacen("\"tendermint/PrivKeyEd25519\",", "7,", 1), "no priv_validator_key.json"),
        (format!("[{private}]").replace("\"value\":", ""), "no priv_validator_key.json"),
        (" ".repeat(4097), "longer than 4096 bytes"),
        (String::new(), "no priv_validator_key.json"),
    ];
    let secret = private.split('"').nth(3).unwrap();
    for (text, words) in cases {
        place.put("key.json", &text);
        let ended = place.ends();
        complains(&ended, 65, words);
        assert!(!ended.err.contains(&secret[..20]), "{}", ended.err);
    }
}

#[test]
fn addresses_that_are_no_sockets() {
    let place = Place::provisioned("addresses");
    let mut arguments = place.arguments();
    for (address, words) in [
        ("tcp://127.0.0.1:26659", "SecretConnection"),
        ("noise://peer@127.0.0.1:26659", "not unix://PATH"),
        ("/tmp/socket", "not unix://PATH"),
        ("unix://", "not unix://PATH"),
        (&format!("unix:///{}", "x".repeat(120)), "SUN_LEN"),
    ] {
        *arguments.last_mut().unwrap() = address.to_owned();
        complains(&ends(&arguments), 64, words);
    }
}
