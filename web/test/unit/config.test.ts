/** The configuration, the routes, and the security policy made from it. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { InvalidConfig, prefixOf, readConfig } from "../../src/config.ts";
import { href, parseRoute } from "../../src/router.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/configure.mjs", import.meta.url));
const PAGE = fileURLToPath(new URL("../../index.html", import.meta.url));

function deployment(chainId: string): object {
  return {
    chain_id: chainId,
    contracts: { hub: "wasm1hub", registry: "wasm1registry", collector: "wasm1collector" },
    commit: "abc",
    codes: { hub: { code_id: 1, checksum: "AB".repeat(32) } },
    message: { msg: { denom: "ucoin" } },
  };
}

function configure(dir: string, chainId: string, ...more: readonly string[]): void {
  const record = join(dir, `${chainId}.json`);
  writeFileSync(record, JSON.stringify(deployment(chainId)));
  execFileSync(process.execPath, [SCRIPT, "--site", dir, "--deployment", record, "--coin", "COIN", "--gas-price", "0.025ucoin", ...more]);
}

function emptySite(): string {
  const dir = mkdtempSync(join(tmpdir(), "floe-configure-"));
  writeFileSync(join(dir, "index.html"), readFileSync(PAGE));
  return dir;
}

describe("the configuration", () => {
  test("is made from the record of a deployment, a chain after the other", () => {
    const dir = emptySite();
    configure(dir, "one-1", "--rpc", "https://rpc.one.example", "--rest", "https://rest.one.example/");
    configure(dir, "two-1", "--rest", "https://two.example:1317", "--index", "https://index.two.example");
    configure(dir, "one-1", "--rpc", "https://rpc.one.example", "--rpc", "https://other.example", "--name", "One");
    const { chains } = readConfig(JSON.parse(readFileSync(join(dir, "config.json"), "utf8")));
    expect(chains.map(({ chainId, name }) => [chainId, name])).toEqual([
      ["two-1", "two-1"],
      ["one-1", "One"],
    ]);
    const [two, one] = chains;
    expect(two?.nodes).toEqual([{ rpc: null, rest: "https://two.example:1317" }]);
    expect(two?.index).toBe("https://index.two.example");
    expect(one?.nodes.map(({ rpc }) => rpc)).toEqual(["https://rpc.one.example", "https://other.example"]);
    expect(one?.checksums).toEqual({ hub: "ab".repeat(32) });
    expect(one?.coin).toEqual({ denom: "ucoin", symbol: "COIN" });
    expect(one === undefined ? "" : prefixOf(one)).toBe("wasm");
  });

  test("the policy names the page's own files and the configured origins, and nothing unsafe", () => {
    const dir = emptySite();
    configure(dir, "one-1", "--rpc", "https://rpc.one.example/path", "--rest", "https://rest.one.example", "--index", "https://index.example");
    configure(dir, "one-1", "--rpc", "https://rpc.one.example/path", "--index", "https://index.example");
    const html = readFileSync(join(dir, "index.html"), "utf8");
    const policies = [...html.matchAll(/<meta http-equiv="Content-Security-Policy" content="([^"]+)"/g)].map((match) => match[1]);
    expect(policies).toEqual([
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https://rpc.one.example https://index.example; base-uri 'none'; form-action 'none'",
    ]);
    const headers = readFileSync(join(dir, "_headers"), "utf8");
    expect(headers).toContain(`Content-Security-Policy: ${policies[0]}; frame-ancestors 'none'`);
    expect(html + headers).not.toMatch(/unsafe|\*\s*;|data:|blob:/);
  });

  test("contracts beside the protocol's are named in the record or by hand, and told to what is painted first", () => {
    const dir = emptySite();
    const has = () => /<html[^>]* data-has="([^"]*)"/.exec(readFileSync(join(dir, "index.html"), "utf8"))?.[1];
    configure(dir, "one-1", "--rpc", "https://rpc.one.example", "--timelock", "wasm1t");
    expect(readConfig(JSON.parse(readFileSync(join(dir, "config.json"), "utf8"))).chains[0].contracts).toMatchObject({ timelock: "wasm1t", gauge: null, stake: null });
    expect(has()).toBe("govern");
    configure(dir, "one-1", "--rpc", "https://rpc.one.example", "--stake", "wasm1s");
    expect(has()).toBe("rewards");
    configure(dir, "one-1", "--rpc", "https://rpc.one.example");
    expect(has()).toBe("");
  });

  test("what is wrong in it is named", () => {
    const chain = {
      chain_id: "one-1",
      nodes: [{ rpc: "https://one.example" }],
      contracts: { hub: "wasm1a", registry: "wasm1b", collector: "wasm1c" },
      coin: { denom: "ucoin", symbol: "COIN" },
      gas_price: "0.1ucoin",
    };
    expect(readConfig({ chains: [chain] }).chains[0].pollSeconds).toBe(6);
    const wrong: [object, string][] = [
      [{}, "chains should be a list"],
      [{ chains: [] }, "chains should be a list"],
      [{ chains: [{ ...chain, nodes: [{}] }] }, "chains[0].nodes[0] should be an object with rpc or rest"],
      [{ chains: [{ ...chain, nodes: [{ rpc: "javascript:alert(1)" }] }] }, "chains[0].nodes[0].rpc"],
      [{ chains: [{ ...chain, nodes: [{ rpc: "https://a; script-src *" }] }] }, "chains[0].nodes[0].rpc"],
      [{ chains: [{ ...chain, explorer: { tx: "javascript:{hash}" } }] }, "chains[0].explorer.tx"],
      [{ chains: [{ ...chain, checksums: { hub: "12" } }] }, "chains[0].checksums.hub should be 64"],
      [{ chains: [{ ...chain, contracts: {} }] }, "chains[0].contracts.hub should be a text"],
      [{ chains: [{ ...chain, poll_seconds: 0 }] }, "chains[0].poll_seconds"],
      [{ chains: [chain, chain] }, "chains should be of different chains"],
    ];
    for (const [json, words] of wrong) {
      expect(() => readConfig(json)).toThrow(InvalidConfig);
      expect(() => readConfig(json)).toThrow(words);
    }
  });
});

describe("routes", () => {
  test("name the chain where there are several", () => {
    expect(parseRoute("#/stake", ["one-1", "two-1"])).toEqual({ chain: null, page: "stake", rest: [] });
    expect(parseRoute("#/two-1/portfolio/wasm1abc", ["one-1", "two-1"])).toEqual({ chain: "two-1", page: "portfolio", rest: ["wasm1abc"] });
    expect(parseRoute("", ["one-1"])).toEqual({ chain: null, page: "", rest: [] });
    expect(parseRoute("#/%E0%A4%A/x", [])).toEqual({ chain: null, page: "%E0%A4%A", rest: ["x"] });
    expect(href(null, "stake")).toBe("#/stake");
    expect(href("two-1", "portfolio", "wasm1abc")).toBe("#/two-1/portfolio/wasm1abc");
  });
});
