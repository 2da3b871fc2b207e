// Written by generator/main.mjs from schema/stake.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";

/** Of `add_listener`. */
export interface AddListenerBody {
  readonly listener: string;
}

/** Of `add_stream`. */
export interface AddStreamBody {
  readonly asset: Asset;
  /** Over how long what is paid in is released, in seconds: an hour to a year. */
  readonly period: number;
}

/** A token, by where its balances are. */
export type Asset =
  /** A cw20 contract. */
  | { readonly cw20: string }
  /** A denom of the chain's bank. */
  | { readonly denom: string };

/** Of `claims`. */
export interface ClaimsQuery {
  readonly address: string;
}

export interface ClaimsResponse {
  readonly claims: readonly StakeClaim[];
}

/** As cw2 has it. */
export interface CodeInfo {
  readonly contract: string;
  readonly version: string;
}

export interface DenomResponse {
  readonly denom: string;
}

/**
 * Duration is a delta of time. You can add it to a BlockInfo or Expiration to move that further in the future. Note
 * that an height-based Duration and a time-based Expiration cannot be combined
 */
export type Duration =
  | { readonly height: number }
  /** Time in seconds */
  | { readonly time: number };

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

export interface GetConfigResponse {
  /** Left out where a denom is staked. */
  readonly owner: string | null;
  /** Left out where a denom is staked. */
  readonly token_address: string | null;
  /** Null where it takes no time. */
  readonly unstaking_duration: Duration | null;
}

export interface GetHooksResponse {
  readonly hooks: readonly string[];
}

/** Of `harvest`. */
export interface HarvestBody {
  /** Null = all. */
  readonly assets?: readonly Asset[] | null;
}

/** Of `harvest_for`. */
export interface HarvestForBody {
  readonly user: string;
}

export interface InfoResponse {
  readonly info: CodeInfo;
}

export interface InstantiateMsg {
  /** Who may add streams and listeners, and can do nothing else. */
  readonly owner: string;
  /** What is staked. Fixed for ever. Not a token that keeps a part of what is sent. */
  readonly token: Asset;
  /** How long unstaking takes, in seconds: 0 to 90 days. Fixed for ever. */
  readonly unstaking: number;
}

export interface IsActiveResponse {
  readonly active: boolean;
}

/** Of `list_stakers`. */
export interface ListStakersQuery {
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

export interface ListStakersResponse {
  readonly stakers: readonly StakerBalanceResponse[];
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
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

/** Of `pending_rewards`. */
export interface PendingRewardsQuery {
  readonly user: string;
}

export interface PendingStakeReward {
  readonly amount: bigint;
  readonly asset: Asset;
}

/** Of `poke`. */
export interface PokeBody {
  readonly asset: Asset;
}

export interface PowerAtHeightResponse {
  readonly height: number;
  readonly power: bigint;
}

export interface PrincipalResponse {
  /** Unstaked and not paid out yet. */
  readonly leaving: bigint;
  readonly staked: bigint;
  readonly token: Asset;
  /** In seconds. */
  readonly unstaking: number;
}

export interface RewardStreamResponse {
  readonly asset: Asset;
  /** All that was ever paid in. */
  readonly funded: bigint;
  /** All that was paid to stakers. */
  readonly paid: bigint;
  /** Over how long what is paid in is released, in seconds. */
  readonly period: number;
  readonly released_at: number;
  /** What is not released yet, and when all of it is if somebody is staked, in unix seconds. */
  readonly unreleased: bigint;
}

export interface StakeClaim {
  readonly amount: bigint;
  readonly release_at: Expiration;
}

/** Of `staked_balance_at_height`. */
export interface StakedBalanceAtHeightQuery {
  readonly address: string;
  readonly height?: number | null;
}

export interface StakedBalanceAtHeightResponse {
  readonly balance: bigint;
  readonly height: number;
}

/** Of `staked_value`. */
export interface StakedValueQuery {
  readonly address: string;
}

export interface StakedValueResponse {
  readonly value: bigint;
}

export interface StakerBalanceResponse {
  readonly address: string;
  readonly balance: bigint;
}

/** Of `total_power_at_height`. */
export interface TotalPowerAtHeightQuery {
  readonly height?: number | null;
}

/** Of `total_staked_at_height`. */
export interface TotalStakedAtHeightQuery {
  readonly height?: number | null;
}

export interface TotalStakedAtHeightResponse {
  readonly height: number;
  readonly total: bigint;
}

export interface TotalValueResponse {
  readonly total: bigint;
}

/** Of `unstake`. */
export interface UnstakeBody {
  readonly amount: bigint;
  /** True = no listener is told; null = false. */
  readonly quiet?: boolean | null;
}

/** Of `voting_power_at_height`. */
export interface VotingPowerAtHeightQuery {
  readonly address: string;
  readonly height?: number | null;
}

export const decodeAsset: c.Decoder<Asset> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly cw20: string } | { readonly denom: string }>("Asset", c.object<{ readonly cw20: string }>({ cw20: c.text }), c.object<{ readonly denom: string }>({ denom: c.text })));

export const decodeClaimsResponse: c.Decoder<ClaimsResponse> = /* @__PURE__ */ c.lazy(() => c.object<ClaimsResponse>({
  claims: c.array(decodeStakeClaim),
}));

export const decodeCodeInfo: c.Decoder<CodeInfo> = /* @__PURE__ */ c.lazy(() => c.object<CodeInfo>({
  contract: c.text,
  version: c.text,
}));

export const decodeDenomResponse: c.Decoder<DenomResponse> = /* @__PURE__ */ c.lazy(() => c.object<DenomResponse>({
  denom: c.text,
}));

export const decodeDuration: c.Decoder<Duration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly height: number } | { readonly time: number }>("Duration", c.object<{ readonly height: number }>({ height: c.integer }), c.object<{ readonly time: number }>({ time: c.integer })));

export const decodeExpiration: c.Decoder<Expiration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly at_height: number } | { readonly at_time: bigint } | { readonly never: Record<string, never> }>("Expiration", c.object<{ readonly at_height: number }>({ at_height: c.integer }), c.object<{ readonly at_time: bigint }>({ at_time: c.bigint }), c.object<{ readonly never: Record<string, never> }>({ never: c.object({}) })));

export const decodeGetConfigResponse: c.Decoder<GetConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<GetConfigResponse>({
  owner: c.nullable(c.text),
  token_address: c.nullable(c.text),
  unstaking_duration: c.nullable(decodeDuration),
}));

export const decodeGetHooksResponse: c.Decoder<GetHooksResponse> = /* @__PURE__ */ c.lazy(() => c.object<GetHooksResponse>({
  hooks: c.array(c.text),
}));

export const decodeInfoResponse: c.Decoder<InfoResponse> = /* @__PURE__ */ c.lazy(() => c.object<InfoResponse>({
  info: decodeCodeInfo,
}));

export const decodeIsActiveResponse: c.Decoder<IsActiveResponse> = /* @__PURE__ */ c.lazy(() => c.object<IsActiveResponse>({
  active: c.flag,
}));

export const decodeListStakersResponse: c.Decoder<ListStakersResponse> = /* @__PURE__ */ c.lazy(() => c.object<ListStakersResponse>({
  stakers: c.array(decodeStakerBalanceResponse),
}));

export const decodeOwnershipResponse: c.Decoder<OwnershipResponse> = /* @__PURE__ */ c.lazy(() => c.object<OwnershipResponse>({
  owner: c.nullable(c.text),
  pending_expiry: c.nullable(decodeExpiration),
  pending_owner: c.nullable(c.text),
}));

export const decodePendingStakeReward: c.Decoder<PendingStakeReward> = /* @__PURE__ */ c.lazy(() => c.object<PendingStakeReward>({
  amount: c.bigint,
  asset: decodeAsset,
}));

export const decodePowerAtHeightResponse: c.Decoder<PowerAtHeightResponse> = /* @__PURE__ */ c.lazy(() => c.object<PowerAtHeightResponse>({
  height: c.integer,
  power: c.bigint,
}));

export const decodePrincipalResponse: c.Decoder<PrincipalResponse> = /* @__PURE__ */ c.lazy(() => c.object<PrincipalResponse>({
  leaving: c.bigint,
  staked: c.bigint,
  token: decodeAsset,
  unstaking: c.integer,
}));

export const decodeRewardStreamResponse: c.Decoder<RewardStreamResponse> = /* @__PURE__ */ c.lazy(() => c.object<RewardStreamResponse>({
  asset: decodeAsset,
  funded: c.bigint,
  paid: c.bigint,
  period: c.integer,
  released_at: c.integer,
  unreleased: c.bigint,
}));

export const decodeStakeClaim: c.Decoder<StakeClaim> = /* @__PURE__ */ c.lazy(() => c.object<StakeClaim>({
  amount: c.bigint,
  release_at: decodeExpiration,
}));

export const decodeStakedBalanceAtHeightResponse: c.Decoder<StakedBalanceAtHeightResponse> = /* @__PURE__ */ c.lazy(() => c.object<StakedBalanceAtHeightResponse>({
  balance: c.bigint,
  height: c.integer,
}));

export const decodeStakedValueResponse: c.Decoder<StakedValueResponse> = /* @__PURE__ */ c.lazy(() => c.object<StakedValueResponse>({
  value: c.bigint,
}));

export const decodeStakerBalanceResponse: c.Decoder<StakerBalanceResponse> = /* @__PURE__ */ c.lazy(() => c.object<StakerBalanceResponse>({
  address: c.text,
  balance: c.bigint,
}));

export const decodeTotalStakedAtHeightResponse: c.Decoder<TotalStakedAtHeightResponse> = /* @__PURE__ */ c.lazy(() => c.object<TotalStakedAtHeightResponse>({
  height: c.integer,
  total: c.bigint,
}));

export const decodeTotalValueResponse: c.Decoder<TotalValueResponse> = /* @__PURE__ */ c.lazy(() => c.object<TotalValueResponse>({
  total: c.bigint,
}));

/** What can be sent to it. Only `stake` and `fund` accept coins. */
export type ExecuteMsg =
  /** Stakes the coin that comes with it, where a denom is staked. Anyone. */
  | { readonly stake: Record<string, never> }
  /** Begins to unstake. Pays no rewards. Anyone with a stake. */
  | { readonly unstake: UnstakeBody }
  /** Pays out what was unstaked and is ready. Pays no rewards. Anyone with such a claim. */
  | { readonly claim: Record<string, never> }
  /**
   * Pays the rewards that the sender has due. Each asset is paid by itself: one that cannot be paid stays due.
   * Anyone.
   */
  | { readonly harvest: HarvestBody }
  /** The same for somebody, who is paid. Anyone. */
  | { readonly harvest_for: HarvestForBody }
  /** Pays the coin that comes with it into the stream of its denom. Anyone. */
  | { readonly fund: Record<string, never> }
  /**
   * Pays what the contract has of an asset beyond its books into the stream of that asset, so that it can be the
   * receiver of a fee; nothing there: success without effect. Anyone.
   */
  | { readonly poke: PokeBody }
  /** Adds a stream of rewards, for ever; at most 8. Owner. */
  | { readonly add_stream: AddStreamBody }
  /**
   * Adds a contract that is told of changes of stake, for ever; at most 4. It is sent a `StakeChangedHookMsg` with a
   * gas limit, and its failure changes nothing. Owner.
   */
  | { readonly add_listener: AddListenerBody }
  /** Owner, and the proposed owner to accept. */
  | { readonly update_ownership: OwnershipAction };

/** Writes what can be sent to it. */
export const messages = {
  /** Stakes the coin that comes with it, where a denom is staked. Anyone. */
  stake: (): ExecuteMsg => ({ stake: {} }),
  /** Begins to unstake. Pays no rewards. Anyone with a stake. */
  unstake: (body: UnstakeBody): ExecuteMsg => ({ unstake: body }),
  /** Pays out what was unstaked and is ready. Pays no rewards. Anyone with such a claim. */
  claim: (): ExecuteMsg => ({ claim: {} }),
  /**
   * Pays the rewards that the sender has due. Each asset is paid by itself: one that cannot be paid stays due.
   * Anyone.
   */
  harvest: (body: HarvestBody = {}): ExecuteMsg => ({ harvest: body }),
  /** The same for somebody, who is paid. Anyone. */
  harvestFor: (body: HarvestForBody): ExecuteMsg => ({ harvest_for: body }),
  /** Pays the coin that comes with it into the stream of its denom. Anyone. */
  fund: (): ExecuteMsg => ({ fund: {} }),
  /**
   * Pays what the contract has of an asset beyond its books into the stream of that asset, so that it can be the
   * receiver of a fee; nothing there: success without effect. Anyone.
   */
  poke: (body: PokeBody): ExecuteMsg => ({ poke: body }),
  /** Adds a stream of rewards, for ever; at most 8. Owner. */
  addStream: (body: AddStreamBody): ExecuteMsg => ({ add_stream: body }),
  /**
   * Adds a contract that is told of changes of stake, for ever; at most 4. It is sent a `StakeChangedHookMsg` with a
   * gas limit, and its failure changes nothing. Owner.
   */
  addListener: (body: AddListenerBody): ExecuteMsg => ({ add_listener: body }),
  /** Owner, and the proposed owner to accept. */
  updateOwnership: (body: OwnershipAction): ExecuteMsg => ({ update_ownership: body }),
} as const;

/** What a cw20 `send` to this contract may ask for. */
export type HookMsg =
  /** Stakes what is sent, where it is the staked token. */
  | { readonly stake: Record<string, never> }
  /** Pays what is sent into the stream of that token. */
  | { readonly fund: Record<string, never> };

/** Writes what a cw20 `send` to it may ask for. */
export const hooks = {
  /** Stakes what is sent, where it is the staked token. */
  stake: (): HookMsg => ({ stake: {} }),
  /** Pays what is sent into the stream of that token. */
  fund: (): HookMsg => ({ fund: {} }),
} as const;

/** Asks it. */
export class Queries {
  constructor(
    readonly reader: SmartReader,
    /** The contract's address. */
    readonly address: string,
  ) {}

  /** What somebody had staked. Closed shape, DAO DAO's. */
  votingPowerAtHeight(query: VotingPowerAtHeightQuery): Promise<PowerAtHeightResponse> {
    return this.ask({ voting_power_at_height: query }, decodePowerAtHeightResponse);
  }

  /** What all had staked. Closed shape, DAO DAO's. */
  totalPowerAtHeight(query: TotalPowerAtHeightQuery = {}): Promise<PowerAtHeightResponse> {
    return this.ask({ total_power_at_height: query }, decodePowerAtHeightResponse);
  }

  /** Name and version of the code. Closed shape, DAO DAO's. */
  info(): Promise<InfoResponse> {
    return this.ask({ info: {} }, decodeInfoResponse);
  }

  /** Always true. Closed shape, DAO DAO's. */
  isActive(): Promise<IsActiveResponse> {
    return this.ask({ is_active: {} }, decodeIsActiveResponse);
  }

  /** The owner. DAO DAO's. */
  dao(): Promise<string> {
    return this.ask({ dao: {} }, c.text);
  }

  /** The staked cw20; an error where a denom is staked. DAO DAO's. */
  tokenContract(): Promise<string> {
    return this.ask({ token_contract: {} }, c.text);
  }

  /** The staked denom; an error where a cw20 is staked. Closed shape, DAO DAO's. */
  denom(): Promise<DenomResponse> {
    return this.ask({ denom: {} }, decodeDenomResponse);
  }

  /** What somebody had staked. Closed shape, cw20-stake's. */
  stakedBalanceAtHeight(query: StakedBalanceAtHeightQuery): Promise<StakedBalanceAtHeightResponse> {
    return this.ask({ staked_balance_at_height: query }, decodeStakedBalanceAtHeightResponse);
  }

  /** What all had staked. Closed shape, cw20-stake's. */
  totalStakedAtHeight(query: TotalStakedAtHeightQuery = {}): Promise<TotalStakedAtHeightResponse> {
    return this.ask({ total_staked_at_height: query }, decodeTotalStakedAtHeightResponse);
  }

  /** What somebody has staked now. Closed shape, cw20-stake's. */
  stakedValue(query: StakedValueQuery): Promise<StakedValueResponse> {
    return this.ask({ staked_value: query }, decodeStakedValueResponse);
  }

  /** What all have staked now. Closed shape, cw20-stake's. */
  totalValue(): Promise<TotalValueResponse> {
    return this.ask({ total_value: {} }, decodeTotalValueResponse);
  }

  /** What somebody has unstaked and not been paid, by the hour. Closed shape, cw20-stake's. */
  claims(query: ClaimsQuery): Promise<ClaimsResponse> {
    return this.ask({ claims: query }, decodeClaimsResponse);
  }

  /** Stakers, ascending by address; who has rewards due and nothing staked is among them. Closed shape, cw20-stake's. */
  listStakers(query: ListStakersQuery = {}): Promise<ListStakersResponse> {
    return this.ask({ list_stakers: query }, decodeListStakersResponse);
  }

  /** The listeners. Closed shape, cw20-stake's. */
  getHooks(): Promise<GetHooksResponse> {
    return this.ask({ get_hooks: {} }, decodeGetHooksResponse);
  }

  /**
   * Owner, token and unstaking time. Closed shape, cw20-stake's; where a denom is staked,
   * `dao-voting-token-staked`'s, which has the time alone.
   */
  getConfig(): Promise<GetConfigResponse> {
    return this.ask({ get_config: {} }, decodeGetConfigResponse);
  }

  /** The rewards that somebody has due, by stream. Open shape. */
  pendingRewards(query: PendingRewardsQuery): Promise<readonly PendingStakeReward[]> {
    return this.ask({ pending_rewards: query }, c.array(decodePendingStakeReward));
  }

  /** All streams. Open shape. */
  streams(): Promise<readonly RewardStreamResponse[]> {
    return this.ask({ streams: {} }, c.array(decodeRewardStreamResponse));
  }

  /** The principal. Open shape. */
  principal(): Promise<PrincipalResponse> {
    return this.ask({ principal: {} }, decodePrincipalResponse);
  }

  /** Answer to `ownership`. Closed shape. */
  ownership(): Promise<OwnershipResponse> {
    return this.ask({ ownership: {} }, decodeOwnershipResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
