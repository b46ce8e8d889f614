//! C programs against the header and the static library: compiled without a warning, as C99 and
//! as C++17, and run on the steps of `tests/data/steps.json`.

mod programs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion::{
    Answer, Attested, Bytes, Detail, Entry, FaultProof, Guard, GuardEntry, HeaderInfo, Member,
    Options, Permit, Position, Signer, Storage, StoredState, Tally, TrustedState, TrustedValidator,
    Update,
};
use programs::{COUNT_MEMORY, compile, have, path};
use serde_json::Value;
use std::mem::offset_of;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn steps() -> Vec<Value> {
    let text = std::fs::read_to_string(path("tests/data/steps.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn bytes(step: &Value, field: &str) -> Vec<u8> {
    STANDARD.decode(step[field].as_str().unwrap()).unwrap()
}

/// The files of a step, in a folder of its own.
fn files(program: &str, step: &Value) -> PathBuf {
    let name = step["name"].as_str().unwrap().replace(' ', "-");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{program}-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    for field in ["state", "block", "trusted_validators"] {
        std::fs::write(folder.join(field), bytes(step, field)).unwrap();
    }
    folder
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

fn verify(program: &Path, folder: &Path, seconds: &str, nanos: &str, skip: bool) -> Output {
    let mut command = Command::new(program);
    command.current_dir(folder).args(["state", "next", "block", seconds, nanos]);
    if skip {
        command.arg("trusted_validators");
    }
    let _ = std::fs::remove_file(folder.join("next"));
    command.output().unwrap()
}

/// The example, which knows no options: a step by default options, what it prints, how it ends.
fn example(program: &Path, name: &str) {
    let steps = steps();
    let of = |wanted: &str| steps.iter().find(|step| step["name"] == wanted).unwrap();
    let run = |step: &Value, later: i64, skip: bool| {
        let folder = files(name, step);
        let seconds: i64 = step["now"]["seconds"].as_str().unwrap().parse().unwrap();
        let nanos = step["now"]["nanos"].to_string();
        let output = verify(program, &folder, &(seconds + later).to_string(), &nanos, skip);
        (output.status.code(), text(&output.stdout), text(&output.stderr), folder)
    };

    for (step, skip) in [("skip", true), ("adjacent", true), ("adjacent", false)] {
        let (code, stdout, stderr, folder) = run(of(step), 0, skip);
        assert_eq!((code, stdout.as_str()), (Some(0), "verified\n"), "{step}: {stderr}");
        let next = std::fs::read(folder.join("next")).unwrap();
        assert_eq!(STANDARD.encode(next), of(step)["want"]["next"].as_str().unwrap());
    }
    let year = 365 * 24 * 60 * 60;
    let refusals = [
        ("bisect", 0, true, 3, "302: the trusted validators that signed do not exceed the power"),
        ("bisect", 0, true, 3, "signed: 0; needed: more than 0 of 0"),
        ("skip", year, true, 4, "301: the trusting period of the trusted state is over"),
        ("skip", 0, false, 65, "320: skipping needs the trusted validators"),
        ("wrong signature", 0, true, 1, "406: a signature is wrong\n  entry 0\n"),
        ("cut off", 0, true, 65, "101: the bytes end inside a value\n  at byte 122\n"),
    ];
    for (step, later, skip, status, message) in refusals {
        let (code, stdout, stderr, folder) = run(of(step), later, skip);
        assert_eq!((code, stdout.as_str()), (Some(status), ""), "{step}: {stderr}");
        assert!(stderr.contains(message), "{step}: {stderr}");
        assert!(!folder.join("next").exists(), "{step}");
    }
    assert_eq!(Command::new(program).output().unwrap().status.code(), Some(64));
}

#[test]
fn the_example_as_c99() {
    if have("cc") {
        let program =
            compile("cc", &["-std=c99", "-Wstrict-prototypes"], "examples/verify.c", "c99");
        example(&program, "c99");
    }
}

#[test]
fn the_example_as_cpp17() {
    if have("c++") {
        example(&compile("c++", CPP, "examples/verify.c", "cpp17"), "cpp17");
    }
}

/// The state, the block, the set and the time of the step that skips.
fn skip(program: &Path, name: &str) -> Output {
    let steps = steps();
    let step = steps.iter().find(|step| step["name"] == "skip").unwrap();
    Command::new(program)
        .current_dir(files(name, step))
        .args(["state", "block", "trusted_validators"])
        .arg(step["now"]["seconds"].as_str().unwrap())
        .arg(step["now"]["nanos"].to_string())
        .output()
        .unwrap()
}

/// Nothing allocates, what is refused leaves `next` alone, and wrong calls have a code.
#[test]
fn the_contract_of_the_header() {
    if have("cc") {
        let flags = [&["-std=c99"][..], COUNT_MEMORY].concat();
        let output = skip(&compile("cc", &flags, "tests/c/contract.c", "contract"), "contract");
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

#[test]
fn threads_do_not_meet() {
    if have("cc") {
        let output = skip(&compile("cc", &["-std=c99"], "tests/c/threads.c", "threads"), "threads");
        assert_eq!(text(&output.stdout), "16 threads\n");
        assert!(output.status.success());
    }
}

/// Every function with a detail is called wrongly, in every way that C can.
#[test]
fn wrong_calls_are_refused() {
    if !have("cc") {
        return;
    }
    let program = compile("cc", &["-std=c99"], "tests/c/attacks.c", "attacks");
    let state = files("attacks", &steps()[0]).join("state");
    let output = Command::new(program).arg(state).output().unwrap();
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let header = std::fs::read_to_string(path("include/parhelion.h")).unwrap();
    let declared = header.split("parhelion_code parhelion_").skip(1);
    let functions: Vec<_> = declared
        .map(|rest| format!("parhelion_{}", rest.split('(').next().unwrap()))
        .filter(|name| name != "parhelion_code")
        .collect();
    assert_eq!(printed.lines().collect::<Vec<_>>(), functions);
}

#[test]
fn structs_are_laid_out_as_rust_believes() {
    let languages = [("cc", &["-std=c99"][..], "layout-c"), ("c++", CPP, "layout-cpp")];
    for (compiler, flags, name) in languages {
        if have(compiler) {
            let program = compile(compiler, flags, "tests/c/layout.c", name);
            let output = Command::new(program).output().unwrap();
            assert!(output.status.success(), "a macro makes something else");
            assert_eq!(text(&output.stdout).lines().collect::<Vec<_>>(), rust_layout());
        }
    }
}

const CPP: &[&str] = &["-std=c++17", "-x", "c++"];

macro_rules! layout {
    ($($type:ident $name:literal { $($field:ident)* })*) => {
        vec![$(
            format!("{} {}", $name, size_of::<$type>()),
            $(format!("{}.{} {}", $name, stringify!($field), offset_of!($type, $field)),)*
        )*]
    };
}

fn rust_layout() -> Vec<String> {
    layout! {
        TrustedState "parhelion_trusted_state" {
            bytes
        }
        Options "parhelion_options" {
            struct_size trust_numerator trust_denominator trusting_period max_clock_drift
        }
        Detail "parhelion_detail" {
            struct_size code error_class index offset a b c
        }
        Bytes "parhelion_bytes" {
            data len
        }
        HeaderInfo "parhelion_header_info" {
            struct_size height seconds nanos has chain_id header_hash next_validators_hash last_block_hash app_hash app_hash_len reserved
        }
        TrustedValidator "parhelion_trusted_validator" {
            bytes
        }
        Update "parhelion_update" {
            struct_size words
        }
        Storage "parhelion_storage" {
            struct_size context read write sync
        }
        GuardEntry "parhelion_guard_entry" {
            words
        }
        Guard "parhelion_guard" {
            struct_size words
        }
        Permit "parhelion_permit" {
            struct_size sign_bytes sign_bytes_len extension_sign_bytes extension_sign_bytes_len height seconds nanos round step reserved
        }
        Position "parhelion_position" {
            struct_size height round step
        }
        Tally "parhelion_tally" {
            struct_size tallied needed total entries reserved
        }
        Entry "parhelion_entry" {
            address status power
        }
        FaultProof "parhelion_fault_proof" {
            struct_size height round vote_type fault validator
        }
        Signer "parhelion_signer" {
            address index power
        }
        StoredState "parhelion_consensus_state" {
            revision height state state_len
        }
        Answer "parhelion_answer" {
            key key_len value value_len proof proof_len
        }
        Member "parhelion_member" {
            public_key power
        }
        Attested "parhelion_attested" {
            struct_size locked_height locked_seconds locked_nanos members total_power validators_hash chain_id
        }
    }
}
