use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Decimal, Uint128};
use schemars::JsonSchema;
use serde::Serialize;

use crate::hub::execute::AnyJson;
use crate::hub::response::*;
use crate::ownership::OwnershipResponse;

/// Lists take `limit`, default 10 and at most 100, and `start_after`.
#[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum QueryMsg {
    /// Rate and the time of the observation behind it. Closed shape.
    #[returns(RedemptionRateResponse)]
    RedemptionRate {
        /// `cw20:<hub>`, the hub's address, or one of the owner's `rate_denoms`.
        denom: String,
        /// Must be null.
        params: Option<AnyJson>,
    },
    /// Past rates, newest first; `limit` null = all kept, at most 100. Closed shape.
    #[returns(HistoricalRedemptionRatesResponse)]
    HistoricalRedemptionRates {
        denom: String,
        /// Must be null.
        params: Option<AnyJson>,
        limit: Option<u64>,
    },
    /// The bare rate; an error once the last observation is older than twice `max_sync_age`.
    #[returns(Decimal)]
    GetRedemptionRate {},
    #[returns(String)]
    GetLstAssetDenom {},
    /// Closed shape.
    #[returns(PriceResponse)]
    Price {},

    /// Open shape.
    #[returns(StateResponse)]
    State {},
    /// Open shape.
    #[returns(ConfigResponse)]
    Config {},
    /// The open batch; always answers. Open shape.
    #[returns(PendingBatchResponse)]
    PendingBatch {},
    /// A closed batch that is not yet fully claimed. Open shape.
    #[returns(BatchResponse)]
    PreviousBatch(u64),
    /// Closed batches, ascending. Open shape.
    #[returns(Vec<BatchResponse>)]
    PreviousBatches {
        start_after: Option<u64>,
        limit: Option<u32>,
    },
    /// Ascending by batch. Closed shape.
    #[returns(Vec<UserRequest>)]
    UnbondRequestsByUser {
        user: String,
        start_after: Option<u64>,
        limit: Option<u32>,
    },
    /// Ascending by address. Closed shape.
    #[returns(Vec<BatchRequest>)]
    UnbondRequestsByBatch {
        id: u64,
        start_after: Option<String>,
        limit: Option<u32>,
    },
    /// Ascending by batch. Open shape.
    #[returns(Vec<UserRequestDetails>)]
    UnbondRequestsByUserDetails {
        user: String,
        start_after: Option<u64>,
        limit: Option<u32>,
    },
    /// Past rates, newest first, strictly older than `start_after`. Closed shape.
    #[returns(ExchangeRatesResponse)]
    ExchangeRates {
        start_after: Option<u64>,
        limit: Option<u32>,
    },
    /// Targets by amount descending, then by address.
    #[returns(WantedDelegationsResponse)]
    WantedDelegations {},
    /// Unsettled batches, ascending.
    #[returns(Vec<BatchResponse>)]
    Unreconciled {},

    #[returns(cw20::BalanceResponse)]
    Balance { address: String },
    #[returns(cw20::TokenInfoResponse)]
    TokenInfo {},
    #[returns(cw20::MinterResponse)]
    Minter {},
    #[returns(cw20::AllowanceResponse)]
    Allowance { owner: String, spender: String },
    #[returns(cw20::AllAllowancesResponse)]
    AllAllowances {
        owner: String,
        start_after: Option<String>,
        limit: Option<u32>,
    },
    #[returns(cw20::AllSpenderAllowancesResponse)]
    AllSpenderAllowances {
        spender: String,
        start_after: Option<String>,
        limit: Option<u32>,
    },
    #[returns(cw20::AllAccountsResponse)]
    AllAccounts {
        start_after: Option<String>,
        limit: Option<u32>,
    },
    #[returns(cw20::MarketingInfoResponse)]
    MarketingInfo {},
    #[returns(cw20::DownloadLogoResponse)]
    DownloadLogo {},

    #[returns(OwnershipResponse)]
    Ownership {},

    /// What `bond` would mint now.
    #[returns(PreviewBondResponse)]
    PreviewBond { amount: Uint128 },
    /// What a batch of these shares would be owed if it closed now.
    #[returns(PreviewUnbondResponse)]
    PreviewUnbond { shares: Uint128 },
    /// What `instant_unbond` would pay now.
    #[returns(PreviewInstantResponse)]
    PreviewInstant { shares: Uint128 },
    /// What `crank` would do now.
    #[returns(CrankReport)]
    PreviewCrank {},
    /// Where an amount would be delegated.
    #[returns(PreviewAllocationResponse)]
    PreviewAllocation { amount: Uint128 },

    /// The books against the bank.
    #[returns(SolvencyResponse)]
    Solvency {},
    /// The hub's stake per validator, ascending by address.
    #[returns(Vec<ValidatorResponse>)]
    Validators {
        /// Operator address.
        start_after: Option<String>,
        limit: Option<u32>,
    },
    /// The hub's stake on each of these validators, in their order; zeros where there is none. The registry asks it
    /// before it drops entries.
    #[returns(Vec<StakeResponse>)]
    Stakes { operators: Vec<String> },
    /// Roles, pauses, and parameters with their bounds.
    #[returns(PowersResponse)]
    Powers {},
    /// The guardian and how long its pauses last. The registry asks it.
    #[returns(GuardianResponse)]
    Guardian {},
    /// Flows and rates between two times, from the points kept.
    #[returns(ReportResponse)]
    Report {
        /// Unix seconds; null = the oldest point kept.
        from: Option<u64>,
        /// Unix seconds; null = now.
        to: Option<u64>,
    },
    /// Who pays for a slash, and how far that reaches as of the last observation. Open shape.
    #[returns(GuaranteesResponse)]
    Guarantees {},
}
