//! What the registry asks the chain.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, QuerierWrapper, StdResult};

use crate::error::{ContractError, ContractResult};

/// Commission by operator address, of the validators in the bonded set. One query.
///
/// Absence is the one sign of trouble a contract can see: jailed and tombstoned validators are not in it.
pub fn bonded_set(querier: &QuerierWrapper) -> StdResult<BTreeMap<String, Decimal>> {
    let validators = querier.query_all_validators()?;
    Ok(validators
        .into_iter()
        .map(|v| (v.address, v.commission))
        .collect())
}

/// Commission of a validator that the chain knows, bonded or not.
///
/// # Errors
/// [`ContractError::UnknownValidator`] when the chain answers null; [`ContractError::MalformedOperator`] when it refuses
/// the address, or spells it differently: in upper case one validator could be listed twice and its stake never be
/// matched.
pub fn commission(querier: &QuerierWrapper, operator: &str) -> ContractResult<Decimal> {
    let malformed = || ContractError::MalformedOperator {
        operator: operator.to_owned(),
    };
    let validator = querier
        .query_validator(operator)
        .map_err(|_| malformed())?
        .ok_or_else(|| ContractError::UnknownValidator {
            operator: operator.to_owned(),
        })?;
    if validator.address != operator {
        return Err(malformed());
    }
    Ok(validator.commission)
}
