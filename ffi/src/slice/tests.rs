//! What the conversions refuse, and what they give.

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
