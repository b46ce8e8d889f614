extern crate std;
use super::*;
use std::string::String;
use std::vec::Vec;

const NAMES: Names = &[("a_b", "aB", 1), ("c", "c", 2)];
const MESSAGE: Message = Message::ValidatorUpdate;
const MEMBER: Member = Member { message: MESSAGE, number: 1, offset: 0 };

fn int64(text: &str) -> Result<i64, Error> {
    let mut json = Json::again(text.as_bytes());
    let value = json.int64(MEMBER)?;
    json.finish().map(|()| value)
}

fn uint64(text: &str) -> Result<u64, Error> {
    let mut json = Json::again(text.as_bytes());
    let value = json.uint64(MEMBER)?;
    json.finish().map(|()| value)
}

fn text(json: &str) -> Result<String, Error> {
    Ok(Json::again(json.as_bytes()).text(MEMBER)?.unwrap().chars().collect())
}

fn members(json: &[u8]) -> Result<Vec<(u32, u64)>, Error> {
    let mut json = Json::again(json);
    let mut object = json.object(MESSAGE, NAMES)?;
    let mut read = Vec::new();
    while let Some(member) = json.member(&mut object)? {
        read.push((member.number, json.uint64(member)?));
    }
    Ok(read)
}

fn base64(json: &str) -> Option<Vec<u8>> {
    let mut bytes = [0xee; 8];
    let len = Json::again(json.as_bytes()).text(MEMBER).unwrap().unwrap().base64(&mut bytes)?;
    Some(bytes[..len].to_vec())
}

#[test]
fn numbers_stand_bare_or_in_quotes() {
    for (written, value) in [
        ("0", 0),
        ("-0", 0),
        ("\"-0\"", 0),
        ("\" 12 \"", 12),
        (" \t\r\n7", 7),
        ("null", 0),
        ("\"null\"", 0),
        ("\" null \"", 0),
        ("\"9223372036854775807\"", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(int64(written), Ok(value), "{written}");
    }
    assert_eq!(uint64("\"18446744073709551615\""), Ok(u64::MAX));
}

#[test]
fn other_numbers_are_refused() {
    let refused = [
        "",
        "\"\"",
        "\" \"",
        "01",
        "-01",
        "\"007\"",
        "+1",
        "\"+1\"",
        "-",
        "--1",
        "1.0",
        "1.",
        "1e0",
        "\"1e0\"",
        "\"1.0\"",
        "true",
        "[]",
        "{}",
        "\"1 2\"",
        "\"\\u0031\"",
        "\"\\t1\"",
        "\"1\\n\"",
        "nul",
        "\"\\\"1\\\"\"",
        "\"nullnull\"",
        "١",
        "\"9223372036854775808\"",
        "-9223372036854775809",
        "18446744073709551616",
        "\"18446744073709551615\"",
    ];
    for written in refused {
        assert!(int64(written).is_err(), "{written}");
    }
    for written in ["-0", "\"-0\"", "-1", "18446744073709551616"] {
        assert_eq!(uint64(written), Err(MEMBER.refuse()), "{written}");
    }
}

#[test]
fn escapes_are_resolved() {
    for (written, read) in [
        (r#""""#, ""),
        (r#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
        (r#""\u0041\u00e9\u2028""#, "Aé\u{2028}"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        ("\"é\u{7f}\"", "é\u{7f}"),
    ] {
        assert_eq!(text(written).as_deref(), Ok(read), "{written}");
    }
    for written in ["\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\t\""]
    {
        assert!(matches!(text(written), Err(Error::JsonSyntax { .. })), "{written}");
    }
    assert_eq!(text("5"), Err(MEMBER.refuse()));
    let bytes = b" \"a\xff\"";
    let read = Json::again(bytes).text(MEMBER).map(|_| ());
    assert_eq!(read, Err(Error::NotUtf8 { message: MESSAGE, offset: 1 }));
}

#[test]
fn an_escape_that_is_wrong_is_found_where_it_is() {
    assert_eq!(text("  \"ab\\x\""), Err(Error::JsonSyntax { offset: 5 }));
    assert_eq!(text("\"ab"), Err(Error::JsonSyntax { offset: 3 }));
}

#[test]
fn members_have_two_names_and_stand_once() {
    assert_eq!(members(b" {\"c\" : 5 , \"aB\":\"6\"}trailing \xff"), Ok([(2, 5), (1, 6)].into()));
    assert_eq!(members(br#"{"a\u005fb":1}"#), Ok([(1, 1)].into()));
    assert_eq!(members(b"{}"), Ok([].into()));
    assert_eq!(members(b"null"), Ok([].into()));
    let unknown = |offset| Err(Error::JsonMember { message: MESSAGE, offset });
    assert_eq!(members(br#"{"A_B":1}"#), unknown(1));
    assert_eq!(members(br#"{"ab":1}"#), unknown(1));
    assert_eq!(members(br#"{"c":1,"":null}"#), unknown(7));
    let twice = |field, offset| Err(Error::DuplicateField { message: MESSAGE, field, offset });
    assert_eq!(members(br#"{"a_b":1,"aB":1}"#), twice(1, 9));
    assert_eq!(members(br#"{"c":null,"c":1}"#), twice(2, 10));
    for (broken, offset) in [
        (&b""[..], 0),
        (b"\xef\xbb\xbf{}", 0),
        (b"\x0b{}", 0),
        (b"[]", 0),
        (b"{", 1),
        (b"{,}", 1),
        (b"{\"c\":1,}", 7),
        (b"{\"c\":1 \"a_b\":1}", 7),
        (b"{\"c\" 1}", 5),
        (b"{c:1}", 1),
        (b"{\"c\":1]", 6),
        (b"{\"c\":1.0}", 6),
    ] {
        assert_eq!(members(broken), Err(Error::JsonSyntax { offset }), "{broken:?}");
    }
}

#[test]
fn lists_end_where_they_end() {
    let list = |json: &str| -> Result<Option<usize>, Error> {
        let mut json = Json::again(json.as_bytes());
        let Some(mut list) = json.list()? else { return Ok(None) };
        let mut len = 0;
        while json.element(&mut list)? {
            json.uint64(MEMBER)?;
            len += 1;
        }
        Ok(Some(len))
    };
    assert_eq!(list("null"), Ok(None));
    assert_eq!(list("[ ]"), Ok(Some(0)));
    assert_eq!(list("[1, null ,3]"), Ok(Some(3)));
    for broken in ["[1,]", "[,1]", "[1 2]", "[1", "[", "{}", "[1}"] {
        assert!(list(broken).is_err(), "{broken}");
    }
}

#[test]
fn base64_is_padded_and_lenient_in_what_go_is() {
    for (written, bytes) in [
        (r#""""#, &b""[..]),
        (r#""AQ==""#, b"\x01"),
        (r#""AR==""#, b"\x01"),
        (r#""AQI=""#, b"\x01\x02"),
        (r#""AQID""#, b"\x01\x02\x03"),
        (r#""A\nQ=\r=\n""#, b"\x01"),
        (r#""\u0041QID\/+A=""#, b"\x01\x02\x03\xff\xe0"),
    ] {
        assert_eq!(base64(written).as_deref(), Some(bytes), "{written}");
    }
    for written in [
        r#""A""#,
        r#""AQ""#,
        r#""AQ=""#,
        r#""AQI""#,
        r#""=""#,
        r#""A===""#,
        r#""AQ==AQ==""#,
        r#""AQ==="#,
        r#""AQID=""#,
        r#""AQ-_""#,
        r#""AQ ==""#,
        r#""AQI=\t""#,
        r#""é===""#,
    ] {
        if let Ok(Some(text)) = Json::again(written.as_bytes()).text(MEMBER) {
            assert_eq!(text.base64(&mut [0; 8]), None, "{written}");
        }
    }
    // What does not fit is counted.
    let nine = Json::again(br#""AAAAAAAAAAAA""#).text(MEMBER).unwrap().unwrap();
    let mut bytes = [7; 4];
    assert_eq!((nine.base64(&mut bytes), bytes), (Some(9), [0; 4]));
}

#[test]
fn enums_are_names_or_numbers() {
    let names = &[("ONE", 1), ("TWO", 2)];
    let read = |json: &str| Json::again(json.as_bytes()).enumeration(MEMBER, names);
    assert_eq!(read("\"TWO\""), Ok(2));
    assert_eq!(read("1"), Ok(1));
    assert_eq!(read("-7"), Ok(-7));
    assert_eq!(read("null"), Ok(0));
    for refused in ["\"1\"", "\"two\"", "\"T\\u0057O\"", "2147483648", "true"] {
        assert_eq!(read(refused), Err(MEMBER.refuse()), "{refused}");
    }
}

#[test]
fn the_length_is_bounded_first() {
    let limits = Limits::DEFAULT.with_message_len(2);
    assert!(Json::new(b"{}", &limits).is_ok());
    let error = Json::new(b"{} ", &limits).err();
    assert_eq!(error, Some(Error::MessageTooLong { length: 3, limit: 2 }));
}
