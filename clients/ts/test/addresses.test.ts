/** Addresses, also with the newest of what @cosmjs/encoding is built on. */

import { fromBech32 } from "@cosmjs/encoding";
import { checkAddress, decodeAddress, InvalidAddress, moduleAccount, operatorAccount } from "@floe/client";
import { describe, expect, it } from "vitest";

import { fixture } from "./fixture.js";

const hub = fixture.contracts.hub.address;

describe("an address", () => {
  it("of an account or a contract is taken as it is", () => {
    for (const address of [hub, "wasm1yvjhmkk0qenjyanl6hfpus68sjg445wmm7ef76"]) expect(checkAddress(address, "wasm")).toBe(address);
    expect(decodeAddress(hub)).toMatchObject({ prefix: "wasm" });
    expect(decodeAddress(hub).data.length).toBe(32);
  });

  it.each([
    ["", "is not an address"],
    ["wasm1", "is not an address"],
    [`${hub.slice(0, -1)}q`, "is not an address"],
    [hub.toUpperCase().replace("WASM", "wasm"), "is not an address"],
    ["wasmvaloper1tg6p23lnqxrvcasynzltdaazzl35f0vmex6v67", "of wasmvaloper, not of wasm"],
    ["wasm1".padEnd(200, "q"), "is not an address"],
  ])("`%s` is refused", (address, text) => {
    expect(() => checkAddress(address, "wasm")).toThrow(InvalidAddress);
    expect(() => checkAddress(address, "wasm")).toThrow(text);
  });

  it("of a validator's account is that of its operator in other words", () => {
    expect(operatorAccount("wasmvaloper1tg6p23lnqxrvcasynzltdaazzl35f0vmex6v67")).toMatch(/^wasm1tg6p23lnqxrvcasynzltdaazzl35f0vm/);
    expect(() => operatorAccount(hub)).toThrow("is not an operator address");
  });

  it("of the governance module is the one that every chain of this prefix has", async () => {
    expect(await moduleAccount("gov", "cosmos")).toBe("cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn");
  });
});

it("is read although the library below refuses every address without a limit", () => {
  // When this no longer throws, the limit is still right, and the pin of @cosmjs/encoding may be looked at again.
  expect(() => fromBech32(hub)).toThrow(RangeError);
  expect(decodeAddress(hub).prefix).toBe("wasm");
});
