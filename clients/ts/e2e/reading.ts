/** Both ways to a node, the raw read, and the shape of every answer. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Chain } from "@floe/client";
import {
  coins,
  hub,
  ratePoints,
  readBooks,
  readRate,
  rewardCollector,
  shares,
  sharesFor,
  trailingReturn,
  validatorRegistry,
  worthOf,
} from "@floe/client";

import type { Network } from "./network.js";
import { until } from "./network.js";
import type { Schema } from "./shape.js";
import { missing } from "./shape.js";

/** Looks several times until no block has come in between, so that two answers are of the same one. */
async function atOneHeight<T>(chain: Chain, look: () => Promise<T>): Promise<readonly [T, Awaited<ReturnType<Chain["block"]>>]> {
  return until("two questions within one block", 60, async () => {
    const before = await chain.block();
    const seen = await look();
    return (await chain.block()).height === before.height ? ([seen, before] as const) : null;
  });
}

interface SchemaFile {
  readonly query: { readonly oneOf: readonly { readonly required?: readonly string[]; readonly properties?: Schema["properties"] }[] };
  readonly responses: Readonly<Record<string, Schema>>;
}

/** Asks a contract everything that its schema names, and reads the answers. Bodies are of questions that need one. */
export async function askEverything(
  chain: Chain,
  name: string,
  asks: { readonly address: string },
  bodies: Readonly<Record<string, object>>,
  left: readonly string[] = [],
): Promise<number> {
  const path = new URL(`../../../../schema/${name}.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(fileURLToPath(path), "utf8")) as SchemaFile;
  const queries = schema.query.oneOf.map((variant) => variant.required?.[0] ?? "").filter((query) => !left.includes(query));
  for (const query of queries) {
    const body = bodies[query] ?? {};
    const answer = await chain.smart(asks.address, { [query]: body });
    const response = schema.responses[query] ?? {};
    assert.deepEqual(missing(answer, response, response.definitions ?? {}, query), []);
    const method = query.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    await (asks as unknown as Record<string, (query: object) => Promise<unknown>>)[method]?.(body);
  }
  return queries.length;
}

export function reading(network: Network) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.rest, contracts.hub);

  return {
    "REST and RPC of a node say the same": async () => {
      const [alice, nobody] = [network.key("alice").address, "wasm1qyqszqgpqyqszqgpqyqszqgpqyqszqgpc0styh"];
      const seen = async (chain: Chain) => ({
        state: await new hub.Queries(chain, contracts.hub).solvency(),
        flow: await chain.raw(contracts.hub, new TextEncoder().encode("flow")),
        none: await chain.raw(contracts.hub, new TextEncoder().encode("of nothing")),
        balance: await chain.balance(alice, "stake"),
        nothing: await chain.balance(nobody, "stake"),
        account: await chain.account(alice),
        unknown: await chain.account(nobody),
        chainId: (await chain.block()).chainId,
      });
      const [[rest, rpc]] = await atOneHeight(network.rpc, async () => [await seen(network.rest), await seen(network.rpc)]);
      assert.deepEqual(rest, rpc);
      assert.equal(rest?.unknown, null);
      assert.equal(rest.none, null);
      assert.equal(rest.nothing, 0n);
      assert.equal(rest.chainId, network.file.chain_id);
    },

    "the raw read is the redemption rate": async () => {
      const [[raw, smart]] = await atOneHeight(network.rest, async () => [
        await readRate(network.rest, contracts.hub),
        await queries.redemptionRate({ denom: `cw20:${contracts.hub}` }),
      ] as const);
      assert.deepEqual(raw, { rate: smart.redemption_rate, updateTime: smart.update_time });
      // A block of before is read as it was.
      const block = await network.rpc.block();
      const past = await readBooks(network.rpc, contracts.hub, block.height - 2);
      assert.ok(past.syncedHeight <= block.height - 2);
    },

    "formulas say what the hub's previews say": async () => {
      const [[state, bond, unbond]] = await atOneHeight(network.rest, async () => [
        await queries.state(),
        await queries.previewBond({ amount: coins(12_345_678) }),
        await queries.previewUnbond({ shares: shares(12_345_678) }),
      ] as const);
      const pool = { supply: state.total_usteak, pool: state.total_native };
      assert.equal(sharesFor(coins(12_345_678), pool), bond.shares);
      assert.equal(worthOf(shares(12_345_678), pool), unbond.amount);
    },

    "a return of minutes is not scaled to a year": async () => {
      const earned = trailingReturn(ratePoints(await queries.exchangeRates({ limit: 100 })));
      assert.ok(earned !== null && earned.window > 0 && earned.window < 86_400);
      assert.equal(earned.yearly, null);
    },

    "every answer has the fields that its schema says are there, and is read": async () => {
      const alice = network.key("alice").address;
      const operator = network.file.nodes[0]?.operator ?? "";
      /** Of questions that cannot be asked with nothing. */
      const bodies: Readonly<Record<string, object>> = {
        redemption_rate: { denom: contracts.hub },
        historical_redemption_rates: { denom: contracts.hub },
        unbond_requests_by_user: { user: alice },
        unbond_requests_by_user_details: { user: alice },
        balance: { address: alice },
        allowance: { owner: alice, spender: contracts.hub },
        all_allowances: { owner: alice },
        all_spender_allowances: { spender: alice },
        preview_bond: { amount: "1000000" },
        preview_unbond: { shares: "1000000" },
        preview_instant: { shares: "1000" },
        preview_allocation: { amount: "1000000" },
        stakes: { operators: [operator] },
        validator: { operator },
      };
      // Without a logo, and of a batch that is not there, the answer is an error.
      const left = ["download_logo", "previous_batch", "unbond_requests_by_batch"];
      const asked = [
        await askEverything(network.rpc, "hub", new hub.Queries(network.rpc, contracts.hub), bodies, left),
        await askEverything(network.rpc, "validator-registry", new validatorRegistry.Queries(network.rpc, contracts.registry), bodies),
        await askEverything(network.rpc, "reward-collector", new rewardCollector.Queries(network.rpc, contracts.collector), bodies),
      ];
      assert.deepEqual(asked.map((count) => count > 2), [true, true, true]);
    },
  };
}
