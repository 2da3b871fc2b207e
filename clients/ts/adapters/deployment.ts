/** What the files of other people's software are made from: the record of `floe deploy`, the chain, and a few facts beside. */

import { readFileSync } from "node:fs";

import type { SmartReader } from "@floe/client";
import { checkAddress, hub } from "@floe/client";

/** What no contract knows. */
export interface ChainFacts {
  /** As chain-registry calls the chain. */
  readonly name: string;
  /** As people call it. */
  readonly prettyName: string;
  /** The staking coin's larger unit and how many digits it is away. */
  readonly display: string;
  readonly exponent: number;
  readonly prefix: string;
  /** SLIP-44 number of its keys. */
  readonly coinType: number;
  readonly rpc: string;
  readonly rest: string;
  /** Of a unit of gas, in base units of the staking coin. */
  readonly gasPrice: number;
  /** Where a price in dollars is found, for yields. */
  readonly coingeckoId: string;
  readonly website: string;
}

/** A deployment as its files need it. */
export interface Deployment {
  readonly chainId: string;
  readonly hub: string;
  readonly registry: string;
  readonly collector: string;
  readonly denom: string;
  readonly token: { readonly name: string; readonly symbol: string; readonly decimals: number };
  readonly owner: string | null;
  /** Names under which markets may ask for the rate, beside the hub's. */
  readonly rateDenoms: readonly string[];
  readonly chain: ChainFacts;
}

export class InvalidRecord extends Error {
  override readonly name = "InvalidRecord";
}

interface DeploymentRecord {
  readonly chain_id?: unknown;
  readonly contracts?: { readonly hub?: unknown; readonly registry?: unknown; readonly collector?: unknown } | null;
}

/** Chain and contracts out of a record, refused while the contracts do not exist yet. */
export function readRecord(path: string, prefix: string) {
  const record = JSON.parse(readFileSync(path, "utf8")) as DeploymentRecord;
  if (typeof record.chain_id !== "string") throw new InvalidRecord(`${path} names no chain`);
  const addresses = [record.contracts?.hub, record.contracts?.registry, record.contracts?.collector].map((address) => {
    if (typeof address !== "string") throw new InvalidRecord(`${path} names no contracts: run \`floe deploy run\` to its end`);
    return checkAddress(address, prefix);
  });
  const [hub = "", registry = "", collector = ""] = addresses;
  return { chainId: record.chain_id, hub, registry, collector };
}

/** The deployment of a record, as its hub describes itself. */
export async function readDeployment(reader: SmartReader, recordPath: string, chain: ChainFacts): Promise<Deployment> {
  const record = readRecord(recordPath, chain.prefix);
  const queries = new hub.Queries(reader, record.hub);
  const [{ denom, owner, registry, collector }, { name, symbol, decimals }, powers] = await Promise.all([
    queries.config(),
    queries.tokenInfo(),
    queries.powers(),
  ]);
  if (registry !== record.registry || collector !== record.collector) {
    throw new InvalidRecord(`${recordPath} is of another deployment than the one at ${record.hub}`);
  }
  return { ...record, denom, owner, token: { name, symbol, decimals }, rateDenoms: powers.rate_denoms, chain };
}
