//! The reader of packets: ProtoJSON, as gogoproto's `jsonpb` reads it on both ends of a channel.
//!
//! Bytes come in, members of known messages go out. There is no tree and no copy: whoever reads asks
//! for the value that a member has to have, so nothing nests deeper than the messages do. What is
//! after the first value is not looked at, as in Go, where packets are read from a stream.
//!
//! Stricter, as on the wire: a member that stands twice, in either spelling, is `duplicate-field`,
//! and a text that is not UTF-8 `not-utf8`. Bytes written as a list of numbers are refused, too:
//! `list-of-bytes`.
//!
//! Source: `gogoproto jsonpb/jsonpb.go Unmarshaler.UnmarshalNext`, Go's `encoding/json`.

use crate::error::Error;
use crate::limits::Limits;
use crate::types::Message;

mod text;

pub(crate) use text::Text;

/// The members of a message: the name in protobuf, the name in camel case, the number of the field.
pub(crate) type Names = &'static [(&'static str, &'static str, u32)];

/// A cursor in one JSON value.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    rest: &'a [u8],
    /// Bytes of the whole input: an offset is this less the rest.
    end: u32,
}

/// An object that is being read.
pub(crate) struct Object {
    message: Message,
    names: Names,
    /// Bit n: member n has been read.
    seen: u32,
    state: State,
}

/// A list that is being read.
#[derive(Clone, Copy)]
pub(crate) struct List {
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    First,
    Next,
    Closed,
}

/// A member whose name has been read, and whose value comes next.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) message: Message,
    pub(crate) number: u32,
    offset: u32,
}

impl Member {
    /// A member whose value has been read before, and is read again.
    pub(crate) const fn again(message: Message, number: u32) -> Member {
        Member { message, number, offset: 0 }
    }

    /// Says that the value is none that the member can have.
    pub(crate) fn refuse(&self) -> Error {
        Error::JsonMember { message: self.message, offset: self.offset }
    }

    /// Says that the member, or another one of its oneof, has been read before.
    pub(crate) fn duplicate(&self) -> Error {
        let Member { message, number: field, offset } = *self;
        Error::DuplicateField { message, field, offset }
    }
}

impl<'a> Json<'a> {
    /// Reads a whole input.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`].
    pub(crate) fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if length > limits.message_len() {
            return Err(Error::MessageTooLong { length, limit: limits.message_len() });
        }
        Ok(Json::again(bytes))
    }

    /// Reads again what has been read before without an error. Its offsets count from `bytes`.
    pub(crate) fn again(bytes: &'a [u8]) -> Self {
        Json { rest: bytes, end: u32::try_from(bytes.len()).unwrap_or(u32::MAX) }
    }

    /// The bytes that have not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Begins an object. `null` is one without members.
    ///
    /// # Errors
    /// [`Error::JsonSyntax`].
    pub(crate) fn object(&mut self, message: Message, names: Names) -> Result<Object, Error> {
        let state = self.begin(b'{')?.unwrap_or(State::Closed);
        Ok(Object { message, names, seen: 0, state })
    }

    /// Begins a list; `None` where there is `null` in its place.
    ///
    /// # Errors
    /// [`Error::JsonSyntax`].
    pub(crate) fn list(&mut self) -> Result<Option<List>, Error> {
        Ok(self.begin(b'[')?.map(|state| List { state }))
    }

    /// The next member of an object, or `None` at its end.
    ///
    /// # Errors
    /// [`Error::JsonSyntax`], [`Error::NotUtf8`], [`Error::JsonMember`],
    /// [`Error::DuplicateField`].
    pub(crate) fn member(&mut self, object: &mut Object) -> Result<Option<Member>, Error> {
        if !self.next(&mut object.state, b'}')? {
            return Ok(None);
        }
        self.space();
        let (message, offset) = (object.message, self.offset());
        let name = self.string(message)?;
        self.space();
        self.expect(b':')?;
        let mut names = object.names.iter();
        let known = names.find(|(proto, camel, _)| name == **proto || name == **camel);
        let Some(&(_, _, number)) = known else {
            return Err(Error::JsonMember { message, offset });
        };
        let member = Member { message, number, offset };
        let bit = 1u32.wrapping_shl(number); // no message of ours has a field above 31
        if object.seen & bit != 0 {
            return Err(member.duplicate());
        }
        object.seen |= bit;
        Ok(Some(member))
    }

    /// Whether a list goes on.
    ///
    /// # Errors
    /// [`Error::JsonSyntax`].
    pub(crate) fn element(&mut self, list: &mut List) -> Result<bool, Error> {
        self.next(&mut list.state, b']')
    }

    /// A text; `None` where there is `null` in its place.
    ///
    /// # Errors
    /// [`Error::JsonMember`], [`Error::JsonSyntax`], [`Error::NotUtf8`].
    pub(crate) fn text(&mut self, member: Member) -> Result<Option<Text<'a>>, Error> {
        if self.null() {
            return Ok(None);
        }
        if self.rest.first() != Some(&b'"') {
            return Err(member.refuse());
        }
        self.string(member.message).map(Some)
    }

    /// An int64: a number, a text that holds one, or `null`, which is 0.
    ///
    /// # Errors
    /// Those of [`Json::text`].
    pub(crate) fn int64(&mut self, member: Member) -> Result<i64, Error> {
        let (negative, magnitude) = self.integer(member)?;
        let value = i128::from(magnitude);
        let value = if negative { value.saturating_neg() } else { value };
        i64::try_from(value).map_err(|_| member.refuse())
    }

    /// A uint64, of the same forms. `-0` is none.
    ///
    /// # Errors
    /// Those of [`Json::text`].
    pub(crate) fn uint64(&mut self, member: Member) -> Result<u64, Error> {
        match self.integer(member)? {
            (false, magnitude) => Ok(magnitude),
            (true, _) => Err(member.refuse()),
        }
    }

    /// An enum: one of its names, which has no escapes, a bare number, or `null`, which is 0.
    ///
    /// # Errors
    /// Those of [`Json::text`].
    pub(crate) fn enumeration(
        &mut self,
        member: Member,
        names: &[(&str, i32)],
    ) -> Result<i32, Error> {
        if self.null() {
            return Ok(0);
        }
        if self.rest.first() != Some(&b'"') {
            return i32::try_from(self.int64(member)?).map_err(|_| member.refuse());
        }
        let text = self.string(member.message)?;
        let known = names.iter().find(|(name, _)| text.raw() == *name);
        known.map(|(_, number)| *number).ok_or_else(|| member.refuse())
    }

    /// Refuses whatever is left but white space.
    ///
    /// # Errors
    /// [`Error::JsonSyntax`].
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.space();
        if self.rest.is_empty() { Ok(()) } else { Err(self.syntax()) }
    }

    fn integer(&mut self, member: Member) -> Result<(bool, u64), Error> {
        if self.null() {
            return Ok((false, 0));
        }
        if self.rest.first() == Some(&b'"') {
            // Go drops the quotes and reads what is between them as it stands.
            let text = self.string(member.message)?.raw();
            let mut inner = Json::again(text.as_bytes());
            let value = if inner.null() { Some((false, 0)) } else { inner.number() };
            return value.filter(|_| inner.finish().is_ok()).ok_or_else(|| member.refuse());
        }
        self.number().ok_or_else(|| member.refuse())
    }

    /// The digits of a number without fraction and exponent: whether negative, and its magnitude.
    fn number(&mut self) -> Option<(bool, u64)> {
        let unsigned = self.rest.strip_prefix(b"-");
        let digits = unsigned.unwrap_or(self.rest);
        let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = digits.split_at_checked(len)?;
        let magnitude = match number {
            [] | [b'0', _, ..] => return None,
            _ => number.iter().try_fold(0u64, |value, digit| {
                value.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0')))
            })?,
        };
        self.rest = rest;
        Some((unsigned.is_some(), magnitude))
    }

    /// Passes over white space and `null`, if that comes next.
    pub(crate) fn null(&mut self) -> bool {
        self.space();
        let after = self.rest.strip_prefix(b"null");
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn begin(&mut self, bracket: u8) -> Result<Option<State>, Error> {
        if self.null() {
            return Ok(None);
        }
        self.expect(bracket)?;
        Ok(Some(State::First))
    }

    /// Passes over what separates two items, or over the closing bracket.
    fn next(&mut self, state: &mut State, close: u8) -> Result<bool, Error> {
        if *state == State::Closed {
            return Ok(false);
        }
        self.space();
        if let Some((_, rest)) = self.rest.split_first().filter(|(byte, _)| **byte == close) {
            self.rest = rest;
            *state = State::Closed;
            return Ok(false);
        }
        if *state == State::Next {
            self.expect(b',')?;
        }
        *state = State::Next;
        Ok(true)
    }

    fn string(&mut self, message: Message) -> Result<Text<'a>, Error> {
        let offset = self.offset();
        self.expect(b'"')?;
        let len = text::length(self.rest)
            .map_err(|at| Error::JsonSyntax { offset: self.offset().saturating_add(at) })?;
        let (text, rest) = self.rest.split_at_checked(len).ok_or_else(|| self.syntax())?;
        self.rest = rest;
        self.expect(b'"')?;
        let text = core::str::from_utf8(text).map_err(|_| Error::NotUtf8 { message, offset })?;
        Ok(Text::new(text))
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.syntax()),
        }
    }

    fn space(&mut self) {
        while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn offset(&self) -> u32 {
        self.end.wrapping_sub(u32::try_from(self.rest.len()).unwrap_or(0))
    }

    fn syntax(&self) -> Error {
        Error::JsonSyntax { offset: self.offset() }
    }
}

#[cfg(test)]
mod tests;
