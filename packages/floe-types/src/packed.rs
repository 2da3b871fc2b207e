//! The binary form of what hub and registry store: [postcard](https://postcard.jamesmunns.com/wire-format)'s, fields in the
//! order of their declaration, without names, integers as varints.
//!
//! A third of the bytes of JSON, which is what storage costs by, and a fraction of the decoder's code, of which a
//! contract may have only so much (docs/adr/0022). Not self-describing: a stored type that changes needs a migration.

use cosmwasm_std::{StdError, StdResult};
use serde::de::DeserializeOwned;
use serde::Serialize;

/// The packed form of a value.
///
/// # Errors
/// None for the types that are stored; the signature is the encoder's.
pub fn pack<T: Serialize>(value: &T) -> StdResult<Vec<u8>> {
    postcard::to_allocvec(value).map_err(|error| StdError::serialize_err("packed item", error))
}

/// The value in packed bytes, all of which must belong to it.
///
/// # Errors
/// When the bytes are not those of such a value; `name` says which item it was.
pub fn unpack<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> StdResult<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(StdError::parse_err(name, "more bytes than the item has")),
        Err(error) => Err(StdError::parse_err(name, error)),
    }
}

#[cfg(test)]
mod tests {
    use floe_core::units::Native;

    use super::*;

    #[test]
    fn amounts_are_varints_and_every_byte_must_be_read() {
        let bytes = pack(&(Native::new(300), 1u8)).unwrap();
        assert_eq!(bytes, [0xac, 0x02, 0x01]);
        assert_eq!(unpack::<(Native, u8)>("x", &bytes), Ok((Native::new(300), 1)));
        for wrong in [&bytes[..2], &[0xac, 0x02, 0x01, 0x00][..], &[]] {
            assert!(unpack::<(Native, u8)>("x", wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_largest_amount_survives() {
        let bytes = pack(&Native::MAX).unwrap();
        assert_eq!(bytes.len(), 19);
        assert_eq!(unpack::<Native>("x", &bytes), Ok(Native::MAX));
    }
}
