/**
 * What an index remembers (its `/v1`). Nothing that moves coins depends on it, and no figure of the present is taken from it:
 * without one the page says that it does not know. An answer that is not as described counts as no answer.
 */

import type { Coins, Decimal, RatePoint, Shares } from "@floe/client";
import { coins, decimal, shares } from "@floe/client";

/** How far the index knows, and what of it is proven. */
export interface AsOf {
  readonly height: number;
  readonly provenHeight: number | null;
  readonly alarms: readonly string[];
}

/** One move of an account. */
export interface Move {
  readonly time: number;
  readonly height: number;
  readonly tx: string;
  /** As `floe report` names it. */
  readonly kind: string;
  readonly other: string | null;
  readonly batch: number | null;
  readonly shares: Shares;
  readonly coins: Coins;
}

export interface Statement {
  readonly asOf: AsOf;
  /** Null for an account that never had anything. */
  readonly sums: { readonly rewards: bigint; readonly losses: Coins; readonly deposited: Coins; readonly claimed: Coins } | null;
  /** Oldest first. */
  readonly moves: readonly Move[];
}

/** What became of a share in a window that ends now; fractions. */
export interface WindowReturn {
  readonly days: number;
  /** Seconds that there are. */
  readonly window: number;
  readonly growth: Decimal | null;
  readonly lost: Decimal;
  readonly yearly: Decimal | null;
}

export interface LossEntry {
  readonly time: number;
  readonly height: number;
  readonly loss: Coins;
  readonly rateBefore: Decimal;
  readonly rateAfter: Decimal;
}

/** The index is silent, or has said what the page cannot read. */
export class IndexDown extends Error {
  override readonly name = "IndexDown";
}

type Json = Record<string, unknown>;

function record(value: unknown): Json {
  if (typeof value !== "object" || value === null) throw new IndexDown("an object was expected");
  return value as Json;
}

function rows(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new IndexDown("a list was expected");
  return value.map(record);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new IndexDown("a text was expected");
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new IndexDown("a whole number was expected");
  return value;
}

function moment(value: unknown): number {
  const millis = Date.parse(text(value));
  if (Number.isNaN(millis)) throw new IndexDown("a time was expected");
  return Math.floor(millis / 1000);
}

function signed(value: unknown): bigint {
  if (!/^-?\d{1,39}$/.test(text(value))) throw new IndexDown("a whole number was expected");
  return BigInt(text(value));
}

const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null => (value === null || value === undefined ? null : read(value));

function asOf(value: unknown): AsOf {
  const from = record(value);
  return {
    height: whole(from["height"]),
    provenHeight: orNull(from["proven_height"], whole),
    alarms: Array.isArray(from["alarms"]) ? from["alarms"].map(String) : [],
  };
}

async function ask<T>(url: string, read: (answer: Json) => T): Promise<T> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new IndexDown(`status ${response.status}`);
    return read(record(await response.json()));
  } catch (error) {
    if (error instanceof IndexDown) throw error;
    throw new IndexDown(error instanceof Error ? error.message : String(error));
  }
}

/** The index follows another chain or another hub than the configuration says. */
export class WrongIndex extends IndexDown {}

/** That an index knows what the page shows: this chain, and this hub. */
export function checkIndex(index: string, chainId: string, hub: string): Promise<void> {
  return ask(`${index}/v1/protocol`, (answer) => {
    if (text(answer["chain_id"]) !== chainId || text(answer["hub"]) !== hub) {
      throw new WrongIndex(`it follows ${text(answer["hub"])} on ${text(answer["chain_id"])}`);
    }
  });
}

export function statementUrl(index: string, address: string): string {
  return `${index}/v1/accounts/${encodeURIComponent(address)}/statement`;
}

export function readStatement(index: string, address: string): Promise<Statement> {
  return ask(statementUrl(index, address), (answer) => ({
    asOf: asOf(answer["as_of"]),
    sums: orNull(answer["sums"], (value) => {
      const from = record(value);
      return {
        rewards: signed(from["rewards"]),
        losses: coins(text(from["losses"])),
        deposited: coins(text(from["deposited"])),
        claimed: coins(text(from["claimed"])),
      };
    }),
    moves: rows(answer["movements"]).map((row) => ({
      time: moment(row["time"]),
      height: whole(row["height"]),
      tx: text(row["tx"]),
      kind: text(row["kind"]),
      other: orNull(row["with"], text),
      batch: orNull(row["batch"], whole),
      shares: shares(text(row["shares"])),
      coins: coins(text(row["coins"])),
    })),
  }));
}

/** The statement as a table, for a file. */
export async function readCsv(index: string, address: string): Promise<Blob> {
  const response = await fetch(`${statementUrl(index, address)}?format=csv`, { signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new IndexDown(`status ${response.status}`);
  return response.blob();
}

/** Points of the rate from a time on, `step` seconds apart, oldest first. */
export function readRates(index: string, from: number, step: number): Promise<{ asOf: AsOf; points: readonly RatePoint[] }> {
  const query = new URLSearchParams({ from: new Date(from * 1000).toISOString(), step: String(step), limit: "1000" });
  return ask(`${index}/v1/rate?${query}`, (answer) => ({
    asOf: asOf(answer["as_of"]),
    points: rows(answer["points"]).map((row) => ({ time: moment(row["time"]), rate: decimal(text(row["rate"])) })),
  }));
}

export function readReturns(index: string): Promise<{ asOf: AsOf; returns: readonly WindowReturn[] }> {
  return ask(`${index}/v1/protocol`, (answer) => ({
    asOf: asOf(answer["as_of"]),
    returns: rows(answer["returns"]).map((row) => ({
      days: whole(row["days"]),
      window: whole(row["window"]),
      growth: orNull(row["growth"], (value) => decimal(text(value))),
      lost: decimal(text(row["lost"])),
      yearly: orNull(row["yearly"], (value) => decimal(text(value))),
    })),
  }));
}

export function readLosses(index: string): Promise<readonly LossEntry[]> {
  return ask(`${index}/v1/losses?limit=100`, (answer) =>
    rows(answer["losses"]).map((row) => ({
      time: moment(record(row["at"])["time"]),
      height: whole(record(row["at"])["height"]),
      loss: coins(text(row["loss"])),
      rateBefore: decimal(text(row["rate_before"])),
      rateAfter: decimal(text(row["rate_after"])),
    })),
  );
}
