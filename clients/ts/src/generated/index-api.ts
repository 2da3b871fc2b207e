// Written by generator/main.mjs from schema/index/openapi.json: `make ts` writes it anew.

import * as c from "../codec.js";
import type { Coins, Decimal, Shares, Units } from "../units.js";

export interface AccountAnswer {
  readonly address: string;
  readonly as_of: AsOf;
  /** Shares in the wallet. */
  readonly balance: Shares;
  readonly earned: bigint | null;
  readonly lost: Coins | null;
  readonly requests: readonly Request[];
  /** What they are worth. */
  readonly worth: Coins;
}

/**
 * An account between two moments. The value adds up: closing = opening + deposited + received + returned + fee income
 * − given −
 * lodged − claimed − instant exits − instant fees + rewards − losses.
 */
export interface AccountSums {
  readonly claimed: Coins;
  readonly closing_rate: Decimal;
  readonly closing_value: Coins;
  readonly deposited: Coins;
  readonly fee_income: Coins;
  /** Shares to others, at the rate of the moment. */
  readonly given: Coins;
  readonly instant_exits: Coins;
  readonly instant_fees: Coins;
  /** In unpaid exits at the end. */
  readonly leaving: Coins;
  /**
   * Shares to modules that keep them for the account (stake, timelock, backstop, bonds), at the rate of the moment;
   * they are not
   * in the values here.
   */
  readonly lodged: Coins;
  readonly losses: Coins;
  readonly opening_rate: Decimal;
  /** Of wallet and unpaid exits. */
  readonly opening_value: Coins;
  /** Shares from others, at the rate of the moment. */
  readonly received: Coins;
  /** Shares from modules that kept them for the account, at the rate of the moment. */
  readonly returned: Coins;
  /** The change of value that no flow and no loss explains; negative by units of rounding at most. */
  readonly rewards: bigint;
  /** In the wallet at the end. */
  readonly shares: Shares;
}

/** An alarm that is on. */
export interface AlarmEntry {
  readonly detail: string;
  readonly height: number;
  readonly kind: string;
  readonly since: number;
}

/** How far the index is, and what of it is proven: part of every answer about the protocol. */
export interface AsOf {
  /** Kinds of alarms that are on; empty if all is well. */
  readonly alarms: readonly string[];
  /** The last block that was read. */
  readonly height: number;
  /** The newest block at which the books rebuilt from events were equal to the hub's own; null before the first. */
  readonly proven_height: number | null;
  readonly proven_time: number | null;
  readonly time: number;
}

/** A place in the chain. */
export interface At {
  readonly height: number;
  readonly time: number;
}

/** A backstop after the last message to it. */
export interface Backstop {
  /** Shares that all units were worth. */
  readonly assets: Shares;
  readonly at: At;
  readonly contract: string;
  readonly units: Units;
  /** Premium that was not released yet. */
  readonly unreleased: Shares;
}

/** Units of a backstop. */
export interface BackstopPosition {
  readonly contract: string;
  /** Of these, what cools, and when it can be withdrawn. */
  readonly cooling: Units;
  readonly ready: number | null;
  readonly units: Units;
  readonly until: number | null;
}

/** Power for the choices of a proposal of x/gov. */
export interface Ballot {
  readonly abstain: Units;
  readonly contract: string;
  readonly no: Units;
  readonly no_with_veto: Units;
  readonly proposal: number;
  readonly yes: Units;
}

export interface BatchEntry {
  /** Paid by claims. */
  readonly claimed: Coins;
  readonly closed: number | null;
  readonly expected: number | null;
  readonly id: number;
  /** Shares whose claim is open. */
  readonly open_shares: Shares;
  readonly payable: Coins | null;
  /** How often a loss or a return changed what it is owed. */
  readonly repriced: number;
  readonly settled: number | null;
  /** All of its shares. */
  readonly shares: Shares;
  /** `open`, `unbonding`, `settled` or `claimed`. */
  readonly state: string;
}

/** Where a batch stands. */
export type BatchState =
  | "open"
  | "unbonding"
  | "settled"
  | "claimed";

export interface BatchesAnswer {
  readonly as_of: AsOf;
  readonly batches: readonly BatchEntry[];
  readonly next: string | null;
}

/** Of `batches`. */
export interface BatchesQuestion {
  /** Only those that stand there. */
  readonly state?: BatchState | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Who bore a part of a loss. */
export interface Bearer {
  readonly amount: Coins;
  /** Which batch. */
  readonly batch: number | null;
  /** `holders`, `guarantors`, `batches` (together), `batch` or `stream`. */
  readonly who: string;
}

/** The bond of an operator. */
export interface Bond {
  readonly account: string | null;
  readonly burned: Shares;
  readonly contract: string;
  /** Of these, what cools; what the hub has burned since then included. */
  readonly cooling: Shares;
  readonly operator: string;
  /** Shares that were posted, less those that were withdrawn. */
  readonly posted: Shares;
  readonly ready: number | null;
  /** Shares that were paid back, and those that the hub had burned while they cooled. */
  readonly withdrawn: Shares;
}

/** Holders with at least so many shares, and fewer than the next entry says. */
export interface Bracket {
  readonly from: Shares;
  readonly holders: number;
  readonly shares: Shares;
}

export interface Commission {
  readonly at: At;
  readonly commission: Decimal;
}

/** What stands for a slash, as the hub said at a proof. */
export interface Coverage {
  readonly at: At;
  readonly backstop: Shares;
  /** Shares of all bonds together, and of the backstop. */
  readonly bonds: Shares;
  /** What bonds and backstop pay of the worst loss, in basis points; above 10,000 where they reach farther. */
  readonly coverage_bps: number;
  /** Shares that guarantors have paid since ever, and got back of that. */
  readonly covered: Shares;
  readonly returned: Shares;
  /** What a double sign of the validator with the largest stake costs. */
  readonly worst_loss: Coins;
  /** The largest part of the pool that one double sign costs beyond bond and backstop, in basis points. */
  readonly worst_uncovered_bps: number;
}

export interface CoverageAnswer {
  readonly as_of: AsOf;
  readonly coverage: readonly Coverage[];
  readonly next: string | null;
}

/** Of `coverage`. */
export interface CoverageQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

/** An event of the protocol's contracts. */
export interface EventEntry {
  readonly at: At;
  readonly fact: Fact;
  /** Its place: block, transaction in it, event in that. */
  readonly id: string;
  /** Hash of the transaction; empty for what the chain itself did. */
  readonly tx: string;
}

export interface EventsAnswer {
  readonly as_of: AsOf;
  readonly events: readonly EventEntry[];
  readonly next: string | null;
}

/** Of `events`. */
export interface EventsQuestion {
  /** Only events of this name, such as `bonded`; `wasm` for moves of the token. */
  readonly name?: string | undefined;
  readonly order?: Order | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ExitsAnswer {
  readonly as_of: AsOf;
  /** Coins that can be claimed. */
  readonly claimable: Coins;
  readonly expected: number | null;
  readonly next_close: number | null;
  readonly open_batch: number;
  /** Shares in it. */
  readonly queued: Shares;
  /** Closed, and their coins are on their way. */
  readonly unbonding: readonly BatchEntry[];
  /** What they are worth at the present rate. */
  readonly worth: Coins;
}

/** What an event said that names the account. */
export interface Fact {
  readonly attributes: Readonly<Record<string, string>>;
  readonly contract: string;
  /** `bonded`, `claimed`, `wasm` for a move of the token, and so on. */
  readonly name: string;
}

/** A vote of the hub in x/gov that stakers decide. */
export interface GovVote {
  readonly abstain: Decimal | null;
  readonly cast: At | null;
  readonly contract: string;
  readonly no: Decimal | null;
  readonly no_with_veto: Decimal | null;
  readonly opened: At | null;
  /** All power there was, how much had to vote, and how much did. */
  readonly power: Units;
  /** Of x/gov. */
  readonly proposal: number;
  readonly quorum: Units;
  /** `open`, `cast`, `below_quorum` or `failed`. */
  readonly state: string;
  readonly voted: Units;
  readonly yes: Decimal | null;
}

export interface GuarantorsAnswer {
  readonly as_of: AsOf;
  readonly backstops: readonly Backstop[];
  readonly bonds: readonly Bond[];
}

export interface HealthAnswer {
  readonly alarms: readonly AlarmEntry[];
  /** Blocks behind the nodes. */
  readonly behind: number | null;
  /** What went wrong last in this process; null if nothing. */
  readonly failure: string | null;
  readonly height: number | null;
  readonly proven_height: number | null;
  /** `ok`, or `alarm` while one is on. */
  readonly status: string;
  /** Whether this process writes; null figures below where another one does. */
  readonly writing: boolean;
}

export interface HistoryAnswer {
  readonly address: string;
  readonly as_of: AsOf;
  readonly entries: readonly HistoryEntry[];
  readonly next: string | null;
}

/** A transaction that named the account. */
export interface HistoryEntry {
  readonly at: At;
  /** Shares in the wallet after it. */
  readonly balance: Shares;
  readonly facts: readonly Fact[];
  readonly tx: string;
}

/** Of `history`. */
export interface HistoryQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

export interface HoldersAnswer {
  readonly as_of: AsOf;
  readonly holders: Spread;
  /** The smallest number of validators that together have a third or more of the stake; null before the first proof. */
  readonly nakamoto_validators: number | null;
}

/** One movement. */
export interface Line {
  readonly batch: number | null;
  /** Coins paid or received. */
  readonly coins: Coins;
  readonly fee: Coins;
  /** What entered or, negative, left the account here by this movement, at its own price. */
  readonly flow: bigint;
  readonly height: number;
  /** `deposit`, `transfer_in`, `claim`, `loss` and so on, as `floe report` names them. */
  readonly kind: string;
  /** Native per share after the transaction. */
  readonly rate: Decimal;
  readonly shares: Shares;
  readonly time: number;
  readonly tx: string;
  /** The other side, where there is one. */
  readonly with: string | null;
}

export interface LossEntry {
  readonly at: At;
  readonly bearers: readonly Bearer[];
  readonly loss: Coins;
  readonly pool_after: Coins;
  readonly pool_before: Coins;
  readonly rate_after: Decimal;
  readonly rate_before: Decimal;
  /** Of it, what the chain rounds away. */
  readonly rounding: Coins;
  readonly tx: string;
}

export interface LossesAnswer {
  readonly as_of: AsOf;
  readonly losses: readonly LossEntry[];
  readonly next: string | null;
}

/** Of `losses`. */
export interface LossesQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

/** Shares that object to a proposal of the timelock. */
export interface Objection {
  readonly contract: string;
  /** Those that went to the exit queue. */
  readonly gone: Shares;
  readonly proposal: number;
  readonly shares: Shares;
}

/** Which way a list goes. */
export type Order =
  | "ascending"
  | "descending";

/** Coins of a denom, in its base units. */
export interface PaidCoin {
  readonly amount: bigint;
  readonly denom: string;
}

export interface ParamChange {
  readonly at: At;
  readonly contract: string;
  readonly name: string;
  readonly new: string;
  readonly old: string;
}

export interface ParamsAnswer {
  readonly as_of: AsOf;
  readonly changes: readonly ParamChange[];
  readonly next: string | null;
}

/** Of `params`. */
export interface ParamsQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

/** An operation that is paused. */
export interface Pause {
  /** `owner` or `guardian`. */
  readonly by: string;
  readonly operation: string;
  readonly until: number | null;
}

export interface PositionsAnswer {
  readonly address: string;
  readonly as_of: AsOf;
  readonly backstops: readonly BackstopPosition[];
  readonly ballots: readonly Ballot[];
  /** The newest hundred of each. */
  readonly objections: readonly Objection[];
  readonly stakings: readonly StakingPosition[];
  readonly weight_votes: readonly WeightVote[];
}

/** What went wrong, as RFC 9457 has it. */
export interface Problem {
  /** What exactly, and what to do. */
  readonly detail: string;
  /** The status of HTTP. */
  readonly status: number;
  /** The status in words. */
  readonly title: string;
  /** Always `about:blank`: the status says which kind it is. */
  readonly type: string;
}

/** A proposal of the timelock. */
export interface Proposal {
  /** `brief`, `short` or `long`. */
  readonly class: string;
  readonly contract: string;
  readonly due: number | null;
  readonly ended: At | null;
  readonly ended_by: string | null;
  readonly expires: number | null;
  readonly gone: Shares;
  readonly id: number;
  /** How many messages it has. */
  readonly messages: number;
  /** Shares that object and are there, and those that objected and went to the exit queue. */
  readonly objecting: Shares;
  /** Part of the supply that objected when it was postponed last, in basis points; 0: it was not. */
  readonly postponed_bps: number;
  readonly proposer: string;
  readonly queued: At;
  /** `queued`, `executed` or `cancelled`. */
  readonly state: string;
  readonly title: string;
  /** The batch of exits that it waits for, and until when at most; null: none, or one that could not be read. */
  readonly waits_for: number | null;
  readonly waits_until: number | null;
}

/** Where a proposal of the timelock stands. */
export type ProposalState =
  | "queued"
  | "executed"
  | "cancelled";

export interface ProposalsAnswer {
  readonly as_of: AsOf;
  readonly next: string | null;
  readonly proposals: readonly Proposal[];
}

/** Of `proposals`. */
export interface ProposalsQuestion {
  /** Only those that stand there. */
  readonly state?: ProposalState | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ProtocolAnswer {
  readonly as_of: AsOf;
  readonly chain_id: string;
  readonly collector: string;
  readonly coverage: Coverage | null;
  readonly delegated: Coins;
  readonly deposits_halted_until: number | null;
  readonly fee: Decimal | null;
  readonly free: Coins;
  readonly holders: number;
  readonly hub: string;
  /** Losses that rewards make up for without a fee. */
  readonly loss_carry: Coins;
  readonly open_batch: number;
  /** To unsettled batches. */
  readonly owed: Coins;
  readonly paused: readonly Pause[];
  /** What the shares are worth together. */
  readonly pool: Coins;
  /** Native per share, at the time of `as_of`. */
  readonly rate: Decimal;
  readonly registry: string;
  /** Set aside for settled batches. */
  readonly reserved: Coins;
  readonly returns: readonly Return[];
  readonly short_since: number | null;
  readonly since_beginning: ProtocolSums;
  readonly supply: Shares;
  readonly undelegating: Coins;
  /** Gains that are released over time. */
  readonly unreleased: Coins;
  readonly winding_down: boolean;
}

/** Everything since the beginning. */
export interface ProtocolSums {
  readonly claimed: Coins;
  /** Of the losses, what guarantors paid. */
  readonly covered: Coins;
  readonly deposits: Coins;
  readonly exits: Coins;
  readonly fees: Coins;
  /** Of the other gains, what went back to guarantors. */
  readonly given_back: Coins;
  readonly instant_exits: Coins;
  readonly instant_fees: Coins;
  readonly losses: Coins;
  readonly other_gains: Coins;
  /** Harvested, before fees. */
  readonly rewards: Coins;
  readonly rounding: Coins;
}

export interface RateAnswer {
  readonly as_of: AsOf;
  /** `cursor` of the next page; null after the last. */
  readonly next: string | null;
  readonly points: readonly RatePoint[];
}

export interface RatePoint {
  readonly height: number;
  readonly pool: Coins;
  /** Native per share. */
  readonly rate: Decimal;
  readonly supply: Shares;
  readonly time: number;
}

/** Of `rate`. */
export interface RateQuestion {
  /** RFC 3339; none: the beginning. In unix seconds. */
  readonly from?: number | undefined;
  /** RFC 3339, no longer part of it; none: now. Before `from`: an empty list. In unix seconds. */
  readonly to?: number | undefined;
  /** Seconds between points; none: a point for each change of the books. */
  readonly step?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A request that is not paid yet. */
export interface Request {
  readonly batch: number;
  readonly closed: number | null;
  readonly expected: number | null;
  readonly settled: number | null;
  readonly shares: Shares;
  /** `open`, `unbonding` or `settled`: that can be claimed. */
  readonly state: string;
  /** At the present rate while the batch is open, then its part of what the batch is paid. */
  readonly worth: Coins;
}

/** What became of a share in a window that ends now. Fractions: 0.05 is 5 %. */
export interface Return {
  /** Asked for. */
  readonly days: number;
  readonly from: number;
  readonly growth: Decimal | null;
  /** By what part losses lowered the rate; zero or negative. */
  readonly lost: Decimal;
  /** The window there is, in seconds: shorter where the history is. */
  readonly window: number;
  readonly yearly: Decimal | null;
}

/** A stream of rewards. */
export interface RewardStream {
  /** What is paid: a cw20 contract or a denom. */
  readonly asset: string;
  readonly ends: number | null;
  /** Paid in and paid out since ever, in base units of the asset. */
  readonly funded: bigint;
  readonly paid: bigint;
  /** Seconds over which what is paid in is released. */
  readonly period: number;
  /** What was not released yet when it was paid into last, and when all of it is. */
  readonly unreleased: bigint;
}

/** Rewards that were paid. */
export interface RewardsPaid {
  readonly asset: string;
  readonly paid: bigint;
}

export interface Slash {
  readonly at: At;
  /** Of the bonded stake. */
  readonly bonded: Coins;
  /** Set aside for undelegations. */
  readonly provisioned: Coins;
}

/** How the shares are spread. The hub, which holds the seed and the queue, is no holder. */
export interface Spread {
  readonly count: number;
  /** By powers of ten of base units; empty brackets are left out. */
  readonly distribution: readonly Bracket[];
  readonly gini: Decimal | null;
  readonly largest: Decimal | null;
  /** Shares of all of them together. */
  readonly shares: Shares;
}

/** What the hub said of its stake. */
export interface Stake {
  readonly at: At;
  readonly delegated: Coins;
  /** In undelegations. */
  readonly in_flight: Coins;
  readonly target: Coins;
}

/** A contract in which a token is staked. */
export interface Staking {
  readonly contract: string;
  readonly streams: readonly RewardStream[];
  /** What is staked: a cw20 contract or a denom. */
  readonly token: string;
  /** What all have staked. */
  readonly total: Units;
  /** Seconds that unstaking takes. */
  readonly unstaking: number;
}

export interface StakingAnswer {
  readonly as_of: AsOf;
  readonly stakings: readonly Staking[];
}

/** What somebody has staked. */
export interface StakingPosition {
  readonly contract: string;
  readonly ready: number | null;
  /** Rewards that were paid, by asset. */
  readonly rewards: readonly RewardsPaid[];
  readonly staked: Units;
  /** What leaves or can be claimed, and when the last of it can. */
  readonly unstaking: Units;
}

export interface StatementAnswer {
  readonly address: string;
  readonly as_of: AsOf;
  readonly from: number;
  readonly movements: readonly Line[];
  readonly sums: AccountSums | null;
  readonly to: number;
  /** What the account paid to the chain for transactions with the hub, beside the account itself. */
  readonly transaction_fees: readonly PaidCoin[];
}

/** Of `statement`. */
export interface StatementQuestion {
  /** RFC 3339; none: the beginning. In unix seconds. */
  readonly from?: number | undefined;
  /** RFC 3339, no longer part of it; none: now. In unix seconds. */
  readonly to?: number | undefined;
}

/** One message of the stream. */
export interface StreamMessage {
  readonly data: EventEntry;
  /** The event's name. */
  readonly event: string;
  /** To go on after it. */
  readonly id: string;
}

export interface Validator {
  readonly bonded: boolean | null;
  readonly commission: Decimal | null;
  readonly dear_since: number | null;
  /** In the registry; one that is not may still have stake that drains. */
  readonly listed: boolean;
  readonly operator: string;
  readonly paused: boolean;
  readonly paused_until: number | null;
  /** All that slashes are known to have cost here. */
  readonly slashed: Coins;
  readonly stake: Stake | null;
  /** Relative; null for one that is not listed. */
  readonly weight: number | null;
}

export interface ValidatorAnswer {
  readonly as_of: AsOf;
  readonly commissions: readonly Commission[];
  /** Newest first, at most 100 each. */
  readonly slashes: readonly Slash[];
  readonly stakes: readonly Stake[];
  readonly validator: Validator;
}

export interface ValidatorsAnswer {
  readonly as_of: AsOf;
  readonly validators: readonly Validator[];
}

export interface VotesAnswer {
  readonly as_of: AsOf;
  readonly next: string | null;
  readonly votes: readonly GovVote[];
}

/** Of `votes`. */
export interface VotesQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

/** Power that votes for validators. */
export interface WeightVote {
  readonly contract: string;
  /** From which one on it counts, in weeks from 1970. */
  readonly epoch: number;
  readonly power: Units;
}

/** Weights of validators, set as votes and yields said. */
export interface Weighting {
  /** The part that votes decided, in basis points. */
  readonly alpha_bps: number;
  readonly at: At;
  readonly contract: string;
  /** How many validators got another weight. */
  readonly validators: number;
  /** All votes that counted. */
  readonly votes: Units;
}

export interface WeightingsAnswer {
  readonly as_of: AsOf;
  readonly next: string | null;
  readonly weightings: readonly Weighting[];
}

/** Of `weightings`. */
export interface WeightingsQuestion {
  /** `next` of the page before; none: the first page. */
  readonly cursor?: string | undefined;
  /** Entries of a page. */
  readonly limit?: number | undefined;
}

export const decodeAccountAnswer: c.Decoder<AccountAnswer> = /* @__PURE__ */ c.lazy(() => c.object<AccountAnswer>({
  address: c.text,
  as_of: decodeAsOf,
  balance: c.shares,
  earned: c.nullable(c.signed),
  lost: c.nullable(c.coins),
  requests: c.array(decodeRequest),
  worth: c.coins,
}));

export const decodeAccountSums: c.Decoder<AccountSums> = /* @__PURE__ */ c.lazy(() => c.object<AccountSums>({
  claimed: c.coins,
  closing_rate: c.decimal,
  closing_value: c.coins,
  deposited: c.coins,
  fee_income: c.coins,
  given: c.coins,
  instant_exits: c.coins,
  instant_fees: c.coins,
  leaving: c.coins,
  lodged: c.coins,
  losses: c.coins,
  opening_rate: c.decimal,
  opening_value: c.coins,
  received: c.coins,
  returned: c.coins,
  rewards: c.signed,
  shares: c.shares,
}));

export const decodeAlarmEntry: c.Decoder<AlarmEntry> = /* @__PURE__ */ c.lazy(() => c.object<AlarmEntry>({
  detail: c.text,
  height: c.integer,
  kind: c.text,
  since: c.moment,
}));

export const decodeAsOf: c.Decoder<AsOf> = /* @__PURE__ */ c.lazy(() => c.object<AsOf>({
  alarms: c.array(c.text),
  height: c.integer,
  proven_height: c.nullable(c.integer),
  proven_time: c.nullable(c.moment),
  time: c.moment,
}));

export const decodeAt: c.Decoder<At> = /* @__PURE__ */ c.lazy(() => c.object<At>({
  height: c.integer,
  time: c.moment,
}));

export const decodeBackstop: c.Decoder<Backstop> = /* @__PURE__ */ c.lazy(() => c.object<Backstop>({
  assets: c.shares,
  at: decodeAt,
  contract: c.text,
  units: c.units,
  unreleased: c.shares,
}));

export const decodeBackstopPosition: c.Decoder<BackstopPosition> = /* @__PURE__ */ c.lazy(() => c.object<BackstopPosition>({
  contract: c.text,
  cooling: c.units,
  ready: c.nullable(c.moment),
  units: c.units,
  until: c.nullable(c.moment),
}));

export const decodeBallot: c.Decoder<Ballot> = /* @__PURE__ */ c.lazy(() => c.object<Ballot>({
  abstain: c.units,
  contract: c.text,
  no: c.units,
  no_with_veto: c.units,
  proposal: c.integer,
  yes: c.units,
}));

export const decodeBatchEntry: c.Decoder<BatchEntry> = /* @__PURE__ */ c.lazy(() => c.object<BatchEntry>({
  claimed: c.coins,
  closed: c.nullable(c.moment),
  expected: c.nullable(c.moment),
  id: c.integer,
  open_shares: c.shares,
  payable: c.nullable(c.coins),
  repriced: c.integer,
  settled: c.nullable(c.moment),
  shares: c.shares,
  state: c.text,
}));

export const decodeBatchState: c.Decoder<BatchState> = /* @__PURE__ */ c.lazy(() => c.literal("open", "unbonding", "settled", "claimed"));

export const decodeBatchesAnswer: c.Decoder<BatchesAnswer> = /* @__PURE__ */ c.lazy(() => c.object<BatchesAnswer>({
  as_of: decodeAsOf,
  batches: c.array(decodeBatchEntry),
  next: c.nullable(c.text),
}));

export const decodeBearer: c.Decoder<Bearer> = /* @__PURE__ */ c.lazy(() => c.object<Bearer>({
  amount: c.coins,
  batch: c.nullable(c.integer),
  who: c.text,
}));

export const decodeBond: c.Decoder<Bond> = /* @__PURE__ */ c.lazy(() => c.object<Bond>({
  account: c.nullable(c.text),
  burned: c.shares,
  contract: c.text,
  cooling: c.shares,
  operator: c.text,
  posted: c.shares,
  ready: c.nullable(c.moment),
  withdrawn: c.shares,
}));

export const decodeBracket: c.Decoder<Bracket> = /* @__PURE__ */ c.lazy(() => c.object<Bracket>({
  from: c.shares,
  holders: c.integer,
  shares: c.shares,
}));

export const decodeCommission: c.Decoder<Commission> = /* @__PURE__ */ c.lazy(() => c.object<Commission>({
  at: decodeAt,
  commission: c.decimal,
}));

export const decodeCoverage: c.Decoder<Coverage> = /* @__PURE__ */ c.lazy(() => c.object<Coverage>({
  at: decodeAt,
  backstop: c.shares,
  bonds: c.shares,
  coverage_bps: c.integer,
  covered: c.shares,
  returned: c.shares,
  worst_loss: c.coins,
  worst_uncovered_bps: c.integer,
}));

export const decodeCoverageAnswer: c.Decoder<CoverageAnswer> = /* @__PURE__ */ c.lazy(() => c.object<CoverageAnswer>({
  as_of: decodeAsOf,
  coverage: c.array(decodeCoverage),
  next: c.nullable(c.text),
}));

export const decodeEventEntry: c.Decoder<EventEntry> = /* @__PURE__ */ c.lazy(() => c.object<EventEntry>({
  at: decodeAt,
  fact: decodeFact,
  id: c.text,
  tx: c.text,
}));

export const decodeEventsAnswer: c.Decoder<EventsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<EventsAnswer>({
  as_of: decodeAsOf,
  events: c.array(decodeEventEntry),
  next: c.nullable(c.text),
}));

export const decodeExitsAnswer: c.Decoder<ExitsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ExitsAnswer>({
  as_of: decodeAsOf,
  claimable: c.coins,
  expected: c.nullable(c.moment),
  next_close: c.nullable(c.moment),
  open_batch: c.integer,
  queued: c.shares,
  unbonding: c.array(decodeBatchEntry),
  worth: c.coins,
}));

export const decodeFact: c.Decoder<Fact> = /* @__PURE__ */ c.lazy(() => c.object<Fact>({
  attributes: c.map(c.text),
  contract: c.text,
  name: c.text,
}));

export const decodeGovVote: c.Decoder<GovVote> = /* @__PURE__ */ c.lazy(() => c.object<GovVote>({
  abstain: c.nullable(c.decimal),
  cast: c.nullable(decodeAt),
  contract: c.text,
  no: c.nullable(c.decimal),
  no_with_veto: c.nullable(c.decimal),
  opened: c.nullable(decodeAt),
  power: c.units,
  proposal: c.integer,
  quorum: c.units,
  state: c.text,
  voted: c.units,
  yes: c.nullable(c.decimal),
}));

export const decodeGuarantorsAnswer: c.Decoder<GuarantorsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<GuarantorsAnswer>({
  as_of: decodeAsOf,
  backstops: c.array(decodeBackstop),
  bonds: c.array(decodeBond),
}));

export const decodeHealthAnswer: c.Decoder<HealthAnswer> = /* @__PURE__ */ c.lazy(() => c.object<HealthAnswer>({
  alarms: c.array(decodeAlarmEntry),
  behind: c.nullable(c.integer),
  failure: c.nullable(c.text),
  height: c.nullable(c.integer),
  proven_height: c.nullable(c.integer),
  status: c.text,
  writing: c.flag,
}));

export const decodeHistoryAnswer: c.Decoder<HistoryAnswer> = /* @__PURE__ */ c.lazy(() => c.object<HistoryAnswer>({
  address: c.text,
  as_of: decodeAsOf,
  entries: c.array(decodeHistoryEntry),
  next: c.nullable(c.text),
}));

export const decodeHistoryEntry: c.Decoder<HistoryEntry> = /* @__PURE__ */ c.lazy(() => c.object<HistoryEntry>({
  at: decodeAt,
  balance: c.shares,
  facts: c.array(decodeFact),
  tx: c.text,
}));

export const decodeHoldersAnswer: c.Decoder<HoldersAnswer> = /* @__PURE__ */ c.lazy(() => c.object<HoldersAnswer>({
  as_of: decodeAsOf,
  holders: decodeSpread,
  nakamoto_validators: c.nullable(c.integer),
}));

export const decodeLine: c.Decoder<Line> = /* @__PURE__ */ c.lazy(() => c.object<Line>({
  batch: c.nullable(c.integer),
  coins: c.coins,
  fee: c.coins,
  flow: c.signed,
  height: c.integer,
  kind: c.text,
  rate: c.decimal,
  shares: c.shares,
  time: c.moment,
  tx: c.text,
  with: c.nullable(c.text),
}));

export const decodeLossEntry: c.Decoder<LossEntry> = /* @__PURE__ */ c.lazy(() => c.object<LossEntry>({
  at: decodeAt,
  bearers: c.array(decodeBearer),
  loss: c.coins,
  pool_after: c.coins,
  pool_before: c.coins,
  rate_after: c.decimal,
  rate_before: c.decimal,
  rounding: c.coins,
  tx: c.text,
}));

export const decodeLossesAnswer: c.Decoder<LossesAnswer> = /* @__PURE__ */ c.lazy(() => c.object<LossesAnswer>({
  as_of: decodeAsOf,
  losses: c.array(decodeLossEntry),
  next: c.nullable(c.text),
}));

export const decodeObjection: c.Decoder<Objection> = /* @__PURE__ */ c.lazy(() => c.object<Objection>({
  contract: c.text,
  gone: c.shares,
  proposal: c.integer,
  shares: c.shares,
}));

export const decodeOrder: c.Decoder<Order> = /* @__PURE__ */ c.lazy(() => c.literal("ascending", "descending"));

export const decodePaidCoin: c.Decoder<PaidCoin> = /* @__PURE__ */ c.lazy(() => c.object<PaidCoin>({
  amount: c.bigint,
  denom: c.text,
}));

export const decodeParamChange: c.Decoder<ParamChange> = /* @__PURE__ */ c.lazy(() => c.object<ParamChange>({
  at: decodeAt,
  contract: c.text,
  name: c.text,
  new: c.text,
  old: c.text,
}));

export const decodeParamsAnswer: c.Decoder<ParamsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ParamsAnswer>({
  as_of: decodeAsOf,
  changes: c.array(decodeParamChange),
  next: c.nullable(c.text),
}));

export const decodePause: c.Decoder<Pause> = /* @__PURE__ */ c.lazy(() => c.object<Pause>({
  by: c.text,
  operation: c.text,
  until: c.nullable(c.moment),
}));

export const decodePositionsAnswer: c.Decoder<PositionsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<PositionsAnswer>({
  address: c.text,
  as_of: decodeAsOf,
  backstops: c.array(decodeBackstopPosition),
  ballots: c.array(decodeBallot),
  objections: c.array(decodeObjection),
  stakings: c.array(decodeStakingPosition),
  weight_votes: c.array(decodeWeightVote),
}));

export const decodeProblem: c.Decoder<Problem> = /* @__PURE__ */ c.lazy(() => c.object<Problem>({
  detail: c.text,
  status: c.integer,
  title: c.text,
  type: c.text,
}));

export const decodeProposal: c.Decoder<Proposal> = /* @__PURE__ */ c.lazy(() => c.object<Proposal>({
  class: c.text,
  contract: c.text,
  due: c.nullable(c.moment),
  ended: c.nullable(decodeAt),
  ended_by: c.nullable(c.text),
  expires: c.nullable(c.moment),
  gone: c.shares,
  id: c.integer,
  messages: c.integer,
  objecting: c.shares,
  postponed_bps: c.integer,
  proposer: c.text,
  queued: decodeAt,
  state: c.text,
  title: c.text,
  waits_for: c.nullable(c.integer),
  waits_until: c.nullable(c.moment),
}));

export const decodeProposalState: c.Decoder<ProposalState> = /* @__PURE__ */ c.lazy(() => c.literal("queued", "executed", "cancelled"));

export const decodeProposalsAnswer: c.Decoder<ProposalsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ProposalsAnswer>({
  as_of: decodeAsOf,
  next: c.nullable(c.text),
  proposals: c.array(decodeProposal),
}));

export const decodeProtocolAnswer: c.Decoder<ProtocolAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ProtocolAnswer>({
  as_of: decodeAsOf,
  chain_id: c.text,
  collector: c.text,
  coverage: c.nullable(decodeCoverage),
  delegated: c.coins,
  deposits_halted_until: c.nullable(c.moment),
  fee: c.nullable(c.decimal),
  free: c.coins,
  holders: c.integer,
  hub: c.text,
  loss_carry: c.coins,
  open_batch: c.integer,
  owed: c.coins,
  paused: c.array(decodePause),
  pool: c.coins,
  rate: c.decimal,
  registry: c.text,
  reserved: c.coins,
  returns: c.array(decodeReturn),
  short_since: c.nullable(c.moment),
  since_beginning: decodeProtocolSums,
  supply: c.shares,
  undelegating: c.coins,
  unreleased: c.coins,
  winding_down: c.flag,
}));

export const decodeProtocolSums: c.Decoder<ProtocolSums> = /* @__PURE__ */ c.lazy(() => c.object<ProtocolSums>({
  claimed: c.coins,
  covered: c.coins,
  deposits: c.coins,
  exits: c.coins,
  fees: c.coins,
  given_back: c.coins,
  instant_exits: c.coins,
  instant_fees: c.coins,
  losses: c.coins,
  other_gains: c.coins,
  rewards: c.coins,
  rounding: c.coins,
}));

export const decodeRateAnswer: c.Decoder<RateAnswer> = /* @__PURE__ */ c.lazy(() => c.object<RateAnswer>({
  as_of: decodeAsOf,
  next: c.nullable(c.text),
  points: c.array(decodeRatePoint),
}));

export const decodeRatePoint: c.Decoder<RatePoint> = /* @__PURE__ */ c.lazy(() => c.object<RatePoint>({
  height: c.integer,
  pool: c.coins,
  rate: c.decimal,
  supply: c.shares,
  time: c.moment,
}));

export const decodeRequest: c.Decoder<Request> = /* @__PURE__ */ c.lazy(() => c.object<Request>({
  batch: c.integer,
  closed: c.nullable(c.moment),
  expected: c.nullable(c.moment),
  settled: c.nullable(c.moment),
  shares: c.shares,
  state: c.text,
  worth: c.coins,
}));

export const decodeReturn: c.Decoder<Return> = /* @__PURE__ */ c.lazy(() => c.object<Return>({
  days: c.integer,
  from: c.moment,
  growth: c.nullable(c.decimal),
  lost: c.decimal,
  window: c.integer,
  yearly: c.nullable(c.decimal),
}));

export const decodeRewardStream: c.Decoder<RewardStream> = /* @__PURE__ */ c.lazy(() => c.object<RewardStream>({
  asset: c.text,
  ends: c.nullable(c.moment),
  funded: c.bigint,
  paid: c.bigint,
  period: c.integer,
  unreleased: c.bigint,
}));

export const decodeRewardsPaid: c.Decoder<RewardsPaid> = /* @__PURE__ */ c.lazy(() => c.object<RewardsPaid>({
  asset: c.text,
  paid: c.bigint,
}));

export const decodeSlash: c.Decoder<Slash> = /* @__PURE__ */ c.lazy(() => c.object<Slash>({
  at: decodeAt,
  bonded: c.coins,
  provisioned: c.coins,
}));

export const decodeSpread: c.Decoder<Spread> = /* @__PURE__ */ c.lazy(() => c.object<Spread>({
  count: c.integer,
  distribution: c.array(decodeBracket),
  gini: c.nullable(c.decimal),
  largest: c.nullable(c.decimal),
  shares: c.shares,
}));

export const decodeStake: c.Decoder<Stake> = /* @__PURE__ */ c.lazy(() => c.object<Stake>({
  at: decodeAt,
  delegated: c.coins,
  in_flight: c.coins,
  target: c.coins,
}));

export const decodeStaking: c.Decoder<Staking> = /* @__PURE__ */ c.lazy(() => c.object<Staking>({
  contract: c.text,
  streams: c.array(decodeRewardStream),
  token: c.text,
  total: c.units,
  unstaking: c.integer,
}));

export const decodeStakingAnswer: c.Decoder<StakingAnswer> = /* @__PURE__ */ c.lazy(() => c.object<StakingAnswer>({
  as_of: decodeAsOf,
  stakings: c.array(decodeStaking),
}));

export const decodeStakingPosition: c.Decoder<StakingPosition> = /* @__PURE__ */ c.lazy(() => c.object<StakingPosition>({
  contract: c.text,
  ready: c.nullable(c.moment),
  rewards: c.array(decodeRewardsPaid),
  staked: c.units,
  unstaking: c.units,
}));

export const decodeStatementAnswer: c.Decoder<StatementAnswer> = /* @__PURE__ */ c.lazy(() => c.object<StatementAnswer>({
  address: c.text,
  as_of: decodeAsOf,
  from: c.moment,
  movements: c.array(decodeLine),
  sums: c.nullable(decodeAccountSums),
  to: c.moment,
  transaction_fees: c.array(decodePaidCoin),
}));

export const decodeStreamMessage: c.Decoder<StreamMessage> = /* @__PURE__ */ c.lazy(() => c.object<StreamMessage>({
  data: decodeEventEntry,
  event: c.text,
  id: c.text,
}));

export const decodeValidator: c.Decoder<Validator> = /* @__PURE__ */ c.lazy(() => c.object<Validator>({
  bonded: c.nullable(c.flag),
  commission: c.nullable(c.decimal),
  dear_since: c.nullable(c.moment),
  listed: c.flag,
  operator: c.text,
  paused: c.flag,
  paused_until: c.nullable(c.moment),
  slashed: c.coins,
  stake: c.nullable(decodeStake),
  weight: c.nullable(c.integer),
}));

export const decodeValidatorAnswer: c.Decoder<ValidatorAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ValidatorAnswer>({
  as_of: decodeAsOf,
  commissions: c.array(decodeCommission),
  slashes: c.array(decodeSlash),
  stakes: c.array(decodeStake),
  validator: decodeValidator,
}));

export const decodeValidatorsAnswer: c.Decoder<ValidatorsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<ValidatorsAnswer>({
  as_of: decodeAsOf,
  validators: c.array(decodeValidator),
}));

export const decodeVotesAnswer: c.Decoder<VotesAnswer> = /* @__PURE__ */ c.lazy(() => c.object<VotesAnswer>({
  as_of: decodeAsOf,
  next: c.nullable(c.text),
  votes: c.array(decodeGovVote),
}));

export const decodeWeightVote: c.Decoder<WeightVote> = /* @__PURE__ */ c.lazy(() => c.object<WeightVote>({
  contract: c.text,
  epoch: c.integer,
  power: c.units,
}));

export const decodeWeighting: c.Decoder<Weighting> = /* @__PURE__ */ c.lazy(() => c.object<Weighting>({
  alpha_bps: c.integer,
  at: decodeAt,
  contract: c.text,
  validators: c.integer,
  votes: c.units,
}));

export const decodeWeightingsAnswer: c.Decoder<WeightingsAnswer> = /* @__PURE__ */ c.lazy(() => c.object<WeightingsAnswer>({
  as_of: decodeAsOf,
  next: c.nullable(c.text),
  weightings: c.array(decodeWeighting),
}));

/** The questions of the API. */
export abstract class IndexQueries {
  protected abstract ask<T>(path: string, query: c.Query, decode: c.Decoder<T>): Promise<T>;

  /** Whether the index is well. */
  health(): Promise<HealthAnswer> {
    return this.ask(`/health`, {}, decodeHealthAnswer);
  }

  /** Balance, worth, requests with their times, and what was earned so far. */
  account(address: string): Promise<AccountAnswer> {
    return this.ask(`/v1/accounts/${encodeURIComponent(address)}`, {}, decodeAccountAnswer);
  }

  /** Every transaction that named the account, newest first. */
  history(address: string, query: HistoryQuestion = {}): Promise<HistoryAnswer> {
    return this.ask(`/v1/accounts/${encodeURIComponent(address)}/history`, { cursor: query.cursor, limit: query.limit }, decodeHistoryAnswer);
  }

  /** What an account has in modules, and how it votes there. */
  positions(address: string): Promise<PositionsAnswer> {
    return this.ask(`/v1/accounts/${encodeURIComponent(address)}/positions`, {}, decodePositionsAnswer);
  }

  /** What happened to an account, with the figures that `floe report` gives. */
  statement(address: string, query: StatementQuestion = {}): Promise<StatementAnswer> {
    return this.ask(`/v1/accounts/${encodeURIComponent(address)}/statement`, { from: c.written(query.from), to: c.written(query.to) }, decodeStatementAnswer);
  }

  /** Batches of exits. */
  batches(query: BatchesQuestion = {}): Promise<BatchesAnswer> {
    return this.ask(`/v1/batches`, { state: query.state, cursor: query.cursor, limit: query.limit }, decodeBatchesAnswer);
  }

  /** What stood for a slash, where that had changed at a proof. */
  coverage(query: CoverageQuestion = {}): Promise<CoverageAnswer> {
    return this.ask(`/v1/coverage`, { cursor: query.cursor, limit: query.limit }, decodeCoverageAnswer);
  }

  /** Events of the protocol's contracts as they came. */
  events(query: EventsQuestion = {}): Promise<EventsAnswer> {
    return this.ask(`/v1/events`, { name: query.name, order: query.order, cursor: query.cursor, limit: query.limit }, decodeEventsAnswer);
  }

  /** The queue of exits: the open batch, its next close, and what is on its way. */
  exits(): Promise<ExitsAnswer> {
    return this.ask(`/v1/exits`, {}, decodeExitsAnswer);
  }

  /** Backstops and bonds of operators, as their events say. */
  guarantors(): Promise<GuarantorsAnswer> {
    return this.ask(`/v1/guarantors`, {}, decodeGuarantorsAnswer);
  }

  /** Count, distribution and concentration of holders, at most a minute old. */
  holders(): Promise<HoldersAnswer> {
    return this.ask(`/v1/holders`, {}, decodeHoldersAnswer);
  }

  /** Losses and who bore them. */
  losses(query: LossesQuestion = {}): Promise<LossesAnswer> {
    return this.ask(`/v1/losses`, { cursor: query.cursor, limit: query.limit }, decodeLossesAnswer);
  }

  /** Changes of parameters, owners and versions. */
  params(query: ParamsQuestion = {}): Promise<ParamsAnswer> {
    return this.ask(`/v1/params`, { cursor: query.cursor, limit: query.limit }, decodeParamsAnswer);
  }

  /** Proposals of the timelock, with the shares that object. */
  proposals(query: ProposalsQuestion = {}): Promise<ProposalsAnswer> {
    return this.ask(`/v1/proposals`, { state: query.state, cursor: query.cursor, limit: query.limit }, decodeProposalsAnswer);
  }

  /** Rate, pool, supply, fee, state, and returns of 1, 7, 30 and 365 days with their windows. */
  protocol(): Promise<ProtocolAnswer> {
    return this.ask(`/v1/protocol`, {}, decodeProtocolAnswer);
  }

  /** The rate over time. */
  rate(query: RateQuestion = {}): Promise<RateAnswer> {
    return this.ask(`/v1/rate`, { from: c.written(query.from), to: c.written(query.to), step: query.step, cursor: query.cursor, limit: query.limit }, decodeRateAnswer);
  }

  /** Contracts in which tokens are staked, with their streams of rewards. */
  staking(): Promise<StakingAnswer> {
    return this.ask(`/v1/staking`, {}, decodeStakingAnswer);
  }

  /** All validators that were ever listed. */
  validators(): Promise<ValidatorsAnswer> {
    return this.ask(`/v1/validators`, {}, decodeValidatorsAnswer);
  }

  /** One validator with its slashes, commissions and stake over time. */
  validator(operator: string): Promise<ValidatorAnswer> {
    return this.ask(`/v1/validators/${encodeURIComponent(operator)}`, {}, decodeValidatorAnswer);
  }

  /** Votes of the hub in x/gov that stakers have decided. */
  votes(query: VotesQuestion = {}): Promise<VotesAnswer> {
    return this.ask(`/v1/votes`, { cursor: query.cursor, limit: query.limit }, decodeVotesAnswer);
  }

  /** When the gauge has set weights. */
  weightings(query: WeightingsQuestion = {}): Promise<WeightingsAnswer> {
    return this.ask(`/v1/weightings`, { cursor: query.cursor, limit: query.limit }, decodeWeightingsAnswer);
  }
}
