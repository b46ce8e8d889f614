//! Frames: a length as a varint, and one message.

use super::message::Frame;
use prost::Message;
use std::io::{self, ErrorKind, Read, Write};

/// Bytes of a message that is read, at most: a vote with an extension of 1 MiB.
/// `cometbft v0.40 privval/signer_endpoint.go maxRemoteSignerMsgSize`: 2^20 of extension, two
/// signatures of 3309, and 1024 for the rest.
const MAX_MESSAGE: u64 = (1 << 20) + 2 * 3309 + 1024;
/// Bits of a length: five bytes of seven.
const LENGTH_BITS: u32 = 35;

/// Reads one. `None`: the other side has closed, between two frames.
///
/// # Errors
/// Of the connection; `UnexpectedEof` where it closes within a frame; `InvalidData` where the length
/// is above [`MAX_MESSAGE`], or the bytes are no message.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Frame>> {
    let Some(length) = length(from)? else { return Ok(None) };
    if length > MAX_MESSAGE {
        return Err(invalid(&format!("a message of {length} bytes, {MAX_MESSAGE} are the most")));
    }
    // As long as what comes, not as what is said to come.
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()) != Ok(length) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Frame::decode(bytes.as_slice()).map(Some).map_err(|error| invalid(&error.to_string()))
}

/// Writes one, in one call: half a frame would put the node out of step.
pub(super) fn write(to: &mut impl Write, frame: &Frame) -> io::Result<()> {
    to.write_all(&frame.encode_length_delimited_to_vec())
}

fn length(from: &mut impl Read) -> io::Result<Option<u64>> {
    let (mut length, mut bits) = (0, 0);
    loop {
        let mut byte = [0];
        match from.read(&mut byte) {
            Ok(0) if bits == 0 => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        let [byte] = byte;
        length |= u64::from(byte & 0x7f) << bits;
        bits += 7;
        if byte & 0x80 == 0 {
            return Ok(Some(length));
        }
        if bits >= LENGTH_BITS {
            return Err(invalid("a length of more than five bytes"));
        }
    }
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}
