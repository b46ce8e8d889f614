//! The bytes of what a stream keeps ([`crate::stream`]): the fields in their order, numbers
//! little-endian, no names.
//!
//! There is one form of a value, and what is read has the value that was written. Nothing here looks at
//! whether the value makes sense: only bytes that this device has sealed are read.

use crate::hash::{Address, Hash};
use crate::time::{Duration, Time};
use crate::wire::Sink;

/// A value that is kept outside.
pub(crate) trait Form: Sized {
    /// Writes the value.
    fn put(&self, sink: &mut dyn Sink);

    /// Reads a value from the front of `bytes`. `None`: there is none.
    fn take(bytes: &mut &[u8]) -> Option<Self>;
}

/// The form of a struct: that of its fields, all of which are named.
macro_rules! form {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::form::Form for $name {
            fn put(&self, sink: &mut dyn $crate::wire::Sink) {
                let $name { $($field),+ } = self;
                $($crate::form::Form::put($field, sink);)+
            }

            fn take(bytes: &mut &[u8]) -> Option<Self> {
                $(let $field = $crate::form::Form::take(bytes)?;)+
                Some($name { $($field),+ })
            }
        }
    };
}

/// The form of an enum without fields: the place of the variant in this list, which names all.
macro_rules! form_of {
    ($name:ident: $($variant:ident),+ $(,)?) => {
        impl $crate::form::Form for $name {
            fn put(&self, sink: &mut dyn $crate::wire::Sink) {
                let all = [$($name::$variant),+];
                // A variant that is not in the list is no program.
                let same = |other: &$name| match self {
                    $($name::$variant => matches!(other, $name::$variant),)+
                };
                let place = all.iter().position(same);
                place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX).put(sink);
            }

            fn take(bytes: &mut &[u8]) -> Option<Self> {
                let all = [$($name::$variant),+];
                all.get(usize::from(u8::take(bytes)?)).copied()
            }
        }
    };
}

pub(crate) use {form, form_of};

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Form for $type {
            fn put(&self, sink: &mut dyn Sink) {
                sink.put(&self.to_le_bytes());
            }

            fn take(bytes: &mut &[u8]) -> Option<Self> {
                let (taken, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(<$type>::from_le_bytes(*taken))
            }
        }
    )+};
}

numbers!(u8, u16, u32, u64, i32, i64);

/// As 64 bits, whatever a place in memory has.
impl Form for usize {
    fn put(&self, sink: &mut dyn Sink) {
        u64::try_from(*self).unwrap_or(u64::MAX).put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Some(usize::try_from(u64::take(bytes)?).unwrap_or(usize::MAX))
    }
}

impl Form for bool {
    fn put(&self, sink: &mut dyn Sink) {
        u8::from(*self).put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        u8::take(bytes).map(|byte| byte != 0)
    }
}

impl Form for () {
    fn put(&self, _: &mut dyn Sink) {}

    fn take(_: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl<const N: usize> Form for [u8; N] {
    fn put(&self, sink: &mut dyn Sink) {
        sink.put(self);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (taken, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(*taken)
    }
}

impl<A: Form, B: Form> Form for (A, B) {
    fn put(&self, sink: &mut dyn Sink) {
        self.0.put(sink);
        self.1.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::take(bytes)?, B::take(bytes)?))
    }
}

impl<T: Form> Form for Option<T> {
    fn put(&self, sink: &mut dyn Sink) {
        self.is_some().put(sink);
        if let Some(value) = self {
            value.put(sink);
        }
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        if bool::take(bytes)? { T::take(bytes).map(Some) } else { Some(None) }
    }
}

impl<T: Form, E: Form> Form for Result<T, E> {
    fn put(&self, sink: &mut dyn Sink) {
        self.is_ok().put(sink);
        match self {
            Ok(value) => value.put(sink),
            Err(error) => error.put(sink),
        }
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        if bool::take(bytes)? { T::take(bytes).map(Ok) } else { E::take(bytes).map(Err) }
    }
}

impl<T: Form, const N: usize> Form for heapless::Vec<T, N> {
    fn put(&self, sink: &mut dyn Sink) {
        u16::try_from(self.len()).unwrap_or(u16::MAX).put(sink); // none has so many places
        self.iter().for_each(|item| item.put(sink));
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let mut all = heapless::Vec::new();
        for _ in 0..u16::take(bytes)? {
            all.push(T::take(bytes)?).ok()?;
        }
        Some(all)
    }
}

impl Form for Hash {
    fn put(&self, sink: &mut dyn Sink) {
        self.0.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Form::take(bytes).map(Hash)
    }
}

impl Form for Address {
    fn put(&self, sink: &mut dyn Sink) {
        self.0.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Form::take(bytes).map(Address)
    }
}

impl Form for Time {
    fn put(&self, sink: &mut dyn Sink) {
        (self.seconds(), self.nanos()).put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (seconds, nanos) = Form::take(bytes)?;
        Time::from_unix(seconds, nanos)
    }
}

impl Form for Duration {
    fn put(&self, sink: &mut dyn Sink) {
        self.nanos().put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        i64::take(bytes).map(Duration::from_nanos)
    }
}
