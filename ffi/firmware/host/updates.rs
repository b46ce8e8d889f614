//! Blocks: recorded ones of 150 validators, forged ones, and cases of the judge.

use crate::asked::{Asked, Wanted, update};
use flate2::read::MultiGzDecoder;
use parhelion_core::commit::{Rule, verify};
use parhelion_core::light;
use parhelion_core::{
    BlockIdFlag, Error, KeyType, LightBlock, Limits, Options, SignedHeader, Time, TrustThreshold,
    TrustedState, ValidatorSet,
};
use parhelion_replay::{Case, Streamed};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

const LIMITS: &Limits = &Limits::DEFAULT;
/// Validators of a trusted set that the images have memory for.
const TRUSTED: u32 = 200;
/// Of the cases, one in so many.
const SAMPLE: usize = 12;

/// The parts of a case.
struct Light {
    state: TrustedState,
    options: Options,
    now: (i64, u32),
    trusted_set: Option<Vec<u8>>,
    block: Vec<u8>,
}

impl Light {
    /// None where the case has no state or no options: there is nothing to ask a device.
    fn of(case: &Case) -> Option<Light> {
        let signed = SignedHeader::parse(&case.trusted.as_ref()?.0, LIMITS).ok()?;
        let hash = signed.header().hash().ok()?;
        let (numerator, denominator) = case.trust_level.as_ref()?.split_once('/')?;
        let number = |text: &str| text.parse().ok();
        let threshold = TrustThreshold::new(number(numerator)?, number(denominator)?).ok()?;
        Some(Light {
            state: TrustedState::trust_on_faith(&signed.header(), &hash).ok()?,
            options: Options {
                trust_threshold: threshold,
                trusting_period: nanos(case.trusting_period.as_ref()?)?,
                max_clock_drift: nanos(case.max_clock_drift.as_ref()?)?,
            },
            now: parhelion_rpc::time::parse(case.now.as_ref()?).ok()?,
            trusted_set: Some(case.trusted_next.as_ref()?.0.clone()),
            block: case.untrusted.as_ref()?.0.clone(),
        })
    }

    fn time(&self) -> Time {
        Time::from_unix(self.now.0, self.now.1).unwrap()
    }

    /// What the whole block is answered with.
    fn verdict(&self) -> Result<TrustedState, Error> {
        let set =
            self.trusted_set.as_ref().map(|set| ValidatorSet::parse(set, LIMITS)).transpose()?;
        let block = LightBlock::parse(&self.block, LIMITS)?;
        let (set, now) = (set.as_ref(), self.time());
        light::verify(&self.state, set, &block, &self.options, now, &mut [])
            .map(|verified| verified.trusted_state().clone())
    }

    fn has_secp256k1(&self) -> bool {
        let blocks = LightBlock::parse(&self.block, LIMITS).ok();
        let own = blocks.map(|block| block.validators());
        let sets = self.trusted_set.as_ref().and_then(|set| ValidatorSet::parse(set, LIMITS).ok());
        let mut members = own.iter().chain(&sets).flat_map(ValidatorSet::validators);
        members.any(|member| member.public_key().key_type() == KeyType::Secp256k1)
    }

    /// None where the host cannot send it, or the images have no memory for the set.
    fn asked(&self, name: &str) -> Option<Asked> {
        let set = self.trusted_set.as_ref().map(|set| ValidatorSet::parse(set, LIMITS));
        if set.is_some_and(|set| set.is_ok_and(|set| set.len() > TRUSTED)) {
            return None;
        }
        let (state, options, now) = (&self.state, &self.options, self.time());
        let (trusted_validators, block) = (self.trusted_set.as_deref(), &self.block[..]);
        let frames = Streamed { state, trusted_validators, block, options, now }.frames().ok()?;
        let wanted = match self.verdict() {
            // The images are built without it.
            _ if self.has_secp256k1() => Wanted::Refused(225),
            Ok(next) => Wanted::Verified(next.to_bytes()[248..].try_into().unwrap()),
            Err(error) => Wanted::Refused(error.code()),
        };
        let bytes = update(&state.to_bytes(), options, self.now, &frames);
        Some(Asked { name: name.to_owned(), bytes, wanted })
    }
}

fn nanos(text: &str) -> Option<parhelion_core::Duration> {
    text.parse().ok().map(parhelion_core::Duration::from_nanos)
}

fn read(file: &str) -> Vec<Case> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(file);
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    let cases = lines.map(|line| Case::parse(&line.unwrap()).unwrap());
    cases.filter(|case| case.kind == "light").collect()
}

/// The network of 150 validators that CometBFT recorded: height 41 from 40, and from 1.
fn network() -> [(&'static str, Light); 2] {
    let cases = read("recorded/cases.jsonl.gz");
    let of = |id: &str| Light::of(cases.iter().find(|case| case.id == id).unwrap()).unwrap();
    let adjacent = Light { trusted_set: None, ..of("rec-validators-150-0") };
    [("update, 150 validators", adjacent), ("skip, 150 validators", of("rec-validators-150-1"))]
}

/// Both, as they are: the first of all questions, of which the table shows what they take.
pub(crate) fn recorded() -> Vec<Asked> {
    let asked: Vec<_> = network().iter().map(|(name, light)| light.asked(name).unwrap()).collect();
    assert!(asked.iter().all(|asked| matches!(asked.wanted, Wanted::Verified(_))));
    asked
}

/// How many signatures of the update are looked at: of those that are for the block, as many as it takes.
pub(crate) fn signatures() -> usize {
    let [(_, adjacent), _] = network();
    let block = LightBlock::parse(&adjacent.block, LIMITS).unwrap();
    let (chain_id, commit) = (adjacent.state.chain_id().as_str(), block.commit());
    let (set, id) = (block.validators(), commit.block_id());
    let height = commit.height().cast_signed();
    let tally = verify(chain_id, &set, &id, height, commit, Rule::Light).unwrap();
    let looked_at = commit.signatures().filter(|(index, _)| *index < tally.entries);
    looked_at.filter(|(_, entry)| entry.flag() == BlockIdFlag::Commit).count()
}

/// A byte of the first signature that counts, flipped; and of the hash that is signed.
pub(crate) fn forged() -> Vec<Asked> {
    let [(_, adjacent), (_, skip)] = network();
    let mut all = Vec::new();
    for light in [adjacent, skip] {
        let block = LightBlock::parse(&light.block, LIMITS).unwrap();
        let mut entries = block.commit().signatures();
        let (_, entry) = entries.find(|(_, entry)| entry.signature().len() == 64).unwrap();
        for part in [entry.signature().to_vec(), block.commit().block_id().hash().to_vec()] {
            let place = light.block.windows(part.len()).position(|window| window == part).unwrap();
            let mut forged = light.block.clone();
            forged[place + 7] ^= 0x10;
            let forged = Light {
                block: forged,
                state: light.state.clone(),
                trusted_set: light.trusted_set.clone(),
                ..light
            };
            let asked = forged.asked("a flipped bit").unwrap();
            assert!(matches!(asked.wanted, Wanted::Refused(_)));
            all.push(asked);
        }
    }
    all
}

/// A sample of all cases.
pub(crate) fn cases() -> Vec<Asked> {
    let files = ["cases/simulated.jsonl.gz", "cases/mainnet.jsonl.gz", "recorded/cases.jsonl.gz"];
    let cases = files.into_iter().flat_map(read);
    let asked = cases.step_by(SAMPLE).filter_map(|case| Light::of(&case)?.asked(&case.id));
    let asked: Vec<_> = asked.collect();
    assert!(asked.len() > 80, "{}", asked.len());
    asked
}
