//! What this library gives to C to keep: values, and, where C runs outside, memory.

use super::BadPointer;
use core::marker::PhantomData;

/// `T *` of what this library made: C's to keep, lent to one call at a time.
#[repr(transparent)]
pub struct Handle<'a, T> {
    pub(super) pointer: *mut T,
    caller: PhantomData<&'a mut T>,
}

impl<'a, T> Handle<'a, T> {
    /// NULL.
    pub(crate) const NULL: Handle<'a, T> =
        Handle { pointer: core::ptr::null_mut(), caller: PhantomData };

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

/// Memory for the host of a wasm32 module, which cannot reach any other. NULL where there is none, for
/// no bytes, and for an alignment that is no power of two.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_wasm_alloc(size: usize, align: usize) -> *mut u8 {
    use std::alloc::{Layout, alloc};
    match Layout::from_size_align(size, align) {
        // SAFETY: the layout is not of no bytes.
        Ok(layout) if size > 0 => unsafe { alloc(layout) },
        _ => core::ptr::null_mut(),
    }
}

/// Takes memory back. Nothing for NULL.
///
/// # Safety
/// The three are those of one [`parhelion_wasm_alloc`], whose memory is not used again.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn parhelion_wasm_free(pointer: *mut u8, size: usize, align: usize) {
    use std::alloc::{Layout, dealloc};
    if let (Ok(layout), false) = (Layout::from_size_align(size, align), pointer.is_null()) {
        // SAFETY: by the contract the memory was allocated with this layout.
        unsafe { dealloc(pointer, layout) };
    }
}
