/** What the page makes of answers: of nodes that fail, of older contracts. */

import type { Chain } from "@floe/client";
import { ContractRefused, NodeDown, refusal } from "@floe/client";
import { describe, expect, test } from "vitest";

import { asHex } from "../../src/chain/codes.ts";
import { connectNodes, WrongChain } from "../../src/chain/nodes.ts";
import { reached } from "../../src/chain/times.ts";
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

test("what is due at once has come, although the newest block is younger than the one that is read", () => {
  expect(reached(1_000, 1_000)).toBe(true);
  // A contract tells the newest block's time: two blocks later than the page's.
  expect(reached(1_006, 1_000)).toBe(true);
  expect(reached(1_060, 1_000)).toBe(false);
});
