//! Names the oddities of an encoding, by reading it as CometBFT does: whatever it can skip, it
//! skips. Reading ends where CometBFT's would.

use super::schema::{Field, Schema};

/// The oddities of a message, sorted; what is after an error is not looked at.
#[must_use]
pub fn oddities(schema: &Schema, bytes: &[u8]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let _ = scan(schema, bytes, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

type Found = Vec<&'static str>;

/// An integer, its bytes taken off.
fn varint(bytes: &mut &[u8], found: &mut Found) -> Option<u64> {
    let length = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
    let (integer, rest) = bytes.split_at(length);
    *bytes = rest;
    if length == 10 && integer[9] > 1 {
        found.push("varint-overflow");
    } else if length > 1 && integer[length - 1] == 0 {
        found.push("non-minimal-varint");
    }
    let parts = integer.iter().zip(0u32..);
    Some(parts.fold(0, |sum, (byte, n)| sum | u64::from(byte & 0x7f) << (7 * n)))
}

fn take<'b>(bytes: &mut &'b [u8], length: u64) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(taken)
}

fn scan(schema: &Schema, mut bytes: &[u8], found: &mut Found) -> Option<()> {
    let (mut seen, mut last) = (0u64, 0);
    while !bytes.is_empty() {
        let key = varint(&mut bytes, found)?;
        if key >> 3 > (1 << 29) - 1 {
            found.push("field-number");
        }
        // As Go: the number is cut to 32 bits.
        let number = u64::try_from((key >> 3) as i32).ok().filter(|number| *number > 0)?;
        if number < last {
            found.push("field-order");
        }
        last = number;
        let field = schema.field(number);
        if !matches!(field, Field::Unknown) {
            // What a later release reads as a second member is one, whoever skips it.
            let again = if schema.oneof { seen != 0 } else { seen >> number & 1 == 1 };
            if again && !field.is_repeated() {
                found.push("duplicate-field");
            }
            seen |= 1 << number;
        }
        if matches!(field, Field::Unknown | Field::Later) {
            found.push("unknown-field");
            skip(key & 7, &mut bytes, found)?;
            continue;
        }
        known(field, key & 7, &mut bytes, schema.oneof, found)?;
    }
    Some(())
}

/// Reads a field that the schema has.
fn known(
    field: Field,
    wire_type: u64,
    bytes: &mut &[u8],
    oneof: bool,
    found: &mut Found,
) -> Option<()> {
    let integer = field.is_integer();
    if wire_type != if integer { 0 } else { 2 } {
        return None;
    }
    let value = varint(bytes, found)?;
    // An embedded message of no bytes, or a member of a oneof, is not the same as none.
    let default = value == 0 && !oneof && !matches!(field, Field::One(_) | Field::Many(_));
    if default {
        found.push("explicit-default");
    }
    match field {
        Field::Uint32 if value >> 32 != 0 => found.push("int-range"),
        Field::Int32 | Field::Flag if value as i64 != i64::from(value as i32) => {
            found.push("int-range");
        }
        Field::Flag if value > 255 => found.push("flag-range"),
        _ if integer => {}
        _ => {
            let content = take(bytes, value)?;
            match field {
                Field::Text | Field::ManyTexts if std::str::from_utf8(content).is_err() => {
                    found.push("not-utf8");
                }
                Field::One(inner) | Field::Many(inner) => scan(inner, content, found)?,
                _ => {}
            }
        }
    }
    Some(())
}

/// Skips a field that the schema does not have.
fn skip(wire_type: u64, bytes: &mut &[u8], found: &mut Found) -> Option<()> {
    match wire_type {
        0 => drop(varint(bytes, found)?),
        1 => drop(take(bytes, 8)?),
        5 => drop(take(bytes, 4)?),
        2 => {
            let length = varint(bytes, found)?;
            take(bytes, length)?;
        }
        3 => {
            found.push("group");
            loop {
                let key = varint(bytes, found)?;
                if key & 7 == 4 {
                    break;
                }
                skip(key & 7, bytes, found)?;
            }
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn each_oddity_is_named() {
        let of = |bytes: &[u8]| oddities(&schema::COMMIT_SIG, bytes);
        assert!(of(&[8, 2, 0x12, 1, 9, 0x1a, 0]).is_empty());
        assert_eq!(of(&[8, 0]), ["explicit-default"]);
        assert_eq!(of(&[8, 0x82, 0]), ["non-minimal-varint"]);
        assert_eq!(of(&[8, 2, 8, 2]), ["duplicate-field"]);
        assert_eq!(of(&[0x12, 1, 9, 8, 2]), ["field-order"]);
        assert_eq!(of(&[8, 2, 0x28, 1]), ["unknown-field"]);
        assert_eq!(of(&[8, 2, 0x2b, 0x2c]), ["group", "unknown-field"]);
        assert_eq!(of(&[8, 0x82, 2]), ["flag-range"]);
        assert_eq!(of(&[8, 0x82, 0x80, 0x80, 0x80, 0x10]), ["int-range"]);
        let past = [0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2];
        assert_eq!(of(&[&[8], &past[..]].concat()), ["varint-overflow"]);
        assert_eq!(of(&[0x88, 0x80, 0x80, 0x80, 0x80, 1, 2]), ["field-number"]);
        assert_eq!(oddities(&schema::HEADER, &[0x12, 1, 0xff]), ["not-utf8"]);
        assert_eq!(oddities(&schema::PUBLIC_KEY, &[0x0a, 0, 0x12, 0]), ["duplicate-field"]);
        let later = oddities(&schema::PUBLIC_KEY, &[0x0a, 0, 0x1a, 0]);
        assert_eq!(later, ["duplicate-field", "unknown-field"]);
        assert_eq!(oddities(&schema::PUBLIC_KEY, &[0x1a, 0]), ["unknown-field"]);
    }

    #[test]
    fn what_follows_an_error_is_not_named() {
        assert!(oddities(&schema::COMMIT_SIG, &[0x0f, 8, 0]).is_empty());
        assert!(oddities(&schema::COMMIT_SIG, &[0x12, 9, 8, 0]).is_empty());
    }
}
