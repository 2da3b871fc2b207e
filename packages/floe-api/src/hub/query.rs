//! The questions that the hub answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::Uint128;
use packed_store::messages;
use schemars::JsonSchema;
use serde::Serialize;

use crate::hub::execute::AnyJson;

messages! {
    /// Lists take `limit`, default 10 and at most 100, and `start_after`.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        /// Rate and the time of the observation behind it. Closed shape.
        #[returns(super::RedemptionRateResponse)]
        "redemption_rate" = RedemptionRate {
            /// `cw20:<hub>`, the hub's address, or one of the owner's `rate_denoms`.
            denom: String,
            /// Must be null.
            params: Option<AnyJson>,
        },
        /// Past rates, newest first; `limit` null = all kept, at most 100. Closed shape.
        #[returns(super::HistoricalRedemptionRatesResponse)]
        "historical_redemption_rates" = HistoricalRedemptionRates {
            denom: String,
            /// Must be null.
            params: Option<AnyJson>,
            limit: Option<u64>,
        },
        /// The bare rate; an error once the last observation is older than twice `max_sync_age`.
        #[returns(cosmwasm_std::Decimal)]
        "get_redemption_rate" = GetRedemptionRate {},
        #[returns(String)]
        "get_lst_asset_denom" = GetLstAssetDenom {},
        /// Closed shape.
        #[returns(super::PriceResponse)]
        "price" = Price {},

        /// Open shape.
        #[returns(super::StateResponse)]
        "state" = State {},
        /// Open shape.
        #[returns(super::ConfigResponse)]
        "config" = Config {},
        /// The open batch; always answers. Open shape.
        #[returns(super::PendingBatchResponse)]
        "pending_batch" = PendingBatch {},
        /// A closed batch that is not yet fully claimed. Open shape.
        #[returns(super::BatchResponse)]
        "previous_batch" = PreviousBatch(u64) by all,
        /// Closed batches, ascending. Open shape.
        #[returns(Vec<super::BatchResponse>)]
        "previous_batches" = PreviousBatches {
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// Ascending by batch. Closed shape.
        #[returns(Vec<super::UserRequest>)]
        "unbond_requests_by_user" = UnbondRequestsByUser {
            user: String,
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// Ascending by address. Closed shape.
        #[returns(Vec<super::BatchRequest>)]
        "unbond_requests_by_batch" = UnbondRequestsByBatch {
            id: u64,
            start_after: Option<String>,
            limit: Option<u32>,
        },
        /// Ascending by batch. Open shape.
        #[returns(Vec<super::UserRequestDetails>)]
        "unbond_requests_by_user_details" = UnbondRequestsByUserDetails {
            user: String,
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// Past rates, newest first, strictly older than `start_after`. Closed shape.
        #[returns(super::ExchangeRatesResponse)]
        "exchange_rates" = ExchangeRates {
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// Targets by amount descending, then by address.
        #[returns(super::WantedDelegationsResponse)]
        "wanted_delegations" = WantedDelegations {},
        /// Unsettled batches, ascending.
        #[returns(Vec<super::BatchResponse>)]
        "unreconciled" = Unreconciled {},

        #[returns(cw20::BalanceResponse)]
        "balance" = Balance { address: String },
        #[returns(cw20::TokenInfoResponse)]
        "token_info" = TokenInfo {},
        #[returns(cw20::MinterResponse)]
        "minter" = Minter {},
        #[returns(cw20::AllowanceResponse)]
        "allowance" = Allowance { owner: String, spender: String },
        #[returns(cw20::AllAllowancesResponse)]
        "all_allowances" = AllAllowances {
            owner: String,
            start_after: Option<String>,
            limit: Option<u32>,
        },
        #[returns(cw20::AllSpenderAllowancesResponse)]
        "all_spender_allowances" = AllSpenderAllowances {
            spender: String,
            start_after: Option<String>,
            limit: Option<u32>,
        },
        #[returns(cw20::AllAccountsResponse)]
        "all_accounts" = AllAccounts {
            start_after: Option<String>,
            limit: Option<u32>,
        },
        #[returns(cw20::MarketingInfoResponse)]
        "marketing_info" = MarketingInfo {},
        #[returns(cw20::DownloadLogoResponse)]
        "download_logo" = DownloadLogo {},

        #[returns(crate::ownership::OwnershipResponse)]
        "ownership" = Ownership {},

        /// What `bond` would mint now.
        #[returns(super::PreviewBondResponse)]
        "preview_bond" = PreviewBond { amount: Uint128 },
        /// What a batch of these shares would be owed if it closed now.
        #[returns(super::PreviewUnbondResponse)]
        "preview_unbond" = PreviewUnbond { shares: Uint128 },
        /// What `instant_unbond` would pay now.
        #[returns(super::PreviewInstantResponse)]
        "preview_instant" = PreviewInstant { shares: Uint128 },
        /// What `crank` would do now.
        #[returns(super::CrankReport)]
        "preview_crank" = PreviewCrank {},
        /// Where an amount would be delegated.
        #[returns(super::PreviewAllocationResponse)]
        "preview_allocation" = PreviewAllocation { amount: Uint128 },

        /// The books against the bank.
        #[returns(super::SolvencyResponse)]
        "solvency" = Solvency {},
        /// The hub's stake per validator, ascending by address.
        #[returns(Vec<super::ValidatorResponse>)]
        "validators" = Validators {
            /// Operator address.
            start_after: Option<String>,
            limit: Option<u32>,
        },
        /// The hub's stake on each of these validators, in their order; zeros where there is none. The registry asks it
        /// before it drops entries.
        #[returns(Vec<super::StakeResponse>)]
        "stakes" = Stakes { operators: Vec<String> },
        /// Roles, pauses, and parameters with their bounds.
        #[returns(super::PowersResponse)]
        "powers" = Powers {},
        /// The guardian and how long its pauses last. The registry asks it.
        #[returns(super::GuardianResponse)]
        "guardian" = Guardian {},
        /// Flows and rates between two times, from the points kept.
        #[returns(super::ReportResponse)]
        "report" = Report {
            /// Unix seconds; null = the oldest point kept.
            from: Option<u64>,
            /// Unix seconds; null = now.
            to: Option<u64>,
        },
        /// Who pays for a slash, and how far that reaches as of the last observation. Open shape.
        #[returns(super::GuaranteesResponse)]
        "guarantees" = Guarantees {},
    }
}
