//! How a contender is timed.

use cpu_time::ThreadTime;
use parhelion_benches::go::{Go, Task};
use parhelion_core::Verifier;
use std::cell::RefCell;
use std::time::Duration;

/// Runs so often, and tells the processor time that it took.
pub(crate) type Contender<'b> = Box<dyn FnMut(u32) -> Duration + 'b>;

/// The keys that CometBFT's cache holds take long to displace.
const FLUSHES: u32 = 4;

/// By the time of this thread alone: a neighbour on the same machine does not count, though it may
/// slow this thread down.
pub(crate) fn timed<'b>(mut run: impl FnMut() + 'b) -> Contender<'b> {
    Box::new(move |repeats| {
        let start = ThreadTime::now();
        (0..repeats).for_each(|_| run());
        start.elapsed()
    })
}

/// With a verifier that knows all keys since the first run.
pub(crate) fn warm<'b>(run: impl FnMut(&mut Verifier) + 'b) -> Contender<'b> {
    warm_with(Verifier::new, run)
}

/// With a verifier of this kind that knows all keys since the first runs: it may prepare those that
/// come again.
pub(crate) fn warm_with<'b>(
    make: fn() -> Verifier,
    mut run: impl FnMut(&mut Verifier) + 'b,
) -> Contender<'b> {
    let mut verifier = make();
    run(&mut verifier);
    run(&mut verifier);
    timed(move || run(&mut verifier))
}

/// With a verifier that is new for each run, and knows no key. That it is made and dropped is not
/// timed.
pub(crate) fn cold<'b>(run: impl FnMut(&mut Verifier) + 'b) -> Contender<'b> {
    cold_with(Verifier::new, run)
}

/// With a verifier of this kind that is new for each run.
pub(crate) fn cold_with<'b>(
    make: fn() -> Verifier,
    mut run: impl FnMut(&mut Verifier) + 'b,
) -> Contender<'b> {
    Box::new(move |repeats| {
        let mut verifiers: Vec<_> = (0..repeats).map(|_| make()).collect();
        let start = ThreadTime::now();
        verifiers.iter_mut().for_each(&mut run);
        start.elapsed()
    })
}

/// CometBFT, where it is there.
pub(crate) fn go<'b>(go: Option<&'b RefCell<Go>>, task: Task<'b>) -> Option<Contender<'b>> {
    let go = go?;
    // A verdict that is not the expected one ends this. With warm keys, they are warm after it.
    go.borrow_mut().time(&task, 1);
    Some(Box::new(move |repeats| {
        let runs = if task.new_keys { repeats.min(FLUSHES) } else { repeats };
        go.borrow_mut().time(&task, runs) * repeats / runs
    }))
}
