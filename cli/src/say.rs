//! Printing, to somebody who may have gone.

use crate::failure;
use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// `println!` that does not panic: where the output cannot be written, the program ends, and not as
/// if something had been verified.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::say::line(format_args!($($text)*))
    };
}

pub(crate) fn line(text: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_fmt(text).and_then(|()| out.write_all(b"\n")) {
        // Whoever read our output has gone: nobody is left to tell.
        if error.kind() != ErrorKind::BrokenPipe {
            eprintln!("parhelion: cannot write: {error}");
        }
        std::process::exit(failure::NOT_READABLE.into());
    }
}
