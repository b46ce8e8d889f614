//! See `parhelion_fuzz::guard`. Without libFuzzer: runs the files that it is given.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| parhelion_fuzz::guard(data));

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    parhelion_fuzz::run_files(parhelion_fuzz::guard)
}
