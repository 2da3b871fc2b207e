//! The reward collector: the hub's withdraw address.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::Uint128;

use crate::ownership::OwnershipAction;

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    pub owner: String,
    /// The staking denom, which only `forward` moves, and only to the hub.
    pub denom: String,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Sends the native rewards to the hub; nothing there: success without effect. Anyone.
    Forward {
        /// Who is credited as keeper; honoured from the hub only, otherwise the sender is.
        keeper: Option<String>,
    },
    /// Sends out a coin that is not the staking coin. Owner.
    SendForeign {
        denom: String,
        amount: Uint128,
        to: String,
    },
    /// Sends all of a coin that is not the staking coin to the swapper. Anyone.
    Sell { denom: String },
    /// Names the contract that foreign coins are sold through, once and for all. Owner.
    SetSwapper { swapper: String },
    /// Owner, and the proposed owner to accept.
    UpdateOwnership(OwnershipAction),
}

#[cw_serde]
#[serde(deny_unknown_fields)]
#[derive(QueryResponses)]
pub enum QueryMsg {
    #[returns(ConfigResponse)]
    Config {},
    /// Balance of the native denom, and of the named others.
    #[returns(Vec<cosmwasm_std::Coin>)]
    Balances {
        /// Denoms to ask for; null = the staking denom alone. At most 100.
        denoms: Option<Vec<String>>,
    },
    #[returns(crate::ownership::OwnershipResponse)]
    Ownership {},
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub denom: String,
    /// Where `sell` sends coins; null until the owner has named it.
    pub swapper: Option<String>,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
