//! The reward collector: where the chain pays the hub's rewards.

use cosmwasm_std::{Coin, Uint128};
use floe_api::collector::{ConfigResponse, ExecuteMsg, QueryMsg};
use floe_api::ownership::{OwnershipAction, OwnershipResponse};

use super::client::contract_client;
use crate::{Chain, ChainExt, Msg, Result};

contract_client! {
    /// The collector at an address. What each does and who may is told by the enums in `floe_api::collector`.
    CollectorClient
    asks QueryMsg {
        config() -> ConfigResponse = Config;
        /// Of the staking coin and of the named ones.
        balances(denoms: Option<Vec<String>>) -> Vec<Coin> = Balances;
        ownership() -> OwnershipResponse = Ownership;
    }
    sends ExecuteMsg {
        forward(keeper: Option<String>) = Forward;
        send_foreign(denom: &str, amount: Uint128, to: &str) = SendForeign;
        sell(denom: &str) = Sell;
        set_swapper(swapper: &str) = SetSwapper;
        update_ownership(action: OwnershipAction) = UpdateOwnership(action);
    }
}
