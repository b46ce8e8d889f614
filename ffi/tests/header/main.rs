//! `include/parhelion.h` is made from `include/parhelion.h.in` and the table of errors.
//! `PARHELION_WRITE=1 cargo test -p parhelion-ffi --test header` makes it anew.

mod declared;
#[path = "../programs/mod.rs"]
mod programs;

use parhelion::{ABI_VERSION, ARGUMENT, INTERNAL, OK, UNREADABLE, WORDS_32, WORDS_64};
use parhelion_core::light::TRUSTED_STATE_LEN;
use parhelion_core::{CODES, Code, Options};
use std::collections::BTreeSet;
use std::fs::{read_to_string, write};
use std::path::PathBuf;

fn include(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("include").join(name)
}

/// `NotEnoughTrust` is `PARHELION_NOT_ENOUGH_TRUST`.
fn constant(name: &str) -> String {
    let mut constant = "PARHELION".to_owned();
    for letter in name.chars() {
        if letter.is_uppercase() {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}

/// Where the numbers of a code stand, in the order in which they are filled in.
fn places(row: &Code) -> String {
    let (mut free, mut places) = (["a", "b", "c"].into_iter(), Vec::new());
    let mut put = |field: &str| format!("{} {field}", free.next().expect("three places do"));
    for field in row.fields {
        match *field {
            "index" | "offset" => places.push((*field).to_owned()),
            "message" | "key_type" => {}
            "expired" | "time" => {
                places.push(put(&format!("{field}: seconds")));
                places.push(put("nanoseconds"));
            }
            field => places.push(put(field)),
        }
    }
    places.join(", ")
}

/// `/* malformed: the bytes end inside a value (offset) */`, and the constant.
fn entry(row: &Code) -> String {
    let places = places(row);
    let places = if places.is_empty() { places } else { format!(" ({places})") };
    let comment = wrap(&format!("{}: {}{places}", row.class.name(), row.text));
    format!("    /* {comment} */\n    {} = {},", constant(row.name), row.number)
}

/// Breaks a comment's text where lines get too long.
fn wrap(text: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        if length + word.len() > 88 {
            lines.push_str("\n     * ");
            length = 0;
        } else if length > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        length += word.len() + 1;
    }
    lines
}

fn header() -> String {
    let codes: Vec<_> = CODES.iter().map(entry).collect();
    let codes = codes.join("\n");
    let Options { trust_threshold, trusting_period, max_clock_drift } = Options::DEFAULT;
    let options = format!(
        "{}, {}, INT64_C({}), INT64_C({})",
        trust_threshold.numerator(),
        trust_threshold.denominator(),
        trusting_period.nanos(),
        max_clock_drift.nanos()
    );
    read_to_string(include("parhelion.h.in"))
        .unwrap()
        .replace("@version@", env!("CARGO_PKG_VERSION"))
        .replace("@state_len@", &TRUSTED_STATE_LEN.to_string())
        .replace("@options@", &options)
        .replace("@ok@", &OK.to_string())
        .replace("@argument@", &ARGUMENT.to_string())
        .replace("@internal@", &INTERNAL.to_string())
        .replace("@unreadable@", &UNREADABLE.to_string())
        .replace("@abi@", &ABI_VERSION.to_string())
        .replace("@update_words_64@", &WORDS_64.0.to_string())
        .replace("@guard_words_64@", &WORDS_64.1.to_string())
        .replace("@update_words_32@", &WORDS_32.0.to_string())
        .replace("@guard_words_32@", &WORDS_32.1.to_string())
        // No comma after the last one: C++98 has none.
        .replace("@codes@", codes.strip_suffix(',').unwrap())
}

#[test]
fn the_header_is_the_one_that_the_table_gives() {
    let made = header();
    if std::env::var_os("PARHELION_WRITE").is_some() {
        write(include("parhelion.h"), &made).unwrap();
    }
    let committed = read_to_string(include("parhelion.h")).unwrap();
    let differs = committed.lines().zip(made.lines()).find(|(old, new)| old != new);
    assert_eq!(differs, None, "see the top of this file");
    assert_eq!(committed.len(), made.len(), "see the top of this file");
    assert!(!made.contains('@'), "a mark of the template is left");
}

#[test]
fn constants_are_unique_and_do_not_meet_our_own() {
    let own = ["PARHELION_OK", "PARHELION_ARGUMENT", "PARHELION_INTERNAL", "PARHELION_NONE"];
    let names: BTreeSet<_> =
        CODES.iter().map(|row| constant(row.name)).chain(own.map(str::to_owned)).collect();
    assert_eq!(names.len(), CODES.len() + own.len());
    assert!(names.contains("PARHELION_NOT_ENOUGH_TRUST") && names.contains("PARHELION_NOT_UTF8"));
    assert!(CODES.iter().all(|row| row.number >= 100), "below 100: this interface");
}

#[test]
fn what_the_header_names_is_there() {
    let header = header();
    let defined: BTreeSet<_> = header
        .lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let name = line.strip_prefix("#define ").unwrap_or(line).split([' ', '(']).next()?;
            (line.starts_with("#define ") || line.contains(" = ")).then_some(name)
        })
        .collect();
    let words = header.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    for word in words.filter(|word| word.starts_with("PARHELION_") && !word.ends_with('_')) {
        assert!(defined.contains(word), "{word} is named, and is not there");
    }
    for line in header.lines() {
        assert!(line.chars().count() <= 100, "longer than 100: {line}");
    }
}
