/** Every text with which a contract refuses, as a type. The texts come from the contracts' sources. */

import { readFileSync } from "node:fs";

import {
  ContractRefused,
  contractText,
  failureOf,
  failureOfLog,
  InsufficientFee,
  InsufficientFunds,
  OutOfGas,
  refusal,
  TransactionFailed,
  WrongSequence,
} from "@floe/client";
import { describe, expect, it } from "vitest";

import { attributes, collect, parse, sources } from "../generator/errors.mjs";
import { root } from "./fixture.js";

const wrapped = (text: string) => `failed to execute message; message index: 0: ${text}: execute wasm contract failed`;
const filled = (parts: readonly string[], values: readonly string[]) =>
  parts.map((part, index) => part + (values[index] ?? "")).join("");

describe("every refusal of the contracts", () => {
  const { rows } = collect(root);

  it("was found in the sources", () => {
    expect(rows.length).toBeGreaterThan(60);
    const texts = sources(root).flatMap(([, path]) => attributes(readFileSync(path, "utf8")));
    const own = texts.filter(({ inner }) => parse(inner) !== null);
    expect(own.length).toBeGreaterThanOrEqual(rows.length);
  });

  for (const { name, parts, fields, crates } of rows) {
    it(`is known by its text: ${filled(parts, fields.map((field) => `{${field}}`))}`, () => {
      const values = fields.map((_, index) => ["wasm1qy352eufqy", "340282366920938463463374607431768211455", "7", "0.05"][index] ?? "8");
      const text = filled(parts, values);
      const read = refusal(wrapped(text), crates[0]);
      expect(read?.name).toBe(name);
      expect(read?.text).toBe(text);
      expect(fields.map((field) => read?.fields[field])).toEqual(values);
    });
  }
});

it.each([
  ["Overflow: Cannot Sub with given operands", "Overflow", { operation: "Sub" }],
  ["deposits is paused until the owner lifts it; try again then", "Paused", { domain: "deposits", until: "the owner lifts it" }],
  ["deposits is paused until 1795000000 (unix seconds); try again then", "Paused", { domain: "deposits", until: "1795000000 (unix seconds)" }],
  ["drip_secs is 5, allowed is 60 to 600", "OutOfBounds", { name: "drip_secs", value: "5", min: "60", max: "600" }],
  ["max_commission is 2, allowed is 0 to 1", "CommissionOutOfBounds", { value: "2", max: "1" }],
  ["amount is 5, the least is 10; give more", "BelowMinimum", { field: "amount", given: "5", minimum: "10" }],
  ["Caller is not the contract's current owner", "NotOwner", {}],
  ["No allowance for this account", "NoAllowance", {}],
  ["Invalid expiration value", "InvalidExpiration", {}],
  ["Generic error: 101 denoms were named; name at most 100", "Generic", { reason: "101 denoms were named; name at most 100" }],
  ["validator wasmvaloper1x in the registry not found", "NotFound", { what: "validator wasmvaloper1x in the registry" }],
  ["Error parsing into type floe_api::hub::QueryMsg: unknown message", "ParseError", { type: "floe_api::hub::QueryMsg", reason: "unknown message" }],
])("reads `%s`", (text, name, fields) => {
  for (const log of [text, wrapped(text), `rpc error: code = Unknown desc = ${text}: query wasm contract failed`]) {
    expect(refusal(log)).toEqual({ name, fields, text });
  }
});

it("finds the words in a message between contracts, and those of a contract that was asked", () => {
  const text = "deposits is paused until the owner lifts it; try again then";
  expect(contractText(`failed to execute message; message index: 2: dispatch: submessages: ${text}: execute wasm contract failed`)).toBe(text);
  expect(refusal(`Generic error: Querier contract error: ${text}: query wasm contract failed`)?.name).toBe("Paused");
});

it("decides by the contract where two have the same words", () => {
  expect(refusal("rebalancing is not paused", "hub")?.fields).toEqual({ domain: "rebalancing" });
  expect(refusal("wasmvaloper1x is not paused", "validator-registry")?.fields).toEqual({ operator: "wasmvaloper1x" });
});

it("says nothing of what no contract of the protocol says", () => {
  for (const log of ["", "something else", "shares were asked for"]) expect(refusal(log)).toBeNull();
});

it.each([
  [5, "sdk", "spendable balance 0stake is smaller than 5stake: insufficient funds", InsufficientFunds],
  [11, "sdk", "out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2", OutOfGas],
  [13, "sdk", "insufficient fees; got:  required: 5stake", InsufficientFee],
  [32, "sdk", "account sequence mismatch, expected 5, got 4", WrongSequence],
  [5, "wasm", wrapped("the protocol is winding down: only exits are open"), ContractRefused],
  [5, "wasm", wrapped("words of a stranger's contract"), TransactionFailed],
  [19, "staking", "no delegation for (address, validator) tuple", TransactionFailed],
])("code %i of %s is what it says", (code, codespace, log, kind) => {
  expect(failureOf(code, codespace, log)).toBeInstanceOf(kind);
});

it("knows the same failures where a simulation has no code", () => {
  expect(failureOfLog(`${wrapped("params must be null")} [wasmd/x/wasm/keeper.go:1] with gas used: '5'`)).toBeInstanceOf(ContractRefused);
  expect(failureOfLog("account sequence mismatch, expected 5, got 4: incorrect account sequence")).toBeInstanceOf(WrongSequence);
  expect(failureOfLog("spendable balance 0stake is smaller than 5stake: insufficient funds")).toBeInstanceOf(InsufficientFunds);
  expect(failureOfLog("rpc error: code = Unavailable")).toBeNull();
});
