//! JSON into wire messages: the shapes first, then what their texts mean.

pub(crate) mod answers;
mod dialect;
pub(crate) mod evidence;
pub(crate) mod ibc;
pub(crate) mod messages;
mod object;
pub(crate) mod query;
mod scalar;
mod text;
pub(crate) mod tx;

pub(crate) use dialect::Dialect;
pub(crate) use object::{Object, object, objects};
pub(crate) use scalar::{BLOCK_ID_FLAGS, Int, SIGNED_MSG_TYPES, base64};
pub(crate) use text::Text;
