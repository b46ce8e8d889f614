//! `follow`: the client of the core on its way to the head of a chain, and on with it.
//!
//! What is asked next, and what an answer means, `parhelion_core::client` decides. JavaScript is told
//! what to fetch, for how long to wait and what was verified, one after the other, and says what
//! became of it. It decides nothing.

mod exchange;
mod fork;
mod node;
mod show;
mod trouble;
mod way;

use crate::error::thrown;
use crate::input;
use crate::record::Record;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use exchange::{Line, Reply, Silence};
use parhelion_core::client::{Parameters, Peers, Root};
use parhelion_core::{Duration, Error, Hash, Time, TrustedState};
use wasm_bindgen::prelude::*;
use way::{End, Follower, Patience};

/// A client that follows a chain. It is one future, which borrows from itself what the core's client
/// wants to be lent, and is only polled when there is something new.
#[wasm_bindgen]
pub struct Follow {
    line: Line,
    way: Pin<Box<dyn Future<Output = End>>>,
    end: Option<End>,
}

#[wasm_bindgen]
impl Follow {
    /// A client that begins with a stored state, or with a height and the hash of its header. No
    /// witnesses at all are asked for by a negative number.
    ///
    /// # Errors
    /// Those of `input::settings`, of [`TrustedState::from_trusted_bytes`], of [`Peers::new`];
    /// [`Error::ZeroHeight`].
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "optional values come so from wasm-bindgen")]
    #[allow(clippy::too_many_arguments, reason = "js/follow.js has them by name")]
    pub fn new(
        witnesses: i32,
        state: Option<Vec<u8>>,
        height: u64,
        hash: &[u8],
        settings: &[u8],
        block_lag: i64,
        interval: u32,
        attempts: u32,
        sequential: bool,
    ) -> Result<Follow, Record> {
        let begin = || -> Result<(Root, Follower), Error> {
            let (options, now) = input::settings(settings)?;
            let max_block_lag = Duration::from_nanos(block_lag);
            let parameters = Parameters { options, max_block_lag, ..Parameters::DEFAULT };
            let root = match &state {
                Some(state) => Root::State(TrustedState::from_trusted_bytes(state)?),
                None if height == 0 => return Err(Error::ZeroHeight),
                None => {
                    let hash = <[u8; 32]>::try_from(hash);
                    Root::Faith {
                        height,
                        hash: Hash(hash.map_err(|_| Error::TrustedHashMismatch)?),
                    }
                }
            };
            let peers = match usize::try_from(witnesses) {
                Ok(witnesses) => Peers::new(witnesses)?,
                Err(_) => Peers::without_witnesses(),
            };
            let line = Line::new(now);
            let limits = Patience { interval, attempts };
            Ok((root, Follower::new(line, peers, parameters, limits, sequential)))
        };
        let (root, follower) = begin().map_err(thrown)?;
        let line = follower.line.clone();
        let mut follow = Follow { line, way: Box::pin(follower.run(root)), end: None };
        follow.go_on();
        Ok(follow)
    }

    /// What is to be done next: `ask` a peer, `pause`, take what was `verified`, or the `end`.
    #[must_use]
    pub fn request(&self) -> Record {
        match &self.end {
            Some(end) => show::end(end),
            None => show::request(&self.line),
        }
    }

    /// Tells the time: by the calendar, and in milliseconds by a clock that nobody sets.
    pub fn time(&self, seconds: i64, nanos: u32, clock: f64) {
        self.line.tick(Time::from_unix(seconds, nanos).unwrap_or(Time::UNIX_EPOCH), clock);
    }

    /// A peer answered, with this status of HTTP.
    pub fn answered(&mut self, status: u16, text: String) {
        self.reply(Reply::Answered { status, text });
    }

    /// A peer gave no text: 0 where it may on another attempt, 1 where it does not, and anything else
    /// where it broke a bound.
    pub fn silent(&mut self, kind: u32, why: String) {
        let kind = match kind {
            0 => Silence::Passing,
            1 => Silence::Lasting,
            _ => Silence::Bad,
        };
        self.reply(Reply::Silent { kind, why });
    }

    /// What was to be done is done.
    pub fn done(&mut self) {
        self.reply(Reply::Done);
    }
}

impl Follow {
    fn reply(&mut self, reply: Reply) {
        self.line.reply(reply);
        self.go_on();
    }

    fn go_on(&mut self) {
        if self.end.is_some() {
            return;
        }
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(end) = self.way.as_mut().poll(&mut context) {
            self.end = Some(end);
        }
    }
}
