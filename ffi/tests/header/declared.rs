//! The functions of the header are those that the library exports, and are declared as Rust defines
//! them: the same arguments of the same types in the same order.

use super::include;
use crate::programs::{have, library, path};
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string};
use std::process::Command;

/// What a function takes and gives, in the words of C.
#[derive(Debug, PartialEq, Eq)]
struct Signature {
    arguments: Vec<(String, String)>,
    result: String,
}

/// Text without what stands between two marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let (mut left, mut kept) = (text, String::new());
    while let Some((before, rest)) = left.split_once(open) {
        kept.push_str(before);
        left = rest.split_once(close).map_or("", |(_, after)| after);
    }
    kept + left
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The declarations of the header.
fn declared() -> BTreeMap<String, Signature> {
    let header = without(&read_to_string(include("parhelion.h")).unwrap(), "/*", "*/");
    // A macro is one line.
    let header = header.replace("\\\n", "");
    let code = header.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut declared = BTreeMap::new();
    for statement in code.split(';') {
        let Some((head, rest)) = statement.split_once('(') else { continue };
        let head = spaced(head.rsplit(['}', '{']).next().unwrap());
        let head = head.replace("PARHELION_MUST_USE ", "");
        let Some(at) = head.rfind("parhelion_").filter(|_| !head.contains('=')) else { continue };
        let arguments = rest.split(')').next().unwrap().split(',').map(spaced);
        let arguments = arguments.filter(|argument| argument != "void").map(|argument| {
            let (kind, name) = argument.rsplit_once([' ', '*']).unwrap();
            let pointer = if argument.contains('*') || name.contains('[') { " *" } else { "" };
            let kind = kind.trim_end_matches([' ', '*']);
            (name.split('[').next().unwrap().to_owned(), format!("{kind}{pointer}"))
        });
        let signature =
            Signature { arguments: arguments.collect(), result: head[..at].trim().to_owned() };
        declared.insert(head[at..].to_owned(), signature);
    }
    declared
}

/// A type of Rust in the words of C.
fn in_c(kind: &str) -> String {
    let kind = spaced(kind).replace("'_, ", "").replace("'static, ", "").replace("<'_>", "");
    let name = |name: &str| match name {
        "u8" | "[u8; 32]" => "uint8_t".to_owned(),
        "u32" => "uint32_t".to_owned(),
        "i32" => "int32_t".to_owned(),
        "u64" => "uint64_t".to_owned(),
        "i64" => "int64_t".to_owned(),
        "usize" => "size_t".to_owned(),
        "StoredState" => "parhelion_consensus_state".to_owned(),
        other => {
            let mut name = "parhelion".to_owned();
            for letter in other.chars() {
                if letter.is_uppercase() {
                    name.push('_');
                }
                name.push(letter.to_ascii_lowercase());
            }
            name
        }
    };
    let within = |outer: &str| kind.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    match (within("In<"), within("Out<"), within("Handle<")) {
        (Some(inner), ..) => format!("const {} *", name(inner)),
        (_, Some(inner), _) | (_, _, Some(inner)) => format!("{} *", name(inner)),
        _ if kind == "*const c_char" => "const char *".to_owned(),
        _ => name(&kind),
    }
}

/// The definitions of the crate.
fn defined() -> BTreeMap<String, Signature> {
    let mut defined = BTreeMap::new();
    for entry in read_dir(path("src")).unwrap() {
        let file = entry.unwrap().path();
        if file.is_dir() {
            continue; // No function of the header stands deeper.
        }
        let source = read_to_string(file).unwrap();
        for rest in source.split("extern \"C\" fn ").skip(1) {
            let (name, rest) = rest.split_once('(').unwrap();
            let (arguments, rest) = rest.split_once(')').unwrap();
            let result = rest.split('{').next().unwrap().trim().trim_start_matches("->").trim();
            // A list may end with a comma; types hold some, but none without a colon before.
            let arguments =
                arguments.split('\n').flat_map(|line| line.split(", ").collect::<Vec<_>>());
            let mut joined: Vec<String> = Vec::new();
            for part in arguments.map(str::trim).filter(|part| !part.is_empty()) {
                match joined.last_mut() {
                    Some(last) if !part.contains(": ") => *last = format!("{last}, {part}"),
                    _ => joined.push(part.to_owned()),
                }
            }
            let arguments = joined.iter().map(|argument| {
                let (name, kind) = argument.trim_end_matches(',').split_once(": ").unwrap();
                (name.to_owned(), in_c(kind))
            });
            let code = |(name, kind): (String, String)| {
                let kind = if name == "code" { "parhelion_code".to_owned() } else { kind };
                (name, kind)
            };
            let result = match result {
                "" => "void".to_owned(),
                "i32" => "parhelion_code".to_owned(),
                other => in_c(other),
            };
            let arguments = arguments.map(code).collect();
            defined.insert(name.to_owned(), Signature { arguments, result });
        }
    }
    defined
}

#[test]
fn functions_are_declared_as_they_are_defined() {
    let (declared, defined) = (declared(), defined());
    assert!(declared.len() > 30, "{:?}", declared.keys());
    for (name, signature) in &declared {
        assert_eq!(Some(signature), defined.get(name), "{name}");
    }
    assert_eq!(declared.keys().collect::<Vec<_>>(), defined.keys().collect::<Vec<_>>());
}

#[test]
fn what_is_exported_is_declared() {
    if !have("nm") {
        return;
    }
    let output = Command::new("nm").arg("-g").arg(library()).output().unwrap();
    let symbols = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = symbols.lines().filter_map(|line| line.split_once(" T ").map(|(_, name)| name));
    // Other systems put an underscore before names.
    let names = names.map(|name| name.strip_prefix('_').unwrap_or(name));
    let mut exported: Vec<_> = names.filter(|name| name.starts_with("parhelion_")).collect();
    exported.sort_unstable();
    assert_eq!(exported, declared().keys().collect::<Vec<_>>());
}
