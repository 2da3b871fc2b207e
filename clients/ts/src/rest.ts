/** A node's REST interface (its `api` of app.toml), which browsers reach most easily. */

import { base64, fromBase64, toJson, utf8 } from "./codec.js";
import { ContractRefused, failureOfLog, NodeDown, NodeRefused, refusal } from "./failures.js";
import type { Accepted, Account, Chain, Included, NodeOptions } from "./node.js";
import { eventsOf, field, request, textOf } from "./node.js";
import type { Block } from "./reader.js";

/** The chain as one node's REST interface shows it. */
export function restNode(url: string, options: NodeOptions = {}): Chain {
  const base = url.replace(/\/+$/, "");

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown; text: string }> {
    const { status, body } = await request(base + path, init, options);
    const text = textOf(field(body, "message"));
    if (status === 429 || status === 502 || status === 503 || status === 504) throw new NodeDown(base, `status ${status} ${text}`);
    return { status, body, text };
  }

  /** The answer, or why there is none. */
  async function get(path: string, init: RequestInit = {}): Promise<unknown> {
    const { status, body, text } = await ask(path, init);
    if (status === 200) return body;
    const failure = failureOfLog(text);
    if (failure !== null) throw failure;
    throw new NodeRefused(base, text || `status ${status}`);
  }

  const post = (path: string, message: object) =>
    get(path, { method: "POST", headers: { "content-type": "application/json" }, body: toJson(message) });

  const at = (height: number | undefined): RequestInit =>
    height === undefined ? {} : { headers: { "x-cosmos-block-height": String(height) } };

  return {
    async smart(contract, query, height) {
      const encoded = encodeURIComponent(base64(utf8(toJson(query))));
      try {
        return field(await get(`/cosmwasm/wasm/v1/contract/${contract}/smart/${encoded}`, at(height)), "data");
      } catch (error) {
        if (error instanceof NodeRefused) {
          const why = refusal(error.text);
          if (why !== null) throw new ContractRefused(why);
        }
        throw error;
      }
    },

    async raw(contract, key, height) {
      const encoded = encodeURIComponent(base64(key));
      const data = textOf(field(await get(`/cosmwasm/wasm/v1/contract/${contract}/raw/${encoded}`, at(height)), "data"));
      return data === "" ? null : fromBase64(data);
    },

    async block(): Promise<Block> {
      const header = field(await get("/cosmos/base/tendermint/v1beta1/blocks/latest"), "block", "header");
      return {
        chainId: textOf(field(header, "chain_id")),
        height: Number(field(header, "height")),
        time: Math.floor(Date.parse(textOf(field(header, "time"))) / 1000),
      };
    },

    async balance(address, denom, height) {
      const answer = await get(`/cosmos/bank/v1beta1/balances/${address}/by_denom?denom=${encodeURIComponent(denom)}`, at(height));
      return BigInt(textOf(field(answer, "balance", "amount")));
    },

    async account(address): Promise<Account | null> {
      const { status, body, text } = await ask(`/cosmos/auth/v1beta1/accounts/${address}`);
      if (status === 404) return null;
      if (status !== 200) throw new NodeRefused(base, text || `status ${status}`);
      // Vesting accounts hold the base account within.
      const found = field(body, "account");
      const account =
        field(found, "base_vesting_account", "base_account") ?? field(found, "base_account") ?? found;
      return {
        number: BigInt(textOf(field(account, "account_number")) || "0"),
        sequence: BigInt(textOf(field(account, "sequence")) || "0"),
      };
    },

    async simulate(tx) {
      const answer = await post("/cosmos/tx/v1beta1/simulate", { tx_bytes: base64(tx) });
      return Number(field(answer, "gas_info", "gas_used"));
    },

    async broadcast(tx): Promise<Accepted> {
      const answer = field(
        await post("/cosmos/tx/v1beta1/txs", { tx_bytes: base64(tx), mode: "BROADCAST_MODE_SYNC" }),
        "tx_response",
      );
      return {
        hash: textOf(field(answer, "txhash")),
        code: Number(field(answer, "code") ?? 0),
        codespace: textOf(field(answer, "codespace")),
        log: textOf(field(answer, "raw_log")),
      };
    },

    async transaction(hash): Promise<Included | null> {
      const { status, body, text } = await ask(`/cosmos/tx/v1beta1/txs/${hash}`);
      if (status === 404 || /not found/.test(text)) return null;
      if (status !== 200) throw new NodeRefused(base, text || `status ${status}`);
      const answer = field(body, "tx_response");
      return {
        hash,
        height: Number(field(answer, "height")),
        code: Number(field(answer, "code") ?? 0),
        codespace: textOf(field(answer, "codespace")),
        log: textOf(field(answer, "raw_log")),
        gasUsed: Number(field(answer, "gas_used")),
        gasWanted: Number(field(answer, "gas_wanted")),
        events: eventsOf(field(answer, "events")),
      };
    },
  };
}
