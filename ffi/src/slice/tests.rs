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

#[test]
fn a_text_is_utf8_and_is_there() {
    assert_eq!(input("aé".as_ptr()).text(3), Ok("aé"));
    assert_eq!(input("aé".as_ptr()).text(2), Err(BadPointer));
    assert_eq!(input("a".as_ptr()).text(0), Ok(""));
    assert_eq!(input::<u8>(ptr::null()).text(0), Err(BadPointer));
}

#[test]
fn values_are_written_within_their_room() {
    let words = Box::leak(Box::new([7u32; 2])).as_mut_ptr();
    assert_eq!(output(words).write_at(1, 2, 8), Ok(()));
    assert_eq!(output(words).write_at(2, 2, 9), Err(BadPointer));
    assert_eq!(output(words).write_at(0, usize::MAX, 9), Err(BadPointer));
    assert_eq!(output::<u32>(ptr::null_mut()).write_at(0, 0, 9), Err(BadPointer));
    assert_eq!(output::<u32>(ptr::null_mut()).check_room(0), Ok(()));
    assert_eq!(output::<u32>(ptr::null_mut()).check_room(1), Err(BadPointer));
    assert_eq!(input(words.cast_const()).list(2), Ok(&[7, 8][..]));
}

#[test]
fn lent_memory_comes_back_as_what_c_reads() {
    let words = Box::leak(Box::new([0u32; 3])).as_mut_ptr();
    let lent = output(words).lend(3, -1i32).unwrap();
    assert_eq!(lent, [-1; 3]);
    lent[1] = -2;
    give_back(lent, 2, |number: i32| number.unsigned_abs());
    assert_eq!(input(words.cast_const()).list(2), Ok(&[1, 2][..]));
    assert_eq!(output::<u32>(ptr::null_mut()).lend(0, 0i32), Ok(&mut [][..]));
    assert_eq!(output::<u32>(ptr::null_mut()).lend(1, 0i32), Err(BadPointer));
}

#[test]
fn arrays_are_apart_where_no_byte_is_in_two() {
    let words = [0u32; 8];
    let at = |place: usize, len: usize| input(words[place..].as_ptr()).span(len);
    assert_eq!(apart(&[at(0, 2), at(2, 2)], [at(4, 4)]), Ok(()));
    assert_eq!(apart(&[at(0, 3), at(2, 2)], []), Err(BadPointer));
    assert_eq!(apart(&[at(0, 2)], [at(4, 4), at(1, 1)]), Err(BadPointer));
    assert_eq!(apart(&[at(0, 8)], [at(3, 1)]), Err(BadPointer));
    assert_eq!(apart(&[at(3, 1)], [at(0, 8)]), Err(BadPointer));
    // What is read may stand in what is read, and nothing stands nowhere.
    assert_eq!(apart(&[at(0, 1)], [at(1, 7), at(2, 3)]), Ok(()));
    assert_eq!(apart(&[at(0, 8), at(3, 0)], [at(4, 0)]), Ok(()));
}
