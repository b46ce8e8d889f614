//! What the standard library would bring, and with it 20 KB: memory, and an end where there is a
//! panic.

use crate::memory::Blocks;

#[global_allocator]
static MEMORY: Blocks = Blocks::new();

/// Stops the module: JavaScript throws a `RuntimeError`.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
