//! The double-sign guard of a signer.

use crate::detail::Failure;
use crate::slice::{Functions, In, Out, Storage, apart};
use crate::types::{Detail, Guard, GuardEntry, Permit, Position};
use crate::{LIMITS, call};
use parhelion_core::PublicKey;
use parhelion_core::guard::{self, Entry, Mark, Request};

/// What the memory of a guard holds.
pub(crate) type Opened = guard::Guard<'static, Functions>;

/// Recovers what was stored.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_guard_open(
    storage: In<'_, Storage>,
    max_jump: u64,
    entries: Out<'static, GuardEntry>,
    entries_len: usize,
    guard: Out<'_, Guard>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        guard.check_size()?;
        let storage = storage.value()?;
        if storage.struct_size != size_of::<Storage>() {
            return Err(Failure::Argument);
        }
        let functions = storage.functions()?;
        apart(&[entries.span(entries_len), guard.span(1)], [])?;
        let entries = entries.lend(entries_len, Entry::EMPTY)?;
        guard.empty()?;
        let opened = Opened::open(functions, entries)?.with_max_jump(max_jump);
        Ok(guard.fill(opened)?)
    })
}

/// Makes an entry.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_guard_provision(
    guard: Out<'_, Guard>,
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    public_key: In<'_, u8>,
    public_key_len: usize,
    height: u64,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        apart(&[guard.span(1)], [chain_id.span(chain_id_len), public_key.span(public_key_len)])?;
        let (guard, chain_id) = (guard.value_mut()?, chain_id.text(chain_id_len)?);
        let key = PublicKey::parse(public_key.required(public_key_len)?, LIMITS)?;
        Ok(guard.provision(chain_id, &key, height)?)
    })
}

/// Ends an entry up to a height.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_guard_raise_floor(
    guard: Out<'_, Guard>,
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    public_key: In<'_, u8>,
    public_key_len: usize,
    height: u64,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        apart(&[guard.span(1)], [chain_id.span(chain_id_len), public_key.span(public_key_len)])?;
        let (guard, chain_id) = (guard.value_mut()?, chain_id.text(chain_id_len)?);
        let key = PublicKey::parse(public_key.required(public_key_len)?, LIMITS)?;
        Ok(guard.raise_floor(chain_id, &key, height)?)
    })
}

/// Tells how far a key has signed.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_guard_position(
    guard: Out<'_, Guard>,
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    public_key: In<'_, u8>,
    public_key_len: usize,
    position: Out<'_, Position>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        position.check_made()?;
        apart(&[guard.span(1)], [chain_id.span(chain_id_len), public_key.span(public_key_len)])?;
        let (guard, chain_id) = (guard.value_mut()?, chain_id.text(chain_id_len)?);
        let key = PublicKey::parse(public_key.required(public_key_len)?, LIMITS)?;
        let found = guard.position(chain_id, &key)?;
        let (round, step) = match found.mark {
            Mark::Signed { round, step } => (round, u32::from(step.number())),
            Mark::Floor => (0, 0),
        };
        let height = found.height;
        Ok(position.write(Position { struct_size: size_of::<Position>(), height, round, step })?)
    })
}

/// Permits to sign, or not.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_guard_permit(
    guard: Out<'_, Guard>,
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    public_key: In<'_, u8>,
    public_key_len: usize,
    sign_bytes: In<'static, u8>,
    sign_bytes_len: usize,
    extension_sign_bytes: In<'static, u8>,
    extension_sign_bytes_len: usize,
    permit: Out<'_, Permit>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        permit.check_made()?;
        let read = [chain_id.span(chain_id_len), public_key.span(public_key_len)];
        let claimed =
            [sign_bytes.span(sign_bytes_len), extension_sign_bytes.span(extension_sign_bytes_len)];
        apart(&[guard.span(1)], read.into_iter().chain(claimed))?;
        let (guard, chain_id) = (guard.value_mut()?, chain_id.text(chain_id_len)?);
        let key = public_key.required(public_key_len)?;
        let signed = sign_bytes.required(sign_bytes_len)?;
        let extension = extension_sign_bytes.slice(extension_sign_bytes_len)?;
        let key = PublicKey::parse(key, LIMITS)?;
        let mut request = Request::parse(signed)?;
        if let Some(extension) = extension {
            request = request.with_extension(extension)?;
        }
        let permitted = guard.permit(chain_id, &key, &request)?;
        Ok(permit.write(Permit::of(&permitted))?)
    })
}
