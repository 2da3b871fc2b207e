/** The parsers against the events that the contracts' own tests have recorded, in both orders. */

import { readFileSync } from "node:fs";

import type { RawEvent } from "@floe/client";
import { applyMoves, parseEvent, parseEvents, tokenMoves, UnexpectedAnswer } from "@floe/client";
import { describe, expect, it } from "vitest";

import { root } from "./fixture.js";

/** The recorded events: a name, then its attributes, indented. */
const golden: RawEvent[] = readFileSync(`${root}tests/tests/testdata/events.golden`, "utf8")
  .trim()
  .split(/\n(?! )/)
  .map((text) => {
    const [name = "", ...lines] = text.split("\n");
    const attributes = lines.map((line) => {
      const [key = "", ...value] = line.trim().split(" = ");
      return { key, value: value.join(" = ") };
    });
    return { type: `wasm-${name}`, attributes: [{ key: "_contract_address", value: "hub" }, ...attributes] };
  });

const byKey = (event: RawEvent): RawEvent => ({
  ...event,
  attributes: [...event.attributes].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
});

describe("every event of the contracts", () => {
  it("is in the list", () => {
    expect(golden.length).toBeGreaterThan(35);
  });

  for (const event of golden) {
    it(`is read in both orders and loses nothing: ${event.type}`, () => {
      const read = parseEvent(event);
      expect(parseEvent(byKey(event))).toEqual(read);
      const { type, contract, ...fields } = { ...read } as unknown as Record<string, unknown>;
      expect([type, contract]).toEqual([event.type, "hub"]);
      const written = Object.entries(fields).map(([key, value]) => [key, value === null ? "none" : String(value)]);
      const given = event.attributes.slice(1).map(({ key, value }) => [key, value]);
      expect(Object.fromEntries(written)).toEqual(Object.fromEntries(given));
    });
  }
});

it("gives amounts as bigint, times as numbers, nanoseconds as bigint and `none` as null", () => {
  const of = (name: string) => parseEvent(golden.find(({ type }) => type === `wasm-floe/${name}`) ?? { type: "", attributes: [] });
  expect(of("batch_closed")).toMatchObject({ batch: 1, shares: 9_000_000n, payable: 9_161_676n, estimate: 1_701_900_800 });
  expect(of("entry_credited")).toMatchObject({ completion: 1_701_900_800_000_000_000n });
  expect(of("books_updated")).toMatchObject({ short_since: null, rate: "1", pool: 31_000_000n });
});

const event = (type: string, ...attributes: [string, string][]): RawEvent => ({
  type,
  attributes: attributes.map(([key, value]) => ({ key, value })),
});
const repriced = (...attributes: [string, string][]) =>
  event("wasm-floe/batch_repriced", ["_contract_address", "hub"], ...attributes);

it("leaves alone what is of another contract or of a later version", () => {
  const ours = repriced(["batch", "1"], ["payable", "5"]);
  const theirs = event("wasm-floe/batch_repriced", ["_contract_address", "stranger"], ["batch", "1"], ["payable", "999"]);
  const later = event("wasm-floe/of_tomorrow", ["_contract_address", "hub"]);
  const plain = event("transfer", ["amount", "5stake"]);
  const odd = event("toString");
  expect(parseEvents([plain, theirs, ours, later, odd], ["hub"])).toEqual([
    { type: "wasm-floe/batch_repriced", contract: "hub", batch: 1, payable: 5n },
  ]);
  // What was added to an event is not in the way.
  expect(parseEvent(repriced(["batch", "1"], ["msg_index", "0"], ["payable", "5"]))).toMatchObject({ payable: 5n });
});

it.each([
  [repriced(["batch", "1"])],
  [repriced(["batch", "one"], ["payable", "5"])],
  [repriced(["batch", ""], ["payable", "5"])],
  [repriced(["batch", "1"], ["payable", "-5"])],
  [repriced(["batch", "1"], ["payable", "5.0"])],
  [repriced(["batch", "1.5"], ["payable", "5"])],
  [repriced(["batch", "9007199254740993"], ["payable", "5"])],
])("refuses what has the name of an event and not its attributes: %j", (wrong) => {
  expect(() => parseEvent(wrong)).toThrow(UnexpectedAnswer);
});

describe("moves of the token", () => {
  const mint = ["mint", "mint"] as const;
  const two = event(
    "wasm",
    ["_contract_address", "hub"],
    ["action", mint[0]],
    ["to", "treasury"],
    ["amount", "111091"],
    ["action", mint[1]],
    ["to", "keeper"],
    ["amount", "12343"],
  );
  const expected = [
    { action: "mint", to: "treasury", amount: 111_091n },
    { action: "mint", to: "keeper", amount: 12_343n },
  ];

  it("are paired by position, in the order of emission and sorted by key", () => {
    expect(tokenMoves([two], "hub")).toEqual(expected);
    expect(tokenMoves([byKey(two)], "hub")).toEqual(expected);
  });

  it("of different actions in one event are told apart by the keys that each has", () => {
    const sorted = event(
      "wasm",
      ["_contract_address", "hub"],
      ["action", "send"],
      ["action", "burn"],
      ["amount", "7"],
      ["amount", "5"],
      ["from", "alice"],
      ["from", "hub"],
      ["to", "hub"],
    );
    expect(tokenMoves([sorted], "hub")).toEqual([
      { action: "send", from: "alice", to: "hub", amount: 7n },
      { action: "burn", from: "hub", amount: 5n },
    ]);
  });

  it("rebuild balances", () => {
    const transfer = event("wasm", ["_contract_address", "hub"], ["action", "transfer"], ["from", "treasury"], ["to", "bob"], ["amount", "91"]);
    const allowance = event("wasm", ["_contract_address", "hub"], ["action", "increase_allowance"], ["owner", "bob"], ["spender", "x"], ["amount", "5"]);
    const balances = applyMoves(tokenMoves([two, transfer, allowance], "hub"), new Map());
    expect([...balances]).toEqual([
      ["treasury", 111_000n],
      ["keeper", 12_343n],
      ["bob", 91n],
    ]);
  });

  it("of another token are not ours, and one that is not whole is refused", () => {
    expect(tokenMoves([two], "another")).toEqual([]);
    const broken = event("wasm", ["_contract_address", "hub"], ["action", "mint"], ["to", "bob"]);
    expect(() => tokenMoves([broken], "hub")).toThrow("wasm.mint should be an action with amount");
  });
});
