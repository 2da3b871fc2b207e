/**
 * What a deposit mints, what an exit is worth, when it pays and what the token has earned.
 *
 * Whatever a person confirms should come from the hub's own previews (`stakeQuote`, `exitQuote`, `instantQuote`). The
 * formulas without a query are for figures that change while somebody types.
 */

import type { BatchResponse, PendingBatchResponse, Queries, UserRequestDetails } from "./generated/hub.js";
import type { Coins, Decimal, Shares } from "./units.js";
import { atomics, BPS, fromAtomics, InvalidAmount, mulDivFloor, ONE } from "./units.js";

/** Supply of the token and what all of it is worth, as `state` and `solvency` answer them. */
export interface Pool {
  readonly supply: Shares;
  readonly pool: Coins;
}

/** Shares for a deposit, rounded down, as the hub rounds. Null when the pool is empty and has no price. */
export function sharesFor(amount: Coins, { supply, pool }: Pool): Shares | null {
  return pool === 0n ? null : (mulDivFloor(amount, supply, pool) as Shares);
}

/** What shares are worth, rounded down, as the hub rounds. Null without shares. */
export function worthOf(shares: Shares, { supply, pool }: Pool): Coins | null {
  return supply === 0n ? null : (mulDivFloor(shares, pool, supply) as Coins);
}

/** The least to accept when a quote may get worse by so many basis points; never zero, which would accept everything. */
export function minimumOut<T extends Coins | Shares>(quoted: T, slippageBps: number): T {
  if (!Number.isInteger(slippageBps) || slippageBps < 0 || slippageBps > 10_000) {
    throw new InvalidAmount(`${slippageBps} is not a slippage in basis points; it is 0 to 10000`);
  }
  const least = mulDivFloor(quoted, BPS - BigInt(slippageBps), BPS);
  return (least === 0n && quoted > 0n ? 1n : least) as T;
}

export interface StakeQuote {
  readonly shares: Shares;
  /** For `min_shares` of the message. */
  readonly minShares: Shares;
  /** Coins a share. */
  readonly rate: Decimal;
  /** What the pool is known to lack and the rate still counts: whoever deposits now buys a part of that loss. */
  readonly suspect: Coins;
}

/** What `bond` would mint now. */
export async function stakeQuote(hub: Queries, amount: Coins, slippageBps = 50): Promise<StakeQuote> {
  const { shares, rate, suspect } = await hub.previewBond({ amount });
  return { shares, minShares: minimumOut(shares, slippageBps), rate, suspect };
}

export interface InstantQuote {
  /** After the fee. */
  readonly amount: Coins;
  readonly fee: Coins;
  /** For `min_out` of the message. */
  readonly minOut: Coins;
  readonly rate: Decimal;
}

/** What `instant_unbond` would pay now. */
export async function instantQuote(hub: Queries, shares: Shares, slippageBps = 50): Promise<InstantQuote> {
  const { amount, fee, rate } = await hub.previewInstant({ shares });
  return { amount, fee, minOut: minimumOut(amount, slippageBps), rate };
}

export interface ExitQuote {
  /** What the shares would be owed if the open batch closed now. A later loss lowers it until the batch is funded. */
  readonly amount: Coins;
  readonly rate: Decimal;
  /** Unix seconds at which the batch may close, at the earliest now. */
  readonly closes: number;
  /** Unix seconds at which it is expected to pay. An estimate, on which nothing depends. */
  readonly pays: number;
}

/** What `queue_unbond` leads to. `now` in unix seconds. */
export async function exitQuote(hub: Queries, shares: Shares, now: number): Promise<ExitQuote> {
  const [{ amount, rate }, batch, config] = await Promise.all([
    hub.previewUnbond({ shares }),
    hub.pendingBatch(),
    hub.config(),
  ]);
  const closes = nextClose(batch, now);
  return { amount, rate, closes, pays: closes + config.unbond_period };
}

/** When the open batch may close, at the earliest now; somebody has to send `crank` or `submit_batch` then. */
export function nextClose(batch: PendingBatchResponse, now: number): number {
  return Math.max(batch.est_unbond_start_time, now);
}

/** What a person can do with a request, and when. Times in unix seconds. */
export type RequestTimes =
  | { readonly step: "queued"; readonly closes: number; readonly pays: number }
  | { readonly step: "unbonding"; readonly pays: number }
  | { readonly step: "claimable" };

/**
 * Where a request stands. `estimated_time` of the answer is the close while PENDING and the payment afterwards: this tells
 * them apart. `unbondPeriod` is that of `config`, in seconds.
 */
export function requestTimes(request: UserRequestDetails, unbondPeriod: number, now: number): RequestTimes {
  switch (request.state) {
    case "PENDING": {
      const closes = Math.max(request.estimated_time, now);
      return { step: "queued", closes, pays: closes + unbondPeriod };
    }
    case "UNBONDING":
      return { step: "unbonding", pays: Math.max(request.estimated_time, now) };
    case "COMPLETED":
      return { step: "claimable" };
  }
}

/** What shares of a closed batch are owed, rounded down as a claim is. */
export function owedBy(batch: BatchResponse, shares: Shares): Coins {
  return mulDivFloor(shares, batch.amount_unclaimed, batch.total_shares) as Coins;
}

/** A rate at a time in unix seconds. */
export interface RatePoint {
  readonly time: number;
  readonly rate: Decimal;
}

export interface TrailingReturn {
  /** Seconds between the two points. */
  readonly window: number;
  /** Growth over the window: 0.001 is a tenth of a percent. Negative after a loss. */
  readonly growth: Decimal;
  /** The same growth scaled to a year, not compounded; null when the window is shorter than a day and tells nothing of a year. */
  readonly yearly: Decimal | null;
}

const DAY = 86_400;
const YEAR = 31_536_000n;

/** Return between the oldest and the newest of some points, in any order. Null with fewer than two times or without a rate. */
export function trailingReturn(points: readonly RatePoint[]): TrailingReturn | null {
  const sorted = [...points].sort((a, b) => a.time - b.time);
  const [opening] = sorted;
  const closing = sorted.at(-1);
  if (opening === undefined || closing === undefined) return null;
  const window = closing.time - opening.time;
  const before = atomics(opening.rate);
  if (window <= 0 || before === 0n) return null;
  // As `report` rounds: the quotient and the part of a year down to 18 places, the product towards zero.
  const growth = mulDivFloor(atomics(closing.rate), ONE, before) - ONE;
  const years = mulDivFloor(YEAR, ONE, BigInt(window));
  return {
    window,
    growth: fromAtomics(growth),
    yearly: window < DAY ? null : fromAtomics((growth * years) / ONE),
  };
}

/** The points that `exchange_rates` answers. */
export function ratePoints(answer: { readonly exchange_rates: readonly (readonly [number, Decimal])[] }): RatePoint[] {
  return answer.exchange_rates.map(([time, rate]) => ({ time, rate }));
}
