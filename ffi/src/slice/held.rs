//! Values of Rust's in structs of C's: C gives the memory, and the library makes, uses and takes the
//! value in it.

use super::{BadPointer, Out};
use core::mem::{MaybeUninit, offset_of};

/// A struct of C's with room for a value. Its macro makes it without one.
#[repr(C)]
pub struct Held<T> {
    /// The size of this struct, which tells its version.
    pub struct_size: usize,
    /// [`FULL`] where there is a value.
    full: usize,
    value: MaybeUninit<T>,
}

/// No accident puts this into memory.
const FULL: usize = 0xd1c6_53b9;

impl<'a, T> Out<'a, Held<T>> {
    /// What was not made by the macro of its struct.
    ///
    /// # Errors
    /// [`BadPointer`], also for another size of the struct.
    pub(crate) fn check_size(&self) -> Result<(), BadPointer> {
        let size = self.word(offset_of!(Held<T>, struct_size))?;
        // SAFETY: a word of the struct, as `word` has checked.
        if unsafe { size.read() } == size_of::<Held<T>>() { Ok(()) } else { Err(BadPointer) }
    }

    /// Puts a value there. One that it is written over is not dropped: those of the core own nothing.
    ///
    /// # Errors
    /// Those of [`Out::check_size`].
    #[inline]
    pub(crate) fn fill(&self, value: T) -> Result<(), BadPointer> {
        self.check_size()?;
        let full = self.word(offset_of!(Held<T>, full))?;
        // SAFETY: by the contract of `Out::new` the struct is the call's alone; `check_size` has found
        // that its pointer is neither NULL nor odd, and that its size is this one.
        unsafe {
            (&raw mut (*self.pointer).value).cast::<T>().write(value);
            full.write(FULL);
        }
        Ok(())
    }

    /// The value.
    ///
    /// # Errors
    /// Those of [`Out::check_size`], also where there is none.
    pub(crate) fn value_mut(&self) -> Result<&'a mut T, BadPointer> {
        self.check_size()?;
        let full = self.word(offset_of!(Held<T>, full))?;
        // SAFETY: as in `fill`; where the word says so `fill` has written a value, and C, as the
        // header says, has changed nothing of it.
        unsafe { if full.read() == FULL { Ok((*self.pointer).value.assume_init_mut()) } else { Err(BadPointer) } }
    }

    /// Takes the value away.
    ///
    /// # Errors
    /// Those of [`Out::value_mut`].
    pub(crate) fn take(&self) -> Result<T, BadPointer> {
        let value: *mut T = self.value_mut()?;
        self.empty()?;
        // SAFETY: a value, as `value_mut` has found; nobody finds it there again.
        Ok(unsafe { value.read() })
    }

    /// Leaves no value there.
    ///
    /// # Errors
    /// Those of [`Out::check_size`].
    pub(crate) fn empty(&self) -> Result<(), BadPointer> {
        self.check_size()?;
        // SAFETY: a word of the struct, as `word` has checked.
        unsafe { self.word(offset_of!(Held<T>, full))?.write(0) };
        Ok(())
    }

    /// One of the first two words of the struct.
    fn word(&self, at: usize) -> Result<*mut usize, BadPointer> {
        self.check()?;
        Ok(self.pointer.cast::<usize>().wrapping_byte_add(at))
    }
}
