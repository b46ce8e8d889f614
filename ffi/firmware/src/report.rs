//! What a question took, and the line for the host.

use crate::board::{self, Host};

/// What is counted while a question is answered.
pub struct Report {
    instructions: u64,
}

impl Report {
    /// Begins to count.
    pub fn begin() -> Report {
        Report { instructions: 0 }
    }

    /// Does a part of the work, and counts its instructions.
    pub fn measure<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begin = board::instructions();
        let done = work();
        self.instructions = self.instructions.saturating_add(board::since(begin));
        done
    }

    /// Tells the host: the code; the answer; instructions; the most bytes of stack until now.
    pub fn end(self, host: &Host, answer: Result<[u8; 8], u16>) {
        number(host, answer.map_or_else(u64::from, |_| 0));
        number(host, answer.map_or(0, u64::from_be_bytes));
        number(host, self.instructions);
        number(host, board::deepest_stack() as u64);
        host.print(b"\n");
    }
}

/// Writes a number in hexadecimal, which takes no division, and a space behind it.
pub fn number(host: &Host, number: u64) {
    let mut text = [b' '; 17];
    for (place, slot) in text.iter_mut().take(16).enumerate() {
        let digit = (number >> (60 - 4 * place) & 0xf) as u8;
        *slot = if digit < 10 { b'0' + digit } else { b'a' - 10 + digit };
    }
    host.print(&text);
}
