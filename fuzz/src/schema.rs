//! As much of the messages' schema as a change to the wire has to know to be harmless.

/// A field that the core reads.
pub(crate) struct Field {
    pub(crate) number: u32,
    /// The fields of an embedded message.
    pub(crate) message: Option<&'static [Field]>,
    pub(crate) absent: Absent,
}

/// What may be written in place of nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Nothing: to be there has a meaning of its own.
    Nothing,
    /// 0.
    Int,
    /// No bytes, or a message without fields.
    Empty,
    /// Go's zero time: an empty timestamp would be 1970.
    Year1,
}

const fn field(number: u32, message: Option<&'static [Field]>, absent: Absent) -> Field {
    Field { number, message, absent }
}

const fn int(number: u32) -> Field {
    field(number, None, Absent::Int)
}

const fn bytes(number: u32) -> Field {
    field(number, None, Absent::Empty)
}

/// A member of a oneof: empty is not missing.
const fn member(number: u32) -> Field {
    field(number, None, Absent::Nothing)
}

const fn message(number: u32, fields: &'static [Field]) -> Field {
    field(number, Some(fields), Absent::Nothing)
}

/// What Go holds by value (`nullable=false`).
const fn by_value(number: u32, fields: &'static [Field]) -> Field {
    field(number, Some(fields), Absent::Empty)
}

const fn time(number: u32) -> Field {
    field(number, Some(TIMESTAMP), Absent::Year1)
}

static TIMESTAMP: &[Field] = &[int(1), int(2)];
static CONSENSUS: &[Field] = &[int(1), int(2)];
static PART_SET_HEADER: &[Field] = &[int(1), bytes(2)];
static BLOCK_ID: &[Field] = &[bytes(1), by_value(2, PART_SET_HEADER)];
static HEADER: &[Field] = &[
    by_value(1, CONSENSUS),
    bytes(2),
    int(3),
    time(4),
    by_value(5, BLOCK_ID),
    bytes(6),
    bytes(7),
    bytes(8),
    bytes(9),
    bytes(10),
    bytes(11),
    bytes(12),
    bytes(13),
    bytes(14),
];
static COMMIT_SIG: &[Field] = &[int(1), bytes(2), time(3), bytes(4)];
static COMMIT: &[Field] = &[int(1), int(2), by_value(3, BLOCK_ID), message(4, COMMIT_SIG)];
/// Members that are unknown to 0.38.26 are members all the same.
static PUBLIC_KEY: &[Field] = &[member(1), member(2), member(3), member(4), member(5)];
static VALIDATOR: &[Field] = &[bytes(1), message(2, PUBLIC_KEY), int(3), int(4)];
static VALIDATOR_SET: &[Field] = &[message(1, VALIDATOR), message(2, VALIDATOR), int(3)];
static SIGNED_HEADER: &[Field] = &[message(1, HEADER), message(2, COMMIT)];
static LIGHT_BLOCK: &[Field] = &[message(1, SIGNED_HEADER), message(2, VALIDATOR_SET)];
static IBC_HEIGHT: &[Field] = &[int(1), int(2)];
static IBC_HEADER: &[Field] = &[
    message(1, SIGNED_HEADER),
    message(2, VALIDATOR_SET),
    by_value(3, IBC_HEIGHT),
    message(4, VALIDATOR_SET),
];
static VOTE: &[Field] = &[
    int(1),
    int(2),
    int(3),
    by_value(4, BLOCK_ID),
    time(5),
    bytes(6),
    int(7),
    bytes(8),
    bytes(9),
    bytes(10),
];
static PROPOSAL: &[Field] =
    &[int(1), int(2), int(3), int(4), by_value(5, BLOCK_ID), time(6), bytes(7)];
static DUPLICATE_VOTE: &[Field] = &[message(1, VOTE), message(2, VOTE), int(3), int(4), time(5)];
static ATTACK: &[Field] =
    &[message(1, LIGHT_BLOCK), int(2), message(3, VALIDATOR), int(4), time(5)];
static EVIDENCE: &[Field] = &[message(1, DUPLICATE_VOTE), message(2, ATTACK)];
static EVIDENCE_LIST: &[Field] = &[message(1, EVIDENCE)];

/// By the selector of [`crate::parse_light_block`].
pub(crate) static MESSAGES: [&[Field]; 12] = [
    HEADER,
    COMMIT,
    VALIDATOR_SET,
    SIGNED_HEADER,
    LIGHT_BLOCK,
    IBC_HEADER,
    VOTE,
    PROPOSAL,
    EVIDENCE_LIST,
    DUPLICATE_VOTE,
    ATTACK,
    BLOCK_ID,
];
