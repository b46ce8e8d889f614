//! What is refused, and what is said of it.

use parhelion_core::{Limits, SignedHeader};
use parhelion_rpc::{Document, Error, encode, read};

/// What `read` says of a text that it refuses.
fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn what_a_node_says_went_wrong() {
    let text = r#"{"jsonrpc":"2.0","id":-1,"error":{"code":-32603,"message":"Internal error","data":"height 9 is not available"}}"#;
    assert_eq!(
        refused(text),
        "the node answered with error -32603: Internal error height 9 is not available"
    );
    let text = r#"{"error":{"code":-1,"message":"m","data":"the \"latest\" block"}}"#;
    assert_eq!(refused(text), "the node answered with error -1: m the \"latest\" block");
    let text = r#"{"error":{"code":-1,"message":"m"}}"#;
    assert_eq!(refused(text), "the node answered with error -1: m");
}

#[test]
fn what_is_nothing_that_is_known() {
    assert_eq!(refused("{}"), "JSON, but no answer of a node that is known here");
    assert_eq!(refused(r#"{"result":{}}"#), "JSON, but no answer of a node that is known here");
    assert_eq!(refused("[]"), "JSON, but no answer of a node that is known here");
    assert!(refused("").starts_with("not the JSON of a node"));
    let twice = r#"{"proposer_address":"","height":"1","height":"2"}"#;
    assert!(refused(twice).contains("duplicate field `height`"), "{}", refused(twice));
    // Not twice by two names either.
    let twice = r#"{"proposer_address":"","chain_id":"a","chainId":"b"}"#;
    assert!(refused(twice).contains("duplicate field `chain_id`"), "{}", refused(twice));
    // A height that is told is no header.
    assert_eq!(
        refused(r#"{"trusted_height":{"revision":1}}"#),
        "JSON, but no answer of a node that is known here"
    );
    assert_eq!(refused(r#"{"block":{}}"#), "`block.header` is missing");
    let time = r#"{"proposer_address":"","time":"2024-01-01T00:00:00+01:00"}"#;
    assert!(refused(time).starts_with("`time` is not a time"), "{}", refused(time));
}

#[test]
fn an_error_is_where_the_text_has_it() {
    let text = "{\n  \"jsonrpc\": \"2.0\",\n  \"result\": {\n    \"signed_header\": {\n      \"header\": {\"height\": 1.5}\n    }\n  }\n}";
    let expected = "not the JSON of a node: invalid type: floating point `1.5`, expected an integer, or a string of one at line 5 column 30";
    assert_eq!(refused(text), expected);
}

#[test]
fn a_list_is_no_object() {
    for text in [
        r#"[["2.0",null,{"code":1}]]"#,
        r#"{"result":[]}"#,
        r#"{"error":[-1,"m"]}"#,
        r#"{"proposer_address":"","version":["11","1"]}"#,
        r#"{"signed_header":{"commit":{"signatures":[[2,"AA"]]}}}"#,
        r#"{"total":"1","validators":[["AA"]]}"#,
    ] {
        let found = refused(text);
        assert!(
            found.starts_with("not the JSON of a node: invalid type: sequence, expected an object"),
            "{text}: {found}"
        );
    }
}

#[test]
fn an_empty_signed_header_is_none_to_the_core() {
    let text = r#"{"signed_header":{"header":null,"commit":null}}"#;
    let Document::Commit { signed_header, .. } = read(text).unwrap() else { panic!() };
    assert_eq!(encode(&signed_header), [0u8; 0]);
    assert!(SignedHeader::parse(&encode(&signed_header), &Limits::DEFAULT).is_err());
}

#[test]
fn every_text_that_was_cut_short() {
    for text in [include_str!("data/commit.json"), include_str!("data/misbehaviour.json")] {
        let text = text.trim_end();
        assert!(read(text).is_ok());
        for length in 0..text.len() {
            assert!(matches!(read(&text[..length]), Err(Error::Json(_))), "{length}");
        }
    }
}

/// What nodes answer most is read in one pass; what it does not know is read by the other way, and
/// to the same end.
#[test]
fn another_key_changes_nothing() {
    for (text, other) in [
        (include_str!("data/commit.json"), r#""more":[1,{}],"#),
        (include_str!("data/validators.json"), r#""more":null,"#),
    ] {
        let with = text.replacen(r#""result":{"#, &format!(r#""result":{{{other}"#), 1);
        assert_ne!(with, text);
        let (plain, with) = (read(text).unwrap(), read(&with).unwrap());
        assert_eq!(format!("{plain:?}"), format!("{with:?}"));
        // An error beside an answer is an error.
        let error = r#"{"error":{"code":-1,"message":"m"},"result":"#;
        let both = text.replacen(r#"{"#, &format!("{},", error.rsplit_once(',').unwrap().0), 1);
        assert_eq!(refused(&both), "the node answered with error -1: m");
    }
}
