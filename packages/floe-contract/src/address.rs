//! Addresses that came with a message.

use cosmwasm_std::{Addr, Api, StdError};

use crate::ShellError;

/// The address that a field of a message names.
///
/// # Errors
/// [`ShellError::Invalid`] with the field, where the chain cannot read it or writes it differently.
pub fn checked(api: &dyn Api, field: &'static str, given: &str) -> Result<Addr, ShellError> {
    api.addr_validate(given).map_err(|error| invalid(field, error))
}

/// The same of a field that may be null.
///
/// # Errors
/// As for [`checked`].
pub fn optional(api: &dyn Api, field: &'static str, given: Option<&str>) -> Result<Option<Addr>, ShellError> {
    given.map(|given| checked(api, field, given)).transpose()
}

fn invalid(field: &'static str, error: StdError) -> ShellError {
    ShellError::Invalid {
        field,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockApi;

    use super::*;

    #[test]
    fn an_address_is_taken_as_the_chain_writes_it_and_refused_by_the_name_of_its_field() {
        let api = MockApi::default();
        let good = api.addr_make("somebody");
        assert_eq!(checked(&api, "receiver", good.as_str()), Ok(good.clone()));
        assert_eq!(
            optional(&api, "receiver", Some(good.as_str())),
            Ok(Some(good.clone()))
        );
        assert_eq!(optional(&api, "receiver", None), Ok(None));
        for bad in ["", "nobody", &good.as_str().to_uppercase()] {
            let text = checked(&api, "receiver", bad).unwrap_err().to_string();
            assert!(text.starts_with("receiver is not valid: "), "{text}");
        }
    }
}
