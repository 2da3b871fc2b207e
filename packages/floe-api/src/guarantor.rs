//! A guarantor's numbers in the hub by raw storage read: what it has paid, got back, and may still get back. The hub keeps
//! them by contract for ever, so that one which is no longer appointed reads its own too; keys and form are frozen.

use cosmwasm_std::{Addr, QuerierWrapper, StdError, StdResult};
use floe_core::allocation::Portion;
use floe_core::units::{Native, Shares};
use packed_store::packed;
use packed_store::packed::{unpack, Packed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Namespaces of the hub's maps, by contract and key within it.
pub const COVERED_KEY: &str = "covered";
pub const RETURNED_KEY: &str = "returned";
pub const OWED_BACK_KEY: &str = "owed_back";

/// Key of [`GuarantorRoles`] in the hub.
pub const GUARANTORS_KEY: &str = "guarantors";

/// Who pays for a slash, and who is to once it has accepted.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct GuarantorRoles {
    pub bonds: Option<Addr>,
    pub backstop: Option<Addr>,
    /// Part of the backstop that one look may take, in basis points.
    pub cap_bps: u64,
    pub pending_bonds: Option<Addr>,
    pub pending_backstop: Option<Addr>,
}

packed!(struct GuarantorRoles { bonds, backstop, cap_bps, pending_bonds, pending_backstop });

/// Who pays, by raw read.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_roles(querier: &QuerierWrapper, hub: &Addr) -> StdResult<GuarantorRoles> {
    ask::item(querier, hub, GUARANTORS_KEY, "hub")
}

/// What the hub keeps of a guarantor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuarantorNumbers {
    /// Shares that it has paid since ever.
    pub covered: Shares,
    /// Shares that came back since ever.
    pub returned: Shares,
    /// What may still come back.
    pub owed_back: Native,
}

/// The numbers of a contract under a key: an operator of a bonds contract, the empty text of a backstop. Zeros where the hub
/// has none.
///
/// # Errors
/// When there is no such hub, or something else is stored there.
pub fn query_raw(
    querier: &QuerierWrapper,
    hub: &Addr,
    contract: &Addr,
    key: &str,
) -> StdResult<GuarantorNumbers> {
    let covered = read(querier, hub, COVERED_KEY, contract, key)?;
    let returned = read(querier, hub, RETURNED_KEY, contract, key)?;
    let owed: Option<Vec<Portion>> = read(querier, hub, OWED_BACK_KEY, contract, key)?;
    let owed = owed.unwrap_or_default();
    let owed_back = Native::sum(owed.into_iter().map(|portion| portion.amount));
    Ok(GuarantorNumbers {
        covered: covered.unwrap_or_default(),
        returned: returned.unwrap_or_default(),
        owed_back: owed_back.map_err(|error| StdError::generic_err(error.to_string()))?,
    })
}

/// What the hub has burned of a guarantor under a key since ever, less what came back of it. One read where nothing was burned.
///
/// # Errors
/// As for [`query_raw`].
pub fn burned(querier: &QuerierWrapper, hub: &Addr, contract: &Addr, key: &str) -> StdResult<Shares> {
    let covered: Shares = read(querier, hub, COVERED_KEY, contract, key)?.unwrap_or_default();
    if covered.is_zero() {
        return Ok(covered);
    }
    let returned: Option<Shares> = read(querier, hub, RETURNED_KEY, contract, key)?;
    Ok(covered.less(returned.unwrap_or_default()))
}

fn read<T: Packed>(
    querier: &QuerierWrapper,
    hub: &Addr,
    namespace: &str,
    contract: &Addr,
    key: &str,
) -> StdResult<Option<T>> {
    let raw = ask::raw(querier, hub, &path(namespace, contract.as_str(), key)?)?;
    raw.map(|raw| unpack(namespace, &raw)).transpose()
}

/// The storage key: namespace and contract each behind its length in two bytes, then the key.
fn path(namespace: &str, contract: &str, key: &str) -> StdResult<String> {
    let mut path = String::new();
    for part in [namespace, contract] {
        let length = u8::try_from(part.len()).ok().filter(u8::is_ascii);
        let length = length.ok_or_else(|| StdError::generic_err("the address is longer than 127 bytes"))?;
        path.push('\0');
        path.push(length.into());
        path.push_str(part);
    }
    path.push_str(key);
    Ok(path)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;
    use cosmwasm_std::{Order, Storage};
    use packed_store::stored::Map;

    use super::*;

    #[test]
    fn the_key_is_that_of_the_hubs_maps() {
        const MAP: Map<(&str, &str), Shares> = Map::new(COVERED_KEY);
        let contract = "floe1".repeat(12);
        for key in ["", "floevaloper1a"] {
            let mut storage = MockStorage::new();
            MAP.save(&mut storage, (&contract, key), &Shares::new(7)).unwrap();
            let stored: Vec<_> = storage.range(None, None, Order::Ascending).collect();
            let expected = path(COVERED_KEY, &contract, key).unwrap().into_bytes();
            assert_eq!(stored, [(expected, vec![7])]);
        }
    }

    #[test]
    fn an_address_that_no_chain_has_is_refused() {
        assert!(path(COVERED_KEY, &"a".repeat(127), "").is_ok());
        assert!(path(COVERED_KEY, &"a".repeat(128), "").is_err());
    }
}
