//! Pointers of C become values and slices here, and nowhere else: the only unsafe code of the
//! crate.
//!
//! The parameters of the exported functions are pointers that no safe Rust can make. What C
//! promises about them is written once, at [`In::new`] and [`Out::new`] and on top of the header;
//! what can be checked (NULL, alignment, length) is checked before anything is read.

#![allow(unsafe_code, reason = "the file for it")]

#[cfg(feature = "std")]
mod handle;
#[cfg(not(target_arch = "wasm32"))]
mod held;
#[cfg(not(target_arch = "wasm32"))]
mod storage;

#[cfg(feature = "std")]
pub use handle::Handle;
#[cfg(not(target_arch = "wasm32"))]
pub use held::Held;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use storage::Functions;
#[cfg(not(target_arch = "wasm32"))]
pub use storage::Storage;

use crate::types::{Answer, Attested, Bytes, Detail, Entry, FaultProof, HeaderInfo, Member};
#[cfg(not(target_arch = "wasm32"))]
use crate::types::{GuardEntry, Permit, Position, TrustedValidator};
use crate::types::{Options, Signer, StoredState, Tally, TrustedState, Versioned};
use core::marker::PhantomData;

/// A pointer is NULL or not aligned, or a length is more than memory can hold.
#[derive(Debug, PartialEq, Eq)]
pub struct BadPointer;

/// Values that any bytes are.
///
/// # Safety
/// No bytes are invalid for the type.
pub unsafe trait Plain: Copy {}

macro_rules! plain {
    ($($type:ty),*) => {$(
        // SAFETY: integers, arrays of them, and pointers, which C vouches for as for any other;
        // padding, where there is any, is copied and not looked at.
        unsafe impl Plain for $type {}
    )*};
}

plain!(u8, u32, i32, u64, usize, [u8; 32], TrustedState, Options, Detail, HeaderInfo, Tally, Entry);
plain!(FaultProof, Signer, Member, Attested, Bytes<'_>, Answer<'_>, StoredState<'_>);
#[cfg(not(target_arch = "wasm32"))]
plain!(GuardEntry, Permit, Position, TrustedValidator);

/// `const T *`: the caller's, to be read during the call.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct In<'a, T> {
    pointer: *const T,
    caller: PhantomData<&'a [T]>,
}

/// `T *`: the caller's, to be written during the call.
#[repr(transparent)]
pub struct Out<'a, T> {
    pointer: *mut T,
    caller: PhantomData<&'a mut [T]>,
}

impl<'a, T: Plain> In<'a, T> {
    /// What C does when it calls.
    ///
    /// # Safety
    /// For `'a`, `pointer` is NULL or points to initialised values, as many as the call says, that
    /// nobody writes to, but for [`Out::write`] after the last reading of [`In::value`].
    #[must_use]
    pub const unsafe fn new(pointer: *const T) -> Self {
        In { pointer, caller: PhantomData }
    }

    /// A copy of the one value.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn value(&self) -> Result<T, BadPointer> {
        if self.pointer.is_null() || !self.pointer.is_aligned() {
            return Err(BadPointer);
        }
        // SAFETY: by the contract of `new` it points to a value; it is not NULL, and aligned.
        Ok(unsafe { self.pointer.read() })
    }

    /// The values; `None` for NULL and 0.
    ///
    /// # Errors
    /// [`BadPointer`], also for NULL and another length.
    pub(crate) fn slice(&self, len: usize) -> Result<Option<&'a [T]>, BadPointer> {
        if self.pointer.is_null() && len == 0 {
            return Ok(None);
        }
        if self.pointer.is_null() || !self.pointer.is_aligned() || !fits::<T>(len) {
            return Err(BadPointer);
        }
        // SAFETY: by the contract of `new` there are `len` values that nobody writes to; the
        // pointer is not NULL, and aligned; the bytes are at most isize::MAX.
        Ok(Some(unsafe { core::slice::from_raw_parts(self.pointer, len) }))
    }

    /// The values; none for NULL and 0.
    ///
    /// # Errors
    /// [`BadPointer`], also for NULL and another length.
    pub(crate) fn list(&self, len: usize) -> Result<&'a [T], BadPointer> {
        Ok(self.slice(len)?.unwrap_or_default())
    }

    /// The values, of which there is an array even where there are none.
    ///
    /// # Errors
    /// [`BadPointer`], also for NULL.
    pub(crate) fn required(&self, len: usize) -> Result<&'a [T], BadPointer> {
        self.slice(len)?.ok_or(BadPointer)
    }

    /// Where the values stand.
    pub(crate) fn span(&self, len: usize) -> Span {
        Span::of::<T>(self.pointer.addr(), len)
    }
}

impl<'a> In<'a, u8> {
    /// Bytes of the caller's, handed back; NULL for none.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn of(bytes: Option<&'a [u8]>) -> Self {
        let pointer = bytes.map_or(core::ptr::null(), <[u8]>::as_ptr);
        In { pointer, caller: PhantomData }
    }

    /// A text.
    ///
    /// # Errors
    /// [`BadPointer`], also for what is not UTF-8.
    pub(crate) fn text(&self, len: usize) -> Result<&'a str, BadPointer> {
        core::str::from_utf8(self.required(len)?).map_err(|_| BadPointer)
    }
}

impl<T> Out<'_, T> {
    /// What C does when it calls.
    ///
    /// # Safety
    /// For `'a`, `pointer` is NULL or points to memory for values, as many as the call says, that
    /// nobody else reads or writes, but for an [`In`] of which only [`In::value`] is used, before.
    #[must_use]
    pub const unsafe fn new(pointer: *mut T) -> Self {
        Out { pointer, caller: PhantomData }
    }

    /// Whether C passed NULL.
    pub(crate) fn is_null(&self) -> bool {
        self.pointer.is_null()
    }

    /// What [`Out::write`] would refuse.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn check(&self) -> Result<(), BadPointer> {
        if self.pointer.is_null() || !self.pointer.is_aligned() { Err(BadPointer) } else { Ok(()) }
    }

    /// Where the values stand.
    pub(crate) fn span(&self, len: usize) -> Span {
        Span::of::<T>(self.pointer.addr(), len)
    }
}

impl<'a, T: Plain> Out<'a, T> {
    /// Writes the one value.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn write(&self, value: T) -> Result<(), BadPointer> {
        self.check()?;
        // SAFETY: by the contract of `new` there is room for a value; the pointer is not NULL, and
        // aligned.
        unsafe { self.pointer.write(value) };
        Ok(())
    }

    /// What C put there, which it must have.
    pub(crate) const fn as_input(&self) -> In<'a, T> {
        // SAFETY: the functions that use this ask C for initialised values.
        unsafe { In::new(self.pointer.cast_const()) }
    }

    /// A copy of the value that C put there, which it must have.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn value(&self) -> Result<T, BadPointer> {
        self.as_input().value()
    }

    /// What [`Out::write_at`] would refuse of any place.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn check_room(&self, room: usize) -> Result<(), BadPointer> {
        if room == 0 {
            return Ok(());
        }
        self.check()?;
        if fits::<T>(room) { Ok(()) } else { Err(BadPointer) }
    }

    /// Writes one of the values for which there is `room`.
    ///
    /// # Errors
    /// [`BadPointer`], also for a place beyond that.
    pub(crate) fn write_at(&self, place: usize, room: usize, value: T) -> Result<(), BadPointer> {
        self.check_room(room)?;
        if place >= room {
            return Err(BadPointer);
        }
        // SAFETY: by the contract of `new` there is room for so many values; the pointer is not
        // NULL, and aligned; the bytes are at most isize::MAX.
        unsafe { self.pointer.add(place).write(value) };
        Ok(())
    }

    /// The memory, as values of another type of the same layout: what is in it before means nothing.
    /// None for 0, whatever the pointer. [`give_back`] turns them into what C reads.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn lend<W: Copy>(&self, len: usize, blank: W) -> Result<&'a mut [W], BadPointer> {
        const { assert!(size_of::<W>() == size_of::<T>() && align_of::<W>() <= align_of::<T>()) };
        self.check_room(len)?;
        if len == 0 {
            return Ok(&mut []);
        }
        let memory = self.pointer.cast::<W>();
        // SAFETY: by the contract of `new` there is room for `len` values of `T` that nobody else
        // uses, hence for as many of `W`, each of which is written before the slice is made; the
        // pointer is not NULL, and aligned; the bytes are at most isize::MAX.
        Ok(unsafe {
            (0..len).for_each(|index| memory.add(index).write(blank));
            core::slice::from_raw_parts_mut(memory, len)
        })
    }

    /// The memory, zeroed: C need not have written to it. None for 0, whatever the pointer.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn slice(self, len: usize) -> Result<&'a mut [T], BadPointer> {
        if len == 0 {
            return Ok(&mut []);
        }
        if self.check().is_err() || !fits::<T>(len) {
            return Err(BadPointer);
        }
        // SAFETY: by the contract of `new` there is room for `len` values that nobody else uses;
        // the pointer is not NULL, and aligned; the bytes are at most isize::MAX, and zeros are
        // values, as `Plain` says.
        Ok(unsafe {
            self.pointer.write_bytes(0, len);
            core::slice::from_raw_parts_mut(self.pointer, len)
        })
    }
}

impl<T: Versioned> Out<'_, T> {
    /// What was not made by the macro of its struct.
    ///
    /// # Errors
    /// [`BadPointer`], also for another size of the struct.
    pub(crate) fn check_made(&self) -> Result<(), BadPointer> {
        if self.value()?.struct_size() == size_of::<T>() { Ok(()) } else { Err(BadPointer) }
    }
}

/// Turns the first values of lent memory into what C reads there.
pub(crate) fn give_back<W: Copy, T: Plain>(memory: &mut [W], len: usize, convert: impl Fn(W) -> T) {
    const { assert!(size_of::<W>() == size_of::<T>() && align_of::<T>() <= align_of::<W>()) };
    let len = len.min(memory.len());
    let values = memory.as_mut_ptr();
    for index in 0..len {
        // SAFETY: within the slice, which is not looked at any more; sizes and alignments are the
        // same.
        unsafe {
            let value = convert(values.add(index).read());
            values.add(index).cast::<T>().write(value);
        }
    }
}

/// Where an array stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

impl Span {
    fn of<T>(start: usize, len: usize) -> Span {
        Span { start, end: start.saturating_add(len.saturating_mul(size_of::<T>())) }
    }

    fn meets(&self, other: &Span) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// Refuses memory that is written to while what stands there too is read, or written to.
///
/// # Errors
/// [`BadPointer`].
pub(crate) fn apart(lent: &[Span], read: impl IntoIterator<Item = Span>) -> Result<(), BadPointer> {
    let pairs = |at: usize| lent.iter().skip(at.saturating_add(1));
    let twice = lent.iter().enumerate().any(|(at, span)| pairs(at).any(|it| it.meets(span)));
    let met = read.into_iter().any(|span| lent.iter().any(|it| it.meets(&span)));
    if twice || met { Err(BadPointer) } else { Ok(()) }
}

fn fits<T>(len: usize) -> bool {
    len.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok())
}

#[cfg(test)]
mod tests;
