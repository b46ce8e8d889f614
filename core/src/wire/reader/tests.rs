extern crate std;
use super::*;

fn reader(bytes: &[u8]) -> Reader<'_> {
    Reader::new(bytes, Message::Commit, &Limits::DEFAULT).unwrap()
}

fn first(bytes: &[u8]) -> (Reader<'_>, Field) {
    let mut reader = reader(bytes);
    let field = reader.field().unwrap().unwrap();
    (reader, field)
}

const MESSAGE: Message = Message::Commit;

#[test]
fn varints_end_at_64_bits() {
    let most = [8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let (mut reader, field) = first(&most);
    assert_eq!(reader.uint64(field), Ok(u64::MAX));
    let mut more = most;
    more[10] = 0x02;
    let (mut reader, field) = first(&more);
    assert_eq!(reader.uint64(field), Err(Error::VarintOverflow { message: MESSAGE, offset: 1 }));
    let (mut reader, field) = first(&most[..10]);
    assert_eq!(reader.uint64(field), Err(Error::Truncated { message: MESSAGE, offset: 10 }));
    // Superfluous bytes are accepted, as long as no bit beyond the 64th is set.
    let (mut reader, field) = first(&[8, 0x81, 0x80, 0x00]);
    assert_eq!(reader.uint64(field), Ok(1));
}

#[test]
fn field_numbers_are_bounded() {
    let numbers: [(&[u8], bool); 4] = [
        (&[0x00, 0], false),                               // 0
        (&[0xf8, 0xff, 0xff, 0xff, 0x0f, 0], true),        // 2^29 - 1
        (&[0x80, 0x80, 0x80, 0x80, 0x10, 0], false),       // 2^29
        (&[0x88, 0x80, 0x80, 0x80, 0x80, 0x01, 0], false), // 2^32 + 1
    ];
    for (bytes, good) in numbers {
        let expected = Error::InvalidTag { message: MESSAGE, offset: 0 };
        assert_eq!(reader(bytes).field().map(|_| ()).err(), (!good).then_some(expected));
    }
}

#[test]
fn lengths_of_2_to_the_31_and_more_end_in_an_error_on_every_target() {
    let lengths: [(&[u8], bool); 6] = [
        (&[0x0a, 0x80, 0x80, 0x80, 0x80, 0x08], false), // 2^31
        (&[0x0a, 0x80, 0x80, 0x80, 0x80, 0x10], false), // 2^32
        (&[0x0a, 0x81, 0x80, 0x80, 0x80, 0x10, 7], false), // 2^32 + 1: 1, if truncated
        (&[0x0a, 0xf5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], false), // 2^63 - 11
        (&[0x0a, 0xf6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], true), // 2^63 - 10
        (&[0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], true), // 2^63
    ];
    for (bytes, negative) in lengths {
        let (mut reader, field) = first(bytes);
        match reader.bytes(field) {
            Err(Error::NegativeLength { .. }) => assert!(negative),
            Err(Error::Truncated { .. }) => assert!(!negative),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn groups_and_unknown_wire_types_have_errors_of_their_own() {
    let (mut start, field) = first(&[0x7b]);
    assert_eq!(start.skip(field), Err(Error::GroupField { message: MESSAGE, offset: 0 }));
    assert_eq!(
        reader(&[0x7c]).field().map(|_| ()),
        Err(Error::GroupField { message: MESSAGE, offset: 0 })
    );
    let (mut six, field) = first(&[0x7e]);
    assert_eq!(six.skip(field), Err(Error::InvalidWireType { message: MESSAGE, offset: 0 }));
    let (mut known, field) = first(&[0x0e]);
    let expected = Error::WireTypeMismatch { message: MESSAGE, field: 1, offset: 0 };
    assert_eq!(known.uint64(field), Err(expected));
}

#[test]
fn what_is_unknown_is_passed_over_to_the_byte() {
    let fields: [&[u8]; 4] = [
        &[0x78, 0x80, 0x00], // a varint, longer than it need be
        &[0x79, 1, 2, 3, 4, 5, 6, 7, 8],
        &[0x7a, 2, 1, 2],
        &[0x7d, 1, 2, 3, 4],
    ];
    for bytes in fields {
        let followed = [bytes, &[8, 7]].concat();
        let (mut reader, field) = first(&followed);
        assert_eq!((reader.skip(field), reader.rest()), (Ok(()), &[8, 7][..]));
        let (mut short, field) = first(&bytes[..bytes.len() - 1]);
        assert!(matches!(short.skip(field), Err(Error::Truncated { .. })));
    }
}

#[test]
fn thirty_two_bits_are_not_cut_out_of_sixty_four() {
    let (mut reader, field) = first(&[8, 0x80, 0x80, 0x80, 0x80, 0x10]);
    let expected = Error::IntRange { message: MESSAGE, field: 1, offset: 0 };
    assert_eq!(reader.uint32(field), Err(expected));
    let (mut reader, field) = first(&[8, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    assert_eq!(reader.uint32(field), Ok(u32::MAX));
    let (mut reader, field) = first(&[8, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    assert_eq!(reader.int32(field), Err(expected));
    let minus_one = [8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let (mut reader, field) = first(&minus_one);
    assert_eq!(reader.int32(field), Ok(-1));
}

#[test]
fn inputs_longer_than_the_limit_are_not_read() {
    let limits = Limits::DEFAULT.with_message_len(3);
    assert!(Reader::new(&[0; 3], MESSAGE, &limits).is_ok());
    assert_eq!(
        Reader::new(&[0; 4], MESSAGE, &limits).err(),
        Some(Error::MessageTooLong { length: 4, limit: 3 })
    );
}

#[test]
fn times_have_a_range() {
    let time = |bytes: &[u8]| {
        let (mut reader, field) = first(bytes);
        reader.timestamp(field)
    };
    assert_eq!(time(&[0x0a, 0]), Ok(Time::UNIX_EPOCH));
    let year_1 = [0x0a, 11, 8, 0x80, 0x92, 0xb8, 0xc3, 0x98, 0xfe, 0xff, 0xff, 0xff, 0x01];
    assert_eq!(time(&year_1), Ok(Time::GO_ZERO));
    let mut before = year_1;
    before[3] = 0xff;
    before[4] = 0x91;
    let out_of_range = Err(Error::TimeRange { message: MESSAGE, offset: 2 });
    assert_eq!(time(&before), out_of_range);
    let nanos = |last| time(&[0x0a, 6, 0x10, 0xff, 0x93, 0xeb, 0xdc, last]);
    assert_eq!(nanos(0x03), Ok(Time::from_unix(0, 999_999_999).unwrap()));
    assert_eq!(time(&[0x0a, 6, 0x10, 0x80, 0x94, 0xeb, 0xdc, 0x03]), out_of_range);
    // 253402300799 and the second after it
    let year_9999 = [0x0a, 7, 8, 0xff, 0x82, 0xd1, 0xff, 0xaf, 0x07];
    assert_eq!(time(&year_9999).map(|time| time.seconds()), Ok(Time::END_SECONDS - 1));
    let year_10000 = [0x0a, 7, 8, 0x80, 0x83, 0xd1, 0xff, 0xaf, 0x07];
    assert_eq!(time(&year_10000), out_of_range);
}

#[test]
fn fixed_numbers_have_eight_bytes_the_lowest_first() {
    let minus_two = [9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let (mut reader, field) = first(&minus_two);
    assert_eq!(reader.sfixed64(field), Ok(-2));
    let (mut reader, field) = first(&minus_two[..8]);
    assert_eq!(reader.sfixed64(field), Err(Error::Truncated { message: MESSAGE, offset: 1 }));
    let (mut reader, field) = first(&[8, 1]);
    let mismatch = Error::WireTypeMismatch { message: MESSAGE, field: 1, offset: 0 };
    assert_eq!(reader.sfixed64(field), Err(mismatch));
    let twice = minus_two.repeat(2);
    let (mut reader, field) = first(&twice);
    assert_eq!(reader.sfixed64(field), Ok(-2));
    let field = reader.field().unwrap().unwrap();
    let duplicate = Error::DuplicateField { message: MESSAGE, field: 1, offset: 9 };
    assert_eq!(reader.sfixed64(field), Err(duplicate));
}
