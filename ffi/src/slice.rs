//! Pointers of C become values and slices here, and nowhere else: the only unsafe code of the
//! crate.
//!
//! The parameters of the exported functions are pointers that no safe Rust can make. What C
//! promises about them is written once, at [`In::new`] and [`Out::new`] and on top of the header;
//! what can be checked (NULL, alignment, length) is checked before anything is read.

#![allow(unsafe_code, reason = "the file for it")]

use crate::types::{Detail, Options, TrustedState};
use std::marker::PhantomData;

/// A pointer is NULL or not aligned, or a length is more than memory can hold.
#[derive(Debug, PartialEq, Eq)]
pub struct BadPointer;

/// Values that any bytes are.
///
/// # Safety
/// No bytes are invalid for the type.
pub unsafe trait Plain: Copy {}

// SAFETY: any byte is one.
unsafe impl Plain for u8 {}
// SAFETY: any four bytes are one.
unsafe impl Plain for u32 {}
// SAFETY: bytes alone.
unsafe impl Plain for TrustedState {}
// SAFETY: integers alone; padding, where there is any, is copied and not looked at.
unsafe impl Plain for Options {}
// SAFETY: integers alone; padding, where there is any, is copied and not looked at.
unsafe impl Plain for Detail {}

/// `const T *`: the caller's, to be read during the call.
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
        Ok(Some(unsafe { std::slice::from_raw_parts(self.pointer, len) }))
    }
}

impl<'a, T: Plain> Out<'a, T> {
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

    /// A copy of the value that C put there, which it must have.
    ///
    /// # Errors
    /// [`BadPointer`].
    pub(crate) fn value(&self) -> Result<T, BadPointer> {
        // SAFETY: the functions that use this ask C for an initialised value.
        unsafe { In::new(self.pointer.cast_const()) }.value()
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
            std::slice::from_raw_parts_mut(self.pointer, len)
        })
    }
}

/// `T *` of what this library made: C's to keep, lent to one call at a time.
#[repr(transparent)]
pub struct Handle<'a, T> {
    pointer: *mut T,
    caller: PhantomData<&'a mut T>,
}

impl<'a, T> Handle<'a, T> {
    /// NULL.
    pub(crate) const NULL: Handle<'a, T> =
        Handle { pointer: std::ptr::null_mut(), caller: PhantomData };

    /// What C does when it calls.
    ///
    /// # Safety
    /// `pointer` is NULL, or of [`Handle::make`] and not freed; for `'a` nobody else uses it.
    #[must_use]
    pub const unsafe fn new(pointer: *mut T) -> Self {
        Handle { pointer, caller: PhantomData }
    }

    /// Gives a value to C, until it is freed.
    pub(crate) fn make(value: T) -> Handle<'static, T> {
        Handle { pointer: Box::into_raw(Box::new(value)), caller: PhantomData }
    }

    /// The value; `None` for NULL.
    ///
    /// # Errors
    /// [`BadPointer`] for what `make` cannot have given.
    pub(crate) fn get(self) -> Result<Option<&'a mut T>, BadPointer> {
        if self.pointer.is_null() {
            return Ok(None);
        }
        if !self.pointer.is_aligned() {
            return Err(BadPointer);
        }
        // SAFETY: by the contract of `new` it points to a value that nobody else uses for `'a`.
        Ok(Some(unsafe { &mut *self.pointer }))
    }

    /// Takes the value back, and drops it. Nothing for NULL.
    pub(crate) fn free(self) {
        if !self.pointer.is_null() && self.pointer.is_aligned() {
            // SAFETY: by the contract of `new` it comes from `make`, which leaked a box, and C has
            // given it up.
            drop(unsafe { Box::from_raw(self.pointer) });
        }
    }
}

fn fits<T>(len: usize) -> bool {
    len.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    fn input<T: Plain>(pointer: *const T) -> In<'static, T> {
        // SAFETY: the tests below pass NULL, a constant, or what is refused before it is read.
        unsafe { In::new(pointer) }
    }

    fn output<T: Plain>(pointer: *mut T) -> Out<'static, T> {
        // SAFETY: the tests below pass NULL, a leaked array, or what is refused before it is used.
        unsafe { Out::new(pointer) }
    }

    #[test]
    fn null_is_nothing_only_without_a_length() {
        assert_eq!(input::<u8>(ptr::null()).slice(0), Ok(None));
        assert_eq!(input::<u8>(ptr::null()).slice(1), Err(BadPointer));
        assert_eq!(input::<u8>(ptr::null()).value(), Err(BadPointer));
        assert_eq!(input(b"ab".as_ptr()).slice(0), Ok(Some(&[][..])));
        assert_eq!(input(b"ab".as_ptr()).slice(2), Ok(Some(&b"ab"[..])));
        assert_eq!(output::<u32>(ptr::null_mut()).slice(0), Ok(&mut [][..]));
        assert_eq!(output::<u32>(ptr::null_mut()).slice(1), Err(BadPointer));
        assert_eq!(output::<u32>(ptr::null_mut()).write(1), Err(BadPointer));
    }

    #[test]
    fn a_handle_holds_its_value_until_it_is_freed() {
        let kept = std::rc::Rc::new(7);
        let made = Handle::make(kept.clone());
        let pointer = made.pointer;
        // SAFETY: of `make`, one use after the other, and freed once, last.
        let again = || unsafe { Handle::new(pointer) };
        assert_eq!(again().get().unwrap().map(|value| **value), Some(7));
        assert_eq!(std::rc::Rc::strong_count(&kept), 2);
        again().free();
        assert_eq!(std::rc::Rc::strong_count(&kept), 1);
        assert_eq!(Handle::<u32>::NULL.get(), Ok(None));
        Handle::<u32>::NULL.free();
        // SAFETY: what is not aligned is refused before it is used.
        let odd = || unsafe { Handle::new(pointer.wrapping_byte_add(1)) };
        assert_eq!(odd().get(), Err(BadPointer));
        odd().free();
    }

    #[test]
    fn lengths_end_where_memory_does() {
        let most = isize::MAX.unsigned_abs();
        assert_eq!(input(b"ab".as_ptr()).slice(most + 1), Err(BadPointer));
        let words = Box::leak(Box::new([7u32; 2])).as_mut_ptr();
        assert_eq!(output(words).slice(most / 4 + 1), Err(BadPointer));
        assert_eq!(output(words).slice(usize::MAX), Err(BadPointer));
        assert_eq!(output(words).slice(2), Ok(&mut [0, 0][..]));
    }

    #[test]
    fn what_is_not_aligned_is_refused() {
        let words = Box::leak(Box::new([7u32; 2])).as_mut_ptr();
        let odd = words.wrapping_byte_add(1);
        assert_eq!(input(odd.cast_const()).value(), Err(BadPointer));
        assert_eq!(input(odd.cast_const()).slice(1), Err(BadPointer));
        assert_eq!(output(odd).slice(1), Err(BadPointer));
        assert_eq!(output(odd).write(1), Err(BadPointer));
        assert_eq!(output(words).write(9), Ok(()));
        assert_eq!(output(words).value(), Ok(9));
    }
}
