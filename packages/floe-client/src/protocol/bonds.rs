//! Operators' bonds: shares that are posted for a validator and pay for its slashes first.

use cosmwasm_std::{to_json_binary, Binary, Uint128};
use floe_api::bonds::{BondResponse, BondsHookMsg, ConfigResponse, ExecuteMsg, PostedResponse, QueryMsg};

use super::client::contract_client;
use super::pages::{pages, PAGE};
use super::HubClient;
use crate::{Chain, ChainExt, Error, Msg, Result};

contract_client! {
    /// The contract of bonds at an address. What each does and who may is told by the enums in `floe_api::bonds`.
    BondsClient
    asks QueryMsg {
        config() -> ConfigResponse = Config;
        /// An operator's; zeros where there is none.
        bond(operator: &str) -> BondResponse = Bond;
        /// A page, ascending by operator; [`BondsClient::all`] gives all.
        bonds(start_after: Option<String>, limit: Option<u32>) -> Vec<PostedResponse> = Bonds;
    }
    sends ExecuteMsg {
        /// The hub's.
        receive(sender: &str, amount: Uint128, msg: Binary) = Receive;
        list(operator: &str) = List;
        unlist(operator: &str) = Unlist;
        begin_withdraw(operator: &str, shares: Uint128) = BeginWithdraw;
        /// Pays the account that began.
        withdraw(operator: &str) = Withdraw;
        /// The contract's own.
        finish(operator: &str) = Finish;
        accept_guarantor() = AcceptGuarantor;
    }
}

impl BondsClient<'_> {
    /// Sends shares of the hub's token to be posted for an operator, for good.
    ///
    /// # Errors
    /// None in practice.
    pub fn post(&self, hub: &HubClient<'_>, shares: Uint128, operator: &str) -> Result<Msg> {
        let operator = operator.to_owned();
        let hook = to_json_binary(&BondsHookMsg::Post { operator });
        let hook = hook.map_err(|error| Error::unreadable("a message", error))?;
        hub.send(self.address, shares, hook)
    }

    /// What was posted for each operator, ascending.
    pub fn all(&self) -> Result<Vec<PostedResponse>> {
        pages(|last: Option<&PostedResponse>| self.bonds(last.map(|last| last.operator.clone()), Some(PAGE)))
    }
}
