//! Protobuf as CometBFT's messages use it: a strict reader that copies nothing, and writers of the
//! one canonical encoding.
//!
//! # The strictness policy
//! CometBFT decodes with gogoproto, which forgives. This is the one place that says where we do
//! not; each departure has its identifier in `docs/deliberate-differences.md`. A relayer can always
//! encode anew, and an honest node never sends such bytes.
//!
//! | identifier | refused here | gogoproto | why |
//! |---|---|---|---|
//! | `duplicate-field` | a singular field twice, two members of a oneof | merges, or the last wins | two readings of one message |
//! | `varint-overflow` | bits beyond the 64th | drops them | two encodings that differ in value elsewhere |
//! | `int-range` | a 32-bit field with more bits | truncates | the same |
//! | `flag-range` | a block id flag above 255 | narrows it to a byte: 258 is "commit" | the same |
//! | `not-utf8` | a chain id that is not UTF-8 | takes any bytes | no chain has one, and every binding needs text |
//! | `field-number` | a field number above 2^29-1 | truncates it to 32 bits | the same as above |
//! | `group` | a group, also an unknown one | skips unknown ones | nothing writes them; skipping needs a stack |
//!
//! Accepted, as by CometBFT: unknown fields (dropped, so that no hash covers them), fields in any
//! order, explicit default values, variable-length integers with superfluous bytes.

mod encode;
mod json;
mod reader;

pub(crate) use encode::{Counter, bytes_field, message_field, uint_field, varint};
pub use encode::{Encode, Sink};
pub(crate) use json::{Json, List, Member, Names, Text};
pub(crate) use reader::{Field, Reader};

use crate::error::Error;

/// The outcome of reading a message. Outside: the bytes are not that message. Inside: they are,
/// and the value breaks a rule of its own. CometBFT reads a whole message before it checks any
/// rule, so an outer message passes inner failures on until it has been read to its end.
pub(crate) type Decoded<T> = Result<Result<T, Error>, Error>;
