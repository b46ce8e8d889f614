//! The smallest image that verifies a light block. A host (a debugger, another processor) puts the
//! stored state, the time and the messages into a mailbox, and reads the answer there.
//!
//! `scripts/firmware` proves of this image that it has no allocator, and no panic in a file of
//! ours; `scripts/sizes` prints how large it is.

#![no_std]
#![no_main]

mod mailbox;
#[cfg(feature = "plant")]
mod plant;

use cortex_m_rt::entry;
use mailbox::{Answer, Question};
use parhelion_core::{Error, LightBlock, Limits, Options, TrustedState, ValidatorSet, light};

/// What a device of this size reads: 200 validators, and messages of 48 KiB.
const LIMITS: Limits = Limits::DEFAULT.with_votes(200).with_message_len(48 * 1024);

#[entry]
fn main() -> ! {
    loop {
        let question = mailbox::wait();
        #[cfg(feature = "plant")]
        plant::panic_and_allocate(question.block);
        let answer = match verify(&question) {
            Ok(state) => Answer { code: 0, state },
            Err(error) => Answer { code: error.code(), state: question.state },
        };
        mailbox::answer(&answer);
    }
}

fn verify(question: &Question) -> Result<[u8; 256], Error> {
    let state = TrustedState::from_trusted_bytes(&question.state)?;
    let validators = match question.trusted_validators {
        [] => None,
        bytes => Some(ValidatorSet::parse(bytes, &LIMITS)?),
    };
    let block = LightBlock::parse(question.block, &LIMITS)?;
    let (options, now) = (Options::DEFAULT, question.now);
    let verified = light::verify(&state, validators.as_ref(), &block, &options, now, &mut [])?;
    Ok(verified.trusted_state().to_bytes())
}

/// Tells the host where, and stops. That the place is used keeps it in the image: a panic cannot
/// hide from `scripts/firmware`.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    if let Some(place) = info.location() {
        mailbox::stopped(place.file(), place.line());
    }
    loop {}
}
