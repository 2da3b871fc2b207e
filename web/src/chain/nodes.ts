/**
 * The chain behind the nodes of the configuration. Every node must first say that it belongs to the right chain; one that is
 * silent, slow or behind is passed over. An answer is never put together from two chains.
 */

import type { Block, Chain } from "@floe/client";
import { NodeDown, restNode, rpcNode } from "@floe/client";

import type { ChainConfig, NodeUrls } from "../config.ts";

/** The node belongs to another chain than the configuration says. */
export class WrongChain extends NodeDown {
  constructor(
    node: string,
    readonly found: string,
    readonly wanted: string,
  ) {
    super(node, `it belongs to ${found}, not to ${wanted}`);
  }
}

/** Milliseconds after which a node counts as silent. */
const TIMEOUT = 8_000;
/** A block that a node has told while it named its chain is as good as one asked for now while it is younger, in seconds. */
const FRESH = 5;
/** A node whose newest block is older, in seconds, is compared with the others. */
const BEHIND = 60;

interface Member {
  readonly url: string;
  readonly chain: Chain;
  /** Settled once the node has named its chain. */
  named: Promise<void> | null;
  /** The block that came with the name, until it is asked for: a page that opens need not ask twice. */
  first: Block | null;
}

export interface NodeState {
  /** Whether the last thing asked was answered. */
  readonly answers: boolean;
  /** Of the node that answered last. */
  readonly url: string;
  /** Nodes that were passed over since the page was opened, and why. */
  readonly passed: ReadonlyMap<string, string>;
}

export interface Nodes extends Chain {
  /** Whether questions can be asked about one height; without it every answer is of the newest block. */
  readonly pinned: boolean;
  state(): NodeState;
  /** Called when the state changes; returns how to stop. */
  watch(listener: () => void): () => void;
}

function member(urls: NodeUrls, pinned: boolean, fetcher: typeof fetch): Member {
  const url = (pinned ? urls.rpc : (urls.rest ?? urls.rpc)) ?? "";
  const options = { timeout: TIMEOUT, fetch: fetcher };
  return { url, chain: url === urls.rpc ? rpcNode(url, options) : restNode(url, options), named: null, first: null };
}

/** All nodes of a chain as one. `fetcher` stands in for the browser's in tests. */
export function connectNodes(config: ChainConfig, fetcher: typeof fetch = (...args) => fetch(...args)): Nodes {
  // Heights can be named over RPC only: browsers do not let a page send the header that REST wants for it.
  const pinned = config.nodes.some(({ rpc }) => rpc !== null);
  const members = config.nodes.filter(({ rpc }) => !pinned || rpc !== null).map((urls) => member(urls, pinned, fetcher));
  const passed = new Map<string, string>();
  const listeners = new Set<() => void>();
  let current = 0;
  let state: NodeState = { answers: true, url: members[0]?.url ?? "", passed: new Map() };

  const note = (answers: boolean) => {
    const url = members[current % members.length]?.url ?? "";
    if (state.answers === answers && state.url === url && state.passed.size === passed.size) return;
    state = { answers, url, passed: new Map(passed) };
    for (const listener of listeners) listener();
  };

  const named = (one: Member) =>
    (one.named ??= one.chain.block().then(
      (block) => {
        if (block.chainId !== config.chainId) throw new WrongChain(one.url, block.chainId, config.chainId);
        one.first = block;
      },
    )).catch((error: unknown) => {
      one.named = null;
      throw error;
    });

  async function askAll<T>(question: (chain: Chain, one: Member) => Promise<T>): Promise<T> {
    let last: unknown = new NodeDown("", "no node is configured");
    for (let tried = 0; tried < members.length; tried += 1) {
      const at = current;
      const one = members[at % members.length];
      if (one === undefined) break;
      try {
        await named(one);
        const answer = await question(one.chain, one);
        note(true);
        return answer;
      } catch (error) {
        if (!(error instanceof NodeDown)) throw error;
        // What is wrong for good is worth more to a reader than what is only silent.
        if (!(last instanceof WrongChain)) last = error;
        passed.set(one.url, error instanceof WrongChain ? error.message : "silent");
        if (current === at) current += 1;
      }
    }
    note(false);
    throw last;
  }

  async function newest(): Promise<Block> {
    const block = await askAll((chain, one) => {
      const { first } = one;
      one.first = null;
      return first !== null && Date.now() / 1000 - first.time < FRESH ? Promise.resolve(first) : chain.block();
    });
    if (members.length < 2 || Date.now() / 1000 - block.time < BEHIND) return block;
    // Stopped, or this node is behind the others: only they can tell.
    const blocks = await Promise.allSettled(members.map(async (one) => (await named(one), one.chain.block())));
    let best = block;
    for (const [index, answer] of blocks.entries()) {
      if (answer.status === "fulfilled" && answer.value.height > best.height) {
        best = answer.value;
        current = index;
      }
    }
    if (best !== block) note(true);
    return best;
  }

  const at = (height?: number) => (pinned ? height : undefined);
  return {
    pinned,
    state: () => state,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    block: newest,
    smart: (contract, query, height) => askAll((chain) => chain.smart(contract, query, at(height))),
    raw: (contract, key, height) => askAll((chain) => chain.raw(contract, key, at(height))),
    balance: (address, denom, height) => askAll((chain) => chain.balance(address, denom, at(height))),
    account: (address) => askAll((chain) => chain.account(address)),
    simulate: (tx) => askAll((chain) => chain.simulate(tx)),
    broadcast: (tx) => askAll((chain) => chain.broadcast(tx)),
    transaction: (hash) => askAll((chain) => chain.transaction(hash)),
  };
}

const chains = new Map<string, Promise<string>>();

/** The chain that a REST interface belongs to, asked once. */
function chainOf(rest: string): Promise<string> {
  const known = chains.get(rest);
  if (known !== undefined) return known;
  const asked = restNode(rest, { timeout: TIMEOUT })
    .block()
    .then(({ chainId }) => chainId)
    .catch((error: unknown) => {
      chains.delete(rest);
      throw error;
    });
  chains.set(rest, asked);
  return asked;
}

/** The first REST interface of the right chain that answers a path, as JSON; null when there is none. */
export async function restJson(config: ChainConfig, path: string): Promise<unknown> {
  for (const { rest } of config.nodes) {
    if (rest === null) continue;
    try {
      if ((await chainOf(rest)) !== config.chainId) continue;
      const response = await fetch(rest + path, { signal: AbortSignal.timeout(TIMEOUT) });
      if (response.ok) return await response.json();
    } catch {
      // The next one is asked.
    }
  }
  return null;
}
