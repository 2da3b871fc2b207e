//! The little of protobuf that the answers to staking messages need: the fields of one message, by number.

use std::str::FromStr;

/// A message; its bytes are checked as its fields are read.
#[derive(Clone, Copy)]
pub struct ProtoMessage<'a>(pub &'a [u8]);

/// A value of a field. Fixed numbers are passed over.
#[derive(Clone, Copy)]
enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    Fixed,
}

impl<'a> ProtoMessage<'a> {
    /// A whole number; none where it is missing or the bytes are not protobuf.
    pub fn int(self, number: u64) -> Option<i64> {
        match self.field(number)? {
            Value::Varint(value) => Some(i64::from_ne_bytes(value.to_ne_bytes())),
            Value::Bytes(_) | Value::Fixed => None,
        }
    }

    /// A message within.
    pub fn message(self, number: u64) -> Option<Self> {
        match self.field(number)? {
            Value::Bytes(bytes) => Some(Self(bytes)),
            Value::Varint(_) | Value::Fixed => None,
        }
    }

    /// What a text says.
    pub fn parsed<T: FromStr>(self, number: u64) -> Option<T> {
        let Self(bytes) = self.message(number)?;
        std::str::from_utf8(bytes).ok()?.parse().ok()
    }

    /// The last value of a field, as protobuf wants it.
    fn field(self, number: u64) -> Option<Value<'a>> {
        let mut rest = self.0;
        let mut found = None;
        while !rest.is_empty() {
            let key = varint(&mut rest)?;
            let value = match key & 7 {
                0 => Value::Varint(varint(&mut rest)?),
                1 => take(&mut rest, 8).map(|_| Value::Fixed)?,
                2 => {
                    let length = usize::try_from(varint(&mut rest)?).ok()?;
                    Value::Bytes(take(&mut rest, length)?)
                }
                5 => take(&mut rest, 4).map(|_| Value::Fixed)?,
                _ => return None,
            };
            if key >> 3 == number {
                found = Some(value);
            }
        }
        found
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// Seven bits a byte, lowest first, at most ten bytes.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_field_counts_and_others_are_passed_over() {
        let bytes = [
            0x08, 0xac, 0x02, // 1: 300
            0x11, 1, 2, 3, 4, 5, 6, 7, 8, // 2: eight bytes
            0x1a, 0x02, b'4', b'2', // 3: "42"
            0x25, 1, 2, 3, 4, // 4: four bytes
            0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, // 1: -1
        ];
        let message = ProtoMessage(&bytes);
        assert_eq!(message.int(1), Some(-1));
        assert_eq!(message.parsed::<u128>(3), Some(42));
        assert_eq!(message.message(3).unwrap().0, b"42");
        let others = [message.int(2), message.int(3), message.int(4), message.int(5)];
        assert_eq!(others, [None; 4]);
        assert!(message.message(1).is_none() && message.parsed::<u128>(2).is_none());
        assert_eq!(ProtoMessage(&[]).int(1), None);
    }

    #[test]
    fn bytes_that_are_not_protobuf_have_no_fields() {
        let sound = [0x08, 0x07];
        assert_eq!(ProtoMessage(&sound).int(1), Some(7));
        for rest in [
            &[0x80][..],                                                  // a key cut short
            &[0x10],                                                      // no value
            &[0x12, 0x05, b'x'],                                          // a text cut short
            &[0x11, 1, 2],                                                // eight bytes cut short
            &[0x13],                                                      // a group
            &[0x10, 1, 1, 1, 1, 0xff, 0xff],                              // garbage behind
            &[0x10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], // a varint of eleven bytes
        ] {
            let bytes = [&sound[..], rest].concat();
            assert_eq!(ProtoMessage(&bytes).int(1), None, "{rest:?}");
        }
    }
}
