//! Names that errors carry, of what lies in layers above.

use crate::form::form_of;

/// The parts of a Merkle proof: where in it an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The existence proof of a key in a store.
    Store,
    /// The left neighbour of an absence.
    Left,
    /// The right neighbour of an absence.
    Right,
    /// The existence proof of a store in the multistore.
    Multistore,
}

form_of!(Part: Store, Left, Right, Multistore);

impl Part {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::Store => "store",
            Part::Left => "left_neighbour",
            Part::Right => "right_neighbour",
            Part::Multistore => "multistore",
        }
    }
}

/// Of which kind a value is that is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreKind {
    /// 20 bytes.
    Address,
    /// A time as Go writes it in binary.
    BinaryTime,
    /// A decimal number times 10^18, in ASCII.
    Decimal,
    /// A whole number, in ASCII.
    Integer,
    /// No bytes: that the key is there is all that it says.
    Mark,
    /// A number of 64 bits, the highest byte first.
    Number,
    /// The phase of a consumer.
    Phase,
    /// A time as text that sorts as the times do.
    SortableTime,
    /// UTF-8.
    Text,
}

form_of!(StoreKind: Address, BinaryTime, Decimal, Integer, Mark, Number, Phase, SortableTime, Text);

impl StoreKind {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            StoreKind::Address => "address",
            StoreKind::BinaryTime => "binary_time",
            StoreKind::Decimal => "decimal",
            StoreKind::Integer => "integer",
            StoreKind::Mark => "mark",
            StoreKind::Number => "number",
            StoreKind::Phase => "phase",
            StoreKind::SortableTime => "sortable_time",
            StoreKind::Text => "text",
        }
    }
}
