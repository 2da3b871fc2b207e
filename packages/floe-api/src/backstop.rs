//! The backstop: pooled shares that pay for slashes before the holders do.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, StdResult, Uint128};
use floe_core::backstop::BackstopBooks;
use packed_store::packed::unpack;
use packed_store::{fields, messages, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

fields! {
    "instantiate":
    /// No owner, no pause; both are fixed for ever.
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// The hub whose token is pooled and whose slashes it pays for.
        pub hub: String,
        /// How long units cool before they may be withdrawn, in seconds: 1 to 90 days, meant to be at least the chain's
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
    /// None of them accepts coins.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum ExecuteMsg {
        /// cw20: shares that were sent with a [`BackstopHookMsg`]. The hub only.
        "receive" = Receive {
            /// Who sent them.
            sender: String,
            amount: Uint128,
            msg: Binary,
        },
        /// Begins the cooldown and notes what the units are worth; they are never worth more when it ends. Units that cool
        /// already stop first. Anyone with units.
        "begin" = Begin {
            /// Null = all.
            units: Option<Uint128>,
        },
        /// Stops cooling. Anyone whose units cool.
        "stop" = Stop {},
        /// Has the hub look at the chain, then pays for the units that have cooled, in shares. In the window only. Anyone
        /// whose units cool.
        "withdraw" = Withdraw {
            /// Who is paid; null = the sender.
            receiver: Option<String>,
        },
        /// The second half of a withdrawal, after the hub has looked. The contract itself only.
        "finish" = Finish {
            user: String,
            receiver: String,
        },
        /// Books what has come and what was burned since the last message, so that premium begins to stream. Anyone.
        "poke" = Poke {},
        /// Tells the hub that this contract accepts to be its backstop; the hub's owner has named it before. Anyone.
        "accept_guarantor" = AcceptGuarantor {},
    }
}

messages! {
    /// What a cw20 `send` of the hub's token may ask for.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum BackstopHookMsg {
        /// Deposits the shares that are sent for units.
        "deposit" = Deposit {
            /// Who gets the units; null = the sender.
            receiver: Option<String>,
            /// Refuse to give fewer.
            min_units: Option<Uint128>,
        },
    }
}

messages! {
    /// Answers are as if somebody had sent `poke` just before, and as of the hub's last look. Lists take `limit`, default 10
    /// and at most 100, and `start_after`.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        #[returns(ConfigResponse)]
        "config" = Config {},
        /// The books. Open shape.
        #[returns(BackstopStateResponse)]
        "state" = State {},
        /// What somebody has; zeros where that is nothing. Open shape.
        #[returns(BackstopPositionResponse)]
        "position" = Position { user: String },
        /// Positions, ascending by address. Open shape.
        #[returns(Vec<BackstopPositionResponse>)]
        "positions" = Positions {
            start_after: Option<String>,
            limit: Option<u32>,
        },
        /// What units are worth. Open shape.
        #[returns(BackstopValueResponse)]
        "value" = Value {
            /// Null = all that there are.
            units: Option<Uint128>,
        },
        /// What it has paid for and could pay for now, as the hub says. Open shape.
        #[returns(CoverageResponse)]
        "coverage" = Coverage {},
        /// Shares that so many units are worth.
        #[returns(Uint128)]
        "convert_to_assets" = ConvertToAssets {
            /// Units.
            amount: Uint128,
        },
        /// Units that so many shares would give, what may still come back paid for; one for each where there are none yet.
        #[returns(Uint128)]
        "convert_to_shares" = ConvertToShares {
            /// Shares of the hub's token.
            amount: Uint128,
        },
    }
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    /// In seconds.
    pub cooldown: u64,
    /// How long a withdrawal is possible after the cooldown, in seconds.
    pub window: u64,
}

#[cw_serde]
pub struct BackstopStateResponse {
    /// All units, those that nobody has included.
    pub units: Uint128,
    /// Units of the first deposit that nobody has.
    pub nobodys: Uint128,
    /// Shares that the units are parts of.
    pub assets: Uint128,
    /// Shares of premium that are not released yet, and when all of it is, in unix seconds.
    pub unreleased: Uint128,
    pub released_at: u64,
    /// Shares that the contract has.
    pub balance: Uint128,
    /// Shares that it has paid for slashes since ever, and got back of that.
    pub covered: Uint128,
    pub returned: Uint128,
    /// What may still come back, in base units of the coin and in shares.
    pub owed_back: Uint128,
    pub owed_shares: Uint128,
}

#[cw_serde]
pub struct BackstopPositionResponse {
    pub user: String,
    /// All of them, those that cool included.
    pub units: Uint128,
    /// What they are worth if cooling ended now, in shares.
    pub value: Uint128,
    pub cooling: Option<CoolingResponse>,
}

#[cw_serde]
pub struct CoolingResponse {
    pub units: Uint128,
    /// The units that would be left of them if cooling ended now.
    pub kept: Uint128,
    /// What they were worth when cooling began, in shares, and so at most when it ends.
    pub most: Uint128,
    /// Unix seconds: when it began, the first second in which they may be withdrawn, and the first in which they no longer may.
    pub since: u64,
    pub ready: u64,
    pub until: u64,
}

#[cw_serde]
pub struct BackstopValueResponse {
    pub units: Uint128,
    /// In shares, and those in base units of the coin.
    pub shares: Uint128,
    pub native: Uint128,
}

/// What stands behind the protocol here.
#[cw_serde]
pub struct CoverageResponse {
    /// Whether it is the hub's backstop, and whether the owner has named it and it has not accepted.
    pub appointed: bool,
    pub pending: bool,
    /// Shares that it has paid since ever, and got back of that.
    pub covered: Uint128,
    pub returned: Uint128,
    /// What may still come back, in base units.
    pub owed_back: Uint128,
    /// What it would pay in one look, in base units; zero where it is not the backstop.
    pub capacity: Uint128,
    /// What a double sign of the validator with the largest stake costs, in base units.
    pub worst_loss: Uint128,
    /// Capacity as a part of the worst loss, in basis points.
    pub ratio_bps: u64,
    /// The part of the balance that one look may take, in basis points.
    pub cap_bps: u64,
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

/// Key of the books in the contract, which keepers read raw.
pub const BOOKS_KEY: &str = "books";

/// The books as the contract's last message has left them, from what it stores under [`BOOKS_KEY`].
///
/// # Errors
/// For anything else.
pub fn stored_books(raw: &[u8]) -> StdResult<BackstopBooks> {
    unpack(BOOKS_KEY, raw)
}
