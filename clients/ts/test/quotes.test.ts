/** Quotes, times and returns against the figures that the hub itself gave on a real chain. */

import {
  coins,
  decimal,
  exitQuote,
  hub,
  instantQuote,
  InvalidAmount,
  minimumOut,
  nextClose,
  owedBy,
  pool,
  ratePoints,
  rateOf,
  readBooks,
  requestTimes,
  shares,
  sharesFor,
  stakeQuote,
  trailingReturn,
  unpackBooks,
  unreleased,
  worthOf,
} from "@floe/client";
import { describe, expect, it } from "vitest";

import { fixture, now, recorded } from "./fixture.js";

const queries = new hub.Queries(recorded, fixture.contracts.hub.address);

describe("formulas give what the hub's previews gave in the same block", () => {
  it("for deposits and exits", async () => {
    const state = await queries.state();
    const all = { supply: state.total_usteak, pool: state.total_native };
    const { shares: minted } = await queries.previewBond({ amount: coins(1_000_000) });
    expect(sharesFor(coins(1_000_000), all)).toBe(minted);
    const { amount } = await queries.previewUnbond({ shares: shares(1_000_000) });
    expect(worthOf(shares(1_000_000), all)).toBe(amount);
    expect(rateOf(state.total_native, state.total_usteak)).toBe(state.exchange_rate);
  });

  it("for the pool out of the books", async () => {
    const books = await readBooks(recorded, fixture.contracts.hub.address, Number(fixture.block.height));
    const solvency = await queries.solvency();
    expect(pool(books, now)).toBe(solvency.pool);
    expect(unreleased(books, now)).toBe(solvency.unreleased);
    expect([books.supply, books.free, books.delegated, books.undelegating, books.owed]).toEqual([
      solvency.supply,
      solvency.free,
      solvency.delegated,
      solvency.undelegating,
      solvency.owed,
    ]);
  });

  it("for what requests are owed", async () => {
    let compared = 0;
    for (const { msg, answer } of fixture.answers.filter((one) => "unbond_requests_by_user_details" in one.msg)) {
      const [body] = Object.values(msg) as [{ user: string; limit: number }];
      for (const request of await queries.unbondRequestsByUserDetails(body)) {
        if (request.batch === null) continue;
        expect(owedBy(request.batch, request.shares)).toBe(request.amount);
        compared += 1;
      }
      expect(Array.isArray(answer)).toBe(true);
    }
    expect(compared).toBe(2);
  });
});

it("has no price for an empty pool and no worth without shares", () => {
  expect(sharesFor(coins(5), { supply: shares(5), pool: coins(0) })).toBeNull();
  expect(worthOf(shares(5), { supply: shares(0), pool: coins(5) })).toBeNull();
  expect(rateOf(coins(5), shares(0))).toBe("0");
});

describe("the least to accept", () => {
  it.each([
    [1_000_000n, 50, 995_000n],
    [999n, 50, 994n],
    [1_000n, 0, 1_000n],
    [1n, 50, 1n],
    [5n, 10_000, 1n],
    [0n, 50, 0n],
  ])("of %i with %i basis points is %i", (quoted, bps, least) => {
    expect(minimumOut(coins(quoted), bps)).toBe(least);
  });

  it.each([-1, 10_001, 0.5, Number.NaN])("is not to be had with %d basis points", (bps) => {
    expect(() => minimumOut(coins(5), bps)).toThrow(InvalidAmount);
  });

  it("stands in the quotes beside what would be paid", async () => {
    expect(await stakeQuote(queries, coins(1_000_000))).toMatchObject({ shares: 1_005_302n, minShares: 1_000_275n, suspect: 0n });
    expect(await instantQuote(queries, shares(1_000_000), 100)).toMatchObject({ amount: 993_716n, fee: 1_009n, minOut: 983_778n });
  });
});

describe("times", () => {
  it("of an exit are the close and the close plus the unbonding time", async () => {
    const batch = await queries.pendingBatch();
    const { unbond_period } = await queries.config();
    const quote = await exitQuote(queries, shares(1_000_000), now);
    expect(quote).toMatchObject({ amount: 994_725n, closes: batch.est_unbond_start_time, pays: batch.est_unbond_start_time + unbond_period });
    // A batch that is due closes when somebody sends the message, and not in the past.
    expect(nextClose(batch, batch.est_unbond_start_time + 500)).toBe(batch.est_unbond_start_time + 500);
  });

  it("of a request mean the close while it is queued and the payment afterwards", async () => {
    const steps = new Map<string, unknown>();
    for (const { msg } of fixture.answers.filter((one) => "unbond_requests_by_user_details" in one.msg)) {
      const [body] = Object.values(msg) as [{ user: string; limit: number }];
      for (const request of await queries.unbondRequestsByUserDetails(body)) steps.set(request.state, requestTimes(request, 40, now));
    }
    expect(Object.fromEntries(steps)).toEqual({
      PENDING: { step: "queued", closes: 1_795_944_100, pays: 1_795_944_140 },
      UNBONDING: { step: "unbonding", pays: 1_795_944_130 },
      COMPLETED: { step: "claimable" },
    });
  });
});

describe("the trailing return", () => {
  const point = (time: number, rate: string) => ({ time, rate: decimal(rate) });

  it("is not scaled to a year from less than a day", () => {
    const day = [point(0, "1"), point(86_400, "1.001")];
    expect(trailingReturn(day)).toEqual({ window: 86_400, growth: "0.001", yearly: "0.365" });
    expect(trailingReturn([point(0, "1"), point(86_399, "1.001")])).toEqual({ window: 86_399, growth: "0.001", yearly: null });
  });

  it("is negative after a loss, and takes its points in any order", () => {
    expect(trailingReturn([point(172_800, "0.99"), point(86_400, "0.995"), point(0, "1")])).toEqual({
      window: 172_800,
      growth: "-0.01",
      yearly: "-1.825",
    });
  });

  it("needs two times and a rate", () => {
    expect(trailingReturn([])).toBeNull();
    expect(trailingReturn([point(5, "1")])).toBeNull();
    expect(trailingReturn([point(5, "1"), point(5, "2")])).toBeNull();
    expect(trailingReturn([point(5, "0"), point(90_000, "2")])).toBeNull();
  });

  it("grows as the hub's report says, which does scale minutes", async () => {
    const report = await queries.report();
    const earned = trailingReturn([report.opening, report.closing]);
    expect(earned?.yearly).toBeNull();
    // (0.994725067054937022 - 1) · 31536000 / 79, each step rounded as the hub rounds.
    const years = (31_536_000n * 10n ** 18n) / BigInt(report.closing.time - report.opening.time);
    const growth = 994_725_067_054_937_022n - 10n ** 18n;
    expect(earned?.growth).toBe("-0.005274932945062978");
    const product = (growth * years) / 10n ** 18n;
    expect(report.apr).toBe(`-${-product / 10n ** 18n}.${String(-product % 10n ** 18n).padStart(18, "0")}`);
    expect(ratePoints(await queries.exchangeRates({ limit: 100 })).length).toBe(2);
  });
});

describe("packed bytes", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const stock = bytes(1, 2, 0x80, 1, 4, 5, 6, 7, 8);

  it("are those that the contracts' tests pin", () => {
    expect(unpackBooks(bytes(0xac, 0x02, 0x01), stock)).toEqual({
      supply: 300n,
      free: 1n,
      delegated: 1n,
      undelegating: 2n,
      owed: 128n,
      streamAmount: 4n,
      streamStart: 5,
      streamEnd: 6,
      syncedAt: 7n,
      syncedHeight: 8,
    });
  });

  it.each([
    ["too few", bytes(0xac, 0x02)],
    ["too many", bytes(1, 2, 3)],
    ["cut off", bytes(1, 0x80)],
    ["nothing", bytes()],
    ["beyond 128 bits", bytes(...Array<number>(18).fill(0xff), 0x7f, 1)],
  ])("are refused: %s", (_, flow) => {
    expect(() => unpackBooks(flow, stock)).toThrow("flow should be");
  });

  it("of a contract that is no hub are not there", async () => {
    await expect(readBooks(recorded, fixture.contracts.collector.address, 1)).rejects.toThrow("is it a hub?");
  });

  it("release a stream second by second, rounded for the pool", () => {
    const books = unpackBooks(bytes(10, 0), bytes(100, 0, 0, 10, 100, 103, 7, 8));
    expect([99, 100, 101, 102, 103, 104].map((at) => unreleased(books, at))).toEqual([10n, 10n, 7n, 4n, 0n, 0n]);
    expect(pool(books, 101)).toBe(93n);
  });
});
