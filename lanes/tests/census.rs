//! `unsafe` is where the README says that it is, as often as it says, and proven.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The lines of code with the keyword, comments left out.
fn unsafe_lines(text: &str) -> usize {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let words = code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.filter(|word| *word == "unsafe").count()
}

/// The table's rows: a file and a number.
fn listed() -> Vec<(String, usize)> {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let (_, table) = readme.split_once("## Where `unsafe` is").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let rows = table.lines().filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let file = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
        Some((file.to_owned(), cells.next()?.parse().ok()?))
    });
    rows.collect()
}

#[test]
fn unsafe_is_where_the_readme_says() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("src"), &mut files);
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let count = unsafe_lines(&text);
        if count > 0 {
            let file = path.strip_prefix(ROOT).unwrap().to_str().unwrap().replace('\\', "/");
            let proofs = text.matches("// SAFETY: ").count();
            assert_eq!(proofs, count, "{file}: a proof for each");
            found.push((file, count));
        }
    }
    found.sort();
    println!("unsafe blocks: {}", found.iter().map(|(_, count)| count).sum::<usize>());
    assert!(!found.is_empty());
    assert_eq!(found, listed());
}
