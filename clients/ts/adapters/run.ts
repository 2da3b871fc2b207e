/** Runs files of DefiLlama's shape without DefiLlama's repositories: their helpers ask the hub that is given. */

import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";

import type { SmartReader } from "@floe/client";

/** What a TVL file exports for a chain. */
type Tvl = (api: { readonly chain: string; add(token: string, amount: unknown): void }) => Promise<Record<string, unknown> | undefined>;

/** A file as a module whose `require` answers from here; `helpers` by what the name of the required file ends with. */
export function loadCommonJs(code: string, helpers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  const require = (name: string): unknown => {
    const found = Object.entries(helpers).find(([ending]) => name.endsWith(ending));
    return found === undefined ? (createRequire(import.meta.url)(name) as unknown) : found[1];
  };
  runInNewContext(code, { module, exports: module.exports, require, Buffer, console });
  return module.exports;
}

/** What a TVL file counts on a chain when every contract that it asks is this hub: token or coin to its amount. */
export async function tvlOf(code: string, chain: string, reader: SmartReader, hub: string): Promise<Map<string, number>> {
  const queryContract = ({ data }: { readonly data: object }) => reader.smart(hub, data);
  const helper = { queryContract, queryV1Beta1: queryContract };
  const exported = loadCommonJs(code, { "helper/chain/cosmos": helper, "helper/chain/terra": helper })[chain] as { tvl: Tvl };
  const counted = new Map<string, number>();
  const add = (token: string, amount: unknown) => counted.set(token, (counted.get(token) ?? 0) + Number(amount));
  for (const [token, amount] of Object.entries((await exported.tvl({ chain, add })) ?? {})) add(token, amount);
  return counted;
}
