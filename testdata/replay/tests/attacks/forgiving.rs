//! A reader that forgives what gogoproto's forgives.

/// A field: its number, and its value as an integer or as bytes.
pub enum Field {
    Integer(i32, u64),
    Bytes(i32, Vec<u8>),
}

/// An integer of at most ten bytes. Bits past the 64th are dropped.
fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let (byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// All fields but groups, which are skipped. A number is cut to 32 bits.
pub fn fields(mut bytes: &[u8]) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut depth = 0;
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let number = (key >> 3) as i32;
        let field = match key & 7 {
            0 => Field::Integer(number, varint(&mut bytes)),
            2 => {
                let length = usize::try_from(varint(&mut bytes)).unwrap();
                let (content, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(number, content.to_vec())
            }
            3 => {
                depth += 1;
                continue;
            }
            4 => {
                depth -= 1;
                continue;
            }
            other => panic!("wire type {other}"),
        };
        if depth == 0 {
            fields.push(field);
        }
    }
    fields
}
