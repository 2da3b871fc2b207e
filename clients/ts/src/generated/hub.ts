// Written by generator/main.mjs from schema/hub.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Coins, Decimal, Shares } from "../units.js";

/** Of `all_accounts`. */
export interface AllAccountsQuery {
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

export interface AllAccountsResponse {
  readonly accounts: readonly string[];
}

/** Of `all_allowances`. */
export interface AllAllowancesQuery {
  readonly limit?: number | null;
  readonly owner: string;
  readonly start_after?: string | null;
}

export interface AllAllowancesResponse {
  readonly allowances: readonly AllowanceInfo[];
}

/** Of `all_spender_allowances`. */
export interface AllSpenderAllowancesQuery {
  readonly limit?: number | null;
  readonly spender: string;
  readonly start_after?: string | null;
}

export interface AllSpenderAllowancesResponse {
  readonly allowances: readonly SpenderAllowanceInfo[];
}

export interface AllowanceInfo {
  readonly allowance: Shares;
  readonly expires: Expiration;
  readonly spender: string;
}

/** Of `allowance`. */
export interface AllowanceQuery {
  readonly owner: string;
  readonly spender: string;
}

export interface AllowanceResponse {
  readonly allowance: Shares;
  readonly expires: Expiration;
}

/** Of `balance`. */
export interface BalanceQuery {
  readonly address: string;
}

export interface BalanceResponse {
  readonly balance: Shares;
}

/** Closed shape. */
export interface BatchRequest {
  readonly shares: Shares;
  readonly user: string;
}

export interface BatchResponse {
  readonly amount_unclaimed: Coins;
  readonly est_unbond_end_time: number;
  readonly id: number;
  /** Whether it is settled. */
  readonly reconciled: boolean;
  /** Shares whose claim is open. */
  readonly total_shares: Shares;
  readonly uluna_unclaimed: Coins;
  readonly utoken_unclaimed: Coins;
}

/** Of `bond`. */
export interface BondBody {
  /** Must be null: deposits do not call other contracts. */
  readonly exec_msg?: null;
  /** Refuse to mint fewer. */
  readonly min_shares?: Shares | null;
  /** Who receives the shares; null = the sender. */
  readonly receiver?: string | null;
}

/** Of `cancel_unbond`. */
export interface CancelUnbondBody {
  /** Null = all. */
  readonly shares?: Shares | null;
}

/** Of `claim`. */
export interface ClaimBody {
  /** Null = as `withdraw_unbonded`. */
  readonly batches?: readonly number[] | null;
  /** Who is paid; null = the sender. */
  readonly receiver?: string | null;
}

/** Of `claim_for`. */
export interface ClaimForBody {
  readonly user: string;
}

export interface Coin {
  readonly amount: bigint;
  readonly denom: string;
}

export interface CollectorInit {
  readonly code_id: number;
}

export interface ConfigResponse {
  readonly collector: string;
  readonly delegation_strategy: string;
  readonly denom: string;
  readonly dust_collector: string | null;
  readonly epoch_period: number;
  readonly fee_account: string | null;
  readonly fee_config: StoredFeeConfig;
  readonly fee_rate: Decimal;
  readonly fee_type: string;
  readonly max_fee_rate: Decimal;
  readonly new_owner: string | null;
  readonly owner: string | null;
  readonly paused_validators: readonly string[];
  readonly registry: string;
  readonly stake_token: string;
  readonly steak_token: string;
  readonly token_factory: string | null;
  readonly unbond_period: number;
  readonly utoken: string;
  readonly validators: readonly string[];
  readonly vote_operator: string | null;
}

/** Of `crank`. */
export interface CrankBody {
  /** Staking messages, 1 to 30, and never more than the parameter `max_msgs`; null = that many. */
  readonly max_msgs?: number | null;
  /**
   * Validators, at most ten, that get no message in this transaction: for one whose messages make the whole
   * transaction fail. Counts only for those whose last successful message lies more than the harvest interval and a
   * day behind the median of all; null = none.
   */
  readonly skip?: readonly string[] | null;
}

/** What a crank or one of its steps did, also its response data. */
export interface CrankReport {
  /** Batch closed. */
  readonly closed: number | null;
  readonly delegations: readonly Portion[];
  /** Whether rewards are forwarded. */
  readonly forwarded: boolean;
  /** In a preview: validators whose last message failed. `harvest` with their name clears what can be cleared. */
  readonly hampered: readonly string[];
  /** Validators whose rewards are withdrawn. */
  readonly harvests: readonly string[];
  /** Whether another crank would find work at once. */
  readonly more: boolean;
  /** Coins that exits still need after this. */
  readonly need: Coins;
  readonly redelegations: readonly Move[];
  /** Batches settled. */
  readonly settled: readonly number[];
  readonly undelegations: readonly Portion[];
}

/** Of `decrease_allowance`. */
export interface DecreaseAllowanceBody {
  readonly amount: Shares;
  readonly expires?: Expiration | null;
  readonly spender: string;
}

/** What can be paused. Claims of settled batches, queueing, cancelling and token messages cannot. */
export type Domain =
  | "deposits"
  | "delegations"
  | "rebalancing"
  | "instant_unbond";

/**
 * When we download an embedded logo, we get this response type. We expect a SPA to be able to accept this info and
 * display it.
 */
export interface DownloadLogoResponse {
  readonly data: string;
  readonly mime_type: string;
}

/**
 * This is used to store the logo on the blockchain in an accepted format. Enforce maximum size of 5KB on all
 * variants.
 */
export type EmbeddedLogo =
  /**
   * Store the Logo as an SVG file. The content must conform to the spec at
   * https://en.wikipedia.org/wiki/Scalable_Vector_Graphics (The contract should do some light-weight sanity-check
   * validation)
   */
  | { readonly svg: string }
  /** Store the Logo as a PNG file. This will likely only support up to 64x64 or so within the 5KB limit. */
  | { readonly png: string };

export interface EntryResponse {
  readonly amount: Coins;
  /** Unix seconds, rounded up. */
  readonly completion: number;
  readonly expected: Coins;
}

/** Of `exchange_rates`. */
export interface ExchangeRatesQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
}

/** Closed shape. */
export interface ExchangeRatesResponse {
  /** Growth a day between the newest and the oldest point listed; null with fewer than two points, never negative. */
  readonly apr: Decimal | null;
  /** Unix seconds and rate, newest first. */
  readonly exchange_rates: readonly (readonly [number, Decimal])[];
}

/**
 * Expiration represents a point in time when some event happens. It can compare with a BlockInfo and will return
 * is_expired() == true once the condition is hit (and for every block in the future)
 */
export type Expiration =
  /** AtHeight will expire when `env.block.height` >= height */
  | { readonly at_height: number }
  /** AtTime will expire when `env.block.time` >= time */
  | { readonly at_time: bigint }
  /** Never will never expire. Used to express the empty variant */
  | { readonly never: Record<string, never> };

/** The performance fee on net profit. */
export interface FeeConfig {
  /** Basis points of the net profit, at most 1,000. */
  readonly bps: number;
  /** One to five; the first takes what rounding leaves. */
  readonly receivers: readonly FeeReceiver[];
}

export interface FeeReceiver {
  /** An address, or `keeper`: whoever brought the rewards in. */
  readonly to: string;
  /** Relative, at least 1. */
  readonly weight: number;
}

/** A higher fee that was set and does not count yet. */
export interface FeeRiseResponse {
  readonly bps: number;
  /** Unix seconds from which on it counts. */
  readonly from: number;
}

/** Of `forget`. */
export interface ForgetBody {
  readonly validator: string;
}

/** Who pays for a slash, and how far that reaches. */
export interface GuaranteesResponse {
  readonly backstop: GuarantorResponse | null;
  readonly bonds: GuarantorResponse | null;
  /** Part of the backstop that one look may take, in basis points. */
  readonly cap_bps: number;
  readonly pending_backstop: string | null;
  /** Named by the owner, until they accept. */
  readonly pending_bonds: string | null;
  /** What a double sign of the validator with the largest stake costs, in base units. */
  readonly worst_loss: Coins;
  /**
   * The largest part of the pool that one double sign costs beyond bond and backstop, entries in flight included:
   * what a lender has to keep between loan and collateral. Basis points, rounded up.
   */
  readonly worst_uncovered_bps: number;
}

export interface GuarantorResponse {
  /** Shares that it has. */
  readonly balance: Shares;
  /** What it would pay of the worst loss, in base units: of the bonds that validator's, of the backstop up to its cap. */
  readonly capacity: Coins;
  readonly contract: string;
  /** Shares that it has paid since ever, and got back of that. */
  readonly covered: Shares;
  /** What may still come back, in base units. */
  readonly owed_back: Coins;
  /** The same as a part of the worst loss, in basis points; above 10,000 where it would suffice for more. */
  readonly ratio_bps: number;
  readonly returned: Shares;
}

export interface GuardianResponse {
  /** How often the owner has armed the guardian; a pause used up in one arming needs another. */
  readonly arming: number;
  readonly guardian: string | null;
  /** Length of a guardian's pause in seconds. */
  readonly pause_secs: number;
}

/** Of `harvest`. */
export interface HarvestBody {
  /** As in `crank`. */
  readonly skip?: readonly string[] | null;
  /**
   * Withdraws from this one alone, with all the gas of the transaction: its failure is the transaction's. Clears what
   * makes the ordinary messages to a validator run out of their gas.
   */
  readonly validator?: string | null;
}

/** Closed shape. */
export interface HistoricalRate {
  readonly denom: string;
  readonly redemption_rate: Decimal;
  readonly update_time: number;
}

/** Of `historical_redemption_rates`. */
export interface HistoricalRedemptionRatesQuery {
  readonly denom: string;
  readonly limit?: number | null;
  /** Must be null. */
  readonly params?: null;
}

/** Closed shape. */
export interface HistoricalRedemptionRatesResponse {
  /** Newest first. */
  readonly redemption_rates: readonly HistoricalRate[];
}

/** Of `increase_allowance`. */
export interface IncreaseAllowanceBody {
  readonly amount: Shares;
  readonly expires?: Expiration | null;
  readonly spender: string;
}

/** Of `instant_unbond`. */
export interface InstantUnbondBody {
  /** Refuse to receive less, in base units after the fee. */
  readonly min_out?: Coins | null;
  /** Who is paid; null = the sender. */
  readonly receiver?: string | null;
  readonly shares: Shares;
}

/** Creates and wires all three contracts. Must come with the seed: at least 1,000,000 units of the staking denom. */
export interface InstantiateMsg {
  readonly collector: CollectorInit;
  /** The chain's staking denom. */
  readonly denom: string;
  /** The only one who may deposit, for ever; null = anyone. Exits and transfers are never restricted. */
  readonly depositors?: string | null;
  readonly fee: FeeConfig;
  /** Casts the hub's votes in x/gov; null = the chain counts the hub's stake with its validators' votes. */
  readonly governor?: string | null;
  /** May pause, and nothing else. */
  readonly guardian?: string | null;
  /** Meant to be x/gov, a DAO or a timelock. */
  readonly owner: string;
  readonly params: ParamsUpdate;
  readonly registry: RegistryInit;
  readonly token: TokenInit;
}

/** This is used for uploading logo data, or setting it in InstantiateData */
export type Logo =
  /** A reference to an externally hosted logo. Must be a valid HTTP or HTTPS URL. */
  | { readonly url: string }
  /** Logo content stored on the blockchain. Enforce maximum size of 5KB on all variants */
  | { readonly embedded: EmbeddedLogo };

/**
 * This is used to display logo info, provide a link or inform there is one that can be downloaded from the blockchain
 * itself
 */
export type LogoInfo =
  /** A reference to an externally hosted logo. Must be a valid HTTP or HTTPS URL. */
  | { readonly url: string }
  /** There is an embedded logo on the chain, make another call to download it. */
  | "embedded";

export interface MarketingInfoResponse {
  /** A longer description of the token and it's utility. Designed for tooltips or such */
  readonly description: string | null;
  /** A link to the logo, or a comment there is an on-chain logo stored */
  readonly logo: LogoInfo | null;
  /** The address (if any) who can update this data structure */
  readonly marketing: string | null;
  /** A URL pointing to the project behind this token. */
  readonly project: string | null;
}

/** Marketing text of the token, as in cw20-base, whose own type would accept unknown fields. */
export interface MarketingInit {
  readonly description?: string | null;
  readonly logo?: Logo | null;
  /** Who may change all this later; null = nobody. */
  readonly marketing?: string | null;
  readonly project?: string | null;
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
  /** Parameters to change on the way, inside their bounds. */
  readonly params?: ParamsUpdate | null;
}

export interface MinterResponse {
  /**
   * cap is a hard cap on total supply that can be achieved by minting. Note that this refers to total_supply. If
   * None, there is unlimited cap.
   */
  readonly cap: Shares | null;
  readonly minter: string;
}

/** A redelegation. */
export interface Move {
  readonly amount: Coins;
  readonly from: string;
  readonly to: string;
}

/** Who may call: the owner, and for `accept_ownership` the proposed owner. */
export type OwnershipAction =
  /** Proposes a new owner, who must accept before the expiry; null = no expiry. */
  | { readonly transfer_ownership: { readonly expiry?: Expiration | null; readonly new_owner: string } }
  /** Takes the ownership over. Only the proposed owner. */
  | "accept_ownership";

/** Answer to `ownership`. Closed shape. */
export interface OwnershipResponse {
  readonly owner: string | null;
  readonly pending_expiry: Expiration | null;
  readonly pending_owner: string | null;
}

export interface ParamResponse {
  readonly default: bigint;
  readonly max: bigint;
  /**
   * As the other parameters stand: `drip_secs` is at least `harvest_interval`, `instant_fee_min_bps` at most
   * `instant_fee_max_bps`. A value outside was set before a version that allows less.
   */
  readonly min: bigint;
  readonly name: string;
  /** Amounts, seconds, basis points or counts. */
  readonly value: bigint;
}

/** Parameters to set; what is left out (or null) stays as it is, at instantiation at its default. */
export interface ParamsUpdate {
  /**
   * How long coins of a due entry may be missing before they are written off; in seconds, 60 to 604,800, default
   * 86,400.
   */
  readonly arrival_grace?: number | null;
  /** Least time between two closes; in seconds, 10 to 259,200, default 86,400. */
  readonly batch_interval?: number | null;
  /** Largest pool that still takes deposits, in base units. Here null means: no cap. */
  readonly bond_cap?: Coins | null;
  /** Part of the backstop that one look may take, in basis points: 1,000 to 10,000, at first all. */
  readonly cap_bps?: number | null;
  /** Time over which a gain is released; in seconds, `harvest_interval` to 1,209,600, default 86,400. */
  readonly drip_secs?: number | null;
  /** Time after which a crank withdraws a validator's rewards; in seconds, 10 to 604,800, default 86,400. */
  readonly harvest_interval?: number | null;
  /** Instant fee when the buffer is empty; in basis points, 5 to 300, default 100. */
  readonly instant_fee_max_bps?: number | null;
  /**
   * Instant fee while the free buffer is at its target or above; in basis points, 5 to `instant_fee_max_bps`, default
   * 10.
   */
  readonly instant_fee_min_bps?: number | null;
  /** Kept liquid for instant exits, as a part of the pool; in basis points, 0 to 1,000, default 0. */
  readonly instant_reserve_bps?: number | null;
  /**
   * Loss in one observation, as a part of the pool, from which deposits pause themselves; in basis points, 100 to
   * 10,000, default 1,000.
   */
  readonly loss_halt_bps?: number | null;
  /** Fastest growth of the pool by gains in a year; in basis points, 3,000 to 100,000, default 5,000. */
  readonly max_apr_bps?: number | null;
  /** The chain's limit of unbonding or redelegation entries per pair; 3 to 100, default 7. */
  readonly max_entries?: number | null;
  /** Redelegations a day, as a part of all stake; in basis points, 10 to 400, default 300. */
  readonly max_move_bps?: number | null;
  /** Staking messages in one transaction; 2 to 30, default 8. */
  readonly max_msgs?: number | null;
  /** Age of the last observation from which a deposit observes first; in seconds, 60 to 86,400, default 21,600. */
  readonly max_sync_age?: number | null;
  /** Smallest deposit; in base units, 1,000 to 100 coins, default 0.01 coin. */
  readonly min_bond?: Coins | null;
  /** Smallest exit that is not a whole balance; in base units of the token, 1 to 1 coin, default 0.01 coin. */
  readonly min_unbond?: Shares | null;
  /** Length of a guardian's pause; in seconds, 3,600 to 1,209,600, default 604,800. */
  readonly pause_secs?: number | null;
  /** At most four further denoms under which `redemption_rate` answers, for 1:1 wrappers of the token. */
  readonly rate_denoms?: readonly string[] | null;
  /**
   * Unbonding time of the chain as shown to people; how often batches may close depends on it, too; in seconds, 10 to
   * 7,776,000, default 1,814,400.
   */
  readonly unbonding_estimate?: number | null;
}

/** Of `pause`. */
export interface PauseBody {
  readonly domains: readonly Domain[];
}

export interface PauseResponse {
  readonly domain: Domain;
  /** Unix seconds from which on it has lasted without a break. */
  readonly since: number;
  /** Unix seconds; null = until lifted. */
  readonly until: number | null;
}

export interface PendingBatchResponse {
  /** Unix seconds at which the batch may close. */
  readonly est_unbond_start_time: number;
  readonly id: number;
  readonly ustake_to_burn: Shares;
  readonly usteak_to_burn: Shares;
}

/** An amount for one validator. */
export interface Portion {
  readonly amount: Coins;
  readonly validator: string;
}

export interface PowersResponse {
  /** May replace the code: the largest power. Null = nobody. */
  readonly admin: string | null;
  readonly bond_cap: Coins | null;
  /** The only one who may deposit, for ever; null = anyone. */
  readonly depositors: string | null;
  /** As it counts now. */
  readonly fee: FeeConfig;
  readonly fee_rise: FeeRiseResponse | null;
  readonly governor: string | null;
  readonly guardian: string | null;
  readonly guardian_armed: boolean;
  /** Least time between two closes in force, seconds: `batch_interval`, or longer so that the chain's entries last. */
  readonly interval_in_force: number;
  readonly max_fee_bps: number;
  readonly owner: string | null;
  readonly params: readonly ParamResponse[];
  /** Pauses in force. */
  readonly pauses: readonly PauseResponse[];
  readonly pending_owner: string | null;
  readonly rate_denoms: readonly string[];
  readonly winding_down: boolean;
}

/** Of `preview_allocation`. */
export interface PreviewAllocationQuery {
  readonly amount: Coins;
}

export interface PreviewAllocationResponse {
  readonly delegations: readonly Portion[];
  /** What would stay in the hub. */
  readonly kept: Coins;
}

/** Of `preview_bond`. */
export interface PreviewBondQuery {
  readonly amount: Coins;
}

export interface PreviewBondResponse {
  readonly rate: Decimal;
  readonly shares: Shares;
  /** What coins of due undelegations are known to lack, base units: whoever deposits now buys a part of that loss. */
  readonly suspect: Coins;
}

/** Of `preview_instant`. */
export interface PreviewInstantQuery {
  readonly shares: Shares;
}

export interface PreviewInstantResponse {
  /** What the receiver gets, after the fee. */
  readonly amount: Coins;
  readonly fee: Coins;
  readonly rate: Decimal;
}

/** Of `preview_unbond`. */
export interface PreviewUnbondQuery {
  readonly shares: Shares;
}

export interface PreviewUnbondResponse {
  readonly amount: Coins;
  readonly rate: Decimal;
}

/** Of `previous_batches`. */
export interface PreviousBatchesQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
}

/** The block of the last observation. Closed shape. */
export interface PriceBlock {
  readonly chain_id: string;
  readonly height: number;
  /** Nanoseconds, as a string. */
  readonly time: bigint;
}

/** Closed shape. */
export interface PriceResponse {
  readonly block_info: PriceBlock;
  /** Nanoseconds, as a string, of the last observation. */
  readonly timestamp: bigint;
  readonly value: Decimal;
  readonly volatile: boolean;
}

/** Of `queue_unbond`. */
export interface QueueUnbondBody {
  /** Whose request it becomes; null = the sender. */
  readonly receiver?: string | null;
  readonly shares: Shares;
}

export interface RatePoint {
  readonly rate: Decimal;
  readonly time: number;
}

/** Of `rebalance`. */
export interface RebalanceBody {
  /** Smallest redelegation, in base units; never below the protocol's own. */
  readonly min_redelegation?: Coins | null;
  /** The same under its other name. */
  readonly minimum?: Coins | null;
  /** As in `crank`. */
  readonly skip?: readonly string[] | null;
}

/** Of `redemption_rate`. */
export interface RedemptionRateQuery {
  /** `cw20:<hub>`, the hub's address, or one of the owner's `rate_denoms`. */
  readonly denom: string;
  /** Must be null. */
  readonly params?: null;
}

/** Closed shape. */
export interface RedemptionRateResponse {
  readonly redemption_rate: Decimal;
  /** Unix seconds of the last observation, never the present. */
  readonly update_time: number;
}

export interface RegistryInit {
  readonly code_id: number;
  readonly params: RegistryParams;
  readonly validators: readonly ValidatorWeight[];
}

/** Settings; a field left out keeps its value, at instantiation its default. */
export interface RegistryParams {
  /**
   * Time outside the bonded set after which a validator's stake is moved on; in seconds, 10 to 2,592,000, default
   * 259,200.
   */
  readonly inactive_grace?: number | null;
  /** Commission above which a validator receives no stake; 0 to 0.3, default 0.2. */
  readonly max_commission?: Decimal | null;
  /**
   * Largest share of one validator, raised to an equal share where the set is too small for it; in basis points, 100
   * to 3,400, default 2,000.
   */
  readonly max_share_bps?: number | null;
}

/** Of `report`. */
export interface ReportQuery {
  /** Unix seconds; null = the oldest point kept. */
  readonly from?: number | null;
  /** Unix seconds; null = now. */
  readonly to?: number | null;
}

export interface ReportResponse {
  /** Trailing rate a year over the window of the two points; null when they coincide. May be negative. */
  readonly apr: Decimal | null;
  readonly closing: RatePoint;
  /** Part of the losses that guarantors paid. */
  readonly covered: Coins;
  readonly deposits: Coins;
  /** Payables of settled batches. */
  readonly exits: Coins;
  /** Fees in base units at the rate of their harvest. */
  readonly fees: Coins;
  /** Part of the other gains that went back to guarantors. */
  readonly given_back: Coins;
  /** Harvested, before fees. */
  readonly gross_rewards: Coins;
  readonly instant_exits: Coins;
  /** Recognised, less what returns restored within the same observation. */
  readonly losses: Coins;
  readonly opening: RatePoint;
  /** Gifts, returns and late arrivals. */
  readonly other_gains: Coins;
}

export type RequestState =
  /** In the open batch. */
  | "PENDING"
  /** Closed, not yet funded. */
  | "UNBONDING"
  /** Funded: can be claimed. */
  | "COMPLETED";

/** Of `send`. */
export interface SendBody {
  readonly amount: Shares;
  readonly contract: string;
  readonly msg: string;
}

/** Of `send_from`. */
export interface SendFromBody {
  readonly amount: Shares;
  readonly contract: string;
  readonly msg: string;
  readonly owner: string;
}

export interface SilenceResponse {
  /** What was booked as a loss, in base units. */
  readonly amount: Coins;
  /** When a write-off was announced, unix seconds. */
  readonly announced_at: number;
  /** Whether deposits are no longer priced as if it were there. */
  readonly forgotten: boolean;
  /** When it was booked, unix seconds; null = only announced. */
  readonly written_off_at: number | null;
}

export interface SolvencyResponse {
  readonly bank: Coins;
  /** `D` */
  readonly delegated: Coins;
  /** In token units. */
  readonly escrow: Shares;
  /** `B` */
  readonly free: Coins;
  /** `bank ≥ B + K` and `U + B + D ≥ owed`. */
  readonly healthy: boolean;
  readonly loss_carry: Coins;
  readonly owed: Coins;
  readonly pool: Coins;
  /** `K` */
  readonly reserved: Coins;
  /** In token units. */
  readonly seed: Shares;
  readonly short_since: number | null;
  /** `S` */
  readonly supply: Shares;
  /** `U` */
  readonly undelegating: Coins;
  readonly unreleased: Coins;
}

export interface SpenderAllowanceInfo {
  readonly allowance: Shares;
  readonly expires: Expiration;
  readonly owner: string;
}

export interface StakeResponse {
  readonly delegated: Coins;
  readonly entries: number;
}

/** Of `stakes`. */
export interface StakesQuery {
  readonly operators: readonly string[];
}

export interface StateResponse {
  /** Ring-fenced for settled batches. */
  readonly available: Coins;
  readonly exchange_rate: Decimal;
  /** Unix seconds of the last observation. */
  readonly last_sync: number;
  readonly status: Status;
  /** What coins of due undelegations are known to lack, base units: the rate still counts them. */
  readonly suspect: Coins;
  readonly total_native: Coins;
  readonly total_uluna: Coins;
  readonly total_ustake: Shares;
  readonly total_usteak: Shares;
  readonly total_utoken: Coins;
  readonly tvl_uluna: Coins;
  readonly tvl_utoken: Coins;
  /** Owed to unsettled batches. */
  readonly unbonding: Coins;
  readonly unlocked_coins: readonly Coin[];
}

export type Status =
  | "normal"
  | "winding_down"
  /** A validator's last message failed. */
  | "hampered"
  /** Coins of overdue entries are missing. */
  | "short"
  /** Deposits are paused. */
  | "paused"
  /** Everything is lost. */
  | "depleted";

export interface StoredFeeConfig {
  readonly protocol_fee_contract: string | null;
  readonly protocol_reward_fee: Decimal;
}

/** Of `submit_batch`. */
export interface SubmitBatchBody {
  /** As in `crank`. */
  readonly skip?: readonly string[] | null;
}

export interface TokenInfoResponse {
  readonly decimals: number;
  readonly name: string;
  readonly symbol: string;
  readonly total_supply: Shares;
}

export interface TokenInit {
  /** Of the staking coin, and so of the token: at most 18. */
  readonly decimals: number;
  readonly marketing?: MarketingInit | null;
  /** 3 to 50 bytes. */
  readonly name: string;
  /** 3 to 12 letters or dashes. */
  readonly symbol: string;
}

/** Of `transfer`. */
export interface TransferBody {
  readonly amount: Shares;
  readonly recipient: string;
}

/** Of `transfer_from`. */
export interface TransferFromBody {
  readonly amount: Shares;
  readonly owner: string;
  readonly recipient: string;
}

/** Of `unbond_requests_by_batch`. */
export interface UnbondRequestsByBatchQuery {
  readonly id: number;
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

/** Of `unbond_requests_by_user_details`. */
export interface UnbondRequestsByUserDetailsQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
  readonly user: string;
}

/** Of `unbond_requests_by_user`. */
export interface UnbondRequestsByUserQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
  readonly user: string;
}

/** Of `unpause`. */
export interface UnpauseBody {
  readonly domains: readonly Domain[];
}

/** Of `update_fee`. */
export interface UpdateFeeBody {
  readonly bps?: number | null;
  readonly receivers?: readonly FeeReceiver[] | null;
}

/** Of `update_marketing`. */
export interface UpdateMarketingBody {
  readonly description?: string | null;
  readonly marketing?: string | null;
  readonly project?: string | null;
}

/** Of `update_roles`. */
export interface UpdateRolesBody {
  /** The contract of the backstop; pending until it accepts. Null = none, at once. */
  readonly backstop?: string | null;
  /** The contract of operators' bonds; pending until it accepts. Null = none, at once. */
  readonly bonds?: string | null;
  /** An address; null = nobody. */
  readonly governor?: string | null;
  /** An address; null = nobody. */
  readonly guardian?: string | null;
}

/** Closed shape. */
export interface UserRequest {
  /** Batch. */
  readonly id: number;
  readonly shares: Shares;
}

export interface UserRequestDetails {
  /** What the request is worth now. */
  readonly amount: Coins;
  readonly batch: BatchResponse | null;
  /**
   * Unix seconds. While PENDING: when the batch may close, an unbonding time before it pays; UNBONDING: when it is
   * estimated to pay; COMPLETED: the earlier of that and the time of its settlement.
   */
  readonly estimated_time: number;
  readonly id: number;
  readonly pending: PendingBatchResponse | null;
  readonly shares: Shares;
  readonly state: RequestState;
}

export interface ValidatorResponse {
  /** All that slashes are known to have cost here. */
  readonly cumulative_loss: Coins;
  readonly delegated: Coins;
  /** Entries in flight, oldest first. */
  readonly entries: readonly EntryResponse[];
  /** Unix seconds at which its rewards were last paid out. */
  readonly harvested_at: number;
  /** Unix seconds of the last loss. */
  readonly last_loss: number | null;
  /** Until when its stake cannot be redelegated. */
  readonly locked_until: number | null;
  /** Until when it is avoided because a message to it failed. */
  readonly marked_until: number | null;
  readonly operator: string;
  /** That it answers nobody, and what is done about it. */
  readonly silent: SilenceResponse | null;
  readonly target: Coins;
}

/** A validator and its relative weight. */
export interface ValidatorWeight {
  readonly operator: string;
  /** Relative, 1 to 1,000,000. */
  readonly weight: number;
}

/** Of `validators`. */
export interface ValidatorsQuery {
  readonly limit?: number | null;
  /** Operator address. */
  readonly start_after?: string | null;
}

/** Of `vote`. */
export interface VoteBody {
  readonly proposal_id: number;
  readonly vote: VoteChoice;
}

/** A vote in x/gov. */
export type VoteChoice =
  | "yes"
  | "no"
  | "abstain"
  | "no_with_veto";

/** Of `vote_weighted`. */
export interface VoteWeightedBody {
  readonly proposal_id: number;
  readonly votes: readonly (readonly [Decimal, VoteChoice])[];
}

export interface WantedDelegationsResponse {
  readonly delegations: readonly (readonly [string, Coins])[];
  readonly tune_time_period: number | null;
}

/** Of `withdraw_unbonded`. */
export interface WithdrawUnbondedBody {
  /** Who is paid; null = the sender. */
  readonly receiver?: string | null;
}

/** Of `write_off`. */
export interface WriteOffBody {
  readonly validator: string;
}

export const decodeAllAccountsResponse: c.Decoder<AllAccountsResponse> = /* @__PURE__ */ c.lazy(() => c.object<AllAccountsResponse>({
  accounts: c.array(c.text),
}));

export const decodeAllAllowancesResponse: c.Decoder<AllAllowancesResponse> = /* @__PURE__ */ c.lazy(() => c.object<AllAllowancesResponse>({
  allowances: c.array(decodeAllowanceInfo),
}));

export const decodeAllSpenderAllowancesResponse: c.Decoder<AllSpenderAllowancesResponse> = /* @__PURE__ */ c.lazy(() => c.object<AllSpenderAllowancesResponse>({
  allowances: c.array(decodeSpenderAllowanceInfo),
}));

export const decodeAllowanceInfo: c.Decoder<AllowanceInfo> = /* @__PURE__ */ c.lazy(() => c.object<AllowanceInfo>({
  allowance: c.shares,
  expires: decodeExpiration,
  spender: c.text,
}));

export const decodeAllowanceResponse: c.Decoder<AllowanceResponse> = /* @__PURE__ */ c.lazy(() => c.object<AllowanceResponse>({
  allowance: c.shares,
  expires: decodeExpiration,
}));

export const decodeBalanceResponse: c.Decoder<BalanceResponse> = /* @__PURE__ */ c.lazy(() => c.object<BalanceResponse>({
  balance: c.shares,
}));

export const decodeBatchRequest: c.Decoder<BatchRequest> = /* @__PURE__ */ c.lazy(() => c.object<BatchRequest>({
  shares: c.shares,
  user: c.text,
}));

export const decodeBatchResponse: c.Decoder<BatchResponse> = /* @__PURE__ */ c.lazy(() => c.object<BatchResponse>({
  amount_unclaimed: c.coins,
  est_unbond_end_time: c.integer,
  id: c.integer,
  reconciled: c.flag,
  total_shares: c.shares,
  uluna_unclaimed: c.coins,
  utoken_unclaimed: c.coins,
}));

export const decodeCoin: c.Decoder<Coin> = /* @__PURE__ */ c.lazy(() => c.object<Coin>({
  amount: c.bigint,
  denom: c.text,
}));

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  collector: c.text,
  delegation_strategy: c.text,
  denom: c.text,
  dust_collector: c.nullable(c.text),
  epoch_period: c.integer,
  fee_account: c.nullable(c.text),
  fee_config: decodeStoredFeeConfig,
  fee_rate: c.decimal,
  fee_type: c.text,
  max_fee_rate: c.decimal,
  new_owner: c.nullable(c.text),
  owner: c.nullable(c.text),
  paused_validators: c.array(c.text),
  registry: c.text,
  stake_token: c.text,
  steak_token: c.text,
  token_factory: c.nullable(c.text),
  unbond_period: c.integer,
  utoken: c.text,
  validators: c.array(c.text),
  vote_operator: c.nullable(c.text),
}));

export const decodeCrankReport: c.Decoder<CrankReport> = /* @__PURE__ */ c.lazy(() => c.object<CrankReport>({
  closed: c.nullable(c.integer),
  delegations: c.array(decodePortion),
  forwarded: c.flag,
  hampered: c.since(c.array(c.text), []),
  harvests: c.array(c.text),
  more: c.flag,
  need: c.coins,
  redelegations: c.array(decodeMove),
  settled: c.array(c.integer),
  undelegations: c.array(decodePortion),
}));

export const decodeDomain: c.Decoder<Domain> = /* @__PURE__ */ c.lazy(() => c.literal("deposits", "delegations", "rebalancing", "instant_unbond"));

export const decodeDownloadLogoResponse: c.Decoder<DownloadLogoResponse> = /* @__PURE__ */ c.lazy(() => c.object<DownloadLogoResponse>({
  data: c.text,
  mime_type: c.text,
}));

export const decodeEntryResponse: c.Decoder<EntryResponse> = /* @__PURE__ */ c.lazy(() => c.object<EntryResponse>({
  amount: c.coins,
  completion: c.integer,
  expected: c.coins,
}));

export const decodeExchangeRatesResponse: c.Decoder<ExchangeRatesResponse> = /* @__PURE__ */ c.lazy(() => c.object<ExchangeRatesResponse>({
  apr: c.nullable(c.decimal),
  exchange_rates: c.array(c.tuple<readonly [number, Decimal]>(c.integer, c.decimal)),
}));

export const decodeExpiration: c.Decoder<Expiration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly at_height: number } | { readonly at_time: bigint } | { readonly never: Record<string, never> }>("Expiration", c.object<{ readonly at_height: number }>({ at_height: c.integer }), c.object<{ readonly at_time: bigint }>({ at_time: c.bigint }), c.object<{ readonly never: Record<string, never> }>({ never: c.object({}) })));

export const decodeFeeConfig: c.Decoder<FeeConfig> = /* @__PURE__ */ c.lazy(() => c.object<FeeConfig>({
  bps: c.integer,
  receivers: c.array(decodeFeeReceiver),
}));

export const decodeFeeReceiver: c.Decoder<FeeReceiver> = /* @__PURE__ */ c.lazy(() => c.object<FeeReceiver>({
  to: c.text,
  weight: c.integer,
}));

export const decodeFeeRiseResponse: c.Decoder<FeeRiseResponse> = /* @__PURE__ */ c.lazy(() => c.object<FeeRiseResponse>({
  bps: c.integer,
  from: c.integer,
}));

export const decodeGuaranteesResponse: c.Decoder<GuaranteesResponse> = /* @__PURE__ */ c.lazy(() => c.object<GuaranteesResponse>({
  backstop: c.nullable(decodeGuarantorResponse),
  bonds: c.nullable(decodeGuarantorResponse),
  cap_bps: c.integer,
  pending_backstop: c.nullable(c.text),
  pending_bonds: c.nullable(c.text),
  worst_loss: c.coins,
  worst_uncovered_bps: c.integer,
}));

export const decodeGuarantorResponse: c.Decoder<GuarantorResponse> = /* @__PURE__ */ c.lazy(() => c.object<GuarantorResponse>({
  balance: c.shares,
  capacity: c.coins,
  contract: c.text,
  covered: c.shares,
  owed_back: c.coins,
  ratio_bps: c.integer,
  returned: c.shares,
}));

export const decodeGuardianResponse: c.Decoder<GuardianResponse> = /* @__PURE__ */ c.lazy(() => c.object<GuardianResponse>({
  arming: c.integer,
  guardian: c.nullable(c.text),
  pause_secs: c.integer,
}));

export const decodeHistoricalRate: c.Decoder<HistoricalRate> = /* @__PURE__ */ c.lazy(() => c.object<HistoricalRate>({
  denom: c.text,
  redemption_rate: c.decimal,
  update_time: c.integer,
}));

export const decodeHistoricalRedemptionRatesResponse: c.Decoder<HistoricalRedemptionRatesResponse> = /* @__PURE__ */ c.lazy(() => c.object<HistoricalRedemptionRatesResponse>({
  redemption_rates: c.array(decodeHistoricalRate),
}));

export const decodeLogoInfo: c.Decoder<LogoInfo> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly url: string } | "embedded">("LogoInfo", c.object<{ readonly url: string }>({ url: c.text }), c.literal("embedded")));

export const decodeMarketingInfoResponse: c.Decoder<MarketingInfoResponse> = /* @__PURE__ */ c.lazy(() => c.object<MarketingInfoResponse>({
  description: c.nullable(c.text),
  logo: c.nullable(decodeLogoInfo),
  marketing: c.nullable(c.text),
  project: c.nullable(c.text),
}));

export const decodeMinterResponse: c.Decoder<MinterResponse> = /* @__PURE__ */ c.lazy(() => c.object<MinterResponse>({
  cap: c.nullable(c.shares),
  minter: c.text,
}));

export const decodeMove: c.Decoder<Move> = /* @__PURE__ */ c.lazy(() => c.object<Move>({
  amount: c.coins,
  from: c.text,
  to: c.text,
}));

export const decodeOwnershipResponse: c.Decoder<OwnershipResponse> = /* @__PURE__ */ c.lazy(() => c.object<OwnershipResponse>({
  owner: c.nullable(c.text),
  pending_expiry: c.nullable(decodeExpiration),
  pending_owner: c.nullable(c.text),
}));

export const decodeParamResponse: c.Decoder<ParamResponse> = /* @__PURE__ */ c.lazy(() => c.object<ParamResponse>({
  default: c.bigint,
  max: c.bigint,
  min: c.bigint,
  name: c.text,
  value: c.bigint,
}));

export const decodePauseResponse: c.Decoder<PauseResponse> = /* @__PURE__ */ c.lazy(() => c.object<PauseResponse>({
  domain: decodeDomain,
  since: c.integer,
  until: c.nullable(c.integer),
}));

export const decodePendingBatchResponse: c.Decoder<PendingBatchResponse> = /* @__PURE__ */ c.lazy(() => c.object<PendingBatchResponse>({
  est_unbond_start_time: c.integer,
  id: c.integer,
  ustake_to_burn: c.shares,
  usteak_to_burn: c.shares,
}));

export const decodePortion: c.Decoder<Portion> = /* @__PURE__ */ c.lazy(() => c.object<Portion>({
  amount: c.coins,
  validator: c.text,
}));

export const decodePowersResponse: c.Decoder<PowersResponse> = /* @__PURE__ */ c.lazy(() => c.object<PowersResponse>({
  admin: c.nullable(c.text),
  bond_cap: c.nullable(c.coins),
  depositors: c.nullable(c.text),
  fee: decodeFeeConfig,
  fee_rise: c.nullable(decodeFeeRiseResponse),
  governor: c.nullable(c.text),
  guardian: c.nullable(c.text),
  guardian_armed: c.flag,
  interval_in_force: c.integer,
  max_fee_bps: c.integer,
  owner: c.nullable(c.text),
  params: c.array(decodeParamResponse),
  pauses: c.array(decodePauseResponse),
  pending_owner: c.nullable(c.text),
  rate_denoms: c.array(c.text),
  winding_down: c.flag,
}));

export const decodePreviewAllocationResponse: c.Decoder<PreviewAllocationResponse> = /* @__PURE__ */ c.lazy(() => c.object<PreviewAllocationResponse>({
  delegations: c.array(decodePortion),
  kept: c.coins,
}));

export const decodePreviewBondResponse: c.Decoder<PreviewBondResponse> = /* @__PURE__ */ c.lazy(() => c.object<PreviewBondResponse>({
  rate: c.decimal,
  shares: c.shares,
  suspect: c.coins,
}));

export const decodePreviewInstantResponse: c.Decoder<PreviewInstantResponse> = /* @__PURE__ */ c.lazy(() => c.object<PreviewInstantResponse>({
  amount: c.coins,
  fee: c.coins,
  rate: c.decimal,
}));

export const decodePreviewUnbondResponse: c.Decoder<PreviewUnbondResponse> = /* @__PURE__ */ c.lazy(() => c.object<PreviewUnbondResponse>({
  amount: c.coins,
  rate: c.decimal,
}));

export const decodePriceBlock: c.Decoder<PriceBlock> = /* @__PURE__ */ c.lazy(() => c.object<PriceBlock>({
  chain_id: c.text,
  height: c.integer,
  time: c.bigint,
}));

export const decodePriceResponse: c.Decoder<PriceResponse> = /* @__PURE__ */ c.lazy(() => c.object<PriceResponse>({
  block_info: decodePriceBlock,
  timestamp: c.bigint,
  value: c.decimal,
  volatile: c.flag,
}));

export const decodeRatePoint: c.Decoder<RatePoint> = /* @__PURE__ */ c.lazy(() => c.object<RatePoint>({
  rate: c.decimal,
  time: c.integer,
}));

export const decodeRedemptionRateResponse: c.Decoder<RedemptionRateResponse> = /* @__PURE__ */ c.lazy(() => c.object<RedemptionRateResponse>({
  redemption_rate: c.decimal,
  update_time: c.integer,
}));

export const decodeReportResponse: c.Decoder<ReportResponse> = /* @__PURE__ */ c.lazy(() => c.object<ReportResponse>({
  apr: c.nullable(c.decimal),
  closing: decodeRatePoint,
  covered: c.since(c.coins, "0"),
  deposits: c.coins,
  exits: c.coins,
  fees: c.coins,
  given_back: c.since(c.coins, "0"),
  gross_rewards: c.coins,
  instant_exits: c.coins,
  losses: c.coins,
  opening: decodeRatePoint,
  other_gains: c.coins,
}));

export const decodeRequestState: c.Decoder<RequestState> = /* @__PURE__ */ c.lazy(() => c.literal("PENDING", "UNBONDING", "COMPLETED"));

export const decodeSilenceResponse: c.Decoder<SilenceResponse> = /* @__PURE__ */ c.lazy(() => c.object<SilenceResponse>({
  amount: c.coins,
  announced_at: c.integer,
  forgotten: c.flag,
  written_off_at: c.nullable(c.integer),
}));

export const decodeSolvencyResponse: c.Decoder<SolvencyResponse> = /* @__PURE__ */ c.lazy(() => c.object<SolvencyResponse>({
  bank: c.coins,
  delegated: c.coins,
  escrow: c.shares,
  free: c.coins,
  healthy: c.flag,
  loss_carry: c.coins,
  owed: c.coins,
  pool: c.coins,
  reserved: c.coins,
  seed: c.shares,
  short_since: c.nullable(c.integer),
  supply: c.shares,
  undelegating: c.coins,
  unreleased: c.coins,
}));

export const decodeSpenderAllowanceInfo: c.Decoder<SpenderAllowanceInfo> = /* @__PURE__ */ c.lazy(() => c.object<SpenderAllowanceInfo>({
  allowance: c.shares,
  expires: decodeExpiration,
  owner: c.text,
}));

export const decodeStakeResponse: c.Decoder<StakeResponse> = /* @__PURE__ */ c.lazy(() => c.object<StakeResponse>({
  delegated: c.coins,
  entries: c.integer,
}));

export const decodeStateResponse: c.Decoder<StateResponse> = /* @__PURE__ */ c.lazy(() => c.object<StateResponse>({
  available: c.coins,
  exchange_rate: c.decimal,
  last_sync: c.integer,
  status: decodeStatus,
  suspect: c.coins,
  total_native: c.coins,
  total_uluna: c.coins,
  total_ustake: c.shares,
  total_usteak: c.shares,
  total_utoken: c.coins,
  tvl_uluna: c.coins,
  tvl_utoken: c.coins,
  unbonding: c.coins,
  unlocked_coins: c.array(decodeCoin),
}));

export const decodeStatus: c.Decoder<Status> = /* @__PURE__ */ c.lazy(() => c.literal("normal", "winding_down", "hampered", "short", "paused", "depleted"));

export const decodeStoredFeeConfig: c.Decoder<StoredFeeConfig> = /* @__PURE__ */ c.lazy(() => c.object<StoredFeeConfig>({
  protocol_fee_contract: c.nullable(c.text),
  protocol_reward_fee: c.decimal,
}));

export const decodeTokenInfoResponse: c.Decoder<TokenInfoResponse> = /* @__PURE__ */ c.lazy(() => c.object<TokenInfoResponse>({
  decimals: c.integer,
  name: c.text,
  symbol: c.text,
  total_supply: c.shares,
}));

export const decodeUserRequest: c.Decoder<UserRequest> = /* @__PURE__ */ c.lazy(() => c.object<UserRequest>({
  id: c.integer,
  shares: c.shares,
}));

export const decodeUserRequestDetails: c.Decoder<UserRequestDetails> = /* @__PURE__ */ c.lazy(() => c.object<UserRequestDetails>({
  amount: c.coins,
  batch: c.nullable(decodeBatchResponse),
  estimated_time: c.integer,
  id: c.integer,
  pending: c.nullable(decodePendingBatchResponse),
  shares: c.shares,
  state: decodeRequestState,
}));

export const decodeValidatorResponse: c.Decoder<ValidatorResponse> = /* @__PURE__ */ c.lazy(() => c.object<ValidatorResponse>({
  cumulative_loss: c.coins,
  delegated: c.coins,
  entries: c.array(decodeEntryResponse),
  harvested_at: c.integer,
  last_loss: c.nullable(c.integer),
  locked_until: c.nullable(c.integer),
  marked_until: c.nullable(c.integer),
  operator: c.text,
  silent: c.nullable(decodeSilenceResponse),
  target: c.coins,
}));

export const decodeWantedDelegationsResponse: c.Decoder<WantedDelegationsResponse> = /* @__PURE__ */ c.lazy(() => c.object<WantedDelegationsResponse>({
  delegations: c.array(c.tuple<readonly [string, Coins]>(c.text, c.coins)),
  tune_time_period: c.nullable(c.integer),
}));

/** What can be sent to it. Only `bond` and `deposit_rewards` accept coins. */
export type ExecuteMsg =
  /** Deposits exactly one coin of the staking denom and mints shares. Anyone. */
  | { readonly bond: BondBody }
  /** Puts shares into the open batch. Anyone. */
  | { readonly queue_unbond: QueueUnbondBody }
  /** Leaves at once for a fee, while free coins last. Anyone. */
  | { readonly instant_unbond: InstantUnbondBody }
  /** Takes shares of the sender's request back out of the open batch. Anyone. */
  | { readonly cancel_unbond: CancelUnbondBody }
  /** Claims everything claimable, oldest first, up to a page. Anyone. */
  | { readonly withdraw_unbonded: WithdrawUnbondedBody }
  /** Claims the named batches. Anyone. */
  | { readonly claim: ClaimBody }
  /** Claims for somebody else, who is paid. Anyone. */
  | { readonly claim_for: ClaimForBody }
  /** Does whatever is due within a message budget. Anyone. */
  | { readonly crank: CrankBody }
  /** Observes the chain. Anyone. */
  | { readonly sync: Record<string, never> }
  /** Withdraws rewards of the validators that waited longest and forwards them. Anyone. */
  | { readonly harvest: HarvestBody }
  /** Closes the open batch if it is due, and covers what exits need. Anyone. */
  | { readonly submit_batch: SubmitBatchBody }
  /** Settles what is funded. Anyone. */
  | { readonly reconcile: Record<string, never> }
  /** Delegates free coins and redelegates towards the targets. Anyone. */
  | { readonly rebalance: RebalanceBody }
  /**
   * Writes off the stake with a validator that answers nobody: first announces it, then, 14 days later at the
   * earliest, books it as a loss. The owner after 30 days of silence, anyone after 60.
   */
  | { readonly write_off: WriteOffBody }
  /** No longer prices deposits as if the stake that was written off were there; 90 days after it was. Owner. */
  | { readonly forget: ForgetBody }
  /** Owner: until lifted. Guardian: for `pause_secs`, once per arming. */
  | { readonly pause: PauseBody }
  /** Owner. */
  | { readonly unpause: UnpauseBody }
  /** Lets the guardian pause once more. Owner. */
  | { readonly rearm_guardian: Record<string, never> }
  /** Owner. */
  | { readonly update_params: ParamsUpdate }
  /** Owner. */
  | { readonly update_fee: UpdateFeeBody }
  /** A field left out stays; null removes the role. Owner. */
  | { readonly update_roles: UpdateRolesBody }
  /** Brings everything home for good: irreversible. Owner. */
  | { readonly wind_down: Record<string, never> }
  /** Casts the hub's vote. Governor. */
  | { readonly vote: VoteBody }
  /** Casts the hub's vote split by weights that add up to one. Governor. */
  | { readonly vote_weighted: VoteWeightedBody }
  /** Owner, and the proposed owner to accept. */
  | { readonly update_ownership: OwnershipAction }
  /** cw20: moves tokens. Anyone with a balance. */
  | { readonly transfer: TransferBody }
  /** cw20: moves tokens to a contract and calls it; to the hub itself with `Cw20HookMsg`. */
  | { readonly send: SendBody }
  /** cw20. */
  | { readonly increase_allowance: IncreaseAllowanceBody }
  /** cw20. */
  | { readonly decrease_allowance: DecreaseAllowanceBody }
  /** cw20: by allowance. */
  | { readonly transfer_from: TransferFromBody }
  /** cw20: by allowance. To the hub itself with `Cw20HookMsg`; the default receiver is then the spender. */
  | { readonly send_from: SendFromBody }
  /** cw20: the marketing address, or the owner. */
  | { readonly update_marketing: UpdateMarketingBody }
  /** cw20: the marketing address, or the owner. */
  | { readonly upload_logo: Logo };

/** Writes what can be sent to it. */
export const messages = {
  /** Deposits exactly one coin of the staking denom and mints shares. Anyone. */
  bond: (body: BondBody = {}): ExecuteMsg => ({ bond: body }),
  /** Puts shares into the open batch. Anyone. */
  queueUnbond: (body: QueueUnbondBody): ExecuteMsg => ({ queue_unbond: body }),
  /** Leaves at once for a fee, while free coins last. Anyone. */
  instantUnbond: (body: InstantUnbondBody): ExecuteMsg => ({ instant_unbond: body }),
  /** Takes shares of the sender's request back out of the open batch. Anyone. */
  cancelUnbond: (body: CancelUnbondBody = {}): ExecuteMsg => ({ cancel_unbond: body }),
  /** Claims everything claimable, oldest first, up to a page. Anyone. */
  withdrawUnbonded: (body: WithdrawUnbondedBody = {}): ExecuteMsg => ({ withdraw_unbonded: body }),
  /** Claims the named batches. Anyone. */
  claim: (body: ClaimBody = {}): ExecuteMsg => ({ claim: body }),
  /** Claims for somebody else, who is paid. Anyone. */
  claimFor: (body: ClaimForBody): ExecuteMsg => ({ claim_for: body }),
  /** Does whatever is due within a message budget. Anyone. */
  crank: (body: CrankBody = {}): ExecuteMsg => ({ crank: body }),
  /** Observes the chain. Anyone. */
  sync: (): ExecuteMsg => ({ sync: {} }),
  /** Withdraws rewards of the validators that waited longest and forwards them. Anyone. */
  harvest: (body: HarvestBody = {}): ExecuteMsg => ({ harvest: body }),
  /** Closes the open batch if it is due, and covers what exits need. Anyone. */
  submitBatch: (body: SubmitBatchBody = {}): ExecuteMsg => ({ submit_batch: body }),
  /** Settles what is funded. Anyone. */
  reconcile: (): ExecuteMsg => ({ reconcile: {} }),
  /** Delegates free coins and redelegates towards the targets. Anyone. */
  rebalance: (body: RebalanceBody = {}): ExecuteMsg => ({ rebalance: body }),
  /**
   * Writes off the stake with a validator that answers nobody: first announces it, then, 14 days later at the
   * earliest, books it as a loss. The owner after 30 days of silence, anyone after 60.
   */
  writeOff: (body: WriteOffBody): ExecuteMsg => ({ write_off: body }),
  /** No longer prices deposits as if the stake that was written off were there; 90 days after it was. Owner. */
  forget: (body: ForgetBody): ExecuteMsg => ({ forget: body }),
  /** Owner: until lifted. Guardian: for `pause_secs`, once per arming. */
  pause: (body: PauseBody): ExecuteMsg => ({ pause: body }),
  /** Owner. */
  unpause: (body: UnpauseBody): ExecuteMsg => ({ unpause: body }),
  /** Lets the guardian pause once more. Owner. */
  rearmGuardian: (): ExecuteMsg => ({ rearm_guardian: {} }),
  /** Owner. */
  updateParams: (body: ParamsUpdate): ExecuteMsg => ({ update_params: body }),
  /** Owner. */
  updateFee: (body: UpdateFeeBody = {}): ExecuteMsg => ({ update_fee: body }),
  /** A field left out stays; null removes the role. Owner. */
  updateRoles: (body: UpdateRolesBody = {}): ExecuteMsg => ({ update_roles: body }),
  /** Brings everything home for good: irreversible. Owner. */
  windDown: (): ExecuteMsg => ({ wind_down: {} }),
  /** Casts the hub's vote. Governor. */
  vote: (body: VoteBody): ExecuteMsg => ({ vote: body }),
  /** Casts the hub's vote split by weights that add up to one. Governor. */
  voteWeighted: (body: VoteWeightedBody): ExecuteMsg => ({ vote_weighted: body }),
  /** Owner, and the proposed owner to accept. */
  updateOwnership: (body: OwnershipAction): ExecuteMsg => ({ update_ownership: body }),
  /** cw20: moves tokens. Anyone with a balance. */
  transfer: (body: TransferBody): ExecuteMsg => ({ transfer: body }),
  /** cw20: moves tokens to a contract and calls it; to the hub itself with `Cw20HookMsg`. */
  send: (body: SendBody): ExecuteMsg => ({ send: body }),
  /** cw20. */
  increaseAllowance: (body: IncreaseAllowanceBody): ExecuteMsg => ({ increase_allowance: body }),
  /** cw20. */
  decreaseAllowance: (body: DecreaseAllowanceBody): ExecuteMsg => ({ decrease_allowance: body }),
  /** cw20: by allowance. */
  transferFrom: (body: TransferFromBody): ExecuteMsg => ({ transfer_from: body }),
  /** cw20: by allowance. To the hub itself with `Cw20HookMsg`; the default receiver is then the spender. */
  sendFrom: (body: SendFromBody): ExecuteMsg => ({ send_from: body }),
  /** cw20: the marketing address, or the owner. */
  updateMarketing: (body: UpdateMarketingBody = {}): ExecuteMsg => ({ update_marketing: body }),
  /** cw20: the marketing address, or the owner. */
  uploadLogo: (body: Logo): ExecuteMsg => ({ upload_logo: body }),
} as const;

/** Asks it. */
export class Queries {
  constructor(
    readonly reader: SmartReader,
    /** The contract's address. */
    readonly address: string,
  ) {}

  /** Rate and the time of the observation behind it. Closed shape. */
  redemptionRate(query: RedemptionRateQuery): Promise<RedemptionRateResponse> {
    return this.ask({ redemption_rate: query }, decodeRedemptionRateResponse);
  }

  /** Past rates, newest first; `limit` null = all kept, at most 100. Closed shape. */
  historicalRedemptionRates(query: HistoricalRedemptionRatesQuery): Promise<HistoricalRedemptionRatesResponse> {
    return this.ask({ historical_redemption_rates: query }, decodeHistoricalRedemptionRatesResponse);
  }

  /** The bare rate; an error once the last observation is older than twice `max_sync_age`. */
  getRedemptionRate(): Promise<Decimal> {
    return this.ask({ get_redemption_rate: {} }, c.decimal);
  }

  getLstAssetDenom(): Promise<string> {
    return this.ask({ get_lst_asset_denom: {} }, c.text);
  }

  /** Closed shape. */
  price(): Promise<PriceResponse> {
    return this.ask({ price: {} }, decodePriceResponse);
  }

  /** Open shape. */
  state(): Promise<StateResponse> {
    return this.ask({ state: {} }, decodeStateResponse);
  }

  /** Open shape. */
  config(): Promise<ConfigResponse> {
    return this.ask({ config: {} }, decodeConfigResponse);
  }

  /** The open batch; always answers. Open shape. */
  pendingBatch(): Promise<PendingBatchResponse> {
    return this.ask({ pending_batch: {} }, decodePendingBatchResponse);
  }

  /** A closed batch that is not yet fully claimed. Open shape. */
  previousBatch(query: number): Promise<BatchResponse> {
    return this.ask({ previous_batch: query }, decodeBatchResponse);
  }

  /** Closed batches, ascending. Open shape. */
  previousBatches(query: PreviousBatchesQuery = {}): Promise<readonly BatchResponse[]> {
    return this.ask({ previous_batches: query }, c.array(decodeBatchResponse));
  }

  /** Ascending by batch. Closed shape. */
  unbondRequestsByUser(query: UnbondRequestsByUserQuery): Promise<readonly UserRequest[]> {
    return this.ask({ unbond_requests_by_user: query }, c.array(decodeUserRequest));
  }

  /** Ascending by address. Closed shape. */
  unbondRequestsByBatch(query: UnbondRequestsByBatchQuery): Promise<readonly BatchRequest[]> {
    return this.ask({ unbond_requests_by_batch: query }, c.array(decodeBatchRequest));
  }

  /** Ascending by batch. Open shape. */
  unbondRequestsByUserDetails(query: UnbondRequestsByUserDetailsQuery): Promise<readonly UserRequestDetails[]> {
    return this.ask({ unbond_requests_by_user_details: query }, c.array(decodeUserRequestDetails));
  }

  /** Past rates, newest first, strictly older than `start_after`. Closed shape. */
  exchangeRates(query: ExchangeRatesQuery = {}): Promise<ExchangeRatesResponse> {
    return this.ask({ exchange_rates: query }, decodeExchangeRatesResponse);
  }

  /** Targets by amount descending, then by address. */
  wantedDelegations(): Promise<WantedDelegationsResponse> {
    return this.ask({ wanted_delegations: {} }, decodeWantedDelegationsResponse);
  }

  /** Unsettled batches, ascending. */
  unreconciled(): Promise<readonly BatchResponse[]> {
    return this.ask({ unreconciled: {} }, c.array(decodeBatchResponse));
  }

  balance(query: BalanceQuery): Promise<BalanceResponse> {
    return this.ask({ balance: query }, decodeBalanceResponse);
  }

  tokenInfo(): Promise<TokenInfoResponse> {
    return this.ask({ token_info: {} }, decodeTokenInfoResponse);
  }

  minter(): Promise<MinterResponse> {
    return this.ask({ minter: {} }, decodeMinterResponse);
  }

  allowance(query: AllowanceQuery): Promise<AllowanceResponse> {
    return this.ask({ allowance: query }, decodeAllowanceResponse);
  }

  allAllowances(query: AllAllowancesQuery): Promise<AllAllowancesResponse> {
    return this.ask({ all_allowances: query }, decodeAllAllowancesResponse);
  }

  allSpenderAllowances(query: AllSpenderAllowancesQuery): Promise<AllSpenderAllowancesResponse> {
    return this.ask({ all_spender_allowances: query }, decodeAllSpenderAllowancesResponse);
  }

  allAccounts(query: AllAccountsQuery = {}): Promise<AllAccountsResponse> {
    return this.ask({ all_accounts: query }, decodeAllAccountsResponse);
  }

  marketingInfo(): Promise<MarketingInfoResponse> {
    return this.ask({ marketing_info: {} }, decodeMarketingInfoResponse);
  }

  /**
   * When we download an embedded logo, we get this response type. We expect a SPA to be able to accept this info and
   * display it.
   */
  downloadLogo(): Promise<DownloadLogoResponse> {
    return this.ask({ download_logo: {} }, decodeDownloadLogoResponse);
  }

  /** Answer to `ownership`. Closed shape. */
  ownership(): Promise<OwnershipResponse> {
    return this.ask({ ownership: {} }, decodeOwnershipResponse);
  }

  /** What `bond` would mint now. */
  previewBond(query: PreviewBondQuery): Promise<PreviewBondResponse> {
    return this.ask({ preview_bond: query }, decodePreviewBondResponse);
  }

  /** What a batch of these shares would be owed if it closed now. */
  previewUnbond(query: PreviewUnbondQuery): Promise<PreviewUnbondResponse> {
    return this.ask({ preview_unbond: query }, decodePreviewUnbondResponse);
  }

  /** What `instant_unbond` would pay now. */
  previewInstant(query: PreviewInstantQuery): Promise<PreviewInstantResponse> {
    return this.ask({ preview_instant: query }, decodePreviewInstantResponse);
  }

  /** What `crank` would do now. */
  previewCrank(): Promise<CrankReport> {
    return this.ask({ preview_crank: {} }, decodeCrankReport);
  }

  /** Where an amount would be delegated. */
  previewAllocation(query: PreviewAllocationQuery): Promise<PreviewAllocationResponse> {
    return this.ask({ preview_allocation: query }, decodePreviewAllocationResponse);
  }

  /** The books against the bank. */
  solvency(): Promise<SolvencyResponse> {
    return this.ask({ solvency: {} }, decodeSolvencyResponse);
  }

  /** The hub's stake per validator, ascending by address. */
  validators(query: ValidatorsQuery = {}): Promise<readonly ValidatorResponse[]> {
    return this.ask({ validators: query }, c.array(decodeValidatorResponse));
  }

  /**
   * The hub's stake on each of these validators, in their order; zeros where there is none. The registry asks it
   * before it drops entries.
   */
  stakes(query: StakesQuery): Promise<readonly StakeResponse[]> {
    return this.ask({ stakes: query }, c.array(decodeStakeResponse));
  }

  /** Roles, pauses, and parameters with their bounds. */
  powers(): Promise<PowersResponse> {
    return this.ask({ powers: {} }, decodePowersResponse);
  }

  /** The guardian and how long its pauses last. The registry asks it. */
  guardian(): Promise<GuardianResponse> {
    return this.ask({ guardian: {} }, decodeGuardianResponse);
  }

  /** Flows and rates between two times, from the points kept. */
  report(query: ReportQuery = {}): Promise<ReportResponse> {
    return this.ask({ report: query }, decodeReportResponse);
  }

  /** Who pays for a slash, and how far that reaches as of the last observation. Open shape. */
  guarantees(): Promise<GuaranteesResponse> {
    return this.ask({ guarantees: {} }, decodeGuaranteesResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
