//! The binary form of what contracts store:
//! [postcard](https://postcard.jamesmunns.com/wire-format)'s, fields in the order given here, without names, integers as
//! varints.
//!
//! A third of the bytes of JSON, which is what storage costs by (docs/adr/0022). Reading goes on after a fault with zeros
//! and empty lists and is judged once, at the end: a question after each field was a third of this code
//! (docs/adr/0085). Not self-describing: a stored type that changes needs a migration.

use cosmwasm_std::{Addr, Binary, Coin, Decimal, StdError, StdResult, Uint128};

/// A value with a packed form.
pub trait Packed: Sized {
    fn put(&self, out: &mut Vec<u8>);

    /// Takes the value from the front; anything after a fault, which [`unpack`] finds.
    fn get(bytes: &mut Bytes<'_>) -> Self;
}

/// Bytes that are read from the front.
pub struct Bytes<'a> {
    left: &'a [u8],
    fault: bool,
}

impl<'a> Bytes<'a> {
    /// Notes a fault; nothing is left to read after one.
    fn fail(&mut self) {
        self.left = &[];
        self.fault = true;
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        if let Some((taken, left)) = self.left.split_at_checked(count) {
            self.left = left;
            return taken;
        }
        self.fail();
        &[]
    }

    /// A byte that is one of these.
    pub fn choice(&mut self, among: &[u8]) -> u8 {
        let choice = self.byte();
        if !among.contains(&choice) {
            self.fail();
        }
        choice
    }

    /// The length of what follows, each item of which has at least one byte.
    fn length(&mut self) -> usize {
        let length = usize::get(self);
        if length > self.left.len() {
            self.fail();
            return 0;
        }
        length
    }

    fn text(&mut self) -> String {
        let length = self.length();
        match String::from_utf8(self.take(length).to_vec()) {
            Ok(text) => text,
            Err(_) => {
                self.fail();
                String::new()
            }
        }
    }

    /// Whether all was read without a fault; `name` says of which item.
    fn end(self, name: &str) -> StdResult<()> {
        if self.fault {
            return Err(StdError::parse_err(
                name,
                "the bytes are not those of such an item",
            ));
        }
        if !self.left.is_empty() {
            return Err(StdError::parse_err(name, "more bytes than the item has"));
        }
        Ok(())
    }
}

/// The packed form of a value.
pub fn pack<T: Packed>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// The value in packed bytes, all of which must belong to it.
///
/// # Errors
/// When the bytes are not those of such a value; `name` says which item it was.
pub fn unpack<T: Packed>(name: &str, bytes: &[u8]) -> StdResult<T> {
    let mut bytes = Bytes {
        left: bytes,
        fault: false,
    };
    let value = T::get(&mut bytes);
    bytes.end(name).map(|()| value)
}

/// Implements [`Packed`]: the fields of a struct in the order of their bytes, or the variants of an enum in the order of
/// their numbers, the first of which is zero.
#[macro_export]
macro_rules! packed {
    (struct $name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $($crate::packed::Packed::put(&self.$field, out);)*
            }

            fn get(bytes: &mut $crate::packed::Bytes<'_>) -> Self {
                Self { $($field: $crate::packed::Packed::get(bytes)),* }
            }
        }
    };
    (enum $name:ident {
        $first:ident $(($first_inner:ident))? $({ $($first_field:ident),* })?
        $(, $number:literal = $variant:ident $(($inner:ident))? $({ $($field:ident),* })?)* $(,)?
    }) => {
        impl $crate::packed::Packed for $name {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    Self::$first $(($first_inner))? $({ $($first_field),* })? => {
                        out.push(0);
                        $($crate::packed::Packed::put($first_inner, out);)?
                        $($($crate::packed::Packed::put($first_field, out);)*)?
                    }
                    $(Self::$variant $(($inner))? $({ $($field),* })? => {
                        out.push($number);
                        $($crate::packed::Packed::put($inner, out);)?
                        $($($crate::packed::Packed::put($field, out);)*)?
                    })*
                }
            }

            fn get(bytes: &mut $crate::packed::Bytes<'_>) -> Self {
                match bytes.choice(&[0 $(, $number)*]) {
                    $($number => Self::$variant
                        $(({ let $inner = $crate::packed::Packed::get(bytes); $inner }))?
                        $({ $($field: $crate::packed::Packed::get(bytes)),* })?,)*
                    _ => Self::$first
                        $(({ let $first_inner = $crate::packed::Packed::get(bytes); $first_inner }))?
                        $({ $($first_field: $crate::packed::Packed::get(bytes)),* })?,
                }
            }
        }
    };
}

macro_rules! varint {
    ($type:ident) => {
        impl Packed for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let mut rest = *self;
                loop {
                    let [low, ..] = rest.to_le_bytes();
                    rest >>= 7;
                    if rest == 0 {
                        return out.push(low);
                    }
                    out.push(low | 0x80);
                }
            }

            fn get(bytes: &mut Bytes<'_>) -> Self {
                let mut number: Self = 0;
                let mut shift: u32 = 0;
                loop {
                    let byte = bytes.byte();
                    let part = Self::from(byte & 0x7f);
                    let placed = part.checked_shl(shift).unwrap_or_default();
                    if placed.checked_shr(shift) != Some(part) {
                        bytes.fail();
                    }
                    number |= placed;
                    if byte < 0x80 {
                        return number;
                    }
                    shift = shift.saturating_add(7);
                }
            }
        }
    };
}

varint!(u64);
varint!(u128);

/// A type that is written as another one, into and out of which it goes.
macro_rules! packed_as {
    ($type:ty, $form:ty, $into:expr, $out_of:expr) => {
        impl Packed for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let into: fn(&Self) -> $form = $into;
                into(self).put(out);
            }

            fn get(bytes: &mut Bytes<'_>) -> Self {
                let out_of: fn($form) -> Option<Self> = $out_of;
                let read = out_of(<$form>::get(bytes));
                read.unwrap_or_else(|| {
                    bytes.fail();
                    Self::default()
                })
            }
        }
    };
}

packed_as!(u32, u64, |number| u64::from(*number), |number| u32::try_from(
    number
)
.ok());
// A length never has more than 64 bits.
packed_as!(
    usize,
    u64,
    |number| u64::try_from(*number).unwrap_or(u64::MAX),
    |number| usize::try_from(number).ok()
);
packed_as!(Decimal, String, ToString::to_string, |text| text.parse().ok());
packed_as!(Uint128, String, ToString::to_string, |text| text.parse().ok());
packed_as!(Binary, Vec<u8>, |bytes| bytes.to_vec(), |bytes| Some(
    bytes.into()
));

crate::packed!(struct Coin { denom, amount });

impl Packed for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        bytes.byte()
    }
}

impl Packed for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        bytes.choice(&[0, 1]) == 1
    }
}

impl Packed for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_text(self, out);
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        bytes.text()
    }
}

impl Packed for Addr {
    fn put(&self, out: &mut Vec<u8>) {
        put_text(self.as_str(), out);
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        Self::unchecked(bytes.text())
    }
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    text.len().put(out);
    out.extend_from_slice(text.as_bytes());
}

impl<T: Packed> Packed for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        Self::new(T::get(bytes))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        bool::get(bytes).then(|| T::get(bytes))
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for item in self {
            item.put(out);
        }
    }

    fn get(bytes: &mut Bytes<'_>) -> Self {
        let mut items = Self::new();
        for _ in 0..bytes.length() {
            items.push(T::get(bytes));
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde::Serialize;

    use super::*;

    /// That a value's packed form is postcard's and is read back.
    fn as_postcard<T: Packed + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
        let bytes = pack(&value);
        assert_eq!(bytes, postcard::to_allocvec(&value).unwrap(), "{value:?}");
        assert_eq!(unpack("x", &bytes), Ok(value));
        for end in 0..bytes.len() {
            assert!(unpack::<T>("x", &bytes[..end]).is_err());
        }
    }

    #[test]
    fn numbers_and_texts_are_packed_as_postcard_does() {
        for shift in 0..64 {
            let number = 1u64 << shift;
            for number in [number, number - 1, number | 1] {
                as_postcard(number);
                as_postcard(u128::from(number) << 64);
                as_postcard(u32::try_from(number >> 32).unwrap());
                as_postcard(usize::try_from(number).unwrap());
                as_postcard(u128::from(number));
                as_postcard(Uint128::new(number.into()));
            }
        }
        for number in [u128::MAX, u128::MAX - 1] {
            as_postcard(number);
        }
        as_postcard(vec![Decimal::percent(1), Decimal::MAX, Decimal::zero()]);
        as_postcard(Some(Addr::unchecked("floe1é")));
        as_postcard(vec![None, Some("x".repeat(300)), Some(String::new())]);
        as_postcard(vec![true, false]);
        as_postcard(Some(Box::new(7u8)));
    }

    #[test]
    fn amounts_are_varints_and_every_byte_must_be_read() {
        let pair = vec![300u128, 1];
        let bytes = pack(&pair);
        assert_eq!(bytes, [2, 0xac, 0x02, 0x01]);
        assert_eq!(unpack("x", &bytes), Ok(pair));
        for wrong in [&bytes[..3], &[2, 0xac, 0x02, 0x01, 0x00][..], &[]] {
            assert!(unpack::<Vec<u128>>("x", wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_largest_numbers_survive_and_larger_ones_are_refused() {
        let mut bytes = pack(&u128::MAX);
        assert_eq!(bytes.len(), 19);
        assert_eq!(unpack("x", &bytes), Ok(u128::MAX));
        *bytes.last_mut().unwrap() = 4;
        assert!(unpack::<u128>("x", &bytes).is_err());
        let bytes = pack(&u64::MAX);
        assert_eq!(unpack("x", &bytes), Ok(u64::MAX));
        assert!(unpack::<u32>("x", &bytes).is_err());
        assert!(unpack::<u64>("x", &[0xff; 11]).is_err());
    }

    #[test]
    fn what_no_value_has_is_refused() {
        assert!(unpack::<bool>("x", &[2]).is_err());
        assert!(unpack::<Option<u8>>("x", &[2, 1]).is_err());
        assert!(unpack::<String>("x", &[1, 0xff]).is_err());
        assert!(unpack::<Decimal>("x", &[1, b'x']).is_err());
        // A list that claims more items than there are bytes.
        assert!(unpack::<Vec<u64>>("x", &[0xff, 0xff, 0x03, 1]).is_err());
        let error = unpack::<u8>("`item`", &[]).unwrap_err().to_string();
        assert!(error.contains("`item`"), "{error}");
    }
}
