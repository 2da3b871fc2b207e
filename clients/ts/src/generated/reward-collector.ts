// Written by generator/main.mjs from schema/reward-collector.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";

/** Of `balances`. */
export interface BalancesQuery {
  /** Denoms to ask for; null = the staking denom alone. At most 100. */
  readonly denoms?: readonly string[] | null;
}

export interface Coin {
  readonly amount: bigint;
  readonly denom: string;
}

export interface ConfigResponse {
  readonly denom: string;
  readonly hub: string;
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

/** Of `forward`. */
export interface ForwardBody {
  /** Who is credited as keeper; honoured from the hub only, otherwise the sender is. */
  readonly keeper?: string | null;
}

export interface InstantiateMsg {
  /** The staking denom, which only `forward` moves, and only to the hub. */
  readonly denom: string;
  readonly owner: string;
}

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

/** Of `send_foreign`. */
export interface SendForeignBody {
  readonly amount: bigint;
  readonly denom: string;
  readonly to: string;
}

export const decodeCoin: c.Decoder<Coin> = /* @__PURE__ */ c.lazy(() => c.object<Coin>({
  amount: c.bigint,
  denom: c.text,
}));

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  denom: c.text,
  hub: c.text,
}));

export const decodeExpiration: c.Decoder<Expiration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly at_height: number } | { readonly at_time: bigint } | { readonly never: Record<string, never> }>("Expiration", c.object<{ readonly at_height: number }>({ at_height: c.integer }), c.object<{ readonly at_time: bigint }>({ at_time: c.bigint }), c.object<{ readonly never: Record<string, never> }>({ never: c.object({}) })));

export const decodeOwnershipResponse: c.Decoder<OwnershipResponse> = /* @__PURE__ */ c.lazy(() => c.object<OwnershipResponse>({
  owner: c.nullable(c.text),
  pending_expiry: c.nullable(decodeExpiration),
  pending_owner: c.nullable(c.text),
}));

/** What can be sent to it. */
export type ExecuteMsg =
  /** Sends the native rewards to the hub; nothing there: success without effect. Anyone. */
  | { readonly forward: ForwardBody }
  /** Sends out a coin that is not the staking coin. Owner. */
  | { readonly send_foreign: SendForeignBody }
  /** Owner, and the proposed owner to accept. */
  | { readonly update_ownership: OwnershipAction };

/** Writes what can be sent to it. */
export const messages = {
  /** Sends the native rewards to the hub; nothing there: success without effect. Anyone. */
  forward: (body: ForwardBody = {}): ExecuteMsg => ({ forward: body }),
  /** Sends out a coin that is not the staking coin. Owner. */
  sendForeign: (body: SendForeignBody): ExecuteMsg => ({ send_foreign: body }),
  /** Owner, and the proposed owner to accept. */
  updateOwnership: (body: OwnershipAction): ExecuteMsg => ({ update_ownership: body }),
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

  /** Balance of the native denom, and of the named others. */
  balances(query: BalancesQuery = {}): Promise<readonly Coin[]> {
    return this.ask({ balances: query }, c.array(decodeCoin));
  }

  /** Answer to `ownership`. Closed shape. */
  ownership(): Promise<OwnershipResponse> {
    return this.ask({ ownership: {} }, decodeOwnershipResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
