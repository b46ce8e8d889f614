//! Eight words of 64 bits, one in each lane.

/// Numbers of several words or limbs in memory, eight at a time: `lanes[word][lane]`.
pub(crate) type Lanes<const N: usize> = [[u64; 8]; N];

/// What is compiled as one function for the instructions of a token.
///
/// `run` and all that it calls are to be `#[inline(always)]`: what is not inlined is compiled
/// without the instructions, and each operation in it becomes a call. That holds for closures over
/// vectors given to `array::map` or `array::from_fn` as well: loops stand instead of these. Where a
/// function of its own is wanted, it is a task of its own.
pub(crate) trait Task<B> {
    type Output;

    fn run(self, token: B) -> Self::Output;
}

/// Operations on eight words; sums and differences are modulo 2^64.
pub(crate) trait Words8: Copy {
    /// Eight words.
    type V: Copy;
    /// A choice for each of eight lanes.
    type Mask: Copy;

    /// Runs a task in a function that is compiled for the instructions of this token.
    fn enter<T: Task<Self>>(self, task: T) -> T::Output;

    fn splat(self, word: u64) -> Self::V;
    fn load(self, words: &[u64; 8]) -> Self::V;
    fn store(self, a: Self::V) -> [u64; 8];

    #[inline(always)]
    fn load_all<const N: usize>(self, lanes: &Lanes<N>) -> [Self::V; N] {
        let mut words = [self.splat(0); N];
        for (word, lanes) in words.iter_mut().zip(lanes) {
            *word = self.load(lanes);
        }
        words
    }

    #[inline(always)]
    fn store_all<const N: usize>(self, words: [Self::V; N]) -> Lanes<N> {
        let mut lanes = [[0; 8]; N];
        for (lanes, word) in lanes.iter_mut().zip(words) {
            *lanes = self.store(word);
        }
        lanes
    }

    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    fn and(self, a: Self::V, b: Self::V) -> Self::V;
    fn or(self, a: Self::V, b: Self::V) -> Self::V;
    fn xor(self, a: Self::V, b: Self::V) -> Self::V;
    fn shl<const N: u32>(self, a: Self::V) -> Self::V;
    fn shr<const N: u32>(self, a: Self::V) -> Self::V;
    fn rotr<const N: u32>(self, a: Self::V) -> Self::V;
    /// Each lane of `a` shifted by the number in this lane of `by`; 0 from 64 on.
    fn shlv(self, a: Self::V, by: Self::V) -> Self::V;
    /// Each lane of `a` shifted by the number in this lane of `by`; 0 from 64 on.
    fn shrv(self, a: Self::V, by: Self::V) -> Self::V;
    /// The bytes of each word in the opposite order.
    fn swap_bytes(self, a: Self::V) -> Self::V;

    /// Lanes 0 to 3 from lanes 0 to 3, and 4 to 7 from 4 to 7 in the same order: two bits of `ORDER`
    /// are the lane (of four) that the next lane comes from, the lowest for the first.
    fn permute<const ORDER: i32>(self, a: Self::V) -> Self::V;
    /// Row i, lane j becomes row j, lane i.
    fn transpose(self, rows: [Self::V; 8]) -> [Self::V; 8];

    /// The lanes whose bits are set, the lowest bit for lane 0.
    fn mask(self, bits: u8) -> Self::Mask;
    /// A bit for each lane.
    fn bits(self, mask: Self::Mask) -> u8;
    /// The lanes whose highest bit is set.
    fn negative(self, a: Self::V) -> Self::Mask;
    /// The lanes that are 0.
    fn zero(self, a: Self::V) -> Self::Mask;
    /// `yes` in the lanes of the mask, `no` in the others.
    fn select(self, mask: Self::Mask, yes: Self::V, no: Self::V) -> Self::V;
}

/// Products of words of 52 bits, as AVX-512 IFMA has them. Higher bits of the factors do not count.
pub(crate) trait Mul52: Words8 {
    /// Whether a field multiplication is a function of its own: where it is fifty loops.
    const OUTLINED: bool;

    /// The sum and the low 52 bits of a product.
    fn madd_lo(self, sum: Self::V, a: Self::V, b: Self::V) -> Self::V;
    /// The sum and the high 52 bits of a product: those from 2^52 on.
    fn madd_hi(self, sum: Self::V, a: Self::V, b: Self::V) -> Self::V;
}

/// Operations on sixteen words of 32 bits, of which each lane holds two; sums are modulo 2^32.
pub(crate) trait Halves: Words8 {
    /// The number of hashes from which on sixteen at a time are faster than so many one by one.
    const SIXTEEN_FROM: usize;

    fn add_32(self, a: Self::V, b: Self::V) -> Self::V;
    fn rotr_32<const N: u32>(self, a: Self::V) -> Self::V;
    fn shr_32<const N: u32>(self, a: Self::V) -> Self::V;
}
