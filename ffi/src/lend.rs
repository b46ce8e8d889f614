//! Memory for lists of values of the core that have another layout than C's: on the stack, and no
//! more of it than is asked for.

use crate::detail::Failure;
use parhelion_core::limits::MAX_VOTES;

/// The most of one list: as many as a set has validators.
pub(crate) const MOST: usize = 10_000;
const _: () = assert!(MAX_VOTES == 10_000, "the most of one list is that of a set");

type Work<'w, T> = &'w mut dyn FnMut(&mut [T]) -> Result<(), Failure>;

/// Lends memory for `len` values, [`MOST`] at most.
///
/// # Errors
/// Those of `work`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn with<T: Copy>(len: usize, blank: T, work: Work<'_, T>) -> Result<(), Failure> {
    match len {
        0..=128 => on_stack::<128, T>(len, blank, work),
        129..=1024 => on_stack::<1024, T>(len, blank, work),
        _ => on_stack::<MOST, T>(len, blank, work),
    }
}

/// In a frame of its own, which is there only while it is used.
#[cfg(not(target_arch = "wasm32"))]
#[inline(never)]
fn on_stack<const N: usize, T: Copy>(
    len: usize,
    blank: T,
    work: Work<'_, T>,
) -> Result<(), Failure> {
    let mut memory = [blank; N];
    work(memory.get_mut(..len.min(N)).unwrap_or_default())
}

/// The stack of a wasm32 module is small, and its memory the host's to lend and to take back.
///
/// # Errors
/// Those of `work`.
#[cfg(target_arch = "wasm32")]
pub(crate) fn with<T: Copy>(len: usize, blank: T, work: Work<'_, T>) -> Result<(), Failure> {
    work(&mut vec![blank; len.min(MOST)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header says how much stack lists take up.
    #[test]
    fn lists_take_up_what_the_header_says() {
        use parhelion_core::ccv::valset_change::{Change, CrossChainValidator};
        assert_eq!((size_of::<CrossChainValidator>(), size_of::<Change>()), (64, 56));
    }

    #[test]
    fn as_much_is_lent_as_is_asked_for() {
        let asked = [0, 1, 128, 129, 1024, 1025, MOST, MOST + 1, usize::MAX];
        let lent = asked.map(|len| {
            let mut lent = None;
            with(len, 7u8, &mut |memory| {
                assert!(memory.iter().all(|byte| *byte == 7));
                lent = Some(memory.len());
                Ok(())
            })
            .unwrap();
            lent.unwrap()
        });
        assert_eq!(lent, [0, 1, 128, 129, 1024, 1025, MOST, MOST, MOST]);
        let refused = with(1, 0u8, &mut |_| Err(Failure::Argument));
        assert_eq!(refused, Err(Failure::Argument));
    }
}
