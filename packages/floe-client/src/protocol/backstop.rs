//! The backstop: pooled shares that pay for slashes before the holders do.

use cosmwasm_std::{to_json_binary, Binary, Uint128};
use floe_api::backstop::{
    stored_books, BackstopHookMsg, BackstopPositionResponse, BackstopStateResponse, BackstopValueResponse,
    ConfigResponse, CoverageResponse, ExecuteMsg, QueryMsg, BOOKS_KEY,
};

use floe_core::backstop::{check_open, BackstopBooks};

use super::client::contract_client;
use super::HubClient;
use crate::{Chain, ChainExt, Error, Msg, Result};

contract_client! {
    /// The backstop at an address. What each does and who may is told by the enums in `floe_api::backstop`.
    BackstopClient
    asks QueryMsg {
        config() -> ConfigResponse = Config;
        /// The books.
        state() -> BackstopStateResponse = State;
        position(user: &str) -> BackstopPositionResponse = Position;
        /// A page, ascending by address.
        positions(start_after: Option<String>, limit: Option<u32>) -> Vec<BackstopPositionResponse> = Positions;
        /// What units are worth; none: all that there are.
        value(units: Option<Uint128>) -> BackstopValueResponse = Value;
        /// What it has paid for and could pay for now, as the hub says.
        coverage() -> CoverageResponse = Coverage;
        /// Shares that so many units are worth.
        convert_to_assets(amount: Uint128) -> Uint128 = ConvertToAssets;
        /// Units that so many shares would give.
        convert_to_shares(amount: Uint128) -> Uint128 = ConvertToShares;
    }
    sends ExecuteMsg {
        /// The hub's.
        receive(sender: &str, amount: Uint128, msg: Binary) = Receive;
        /// Begins the cooldown; none: of all units.
        begin(units: Option<Uint128>) = Begin;
        stop() = Stop;
        /// Pays for the units that have cooled.
        withdraw(receiver: Option<String>) = Withdraw;
        /// The contract's own.
        finish(user: &str, receiver: &str) = Finish;
        poke() = Poke;
        accept_guarantor() = AcceptGuarantor;
    }
}

/// What the hub's owner should know of a backstop that does not work, in words; none where it does. `pays`: the hub takes from
/// it; `is_paid`: it is a receiver of the fee.
pub fn trouble(state: &BackstopStateResponse, pays: bool, is_paid: bool) -> Option<String> {
    let open = check_open(state.units.into(), state.assets.into(), state.unreleased.into());
    let mut words = match open {
        _ if !pays && is_paid => "the hub no longer takes from it".to_owned(),
        Ok(()) => return None,
        Err(reason) => format!("it takes no deposits: {reason}"),
    };
    if is_paid {
        words
            .push_str("; its part of the fee goes on until the owner takes it from it with `floe admin fee`");
    }
    Some(words)
}

impl BackstopClient<'_> {
    /// The books as its last message has left them: what came since is in none of its answers.
    ///
    /// # Errors
    /// Where it stores no such books.
    pub fn books(&self) -> Result<BackstopBooks> {
        let stored = self.chain.query_raw(self.address, BOOKS_KEY.as_bytes())?;
        let stored = stored.ok_or_else(|| Error::NotFound {
            what: format!("{BOOKS_KEY} of {}", self.address),
        })?;
        stored_books(&stored).map_err(|error| Error::unreadable("a backstop's books", error))
    }

    /// Sends shares of the hub's token to be deposited, for at least `min_units`.
    ///
    /// # Errors
    /// None in practice.
    pub fn deposit(
        &self,
        hub: &HubClient<'_>,
        shares: Uint128,
        receiver: Option<String>,
        min_units: Option<Uint128>,
    ) -> Result<Msg> {
        let hook = to_json_binary(&BackstopHookMsg::Deposit { receiver, min_units });
        let hook = hook.map_err(|error| Error::unreadable("a message", error))?;
        hub.send(self.address, shares, hook)
    }
}
