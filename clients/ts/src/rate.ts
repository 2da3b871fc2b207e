/**
 * The rate from two raw reads of storage: what `redemption_rate` would answer, for a fraction of its gas and with no smart
 * query. The keys `flow` and `stock` and their meaning are frozen (docs/integrate/rate.md).
 */

import { UnexpectedAnswer, utf8 } from "./codec.js";
import type { Block, BlockReader, RawReader } from "./reader.js";
import type { Coins, Decimal, Shares } from "./units.js";
import { fromAtomics, MAX_AMOUNT, mulDivCeil, mulDivFloor, ONE } from "./units.js";

/** What determines the rate. Amounts in base units. */
export interface Books {
  readonly supply: Shares;
  readonly free: Coins;
  readonly delegated: Coins;
  readonly undelegating: Coins;
  /** To batches that are not settled. */
  readonly owed: Coins;
  /** Unreleased gains at `streamStart`. */
  readonly streamAmount: Coins;
  /** Unix seconds. */
  readonly streamStart: number;
  /** Unix seconds. */
  readonly streamEnd: number;
  /** Nanoseconds since the unix epoch: the last observation. */
  readonly syncedAt: bigint;
  readonly syncedHeight: number;
}

/** The numbers of packed bytes: seven bits a byte, lowest first. */
function varints(key: string, bytes: Uint8Array, count: number): bigint[] {
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      if (value > MAX_AMOUNT) throw new UnexpectedAnswer(key, "numbers below 2^128", value.toString());
      numbers.push(value);
      value = 0n;
      shift = 0n;
    }
  }
  if (numbers.length !== count || shift !== 0n) throw new UnexpectedAnswer(key, `${count} packed numbers`, bytes.length);
  return numbers;
}

/** The books out of the bytes under `flow` and `stock`. */
export function unpackBooks(flow: Uint8Array, stock: Uint8Array): Books {
  const [supply = 0n, free = 0n] = varints("flow", flow, 2);
  const [delegated = 0n, undelegating = 0n, owed = 0n, amount = 0n, start = 0n, end = 0n, syncedAt = 0n, height = 0n] =
    varints("stock", stock, 8);
  return {
    supply: supply as Shares,
    free: free as Coins,
    delegated: delegated as Coins,
    undelegating: undelegating as Coins,
    owed: owed as Coins,
    streamAmount: amount as Coins,
    streamStart: Number(start),
    streamEnd: Number(end),
    syncedAt,
    syncedHeight: Number(height),
  };
}

/** Gains not yet released at a time (unix seconds), rounded up. */
export function unreleased(books: Books, now: number): Coins {
  if (now >= books.streamEnd) return 0n as Coins;
  const length = BigInt(books.streamEnd - books.streamStart);
  const left = BigInt(books.streamEnd - now);
  return mulDivCeil(books.streamAmount, left < length ? left : length, length) as Coins;
}

/** What all shares are worth together at a time (unix seconds). */
export function pool(books: Books, now: number): Coins {
  const all = books.delegated + books.undelegating + books.free - books.owed - unreleased(books, now);
  return (all < 0n ? 0n : all) as Coins;
}

/** Coins a share, 18 places, rounded down; zero without shares. */
export function rateOf(coins: Coins, shares: Shares): Decimal {
  return fromAtomics(shares === 0n ? 0n : mulDivFloor(coins, ONE, shares));
}

/** A rate and the time of the observation behind it. */
export interface RawRate {
  readonly rate: Decimal;
  /** Unix seconds of the last observation; an old rate hides what has happened since. */
  readonly updateTime: number;
}

/** What `redemption_rate` answers after a block, by default the newest. */
export async function readRate(reader: RawReader & BlockReader, hub: string, block?: Block): Promise<RawRate> {
  const at = block ?? (await reader.block());
  const books = await readBooks(reader, hub, at.height);
  return { rate: rateOf(pool(books, at.time), books.supply), updateTime: Number(books.syncedAt / 1_000_000_000n) };
}

/** The books after a block, by two raw reads of the same height. */
export async function readBooks(reader: RawReader, hub: string, height: number): Promise<Books> {
  const [flow, stock] = await Promise.all(["flow", "stock"].map((key) => reader.raw(hub, utf8(key), height)));
  if (!flow || !stock) throw new UnexpectedAnswer("flow, stock", `items of ${hub}; is it a hub?`, null);
  return unpackBooks(flow, stock);
}
