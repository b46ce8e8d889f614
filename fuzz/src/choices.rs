//! Bytes that decide.

/// Decides, byte by byte. At its end it says 0, which is the ordinary everywhere.
pub(crate) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Choices(bytes)
    }

    pub(crate) fn next(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    /// The first of these is the ordinary one.
    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.next()) % all.len()]
    }

    /// -128 to 127.
    pub(crate) fn step(&mut self) -> i64 {
        i64::from(self.next().cast_signed())
    }
}
