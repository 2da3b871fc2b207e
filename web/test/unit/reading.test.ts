/** What the page makes of answers: of nodes that fail, of older contracts, of an index that is odd. */

import type { Chain } from "@floe/client";
import { ContractRefused, NodeDown, refusal } from "@floe/client";
import { afterEach, describe, expect, test, vi } from "vitest";

import { asHex } from "../../src/chain/codes.ts";
import { checkIndex, IndexDown, readRates, readReturns, readStatement } from "../../src/chain/history.ts";
import { connectNodes, WrongChain } from "../../src/chain/nodes.ts";
import { ifKnown } from "../../src/chain/reads.ts";
import { readConfig } from "../../src/config.ts";
import { comparison } from "../../src/pages/protocol/contracts.tsx";

interface Fake {
  chain: string;
  height: number;
  age: number;
  down: boolean;
  asked: number;
}

/** RPC nodes that never were. */
function fakes(...list: Partial<Fake>[]) {
  const nodes = new Map<string, Fake>(
    list.map((one, index) => [`https://n${index}.example`, { chain: "floe-1", height: 100, age: 1, down: false, asked: 0, ...one }]),
  );
  const config = readConfig({
    chains: [
      {
        chain_id: "floe-1",
        nodes: [...nodes.keys()].map((rpc) => ({ rpc })),
        contracts: { hub: "wasm1a", registry: "wasm1b", collector: "wasm1c" },
        coin: { denom: "ucoin", symbol: "COIN" },
        gas_price: "0.1ucoin",
      },
    ],
  }).chains[0];
  const fetcher = (async (url: string | URL | Request) => {
    const node = nodes.get(new URL(String(url)).origin);
    if (node === undefined || node.down) throw new TypeError("Failed to fetch");
    node.asked += 1;
    const time = new Date(Date.now() - node.age * 1000).toISOString();
    const result = { node_info: { network: node.chain }, sync_info: { latest_block_height: String(node.height), latest_block_time: time } };
    return new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
  }) as typeof fetch;
  return { nodes: [...nodes.values()], chain: connectNodes(config, fetcher) };
}

describe("nodes", () => {
  test("a silent one is passed over, and the next keeps being asked", async () => {
    const { chain, nodes } = fakes({ down: true }, { height: 7 });
    expect((await chain.block()).height).toBe(7);
    expect(chain.state()).toMatchObject({ answers: true, url: "https://n1.example" });
    expect([...chain.state().passed]).toEqual([["https://n0.example", "silent"]]);
    await chain.block();
    expect(nodes[1]?.asked).toBeGreaterThan(1);
  });

  test("one of another chain is never asked for anything but its name", async () => {
    const { chain, nodes } = fakes({ chain: "other-1" }, {});
    expect((await chain.block()).chainId).toBe("floe-1");
    expect(nodes[0]?.asked).toBe(1);
    const alone = fakes({ chain: "other-1" });
    await expect(alone.chain.block()).rejects.toThrow(WrongChain);
    await expect(alone.chain.smart("wasm1a", {})).rejects.toThrow("it belongs to other-1, not to floe-1");
    expect(alone.chain.state().answers).toBe(false);
  });

  test("the gravest reason is told when none answers", async () => {
    await expect(fakes({ chain: "other-1" }, { down: true }).chain.block()).rejects.toThrow(WrongChain);
    await expect(fakes({ down: true }, { down: true }).chain.block()).rejects.toThrow(NodeDown);
  });

  test("one that is behind gives way to one that is not", async () => {
    const { chain } = fakes({ height: 50, age: 3_600 }, { height: 900 }, { down: true });
    expect((await chain.block()).height).toBe(900);
    expect(chain.state().url).toBe("https://n1.example");
  });

  test("a chain that stands still is told as it is", async () => {
    const { chain } = fakes({ height: 50, age: 3_600 }, { height: 50, age: 3_600 });
    expect((await chain.block()).height).toBe(50);
  });

  test("one that comes back is asked again once the others fail", async () => {
    const { chain, nodes } = fakes({ down: true }, {});
    await chain.block();
    const [first, second] = nodes;
    if (first !== undefined && second !== undefined) [first.down, second.down] = [false, true];
    await chain.block();
    expect(chain.state()).toMatchObject({ answers: true, url: "https://n0.example" });
  });

  test("all answers are of one height where heights can be named", () => {
    const { chain }: { chain: Chain & { pinned: boolean } } = fakes({});
    expect(chain.pinned).toBe(true);
  });
});

describe("contracts of an older version", () => {
  test("what they do not know is absent, and no other refusal is", async () => {
    const refused = (text: string) => {
      const why = refusal(text);
      if (why === null) throw new Error(text);
      return Promise.reject(new ContractRefused(why));
    };
    expect(await ifKnown(Promise.resolve(5))).toBe(5);
    expect(await ifKnown(refused("Error parsing into type floe_api::hub::query::QueryMsg: unknown message `guarantees`: query wasm contract failed"))).toBeNull();
    await expect(ifKnown(refused("only the owner may do this"))).rejects.toThrow(ContractRefused);
  });
});

describe("code hashes", () => {
  test("are compared in one form", () => {
    expect(asHex("AB".repeat(32))).toBe("ab".repeat(32));
    expect(asHex(Buffer.from("ab".repeat(32), "hex").toString("base64"))).toBe("ab".repeat(32));
    expect(asHex(null)).toBeNull();
    expect(comparison("ab", "ab").tone).toBe("good");
    expect(comparison("ab", "cd").tone).toBe("bad");
    expect(comparison(null, "cd").tone).toBe("warn");
    expect(comparison("ab", undefined).tone).toBe("warn");
  });
});

describe("the index", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const answers = (body: unknown, status = 200) => {
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));
  };
  const asOf = { height: 9, time: "2026-01-31T08:05:00Z", proven_height: 8, proven_time: null, alarms: [] };

  test("a statement is read with exact amounts", async () => {
    const move = { time: "2026-01-31T08:05:00Z", height: 5, tx: "AB", kind: "deposit", with: null, batch: null, shares: "12345678901234567890", coins: "7", flow: "7", fee: "0", rate: "1" };
    answers({ as_of: asOf, address: "a", sums: null, movements: [move] });
    const { moves, asOf: known } = await readStatement("https://index.example", "a");
    expect(moves[0]?.shares).toBe(12_345_678_901_234_567_890n);
    expect(moves[0]?.time).toBe(1_769_846_700);
    expect(known.provenHeight).toBe(8);
  });

  test("windows keep their length", async () => {
    const row = { days: 7, window: 3_600, from: "2026-01-31T08:05:00Z", growth: "0.01", lost: "-0.002", yearly: null };
    answers({ as_of: asOf, returns: [row] });
    expect((await readReturns("https://index.example")).returns).toEqual([
      { days: 7, window: 3_600, growth: "0.01", lost: "-0.002", yearly: null },
    ]);
  });

  test("one of another chain or another hub is not believed", async () => {
    answers({ as_of: asOf, chain_id: "floe-1", hub: "wasm1a" });
    await checkIndex("https://index.example", "floe-1", "wasm1a");
    await expect(checkIndex("https://index.example", "floe-2", "wasm1a")).rejects.toThrow("it follows wasm1a on floe-1");
    await expect(checkIndex("https://index.example", "floe-1", "wasm1b")).rejects.toThrow(IndexDown);
  });

  test("what is not as described is no answer", async () => {
    answers({ as_of: asOf, points: [{ time: "yesterday", rate: "1" }] });
    await expect(readRates("https://index.example", 0, 60)).rejects.toThrow(IndexDown);
    answers({ as_of: asOf, movements: [{ shares: 5 }], sums: null });
    await expect(readStatement("https://index.example", "a")).rejects.toThrow(IndexDown);
    answers({ title: "Too many requests" }, 429);
    await expect(readReturns("https://index.example")).rejects.toThrow("status 429");
  });
});
