//! The bodies of the fuzz targets: functions of bytes that panic where parhelion-core is wrong.
//!
//! * [`parse_light_block`]: what the strict reader accepts, prost decodes to the same values, and hashes
//!   and sign bytes are those of messages that prost has encoded.
//! * [`verify`]: lent memory changes no verdict, and a verified header is what it is said to be.

mod agree;
mod oracle;
mod pb;
mod verify;

pub use agree::parse_light_block;
pub use verify::{Question, verify};

/// Runs a target over the files named on the command line: a crash can be looked into without
/// libFuzzer.
///
/// # Errors
/// A file that cannot be read.
pub fn run_files(target: fn(&[u8])) -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        target(&std::fs::read(&path)?);
        println!("{}: passed", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parhelion_core::Error;
    use std::fs::{read, read_dir};

    fn seeds(target: &str) -> Vec<Vec<u8>> {
        let folder = format!("{}/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
        read_dir(folder).unwrap().map(|file| read(file.unwrap().path()).unwrap()).collect()
    }

    /// Runs the seeds cut short, and with single bits flipped: a little of what the fuzzer does,
    /// the same in each run.
    fn disturbed(seeds: &[Vec<u8>], target: fn(&[u8])) {
        for seed in seeds {
            for at in (0..seed.len()).step_by(61) {
                target(&seed[..at]);
                let mut flipped = seed.clone();
                flipped[at] ^= 1 << (at % 8);
                target(&flipped);
            }
        }
    }

    #[test]
    fn seeds_of_every_message_agree() {
        let seeds = seeds("parse_light_block");
        let accepted = |selector| {
            seeds.iter().filter(|seed| seed[0] == selector && agree::agreed(seed)).count()
        };
        for selector in 0..=12 {
            assert!(accepted(selector) >= 2, "message {selector}");
        }
        disturbed(&seeds, parse_light_block);
    }

    #[test]
    fn seeds_meet_every_kind_of_verdict() {
        let seeds = seeds("verify");
        let verdicts: Vec<_> = seeds.iter().filter_map(|seed| verify::answer(seed)).collect();
        let met = |least, fits: fn(&verify::Verdict) -> bool| {
            let number = verdicts.iter().filter(|verdict| fits(verdict)).count();
            assert!(number >= least, "{number} of {least}");
        };
        met(15, |verdict| verdict.is_ok());
        met(5, |verdict| matches!(verdict, Err(Error::NotEnoughTrust { .. })));
        met(2, |verdict| matches!(verdict, Err(Error::NotEnoughPower { .. })));
        met(2, |verdict| matches!(verdict, Err(Error::WrongSignature { .. })));
        disturbed(&seeds, verify);
    }
}
