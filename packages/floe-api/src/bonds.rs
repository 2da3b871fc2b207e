//! Operators' bonds by raw storage read: what was posted, which the hub reads of every validator that it finds slashed, and
//! what carries stake, which the registry reads at each refresh.

use cosmwasm_std::{Addr, QuerierWrapper, StdError, StdResult};
use floe_core::units::Shares;
use packed_store::packed;
use packed_store::packed::{unpack, Packed};
use packed_store::stored::{Item, Map};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Operator address → shares posted for it, less those withdrawn; never reduced by what the hub burns. Frozen namespace and
/// form.
pub const POSTED_KEY: &str = "posted";
/// Key of [`Carrying`] in the contract of the bonds. Frozen.
pub const CARRYING_KEY: &str = "carrying";

/// The same as its contract keeps it.
pub const POSTED: Map<&str, Shares> = Map::new(POSTED_KEY);
/// The same as its contract keeps it.
pub const CARRYING: Item<Carrying> = Item::new(CARRYING_KEY);

/// What the bonds contract tells the registry, in one read.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Carrying {
    /// What a bond must be of the stake that it carries, in basis points.
    pub bond_bps: u64,
    /// Of those that have been listed, in no order.
    pub bonds: Vec<CarryingBond>,
}

packed!(struct Carrying { bond_bps, bonds });

/// Shares posted for an operator that do not cool, before what the hub has burned.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct CarryingBond {
    pub operator: String,
    pub shares: Shares,
}

packed!(struct CarryingBond { operator, shares });

/// What was posted for an operator.
///
/// # Errors
/// When there is no such contract, nothing was posted, or what is there is not an amount.
pub fn posted(querier: &QuerierWrapper, bonds: &Addr, operator: &str) -> StdResult<Shares> {
    let key = [&entry(POSTED_KEY), operator].concat();
    read(querier, bonds, &key, POSTED_KEY)?.ok_or_else(|| StdError::not_found(POSTED_KEY))
}

/// What the bonds contract tells of those that are listed.
///
/// # Errors
/// When it is not such a contract.
pub fn carrying(querier: &QuerierWrapper, bonds: &Addr) -> StdResult<Carrying> {
    read(querier, bonds, CARRYING_KEY, CARRYING_KEY)?.ok_or_else(|| StdError::not_found(CARRYING_KEY))
}

fn read<T: Packed>(querier: &QuerierWrapper, contract: &Addr, key: &str, name: &str) -> StdResult<Option<T>> {
    ask::raw(querier, contract, key)?
        .map(|raw| unpack(name, &raw))
        .transpose()
}

/// A part of a key as cw-storage-plus writes all but the last: with its length in two bytes. Texts here are below 128 bytes,
/// so that a length is a character.
fn entry(part: &str) -> String {
    let length = u32::try_from(part.len()).ok().and_then(char::from_u32);
    let mut key = String::from('\0');
    key.push(length.unwrap_or_default());
    key.push_str(part);
    key
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockQuerier;
    use cosmwasm_std::{Binary, ContractResult, SystemResult, WasmQuery};
    use packed_store::packed::pack;

    use super::*;

    /// A contract that stores these.
    fn storing(items: Vec<(Vec<u8>, Vec<u8>)>) -> MockQuerier {
        let mut querier = MockQuerier::default();
        querier.update_wasm(move |query| {
            let WasmQuery::Raw { key, .. } = query else {
                return SystemResult::Ok(ContractResult::Err("raw only".into()));
            };
            let found = items.iter().find(|(known, _)| known == key.as_slice());
            let value = found.map(|(_, value)| Binary::from(value.as_slice()));
            SystemResult::Ok(ContractResult::Ok(value.unwrap_or_default()))
        });
        querier
    }

    #[test]
    fn what_was_posted_is_read_where_its_map_keeps_it() {
        let at = cw_storage_plus::Map::<&str, u8>::new(POSTED_KEY)
            .key("v")
            .to_vec();
        let querier = storing(vec![(at, pack(&Shares::new(300)))]);
        let (querier, bonds) = (QuerierWrapper::new(&querier), Addr::unchecked("b"));
        assert_eq!(posted(&querier, &bonds, "v"), Ok(Shares::new(300)));
        assert!(posted(&querier, &bonds, "w").is_err());
    }

    #[test]
    fn the_bytes_of_what_carries_stake_are_pinned() {
        let carrying = Carrying {
            bond_bps: 500,
            bonds: vec![CarryingBond {
                operator: "v".into(),
                shares: Shares::new(300),
            }],
        };
        let bytes = [0xf4, 0x03, 1, 1, b'v', 0xac, 0x02];
        assert_eq!(pack(&carrying), bytes);
        assert_eq!(unpack(CARRYING_KEY, &bytes), Ok(carrying));
    }
}
