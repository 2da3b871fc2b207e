//! What a contract says, as JSON: answers, and messages to other contracts.

use cosmwasm_std::{Binary, StdError, StdResult, WasmMsg};
use serde::Serialize;

/// The bytes of `cosmwasm_std::to_json_binary`, but without the name of each type and an error of its own in the Wasm. What
/// this is for can always be written.
///
/// # Errors
/// For a type that JSON cannot hold, as a map whose keys are no strings.
pub fn json<T: Serialize>(answer: &T) -> StdResult<Binary> {
    match serde_json_wasm::to_vec(answer) {
        Ok(bytes) => Ok(bytes.into()),
        Err(_) => Err(unwritten()),
    }
}

/// A message to a contract, without coins.
///
/// # Errors
/// As for [`json`].
pub fn call<T: Serialize>(contract: &str, msg: &T) -> StdResult<WasmMsg> {
    Ok(WasmMsg::Execute {
        contract_addr: contract.to_owned(),
        msg: json(msg)?,
        funds: Vec::new(),
    })
}

fn unwritten() -> StdError {
    StdError::serialize_err("answer", "it cannot be written as JSON")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use cosmwasm_std::{coin, to_json_binary};

    use super::*;

    #[test]
    fn an_answer_has_the_bytes_that_the_standard_library_would_write() {
        let answer = (Some(coin(7, "a\"b\\c")), Some("\u{7}ü"), None::<u8>, [15]);
        assert_eq!(json(&answer).unwrap(), to_json_binary(&answer).unwrap());
    }

    #[test]
    fn what_json_cannot_hold_is_an_error() {
        let map = BTreeMap::from([([1, 2], 3)]);
        assert_eq!(json(&map), Err(unwritten()));
    }
}
