//! Errors of cw-multi-test as a live chain would answer them.

use cosmwasm_std::{OverflowOperation, StdError};
use floe_testing::chain::ChainError;
use floe_testing::suite::Failure;

use floe_client::backend::Refusal;
use floe_client::Error;

/// The error a live chain would answer with.
pub(super) fn of(error: &anyhow::Error, message: Option<usize>) -> Error {
    if let Some(refused) = error.downcast_ref::<ChainError>() {
        return Refusal {
            codespace: refused.codespace,
            code: refused.code,
            log: &refused.log,
            gas: None,
        }
        .at(message);
    }
    // The double's bank, which is cw-multi-test's, has no error of its own for too few coins.
    if let Some(StdError::Overflow { source, .. }) = error.downcast_ref::<StdError>() {
        if source.operation == OverflowOperation::Sub {
            return Error::InsufficientFunds {
                detail: error.root_cause().to_string(),
            };
        }
    }
    Error::Contract {
        message,
        text: Failure::of(error).text,
    }
}
