//! The library itself: what codes mean, and which version this is.

use crate::code;
use core::ffi::{CStr, c_char};

/// The version of the interface: it changes where a program would have to be compiled anew.
pub const ABI_VERSION: u32 = 1;

/// The name of a code.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_code_name(code: i32) -> *const c_char {
    code::name(code).as_ptr()
}

/// One sentence about a code.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_code_text(code: i32) -> *const c_char {
    code::text(code).as_ptr()
}

/// The version of the library.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// The version of the interface.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_abi_version() -> u32 {
    ABI_VERSION
}
