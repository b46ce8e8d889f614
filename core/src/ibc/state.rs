//! What is proven of clients, connections and channels: bytes that are theirs.

use super::{Height, STORE, path};
use crate::error::Error;
use crate::proof::{Key, Proven};
use crate::types::length;

/// The state of a client: an `Any`.
///
/// # Errors
/// [`Error::ClientIdSyntax`], [`Error::OtherStore`], [`Error::OtherKey`], [`Error::NothingStored`].
pub fn client_state<'a>(proven: &Proven<'a>, client_id: &str) -> Result<&'a [u8], Error> {
    value(proven, &path::client_state(client_id)?)
}

/// What a client knows of one height of its chain: an `Any`.
///
/// # Errors
/// Those of [`client_state`].
pub fn consensus_state<'a>(
    proven: &Proven<'a>,
    client_id: &str,
    height: Height,
) -> Result<&'a [u8], Error> {
    value(proven, &path::consensus_state(client_id, height)?)
}

/// One end of a connection: a `ConnectionEnd`.
///
/// # Errors
/// [`Error::ConnectionIdSyntax`], [`Error::OtherStore`], [`Error::OtherKey`],
/// [`Error::NothingStored`].
pub fn connection_end<'a>(proven: &Proven<'a>, connection_id: &str) -> Result<&'a [u8], Error> {
    value(proven, &path::connection(connection_id)?)
}

/// One end of a channel: a `Channel`.
///
/// # Errors
/// [`Error::PortIdSyntax`], [`Error::ChannelIdSyntax`], [`Error::OtherStore`],
/// [`Error::OtherKey`], [`Error::NothingStored`].
pub fn channel_end<'a>(
    proven: &Proven<'a>,
    port_id: &str,
    channel_id: &str,
) -> Result<&'a [u8], Error> {
    value(proven, &path::channel_end(port_id, channel_id)?)
}

/// A sequence that is stored under `key`, which is one of the `next_sequence` keys of [`path`].
///
/// # Errors
/// [`Error::OtherStore`], [`Error::OtherKey`], [`Error::NothingStored`],
/// [`Error::SequenceLength`].
///
/// Source: `ibc-go modules/core/04-channel/keeper/keeper.go GetNextSequenceRecv`.
pub fn next_sequence(proven: &Proven<'_>, key: &Key) -> Result<u64, Error> {
    let value = value(proven, key)?;
    let bytes = value.try_into().map_err(|_| Error::SequenceLength { length: length(value) })?;
    Ok(u64::from_be_bytes(bytes))
}

/// What is stored under the key, if that is what is proven.
pub(super) fn value<'a>(proven: &Proven<'a>, key: &Key) -> Result<&'a [u8], Error> {
    under(proven, key)?.ok_or(Error::NothingStored)
}

/// Checks that it is proven that nothing is stored under the key.
pub(super) fn absent(proven: &Proven<'_>, key: &Key) -> Result<(), Error> {
    under(proven, key)?.map_or(Ok(()), |_| Err(Error::SomethingStored))
}

fn under<'a>(proven: &Proven<'a>, key: &Key) -> Result<Option<&'a [u8]>, Error> {
    if proven.store() != STORE {
        return Err(Error::OtherStore);
    }
    if proven.key() != key.as_bytes() {
        return Err(Error::OtherKey);
    }
    Ok(proven.value())
}
