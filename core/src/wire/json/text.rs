//! Texts in JSON, with their escapes as they stand, and bytes in base64.

/// What stands between the quotes of a text whose escapes are well formed; or a text without any.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(raw: &'a str) -> Text<'a> {
        Text { raw, escaped: raw.contains('\\') }
    }

    /// A text that means what it says.
    pub(crate) const fn plain(raw: &'a str) -> Text<'a> {
        Text { raw, escaped: false }
    }

    /// The text with its escapes as they stand.
    pub(crate) const fn raw(&self) -> &'a str {
        self.raw
    }

    /// The characters, with each escape resolved.
    pub(crate) const fn chars(&self) -> Unescaped<'a> {
        Unescaped { rest: self.raw, escaped: self.escaped }
    }

    /// Decodes standard base64 with padding into `bytes`, and returns how many bytes there are,
    /// also where they do not fit. Line ends are skipped, and unused bits of the last digit ignored.
    /// `None` where it is no base64.
    ///
    /// Source: Go's `encoding/base64 StdEncoding.Decode`.
    pub(crate) fn base64(&self, bytes: &mut [u8]) -> Option<usize> {
        let mut digits = self.chars().filter(|digit| !matches!(digit, '\r' | '\n'));
        let (mut slots, mut len) = (bytes.iter_mut(), 0usize);
        let mut put = |byte: u32| {
            len = len.saturating_add(1);
            if let (Some(slot), Ok(byte)) = (slots.next(), u8::try_from(byte & 0xff)) {
                *slot = byte;
            }
        };
        let (mut bits, mut count) = (0u32, 0u8);
        while let Some(digit) = digits.next() {
            if digit == '=' {
                match count {
                    2 if digits.next() == Some('=') => put(bits >> 4),
                    3 => {
                        put(bits >> 10);
                        put(bits >> 2);
                    }
                    _ => return None,
                }
                return if digits.next().is_none() { Some(len) } else { None };
            }
            bits = bits.wrapping_shl(6) | value(digit)?;
            count = count.wrapping_add(1);
            if count == 4 {
                put(bits >> 16);
                put(bits >> 8);
                put(bits);
                (bits, count) = (0, 0);
            }
        }
        if count == 0 { Some(len) } else { None }
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        if self.escaped { self.chars().eq(other.chars()) } else { self.raw == other }
    }
}

/// The characters of a text.
#[derive(Clone)]
pub(crate) struct Unescaped<'a> {
    rest: &'a str,
    escaped: bool,
}

impl Unescaped<'_> {
    /// The next UTF-16 unit, where an escape of one comes next.
    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.strip_prefix("\\u")?.split_at_checked(4)?;
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok()
    }
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        if first != '\\' || !self.escaped {
            self.rest = chars.as_str();
            return Some(first);
        }
        let letter = chars.next()?;
        if letter != 'u' {
            self.rest = chars.as_str();
            return Some(match letter {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                itself => itself,
            });
        }
        let unit = self.unit()?;
        let before = self.rest;
        // As in Go: half a surrogate pair is the replacement character.
        if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (unit, self.unit()) {
            let (high, low) = ((unit & 0x3ff).wrapping_shl(10), low & 0x3ff);
            return char::from_u32((high | low).saturating_add(0x1_0000));
        }
        self.rest = before;
        Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// The number of bytes before the closing quote.
///
/// # Errors
/// Where a control character stands, an escape that does not exist, or the end.
pub(super) fn length(bytes: &[u8]) -> Result<usize, u32> {
    let mut rest = bytes;
    let at = |rest: &[u8]| bytes.len().saturating_sub(rest.len());
    loop {
        match rest {
            [b'"', ..] => return Ok(at(rest)),
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', after @ ..] => {
                rest = after;
            }
            [b'\\', b'u', a, b, c, d, after @ ..]
                if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                rest = after;
            }
            [0..=0x1f | b'\\', ..] | [] => return Err(u32::try_from(at(rest)).unwrap_or(u32::MAX)),
            [_, after @ ..] => rest = after,
        }
    }
}

/// The value of a digit of base64.
fn value(digit: char) -> Option<u32> {
    let (first, value) = match digit {
        'A'..='Z' => ('A', 0),
        'a'..='z' => ('a', 26),
        '0'..='9' => ('0', 52),
        '+' => ('+', 62),
        '/' => ('/', 63),
        _ => return None,
    };
    u32::from(digit).checked_sub(u32::from(first))?.checked_add(value)
}
