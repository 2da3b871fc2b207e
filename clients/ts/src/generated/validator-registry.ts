// Written by generator/main.mjs from schema/validator-registry.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Decimal } from "../units.js";

/** Of `add_validator`. */
export interface AddValidatorBody {
  readonly operator: string;
  readonly weight: number;
}

export interface ConfigResponse {
  readonly hub: string;
  readonly inactive_grace: number;
  readonly max_commission: Decimal;
  readonly max_share_bps: number;
  /** Time of the last refresh, unix seconds. */
  readonly refreshed_at: number;
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

export interface InstantiateMsg {
  readonly owner: string;
  readonly params: RegistryParams;
  /** 1 to 100 validators that the chain knows. */
  readonly validators: readonly ValidatorWeight[];
}

export interface MigrateMsg {
  readonly params?: RegistryParams | null;
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

/** Of `pause_validator`. */
export interface PauseValidatorBody {
  readonly operator: string;
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

/** Of `remove_validator`. */
export interface RemoveValidatorBody {
  readonly operator: string;
}

/** Of `resume_validator`. */
export interface ResumeValidatorBody {
  readonly operator: string;
}

/** Of `set_weights`. */
export interface SetWeightsBody {
  readonly weights: readonly ValidatorWeight[];
}

/** A validator's part in the set. */
export interface Share {
  /** Whether it may receive stake now. */
  readonly accepting: boolean;
  readonly operator: string;
  /** Relative weight; zero = its stake is to leave. */
  readonly weight: number;
}

/** The registry's weights, in the registry's order, which breaks ties. */
export interface Targets {
  /** Largest share of one validator, in basis points; raised to an equal share where the set is too small for it. */
  readonly max_share_bps: number;
  readonly shares: readonly Share[];
}

/** Of `validator`. */
export interface ValidatorQuery {
  readonly operator: string;
}

export interface ValidatorResponse {
  /** Whether it receives stake now. */
  readonly accepting: boolean;
  /** Whether it was in the bonded set at the last refresh. */
  readonly bonded: boolean;
  /** Commission at the last refresh. */
  readonly commission: Decimal;
  /** Since when its commission was seen above the maximum, unix seconds; null while it is not. */
  readonly dear_since: number | null;
  /** When it was added, unix seconds. */
  readonly listed_at: number;
  readonly operator: string;
  /** Since when `bonded` has its value, unix seconds. */
  readonly since: number;
  readonly status: ValidatorStatus;
  readonly weight: number;
}

/** What the registry wants of a validator. */
export type ValidatorStatus =
  /** Receives stake while bonded and not too expensive. */
  | "active"
  /** Receives no new stake. */
  | { readonly paused: { readonly until: number | null } }
  /** Its stake is to leave. */
  | "draining";

/** A validator and its relative weight. */
export interface ValidatorWeight {
  readonly operator: string;
  /** Relative, 1 to 1,000,000. */
  readonly weight: number;
}

/** Of `validators`. */
export interface ValidatorsQuery {
  /** Default 10, at most 100. */
  readonly limit?: number | null;
  /** Operator address. */
  readonly start_after?: string | null;
}

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  hub: c.text,
  inactive_grace: c.integer,
  max_commission: c.decimal,
  max_share_bps: c.integer,
  refreshed_at: c.integer,
}));

export const decodeExpiration: c.Decoder<Expiration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly at_height: number } | { readonly at_time: bigint } | { readonly never: Record<string, never> }>("Expiration", c.object<{ readonly at_height: number }>({ at_height: c.integer }), c.object<{ readonly at_time: bigint }>({ at_time: c.bigint }), c.object<{ readonly never: Record<string, never> }>({ never: c.object({}) })));

export const decodeOwnershipResponse: c.Decoder<OwnershipResponse> = /* @__PURE__ */ c.lazy(() => c.object<OwnershipResponse>({
  owner: c.nullable(c.text),
  pending_expiry: c.nullable(decodeExpiration),
  pending_owner: c.nullable(c.text),
}));

export const decodeShare: c.Decoder<Share> = /* @__PURE__ */ c.lazy(() => c.object<Share>({
  accepting: c.flag,
  operator: c.text,
  weight: c.integer,
}));

export const decodeTargets: c.Decoder<Targets> = /* @__PURE__ */ c.lazy(() => c.object<Targets>({
  max_share_bps: c.integer,
  shares: c.array(decodeShare),
}));

export const decodeValidatorResponse: c.Decoder<ValidatorResponse> = /* @__PURE__ */ c.lazy(() => c.object<ValidatorResponse>({
  accepting: c.flag,
  bonded: c.flag,
  commission: c.decimal,
  dear_since: c.nullable(c.integer),
  listed_at: c.integer,
  operator: c.text,
  since: c.integer,
  status: decodeValidatorStatus,
  weight: c.integer,
}));

export const decodeValidatorStatus: c.Decoder<ValidatorStatus> = /* @__PURE__ */ c.lazy(() => c.either<"active" | { readonly paused: { readonly until: number | null } } | "draining">("ValidatorStatus", c.literal("active"), c.object<{ readonly paused: { readonly until: number | null } }>({ paused: c.object<{ readonly until: number | null }>({ until: c.nullable(c.integer) }) }), c.literal("draining")));

/** What can be sent to it. */
export type ExecuteMsg =
  /** Adds a validator that the chain knows. Owner. */
  | { readonly add_validator: AddValidatorBody }
  /** Sets the weights of listed validators; the others keep theirs. Owner. */
  | { readonly set_weights: SetWeightsBody }
  /** Starts draining a validator; the entry goes when the hub has neither stake nor entries there. Owner. */
  | { readonly remove_validator: RemoveValidatorBody }
  /**
   * Stops new stake to a validator, its present stake stays. Owner: until resumed. Guardian: for the hub's
   * `pause_secs`, once per validator and arming.
   */
  | { readonly pause_validator: PauseValidatorBody }
  /** Ends a pause. Owner. */
  | { readonly resume_validator: ResumeValidatorBody }
  /** Reads the chain's bonded set, updates every validator and drops drained ones. Anyone. */
  | { readonly refresh: Record<string, never> }
  /** Owner. */
  | { readonly update_params: RegistryParams }
  /** Owner, and the proposed owner to accept. */
  | { readonly update_ownership: OwnershipAction };

/** Writes what can be sent to it. */
export const messages = {
  /** Adds a validator that the chain knows. Owner. */
  addValidator: (body: AddValidatorBody): ExecuteMsg => ({ add_validator: body }),
  /** Sets the weights of listed validators; the others keep theirs. Owner. */
  setWeights: (body: SetWeightsBody): ExecuteMsg => ({ set_weights: body }),
  /** Starts draining a validator; the entry goes when the hub has neither stake nor entries there. Owner. */
  removeValidator: (body: RemoveValidatorBody): ExecuteMsg => ({ remove_validator: body }),
  /**
   * Stops new stake to a validator, its present stake stays. Owner: until resumed. Guardian: for the hub's
   * `pause_secs`, once per validator and arming.
   */
  pauseValidator: (body: PauseValidatorBody): ExecuteMsg => ({ pause_validator: body }),
  /** Ends a pause. Owner. */
  resumeValidator: (body: ResumeValidatorBody): ExecuteMsg => ({ resume_validator: body }),
  /** Reads the chain's bonded set, updates every validator and drops drained ones. Anyone. */
  refresh: (): ExecuteMsg => ({ refresh: {} }),
  /** Owner. */
  updateParams: (body: RegistryParams): ExecuteMsg => ({ update_params: body }),
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

  /** In the order of their addition. */
  validators(query: ValidatorsQuery = {}): Promise<readonly ValidatorResponse[]> {
    return this.ask({ validators: query }, c.array(decodeValidatorResponse));
  }

  validator(query: ValidatorQuery): Promise<ValidatorResponse> {
    return this.ask({ validator: query }, decodeValidatorResponse);
  }

  /** Weights, acceptance and cap of all validators, from which the hub computes amounts. */
  targets(): Promise<Targets> {
    return this.ask({ targets: {} }, decodeTargets);
  }

  config(): Promise<ConfigResponse> {
    return this.ask({ config: {} }, decodeConfigResponse);
  }

  /** Answer to `ownership`. Closed shape. */
  ownership(): Promise<OwnershipResponse> {
    return this.ask({ ownership: {} }, decodeOwnershipResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
