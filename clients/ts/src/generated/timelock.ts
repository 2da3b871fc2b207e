// Written by generator/main.mjs from schema/timelock.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Decimal, Shares } from "../units.js";

/** Of `add_canceller`. */
export interface AddCancellerBody {
  readonly address: string;
}

/** Of `add_proposer`. */
export interface AddProposerBody {
  readonly address: string;
}

/** Of `cancel`. */
export interface CancelBody {
  readonly id: number;
}

export interface Coin {
  readonly amount: bigint;
  readonly denom: string;
}

export interface ConfigResponse {
  readonly cancellers: readonly string[];
  readonly collector: string;
  /** In seconds. */
  readonly exit: number;
  readonly hub: string;
  /** Shares of all who object, to whatever proposal. They leave only to them. */
  readonly locked: Shares;
  readonly proposers: readonly string[];
  readonly registry: string;
  /** In seconds. */
  readonly short: number;
}

/** A proposal as cw3 shows it. */
export interface Cw3Proposal {
  /** Always null: proposing costs no deposit. */
  readonly deposit: null;
  /** The proposal's link, empty where it has none. */
  readonly description: string;
  /** When it can no longer be executed. */
  readonly expires: Expiration;
  readonly id: number;
  readonly msgs: readonly ProposedMsg[];
  readonly proposer: string;
  readonly status: Cw3Status;
  readonly threshold: ThresholdResponse;
  readonly title: string;
}

/** A page of them. */
export interface Cw3ProposalList {
  readonly proposals: readonly Cw3Proposal[];
}

/** cw3's names for where a proposal stands. */
export type Cw3Status =
  | "executed"
  /** Never here: voting has not begun. */
  | "pending"
  /** It waits. */
  | "open"
  /** It was cancelled, or has expired. */
  | "rejected"
  /** It can be executed. */
  | "passed";

/** Of `execute`. */
export interface ExecuteBody {
  readonly id: number;
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

/** The contract must be its own admin, or have none, before it accepts an ownership. */
export interface InstantiateMsg {
  /** Who may cancel them: 0 to 5. */
  readonly cancellers: readonly string[];
  /**
   * How long all others wait, in seconds: `short` to 90 days, meant to be the time in which everybody can leave. It
   * is never read from the hub's parameters, which an owner could shorten first.
   */
  readonly exit: number;
  /** Whose holders may object; with its registry and collector what is governed. */
  readonly hub: string;
  /** Who may queue proposals: 1 to 5. */
  readonly proposers: readonly string[];
  /** How long brief and short proposals wait, in seconds: 2 to 30 days. */
  readonly short: number;
}

/** Of `leave`. */
export interface LeaveBody {
  readonly id: number;
}

/** Of `list_proposals`. */
export interface ListProposalsQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
}

/** Of `object`. */
export interface ObjectHook {
  readonly id: number;
}

/** Of `objection`. */
export interface ObjectionQuery {
  readonly id: number;
  readonly user: string;
}

export interface ObjectionResponse {
  /** From when on those that are here may be retracted or leave, unix seconds; null = none are. */
  readonly free_at: number | null;
  readonly id: number;
  /** Shares that objected and went to the exit queue. */
  readonly left: Shares;
  /** Shares that object and are here. */
  readonly locked: Shares;
  readonly user: string;
}

/** Of `objections`. */
export interface ObjectionsQuery {
  readonly id: number;
  readonly limit?: number | null;
  readonly start_after?: string | null;
}

/** Of `proposal`. */
export interface ProposalQuery {
  readonly id?: number | null;
  readonly proposal_id?: number | null;
}

/** Where a proposal stands. */
export type ProposalStatus =
  | "executed"
  | "cancelled"
  | "expired"
  /** It is not due. */
  | "waiting"
  /** It is due, and exits of the batch that it waits for are not settled. */
  | "exits_pending"
  /** It can be executed. */
  | "due";

/** Of `proposals`. */
export interface ProposalsQuery {
  readonly limit?: number | null;
  readonly start_after?: number | null;
}

/** A message as proposals have it: of CosmWasm's those to contracts that are there. */
export type ProposedMsg =
  | { readonly wasm: WasmAct };

/** Of `queue`. */
export interface QueueBody {
  /** Where to read more, at most 300 bytes; null = nowhere. */
  readonly link?: string | null;
  /** 1 to 20, sent in this order by the timelock when the proposal is executed. */
  readonly msgs: readonly ProposedMsg[];
  /** 1 to 140 bytes. */
  readonly title: string;
}

/** Of `remove_canceller`. */
export interface RemoveCancellerBody {
  readonly address: string;
}

/** Of `remove_proposer`. */
export interface RemoveProposerBody {
  readonly address: string;
}

/** Of `retract`. */
export interface RetractBody {
  readonly id: number;
}

/**
 * This defines the different ways tallies can happen. Every contract should support a subset of these, ideally all.
 *
 * The total_weight used for calculating success as well as the weights of each individual voter used in tallying
 * should be snapshotted at the beginning of the block at which the proposal starts (this is likely the responsibility
 * of a correct cw4 implementation).
 */
export type ThresholdResponse =
  /**
   * Declares that a fixed weight of yes votes is needed to pass. It does not matter how many no votes are cast, or
   * how many do not vote, as long as `weight` yes votes are cast.
   *
   * This is the simplest format and usually suitable for small multisigs of trusted parties, like 3 of 5. (weight: 3,
   * total_weight: 5)
   *
   * A proposal of this type can pass early as soon as the needed weight of yes votes has been cast.
   */
  | { readonly absolute_count: { readonly total_weight: number; readonly weight: number } }
  /**
   * Declares a percentage of the total weight that must cast Yes votes, in order for a proposal to pass. The passing
   * weight is computed over the total weight minus the weight of the abstained votes.
   *
   * This is useful for similar circumstances as `AbsoluteCount`, where we have a relatively small set of voters, and
   * participation is required. It is understood that if the voting set (group) changes between different proposals
   * that refer to the same group, each proposal will work with a different set of voter weights (the ones snapshotted
   * at proposal creation), and the passing weight for each proposal will be computed based on the absolute
   * percentage, times the total weights of the members at the time of each proposal creation.
   *
   * Example: we set `percentage` to 51%. Proposal 1 starts when there is a `total_weight` of 5. This will require 3
   * weight of Yes votes in order to pass. Later, the Proposal 2 starts but the `total_weight` of the group has
   * increased to 9. That proposal will then automatically require 5 Yes of 9 to pass, rather than 3 yes of 9 as would
   * be the case with `AbsoluteCount`.
   */
  | { readonly absolute_percentage: { readonly percentage: Decimal; readonly total_weight: number } }
  /**
   * In addition to a `threshold`, declares a `quorum` of the total votes that must participate in the election in
   * order for the vote to be considered at all. Within the votes that were cast, it requires `threshold` votes in
   * favor. That is calculated by ignoring the Abstain votes (they count towards `quorum`, but do not influence
   * `threshold`). That is, we calculate `Yes / (Yes + No + Veto)` and compare it with `threshold` to consider if the
   * proposal was passed.
   *
   * It is rather difficult for a proposal of this type to pass early. That can only happen if the required quorum has
   * been already met, and there are already enough Yes votes for the proposal to pass.
   *
   * 30% Yes votes, 10% No votes, and 20% Abstain would pass early if quorum <= 60% (who has cast votes) and if the
   * threshold is <= 37.5% (the remaining 40% voting no => 30% yes + 50% no). Once the voting period has passed with
   * no additional votes, that same proposal would be considered successful if quorum <= 60% and threshold <= 75%
   * (percent in favor if we ignore abstain votes).
   *
   * This type is more common in general elections, where participation is often expected to be low, and
   * `AbsolutePercentage` would either be too high to pass anything, or allow low percentages to pass, independently
   * of if there was high participation in the election or not.
   */
  | { readonly threshold_quorum: { readonly quorum: Decimal; readonly threshold: Decimal; readonly total_weight: number } };

export interface TimelockProposalResponse {
  readonly class: WaitClass;
  /** The first second in which it may be executed, unix seconds; never falls. */
  readonly due: number;
  /** The first second in which it no longer may, unix seconds. */
  readonly expires: number;
  readonly id: number;
  readonly left: Shares;
  readonly link: string | null;
  /** Shares that object and are here, and those that objected and went to the exit queue. */
  readonly locked: Shares;
  /** The batch of exits that it waits for, and until when at most, unix seconds; null = none. */
  readonly mark: number | null;
  readonly mark_until: number | null;
  readonly msgs: readonly ProposedMsg[];
  /** When they first reached 100, unix seconds; null = never yet. */
  readonly objected: number | null;
  /** Both in basis points of the supply now. */
  readonly objections_bps: number;
  readonly proposer: string;
  /** Unix seconds. */
  readonly queued: number;
  readonly status: ProposalStatus;
  readonly title: string;
}

/** Of `update_times`. */
export interface UpdateTimesBody {
  /** In seconds; null = as it is. */
  readonly exit?: number | null;
  /** In seconds; null = as it is. */
  readonly short?: number | null;
}

/**
 * How long a proposal waits. A proposal has the longest class of its messages: so what is brief is brief among its
 * like only.
 */
export type WaitClass =
  /** Protects, and waits for the short time whoever objects. */
  | "brief"
  /** Waits for the short time, and longer where holders object. */
  | "short"
  /** Waits until everybody can have left, and longer where holders object. */
  | "long";

/** What is done with a contract. */
export type WasmAct =
  /** Calls it. */
  | { readonly execute: { readonly contract_addr: string; readonly funds: readonly Coin[]; readonly msg: string } }
  /** Replaces its code. */
  | { readonly migrate: { readonly contract_addr: string; readonly msg: string; readonly new_code_id: number } }
  /** Lets somebody else replace its code. */
  | { readonly update_admin: { readonly admin: string; readonly contract_addr: string } }
  /** Lets nobody replace its code any more. */
  | { readonly clear_admin: { readonly contract_addr: string } };

export const decodeCoin: c.Decoder<Coin> = /* @__PURE__ */ c.lazy(() => c.object<Coin>({
  amount: c.bigint,
  denom: c.text,
}));

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  cancellers: c.array(c.text),
  collector: c.text,
  exit: c.integer,
  hub: c.text,
  locked: c.shares,
  proposers: c.array(c.text),
  registry: c.text,
  short: c.integer,
}));

export const decodeCw3Proposal: c.Decoder<Cw3Proposal> = /* @__PURE__ */ c.lazy(() => c.object<Cw3Proposal>({
  deposit: c.nothing,
  description: c.text,
  expires: decodeExpiration,
  id: c.integer,
  msgs: c.array(decodeProposedMsg),
  proposer: c.text,
  status: decodeCw3Status,
  threshold: decodeThresholdResponse,
  title: c.text,
}));

export const decodeCw3ProposalList: c.Decoder<Cw3ProposalList> = /* @__PURE__ */ c.lazy(() => c.object<Cw3ProposalList>({
  proposals: c.array(decodeCw3Proposal),
}));

export const decodeCw3Status: c.Decoder<Cw3Status> = /* @__PURE__ */ c.lazy(() => c.literal("executed", "pending", "open", "rejected", "passed"));

export const decodeExpiration: c.Decoder<Expiration> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly at_height: number } | { readonly at_time: bigint } | { readonly never: Record<string, never> }>("Expiration", c.object<{ readonly at_height: number }>({ at_height: c.integer }), c.object<{ readonly at_time: bigint }>({ at_time: c.bigint }), c.object<{ readonly never: Record<string, never> }>({ never: c.object({}) })));

export const decodeObjectionResponse: c.Decoder<ObjectionResponse> = /* @__PURE__ */ c.lazy(() => c.object<ObjectionResponse>({
  free_at: c.nullable(c.integer),
  id: c.integer,
  left: c.shares,
  locked: c.shares,
  user: c.text,
}));

export const decodeProposalStatus: c.Decoder<ProposalStatus> = /* @__PURE__ */ c.lazy(() => c.literal("executed", "cancelled", "expired", "waiting", "exits_pending", "due"));

export const decodeProposedMsg: c.Decoder<ProposedMsg> = /* @__PURE__ */ c.lazy(() => c.object<{ readonly wasm: WasmAct }>({ wasm: decodeWasmAct }));

export const decodeThresholdResponse: c.Decoder<ThresholdResponse> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly absolute_count: { readonly total_weight: number; readonly weight: number } } | { readonly absolute_percentage: { readonly percentage: Decimal; readonly total_weight: number } } | { readonly threshold_quorum: { readonly quorum: Decimal; readonly threshold: Decimal; readonly total_weight: number } }>("ThresholdResponse", c.object<{ readonly absolute_count: { readonly total_weight: number; readonly weight: number } }>({ absolute_count: c.object<{ readonly total_weight: number; readonly weight: number }>({ total_weight: c.integer, weight: c.integer }) }), c.object<{ readonly absolute_percentage: { readonly percentage: Decimal; readonly total_weight: number } }>({ absolute_percentage: c.object<{ readonly percentage: Decimal; readonly total_weight: number }>({ percentage: c.decimal, total_weight: c.integer }) }), c.object<{ readonly threshold_quorum: { readonly quorum: Decimal; readonly threshold: Decimal; readonly total_weight: number } }>({ threshold_quorum: c.object<{ readonly quorum: Decimal; readonly threshold: Decimal; readonly total_weight: number }>({ quorum: c.decimal, threshold: c.decimal, total_weight: c.integer }) })));

export const decodeTimelockProposalResponse: c.Decoder<TimelockProposalResponse> = /* @__PURE__ */ c.lazy(() => c.object<TimelockProposalResponse>({
  class: decodeWaitClass,
  due: c.integer,
  expires: c.integer,
  id: c.integer,
  left: c.shares,
  link: c.nullable(c.text),
  locked: c.shares,
  mark: c.nullable(c.integer),
  mark_until: c.nullable(c.integer),
  msgs: c.array(decodeProposedMsg),
  objected: c.nullable(c.integer),
  objections_bps: c.integer,
  proposer: c.text,
  queued: c.integer,
  status: decodeProposalStatus,
  title: c.text,
}));

export const decodeWaitClass: c.Decoder<WaitClass> = /* @__PURE__ */ c.lazy(() => c.literal("brief", "short", "long"));

export const decodeWasmAct: c.Decoder<WasmAct> = /* @__PURE__ */ c.lazy(() => c.either<{ readonly execute: { readonly contract_addr: string; readonly funds: readonly Coin[]; readonly msg: string } } | { readonly migrate: { readonly contract_addr: string; readonly msg: string; readonly new_code_id: number } } | { readonly update_admin: { readonly admin: string; readonly contract_addr: string } } | { readonly clear_admin: { readonly contract_addr: string } }>("WasmAct", c.object<{ readonly execute: { readonly contract_addr: string; readonly funds: readonly Coin[]; readonly msg: string } }>({ execute: c.object<{ readonly contract_addr: string; readonly funds: readonly Coin[]; readonly msg: string }>({ contract_addr: c.text, funds: c.array(decodeCoin), msg: c.text }) }), c.object<{ readonly migrate: { readonly contract_addr: string; readonly msg: string; readonly new_code_id: number } }>({ migrate: c.object<{ readonly contract_addr: string; readonly msg: string; readonly new_code_id: number }>({ contract_addr: c.text, msg: c.text, new_code_id: c.integer }) }), c.object<{ readonly update_admin: { readonly admin: string; readonly contract_addr: string } }>({ update_admin: c.object<{ readonly admin: string; readonly contract_addr: string }>({ admin: c.text, contract_addr: c.text }) }), c.object<{ readonly clear_admin: { readonly contract_addr: string } }>({ clear_admin: c.object<{ readonly contract_addr: string }>({ contract_addr: c.text }) })));

/** What can be sent to it. None of them accepts coins. */
export type ExecuteMsg =
  /** Queues a proposal, which waits by what its messages do. Proposers, each with at most three open ones. */
  | { readonly queue: QueueBody }
  /**
   * Gives back all shares with which the sender objects. A day after the last of them came, or once the proposal has
   * ended. Anyone who objects.
   */
  | { readonly retract: RetractBody }
  /**
   * Sends all shares with which the sender objects to the hub's exit queue, for the sender; they go on objecting.
   * When `retract` may. Anyone who objects.
   */
  | { readonly leave: LeaveBody }
  /**
   * Looks at the objections once more and sends the messages of a proposal that is due. Where so many object that it
   * is due later, that is kept and nothing is sent. Anyone.
   */
  | { readonly execute: ExecuteBody }
  /** Ends a proposal. Its proposer, or a canceller, but not by whom it removes and does nothing else. */
  | { readonly cancel: CancelBody }
  /** Accepts the ownership of hub, registry and collector where it is offered to the timelock. Anyone. */
  | { readonly accept: Record<string, never> }
  /** Lets proposals wait longer; neither time can become shorter. By an executed proposal alone. */
  | { readonly update_times: UpdateTimesBody }
  /** By an executed proposal alone. */
  | { readonly add_proposer: AddProposerBody }
  /** Not the last one. By an executed proposal alone. */
  | { readonly remove_proposer: RemoveProposerBody }
  /** By an executed proposal alone. */
  | { readonly add_canceller: AddCancellerBody }
  /** By an executed proposal alone. */
  | { readonly remove_canceller: RemoveCancellerBody };

/** Writes what can be sent to it. */
export const messages = {
  /** Queues a proposal, which waits by what its messages do. Proposers, each with at most three open ones. */
  queue: (body: QueueBody): ExecuteMsg => ({ queue: body }),
  /**
   * Gives back all shares with which the sender objects. A day after the last of them came, or once the proposal has
   * ended. Anyone who objects.
   */
  retract: (body: RetractBody): ExecuteMsg => ({ retract: body }),
  /**
   * Sends all shares with which the sender objects to the hub's exit queue, for the sender; they go on objecting.
   * When `retract` may. Anyone who objects.
   */
  leave: (body: LeaveBody): ExecuteMsg => ({ leave: body }),
  /**
   * Looks at the objections once more and sends the messages of a proposal that is due. Where so many object that it
   * is due later, that is kept and nothing is sent. Anyone.
   */
  execute: (body: ExecuteBody): ExecuteMsg => ({ execute: body }),
  /** Ends a proposal. Its proposer, or a canceller, but not by whom it removes and does nothing else. */
  cancel: (body: CancelBody): ExecuteMsg => ({ cancel: body }),
  /** Accepts the ownership of hub, registry and collector where it is offered to the timelock. Anyone. */
  accept: (): ExecuteMsg => ({ accept: {} }),
  /** Lets proposals wait longer; neither time can become shorter. By an executed proposal alone. */
  updateTimes: (body: UpdateTimesBody = {}): ExecuteMsg => ({ update_times: body }),
  /** By an executed proposal alone. */
  addProposer: (body: AddProposerBody): ExecuteMsg => ({ add_proposer: body }),
  /** Not the last one. By an executed proposal alone. */
  removeProposer: (body: RemoveProposerBody): ExecuteMsg => ({ remove_proposer: body }),
  /** By an executed proposal alone. */
  addCanceller: (body: AddCancellerBody): ExecuteMsg => ({ add_canceller: body }),
  /** By an executed proposal alone. */
  removeCanceller: (body: RemoveCancellerBody): ExecuteMsg => ({ remove_canceller: body }),
} as const;

/** What a cw20 `send` of the hub's token may ask for. */
export type HookMsg =
  /** Objects to a proposal with the shares that are sent, before it has ended. */
  | { readonly object: ObjectHook };

/** Writes what a cw20 `send` to it may ask for. */
export const hooks = {
  /** Objects to a proposal with the shares that are sent, before it has ended. */
  object: (body: ObjectHook): HookMsg => ({ object: body }),
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

  /**
   * A proposal by its number, given under either name: under `id` in full, in an open shape; under `proposal_id` in
   * cw3's, which is closed.
   */
  proposal(query: ProposalQuery = {}): Promise<TimelockProposalResponse | Cw3Proposal> {
    return this.ask({ proposal: query }, c.either<TimelockProposalResponse | Cw3Proposal>("ProposalResponse", decodeTimelockProposalResponse, decodeCw3Proposal));
  }

  /** Ascending by number. Open shape. */
  proposals(query: ProposalsQuery = {}): Promise<readonly TimelockProposalResponse[]> {
    return this.ask({ proposals: query }, c.array(decodeTimelockProposalResponse));
  }

  /** With what somebody objects; zeros where that is nothing. Open shape. */
  objection(query: ObjectionQuery): Promise<ObjectionResponse> {
    return this.ask({ objection: query }, decodeObjectionResponse);
  }

  /** Who objects to a proposal, or has left by it, ascending by address. Open shape. */
  objections(query: ObjectionsQuery): Promise<readonly ObjectionResponse[]> {
    return this.ask({ objections: query }, c.array(decodeObjectionResponse));
  }

  /** cw3's list, ascending by number. Closed shape. */
  listProposals(query: ListProposalsQuery = {}): Promise<Cw3ProposalList> {
    return this.ask({ list_proposals: query }, decodeCw3ProposalList);
  }

  /** cw3's: one proposer of all of them is enough. Closed shape. */
  threshold(): Promise<ThresholdResponse> {
    return this.ask({ threshold: {} }, decodeThresholdResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
