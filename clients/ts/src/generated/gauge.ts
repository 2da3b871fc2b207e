// Written by generator/main.mjs from schema/gauge.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { SmartReader } from "../reader.js";
import type { Decimal } from "../units.js";

/** Of `ballot`. */
export interface BallotQuery {
  readonly proposal_id: number;
  readonly user: string;
}

/** Of `cast`. */
export interface CastBody {
  readonly proposal_id: number;
}

export interface ConfigResponse {
  readonly alpha_bps: number;
  readonly hub: string;
  readonly power: string;
  readonly quorum_bps: number;
  readonly registry: string;
}

export interface GaugeBallotResponse {
  readonly abstain: bigint;
  readonly no: bigint;
  readonly no_with_veto: bigint;
  /** What he can vote with. */
  readonly power: bigint;
  /** Whether he has voted. */
  readonly voted: boolean;
  readonly yes: bigint;
}

export interface GaugeProposalResponse {
  readonly abstain: bigint;
  /** The earlier block at which somebody must have had the power, too. */
  readonly earlier_height: number;
  readonly no: bigint;
  readonly no_with_veto: bigint;
  /** When it was opened here, unix seconds and block. */
  readonly opened_at: number;
  readonly opened_height: number;
  /** All power there was when it was opened. */
  readonly power: bigint;
  readonly proposal_id: number;
  /** How much must have voted before anything is cast. */
  readonly quorum: bigint;
  readonly voted: bigint;
  readonly yes: bigint;
}

export interface GaugeRows {
  /** The first epoch in which they count, and the first in which they no longer do. */
  readonly from: number;
  /** What they count. */
  readonly power: bigint;
  /** Operator and basis points. */
  readonly rows: readonly (readonly [string, number])[];
  readonly until: number;
}

export interface GaugeValidatorResponse {
  /** The owner's weight, the one in force, and the one that `apply` would set. */
  readonly base: number;
  readonly next: number;
  readonly operator: string;
  readonly votes: bigint;
  readonly weight: number;
}

export interface GaugeVotesResponse {
  /** The present epoch, counted in weeks from 1970. */
  readonly epoch: number;
  readonly next: GaugeRows | null;
  /** Those that count in the present epoch, and those that count from the next one on. */
  readonly present: GaugeRows | null;
}

export interface GaugeWeightsResponse {
  /** The part of the weights that votes decide now, in basis points. */
  readonly alpha_bps: number;
  /** When weights were last applied, as a day counted from 1970; zero before the first time. */
  readonly applied_day: number;
  /** The present epoch, counted in weeks from 1970. */
  readonly epoch: number;
  readonly validators: readonly GaugeValidatorResponse[];
  /** All votes that count. */
  readonly votes: bigint;
}

/** No owner, no pause; all of it is fixed for ever. */
export interface InstantiateMsg {
  /** The part of a weight that votes decide, in basis points: 0 to 5,000, null = 2,500. */
  readonly alpha_bps?: number | null;
  /** The hub, of which this is to be the governor. */
  readonly hub: string;
  /** Where power is staked: a contract that answers as DAO DAO's do and whose unstaking takes at least a day. */
  readonly power: string;
  /**
   * The part of the power that must have voted before a vote is cast, in basis points: 500 to 5,000, null = 1,000. At
   * least 2 % of the hub's supply must have, too.
   */
  readonly quorum_bps?: number | null;
  /** Its validator registry, of which this is to be the steward. */
  readonly registry: string;
}

/** Accepts only a listed older version of the same contract. */
export interface MigrateMsg {
}

/** Of `open`. */
export interface OpenBody {
  readonly proposal_id: number;
}

/** Of `poke`. */
export interface PokeBody {
  readonly user: string;
}

/** Of `proposal`. */
export interface ProposalQuery {
  readonly proposal_id: number;
}

/** Of `proposals`. */
export interface ProposalsQuery {
  readonly limit?: number | null;
  /** A proposal's number. */
  readonly start_after?: number | null;
}

/** Of `set_votes`. */
export interface SetVotesBody {
  /** Operator and basis points, which add up to 10,000: at most 10 rows. None = no votes from then on. */
  readonly votes: readonly (readonly [string, number])[];
}

/** Of `vote`. */
export interface VoteBody {
  readonly proposal_id: number;
  /** Weight and choice; the weights add up to one. */
  readonly votes: readonly (readonly [Decimal, VoteChoice])[];
}

/** A vote in x/gov. */
export type VoteChoice =
  | "yes"
  | "no"
  | "abstain"
  | "no_with_veto";

/** Of `votes`. */
export interface VotesQuery {
  readonly user: string;
}

export const decodeConfigResponse: c.Decoder<ConfigResponse> = /* @__PURE__ */ c.lazy(() => c.object<ConfigResponse>({
  alpha_bps: c.integer,
  hub: c.text,
  power: c.text,
  quorum_bps: c.integer,
  registry: c.text,
}));

export const decodeGaugeBallotResponse: c.Decoder<GaugeBallotResponse> = /* @__PURE__ */ c.lazy(() => c.object<GaugeBallotResponse>({
  abstain: c.bigint,
  no: c.bigint,
  no_with_veto: c.bigint,
  power: c.bigint,
  voted: c.flag,
  yes: c.bigint,
}));

export const decodeGaugeProposalResponse: c.Decoder<GaugeProposalResponse> = /* @__PURE__ */ c.lazy(() => c.object<GaugeProposalResponse>({
  abstain: c.bigint,
  earlier_height: c.integer,
  no: c.bigint,
  no_with_veto: c.bigint,
  opened_at: c.integer,
  opened_height: c.integer,
  power: c.bigint,
  proposal_id: c.integer,
  quorum: c.bigint,
  voted: c.bigint,
  yes: c.bigint,
}));

export const decodeGaugeRows: c.Decoder<GaugeRows> = /* @__PURE__ */ c.lazy(() => c.object<GaugeRows>({
  from: c.integer,
  power: c.bigint,
  rows: c.array(c.tuple<readonly [string, number]>(c.text, c.integer)),
  until: c.integer,
}));

export const decodeGaugeValidatorResponse: c.Decoder<GaugeValidatorResponse> = /* @__PURE__ */ c.lazy(() => c.object<GaugeValidatorResponse>({
  base: c.integer,
  next: c.integer,
  operator: c.text,
  votes: c.bigint,
  weight: c.integer,
}));

export const decodeGaugeVotesResponse: c.Decoder<GaugeVotesResponse> = /* @__PURE__ */ c.lazy(() => c.object<GaugeVotesResponse>({
  epoch: c.integer,
  next: c.nullable(decodeGaugeRows),
  present: c.nullable(decodeGaugeRows),
}));

export const decodeGaugeWeightsResponse: c.Decoder<GaugeWeightsResponse> = /* @__PURE__ */ c.lazy(() => c.object<GaugeWeightsResponse>({
  alpha_bps: c.integer,
  applied_day: c.integer,
  epoch: c.integer,
  validators: c.array(decodeGaugeValidatorResponse),
  votes: c.bigint,
}));

/** What can be sent to it. None of them accepts coins. */
export type ExecuteMsg =
  /** Opens a proposal of x/gov that is in its voting period. Anyone with a thousandth of the power. */
  | { readonly open: OpenBody }
  /** Votes on an opened proposal, in the place of an earlier vote. Anyone with power. */
  | { readonly vote: VoteBody }
  /** Has the hub vote as was voted here, once enough has been. Any number of times. Anyone. */
  | { readonly cast: CastBody }
  /** Votes for validators from the next epoch on, for 13 epochs, in the place of earlier votes. Anyone with power. */
  | { readonly set_votes: SetVotesBody }
  /** Lowers somebody's votes for validators to the power that he has now. Anyone. */
  | { readonly poke: PokeBody }
  /** Sets the weights of the registry's curated validators. At most once a day. Anyone. */
  | { readonly apply: Record<string, never> };

/** Writes what can be sent to it. */
export const messages = {
  /** Opens a proposal of x/gov that is in its voting period. Anyone with a thousandth of the power. */
  open: (body: OpenBody): ExecuteMsg => ({ open: body }),
  /** Votes on an opened proposal, in the place of an earlier vote. Anyone with power. */
  vote: (body: VoteBody): ExecuteMsg => ({ vote: body }),
  /** Has the hub vote as was voted here, once enough has been. Any number of times. Anyone. */
  cast: (body: CastBody): ExecuteMsg => ({ cast: body }),
  /** Votes for validators from the next epoch on, for 13 epochs, in the place of earlier votes. Anyone with power. */
  setVotes: (body: SetVotesBody): ExecuteMsg => ({ set_votes: body }),
  /** Lowers somebody's votes for validators to the power that he has now. Anyone. */
  poke: (body: PokeBody): ExecuteMsg => ({ poke: body }),
  /** Sets the weights of the registry's curated validators. At most once a day. Anyone. */
  apply: (): ExecuteMsg => ({ apply: {} }),
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

  /** An opened proposal. Open shape. */
  proposal(query: ProposalQuery): Promise<GaugeProposalResponse> {
    return this.ask({ proposal: query }, decodeGaugeProposalResponse);
  }

  /** Opened proposals, descending. Open shape. */
  proposals(query: ProposalsQuery = {}): Promise<readonly GaugeProposalResponse[]> {
    return this.ask({ proposals: query }, c.array(decodeGaugeProposalResponse));
  }

  /** What somebody can vote with on a proposal, and has. Open shape. */
  ballot(query: BallotQuery): Promise<GaugeBallotResponse> {
    return this.ask({ ballot: query }, decodeGaugeBallotResponse);
  }

  /** Somebody's votes for validators. Open shape. */
  votes(query: VotesQuery): Promise<GaugeVotesResponse> {
    return this.ask({ votes: query }, decodeGaugeVotesResponse);
  }

  /** What `apply` would set now. Open shape. */
  weights(): Promise<GaugeWeightsResponse> {
    return this.ask({ weights: {} }, decodeGaugeWeightsResponse);
  }

  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {
    return decode(await this.reader.smart(this.address, query), "");
  }
}
