//! C and C++ compilers, the static library, and the case runner that is built of both.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub mod runner;

use std::path::PathBuf;
use std::process::Command;

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Werror", "-Wpedantic", "-Wconversion"];

/// With these every request for memory passes `tests/c/memory.h`. The linkers of other systems have no
/// such option.
pub const COUNT_MEMORY: &[&str] = if cfg!(target_os = "linux") {
    &[
        "-DCOUNT_MEMORY",
        "-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc",
        "-Wl,--wrap=posix_memalign",
    ]
} else {
    &[]
};

pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Whether there is this program. CI must have it; elsewhere the test says what it left out.
pub fn have(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "CI has no {program}");
    if !found {
        println!("left out: there is no {program}");
    }
    found
}

/// Cargo puts the static library beside the test: it is one of the forms of the same crate.
pub fn library() -> PathBuf {
    let beside = std::env::current_exe().unwrap().with_file_name("libparhelion.a");
    assert!(beside.exists(), "no {}: has the crate type gone?", beside.display());
    beside
}

/// Compiles a program with all warnings as errors, and links it with the static library.
pub fn compile(compiler: &str, flags: &[&str], source: &str, name: &str) -> PathBuf {
    // A folder of its own: the tests of other crates have files in the same one.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("c-programs");
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join(name);
    let mut command = Command::new(compiler);
    command.args(flags).args(WARNINGS).arg("-I").arg(path("include")).arg(path(source));
    // What comes after the library is C or C++ no more.
    command.args(["-x", "none"]).arg(library()).args(["-lpthread", "-ldl", "-lm", "-o"]);
    let output = command.arg(&program).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}
