//! What the guard of a signer promises, whatever it is asked and whatever its storage does.

mod asked;
mod flash;
mod plain;

use crate::choices::Choices;
use asked::Asked;
use flash::{Flash, Shared, Trouble};
use parhelion_core::guard::{Entry, Guard, Request};
use parhelion_core::{Error, KeyType, PublicKey};
use plain::Plain;
use std::collections::BTreeSet;

/// Bytes that choose one act.
const ACT: usize = 12;
/// Chains and keys: one more than there is room for.
const PAIRS: [(&str, [u8; 32]); ENTRIES + 1] =
    [("chain-1", [1; 32]), ("chain-2", [1; 32]), ("chain-1", [2; 32])];
const ENTRIES: usize = 2;
/// Heights that one request may leave out.
const MAX_JUMP: u64 = 100;

/// Refusals by what is stored: there are two copies of it then, as after each permit.
const RULES: [&str; 6] = [
    "BelowFloor",
    "HeightRegression",
    "HeightJump",
    "RoundRegression",
    "StepRegression",
    "ConflictingData",
];

/// Each twelve bytes are one act: a request, an entry made, a floor raised, power off and on,
/// trouble that lies ahead, or a slot that decays. The guard says what plain rules say, and permits
/// no two things that contradict each other. Sign bytes are read where prost reads them and plain
/// rules hold.
pub fn guard(data: &[u8]) {
    let _ = answer(data);
}

/// What was met on the way.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Requests that were permitted.
    pub permits: usize,
    /// Times that the power came back.
    pub restarts: usize,
    /// The names of all errors.
    pub errors: BTreeSet<&'static str>,
}

/// What the bytes lead to.
#[must_use]
pub fn answer(data: &[u8]) -> Met {
    let (flash, mut plain, mut met) = (Shared::new(ENTRIES), Plain::default(), Met::default());
    let mut acts = data.chunks(ACT);
    loop {
        let mut entries = [Entry::EMPTY; ENTRIES];
        let guard =
            Guard::open(flash.clone(), &mut entries).expect("no record contradicts another");
        let mut guard = guard.with_max_jump(MAX_JUMP);
        loop {
            let Some(act) = acts.next() else { return met };
            let mut choices = Choices::new(act);
            let found = match choices.next() % 8 {
                0..=3 => ask(&mut guard, &mut plain, &mut choices),
                4 => provision(&mut guard, &mut plain, &mut choices),
                5 => raise_floor(&mut guard, &mut plain, &mut choices),
                6 => break,
                _ => {
                    trouble(&mut flash.0.borrow_mut(), &mut plain, &mut choices);
                    continue;
                }
            };
            let had_trouble = flash.0.borrow_mut().had_trouble();
            if found.map_or_else(|error| RULES.contains(&error), |_| true) {
                assert!(flash.0.borrow().has_copies(), "an answer from one record");
            }
            match found {
                Ok(permits) => met.permits += permits,
                Err(error) => {
                    let is_trouble = matches!(error, "StorageFault" | "NotReadBack");
                    assert!(!is_trouble || had_trouble, "a fault that did not happen");
                    met.errors.insert(error);
                }
            }
            if flash.0.borrow().is_off() {
                break;
            }
        }
        flash.0.borrow_mut().restart();
        met.restarts += 1;
    }
}

/// What became of an act: how much was permitted, or the name of the error.
type Found = Result<usize, &'static str>;

fn named<T>(found: Result<T, Error>) -> Result<T, &'static str> {
    found.map_err(|error| error.name())
}

fn key(bytes: &[u8; 32]) -> PublicKey<'_> {
    PublicKey::new(KeyType::Ed25519, bytes).expect("32 bytes")
}

fn ask(guard: &mut Guard<'_, Shared>, plain: &mut Plain, choices: &mut Choices<'_>) -> Found {
    let number = usize::from(choices.next()) % PAIRS.len();
    let (chain_id, key_bytes) = PAIRS[number];
    let (sign_bytes, extension) = asked::sign_bytes(choices, chain_id);
    let asked = Asked::read(&sign_bytes);
    let request = Request::parse(&sign_bytes);
    assert_eq!(request.is_ok(), asked.is_some(), "{request:?} {asked:?}");
    let mut request = named(request)?;
    let asked = asked.expect("it is one");
    assert!(asked.is(&request), "{request:?} {asked:?}");
    if let Some((extension, fits)) = &extension {
        let extended = request.with_extension(extension);
        assert_eq!(extended.is_ok(), *fits && asked.is_for_extension(), "{extended:?}");
        request = named(extended)?;
    }
    let found = guard.permit(chain_id, &key(&key_bytes), &request);
    if asked.chain_id != chain_id {
        assert_eq!(found, Err(Error::OtherSignedChain));
        return named(found).map(|_| 0);
    }
    if let Ok(permit) = &found {
        assert_eq!(permit.sign_bytes(), sign_bytes);
        let extension = extension.as_ref().map(|(bytes, _)| &bytes[..]);
        assert_eq!(permit.extension_sign_bytes(), extension);
    }
    let found = named(found).map(drop);
    plain.asked(number, &asked, found);
    found.map(|()| 1)
}

fn provision(guard: &mut Guard<'_, Shared>, plain: &mut Plain, choices: &mut Choices<'_>) -> Found {
    let number = usize::from(choices.next()) % PAIRS.len();
    // Whoever makes an entry knows what was signed.
    let height = u64::from(choices.next()).max(plain.highest(number));
    let (chain_id, key_bytes) = PAIRS[number];
    let found = named(guard.provision(chain_id, &key(&key_bytes), height));
    plain.provisioned(number, height, found);
    found.map(|()| 0)
}

fn raise_floor(
    guard: &mut Guard<'_, Shared>,
    plain: &mut Plain,
    choices: &mut Choices<'_>,
) -> Found {
    let number = usize::from(choices.next()) % PAIRS.len();
    let (height, (chain_id, key_bytes)) = (u64::from(choices.next()), PAIRS[number]);
    let found = named(guard.raise_floor(chain_id, &key(&key_bytes), height));
    plain.raised(number, height, found);
    found.map(|()| 0)
}

fn trouble(flash: &mut Flash, plain: &mut Plain, choices: &mut Choices<'_>) {
    let kind = choices.next() % 4;
    let (at, bytes) = (usize::from(choices.next()), usize::from(choices.next()) % 65);
    match kind {
        0 => flash.lies_ahead(at % 8, Trouble::Cut(bytes)),
        1 => flash.lies_ahead(at % 8, Trouble::Fails(bytes)),
        2 => flash.lies_ahead(at % 8, Trouble::Ignores),
        _ => {
            if flash.decay(at % (2 * ENTRIES), choices.next()) {
                plain.lost();
            }
        }
    }
}
