//! The command, run as its users run it.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub fn mainnet(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/mainnet").join(name)
}

pub struct Output {
    pub status: i32,
    pub out: String,
    pub err: String,
}

pub fn run(arguments: &[&str]) -> Output {
    run_with(arguments, &[])
}

pub fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_parhelion"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Output {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub fn path(name: &str) -> String {
    mainnet(name).display().to_string()
}

pub fn ics(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/ics").join(name);
    path.display().to_string()
}

/// The recording of `testdata/ics`, in a folder of this name.
pub fn unpacked(name: &str) -> PathBuf {
    let folder = folder(name);
    let file = std::fs::File::open(ics("recording.tar.gz")).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(file)).unpack(&folder).unwrap();
    folder
}

pub fn shows(output: &Output, status: i32, texts: &[&str]) {
    assert_eq!(output.status, status, "{}{}", output.out, output.err);
    for text in texts {
        assert!(output.out.contains(text), "{text}: {}", output.out);
    }
}

/// A folder of its own for each test.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
