/** The page's sentences: complete, in one place, and promising nothing. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  ContractRefused,
  InsufficientFunds,
  InvalidAddress,
  NodeDown,
  NotIncluded,
  OutOfGas,
  Rejected,
  refusal,
  WrongSequence,
} from "@floe/client";
import { describe, expect, test } from "vitest";

import { WrongChain } from "../../src/chain/nodes.ts";
import { plain } from "../../src/errors.ts";
import * as t from "../../src/strings/index.ts";
import { NoWallet, WalletElsewhere } from "../../src/wallet/failures.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SRC = join(ROOT, "web", "src");

interface Schema {
  readonly execute: { readonly definitions: Record<string, { readonly properties?: Record<string, { readonly description?: string }> }> };
}

describe("parameters", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "schema", "hub.json"), "utf8")) as Schema;
  const params = Object.entries(schema.execute.definitions["ParamsUpdate"]?.properties ?? {});

  test("each has words, and the unit that the schema tells", () => {
    const numeric = params.filter(([name]) => name !== "bond_cap" && name !== "rate_denoms");
    expect(numeric.length).toBeGreaterThan(15);
    for (const [name, { description = "" }] of numeric) {
      const unit = /base units of the token/.test(description)
        ? "shares"
        : /base units/.test(description)
          ? "coins"
          : /in seconds|`harvest_interval` to/.test(description)
            ? "seconds"
            : /basis points/.test(description)
              ? "bps"
              : "count";
      if (name === "cap_bps") continue;
      expect(t.params[name]?.unit, name).toBe(unit);
    }
  });
});

describe("failures", () => {
  const say = (failure: unknown, sent = false) => plain(failure, "floe-1", "wasm", sent);

  test("are told in plain words with what to do", () => {
    expect(say(new Rejected("Request rejected"))).toContain("Nothing was sent");
    expect(say(new InsufficientFunds("0stake is smaller than 5stake"))).toContain("smaller amount");
    expect(say(new OutOfGas("out of gas in location"))).toContain("the network fee was paid");
    expect(say(new WrongSequence("account sequence mismatch"))).toContain("press the button again");
    expect(say(new NodeDown("https://one.example", "timeout"))).toContain("Nothing was sent");
    expect(say(new NodeDown("https://one.example", "timeout"), true)).toContain("look at your balance");
    expect(say(new WrongChain("https://one.example", "other-1", "floe-1"))).toContain("another chain");
    expect(say(new NotIncluded("AB", 60))).toContain("look again");
    expect(say(new NoWallet())).toContain("Install Keplr");
    expect(say(new WalletElsewhere("x"))).toContain("floe-1");
    expect(say(new InvalidAddress("x"))).toContain("wasm1");
    expect(say(new Error("odd"))).toBe("It failed: odd");
  });

  test("what a contract refuses is told in the page's words where a person can meet it, else in the contract's", () => {
    const refused = (log: string) => {
      const found = refusal(log);
      if (found === null) throw new Error(`no refusal: ${log}`);
      return say(new ContractRefused(found));
    };
    expect(refused("10 shares would be minted, 12 were asked for at least; lower min_shares")).toBe(t.errors.minShares);
    expect(refused("deposits is paused until 5; try again then")).toBe(t.errors.paused);
    expect(refused("9 is needed, 3 is free for instant exits; queue the exit instead")).toBe(t.errors.noneFree);
    expect(refused("only the owner may do this")).toContain("The contract refuses: only the owner may do this");
  });
});

describe("sentences", () => {
  const sources = (dir: string): string[] =>
    readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? sources(join(dir, entry.name)) : entry.name.endsWith(".tsx") ? [join(dir, entry.name)] : [],
    );

  test("stand in files of their own: no component has words", () => {
    for (const file of sources(SRC)) {
      const text = readFileSync(file, "utf8");
      // Text between tags, and the attributes that people read or hear.
      const found = [...text.matchAll(/<[a-z][^<>{}=]*>\s*([A-Za-z][a-z]+[^<>{}]*)</g), ...text.matchAll(/(?:aria-label|title|placeholder|label|alt)="([^"]+)"/g)];
      expect(found.map((match) => match[1]), file).toEqual([]);
    }
  });

  test("promise no return", () => {
    const words = JSON.stringify(t, (_key, value: unknown) => (typeof value === "function" ? String(value) : value));
    expect(words).not.toMatch(/\bAP[RY]\b/);
    expect(words).not.toMatch(/guaranteed|risk[- ]free|passive income|up to \d+ ?%/i);
    expect(words).toContain("No return is promised");
  });
});
