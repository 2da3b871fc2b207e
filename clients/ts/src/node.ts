/** What every way of talking to a node can do, and trying another node when one is down. */

import type { RawEvent } from "./events.js";
import { NodeDown } from "./failures.js";
import type { Block, BlockReader, RawReader, SmartReader } from "./reader.js";

/** Number and sequence that a signature needs. */
export interface Account {
  readonly number: bigint;
  readonly sequence: bigint;
}

/** What a node said of a transaction when it took it. */
export interface Accepted {
  readonly hash: string;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
}

/** What became of a transaction. */
export interface Included {
  readonly hash: string;
  readonly height: number;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasUsed: number;
  readonly gasWanted: number;
  readonly events: readonly RawEvent[];
}

/** A chain behind one or several nodes. */
export interface Chain extends SmartReader, RawReader, BlockReader {
  /** An address's coins of a denom, in base units: after the block of a height, or now. */
  balance(address: string, denom: string, height?: number): Promise<bigint>;
  /** Null when the chain has never seen the address. */
  account(address: string): Promise<Account | null>;
  /** Gas that a transaction, signed or not, would use. */
  simulate(tx: Uint8Array): Promise<number>;
  /** Hands a transaction over; its code is of the check before a block. */
  broadcast(tx: Uint8Array): Promise<Accepted>;
  /** Null while it is in no block that the node has indexed. */
  transaction(hash: string): Promise<Included | null>;
}

export interface NodeOptions {
  /** Milliseconds until a node counts as down, for one question. */
  readonly timeout?: number;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
}

/** An answer as text with its status; a node that does not answer, or with a fault of its gateway, is down. */
export async function request(url: string, init: RequestInit, options: NodeOptions): Promise<{ status: number; body: unknown }> {
  const node = new URL(url).origin;
  let status: number;
  let text: string;
  try {
    const response = await (options.fetch ?? fetch)(url, { ...init, signal: AbortSignal.timeout(options.timeout ?? 15_000) });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new NodeDown(node, error instanceof Error ? error.message : String(error));
  }
  try {
    return { status, body: JSON.parse(text) as unknown };
  } catch {
    // A proxy's page in place of the node's JSON, with whatever status.
    throw new NodeDown(node, `status ${status} without JSON`);
  }
}

/** A field of an answer, or undefined. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let at: unknown = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Events as nodes write them. */
export function eventsOf(value: unknown): RawEvent[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  return list.map((event) => {
    const attributes = field(event, "attributes");
    return {
      type: textOf(field(event, "type")),
      attributes: (Array.isArray(attributes) ? (attributes as unknown[]) : []).map((attribute) => ({
        key: textOf(field(attribute, "key")),
        value: textOf(field(attribute, "value")),
      })),
    };
  });
}

/**
 * Several nodes as one: each question goes to the node that answered last, and to the next when it is down. Only silence
 * moves on; a refusal is an answer. The same transaction handed to two nodes is still one transaction.
 */
export function failOver(nodes: readonly [Chain, ...Chain[]]): Chain {
  let current = 0;
  const ask = async <T>(question: (node: Chain) => Promise<T>): Promise<T> => {
    for (let tried = 1; ; tried += 1) {
      const node = nodes[current % nodes.length] ?? nodes[0];
      const at = current;
      try {
        return await question(node);
      } catch (error) {
        if (!(error instanceof NodeDown)) throw error;
        // Another question may have moved on already.
        if (current === at) current += 1;
        if (tried >= nodes.length) throw error;
      }
    }
  };
  return {
    smart: (contract, query, height) => ask((node) => node.smart(contract, query, height)),
    raw: (contract, key, height) => ask((node) => node.raw(contract, key, height)),
    block: (): Promise<Block> => ask((node) => node.block()),
    balance: (address, denom, height) => ask((node) => node.balance(address, denom, height)),
    account: (address) => ask((node) => node.account(address)),
    simulate: (tx) => ask((node) => node.simulate(tx)),
    broadcast: (tx) => ask((node) => node.broadcast(tx)),
    transaction: (hash) => ask((node) => node.transaction(hash)),
  };
}
