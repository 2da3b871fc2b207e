/** Stake, queue, cancel, leave at once, close, wait, claim. */

import assert from "node:assert/strict";

import type { Included } from "@floe/client";
import {
  coins,
  exitQuote,
  hub,
  instantQuote,
  minimumOut,
  parseEvents,
  requestTimes,
  sendToHub,
  shares,
  stakeQuote,
  tokenMoves,
} from "@floe/client";

import type { Network } from "./network.js";
import { until } from "./network.js";

export function life(network: Network) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.chain, contracts.hub);
  const alice = network.key("alice").address;
  const said = (tx: Included) => parseEvents(tx.events, Object.values(contracts));
  const balance = async () => (await queries.balance({ address: alice })).balance;
  const fund = (amount: bigint) => [{ denom: "stake", amount }];

  return {
    "a deposit mints what its quote said, at least": async () => {
      const sender = await network.sender("alice");
      const amount = coins(50_000_000);
      const quote = await stakeQuote(queries, amount);
      const message = sender.message(contracts.hub, hub.messages.bond({ min_shares: quote.minShares }), fund(amount));
      const tx = await sender.send([message]);
      const bonded = said(tx).find((event) => event.type === "wasm-floe/bonded");
      assert.equal(bonded?.amount, amount);
      assert.equal(bonded.receiver, alice);
      assert.ok(bonded.shares >= quote.minShares);
      assert.equal(await balance(), bonded.shares);
      assert.deepEqual(tokenMoves(tx.events, contracts.hub), [{ action: "mint", to: alice, amount: bonded.shares }]);
    },

    "one transaction deposits and queues, and what is queued is cancelled in part": async () => {
      const sender = await network.sender("alice", network.rpc);
      const before = await balance();
      const tx = await sender.send([
        sender.message(contracts.hub, hub.messages.bond(), fund(coins(10_000_000))),
        sender.message(contracts.hub, hub.messages.queueUnbond({ shares: shares(4_000_000) })),
        sender.message(contracts.hub, sendToHub(contracts.hub, shares(1_000_000), { queue_unbond: {} })),
        sender.message(contracts.hub, hub.messages.cancelUnbond({ shares: shares(2_000_000) })),
      ]);
      const events = said(tx);
      const queued = events.filter((event) => event.type === "wasm-floe/unbond_queued").map((event) => event.shares);
      assert.deepEqual(queued, [4_000_000n, 1_000_000n]);
      const bonded = events.find((event) => event.type === "wasm-floe/bonded");
      assert.equal(await balance(), before + (bonded?.shares ?? 0n) - 3_000_000n);
      const [request] = await queries.unbondRequestsByUserDetails({ user: alice });
      assert.equal(request?.shares, 3_000_000n);
    },

    "an instant exit pays what its quote said": async () => {
      const sender = await network.sender("alice");
      const given = shares(100_000);
      const quote = await instantQuote(queries, given, 100);
      assert.equal(quote.minOut, minimumOut(quote.amount, 100));
      const tx = await sender.send([
        sender.message(contracts.hub, hub.messages.instantUnbond({ shares: given, min_out: quote.minOut })),
      ]);
      const left = said(tx).find((event) => event.type === "wasm-floe/instant_unbonded");
      assert.ok((left?.amount ?? 0n) >= quote.minOut);
      assert.equal(left?.shares, given);
    },

    "the queue is told to close, closes when somebody cranks, and pays after the unbonding time": async () => {
      const block = await network.chain.block();
      const config = await queries.config();
      const quote = await exitQuote(queries, shares(3_000_000), block.time);
      assert.ok(quote.closes >= block.time && quote.closes <= block.time + config.epoch_period);
      assert.equal(quote.pays, quote.closes + config.unbond_period);
      assert.ok(quote.amount > 0n);

      const keeper = await network.sender("keeper");
      const times = async () => {
        const [request] = await queries.unbondRequestsByUserDetails({ user: alice });
        assert.ok(request !== undefined);
        return requestTimes(request, config.unbond_period, (await network.chain.block()).time);
      };
      assert.equal((await times()).step, "queued");
      await until("the batch is due", 60, async () => ((await network.chain.block()).time > quote.closes ? true : null));
      const tx = await keeper.send([keeper.message(contracts.hub, hub.messages.crank())]);
      const closed = said(tx).find((event) => event.type === "wasm-floe/batch_closed");
      assert.equal(closed?.shares, 3_000_000n);
      assert.equal((await times()).step, "unbonding");

      await until("the batch is funded", 120, async () => {
        await keeper.send([keeper.message(contracts.hub, hub.messages.crank())]);
        return (await times()).step === "claimable" ? true : null;
      });
    },

    "a claim pays what the batch owes": async () => {
      const sender = await network.sender("alice");
      const [request] = await queries.unbondRequestsByUserDetails({ user: alice });
      const before = await network.chain.balance(alice, "stake");
      const signed = await sender.sign([sender.message(contracts.hub, hub.messages.withdrawUnbonded())]);
      const tx = await sender.send([sender.message(contracts.hub, hub.messages.withdrawUnbonded())], signed.fee);
      const claimed = said(tx).find((event) => event.type === "wasm-floe/claimed");
      assert.equal(claimed?.shares, 3_000_000n);
      assert.equal(claimed.amount, request?.amount);
      const fee = signed.fee.amount[0]?.amount ?? 0n;
      assert.equal(await network.chain.balance(alice, "stake"), before + claimed.amount - fee);
      assert.deepEqual(await queries.unbondRequestsByUser({ user: alice }), []);
    },
  };
}
