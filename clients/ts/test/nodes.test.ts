/** Nodes that answer, lie down, or talk nonsense. Servers listen on a port of 127.0.0.1 that the system chooses. */

import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Chain } from "@floe/client";
import { ContractRefused, failOver, hub, InsufficientFunds, NodeDown, NodeRefused, OutOfGas, restNode, rpcNode } from "@floe/client";
import { afterEach, describe, expect, it } from "vitest";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Asked {
  readonly path: string;
  readonly height: string | undefined;
  readonly body: string;
}

/** A server that answers as told, and what it was asked. Without an answer it stays silent. */
async function serve(answer: (asked: Asked) => { status?: number; body: unknown } | null) {
  const asked: Asked[] = [];
  const read = async (request: IncomingMessage) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    return body;
  };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const height = request.headers["x-cosmos-block-height"];
      const one = { path: request.url ?? "", height: typeof height === "string" ? height : undefined, body };
      asked.push(one);
      const given = answer(one);
      if (given === null) return;
      response.writeHead(given.status ?? 200, { "content-type": "application/json" });
      response.end(typeof given.body === "string" ? given.body : JSON.stringify(given.body));
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Nobody listens there. */
const nowhere = "http://127.0.0.1:1";

describe("what counts as down", () => {
  it.each([
    ["silence", null],
    ["a proxy's page", { status: 502, body: "<html>bad gateway</html>" }],
    ["a page that looks well", { status: 200, body: "<html>welcome</html>" }],
    ["a gateway that says so", { status: 503, body: { code: 14, message: "unavailable" } }],
    ["too many questions", { status: 429, body: { code: 8, message: "slow down" } }],
  ])("is %s", async (_, answer) => {
    const { url } = await serve(() => answer);
    const node = restNode(url, { timeout: 300 });
    await expect(node.balance("a", "stake")).rejects.toThrow(NodeDown);
    await expect(node.account("a")).rejects.toThrow(NodeDown);
    await expect(node.transaction("AB")).rejects.toThrow(NodeDown);
  });

  it("is a node that is not there, by either way", async () => {
    await expect(restNode(nowhere).block()).rejects.toThrow(NodeDown);
    await expect(rpcNode(nowhere).block()).rejects.toThrow(NodeDown);
    const { url } = await serve(() => ({ body: { jsonrpc: "2.0", id: 1 } }));
    await expect(rpcNode(url).block()).rejects.toThrow(NodeDown);
  });
});

describe("several nodes", () => {
  const balance = (amount: string) => () => ({ body: { balance: { denom: "stake", amount } } });

  it("are asked one after another until one answers, and that one is asked from then on", async () => {
    const silent = await serve(() => null);
    const good = await serve(balance("5"));
    const chain = failOver([restNode(nowhere), restNode(silent.url, { timeout: 200 }), restNode(good.url)]);
    expect(await chain.balance("a", "stake")).toBe(5n);
    expect(await chain.balance("a", "stake")).toBe(5n);
    expect([silent.asked.length, good.asked.length]).toEqual([1, 2]);
  });

  it("are not asked again where one has refused: that is an answer", async () => {
    const refusing = await serve(() => ({ status: 400, body: { code: 3, message: "invalid address" } }));
    const good = await serve(balance("5"));
    await expect(failOver([restNode(refusing.url), restNode(good.url)]).balance("a", "stake")).rejects.toThrow(NodeRefused);
    expect(good.asked).toEqual([]);
  });

  it("fail together with the last one's reason", async () => {
    const chain = failOver([restNode(nowhere), restNode("http://127.0.0.1:2")]);
    await expect(chain.block()).rejects.toThrow("http://127.0.0.1:2 does not answer");
    await expect(chain.block()).rejects.toThrow("does not answer");
  });

  it("answer many questions at once when the first is down", async () => {
    const good = await serve(balance("5"));
    const chain = failOver([restNode(nowhere), restNode(good.url)]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => chain.balance("a", "stake")));
    expect(answers).toEqual(Array.from({ length: 20 }, () => 5n));
  });
});

it("asks a contract with the query's bytes, and a past height where one is given", async () => {
  const rest = await serve(({ path }) => ({ body: path.includes("/raw/") ? { data: "AQI=" } : { data: { balance: "7" } } }));
  const node: Chain = restNode(`${rest.url}/`);
  expect(await new hub.Queries(node, "wasm1hub").balance({ address: "wasm1a" })).toEqual({ balance: 7n });
  expect(await node.raw("wasm1hub", new TextEncoder().encode("flow"), 42)).toEqual(Uint8Array.of(1, 2));
  const [smart, raw] = rest.asked;
  const encoded = Buffer.from('{"balance":{"address":"wasm1a"}}').toString("base64");
  expect(smart?.path).toBe(`/cosmwasm/wasm/v1/contract/wasm1hub/smart/${encodeURIComponent(encoded)}`);
  expect([raw?.path, raw?.height]).toEqual(["/cosmwasm/wasm/v1/contract/wasm1hub/raw/Zmxvdw%3D%3D", "42"]);

  const rpc = await serve(() => ({ body: { result: { response: { code: 0, value: Buffer.from([10, 2, 1, 2]).toString("base64") } } } }));
  expect(await rpcNode(rpc.url).raw("wasm1hub", new TextEncoder().encode("flow"), 42)).toEqual(Uint8Array.of(1, 2));
  expect(JSON.parse(rpc.asked[0]?.body ?? "")).toMatchObject({
    method: "abci_query",
    params: { path: "/cosmwasm.wasm.v1.Query/RawContractState", height: "42" },
  });
});

describe("refusals by REST and by RPC are the same failures", () => {
  const log = (text: string) => `rpc error: code = Unknown desc = ${text}: query wasm contract failed: unknown request`;
  it.each([
    [log("no history is kept for that time"), ContractRefused],
    ["out of gas in location: wasm contract; gasWanted: 3000000, gasUsed: 3000001: out of gas", OutOfGas],
    ["spendable balance 0stake is smaller than 5stake: insufficient funds", InsufficientFunds],
    ["something else", NodeRefused],
  ])("%s", async (text, kind) => {
    const rest = await serve(() => ({ status: 500, body: { code: 2, message: text, details: [] } }));
    const rpc = await serve(() => ({ body: { result: { response: { code: 9, codespace: "wasm", log: text } } } }));
    for (const node of [restNode(rest.url), rpcNode(rpc.url)]) {
      await expect(new hub.Queries(node, "wasm1hub").report()).rejects.toThrow(kind);
    }
  });
});

it("reads accounts of every kind", async () => {
  const base = { account_number: "7", sequence: "9" };
  const shapes = [base, { base_account: base }, { base_vesting_account: { base_account: base } }];
  for (const account of shapes) {
    const { url } = await serve(() => ({ body: { account } }));
    expect(await restNode(url).account("a")).toEqual({ number: 7n, sequence: 9n });
  }
  const { url } = await serve(() => ({ status: 404, body: { code: 5, message: "not found" } }));
  expect(await restNode(url).account("a")).toBeNull();
});

it("takes a transaction that the node has already for sent", async () => {
  const rpc = await serve(() => ({ status: 500, body: { error: { code: -32603, message: "Internal error", data: "tx already exists in cache" } } }));
  const { hash, code } = await rpcNode(rpc.url).broadcast(Uint8Array.of(1, 2, 3));
  // SHA-256 of 010203.
  expect([hash, code]).toEqual(["039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81", 0]);
});

it("reads what became of a transaction, and waits for what is in no block", async () => {
  const events = [{ type: "wasm", attributes: [{ key: "action", value: "mint", index: true }] }];
  const rest = await serve(({ path }) =>
    path.endsWith("A".repeat(64))
      ? { status: 404, body: { code: 5, message: "tx not found: AAA" } }
      : { body: { tx_response: { txhash: "B", height: "12", code: 0, codespace: "", raw_log: "", gas_used: "5", gas_wanted: "9", events } } },
  );
  const rpc = await serve(({ body }) =>
    body.includes("qqqq")
      ? { status: 500, body: { error: { message: "Internal error", data: "tx (AAA) not found" } } }
      : { body: { result: { height: "12", tx_result: { code: 0, log: "", gas_used: "5", gas_wanted: "9", events } } } },
  );
  for (const node of [restNode(rest.url), rpcNode(rpc.url)]) {
    expect(await node.transaction("A".repeat(64))).toBeNull();
    expect(await node.transaction("B".repeat(64))).toEqual({
      hash: "B".repeat(64),
      height: 12,
      code: 0,
      codespace: "",
      log: "",
      gasUsed: 5,
      gasWanted: 9,
      events: [{ type: "wasm", attributes: [{ key: "action", value: "mint" }] }],
    });
  }
});
