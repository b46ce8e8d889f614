//! Where the client and JavaScript meet: one request, one reply, and the time.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::future::poll_fn;
use core::task::Poll;
use parhelion_core::client::Peer;
use parhelion_core::{Time, TrustedState};

/// What JavaScript is to do.
pub(super) enum Request {
    /// To ask a peer, not for the first time where the number of the attempt is above 1.
    Ask { peer: Peer, path: String, attempt: u32 },
    /// To wait.
    Pause { millis: u32 },
    /// To hand out what was verified, lowest first, and compared with so many witnesses.
    Verified { states: Vec<TrustedState>, witnesses: usize },
}

/// What became of it.
pub(super) enum Reply {
    /// A text, with a status of HTTP.
    Answered { status: u16, text: String },
    /// No text.
    Silent { kind: Silence, why: String },
    /// It was done.
    Done,
}

/// Why there is no text.
pub(super) enum Silence {
    /// Another attempt may succeed.
    Passing,
    /// Another attempt ends the same.
    Lasting,
    /// The answer broke a bound.
    Bad,
}

struct Exchange {
    request: Option<Request>,
    reply: Option<Reply>,
    now: Time,
    clock: f64,
}

/// Both ends of the exchange.
#[derive(Clone)]
pub(super) struct Line(Rc<RefCell<Exchange>>);

impl Line {
    pub(super) fn new(now: Time) -> Line {
        Line(Rc::new(RefCell::new(Exchange { request: None, reply: None, now, clock: 0.0 })))
    }

    /// Waits until JavaScript has done it.
    pub(super) async fn ask(&self, request: Request) -> Reply {
        self.0.borrow_mut().request = Some(request);
        poll_fn(|_| match self.0.borrow_mut().reply.take() {
            Some(reply) => Poll::Ready(reply),
            None => Poll::Pending,
        })
        .await
    }

    pub(super) async fn pause(&self, millis: u32) {
        self.ask(Request::Pause { millis }).await;
    }

    pub(super) fn reply(&self, reply: Reply) {
        self.0.borrow_mut().reply = Some(reply);
    }

    pub(super) fn tick(&self, now: Time, clock: f64) {
        let mut exchange = self.0.borrow_mut();
        (exchange.now, exchange.clock) = (now, clock);
    }

    /// The time of the last reply.
    pub(super) fn now(&self) -> Time {
        self.0.borrow().now
    }

    /// Milliseconds, of the last reply.
    pub(super) fn clock(&self) -> f64 {
        self.0.borrow().clock
    }

    pub(super) fn look<T>(&self, at: impl FnOnce(&Request) -> T) -> Option<T> {
        self.0.borrow().request.as_ref().map(at)
    }
}
