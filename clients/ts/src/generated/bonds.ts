// Written by generator/main.mjs from schema/bonds.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Coins, Shares } from "../units.js";

/** Of `begin_withdraw`. */
export interface BeginWithdrawBody {
  readonly operator: string;
  readonly shares: Shares;
}

/** Of `bond`. */
export interface BondQuery {
  readonly operator: string;
}

export interface BondResponse {
  readonly account: string | null;
  /** The hub's stake there, entries in flight and unfinished moves away, in base units. */
  readonly at_risk: Coins;
  /** What is there: posted and returned, less covered. */
  readonly bond: Shares;
  /** Stake that the bond may carry, in base units. */
  readonly capacity: Coins;
  /** Part of it that carries stake, and burns first. */
  readonly carrying: Shares;
  /** Part of it that cools. */
  readonly cooling: Shares;
  /** Shares that it has paid for slashes since ever, and got back of that. */
  readonly covered: Shares;
  /** Shares above it, which may begin to cool. */
  readonly free: Shares;
  /** The smallest bond that is listed, in shares. */
  readonly least: Shares;
  readonly operator: string;
  /** Shares posted, less those withdrawn. */
  readonly posted: Shares;
  /** When that may be withdrawn, unix seconds, and to which account; null while nothing cools. */
  readonly ready: number | null;
  /** Shares that this requires. */
  readonly required: Shares;
  readonly returned: Shares;
}

/** Of `bonds`. */
export interface BondsQuery {
  /** Default 10, at most 100. */
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

export interface ConfigResponse {
  readonly bond_bps: number;
  /** In seconds. */
  readonly cooldown: number;
  readonly hub: string;
  readonly registry: string;
}

/** No owner, no pause; all of it is fixed for ever. */
export interface InstantiateMsg {
  /**
   * What a bond must be of the stake that it may carry, in basis points: 10 to 1,000, null = 500, a whole double
   * sign.
   */
  readonly bond_bps?: number | null;
  /**
   * How long shares cool before they may be withdrawn, in seconds: 1 to 90 days, meant to be at least the chain's
   * unbonding time and a day.
   */
  readonly cooldown: number;
  /** The hub whose token is posted and whose slashes it pays for. */
  readonly hub: string;
  /** The registry in which operators are listed. */
  readonly registry: string;
}

/** Of `list`. */
export interface ListBody {
  readonly operator: string;
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
}

/** Of `post`. */
export interface PostHook {
  readonly operator: string;
}

export interface PostedResponse {
  /** What of them cools. */
  readonly cooling: Shares;
  readonly operator: string;
  /** Shares posted, less those withdrawn. */
  readonly posted: Shares;
}

/** Of `unlist`. */
export interface UnlistBody {
  readonly operator: string;
}

/** Of `withdraw`. */
export interface WithdrawBody {
  readonly operator: string;
}

export const decodeBondResponse: c.Decoder<BondResponse> = /* @__PURE__ */ c.lazy(() => c.object<BondResponse>({
  account: c.nullable(c.text),
  at_risk: c.coins,
  bond: c.shares,
  capacity: c.coins,
  carrying: c.shares,
  cooling: c.shares,
  covered: c.shares,
  free: c.shares,
  least: c.shares,
  operator: c.text,
  posted: c.shares,
  ready: c.nullable(c.integer),
  required: c.shares,
  returned: c.shares,
}));

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  bond_bps: c.integer,
  cooldown: c.integer,
  hub: c.text,
  registry: c.text,
}));

export const decodePostedResponse: c.Decoder<PostedResponse> = /* @__PURE__ */ c.lazy(() => c.object<PostedResponse>({
  cooling: c.shares,
  operator: c.text,
  posted: c.shares,
}));

/** What can be sent to it. None of them accepts coins. Operators are addresses as the chain writes them. */
export type ExecuteMsg =
  /**
   * Has the registry list the operator as an open validator. The operator's own account, or one that has posted the
   * smallest bond for it.
   */
  | { readonly list: ListBody }
  /** Has the registry let the operator drain. The operator's own account. */
  | { readonly unlist: UnlistBody }
  /**
   * Lets shares above what is required cool: from here on they carry no stake, and still burn, after the rest. What
   * cools already begins anew. The operator's own account.
   */
  | { readonly begin_withdraw: BeginWithdrawBody }
  /** After the cooldown: has the hub look at the chain, then pays what is left to the account that began. Anyone. */
  | { readonly withdraw: WithdrawBody }
  /** Tells the hub that this contract accepts to be its bonds; the hub's owner has named it before. Anyone. */
  | { readonly accept_guarantor: Record<string, never> };

/** Writes what can be sent to it. */
export const messages = {
  /**
   * Has the registry list the operator as an open validator. The operator's own account, or one that has posted the
   * smallest bond for it.
   */
  list: (body: ListBody): ExecuteMsg => ({ list: body }),
  /** Has the registry let the operator drain. The operator's own account. */
  unlist: (body: UnlistBody): ExecuteMsg => ({ unlist: body }),
  /**
   * Lets shares above what is required cool: from here on they carry no stake, and still burn, after the rest. What
   * cools already begins anew. The operator's own account.
   */
  beginWithdraw: (body: BeginWithdrawBody): ExecuteMsg => ({ begin_withdraw: body }),
  /** After the cooldown: has the hub look at the chain, then pays what is left to the account that began. Anyone. */
  withdraw: (body: WithdrawBody): ExecuteMsg => ({ withdraw: body }),
  /** Tells the hub that this contract accepts to be its bonds; the hub's owner has named it before. Anyone. */
  acceptGuarantor: (): ExecuteMsg => ({ accept_guarantor: {} }),
} as const;

/** What a cw20 `send` of the hub's token may ask for. */
export type HookMsg =
  /** Posts the shares for an operator, for good: only its own account can withdraw them. */
  | { readonly post: PostHook };

/** Writes what a cw20 `send` to it may ask for. */
export const hooks = {
  /** Posts the shares for an operator, for good: only its own account can withdraw them. */
  post: (body: PostHook): HookMsg => ({ post: body }),
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

  /** An operator's bond; zeros where there is none. Open shape. */
  bond(query: BondQuery): Promise<BondResponse> {
    return this.ask({ bond: query }, decodeBondResponse);
  }

  /** What was posted, ascending by operator. */
  bonds(query: BondsQuery = {}): Promise<readonly PostedResponse[]> {
    return this.ask({ bonds: query }, c.array(decodePostedResponse));
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
