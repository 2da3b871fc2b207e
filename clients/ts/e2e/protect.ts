/** The backstop: shares are pooled, become the hub's first loss, and pay for a slash. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { backstop, coins, hub, parseEvents, sendToBackstop, shares, toJson, units, waitFor } from "@floe/client";

import type { Network } from "./network.js";
import { until } from "./network.js";
import { askEverything } from "./reading.js";

const DAY = 86_400;

export function protect(network: Network, wasm: string) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.chain, contracts.hub);
  const alice = network.key("alice").address;
  let pool: backstop.Queries | undefined;
  const asks = () => {
    if (pool === undefined) throw new Error("the backstop was not created");
    return pool;
  };

  /** What the transaction of a command of the chain's program wrote under a key. */
  async function written(key: string, ...args: readonly string[]): Promise<string> {
    const paying = ["--from", "owner", "--gas", "5000000", "--fees", "125000stake", "--yes"];
    const { txhash } = JSON.parse(network.run(...args, ...paying)) as { txhash: string };
    const { events } = await waitFor(network.chain, txhash);
    const found = events.flatMap(({ attributes }) => attributes).find((attribute) => attribute.key === key);
    if (found === undefined) throw new Error(`${txhash} wrote no ${key}`);
    return found.value;
  }

  return {
    "a backstop is created, named by the owner, and accepts": async () => {
      const code = await written("code_id", "tx", "wasm", "store", `${wasm}/floe_backstop.wasm`);
      const message: backstop.InstantiateMsg = { hub: contracts.hub, cooldown: 2 * DAY };
      const address = await written(
        "_contract_address",
        ...["tx", "wasm", "instantiate", code, toJson(message), "--label", "backstop", "--no-admin"],
      );
      pool = new backstop.Queries(network.chain, address);
      const owner = await network.sender("owner");
      await owner.send([owner.message(contracts.hub, hub.messages.updateRoles({ backstop: address }))]);
      assert.equal((await queries.guarantees()).pending_backstop, address);
      const anyone = await network.sender("bob");
      await anyone.send([anyone.message(address, backstop.messages.acceptGuarantor())]);
      assert.equal((await queries.guarantees()).backstop?.contract, address);
    },

    "shares become units, units cool and stop cooling": async () => {
      const { address } = asks();
      const sender = await network.sender("alice");
      const given = shares(20_000_000);
      const tx = await sender.send([
        sender.message(contracts.hub, hub.messages.bond(), [{ denom: "stake", amount: coins(50_000_000) }]),
        sender.message(contracts.hub, sendToBackstop(address, given, { min_units: units(18_000_000) })),
      ]);
      const deposited = parseEvents(tx.events, [address]).find((event) => event.type === "wasm-floe/backstop_deposited");
      // The first million of units is nobody's.
      assert.deepEqual([deposited?.shares, deposited?.units], [given, 19_000_000n]);
      const position = await asks().position({ user: alice });
      assert.equal(position.units, 19_000_000n);
      assert.equal(await asks().convertToAssets({ amount: units(19_000_000) }), 19_000_000n);

      const begun = await sender.send([sender.message(address, backstop.messages.begin({ units: units(4_000_000) }))]);
      const cooling = parseEvents(begun.events, [address]).find((event) => event.type === "wasm-floe/backstop_cooling_begun");
      assert.equal(cooling?.units, 4_000_000n);
      assert.equal((await asks().position({ user: alice })).cooling?.ready, cooling.ready);
      await sender.send([sender.message(address, backstop.messages.stop())]);
      assert.equal((await asks().position({ user: alice })).cooling, null);
      const bodies = { position: { user: alice }, convert_to_assets: { amount: "5" }, convert_to_shares: { amount: "5" } };
      assert.ok((await askEverything(network.chain, "backstop", asks(), bodies)) > 5);
    },

    "a slash is paid by the backstop before the holders": async () => {
      const { address } = asks();
      const { height } = await network.chain.block();
      const before = await queries.state();
      await until("the height is past", 30, async () => ((await network.chain.block()).height > height + 2 ? true : null));
      const net = fileURLToPath(new URL("../../../../localnet/net", import.meta.url));
      execFileSync(net, ["equivocate", "2", "--height", String(height), "--dir", dirname(network.path)], { stdio: "ignore" });
      const keeper = await network.sender("keeper");
      const covered = await until("the slash is seen", 90, async () => {
        const tx = await keeper.send([keeper.message(contracts.hub, hub.messages.sync())]);
        return parseEvents(tx.events, Object.values(contracts)).find((event) => event.type === "wasm-floe/loss_covered") ?? null;
      });
      assert.equal(covered.guarantor, address);
      assert.equal(covered.operator, network.file.nodes[2]?.operator);
      assert.ok(covered.native > 0n && covered.native <= covered.loss);
      const { backstop: guarantor } = await queries.guarantees();
      assert.equal(guarantor?.covered, covered.shares);
      assert.equal((await asks().state()).covered, covered.shares);
      assert.equal((await asks().position({ user: alice })).units, 19_000_000n);
      assert.ok((await queries.state()).total_usteak < before.total_usteak, "the guarantor's shares are burned");
    },
  };
}
