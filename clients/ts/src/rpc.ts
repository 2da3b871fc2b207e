/** A node's RPC interface (CometBFT's), by JSON over POST. */

import { base64, fromBase64, toJson, utf8 } from "./codec.js";
import { ContractRefused, failureOfLog, NodeDown, NodeRefused, refusal } from "./failures.js";
import type { Accepted, Account, Chain, Included, NodeOptions } from "./node.js";
import { eventsOf, field, request, textOf } from "./node.js";
import { bytesField, decodeFields, encodeFields, numberField, textField } from "./protobuf.js";
import type { Block } from "./reader.js";

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => PAIRS[byte]).join("");

/** The chain as one node's RPC interface shows it. */
export function rpcNode(url: string, options: NodeOptions = {}): Chain {
  const base = url.replace(/\/+$/, "");

  async function call(method: string, params: object): Promise<unknown> {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: toJson({ jsonrpc: "2.0", id: 1, method, params }),
    };
    const { status, body } = await request(base, init, options);
    const error = field(body, "error");
    if (error !== undefined) throw new NodeRefused(base, `${textOf(field(error, "message"))}: ${textOf(field(error, "data"))}`);
    const result = field(body, "result");
    if (result === undefined) throw new NodeDown(base, `status ${status} without a result`);
    return result;
  }

  /** The answer of a query of the application, as protobuf. */
  async function query(path: string, data: Uint8Array, height = 0): Promise<Uint8Array> {
    const response = field(await call("abci_query", { path, data: hex(data), height: String(height), prove: false }), "response");
    if (Number(field(response, "code") ?? 0) !== 0) {
      const log = textOf(field(response, "log"));
      const failure = failureOfLog(log);
      if (failure !== null) throw failure;
      throw new NodeRefused(base, log);
    }
    return fromBase64(textOf(field(response, "value")));
  }

  return {
    async smart(contract, message, height) {
      try {
        const answer = await query(
          "/cosmwasm.wasm.v1.Query/SmartContractState",
          encodeFields([
            [1, contract],
            [2, utf8(toJson(message))],
          ]),
          height,
        );
        return JSON.parse(textField(decodeFields(answer), 1)) as unknown;
      } catch (error) {
        if (error instanceof NodeRefused) {
          const why = refusal(error.text);
          if (why !== null) throw new ContractRefused(why);
        }
        throw error;
      }
    },

    async raw(contract, key, height) {
      const path = "/cosmwasm.wasm.v1.Query/RawContractState";
      const data = bytesField(decodeFields(await query(path, encodeFields([[1, contract], [2, key]]), height)), 1);
      return data.length === 0 ? null : data;
    },

    async block(): Promise<Block> {
      const status = await call("status", {});
      const sync = field(status, "sync_info");
      return {
        chainId: textOf(field(status, "node_info", "network")),
        height: Number(field(sync, "latest_block_height")),
        time: Math.floor(Date.parse(textOf(field(sync, "latest_block_time"))) / 1000),
      };
    },

    async balance(address, denom, height) {
      const answer = await query("/cosmos.bank.v1beta1.Query/Balance", encodeFields([[1, address], [2, denom]]), height);
      return BigInt(textField(decodeFields(bytesField(decodeFields(answer), 1)), 2) || "0");
    },

    async account(address): Promise<Account | null> {
      let answer: Uint8Array;
      try {
        answer = await query("/cosmos.auth.v1beta1.Query/AccountInfo", encodeFields([[1, address]]));
      } catch (error) {
        if (error instanceof NodeRefused && /not found/.test(error.text)) return null;
        throw error;
      }
      const account = decodeFields(bytesField(decodeFields(answer), 1));
      return { number: numberField(account, 3), sequence: numberField(account, 4) };
    },

    async simulate(tx) {
      const answer = await query("/cosmos.tx.v1beta1.Service/Simulate", encodeFields([[2, tx]]));
      return Number(numberField(decodeFields(bytesField(decodeFields(answer), 1)), 2));
    },

    async broadcast(tx): Promise<Accepted> {
      try {
        const answer = await call("broadcast_tx_sync", { tx: base64(tx) });
        return {
          hash: textOf(field(answer, "hash")),
          code: Number(field(answer, "code") ?? 0),
          codespace: textOf(field(answer, "codespace")),
          log: textOf(field(answer, "log")),
        };
      } catch (error) {
        // The same bytes came before, perhaps by another node: that is what was wanted.
        if (error instanceof NodeRefused && /tx already exists in cache/.test(error.text)) {
          const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(tx));
          return { hash: hex(new Uint8Array(digest)).toUpperCase(), code: 0, codespace: "", log: "" };
        }
        throw error;
      }
    },

    async transaction(hash): Promise<Included | null> {
      const bytes = Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      let answer: unknown;
      try {
        answer = await call("tx", { hash: base64(bytes), prove: false });
      } catch (error) {
        if (error instanceof NodeRefused && /not found/.test(error.text)) return null;
        throw error;
      }
      const result = field(answer, "tx_result");
      return {
        hash,
        height: Number(field(answer, "height")),
        code: Number(field(result, "code") ?? 0),
        codespace: textOf(field(result, "codespace")),
        log: textOf(field(result, "log")),
        gasUsed: Number(field(result, "gas_used")),
        gasWanted: Number(field(result, "gas_wanted")),
        events: eventsOf(field(result, "events")),
      };
    },
  };
}
