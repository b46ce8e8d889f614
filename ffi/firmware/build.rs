//! Tells the linker where the memory of the board is, from whatever folder cargo was called.

fn main() {
    let boards = concat!(env!("CARGO_MANIFEST_DIR"), "/boards");
    println!("cargo:rustc-link-search={boards}");
    println!("cargo:rerun-if-changed=boards");
    let target = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    // The script of cortex-m-rt asks for memory.x.
    let script = if target == "arm" { "link.x" } else { "virt.x" };
    println!("cargo:rustc-link-arg=-T{script}");
}
