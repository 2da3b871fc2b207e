//! Answers. Those of closed shape have exactly these fields for ever and refuse others when decoded; to open ones
//! fields may be added.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, SignedDecimal, Uint128};
use floe_core::allocation::{Move, Portion};
use floe_core::engine::Report;

use crate::hub::execute::Domain;
use crate::hub::instantiate::FeeConfig;

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct RedemptionRateResponse {
    pub redemption_rate: Decimal,
    /// Unix seconds of the last observation, never the present.
    pub update_time: u64,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct HistoricalRedemptionRatesResponse {
    /// Newest first.
    pub redemption_rates: Vec<HistoricalRate>,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct HistoricalRate {
    pub denom: String,
    pub redemption_rate: Decimal,
    pub update_time: u64,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct PriceResponse {
    pub value: Decimal,
    pub block_info: PriceBlock,
    /// Nanoseconds, as a string, of the last observation.
    pub timestamp: cosmwasm_std::Timestamp,
    pub volatile: bool,
}

/// The block of the last observation. Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct PriceBlock {
    pub height: u64,
    /// Nanoseconds, as a string.
    pub time: cosmwasm_std::Timestamp,
    pub chain_id: String,
}

#[cw_serde]
pub enum Status {
    Normal,
    /// A validator's last message failed.
    Hampered,
    /// Coins of overdue entries are missing.
    Short,
    /// Deposits are paused.
    Paused,
    /// Everything is lost.
    Depleted,
    WindingDown,
}

#[cw_serde]
pub struct StateResponse {
    pub total_ustake: Uint128,
    pub total_usteak: Uint128,
    pub total_utoken: Uint128,
    pub total_native: Uint128,
    pub total_uluna: Uint128,
    pub exchange_rate: Decimal,
    pub unlocked_coins: Vec<cosmwasm_std::Coin>,
    /// Owed to unsettled batches.
    pub unbonding: Uint128,
    /// Ring-fenced for settled batches.
    pub available: Uint128,
    pub tvl_utoken: Uint128,
    pub tvl_uluna: Uint128,
    pub status: Status,
    /// Unix seconds of the last observation.
    pub last_sync: u64,
    /// What coins of due undelegations are known to lack, base units: the rate still counts them.
    pub suspect: Uint128,
}

#[cw_serde]
pub struct ConfigResponse {
    pub owner: Option<String>,
    pub new_owner: Option<String>,
    pub stake_token: String,
    pub steak_token: String,
    pub denom: String,
    pub utoken: String,
    pub epoch_period: u64,
    pub unbond_period: u64,
    pub validators: Vec<String>,
    pub paused_validators: Vec<String>,
    pub fee_config: StoredFeeConfig,
    pub fee_type: String,
    pub fee_account: Option<String>,
    pub fee_rate: Decimal,
    pub max_fee_rate: Decimal,
    pub delegation_strategy: String,
    pub dust_collector: Option<String>,
    pub token_factory: Option<String>,
    pub vote_operator: Option<String>,
    pub registry: String,
    pub collector: String,
}

#[cw_serde]
pub struct StoredFeeConfig {
    pub protocol_fee_contract: Option<String>,
    pub protocol_reward_fee: Decimal,
}

#[cw_serde]
pub struct PendingBatchResponse {
    pub id: u64,
    pub usteak_to_burn: Uint128,
    pub ustake_to_burn: Uint128,
    /// Unix seconds at which the batch may close.
    pub est_unbond_start_time: u64,
}

#[cw_serde]
pub struct BatchResponse {
    pub id: u64,
    /// Whether it is settled.
    pub reconciled: bool,
    /// Shares whose claim is open.
    pub total_shares: Uint128,
    pub uluna_unclaimed: Uint128,
    pub amount_unclaimed: Uint128,
    pub utoken_unclaimed: Uint128,
    pub est_unbond_end_time: u64,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct UserRequest {
    /// Batch.
    pub id: u64,
    pub shares: Uint128,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    pub user: String,
    pub shares: Uint128,
}

#[cw_serde]
pub enum RequestState {
    /// In the open batch.
    #[serde(rename = "PENDING")]
    Pending,
    /// Closed, not yet funded.
    #[serde(rename = "UNBONDING")]
    Unbonding,
    /// Funded: can be claimed.
    #[serde(rename = "COMPLETED")]
    Completed,
}

#[cw_serde]
pub struct UserRequestDetails {
    pub id: u64,
    pub shares: Uint128,
    pub state: RequestState,
    pub batch: Option<BatchResponse>,
    pub pending: Option<PendingBatchResponse>,
    /// What the request is worth now.
    pub amount: Uint128,
    /// Unix seconds. While PENDING: when the batch may close, an unbonding time before it pays; UNBONDING: when it is
    /// estimated to pay; COMPLETED: the earlier of that and the time of its settlement.
    pub estimated_time: u64,
}

/// Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct ExchangeRatesResponse {
    /// Unix seconds and rate, newest first.
    pub exchange_rates: Vec<(u64, Decimal)>,
    /// Growth a day between the newest and the oldest point listed; null with fewer than two points, never negative.
    pub apr: Option<Decimal>,
}

#[cw_serde]
pub struct WantedDelegationsResponse {
    pub tune_time_period: Option<u64>,
    pub delegations: Vec<(String, Uint128)>,
}

#[cw_serde]
pub struct PreviewBondResponse {
    pub shares: Uint128,
    pub rate: Decimal,
    /// What coins of due undelegations are known to lack, base units: whoever deposits now buys a part of that loss.
    pub suspect: Uint128,
}

#[cw_serde]
pub struct PreviewUnbondResponse {
    pub amount: Uint128,
    pub rate: Decimal,
}

#[cw_serde]
pub struct PreviewInstantResponse {
    /// What the receiver gets, after the fee.
    pub amount: Uint128,
    pub fee: Uint128,
    pub rate: Decimal,
}

#[cw_serde]
pub struct PreviewAllocationResponse {
    pub delegations: Vec<Portion>,
    /// What would stay in the hub.
    pub kept: Uint128,
}

/// What a crank or one of its steps did, also its response data.
#[cw_serde]
#[derive(Default)]
pub struct CrankReport {
    /// Batches settled.
    pub settled: Vec<u64>,
    /// Batch closed.
    pub closed: Option<u64>,
    pub undelegations: Vec<Portion>,
    pub delegations: Vec<Portion>,
    pub redelegations: Vec<Move>,
    /// Validators whose rewards are withdrawn.
    pub harvests: Vec<String>,
    /// Whether rewards are forwarded.
    pub forwarded: bool,
    /// Coins that exits still need after this.
    pub need: Uint128,
    /// Whether another crank would find work at once.
    pub more: bool,
    /// In a preview: validators whose last message failed. `harvest` with their name clears what can be cleared.
    #[serde(default)]
    pub hampered: Vec<String>,
}

impl From<Report> for CrankReport {
    fn from(report: Report) -> Self {
        let Report {
            settled,
            closed,
            undelegations,
            delegations,
            redelegations,
            harvests,
            forwarded,
            need,
            more,
        } = report;
        Self {
            settled,
            closed,
            undelegations,
            delegations,
            redelegations,
            harvests,
            forwarded,
            need: need.into(),
            more,
            hampered: Vec::new(),
        }
    }
}

impl CrankReport {
    /// Whether anything was done at all.
    pub fn is_idle(&self) -> bool {
        self.settled.is_empty()
            && self.closed.is_none()
            && self.undelegations.is_empty()
            && self.delegations.is_empty()
            && self.redelegations.is_empty()
            && self.harvests.is_empty()
            && !self.forwarded
    }
}

#[cw_serde]
pub struct SolvencyResponse {
    pub bank: Uint128,
    /// `B`
    pub free: Uint128,
    /// `K`
    pub reserved: Uint128,
    /// `U`
    pub undelegating: Uint128,
    pub owed: Uint128,
    /// `D`
    pub delegated: Uint128,
    /// `S`
    pub supply: Uint128,
    pub unreleased: Uint128,
    pub pool: Uint128,
    pub loss_carry: Uint128,
    /// In token units.
    pub seed: Uint128,
    /// In token units.
    pub escrow: Uint128,
    pub short_since: Option<u64>,
    /// `bank ≥ B + K` and `U + B + D ≥ owed`.
    pub healthy: bool,
}

#[cw_serde]
pub struct ValidatorResponse {
    pub operator: String,
    pub delegated: Uint128,
    pub target: Uint128,
    /// Entries in flight, oldest first.
    pub entries: Vec<EntryResponse>,
    /// All that slashes are known to have cost here.
    pub cumulative_loss: Uint128,
    /// Unix seconds of the last loss.
    pub last_loss: Option<u64>,
    /// Unix seconds at which its rewards were last paid out.
    pub harvested_at: u64,
    /// Until when it is avoided because a message to it failed.
    pub marked_until: Option<u64>,
    /// Until when its stake cannot be redelegated.
    pub locked_until: Option<u64>,
    /// That it answers nobody, and what is done about it.
    #[serde(default)]
    pub silent: Option<SilenceResponse>,
}

#[cw_serde]
pub struct SilenceResponse {
    /// When a write-off was announced, unix seconds.
    pub announced_at: u64,
    /// When it was booked, unix seconds; null = only announced.
    pub written_off_at: Option<u64>,
    /// What was booked as a loss, in base units.
    pub amount: Uint128,
    /// Whether deposits are no longer priced as if it were there.
    pub forgotten: bool,
}

#[cw_serde]
pub struct EntryResponse {
    pub amount: Uint128,
    pub expected: Uint128,
    /// Unix seconds, rounded up.
    pub completion: u64,
}

#[cw_serde]
pub struct StakeResponse {
    pub delegated: Uint128,
    pub entries: u32,
}

#[cw_serde]
pub struct PauseResponse {
    pub domain: Domain,
    /// Unix seconds from which on it has lasted without a break.
    pub since: u64,
    /// Unix seconds; null = until lifted.
    pub until: Option<u64>,
}

#[cw_serde]
pub struct ParamResponse {
    pub name: String,
    /// Amounts, seconds, basis points or counts.
    pub value: Uint128,
    pub default: Uint128,
    /// As the other parameters stand: `drip_secs` is at least `harvest_interval`, `instant_fee_min_bps` at most
    /// `instant_fee_max_bps`. A value outside was set before a version that allows less.
    pub min: Uint128,
    pub max: Uint128,
}

/// A higher fee that was set and does not count yet.
#[cw_serde]
pub struct FeeRiseResponse {
    pub bps: u64,
    /// Unix seconds from which on it counts.
    pub from: u64,
}

#[cw_serde]
pub struct PowersResponse {
    pub owner: Option<String>,
    pub pending_owner: Option<String>,
    pub guardian: Option<String>,
    pub guardian_armed: bool,
    pub governor: Option<String>,
    /// May replace the code: the largest power. Null = nobody.
    pub admin: Option<String>,
    /// Pauses in force.
    pub pauses: Vec<PauseResponse>,
    pub winding_down: bool,
    /// As it counts now.
    pub fee: FeeConfig,
    pub fee_rise: Option<FeeRiseResponse>,
    pub max_fee_bps: u64,
    pub params: Vec<ParamResponse>,
    /// Least time between two closes in force, seconds: `batch_interval`, or longer so that the chain's entries last.
    pub interval_in_force: u64,
    pub bond_cap: Option<Uint128>,
    pub rate_denoms: Vec<String>,
    /// The only one who may deposit, for ever; null = anyone.
    #[serde(default)]
    pub depositors: Option<String>,
}

#[cw_serde]
pub struct GuardianResponse {
    pub guardian: Option<String>,
    /// Length of a guardian's pause in seconds.
    pub pause_secs: u64,
    /// How often the owner has armed the guardian; a pause used up in one arming needs another.
    pub arming: u64,
}

#[cw_serde]
pub struct RatePoint {
    pub time: u64,
    pub rate: Decimal,
}

#[cw_serde]
pub struct ReportResponse {
    pub opening: RatePoint,
    pub closing: RatePoint,
    /// Harvested, before fees.
    pub gross_rewards: Uint128,
    /// Fees in base units at the rate of their harvest.
    pub fees: Uint128,
    /// Gifts, returns and late arrivals.
    pub other_gains: Uint128,
    /// Part of the other gains that went back to guarantors.
    #[serde(default)]
    pub given_back: Uint128,
    /// Recognised, less what returns restored within the same observation.
    pub losses: Uint128,
    /// Part of the losses that guarantors paid.
    #[serde(default)]
    pub covered: Uint128,
    pub deposits: Uint128,
    /// Payables of settled batches.
    pub exits: Uint128,
    pub instant_exits: Uint128,
    /// Trailing rate a year over the window of the two points; null when they coincide. May be negative.
    pub apr: Option<SignedDecimal>,
}
