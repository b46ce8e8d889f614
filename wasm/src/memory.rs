//! Memory for the two small modules: the general allocator is 2.3 KB of them packed, a fifteenth.
//!
//! Blocks are powers of two. One that is given back is kept for the next of its size, and never
//! divided or joined: nothing is ever searched, and at most twice as much is taken as was in use of
//! each size at once. WebAssembly has no way to give memory back to the page.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::memory_grow;
use core::cell::Cell;
use core::ptr::null_mut;

/// No block is smaller: a free one holds the address of another one. All are aligned to it.
const SMALLEST: usize = 16;
const PAGE: usize = 1 << 16;

/// All memory of a module.
pub(crate) struct Blocks {
    /// The blocks that were given back, by the exponent of their size: each list's first one.
    free: [Cell<*mut u8>; 32],
    /// What has been taken from the page and not been handed out: from here,
    next: Cell<usize>,
    /// up to here.
    end: Cell<usize>,
}

// SAFETY: the modules are built without threads.
unsafe impl Sync for Blocks {}

impl Blocks {
    pub(crate) const fn new() -> Blocks {
        Blocks {
            free: [const { Cell::new(null_mut()) }; 32],
            next: Cell::new(0),
            end: Cell::new(0),
        }
    }

    /// A block that nobody has had. Null where there is no memory.
    fn fresh(&self, size: usize) -> *mut u8 {
        if self.end.get().wrapping_sub(self.next.get()) < size {
            let pages = size.div_ceil(PAGE);
            let page = memory_grow::<0>(pages);
            if page == usize::MAX {
                return null_mut();
            }
            let start = page.wrapping_mul(PAGE);
            if start != self.end.get() {
                self.next.set(start);
            }
            self.end.set(start.wrapping_add(pages.wrapping_mul(PAGE)));
        }
        let block = self.next.get();
        self.next.set(block.wrapping_add(size));
        block as *mut u8
    }
}

/// The size of the block for a value: a power of two. `None` above 2 GiB, and for an alignment that
/// no block has.
fn size_of_block(layout: &Layout) -> Option<usize> {
    let size = layout.size().max(SMALLEST).checked_next_power_of_two();
    size.filter(|_| layout.align() <= SMALLEST)
}

// SAFETY: a block is as large as was asked for, and aligned to 16, which is the most that is granted:
// memory comes in pages, and all sizes are multiples of 16. What is handed out is either in no list,
// or was taken out of its list, and lies below `next`: no two that are in use overlap.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(size) = size_of_block(&layout) else { return null_mut() };
        let Some(list) = self.free.get(size.trailing_zeros() as usize) else { return null_mut() };
        let block = list.get();
        if block.is_null() {
            return self.fresh(size);
        }
        // SAFETY: `dealloc` wrote the address of the next one there, and nobody has had it since.
        list.set(unsafe { block.cast::<*mut u8>().read() });
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(size) = size_of_block(&layout) else { return };
        let Some(list) = self.free.get(size.trailing_zeros() as usize) else { return };
        // SAFETY: the block came from `alloc` for this layout: it is at least 16 bytes, and nobody
        // uses it any more.
        unsafe { block.cast::<*mut u8>().write(list.get()) };
        list.set(block);
    }
}
