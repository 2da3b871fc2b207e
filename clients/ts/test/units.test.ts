/** Amounts: exact, bounded, and not to be mixed. */

import type { Coins, Shares } from "@floe/client";
import {
  atomics,
  coins,
  decimal,
  formatUnits,
  fromAtomics,
  InvalidAmount,
  MAX_AMOUNT,
  minimumOut,
  parseCoins,
  parseShares,
  parseUnits,
  shares,
  sharesFor,
  worthOf,
} from "@floe/client";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("display units", () => {
  it.each([
    ["0", 6, 0n],
    ["1", 6, 1_000_000n],
    ["1.5", 6, 1_500_000n],
    ["0.000001", 6, 1n],
    ["1.500000000", 6, 1_500_000n],
    ["12", 0, 12n],
    ["12.0", 0, 12n],
    [" 7 ", 2, 700n],
    ["007.10", 2, 710n],
    ["340282366920938463463.374607431768211455", 18, MAX_AMOUNT],
  ])("%s with %i decimals is %i", (text, decimals, units) => {
    expect(parseUnits(text, decimals)).toBe(units);
  });

  it.each([
    ["", 6],
    [".5", 6],
    ["5.", 6],
    ["-1", 6],
    ["+1", 6],
    ["1e3", 6],
    ["1,5", 6],
    ["1 000", 6],
    ["0x10", 6],
    ["NaN", 6],
    ["0.0000001", 6],
    ["1.5", 0],
    ["340282366920938463463.374607431768211456", 18],
    ["1", -1],
    ["1", 39],
    ["1", 1.5],
  ])("`%s` with %d decimals is refused", (text, decimals) => {
    expect(() => parseUnits(text, decimals)).toThrow(InvalidAmount);
  });

  it.each([
    [0n, 6, "0"],
    [1n, 6, "0.000001"],
    [1_500_000n, 6, "1.5"],
    [1_000_000n, 6, "1"],
    [12n, 0, "12"],
    [MAX_AMOUNT, 18, "340282366920938463463.374607431768211455"],
    [-1_500_000n, 6, "-1.5"],
  ])("%i in %i decimals is written %s", (units, decimals, text) => {
    expect(formatUnits(units, decimals)).toBe(text);
  });

  it("come back as they went", () => {
    let units = 1n;
    for (let step = 0; step < 300; step += 1) {
      const decimals = step % 39;
      expect(parseUnits(formatUnits(units, decimals), decimals)).toBe(units);
      units = (units * 6_364_136_223_846_793_005n + 1n) % (MAX_AMOUNT + 1n);
    }
  });
});

describe("base units", () => {
  it("take what holds a whole number exactly", () => {
    expect(coins(5)).toBe(5n);
    expect(shares("340282366920938463463374607431768211455")).toBe(MAX_AMOUNT);
    for (const wrong of [1.5, -1, Number.NaN, 2 ** 53, "1.0", "-1", "", " 1", MAX_AMOUNT + 1n, -1n]) {
      expect(() => coins(wrong)).toThrow(InvalidAmount);
    }
  });

  it("of coins and of shares are two types", () => {
    expectTypeOf(coins(1)).toEqualTypeOf<Coins>();
    expectTypeOf(parseShares("1", 6)).toEqualTypeOf<Shares>();
    expectTypeOf<Coins>().not.toExtend<Shares>();
    expectTypeOf<bigint>().not.toExtend<Coins>();
    expectTypeOf(parseCoins).returns.not.toExtend<Shares>();
    expectTypeOf(minimumOut<Shares>).returns.toEqualTypeOf<Shares>();
    // @ts-expect-error what was counted in coins cannot be taken for shares
    worthOf(coins(1), { supply: shares(1), pool: coins(1) });
    // @ts-expect-error and the other way round
    sharesFor(shares(1), { supply: shares(1), pool: coins(1) });
  });
});

describe("decimals", () => {
  it.each([
    ["1.017964", 1_017_964_000_000_000_000n],
    ["0", 0n],
    ["-0.5", -500_000_000_000_000_000n],
    ["0.000000000000000001", 1n],
    ["340282366920938463463.374607431768211455", MAX_AMOUNT],
  ])("%s is %i parts", (text, parts) => {
    expect(atomics(decimal(text))).toBe(parts);
    expect(fromAtomics(parts)).toBe(text);
  });

  it.each(["", "1.", ".5", "1e3", "1.0000000000000000001", "--1", "1,0", "Infinity"])("`%s` is none", (text) => {
    expect(() => decimal(text)).toThrow(InvalidAmount);
  });
});
