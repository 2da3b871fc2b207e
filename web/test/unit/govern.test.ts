/** What Govern makes of messages, of typed parts, and of the chain's own proposals. */

import type { Coins, Decimal, hub, timelock, validatorRegistry } from "@floe/client";
import { binary } from "@floe/client";
import { describe, expect, test } from "vitest";

import { chainProposal } from "../../src/chain/modules.ts";
import type { ValidatorRow } from "../../src/chain/validators.ts";
import { readConfig } from "../../src/config.ts";
import { rowsOf } from "../../src/pages/govern/weights.tsx";
import type { Present } from "../../src/pages/govern/words.ts";
import { tell } from "../../src/pages/govern/words.ts";
import { pageOf } from "../../src/pages/index.tsx";

function site(contracts: Record<string, string>) {
  return readConfig({
    chains: [
      {
        chain_id: "floe-1",
        nodes: [{ rpc: "https://one.example" }],
        contracts: { hub: "wasm1hub", registry: "wasm1registry", collector: "wasm1collector", ...contracts },
        coin: { denom: "ucoin", symbol: "COIN" },
        gas_price: "0.1ucoin",
      },
    ],
  }).chains[0];
}

const config = site({ timelock: "wasm1timelock" });

const row = (operator: string, base: number): ValidatorRow => ({
  operator,
  hub: null,
  registry: { operator, base } as validatorRegistry.ValidatorResponse,
  delegated: 0n as Coins,
  target: 0n as Coins,
});

const present: Present = {
  powers: {
    bond_cap: null,
    fee: { bps: 500, receivers: [{ to: "keeper", weight: 1 }] },
    governor: null,
    guardian: "wasm1guardian",
    owner: "wasm1timelock",
    params: [
      { name: "min_bond", value: 10_000n },
      { name: "drip_secs", value: 86_400n },
      { name: "loss_halt_bps", value: 300n },
      { name: "max_msgs", value: 30n },
    ],
    rate_denoms: [],
  } as unknown as hub.PowersResponse,
  registry: { max_commission: "0.2" as Decimal, inactive_grace: 259_200, max_share_bps: 2_000, steward: null, lister: null } as validatorRegistry.ConfigResponse,
  validators: [row("val1", 100), row("val2", 100)],
  timelock: { short: 172_800, exit: 2_592_000 } as timelock.ConfigResponse,
};

const names = { coins: (value: bigint) => `${value} ucoin`, shares: (value: bigint) => `${value} shares`, validator: (operator: string) => operator.toUpperCase() };

function told(contract_addr: string, msg: unknown) {
  return tell({ wasm: { execute: { contract_addr, funds: [], msg: binary(msg) } } }, config, present, names);
}

/** `what: from -> to` of every change. */
const changes = (of: ReturnType<typeof told>) => of.changes.map(({ what, from, to }) => `${what}: ${from ?? "?"} -> ${to}`);

describe("a message of a proposal", () => {
  test("tells settings of the hub in their units, beside what they are", () => {
    const one = told("wasm1hub", { update_params: { min_bond: "5000", drip_secs: 172_800, loss_halt_bps: 500, max_msgs: 20, bond_cap: "7", min_unbond: null } });
    expect(one.contract).toBe("Hub and token");
    expect(one.what).toBe("Changes settings");
    expect(changes(one)).toEqual([
      "Smallest deposit: 10000 ucoin -> 5000 ucoin",
      "Gains are released over: 1 day -> 2 days",
      "A loss that pauses deposits: 3 % -> 5 %",
      "Staking messages in one transaction: 30 -> 20",
      "Most that the protocol takes: no cap -> 7 ucoin",
    ]);
    // Of this field alone null means something.
    expect(changes(told("wasm1hub", { update_params: { bond_cap: null } }))).toEqual(["Most that the protocol takes: no cap -> no cap"]);
    // A setting of a later version is shown by its own name, and not compared with anything.
    expect(changes(told("wasm1hub", { update_params: { later_thing: 3 } }))).toEqual(["later_thing: ? -> 3"]);
  });

  test("tells fee, roles, owners and pauses", () => {
    expect(changes(told("wasm1hub", { update_fee: { bps: 1_000, receivers: [{ to: "keeper", weight: 2 }, { to: "wasm1x", weight: 8 }] } }))).toEqual([
      "Fee on rewards: 5 % -> 10 %",
      "Receivers of the fee, with their weights: whoever brings the rewards in 1 -> whoever brings the rewards in 2, wasm1x 8",
    ]);
    expect(changes(told("wasm1hub", { update_roles: { governor: "wasm1gauge", guardian: null } }))).toEqual([
      "Who casts the stake's votes: nobody -> wasm1gauge",
      "Guardian, who may pause for a while: wasm1guardian -> nobody",
    ]);
    expect(changes(told("wasm1hub", { update_ownership: { transfer_ownership: { new_owner: "wasm1new", expiry: null } } }))).toEqual(["Owner: wasm1timelock -> wasm1new"]);
    expect(told("wasm1registry", { update_ownership: "accept_ownership" }).what).toBe("Changes who owns it");
    expect(told("wasm1hub", { pause: { domains: ["deposits", "instant_unbond"] } }).what).toBe("Pauses deposits, leaving at once");
    expect(told("wasm1hub", { wind_down: {} }).what).toContain("for good");
    expect(told("wasm1hub", { vote: { proposal_id: 7, vote: "no_with_veto" } }).what).toBe("Votes No with veto on proposal 7 of the chain");
  });

  test("tells weights as parts of all of them, and what else is asked of the registry", () => {
    expect(changes(told("wasm1registry", { set_weights: { weights: [{ operator: "val1", weight: 300 }] } }))).toEqual(["Weight of VAL1: 100 (50 %) -> 300 (75 %)"]);
    expect(changes(told("wasm1registry", { update_params: { max_commission: "0.1", inactive_grace: 86_400, max_share_bps: 1_000 } }))).toEqual([
      "Highest commission: 20 % -> 10 %",
      "Time outside the set until stake is moved: 3 days -> 1 day",
      "Largest share of one validator: 20 % -> 10 %",
    ]);
    expect(told("wasm1registry", { add_validator: { operator: "val9", weight: 5 } }).what).toBe("Adds the validator VAL9 with a weight of 5");
  });

  test("tells what it does to the timelock itself, new code and new admins", () => {
    expect(changes(told("wasm1timelock", { update_times: { exit: 5_184_000 } }))).toEqual(["Everything else waits: 30 days -> 60 days"]);
    expect(told("wasm1timelock", { add_proposer: { address: "wasm1p" } }).what).toBe("Lets wasm1p propose changes");
    const act = (wasm: timelock.WasmAct) => tell({ wasm }, config, present, names);
    expect(act({ migrate: { contract_addr: "wasm1hub", new_code_id: 9, msg: binary({}) } })).toEqual({
      contract: "Hub and token",
      what: "Replaces the code by code 9. New code can do anything",
      changes: [],
      raw: "{}",
    });
    expect(act({ update_admin: { contract_addr: "wasm1hub", admin: "wasm1a" } }).what).toBe("Lets wasm1a replace the code");
    expect(act({ clear_admin: { contract_addr: "wasm1collector" } }).contract).toBe("Reward collector");
  });

  test("is never left out: what is not known is named, and the message itself is there", () => {
    const one = told("wasm1elsewhere", { empty_all: { to: "me" } });
    expect(one).toEqual({
      contract: "wasm1elsewhere",
      what: "Calls empty_all, which this page does not know; read the message itself.",
      changes: [],
      raw: '{"empty_all":{"to":"me"}}',
    });
    expect(told("wasm1hub", { brand_new: {} }).what).toContain("brand_new");
    const broken = tell({ wasm: { execute: { contract_addr: "wasm1hub", funds: [], msg: "////" } } }, config, present, names);
    expect(broken.raw).toBe("////");
  });
});

describe("parts of one's votes", () => {
  test("are parts of a hundred with two places that add up to all, of ten validators at most", () => {
    const of = (...texts: readonly string[]) => rowsOf(new Map(texts.map((text, index) => [`val${index}`, text])));
    expect(of("62.5", "37,5")).toEqual({ rows: [["val0", 6_250], ["val1", 3_750]], problem: null });
    expect(of("100", "", "0", "0.00")).toEqual({ rows: [["val0", 10_000]], problem: null });
    expect(of()).toEqual({ rows: [], problem: null });
    expect(of("33.33", "33.33", "33.33").problem).toBe("The parts add up to 99.99 %; make it 100 %.");
    expect(of("33.333").problem).toContain("two places");
    expect(of("-5").problem).toContain("two places");
    expect(of(...Array.from({ length: 11 }, () => "9.09")).problem).toContain("10 validators");
  });
});

describe("a proposal of the chain", () => {
  const one = { id: "7", title: "T", summary: "S", voting_end_time: "2026-01-31T08:05:00Z" };

  test("is read with its tally, and without one when the chain tells none", () => {
    const tally = { yes_count: "4", no_count: "3", abstain_count: "2", no_with_veto_count: "1" };
    expect(chainProposal(one, { tally })).toEqual({ id: 7, title: "T", summary: "S", ends: 1_769_846_700, tally: { yes: 4n, no: 3n, abstain: 2n, no_with_veto: 1n } });
    expect(chainProposal(one, null)?.tally).toBeNull();
    expect(chainProposal(one, { tally: { ...tally, no_count: "-1" } })?.tally).toBeNull();
  });

  test("is none without a number", () => {
    for (const value of [null, {}, { ...one, id: "x" }, { ...one, id: "0" }]) expect(chainProposal(value, null)).toBeNull();
  });
});

describe("the pages of these contracts", () => {
  test("are there where the configuration names what they are about", () => {
    expect(pageOf("govern", site({}))).toBeNull();
    expect(pageOf("rewards", site({}))).toBeNull();
    expect(pageOf("govern", site({ timelock: "wasm1t" }))?.id).toBe("govern");
    expect(pageOf("govern", site({ gauge: "wasm1g" }))?.id).toBe("govern");
    expect(pageOf("rewards", site({ stake: "wasm1s" }))?.id).toBe("rewards");
    expect(pageOf("rewards", site({ gauge: "wasm1g" }))).toBeNull();
  });
});
