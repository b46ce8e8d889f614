//! JSON into wire messages: the shapes first, then what their texts mean.

pub(crate) mod evidence;
pub(crate) mod messages;
mod scalar;

pub(crate) use scalar::{Dialect, Int, base64};
