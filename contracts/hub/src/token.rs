//! Moves of the token inside the hub, on cw20-base's balances.

use cosmwasm_std::{attr, Addr, Attribute, StdError, StdResult, Storage, Uint128};
use cw20_base::state::BALANCES;
use floe_core::units::Shares;

use crate::error::{ContractError, ContractResult};
use crate::state::WIRING;

pub fn balance(storage: &dyn Storage, of: &Addr) -> StdResult<Shares> {
    Ok(BALANCES.may_load(storage, of)?.unwrap_or_default().into())
}

/// Adds shares to a balance. The caller books the supply.
pub fn credit(storage: &mut dyn Storage, to: &Addr, shares: Shares) -> ContractResult<()> {
    let balance = balance(storage, to)?.plus(shares)?;
    BALANCES.save(storage, to, &balance.into())?;
    Ok(())
}

/// Takes shares from a balance. The caller books the supply.
pub fn debit(storage: &mut dyn Storage, from: &Addr, shares: Shares) -> ContractResult<()> {
    let rest = rest(storage, from, shares)?;
    BALANCES.save(storage, from, &rest.into())?;
    Ok(())
}

/// What is left of a balance without some shares, or the refusal to take more than there are.
pub fn rest(storage: &dyn Storage, from: &Addr, shares: Shares) -> ContractResult<Shares> {
    let available = balance(storage, from)?;
    available
        .minus(shares)
        .map_err(|_| ContractError::InsufficientShares {
            requested: shares.into(),
            available: available.into(),
        })
}

/// Shares escrowed in the open batch: the hub's own balance beyond the seed.
pub fn escrow(storage: &dyn Storage, hub: &Addr) -> ContractResult<Shares> {
    let seed = WIRING.load(storage)?.seed;
    Ok(balance(storage, hub)?.minus(seed)?)
}

/// Puts the key back into the error of something that is not stored: `cw-storage-plus` writes it with `{:?}`, which prints
/// nothing in the Wasm as it is built.
pub fn with_key<T>(error: StdError, key: &[u8]) -> StdError {
    if !matches!(error, StdError::NotFound { .. }) {
        return error;
    }
    let bytes: Vec<String> = key.iter().map(|byte| format!("{byte:02X}")).collect();
    let kind = std::any::type_name::<T>();
    StdError::not_found(format!("type: {kind}; key: [{}]", bytes.join(", ")))
}

/// The plain attributes from which cw20 indexers rebuild balances.
pub fn mint_attributes(to: &Addr, shares: Shares) -> [Attribute; 3] {
    [
        attr("action", "mint"),
        attr("to", to),
        attr("amount", Uint128::from(shares)),
    ]
}

pub fn burn_attributes(from: &Addr, shares: Shares) -> [Attribute; 3] {
    [
        attr("action", "burn"),
        attr("from", from),
        attr("amount", Uint128::from(shares)),
    ]
}

pub fn transfer_attributes(from: &Addr, to: &Addr, shares: Shares) -> [Attribute; 4] {
    [
        attr("action", "transfer"),
        attr("from", from),
        attr("to", to),
        attr("amount", Uint128::from(shares)),
    ]
}

/// Of a `send`, or of a `send_from` by somebody with an allowance.
pub fn send_attributes(from: &Addr, to: &Addr, by: Option<&Addr>, shares: Shares) -> Vec<Attribute> {
    let action = if by.is_some() { "send_from" } else { "send" };
    let mut attributes = vec![attr("action", action), attr("from", from), attr("to", to)];
    attributes.extend(by.map(|by| attr("by", by)));
    attributes.push(attr("amount", Uint128::from(shares)));
    attributes
}
