/** Addresses, and their writing compared with another library's. */

import { fromBech32, toBech32 } from "@cosmjs/encoding";
import { checkAddress, decodeAddress, InvalidAddress, moduleAccount, operatorAccount } from "@floe/client";
import { describe, expect, it } from "vitest";

import { decodeBech32, encodeBech32 } from "../src/bech.js";
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

describe("bech32", () => {
  // Bytes that are the same in every run.
  const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, at) => (seed * 7919 + at * 104_729 + ((seed * at) >>> 3)) & 255);

  it("is read and written as another library does, for every length that there may be", () => {
    for (let length = 0; length <= 40; length += 1) {
      for (const prefix of ["cosmos", "wasm", "a", "terra1valoper"]) {
        const data = bytes(length, length + prefix.length);
        const written = encodeBech32(prefix, data);
        expect(written).toBe(toBech32(prefix, data));
        expect(decodeBech32(written, 128)).toEqual({ prefix, data: fromBech32(written, 128).data });
      }
    }
  });

  it("notices every letter that is another one, is missing or has changed places", () => {
    const address = encodeBech32("cosmos", bytes(20, 5));
    for (let at = 0; at < address.length; at += 1) {
      for (const letter of "qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio") {
        if (letter === address[at]) continue;
        expect(typeof decodeBech32(address.slice(0, at) + letter + address.slice(at + 1), 128), `${letter} at ${at}`).toBe("string");
      }
      const swapped = address.slice(0, at) + (address[at + 1] ?? "") + (address[at] ?? "") + address.slice(at + 2);
      if (swapped !== address) expect(typeof decodeBech32(swapped, 128), `swapped at ${at}`).toBe("string");
    }
  });

  it("refuses letters whose checksum is right and whose bits are no bytes", () => {
    // One letter alone, bits in the padding, a whole letter of padding too many.
    for (const text of ["a1q3g6mn3", "a1qpamnt9j", "a1llttal5m", "a1qqqd87cpp", "a1qqqqqq3q4q7k"]) {
      expect(decodeBech32(text, 128), text).toBe("its bits do not make bytes");
    }
    expect(decodeBech32("a12uel5l", 128)).toEqual({ prefix: "a", data: new Uint8Array() });
    expect(decodeBech32("wasm1".padEnd(200, "q"), 128)).toContain("longer than 128");
  });
});
