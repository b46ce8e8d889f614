//! What must not be in the image, so that the search for it is seen to find something.

extern crate alloc;

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::hint::black_box;

struct Flash;

// SAFETY: nothing allocated is ever used: the image is searched, and not run.
unsafe impl GlobalAlloc for Flash {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        black_box(core::ptr::without_provenance_mut(layout.align()))
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static FLASH: Flash = Flash;

/// Panics where the host says so, by an index; and asks for memory.
#[inline(never)]
pub fn panic_and_allocate(bytes: &[u8]) {
    let mut memory = Vec::new();
    bytes.iter().for_each(|byte| memory.push(*byte));
    black_box((memory, bytes[bytes.len() / 2]));
}
