/** What goes wrong on a real chain, as the failure that it is. */

import assert from "node:assert/strict";

import type { Chain, Failure } from "@floe/client";
import {
  coins,
  ContractRefused,
  hub,
  InsufficientFee,
  InsufficientFunds,
  NodeDown,
  NotIncluded,
  OutOfGas,
  Rejected,
  restNode,
  Sender,
  sendSigned,
  shares,
  waitFor,
  WrongSequence,
} from "@floe/client";

import type { Network } from "./network.js";

/** The failure that something ends with. */
async function fails<T extends Failure>(kind: abstract new (...args: never) => T, act: () => Promise<unknown>): Promise<T> {
  try {
    await act();
  } catch (error) {
    assert.ok(error instanceof kind, `${kind.name} was expected, this came: ${String(error)}`);
    return error;
  }
  throw new Error(`${kind.name} was expected, nothing came`);
}

export function failures(network: Network) {
  const { contracts } = network.record;
  const bond = (denom: string, amount: bigint, minShares?: bigint) => ({
    msg: hub.messages.bond(minShares === undefined ? {} : { min_shares: shares(minShares) }),
    funds: [{ denom, amount }],
  });

  return {
    "refusals of contracts are known before anything is signed, by REST and by RPC": async () => {
      for (const chain of [network.rest, network.rpc]) {
        const sender = await network.sender("bob", chain);
        const refuse = async (name: string, { msg, funds }: { msg: object; funds?: { denom: string; amount: bigint }[] }) => {
          const failure = await fails(ContractRefused, () => sender.estimate([sender.message(contracts.hub, msg, funds)]));
          assert.equal(failure.refusal.name, name);
          return failure.refusal.fields;
        };
        assert.deepEqual(await refuse("WrongDenom", bond("uother", 1_000_000n)), { expected: "stake", sent: "uother" });
        assert.deepEqual(await refuse("BelowMinimum", bond("stake", 999n)), { field: "amount", given: "999", minimum: "1000" });
        assert.equal((await refuse("TooFewShares", bond("stake", 1_000_000n, 9_000_000n)))["requested"], "9000000");
        await refuse("NoCoin", { msg: hub.messages.bond() });
        await refuse("NoRequests", { msg: hub.messages.withdrawUnbonded() });
        await refuse("Unauthorized", { msg: hub.messages.vote({ proposal_id: 1, vote: "yes" }) });
        await refuse("Unauthorized", { msg: hub.messages.windDown() });
        assert.deepEqual(await refuse("Overflow", { msg: hub.messages.transfer({ recipient: sender.address, amount: shares(9n ** 30n) }) }), {
          operation: "Sub",
        });
        const asked = await fails(ContractRefused, () => new hub.Queries(chain, contracts.hub).redemptionRate({ denom: "x" }));
        assert.deepEqual([asked.refusal.name, asked.refusal.fields], ["UnknownDenom", { denom: "x" }]);
      }
    },

    "a refusal in a block is the same": async () => {
      const sender = await network.sender("bob");
      const { msg, funds } = bond("stake", 999n);
      const fee = { gas: 500_000, amount: [{ denom: "stake", amount: 12_500n }] };
      const failure = await fails(ContractRefused, () => sender.send([sender.message(contracts.hub, msg, funds)], fee));
      assert.equal(failure.refusal.name, "BelowMinimum");
    },

    "too little of coins, fee and gas is told apart": async () => {
      for (const chain of [network.rest, network.rpc]) {
        const sender = await network.sender("bob", chain);
        const { msg, funds } = bond("stake", 10n ** 30n);
        await fails(InsufficientFunds, () => sender.estimate([sender.message(contracts.hub, msg, funds)]));
        const crank = [sender.message(contracts.hub, hub.messages.sync())];
        await fails(InsufficientFee, () => sender.send(crank, { gas: 500_000, amount: [{ denom: "stake", amount: 1n }] }));
        await fails(OutOfGas, () => sender.send(crank, { gas: 90_000, amount: [{ denom: "stake", amount: 2_250n }] }));
      }
    },

    "two transactions with one sequence: the second is to be signed anew": async () => {
      for (const chain of [network.rest, network.rpc]) {
        const sender = await network.sender("bob", chain);
        const sync = [sender.message(contracts.hub, hub.messages.sync())];
        const fee = { gas: 400_000, amount: [{ denom: "stake", amount: 10_000n }] };
        const first = await sender.sign(sync, fee, "first");
        const second = await sender.sign(sync, fee, "second");
        await sendSigned(chain, first.bytes);
        await fails(WrongSequence, () => sendSigned(chain, second.bytes));
      }
    },

    "the same bytes given to two nodes are one transaction": async () => {
      const sender = await network.sender("bob", network.rpc);
      const before = await network.rpc.account(sender.address);
      const fee = { gas: 400_000, amount: [{ denom: "stake", amount: 10_000n }] };
      const { bytes } = await sender.sign([sender.message(contracts.hub, hub.messages.sync())], fee);
      const first = await network.rpc.broadcast(bytes);
      const [again, rest] = await Promise.all([sendSigned(network.rpc, bytes), sendSigned(network.rest, bytes)]);
      assert.deepEqual([again.hash, rest.hash], [first.hash, first.hash]);
      const after = await network.rpc.account(sender.address);
      assert.equal(after?.sequence, (before?.sequence ?? 0n) + 1n);
    },

    "what is in no block, a refused signature and a node that is down": async () => {
      const unknown = "A".repeat(64);
      for (const chain of [network.rest, network.rpc]) {
        await fails(NotIncluded, () => waitFor(chain, unknown, { waitSeconds: 0.3, pollMillis: 100 }));
      }
      const wallet = await network.wallet("bob");
      const unwilling = { getAccounts: () => wallet.getAccounts(), signDirect: () => Promise.reject(new Error("Request rejected")) };
      const options = { chainId: network.file.chain_id, gasPrice: "0.025stake" };
      const sender = await Sender.connect(network.chain, unwilling, options);
      await fails(Rejected, () => sender.send([sender.message(contracts.hub, hub.messages.sync())]));
      const nowhere: Chain = restNode("http://127.0.0.1:1");
      await fails(NodeDown, () => nowhere.balance(sender.address, "stake"));
    },

    "an account without coins is told before signing": async () => {
      const wallet = await network.wallet("bob");
      const [account] = await wallet.getAccounts();
      const poor = {
        getAccounts: () => Promise.resolve([{ address: "wasm1qyqszqgpqyqszqgpqyqszqgpqyqszqgpc0styh", pubkey: account?.pubkey ?? new Uint8Array() }]),
        signDirect: () => Promise.reject(new Error("not asked")),
      };
      const sender = await Sender.connect(network.chain, poor, { chainId: network.file.chain_id, gasPrice: "0.025stake" });
      await fails(InsufficientFunds, () => sender.send([sender.message(contracts.hub, hub.messages.bond(), [{ denom: "stake", amount: coins(1) }])]));
    },
  };
}
