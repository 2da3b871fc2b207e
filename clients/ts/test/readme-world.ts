/** What the snippets of README.md find around them: a node and an index with recorded answers, a wallet, and what they print. */

import { inspect } from "node:util";

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { Keplr, RawEvent } from "@floe/client";

import { exampleOf, fixture, now, recorded } from "./fixture.js";

export const NODE = "http://node.test";
export const HUB = fixture.contracts.hub.address;
/** Who has a settled request in the recording. */
export const ALICE = "wasm1yvjhmkk0qenjyanl6hfpus68sjg445wmm7ef76";

const event = (type: string, ...attributes: [string, string][]): RawEvent => ({
  type,
  attributes: [["_contract_address", HUB], ...attributes].map(([key = "", value = ""]) => ({ key, value })),
});
export const EVENTS: readonly RawEvent[] = [
  event("wasm", ["action", "mint"], ["to", ALICE], ["amount", "30000000"]),
  event("wasm-floe/batch_closed", ["batch", "1"], ["shares", "9000000"], ["payable", "9161676"], ["estimate", "1701900800"]),
];
const bonded = event(
  "wasm-floe/bonded",
  ["sender", ALICE],
  ["receiver", ALICE],
  ["amount", "1000000"],
  ["denom", "stake"],
  ["shares", "1005302"],
);

const words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const key = await DirectSecp256k1HdWallet.fromMnemonic(words, { prefix: "wasm" });
const [account] = await key.getAccounts();
const keplr: Keplr = {
  enable: () => Promise.resolve(),
  getKey: () => Promise.resolve({ name: "me", bech32Address: account?.address ?? "", pubKey: account?.pubkey ?? new Uint8Array() }),
  signDirect: (_chainId, address, doc) => key.signDirect(address, doc),
  signAmino: () => Promise.reject(new Error("this key is no Ledger")),
};
export const window = { keplr };

/** The REST interface of the recorded node. */
async function answer(path: string): Promise<unknown> {
  const [, contract = "", kind, encoded = ""] = /\/contract\/(\w+)\/(smart|raw)\/(.*)$/.exec(path) ?? [];
  const bytes = Buffer.from(decodeURIComponent(encoded), "base64");
  if (kind === "smart") {
    const query = JSON.parse(bytes.toString()) as { unbond_requests_by_user?: { limit: number } };
    // One of the list was recorded as the whole list.
    if (query.unbond_requests_by_user) query.unbond_requests_by_user.limit = 100;
    return { data: await recorded.smart(contract, query) };
  }
  if (kind === "raw") return { data: Buffer.from((await recorded.raw(contract, bytes)) ?? []).toString("base64") };
  if (path.endsWith("/blocks/latest")) {
    const header = { chain_id: fixture.chain_id, height: fixture.block.height, time: new Date(now * 1000).toISOString() };
    return { block: { header } };
  }
  if (path.includes("/accounts/")) return { account: { account_number: "4", sequence: "2" } };
  if (path.endsWith("/simulate")) return { gas_info: { gas_used: "200000" } };
  if (path.endsWith("/txs")) return { tx_response: { txhash: "AB12", code: 0 } };
  if (path.endsWith("/txs/AB12")) return { tx_response: { height: "163", code: 0, gas_used: "1", gas_wanted: "2", events: [bonded] } };
  throw new Error(`nobody answers ${path}`);
}

/** An index that answers with the examples of its document. */
export const INDEX = "http://index.test";
export const INDEXED = String(exampleOf("/v1/protocol")["hub"]);

globalThis.fetch = async (input) => {
  const url = new URL(typeof input === "string" ? input : input instanceof URL ? input.href : input.url);
  // Each list is its first page.
  if (url.origin === INDEX) return Response.json({ ...exampleOf(url.pathname), next: null });
  if (url.origin !== NODE) throw new Error(`${url.origin} is not the node of the snippets`);
  return new Response(JSON.stringify(await answer(url.pathname)), { headers: { "content-type": "application/json" } });
};

/** Lines that a snippet has printed, as Node prints them. */
export const printed: string[] = [];
export const console = {
  log: (...values: readonly unknown[]) =>
    void printed.push(values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ")),
};
