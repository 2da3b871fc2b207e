/** Files for other people's software, made from a record and the hub's recorded answers. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { fromBase64 } from "@cosmjs/encoding";
import { hub } from "@floe/client";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { acceptProposal, daoInstantiate, offerTo } from "../adapters/dao.js";
import { tvlFile, yieldsFile } from "../adapters/defillama.js";
import type { ChainFacts, Deployment } from "../adapters/deployment.js";
import { InvalidRecord, readDeployment } from "../adapters/deployment.js";
import { astroportPair, listDenom, marsPriceSource, NotListed } from "../adapters/markets.js";
import { peerFiles } from "../adapters/peers.js";
import { loadCommonJs, tvlOf } from "../adapters/run.js";
import { assetEntry, assetList, keplrChain, keplrToken } from "../adapters/wallets.js";
import { fixture, recorded } from "./fixture.js";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const example = JSON.parse(readFileSync(at("../adapters/facts.example.json"), "utf8")) as { chain: ChainFacts };
const chain: ChainFacts = { ...example.chain, prefix: "wasm" };
const { hub: hubState, registry, collector } = fixture.contracts;
const contracts = { hub: hubState.address, registry: registry.address, collector: collector.address };
const json = (base64: string): unknown => JSON.parse(new TextDecoder().decode(fromBase64(base64)));

let folder: string;
let deployment: Deployment;
const record = (content: object) => {
  const path = join(folder, "record.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "floe-adapters-"));
  deployment = await readDeployment(recorded, record({ chain_id: fixture.chain_id, contracts }), chain);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a record", () => {
  it("and the hub give what the files need", () => {
    const { token, denom, chainId } = deployment;
    expect([token, denom, chainId]).toEqual([{ name: "Floe Stake", symbol: "flSTAKE", decimals: 6 }, "stake", "floe-local"]);
  });

  it.each([
    ["an unfinished deployment", { chain_id: "x", contracts: null }, "run `floe deploy run` to its end"],
    ["no chain", { contracts }, "names no chain"],
    ["another deployment", { chain_id: "x", contracts: { ...contracts, collector: contracts.hub } }, "another deployment"],
  ])("of %s is refused", async (_, content, text) => {
    const read = readDeployment(recorded, record(content), chain);
    await expect(read).rejects.toThrow(InvalidRecord);
    await expect(read).rejects.toThrow(text);
  });

  it("of another chain is refused", async () => {
    const path = record({ chain_id: fixture.chain_id, contracts });
    await expect(readDeployment(recorded, path, example.chain)).rejects.toThrow("is an address of wasm, not of flow");
  });
});

describe("DefiLlama", () => {
  it("counts what the books say is there", async () => {
    const { pool, owed, reserved } = await new hub.Queries(recorded, contracts.hub).solvency();
    const counted = await tvlOf(tvlFile(deployment), chain.name, recorded, contracts.hub);
    expect([...counted]).toEqual([["stake", Number(pool + owed + reserved)]]);
  });

  /** The yields file on these points, newest first, at a price of 2 dollars. */
  async function pools(points: readonly (readonly [number, string])[]) {
    const answers: Record<string, unknown> = { state: { tvl_utoken: "5000000" }, exchange_rates: { exchange_rates: points } };
    const get = (url: string) => {
      const query = /smart\/(.*)$/.exec(url)?.[1];
      if (query === undefined) return Promise.resolve({ data: { coins: { "coingecko:flow-chain": { price: 2 } } } });
      const [name = ""] = Object.keys(json(decodeURIComponent(query)) as object);
      return Promise.resolve({ data: { data: answers[name] } });
    };
    const { apy } = loadCommonJs(yieldsFile(deployment), { axios: { get } }) as { apy: () => Promise<Record<string, unknown>[]> };
    return apy();
  }

  it("is told a yield of the last seven days, compounded", async () => {
    const [pool] = await pools([
      [864_000, "1.002"],
      [259_200, "1.001"],
      [0, "0.5"],
    ]);
    expect(pool).toMatchObject({
      pool: `${contracts.hub}-flowchain`,
      project: "floe",
      symbol: "flSTAKE",
      tvlUsd: 10,
      underlyingTokens: ["stake"],
    });
    expect(pool?.["apyBase"]).toBeCloseTo(((1.002 / 1.001) ** (365 / 7) - 1) * 100, 9);
  });

  it("is told none from less than a day", async () => {
    for (const points of [[[86_399, "1.002"], [0, "1"]], [[5, "1"]], []] as [number, string][][]) {
      expect((await pools(points))[0]).toMatchObject({ tvlUsd: 10, apyBase: null });
    }
  });
});

describe("chain-registry", () => {
  /** The registry's own schema, when whoever runs this gives it, beside one of ours for what we write. */
  const given = peerFiles("chain-registry", "assetlist.schema.json").map(({ path }) => path);
  const schemas = [at("testdata/assetlist.schema.json"), ...given];
  const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

  it.each(schemas)("takes the asset by %s, and refuses what is wrong", (path) => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    const { $schema, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    expect($schema).toContain("draft-07");
    const valid = ajv.compile(schema);
    const list = assetList(deployment);
    valid(list);
    expect(valid.errors).toBeNull();
    const [asset] = list.assets;
    const { address: _, ...withoutAddress } = asset;
    for (const wrong of [withoutAddress, { ...asset, name: "x".repeat(43) }, { ...asset, traces: [{ type: "liquid-stake" }] }]) {
      expect(valid({ ...list, assets: [wrong] })).toBe(false);
    }
  });

  it("finds base and display among the units", () => {
    for (const decimals of [0, 6]) {
      const asset = assetEntry({ ...deployment, token: { ...deployment.token, decimals } });
      const units = asset.denom_units.map(({ denom }) => denom);
      expect(units).toContain(asset.base);
      expect(units).toContain(asset.display);
    }
  });
});

it("tells Keplr the chain with the token among its currencies, and the token alone", () => {
  const suggested = keplrChain(deployment);
  expect(suggested.bech32Config).toMatchObject({ bech32PrefixAccAddr: "wasm", bech32PrefixValAddr: "wasmvaloper", bech32PrefixConsPub: "wasmvalconspub" });
  expect(suggested.currencies).toEqual([
    { coinDenom: "FLOW", coinMinimalDenom: "stake", coinDecimals: 6, coinGeckoId: "flow-chain" },
    { coinDenom: "flSTAKE", coinMinimalDenom: `cw20:${contracts.hub}:Floe Stake`, coinDecimals: 6, type: "cw20", contractAddress: contracts.hub },
  ]);
  expect(suggested.stakeCurrency.coinMinimalDenom).toBe("stake");
  expect(keplrToken(deployment)).toEqual({ chainId: "floe-local", contractAddress: contracts.hub });
});

it("gives Mars a price source once the hub answers for the denom", () => {
  const options = { denom: "factory/wasm1w/flstake", poolId: 7 };
  const unlisted = { ...deployment, rateDenoms: ["other"] };
  expect(() => marsPriceSource(unlisted, options)).toThrow(NotListed);
  expect(listDenom(unlisted, options.denom)).toEqual({ update_params: { rate_denoms: ["other", options.denom] } });
  const listed = { ...deployment, rateDenoms: [options.denom] };
  expect(listDenom(listed, options.denom)).toBeNull();
  expect(marsPriceSource(listed, options)).toEqual({
    set_price_source: {
      denom: options.denom,
      price_source: {
        lsd: {
          transitive_denom: "stake",
          geometric_twap: { pool_id: 7, window_size: 1_800, downtime_detector: null },
          redemption_rate: { contract_addr: contracts.hub, max_staleness: 86_400 },
        },
      },
    },
  });
});

it("gives Astroport a stable pair of token and coin", () => {
  const { create_pair } = astroportPair(deployment, 30);
  expect(create_pair.asset_infos).toEqual([{ token: { contract_addr: contracts.hub } }, { native_token: { denom: "stake" } }]);
  expect(json(create_pair.init_params)).toEqual({ amp: 30 });
});

it("sets up a DAO over the token that is there, and hands the protocol to it in two steps", () => {
  const codes = { core: 1, cw20Staked: 2, cw20Stake: 3, proposalSingle: 4 };
  const dao = daoInstantiate(deployment, { name: "Floe DAO", description: "d", codes });
  const { voting_module_instantiate_info: voting, proposal_modules_instantiate_info: proposals } = dao;
  expect([voting.code_id, proposals[0]?.code_id]).toEqual([2, 4]);
  expect(json(voting.msg)).toMatchObject({
    token_info: { existing: { address: contracts.hub, staking_contract: { new: { staking_code_id: 3, unstaking_duration: { time: 1_209_600 } } } } },
  });
  expect(json(proposals[0]?.msg ?? "")).toMatchObject({ max_voting_period: { time: 604_800 }, close_proposal_on_execution_failure: true });
  const offers = offerTo(deployment, "wasm1dao");
  expect(offers.map(({ contract }) => contract)).toEqual([contracts.hub, contracts.registry, contracts.collector]);
  expect(offers[0]?.msg).toEqual({ update_ownership: { transfer_ownership: { new_owner: "wasm1dao", expiry: null } } });
  const { propose } = acceptProposal(deployment) as { propose: { msgs: { wasm: { execute: { contract_addr: string; msg: string } } }[] } };
  expect(propose.msgs.map(({ wasm }) => [wasm.execute.contract_addr, json(wasm.execute.msg)])).toEqual(
    Object.values(contracts).map((address) => [address, { update_ownership: "accept_ownership" }]),
  );
});
