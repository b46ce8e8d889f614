//! Values of Rust's in structs of C's: C gives the memory, and the library makes, uses and takes the
//! value in it.

use super::{BadPointer, Out};
use core::marker::PhantomData;
use core::mem::{MaybeUninit, offset_of};

/// A struct of C's with room for a value, in words of eight bytes. Its macro makes it without one.
#[repr(C)]
pub struct Held<T, const WORDS: usize> {
    /// The size of this struct, which tells its version.
    pub struct_size: usize,
    /// [`FULL`] where there is a value.
    full: usize,
    /// The room.
    pub words: [MaybeUninit<u64>; WORDS],
    value: PhantomData<T>,
}

/// No accident puts this into memory.
const FULL: usize = 0xd1c6_53b9;

impl<'a, T, const WORDS: usize> Out<'a, Held<T, WORDS>> {
    /// What was not made by the macro of its struct.
    ///
    /// # Errors
    /// [`BadPointer`], also for another size of the struct.
    pub(crate) fn check_size(&self) -> Result<(), BadPointer> {
        let size = self.word(offset_of!(Held<T, WORDS>, struct_size))?;
        // SAFETY: a word of the struct, as `word` has checked.
        if unsafe { size.read() } == size_of::<Held<T, WORDS>>() { Ok(()) } else { Err(BadPointer) }
    }

    /// Puts a value there. One that it is written over is not dropped: those of the core own nothing.
    ///
    /// # Errors
    /// Those of [`Out::check_size`].
    #[inline]
    pub(crate) fn fill(&self, value: T) -> Result<(), BadPointer> {
        const { assert!(size_of::<T>() <= 8 * WORDS && align_of::<T>() <= align_of::<u64>()) };
        self.check_size()?;
        let full = self.word(offset_of!(Held<T, WORDS>, full))?;
        // SAFETY: by the contract of `Out::new` the struct is the call's alone; `check_size` has found
        // that its pointer is neither NULL nor odd, and that its size is this one; the value fits.
        unsafe {
            self.room().write(value);
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
        let full = self.word(offset_of!(Held<T, WORDS>, full))?;
        // SAFETY: as in `fill`; where the word says so `fill` has written a value, and C, as the
        // header says, has changed nothing of it.
        unsafe { if full.read() == FULL { Ok(&mut *self.room()) } else { Err(BadPointer) } }
    }

    /// Leaves no value there.
    ///
    /// # Errors
    /// Those of [`Out::check_size`].
    pub(crate) fn empty(&self) -> Result<(), BadPointer> {
        self.check_size()?;
        // SAFETY: a word of the struct, as `word` has checked.
        unsafe { self.word(offset_of!(Held<T, WORDS>, full))?.write(0) };
        Ok(())
    }

    /// One of the first two words of the struct.
    fn word(&self, at: usize) -> Result<*mut usize, BadPointer> {
        self.check()?;
        Ok(self.pointer.cast::<usize>().wrapping_byte_add(at))
    }

    /// Where the value stands.
    fn room(&self) -> *mut T {
        self.pointer.cast::<T>().wrapping_byte_add(offset_of!(Held<T, WORDS>, words))
    }
}
