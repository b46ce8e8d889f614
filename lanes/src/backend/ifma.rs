//! AVX-512 with IFMA: eight lanes in one register. All `unsafe` of this backend is in this file.

use super::words::{Halves, Mul52, Task, Words8};
use core::arch::x86_64::*;

cpufeatures::new!(cpu, "avx512f", "avx512ifma", "avx512vl", "avx512bw", "avx512dq", "bmi2");

/// The token of a machine with AVX-512 F, IFMA, VL, BW, DQ, and BMI2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ifma(());

impl Ifma {
    /// A token, where the machine and its system have these registers and instructions.
    pub(crate) fn detect() -> Option<Ifma> {
        cpu::get().then_some(Ifma(()))
    }
}

/// Runs a task; compiled for the instructions of [`Ifma`].
#[target_feature(enable = "avx512f,avx512ifma,avx512vl,avx512bw,avx512dq,bmi2")]
fn compiled_for<T: Task<Ifma>>(token: Ifma, task: T) -> T::Output {
    task.run(token)
}

/// Functions of values alone, each an intrinsic or a few: none reads or writes memory.
macro_rules! of_values {
    ($($name:ident $(<const $n:ident: $t:ty>)? ($($arg:ident: $type:ty),*) -> $result:ty = $value:expr;)*) => {$(
        #[inline(always)]
        fn $name $(<const $n: $t>)? (self, $($arg: $type),*) -> $result {
            // SAFETY: the intrinsics in this list ask for nothing but their instructions, and the
            // token `self` is made only where these were detected.
            unsafe { $value }
        }
    )*};
}

impl Words8 for Ifma {
    type V = __m512i;
    type Mask = __mmask8;

    #[inline(always)]
    fn enter<T: Task<Self>>(self, task: T) -> T::Output {
        // SAFETY: the token `self` is made only where the instructions of the function were detected.
        unsafe { compiled_for(self, task) }
    }

    #[inline(always)]
    fn load(self, words: &[u64; 8]) -> __m512i {
        // SAFETY: 64 bytes may be read from a reference to 64 bytes; `loadu` asks for no alignment.
        // The token is made only where the instruction was detected.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self, a: __m512i) -> [u64; 8] {
        let mut words = [0; 8];
        // SAFETY: 64 bytes may be written to an array of 64 bytes that is ours; `storeu` asks for no
        // alignment. The token is made only where the instruction was detected.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), a) };
        words
    }

    #[inline(always)]
    fn mask(self, bits: u8) -> __mmask8 {
        bits
    }

    #[inline(always)]
    fn bits(self, mask: __mmask8) -> u8 {
        mask
    }

    of_values! {
        splat(word: u64) -> __m512i = _mm512_set1_epi64(word.cast_signed());
        add(a: __m512i, b: __m512i) -> __m512i = _mm512_add_epi64(a, b);
        sub(a: __m512i, b: __m512i) -> __m512i = _mm512_sub_epi64(a, b);
        and(a: __m512i, b: __m512i) -> __m512i = _mm512_and_si512(a, b);
        or(a: __m512i, b: __m512i) -> __m512i = _mm512_or_si512(a, b);
        xor(a: __m512i, b: __m512i) -> __m512i = _mm512_xor_si512(a, b);
        shl<const N: u32>(a: __m512i) -> __m512i = _mm512_slli_epi64::<N>(a);
        shr<const N: u32>(a: __m512i) -> __m512i = _mm512_srli_epi64::<N>(a);
        rotr<const N: u32>(a: __m512i) -> __m512i =
            _mm512_rorv_epi64(a, _mm512_set1_epi64(i64::from(N)));
        shlv(a: __m512i, by: __m512i) -> __m512i = _mm512_sllv_epi64(a, by);
        shrv(a: __m512i, by: __m512i) -> __m512i = _mm512_srlv_epi64(a, by);
        swap_bytes(a: __m512i) -> __m512i = _mm512_shuffle_epi8(a, _mm512_set4_epi64(
            0x08_09_0a_0b_0c_0d_0e_0f, 0x00_01_02_03_04_05_06_07,
            0x08_09_0a_0b_0c_0d_0e_0f, 0x00_01_02_03_04_05_06_07));
        permute<const ORDER: i32>(a: __m512i) -> __m512i = _mm512_permutex_epi64::<ORDER>(a);
        transpose(rows: [__m512i; 8]) -> [__m512i; 8] = transpose(rows);
        negative(a: __m512i) -> __mmask8 = _mm512_movepi64_mask(a);
        zero(a: __m512i) -> __mmask8 = _mm512_testn_epi64_mask(a, a);
        select(mask: __mmask8, yes: __m512i, no: __m512i) -> __m512i =
            _mm512_mask_blend_epi64(mask, no, yes);
    }
}

impl Halves for Ifma {
    /// Beside the SHA instructions of an EPYC: from 8 to 12 there is no difference.
    const SIXTEEN_FROM: usize = 8;

    of_values! {
        add_32(a: __m512i, b: __m512i) -> __m512i = _mm512_add_epi32(a, b);
        rotr_32<const N: u32>(a: __m512i) -> __m512i =
            _mm512_rorv_epi32(a, _mm512_set1_epi32(N.cast_signed()));
        shr_32<const N: u32>(a: __m512i) -> __m512i = _mm512_srli_epi32::<N>(a);
    }
}

impl Mul52 for Ifma {
    const OUTLINED: bool = false;

    of_values! {
        madd_lo(sum: __m512i, a: __m512i, b: __m512i) -> __m512i = _mm512_madd52lo_epu64(sum, a, b);
        madd_hi(sum: __m512i, a: __m512i, b: __m512i) -> __m512i = _mm512_madd52hi_epu64(sum, a, b);
    }
}

/// Pairs of rows, then of pairs, then of fours.
#[target_feature(enable = "avx512f")]
#[inline]
fn transpose(r: [__m512i; 8]) -> [__m512i; 8] {
    let pair =
        |i: usize| [_mm512_unpacklo_epi64(r[i], r[i + 1]), _mm512_unpackhi_epi64(r[i], r[i + 1])];
    let [p0, p2, p4, p6] = [pair(0), pair(2), pair(4), pair(6)];
    let low = |a, b| _mm512_shuffle_i64x2::<0x88>(a, b);
    let high = |a, b| _mm512_shuffle_i64x2::<0xdd>(a, b);
    let even = [low(p0[0], p2[0]), low(p4[0], p6[0]), high(p0[0], p2[0]), high(p4[0], p6[0])];
    let odd = [low(p0[1], p2[1]), low(p4[1], p6[1]), high(p0[1], p2[1]), high(p4[1], p6[1])];
    [
        low(even[0], even[1]),
        low(odd[0], odd[1]),
        low(even[2], even[3]),
        low(odd[2], odd[3]),
        high(even[0], even[1]),
        high(odd[0], odd[1]),
        high(even[2], even[3]),
        high(odd[2], odd[3]),
    ]
}
