//! Operators' bonds: shares that are posted for a validator and pay for its slashes first.
//!
//! Two things are read raw: what was posted, by the hub of every validator that it finds slashed, and what carries stake, by
//! the registry at each refresh.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, QuerierWrapper, StdError, StdResult, Uint128};
use floe_core::units::Shares;
use packed_store::packed;
use packed_store::packed::{unpack, Packed};
use packed_store::stored::{Item, Map};
use packed_store::{fields, messages, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::ask;

fields! {
    "instantiate":
    /// No owner, no pause; all of it is fixed for ever.
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// The hub whose token is posted and whose slashes it pays for.
        pub hub: String,
        /// The registry in which operators are listed.
        pub registry: String,
        /// What a bond must be of the stake that it may carry, in basis points: 10 to 1,000, null = 500, a whole double sign.
        pub bond_bps: Option<u64>,
        /// How long shares cool before they may be withdrawn, in seconds: 1 to 90 days, meant to be at least the chain's
        /// unbonding time and a day.
        pub cooldown: u64,
    }
}

impl<'de> Deserialize<'de> for InstantiateMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::value(deserializer)
    }
}

messages! {
    /// None of them accepts coins. Operators are addresses as the chain writes them.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum ExecuteMsg {
        /// cw20: shares that were sent with a [`BondsHookMsg`]. The hub only.
        "receive" = Receive {
            /// Who sent them.
            sender: String,
            amount: Uint128,
            msg: Binary,
        },
        /// Has the registry list the operator as an open validator. The operator's own account, or one that has posted the
        /// smallest bond for it.
        "list" = List { operator: String },
        /// Has the registry let the operator drain. The operator's own account.
        "unlist" = Unlist { operator: String },
        /// Lets shares above what is required cool: from here on they carry no stake, and still burn, after the rest. What cools
        /// already begins anew. The operator's own account.
        "begin_withdraw" = BeginWithdraw {
            operator: String,
            shares: Uint128,
        },
        /// After the cooldown: has the hub look at the chain, then pays what is left to the account that began. Anyone.
        "withdraw" = Withdraw { operator: String },
        /// The second half of a withdrawal, after the hub has looked. The contract itself only.
        "finish" = Finish { operator: String },
        /// Tells the hub that this contract accepts to be its bonds; the hub's owner has named it before. Anyone.
        "accept_guarantor" = AcceptGuarantor {},
    }
}

messages! {
    /// What a cw20 `send` of the hub's token may ask for.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum BondsHookMsg {
        /// Posts the shares for an operator, for good: only its own account can withdraw them.
        "post" = Post { operator: String },
    }
}

messages! {
    /// Answers are as of the hub's last look.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        #[returns(ConfigResponse)]
        "config" = Config {},
        /// An operator's bond; zeros where there is none. Open shape.
        #[returns(BondResponse)]
        "bond" = Bond { operator: String },
        /// What was posted, ascending by operator.
        #[returns(Vec<PostedResponse>)]
        "bonds" = Bonds {
            start_after: Option<String>,
            /// Default 10, at most 100.
            limit: Option<u32>,
        },
    }
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub registry: String,
    pub bond_bps: u64,
    /// In seconds.
    pub cooldown: u64,
}

#[cw_serde]
pub struct PostedResponse {
    pub operator: String,
    /// Shares posted, less those withdrawn.
    pub posted: Uint128,
    /// What of them cools.
    pub cooling: Uint128,
}

#[cw_serde]
pub struct BondResponse {
    pub operator: String,
    /// Shares posted, less those withdrawn.
    pub posted: Uint128,
    /// Shares that it has paid for slashes since ever, and got back of that.
    pub covered: Uint128,
    pub returned: Uint128,
    /// What is there: posted and returned, less covered.
    pub bond: Uint128,
    /// Part of it that carries stake, and burns first.
    pub carrying: Uint128,
    /// Part of it that cools.
    pub cooling: Uint128,
    /// When that may be withdrawn, unix seconds, and to which account; null while nothing cools.
    pub ready: Option<u64>,
    pub account: Option<String>,
    /// The hub's stake there, entries in flight and unfinished moves away, in base units.
    pub at_risk: Uint128,
    /// Shares that this requires.
    pub required: Uint128,
    /// Shares above it, which may begin to cool.
    pub free: Uint128,
    /// Stake that the bond may carry, in base units.
    pub capacity: Uint128,
    /// The smallest bond that is listed, in shares.
    pub least: Uint128,
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

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
