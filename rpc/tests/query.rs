//! `/abci_query`: what is read of it, and what is refused.

use parhelion_rpc::{AbciQuery, Document, Error, read};

/// The parameters of a provider's module at height 12 of a recorded chain.
const ANSWER: &str = include_str!("data/abci_query.json");

fn query(text: &str) -> AbciQuery {
    match read(text).unwrap() {
        Document::AbciQuery(query) => query,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_comes_with_its_store_and_two_proofs() {
    let query = query(ANSWER);
    assert_eq!((query.store.as_slice(), query.key.as_slice()), (&b"provider"[..], &[0xff][..]));
    assert_eq!((query.height, query.value.len()), (12, 150));
    assert_eq!(query.proofs.len(), 2);
    // An existence proof of this key and value; field 1 of `CommitmentProof`.
    let [iavl, simple] = [&query.proofs[0], &query.proofs[1]];
    assert!(iavl.starts_with(&[0x0a]) && simple.starts_with(&[0x0a]));
    assert!(iavl.windows(query.value.len()).any(|window| window == query.value));
}

#[test]
fn without_a_proof_there_is_a_value_all_the_same() {
    let text = r#"{"response":{"key":"AQ==","value":"Ag==","proofOps":null,"height":"7"}}"#;
    let query = query(text);
    assert_eq!((query.key, query.value, query.height), (vec![1], vec![2], 7));
    assert!(query.proofs.is_empty() && query.store.is_empty());
}

#[test]
fn what_is_no_proof_of_this_key_is_refused() {
    for (from, to, why) in [
        (r#""type":"ics23:iavl""#, r#""type":"iavl:v""#, "not ics23:iavl below ics23:simple"),
        (r#""type":"ics23:simple""#, r#""type":"ics23:iavl""#, "not ics23:iavl below ics23:simple"),
        (r#""key":"/w==","value""#, r#""key":"AA==","value""#, "of another key than the answer"),
        (
            r#""proofOps":{"ops":["#,
            r#""proofOps":{"ops":[{},"#,
            "not two operations, of a store and of all stores",
        ),
    ] {
        assert!(ANSWER.contains(from), "{from}");
        match read(&ANSWER.replacen(from, to, 1)).unwrap_err() {
            Error::Value { field: "proofOps.ops", why: found } => assert_eq!(found, why),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn an_application_that_refuses_is_quoted() {
    let text = r#"{"result":{"response":{"code":18,"codespace":"sdk","log":"cannot query with height <= 1","height":"0"}}}"#;
    assert_eq!(
        read(text).unwrap_err().to_string(),
        "the application answered with sdk/18: cannot query with height <= 1"
    );
}
