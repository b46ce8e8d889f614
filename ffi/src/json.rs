//! What nodes answer in JSON, as the messages that are verified.

use crate::call;
use crate::detail::Failure;
use crate::slice::{In, Out, apart};
use crate::types::{Bytes, Detail};
use parhelion_rpc::{Document, ValidatorsPage, encode, light_block, read, validator_set};

/// Makes a light block of the answers of a node.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_light_block_from_json(
    commit: In<'_, u8>,
    commit_len: usize,
    validators: In<'_, Bytes<'_>>,
    validators_len: usize,
    out: Out<'_, u8>,
    out_capacity: usize,
    out_len: Out<'_, usize>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        out_len.check()?;
        out.check_room(out_capacity)?;
        let read = [commit.span(commit_len), validators.span(validators_len)];
        let (commit, pages) = (commit.required(commit_len)?, validators.list(validators_len)?);
        for page in pages {
            page.data.list(page.len)?;
        }
        let each = pages.iter().map(|page| page.data.span(page.len));
        apart(&[out.span(out_capacity)], read.into_iter().chain(each))?;

        let bytes = block(commit, pages).ok_or(Failure::Unreadable)?;
        if bytes.len() > out_capacity {
            out_len.write(bytes.len())?;
            return Err(Failure::Argument);
        }
        for (place, byte) in bytes.iter().enumerate() {
            out.write_at(place, out_capacity, *byte)?;
        }
        Ok(out_len.write(bytes.len())?)
    })
}

/// The light block; `None` where an answer is not read, or is of something else.
fn block(commit: &[u8], pages: &[Bytes<'_>]) -> Option<Vec<u8>> {
    let document = |bytes: &[u8]| read(std::str::from_utf8(bytes).ok()?).ok();
    let Document::Commit { signed_header, .. } = document(commit)? else { return None };
    let page = |page: &Bytes<'_>| match document(page.data.list(page.len).ok()?)? {
        Document::Validators(page) => Some(page),
        _ => None,
    };
    let pages: Vec<ValidatorsPage> = pages.iter().map(page).collect::<Option<_>>()?;
    Some(encode(&light_block(signed_header, validator_set(&pages).ok()?)))
}
