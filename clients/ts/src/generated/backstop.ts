// Written by generator/main.mjs from schema/backstop.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Coins, Shares, Units } from "../units.js";

export interface BackstopPositionResponse {
  readonly cooling: CoolingResponse | null;
  /** All of them, those that cool included. */
  readonly units: Units;
  readonly user: string;
  /** What they are worth if cooling ended now, in shares. */
  readonly value: Shares;
}

export interface BackstopStateResponse {
  /** Shares that the units are parts of. */
  readonly assets: Shares;
  /** Shares that the contract has. */
  readonly balance: Shares;
  /** Shares that it has paid for slashes since ever, and got back of that. */
  readonly covered: Shares;
  /** Units of the first deposit that nobody has. */
  readonly nobodys: Units;
  /** What may still come back, in base units of the coin and in shares. */
  readonly owed_back: Coins;
  readonly owed_shares: Shares;
  readonly released_at: number;
  readonly returned: Shares;
  /** All units, those that nobody has included. */
  readonly units: Units;
  /** Shares of premium that are not released yet, and when all of it is, in unix seconds. */
  readonly unreleased: Shares;
}

export interface BackstopValueResponse {
  readonly native: Coins;
  /** In shares, and those in base units of the coin. */
  readonly shares: Shares;
  readonly units: Units;
}

/** Of `begin`. */
export interface BeginBody {
  /** Null = all. */
  readonly units?: Units | null;
}

export interface ConfigResponse {
  /** In seconds. */
  readonly cooldown: number;
  readonly hub: string;
  /** How long a withdrawal is possible after the cooldown, in seconds. */
  readonly window: number;
}

/** Of `convert_to_assets`. */
export interface ConvertToAssetsQuery {
  /** Units. */
  readonly amount: Units;
}

/** Of `convert_to_shares`. */
export interface ConvertToSharesQuery {
  /** Shares of the hub's token. */
  readonly amount: Shares;
}

export interface CoolingResponse {
  /** The units that would be left of them if cooling ended now. */
  readonly kept: Units;
  /** What they were worth when cooling began, in shares, and so at most when it ends. */
  readonly most: Shares;
  readonly ready: number;
  /**
   * Unix seconds: when it began, the first second in which they may be withdrawn, and the first in which they no
   * longer may.
   */
  readonly since: number;
  readonly units: Units;
  readonly until: number;
}

/** No owner, no pause; both are fixed for ever. */
export interface InstantiateMsg {
  /**
   * How long units cool before they may be withdrawn, in seconds: 1 to 90 days, meant to be at least the chain's
   * unbonding time and a day.
   */
  readonly cooldown: number;
  /** The hub whose token is pooled and whose slashes it pays for. */
  readonly hub: string;
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
}

/** Of `position`. */
export interface PositionQuery {
  readonly user: string;
}

/** Of `positions`. */
export interface PositionsQuery {
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

/** Of `value`. */
export interface ValueQuery {
  /** Null = all that there are. */
  readonly units?: Units | null;
}

/** Of `withdraw`. */
export interface WithdrawBody {
  /** Who is paid; null = the sender. */
  readonly receiver?: string | null;
}

export const decodeBackstopPositionResponse: c.Decoder<BackstopPositionResponse> = /* @__PURE__ */ c.lazy(() => c.object<BackstopPositionResponse>({
  cooling: c.nullable(decodeCoolingResponse),
  units: c.units,
  user: c.text,
  value: c.shares,
}));

export const decodeBackstopStateResponse: c.Decoder<BackstopStateResponse> = /* @__PURE__ */ c.lazy(() => c.object<BackstopStateResponse>({
  assets: c.shares,
  balance: c.shares,
  covered: c.shares,
  nobodys: c.units,
  owed_back: c.coins,
  owed_shares: c.shares,
  released_at: c.integer,
  returned: c.shares,
  units: c.units,
  unreleased: c.shares,
}));

export const decodeBackstopValueResponse: c.Decoder<BackstopValueResponse> = /* @__PURE__ */ c.lazy(() => c.object<BackstopValueResponse>({
  native: c.coins,
  shares: c.shares,
  units: c.units,
}));

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  cooldown: c.integer,
  hub: c.text,
  window: c.integer,
}));

export const decodeCoolingResponse: c.Decoder<CoolingResponse> = /* @__PURE__ */ c.lazy(() => c.object<CoolingResponse>({
  kept: c.units,
  most: c.shares,
  ready: c.integer,
  since: c.integer,
  units: c.units,
  until: c.integer,
}));

/** What can be sent to it. None of them accepts coins. */
export type ExecuteMsg =
  /**
   * Begins the cooldown and notes what the units are worth; they are never worth more when it ends. Units that cool
   * already stop first. Anyone with units.
   */
  | { readonly begin: BeginBody }
  /** Stops cooling. Anyone whose units cool. */
  | { readonly stop: Record<string, never> }
  /**
   * Has the hub look at the chain, then pays for the units that have cooled, in shares. In the window only. Anyone
   * whose units cool.
   */
  | { readonly withdraw: WithdrawBody }
  /** Books what has come and what was burned since the last message, so that premium begins to stream. Anyone. */
  | { readonly poke: Record<string, never> }
  /** Tells the hub that this contract accepts to be its backstop; the hub's owner has named it before. Anyone. */
  | { readonly accept_guarantor: Record<string, never> };

/** Writes what can be sent to it. */
export const messages = {
  /**
   * Begins the cooldown and notes what the units are worth; they are never worth more when it ends. Units that cool
   * already stop first. Anyone with units.
   */
  begin: (body: BeginBody = {}): ExecuteMsg => ({ begin: body }),
  /** Stops cooling. Anyone whose units cool. */
  stop: (): ExecuteMsg => ({ stop: {} }),
  /**
   * Has the hub look at the chain, then pays for the units that have cooled, in shares. In the window only. Anyone
   * whose units cool.
   */
  withdraw: (body: WithdrawBody = {}): ExecuteMsg => ({ withdraw: body }),
  /** Books what has come and what was burned since the last message, so that premium begins to stream. Anyone. */
  poke: (): ExecuteMsg => ({ poke: {} }),
  /** Tells the hub that this contract accepts to be its backstop; the hub's owner has named it before. Anyone. */
  acceptGuarantor: (): ExecuteMsg => ({ accept_guarantor: {} }),
} as const;

/** Asks it. */
export class Queries {
  constructor(
    readonly reader: SmartReader,
    /** The contract's address. */
    readonly address: string,
  ) {}

  config(): Promise<ConfigResponse> {
    return this.ask({ config: {} }, decodeConfigResponse);
  }

  /** The books. Open shape. */
  state(): Promise<BackstopStateResponse> {
    return this.ask({ state: {} }, decodeBackstopStateResponse);
  }

  /** What somebody has; zeros where that is nothing. Open shape. */
  position(query: PositionQuery): Promise<BackstopPositionResponse> {
    return this.ask({ position: query }, decodeBackstopPositionResponse);
  }

  /** Positions, ascending by address. Open shape. */
  positions(query: PositionsQuery = {}): Promise<readonly BackstopPositionResponse[]> {
    return this.ask({ positions: query }, c.array(decodeBackstopPositionResponse));
  }

  /** What units are worth. Open shape. */
  value(query: ValueQuery = {}): Promise<BackstopValueResponse> {
    return this.ask({ value: query }, decodeBackstopValueResponse);
  }

  /** Shares that so many units are worth. */
  convertToAssets(query: ConvertToAssetsQuery): Promise<Shares> {
    return this.ask({ convert_to_assets: query }, c.shares);
  }

  /** Units that so many shares would give, what may still come back paid for; one for each where there are none yet. */
  convertToShares(query: ConvertToSharesQuery): Promise<Units> {
    return this.ask({ convert_to_shares: query }, c.units);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
