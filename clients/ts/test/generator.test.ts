/** The generator: a contract with every form of schema against a file, faults by name, and what is committed is what it writes. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { attributes, parse } from "../generator/errors.mjs";
import { generate } from "../generator/main.mjs";
import { comment, Contract } from "../generator/schema.mjs";
import { root } from "./fixture.js";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const toy = JSON.parse(readFileSync(at("testdata/toy.json"), "utf8")) as object;
const hook = {
  description: "What may be asked.",
  oneOf: [
    {
      type: "object",
      required: ["keep"],
      properties: { keep: { type: "object", properties: { least: { anyOf: [{ $ref: "#/definitions/Uint128" }, { type: "null" }] } } } },
    },
  ],
  definitions: { Uint128: { type: "string" } },
};
const units = {
  "HookMsg.keep.least": "shares",
  "InstantiateMsg.cap": "coins",
  "ExecuteMsg.put.shares": "shares",
  "EverythingResponse.net": "plain",
  "PairsResponse.1": "coins",
  "QueryMsg.worth.units": "units",
  WorthResponse: "shares",
};

it("writes of every form of schema what it should", async () => {
  const used = new Set<string>();
  const contract = new Contract("toy", toy, units, used, hook);
  const text = contract.render();
  expect(contract.missing).toEqual([]);
  expect([...used].sort()).toEqual(Object.keys(units).sort());
  // `npx vitest run -u` writes it anew.
  await expect(text).toMatchFileSnapshot("testdata/toy.golden.txt");
});

it("asks for the hooks of a contract that receives shares", () => {
  const receiving = { ...toy, execute: { oneOf: [{ required: ["receive"], properties: { receive: { type: "object" } } }] } };
  expect(() => new Contract("toy", receiving, units, new Set()).render()).toThrow("hooks.json does not say what `receive` takes");
});

it("has written what is committed", () => {
  const files = generate();
  const folder = at("../src/generated");
  expect([...files.keys()].sort()).toEqual(readdirSync(folder).sort());
  for (const [name, text] of files) expect(readFileSync(join(folder, name), "utf8"), name).toBe(text);
});

describe("the table of units", () => {
  const withTable = (table: object) => {
    const folder = mkdtempSync(join(tmpdir(), "floe-units-"));
    try {
      mkdirSync(join(folder, "schema"));
      writeFileSync(join(folder, "schema", "toy.json"), JSON.stringify(toy));
      writeFileSync(join(folder, "schema", "hooks.json"), JSON.stringify({ toy: hook }));
      writeFileSync(join(folder, "schema", "events.json"), readFileSync(`${root}schema/events.json`));
      writeFileSync(join(folder, "units.json"), JSON.stringify(table));
      return generate(join(folder, "schema"), join(folder, "units.json"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("that fits gives a file a contract, the events, the errors, the index' API, and what exports them", () => {
    expect([...withTable({ every: {}, toy: units }).keys()]).toEqual(["toy.ts", "events.ts", "errors.ts", "index-api.ts", "contracts.ts"]);
  });

  it.each([
    ["a row that is missing", { every: {}, toy: { ...units, "PairsResponse.1": undefined } }, "toy: PairsResponse.1 has no unit"],
    ["a row too many", { every: {}, toy: { ...units, "PairsResponse.2": "coins" } }, "toy: PairsResponse.2 is not in the schema"],
    ["a row that no contract needs", { every: { "Coin.amount": "plain" }, toy: units }, "every: Coin.amount is in no schema"],
    ["a contract that is not there", { every: {}, toy: units, ghost: {} }, "ghost is no contract"],
    ["a unit that is not known", { every: {}, toy: { ...units, "PairsResponse.1": "pounds" } }, "has the unit `pounds`"],
  ])("with %s is refused", (_, table, text) => {
    expect(() => withTable(table)).toThrow(text);
  });
});

describe("the errors of Rust", () => {
  it.each([
    ['"{field} is {given}, the least is {minimum}; give more"', ["", " is ", ", the least is ", "; give more"], ["field", "given", "minimum"]],
    ['"{} is paused until {}; try again then", domain.name(), End(*until)', ["", " is paused until ", "; try again then"], ["domain", "until"]],
    ['"{} is {}", .param.name(), .param.shown(*.value)', ["", " is ", ""], ["param", "value"]],
    ['"send {{\\"queue_unbond\\":{{}}}}"', ['send {"queue_unbond":{}}'], []],
    ['\n  "on a line of its own"\n', ["on a line of its own"], []],
  ])("as %s are understood", (inner, parts, fields) => {
    expect(parse(inner.trim())).toEqual({ parts, fields });
  });

  it("without words of their own are passed over", () => {
    expect(parse("transparent")).toBeNull();
    expect(parse('"{0}"')).toBeNull();
  });

  it("are found with parentheses and quotes in their text", () => {
    const code = '#[error("a (b) \\"c\\" {}", f(x))]\n/// About it.\nTwo { x: u64 },\n#[error(transparent)]\nStd(StdError),';
    expect(attributes(code).map(({ inner }) => inner)).toEqual(['"a (b) \\"c\\" {}", f(x)', "transparent"]);
  });

  it("that are not understood stop the generator", () => {
    expect(() => parse("fmt = my_function")).toThrow("is not understood");
  });
});

it("breaks comments at the width of a line and lets nothing end them", () => {
  expect(comment("One */ two.", "  ")).toBe("  /** One * / two. */\n");
  expect(comment(undefined)).toBe("");
  const long = comment("word ".repeat(60).trim());
  expect(Math.max(...long.split("\n").map((line) => line.length))).toBeLessThanOrEqual(118);
});
