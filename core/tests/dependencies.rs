//! The dependencies of the core are those of this list, and no others.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

const DEPENDENCIES: [&str; 10] = [
    "bech32",
    "curve25519-dalek",
    "ed25519-dalek",
    "heapless",
    "hmac",
    "k256",
    "parhelion-lanes",
    "ripemd",
    "serde",
    "sha2",
];

#[test]
fn are_the_written_ones() {
    let manifest = include_str!("../Cargo.toml");
    let table = manifest.split("[dependencies]").nth(1).unwrap();
    let table = table.split("\n[").next().unwrap();
    let found: Vec<&str> = table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split(['.', ' ', '=']).next().unwrap())
        .collect();
    assert_eq!(found, DEPENDENCIES);
}

#[test]
fn no_other_table_brings_one_in() {
    let manifest = include_str!("../Cargo.toml");
    let tables =
        manifest.lines().filter(|line| line.starts_with('[') && line.contains("dependencies"));
    // Tests sign, and keep to themselves what they sign with.
    assert_eq!(tables.collect::<Vec<_>>(), ["[dependencies]", "[dev-dependencies]"]);
}
