//! Puts `memory.x` where the linker looks for it, from whatever folder cargo was called.

fn main() {
    println!("cargo:rustc-link-search={}", env!("CARGO_MANIFEST_DIR"));
    println!("cargo:rerun-if-changed=memory.x");
}
