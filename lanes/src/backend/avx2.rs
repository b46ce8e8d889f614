//! AVX2: eight lanes in two registers. All `unsafe` of this backend is in this file.

use super::words::{Task, Words8};
use core::arch::x86_64::*;

cpufeatures::new!(cpu, "avx2", "bmi2");

/// The token of a machine with AVX2 and BMI2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Avx2(());

/// Lanes 0 to 3, and 4 to 7.
type V = [__m256i; 2];

impl Avx2 {
    /// A token, where the machine and its system have these registers and instructions.
    pub(crate) fn detect() -> Option<Avx2> {
        cpu::get().then_some(Avx2(()))
    }
}

/// Runs a task; compiled for the instructions of [`Avx2`].
#[target_feature(enable = "avx2,bmi2")]
fn compiled_for<T: Task<Avx2>>(token: Avx2, task: T) -> T::Output {
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

impl Words8 for Avx2 {
    type V = V;
    /// All bits of a lane, or none.
    type Mask = V;

    #[inline(always)]
    fn enter<T: Task<Self>>(self, task: T) -> T::Output {
        // SAFETY: the token `self` is made only where the instructions of the function were detected.
        unsafe { compiled_for(self, task) }
    }

    #[inline(always)]
    fn load(self, words: &[u64; 8]) -> V {
        let (halves, _) = words.as_chunks::<4>();
        // SAFETY: 32 bytes may be read from a reference to 32 bytes; `loadu` asks for no alignment.
        // The token is made only where the instruction was detected.
        let load = |half: &[u64; 4]| unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
        [load(&halves[0]), load(&halves[1])]
    }

    #[inline(always)]
    fn store(self, a: V) -> [u64; 8] {
        let mut words = [0; 8];
        let (halves, _) = words.as_chunks_mut::<4>();
        for (half, a) in halves.iter_mut().zip(a) {
            // SAFETY: 32 bytes may be written to an array of 32 bytes that is ours; `storeu` asks
            // for no alignment. The token is made only where the instruction was detected.
            unsafe { _mm256_storeu_si256(half.as_mut_ptr().cast(), a) };
        }
        words
    }

    of_values! {
        splat(word: u64) -> V = [_mm256_set1_epi64x(word.cast_signed()); 2];
        add(a: V, b: V) -> V = [_mm256_add_epi64(a[0], b[0]), _mm256_add_epi64(a[1], b[1])];
        sub(a: V, b: V) -> V = [_mm256_sub_epi64(a[0], b[0]), _mm256_sub_epi64(a[1], b[1])];
        and(a: V, b: V) -> V = [_mm256_and_si256(a[0], b[0]), _mm256_and_si256(a[1], b[1])];
        or(a: V, b: V) -> V = [_mm256_or_si256(a[0], b[0]), _mm256_or_si256(a[1], b[1])];
        xor(a: V, b: V) -> V = [_mm256_xor_si256(a[0], b[0]), _mm256_xor_si256(a[1], b[1])];
        shl<const N: u32>(a: V) -> V = shift_left(a, _mm256_set1_epi64x(i64::from(N)));
        shr<const N: u32>(a: V) -> V = shift_right(a, _mm256_set1_epi64x(i64::from(N)));
        rotr<const N: u32>(a: V) -> V = {
            let low = shift_right(a, _mm256_set1_epi64x(i64::from(N)));
            let high = shift_left(a, _mm256_set1_epi64x(i64::from(64 - N)));
            [_mm256_or_si256(low[0], high[0]), _mm256_or_si256(low[1], high[1])]
        };
        shlv(a: V, by: V) -> V = [_mm256_sllv_epi64(a[0], by[0]), _mm256_sllv_epi64(a[1], by[1])];
        shrv(a: V, by: V) -> V = [_mm256_srlv_epi64(a[0], by[0]), _mm256_srlv_epi64(a[1], by[1])];
        swap_bytes(a: V) -> V = {
            let order = _mm256_set_epi64x(
                0x08_09_0a_0b_0c_0d_0e_0f, 0x00_01_02_03_04_05_06_07,
                0x08_09_0a_0b_0c_0d_0e_0f, 0x00_01_02_03_04_05_06_07);
            [_mm256_shuffle_epi8(a[0], order), _mm256_shuffle_epi8(a[1], order)]
        };
        permute<const ORDER: i32>(a: V) -> V =
            [_mm256_permute4x64_epi64::<ORDER>(a[0]), _mm256_permute4x64_epi64::<ORDER>(a[1])];
        transpose(rows: [V; 8]) -> [V; 8] = transpose(rows);
        mask(bits: u8) -> V = {
            let bits = _mm256_set1_epi64x(i64::from(bits));
            let [low, high] = [_mm256_set_epi64x(8, 4, 2, 1), _mm256_set_epi64x(128, 64, 32, 16)];
            [_mm256_cmpeq_epi64(_mm256_and_si256(bits, low), low),
             _mm256_cmpeq_epi64(_mm256_and_si256(bits, high), high)]
        };
        bits(mask: V) -> u8 = {
            let half = |half| _mm256_movemask_pd(_mm256_castsi256_pd(half)) as u8;
            half(mask[0]) | half(mask[1]) << 4
        };
        negative(a: V) -> V = {
            let zero = _mm256_setzero_si256();
            [_mm256_cmpgt_epi64(zero, a[0]), _mm256_cmpgt_epi64(zero, a[1])]
        };
        zero(a: V) -> V = {
            let zero = _mm256_setzero_si256();
            [_mm256_cmpeq_epi64(zero, a[0]), _mm256_cmpeq_epi64(zero, a[1])]
        };
        select(mask: V, yes: V, no: V) -> V =
            [_mm256_blendv_epi8(no[0], yes[0], mask[0]), _mm256_blendv_epi8(no[1], yes[1], mask[1])];
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn shift_left(a: V, by: __m256i) -> V {
    [_mm256_sllv_epi64(a[0], by), _mm256_sllv_epi64(a[1], by)]
}

#[target_feature(enable = "avx2")]
#[inline]
fn shift_right(a: V, by: __m256i) -> V {
    [_mm256_srlv_epi64(a[0], by), _mm256_srlv_epi64(a[1], by)]
}

/// Four blocks of four by four.
#[target_feature(enable = "avx2")]
#[inline]
fn transpose(r: [V; 8]) -> [V; 8] {
    let block = |row: usize, half: usize| {
        let [a, b, c, d] = [r[row][half], r[row + 1][half], r[row + 2][half], r[row + 3][half]];
        let [ab, cd] = [_mm256_unpacklo_epi64(a, b), _mm256_unpacklo_epi64(c, d)];
        let [ab_high, cd_high] = [_mm256_unpackhi_epi64(a, b), _mm256_unpackhi_epi64(c, d)];
        [
            _mm256_permute2x128_si256::<0x20>(ab, cd),
            _mm256_permute2x128_si256::<0x20>(ab_high, cd_high),
            _mm256_permute2x128_si256::<0x31>(ab, cd),
            _mm256_permute2x128_si256::<0x31>(ab_high, cd_high),
        ]
    };
    let [a, b, c, d] = [block(0, 0), block(4, 0), block(0, 1), block(4, 1)];
    let pair = |left: [__m256i; 4], right: [__m256i; 4], i: usize| [left[i], right[i]];
    core::array::from_fn(|i| if i < 4 { pair(a, b, i) } else { pair(c, d, i - 4) })
}
