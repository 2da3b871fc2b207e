/** Numbers as people read and write them. */

import { decimal } from "@floe/client";
import { describe, expect, test } from "vitest";

import * as format from "../../src/format.ts";

describe("amounts that are shown", () => {
  test("are exact, grouped, and never rounded up", () => {
    expect(format.amount(1_234_567_890_123n, 6)).toBe("1,234,567.890123");
    expect(format.amount(1_999_999n, 6, 2)).toBe("1.99");
    expect(format.amount(5_000_000n, 6)).toBe("5");
    expect(format.amount(2n ** 128n - 1n, 0)).toBe("340,282,366,920,938,463,463,374,607,431,768,211,455");
    expect(format.amount(-1_500_000n, 6)).toBe("−1.5");
  });

  test("are not shown as nothing when they are something", () => {
    expect(format.amount(1n, 18)).toBe("<0.000001");
    expect(format.amount(1n, 6, 0)).toBe("<1");
    expect(format.amount(0n, 18)).toBe("0");
  });

  test("rates are cut to their places", () => {
    expect(format.decimalText(decimal("1.0234567899"))).toBe("1.023456");
    expect(format.decimalText(decimal("0.9"), 3)).toBe("0.900");
    expect(format.decimalText(decimal("1234"), 2)).toBe("1,234.00");
  });
});

describe("amounts that are typed", () => {
  test("are read with point or comma, and with groups", () => {
    expect(format.typed("12.5", 6)).toBe(12_500_000n);
    expect(format.typed("12,5", 6)).toBe(12_500_000n);
    expect(format.typed("1,234.5", 6)).toBe(1_234_500_000n);
    expect(format.typed("1,234,567", 6)).toBe(1_234_567_000_000n);
    expect(format.typed(" 1 234.5 ", 6)).toBe(1_234_500_000n);
    expect(format.typed("0,001", 6)).toBe(1_000n);
    expect(format.typed(".5", 6)).toBe(500_000n);
    expect(format.typed("5.", 6)).toBe(5_000_000n);
    expect(format.typed("1.2300000000", 2)).toBe(123n);
  });

  test("that can be read in two ways are refused", () => {
    expect(format.typed("1,234", 6)).toBe("two_ways");
    expect(format.typed("1.234,5", 6)).toBe("not_a_number");
    expect(format.typed("1,23,4", 6)).toBe("not_a_number");
  });

  test("that are none say so", () => {
    expect(format.typed("", 6)).toBe("empty");
    expect(format.typed("-1", 6)).toBe("not_a_number");
    expect(format.typed("1e5", 6)).toBe("not_a_number");
    expect(format.typed("0x10", 6)).toBe("not_a_number");
    expect(format.typed("1.0000001", 6)).toBe("too_fine");
    expect(format.typed("9".repeat(60), 6)).toBe("not_a_number");
  });
});

describe("times and parts", () => {
  test("spans have their two largest units", () => {
    expect(format.span(45)).toBe("45 s");
    expect(format.span(600)).toBe("10 min");
    expect(format.span(12_000)).toBe("3 h 20 min");
    expect(format.span(86_400)).toBe("1 day");
    expect(format.span(100_800)).toBe("1 day 4 h");
    expect(format.span(1_814_400)).toBe("21 days");
    // What lacks a moment of a whole is the whole.
    expect(format.span(172_799)).toBe("2 days");
    expect(format.span(7_199)).toBe("2 h");
    expect(format.span(604_799)).toBe("7 days");
    expect(format.span(-5)).toBe("0 s");
  });

  test("parts of a hundred lose their zeros and keep their sign", () => {
    expect(format.percent(0.05)).toBe("5 %");
    expect(format.percent(decimal("-0.0123"))).toBe("−1.23 %");
    expect(format.bps(25)).toBe("0.25 %");
    expect(format.percent(10)).toBe("1000 %");
    expect(format.partOf(1n, 3n)).toBe("33.33 %");
    expect(format.partOf(1n, 0n)).toBe("–");
  });

  test("addresses keep their beginning and their end", () => {
    expect(format.short("wasm1kzrtr6der27s0327jqh7nd2hyxj6n3a72xuqh4")).toBe("wasm1kzrt…2xuqh4");
  });
});
