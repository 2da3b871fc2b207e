//! Operators' bonds by raw storage read, which the hub makes for every validator that it finds slashed.

use cosmwasm_std::{Addr, QuerierWrapper, StdError, StdResult};
use floe_core::units::Shares;
use packed_store::packed::unpack;
use packed_store::stored::Map;

use crate::ask;

/// Operator address → shares posted for it, less those withdrawn; never reduced by what the hub burns. Frozen namespace and
/// form.
pub const POSTED_KEY: &str = "posted";
/// The namespace as it begins each key: with its length.
const POSTED_PREFIX: &str = "\0\u{6}posted";

/// The same as its contract keeps it.
pub const POSTED: Map<&str, Shares> = Map::new(POSTED_KEY);

/// What was posted for an operator.
///
/// # Errors
/// When there is no such contract, nothing was posted, or what is there is not an amount.
pub fn posted(querier: &QuerierWrapper, bonds: &Addr, operator: &str) -> StdResult<Shares> {
    let mut key = POSTED_PREFIX.to_owned();
    key.push_str(operator);
    let raw = ask::raw(querier, bonds, &key)?.ok_or_else(|| StdError::not_found(POSTED_KEY))?;
    unpack(POSTED_KEY, &raw)
}
