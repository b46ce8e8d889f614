//! Names the shared library as its users ask for it: a program that was linked with one release runs
//! with all that have the same interface.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let number = 0;
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let name = match system.as_str() {
        "linux" => format!("-Wl,-soname,libparhelion.so.{number}"),
        "macos" => format!("-Wl,-install_name,@rpath/libparhelion.{number}.dylib"),
        _ => return,
    };
    println!("cargo::rustc-cdylib-link-arg={name}");
}
