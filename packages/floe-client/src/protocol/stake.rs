//! A contract in which a token is staked: snapshots of power, and streams of rewards.

use cosmwasm_std::{to_json_binary, Addr, Binary, Coin, Uint128};
use floe_api::ownership::{OwnershipAction, OwnershipResponse};
use floe_api::stake::{
    Asset, ClaimsResponse, DenomResponse, ExecuteMsg, GetConfigResponse, GetHooksResponse, InfoResponse,
    IsActiveResponse, ListStakersResponse, PendingStakeReward, PowerAtHeightResponse, PrincipalResponse,
    QueryMsg, RewardStreamResponse, StakeHookMsg, StakedBalanceAtHeightResponse, StakedValueResponse,
    TotalStakedAtHeightResponse, TotalValueResponse,
};

use super::client::contract_client;
use super::HubClient;
use crate::{Chain, ChainExt, Error, Msg, Result};

contract_client! {
    /// The contract at an address. What each does and who may is told by the enums in `floe_api::stake`.
    StakeClient
    asks QueryMsg {
        /// Before the messages of a height; none: of the present one.
        voting_power_at_height(address: &str, height: Option<u64>) -> PowerAtHeightResponse = VotingPowerAtHeight;
        total_power_at_height(height: Option<u64>) -> PowerAtHeightResponse = TotalPowerAtHeight;
        info() -> InfoResponse = Info;
        is_active() -> IsActiveResponse = IsActive;
        dao() -> Addr = Dao;
        token_contract() -> Addr = TokenContract;
        denom() -> DenomResponse = Denom;
        staked_balance_at_height(address: &str, height: Option<u64>) -> StakedBalanceAtHeightResponse = StakedBalanceAtHeight;
        total_staked_at_height(height: Option<u64>) -> TotalStakedAtHeightResponse = TotalStakedAtHeight;
        staked_value(address: &str) -> StakedValueResponse = StakedValue;
        total_value() -> TotalValueResponse = TotalValue;
        claims(address: &str) -> ClaimsResponse = Claims;
        /// A page, ascending by address.
        list_stakers(start_after: Option<String>, limit: Option<u32>) -> ListStakersResponse = ListStakers;
        get_hooks() -> GetHooksResponse = GetHooks;
        get_config() -> GetConfigResponse = GetConfig;
        pending_rewards(user: &str) -> Vec<PendingStakeReward> = PendingRewards;
        streams() -> Vec<RewardStreamResponse> = Streams;
        principal() -> PrincipalResponse = Principal;
        ownership() -> OwnershipResponse = Ownership;
    }
    sends ExecuteMsg {
        /// The tokens'.
        receive(sender: &str, amount: Uint128, msg: Binary) = Receive;
        /// Stakes the coins, where a denom is staked.
        stake() = Stake with coins;
        /// Begins to unstake; `quiet` tells no listener.
        unstake(amount: Uint128, quiet: Option<bool>) = Unstake;
        claim() = Claim;
        /// Pays what is due; none: of all assets.
        harvest(assets: Option<Vec<Asset>>) = Harvest;
        harvest_for(user: &str) = HarvestFor;
        /// Pays the coins into the stream of their denom.
        fund() = Fund with coins;
        poke(asset: Asset) = Poke;
        add_stream(asset: Asset, period: u64) = AddStream;
        add_listener(listener: &str) = AddListener;
        update_ownership(action: OwnershipAction) = UpdateOwnership(action);
    }
}

impl StakeClient<'_> {
    /// Sends shares of the hub's token to be staked, where that is the token.
    ///
    /// # Errors
    /// None in practice.
    pub fn stake_shares(&self, hub: &HubClient<'_>, shares: Uint128) -> Result<Msg> {
        self.send(hub, shares, &StakeHookMsg::Stake {})
    }

    /// Sends shares of the hub's token into the stream of it.
    ///
    /// # Errors
    /// None in practice.
    pub fn fund_shares(&self, hub: &HubClient<'_>, shares: Uint128) -> Result<Msg> {
        self.send(hub, shares, &StakeHookMsg::Fund {})
    }

    fn send(&self, hub: &HubClient<'_>, shares: Uint128, hook: &StakeHookMsg) -> Result<Msg> {
        let hook = to_json_binary(hook).map_err(|error| Error::unreadable("a message", error))?;
        hub.send(self.address, shares, hook)
    }
}
