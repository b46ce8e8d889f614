//! Pages of the documentation that are made from the code.

#![allow(unreachable_pub, reason = "a module of tests")]

use std::path::Path;

/// Compares a page with what it should be; writes it where `UPDATE_DOCS` is set.
pub fn compare(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/{name} is not what the code says: run with UPDATE_DOCS=1");
}
