//! `docs/bindings.md` says what every language has: here it is compared with what each exports, both
//! ways, and with the kinds of cases that its runner knows.

use std::collections::BTreeSet;
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    read_to_string(root().join(path)).unwrap()
}

/// All files of a folder and below that end so, one after the other.
fn texts(folder: &str, end: &str) -> String {
    fn add(folder: &Path, end: &str, all: &mut String) {
        let mut files: Vec<_> =
            read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for path in files {
            if path.is_dir() {
                add(&path, end, all);
            } else if path.to_string_lossy().ends_with(end) {
                all.push_str(&read_to_string(path).unwrap());
            }
        }
    }
    let mut all = String::new();
    add(&root().join(folder), end, &mut all);
    all
}

/// What stands between backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Everything that is named in a column of the tables.
fn column(page: &str, index: usize) -> BTreeSet<String> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let cells = rows.filter_map(|row| row.split('|').nth(index + 1));
    cells.flat_map(|cell| names(cell)).map(str::to_owned).collect()
}

/// The words that follow one of these.
fn after<'t>(text: &'t str, before: &str) -> impl Iterator<Item = &'t str> {
    let word = |rest: &'t str| {
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        rest.get(..end.unwrap_or(rest.len()))
    };
    text.split(before).skip(1).filter_map(word).filter(|word| !word.is_empty())
}

#[test]
fn the_list_is_that_of_the_interfaces() {
    let page = text("docs/bindings.md");
    let first = page.split("Besides").next().unwrap();
    let rows = first.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |"));
    let found: Vec<&str> = rows.map(|row| row.split('|').nth(1).unwrap().trim()).collect();
    let list = [
        "verify",
        "backwards",
        "window",
        "commit verify",
        "commit examine",
        "duplicate vote",
        "light-client attack",
        "misbehaviour",
        "membership",
        "absence",
        "client message",
        "attest",
        "consumer header",
        "trusted state",
        "verifier",
    ];
    assert_eq!(found, list);
    // Every language has each of them.
    for row in first.lines().filter(|line| line.starts_with("| ") && line.contains("parhelion_")) {
        for cell in row.split('|').skip(2).take(4) {
            assert!(!names(cell).is_empty(), "{row}");
        }
    }
}

#[test]
fn rust_has_what_the_page_says() {
    let core = texts("core/src", ".rs");
    let exported: BTreeSet<&str> =
        after(&core, "pub fn ").chain(after(&core, "pub const fn ")).collect();
    for name in column(&text("docs/bindings.md"), 1) {
        let function = name.rsplit("::").next().unwrap();
        assert!(exported.contains(function), "{name}");
    }
}

#[test]
fn c_has_what_the_page_says_and_nothing_else() {
    let (page, header) = (text("docs/bindings.md"), text("ffi/include/parhelion.h"));
    let declared: BTreeSet<String> = header
        .lines()
        .filter(|line| !line.starts_with([' ', '*', '/', '#']) && line.contains('('))
        .flat_map(|line| after(line, "parhelion_").map(|name| format!("parhelion_{name}")))
        .filter(|name| header.contains(&format!("{name}(")))
        .collect();
    assert!(declared.len() > 25, "{declared:?}");
    let named = column(&page, 2);
    assert_eq!(named.difference(&declared).collect::<Vec<_>>(), Vec::<&String>::new());
    let all: BTreeSet<&str> = page.lines().flat_map(names).collect();
    for name in &declared {
        assert!(all.contains(name.as_str()), "{name}: the page does not know it");
    }
}

#[test]
fn go_has_what_the_page_says_and_nothing_else() {
    let page = text("docs/bindings.md");
    let mut sources = String::new();
    for file in read_dir(root().join("ffi/go")).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".go") && !name.ends_with("_test.go") {
            sources.push_str(&read_to_string(file).unwrap());
        }
    }
    let declared: BTreeSet<&str> = sources
        .lines()
        .filter_map(|line| line.strip_prefix("func "))
        .filter(|line| {
            !["(c Class)", "(c Code)", "(e *Error)"].iter().any(|of| line.starts_with(of))
        })
        .filter_map(|line| match line.strip_prefix('(') {
            Some(method) => method.split_once(") ").map(|(_, name)| name),
            None => Some(line),
        })
        .filter_map(|name| name.split('(').next())
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect();
    assert!(declared.len() > 20, "{declared:?}");
    for name in column(&page, 3) {
        assert!(declared.contains(name.as_str()), "{name}");
    }
    let all: BTreeSet<&str> = page.lines().flat_map(names).collect();
    for name in declared {
        assert!(all.contains(name), "{name}: the page does not know it");
    }
}

#[test]
fn typescript_has_what_the_page_says_and_nothing_else() {
    let (page, types) = (text("docs/bindings.md"), texts("wasm/types", ".d.ts"));
    let declared: BTreeSet<&str> =
        after(&types, "export function ").chain(after(&types, "export class ")).collect();
    assert!(declared.len() > 20, "{declared:?}");
    for name in column(&page, 4) {
        assert!(declared.contains(name.as_str()), "{name}");
    }
    let all: BTreeSet<&str> = page.lines().flat_map(names).collect();
    for name in declared {
        assert!(all.contains(name), "{name}: the page does not know it");
    }
}

/// A runner that knows a kind names it; what it would answer is its own test.
#[test]
fn every_language_replays_the_kinds() {
    let runners = [
        ("C", texts("ffi/tests/cases", ".rs")),
        ("Go", texts("ffi/go", "_test.go")),
        ("TypeScript", text("wasm/test/kinds.mjs")),
    ];
    let kinds = column(&text("docs/bindings.md"), 5);
    assert_eq!(kinds.len(), 12);
    for (language, runner) in runners {
        let words: BTreeSet<&str> =
            runner.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        for kind in &kinds {
            assert!(words.contains(kind.as_str()), "{language}: {kind}");
        }
    }
}
