//! Staking of any token: snapshots of voting power, and streams of rewards.
//!
//! Half of the questions are those of DAO DAO's voting and staking contracts (`dao-voting-cw20-staked`,
//! `dao-voting-token-staked`, `cw20-stake`), with their names and shapes, so that what reads those reads this.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Binary, Uint128};
use cw_utils::{Duration, Expiration};
use packed_store::packed;
use packed_store::wire::{Fault, Field, Json};
use packed_store::{fields, messages, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::ownership::OwnershipAction;

/// A token, by where its balances are.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum Asset {
    /// A cw20 contract.
    Cw20(String),
    /// A denom of the chain's bank.
    Denom(String),
}

packed!(enum Asset { Cw20(address), 1 = Denom(denom) });

impl Default for Asset {
    fn default() -> Self {
        Self::Denom(String::new())
    }
}

impl Field for Asset {
    fn read(mut json: Json, fault: &mut Fault) -> Self {
        let mut taken = |name| json.remove(name).map(|text| String::read(text, fault));
        let (cw20, denom) = (taken("cw20"), taken("denom"));
        match (cw20, denom, json) {
            (Some(address), None, Json::Object(rest)) if rest.is_empty() => Self::Cw20(address),
            (None, Some(denom), Json::Object(rest)) if rest.is_empty() => Self::Denom(denom),
            (_, _, _) => {
                fault.note(r#"expected {"cw20": address} or {"denom": denom}"#.to_owned());
                Self::default()
            }
        }
    }
}

impl Asset {
    /// The address or the denom.
    pub fn name(&self) -> &str {
        match self {
            Self::Cw20(address) => address,
            Self::Denom(denom) => denom,
        }
    }
}

fields! {
    "instantiate":
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// What is staked. Fixed for ever. Not a token that keeps a part of what is sent.
        pub token: Asset,
        /// How long unstaking takes, in seconds: 0 to 90 days. Fixed for ever.
        pub unstaking: u64,
        /// Who may add streams and listeners, and can do nothing else.
        pub owner: String,
    }
}

impl<'de> Deserialize<'de> for InstantiateMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::value(deserializer)
    }
}

messages! {
    /// Only `stake` and `fund` accept coins.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum ExecuteMsg {
        /// cw20: tokens that were sent with a [`StakeHookMsg`]. The staked token or that of a stream only.
        "receive" = Receive {
            /// Who sent them.
            sender: String,
            amount: Uint128,
            msg: Binary,
        },
        /// Stakes the coin that comes with it, where a denom is staked. Anyone.
        "stake" = Stake {},
        /// Begins to unstake. Pays no rewards. Anyone with a stake.
        "unstake" = Unstake {
            amount: Uint128,
            /// True = no listener is told; null = false.
            quiet: Option<bool>,
        },
        /// Pays out what was unstaked and is ready. Pays no rewards. Anyone with such a claim.
        "claim" = Claim {},
        /// Pays the rewards that the sender has due. Each asset is paid by itself: one that cannot be paid stays due. Anyone.
        "harvest" = Harvest {
            /// Null = all.
            assets: Option<Vec<Asset>>,
        },
        /// The same for somebody, who is paid. Anyone.
        "harvest_for" = HarvestFor { user: String },
        /// Pays the coin that comes with it into the stream of its denom. Anyone.
        "fund" = Fund {},
        /// Pays what the contract has of an asset beyond its books into the stream of that asset, so that it can be the
        /// receiver of a fee; nothing there: success without effect. Anyone.
        "poke" = Poke { asset: Asset },
        /// Adds a stream of rewards, for ever; at most 8. Owner.
        "add_stream" = AddStream {
            asset: Asset,
            /// Over how long what is paid in is released, in seconds: an hour to a year.
            period: u64,
        },
        /// Adds a contract that is told of changes of stake, for ever; at most 4. It is sent a [`StakeChangedHookMsg`] with a
        /// gas limit, and its failure changes nothing. Owner.
        "add_listener" = AddListener { listener: String },
        /// Owner, and the proposed owner to accept.
        "update_ownership" = UpdateOwnership(OwnershipAction) by whole,
    }
}

messages! {
    /// What a cw20 `send` to this contract may ask for.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum StakeHookMsg {
        /// Stakes what is sent, where it is the staked token.
        "stake" = Stake {},
        /// Pays what is sent into the stream of that token.
        "fund" = Fund {},
    }
}

messages! {
    /// What a listener is told, in the words of DAO DAO's stake hooks.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum StakeChangedHookMsg {
        "stake" = Stake {
            addr: String,
            amount: Uint128,
        },
        "unstake" = Unstake {
            addr: String,
            amount: Uint128,
        },
    }
}

/// The message to a listener: `{"stake_change_hook": …}`.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum StakeListenerMsg {
    StakeChangeHook(StakeChangedHookMsg),
}

messages! {
    /// A power at a height is what it was before the messages of that height; null = the present block. Lists take `limit`,
    /// default 10 and at most 100, and `start_after`.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        /// What somebody had staked. Closed shape, DAO DAO's.
        #[returns(PowerAtHeightResponse)]
        "voting_power_at_height" = VotingPowerAtHeight {
            address: String,
            height: Option<u64>,
        },
        /// What all had staked. Closed shape, DAO DAO's.
        #[returns(PowerAtHeightResponse)]
        "total_power_at_height" = TotalPowerAtHeight { height: Option<u64> },
        /// Name and version of the code. Closed shape, DAO DAO's.
        #[returns(InfoResponse)]
        "info" = Info {},
        /// Always true. Closed shape, DAO DAO's.
        #[returns(IsActiveResponse)]
        "is_active" = IsActive {},
        /// The owner. DAO DAO's.
        #[returns(Addr)]
        "dao" = Dao {},
        /// The staked cw20; an error where a denom is staked. DAO DAO's.
        #[returns(Addr)]
        "token_contract" = TokenContract {},
        /// The staked denom; an error where a cw20 is staked. Closed shape, DAO DAO's.
        #[returns(DenomResponse)]
        "denom" = Denom {},
        /// What somebody had staked. Closed shape, cw20-stake's.
        #[returns(StakedBalanceAtHeightResponse)]
        "staked_balance_at_height" = StakedBalanceAtHeight {
            address: String,
            height: Option<u64>,
        },
        /// What all had staked. Closed shape, cw20-stake's.
        #[returns(TotalStakedAtHeightResponse)]
        "total_staked_at_height" = TotalStakedAtHeight { height: Option<u64> },
        /// What somebody has staked now. Closed shape, cw20-stake's.
        #[returns(StakedValueResponse)]
        "staked_value" = StakedValue { address: String },
        /// What all have staked now. Closed shape, cw20-stake's.
        #[returns(TotalValueResponse)]
        "total_value" = TotalValue {},
        /// What somebody has unstaked and not been paid, by the hour. Closed shape, cw20-stake's.
        #[returns(ClaimsResponse)]
        "claims" = Claims { address: String },
        /// Stakers, ascending by address; who has rewards due and nothing staked is among them. Closed shape, cw20-stake's.
        #[returns(ListStakersResponse)]
        "list_stakers" = ListStakers {
            start_after: Option<String>,
            limit: Option<u32>,
        },
        /// The listeners. Closed shape, cw20-stake's.
        #[returns(GetHooksResponse)]
        "get_hooks" = GetHooks {},
        /// Owner, token and unstaking time. Closed shape, cw20-stake's; where a denom is staked, `dao-voting-token-staked`'s,
        /// which has the time alone.
        #[returns(GetConfigResponse)]
        "get_config" = GetConfig {},
        /// The rewards that somebody has due, by stream. Open shape.
        #[returns(Vec<PendingStakeReward>)]
        "pending_rewards" = PendingRewards { user: String },
        /// All streams. Open shape.
        #[returns(Vec<RewardStreamResponse>)]
        "streams" = Streams {},
        /// The principal. Open shape.
        #[returns(PrincipalResponse)]
        "principal" = Principal {},
        #[returns(crate::ownership::OwnershipResponse)]
        "ownership" = Ownership {},
    }
}

#[cw_serde]
pub struct PowerAtHeightResponse {
    pub power: Uint128,
    pub height: u64,
}

#[cw_serde]
pub struct InfoResponse {
    pub info: CodeInfo,
}

/// As cw2 has it.
#[cw_serde]
pub struct CodeInfo {
    pub contract: String,
    pub version: String,
}

#[cw_serde]
pub struct IsActiveResponse {
    pub active: bool,
}

#[cw_serde]
pub struct DenomResponse {
    pub denom: String,
}

#[cw_serde]
pub struct StakedBalanceAtHeightResponse {
    pub balance: Uint128,
    pub height: u64,
}

#[cw_serde]
pub struct TotalStakedAtHeightResponse {
    pub total: Uint128,
    pub height: u64,
}

#[cw_serde]
pub struct StakedValueResponse {
    pub value: Uint128,
}

#[cw_serde]
pub struct TotalValueResponse {
    pub total: Uint128,
}

#[cw_serde]
pub struct ClaimsResponse {
    pub claims: Vec<StakeClaim>,
}

#[cw_serde]
pub struct StakeClaim {
    pub amount: Uint128,
    pub release_at: Expiration,
}

#[cw_serde]
pub struct ListStakersResponse {
    pub stakers: Vec<StakerBalanceResponse>,
}

#[cw_serde]
pub struct StakerBalanceResponse {
    pub address: String,
    pub balance: Uint128,
}

#[cw_serde]
pub struct GetHooksResponse {
    pub hooks: Vec<String>,
}

#[cw_serde]
pub struct GetConfigResponse {
    /// Left out where a denom is staked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Addr>,
    /// Left out where a denom is staked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_address: Option<Addr>,
    /// Null where it takes no time.
    pub unstaking_duration: Option<Duration>,
}

#[cw_serde]
pub struct PendingStakeReward {
    pub asset: Asset,
    pub amount: Uint128,
}

#[cw_serde]
pub struct RewardStreamResponse {
    pub asset: Asset,
    /// Over how long what is paid in is released, in seconds.
    pub period: u64,
    /// All that was ever paid in.
    pub funded: Uint128,
    /// All that was paid to stakers.
    pub paid: Uint128,
    /// What is not released yet, and when all of it is if somebody is staked, in unix seconds.
    pub unreleased: Uint128,
    pub released_at: u64,
}

#[cw_serde]
pub struct PrincipalResponse {
    pub token: Asset,
    /// In seconds.
    pub unstaking: u64,
    pub staked: Uint128,
    /// Unstaked and not paid out yet.
    pub leaving: Uint128,
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

#[cfg(test)]
mod tests {
    use cosmwasm_std::{from_json, to_json_string};

    use super::*;

    #[test]
    fn an_asset_is_one_of_two_and_nothing_beside() {
        let poke = |asset: &str| from_json::<ExecuteMsg>(format!(r#"{{"poke":{{"asset":{asset}}}}}"#));
        for asset in [Asset::Cw20("a".into()), Asset::Denom("d".into())] {
            let read = poke(&to_json_string(&asset).unwrap());
            assert_eq!(read, Ok(ExecuteMsg::Poke { asset }));
        }
        for wrong in [
            r#"{"cw20":"a","denom":"d"}"#,
            r#"{"cw20":1}"#,
            r#"{"cw20":"a","x":1}"#,
            r#"{}"#,
            r#""cw20""#,
        ] {
            assert!(poke(wrong).is_err(), "{wrong}");
        }
    }
}
