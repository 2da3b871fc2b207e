/** What the pages read of the contracts, each bundle at one height. */

import type { Block, Coins, Shares } from "@floe/client";
import { ContractRefused, hub, validatorRegistry } from "@floe/client";

import type { ChainConfig } from "../config.ts";
import type { Nodes } from "./nodes.ts";
import { restJson } from "./nodes.ts";

/** What does not change between two looks. */
export interface Constants {
  readonly token: hub.TokenInfoResponse;
  readonly config: hub.ConfigResponse;
}

/** The protocol after one block. */
export interface Snapshot {
  readonly block: Block;
  readonly state: hub.StateResponse;
  readonly solvency: hub.SolvencyResponse;
  readonly powers: hub.PowersResponse;
  readonly batch: hub.PendingBatchResponse;
}

/** What one address has after one block. */
export interface Holdings {
  readonly block: Block;
  readonly address: string;
  readonly coins: Coins;
  readonly shares: Shares;
  readonly requests: readonly hub.UserRequestDetails[];
  /** Whether there are more requests than were read. */
  readonly more: boolean;
}

const REQUESTS = 100;

/** The hub as it was after a block. */
export function hubAt(nodes: Nodes, config: ChainConfig, height?: number): hub.Queries {
  return new hub.Queries({ smart: (contract, query) => nodes.smart(contract, query, height) }, config.contracts.hub);
}

export function registryAt(nodes: Nodes, config: ChainConfig, height?: number): validatorRegistry.Queries {
  const reader = { smart: (contract: string, query: object) => nodes.smart(contract, query, height) };
  return new validatorRegistry.Queries(reader, config.contracts.registry);
}

/** An answer that an older contract cannot give: null then. Any other failure is one. */
export async function ifKnown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ContractRefused && /unknown (variant|message|query)|Error parsing into type/i.test(error.refusal.text)) {
      return null;
    }
    throw error;
  }
}

export async function readConstants(nodes: Nodes, chain: ChainConfig): Promise<Constants> {
  const queries = hubAt(nodes, chain);
  const [token, config] = await Promise.all([queries.tokenInfo(), queries.config()]);
  return { token, config };
}

export async function readSnapshot(nodes: Nodes, chain: ChainConfig, block: Block): Promise<Snapshot> {
  const queries = hubAt(nodes, chain, block.height);
  const [state, solvency, powers, batch] = await Promise.all([
    queries.state(),
    queries.solvency(),
    queries.powers(),
    queries.pendingBatch(),
  ]);
  return { block, state, solvency, powers, batch };
}

export async function readHoldings(nodes: Nodes, chain: ChainConfig, block: Block, address: string): Promise<Holdings> {
  const queries = hubAt(nodes, chain, block.height);
  const [coins, { balance }, first] = await Promise.all([
    nodes.balance(address, chain.coin.denom, block.height),
    queries.balance({ address }),
    queries.unbondRequestsByUserDetails({ user: address, limit: 30 }),
  ]);
  const requests = [...first];
  let page = first;
  while (page.length === 30 && requests.length < REQUESTS) {
    const last = requests.at(-1);
    if (last === undefined) break;
    page = await queries.unbondRequestsByUserDetails({ user: address, limit: 30, start_after: last.id });
    requests.push(...page);
  }
  return { block, address, coins: coins as Coins, shares: balance, requests, more: page.length === 30 };
}

/** What the chain says of a validator. */
export interface Identity {
  readonly moniker: string;
  /** A fraction as a text. */
  readonly commission: string;
  readonly status: string;
  readonly jailed: boolean;
}

/** Names of all validators of the chain; empty where no REST interface answers. */
export async function readIdentities(config: ChainConfig): Promise<ReadonlyMap<string, Identity>> {
  const answer = await restJson(config, "/cosmos/staking/v1beta1/validators?pagination.limit=500");
  const found = new Map<string, Identity>();
  const rows = (answer as { validators?: unknown } | null)?.validators;
  for (const row of Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []) {
    const description = row["description"] as { moniker?: unknown } | undefined;
    const rates = (row["commission"] as { commission_rates?: { rate?: unknown } } | undefined)?.commission_rates;
    found.set(String(row["operator_address"]), {
      moniker: String(description?.moniker ?? ""),
      commission: String(rates?.rate ?? ""),
      status: String(row["status"] ?? ""),
      jailed: row["jailed"] === true,
    });
  }
  return found;
}
