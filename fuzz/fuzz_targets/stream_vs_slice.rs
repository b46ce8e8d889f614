//! See `parhelion_fuzz::stream_vs_slice`. Without libFuzzer: runs the files that it is given.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| parhelion_fuzz::stream_vs_slice(data));

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    parhelion_fuzz::run_files(parhelion_fuzz::stream_vs_slice)
}
