/** A message in the forms of authz, of the chain's own program, of governance: the chain takes each. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { StdSignDoc } from "@cosmjs/amino";
import { Secp256k1HdWallet } from "@cosmjs/amino";
import type { AminoSigner } from "@floe/client";
import { authzJson, authzMsg, executeMsg, govProposal, hub, moduleAccount, parseEvents, Sender, shares, unsignedTx, waitFor } from "@floe/client";

import type { Network } from "./network.js";

export function forms(network: Network) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.chain, contracts.hub);
  const [alice, bob] = [network.key("alice").address, network.key("bob").address];

  /** The answer of the chain's program to a file and what became of the transaction that it sent. */
  async function withFile<T>(content: object, act: (path: string) => T | Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), "floe-forms-"));
    try {
      const path = join(folder, "file.json");
      writeFileSync(path, JSON.stringify(content));
      return await act(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const sent = (output: string) => waitFor(network.chain, (JSON.parse(output) as { txhash: string }).txhash);
  const paying = ["--gas", "600000", "--fees", "15000stake", "--yes"];

  return {
    "a grantee sends the messages of who has granted": async () => {
      const grant = network.run(
        ...["tx", "authz", "grant", bob, "generic", "--msg-type", "/cosmwasm.wasm.v1.MsgExecuteContract"],
        ...["--from", "alice", ...paying],
      );
      await sent(grant);
      const queue = { sender: alice, contract: contracts.hub, msg: hub.messages.queueUnbond({ shares: shares(1_000) }) };
      const sender = await network.sender("bob");
      const tx = await sender.send([authzMsg(bob, [executeMsg(queue)])]);
      const queued = parseEvents(tx.events, [contracts.hub]).find((event) => event.type === "wasm-floe/unbond_queued");
      assert.deepEqual([queued?.sender, queued?.shares], [alice, 1_000n]);

      // The same as JSON, signed and sent by the chain's own program.
      const unsigned = { ...unsignedTx([queue], { gas: 600_000, amount: [{ denom: "stake", amount: 15_000n }] }) };
      const body = { ...unsigned.body, messages: [authzJson(bob, [queue])] };
      await withFile({ ...unsigned, body }, async (path) => {
        const signed = network.run("tx", "sign", path, "--from", "bob");
        await withFile(JSON.parse(signed) as object, (file) => sent(network.run("tx", "broadcast", file)));
      });
      const [request] = await queries.unbondRequestsByUser({ user: alice });
      assert.equal(request?.shares, 2_000n);
    },

    "a signer of amino's JSON, as a Ledger is, sends any message": async () => {
      const wallet = await Secp256k1HdWallet.fromMnemonic(network.key("dave").mnemonic, { prefix: "wasm" });
      const ledger: AminoSigner = {
        getAccounts: () => wallet.getAccounts(),
        signAmino: (address, doc) => wallet.signAmino(address, doc as unknown as StdSignDoc),
      };
      const options = { chainId: network.file.chain_id, gasPrice: "0.025stake", gasFactor: 1.4, pollMillis: 100 };
      const sender = await Sender.connect(network.chain, ledger, options);
      // Fields in another order than that of their letters, null, and letters that JSON may write in several ways.
      const bond = hub.messages.bond({ receiver: sender.address, min_shares: shares(1), exec_msg: null });
      const allowance = hub.messages.increaseAllowance({ spender: bob, amount: shares(5), expires: { never: {} } });
      const tx = await sender.send(
        [sender.message(contracts.hub, bond, [{ denom: "stake", amount: 2_000_000n }]), sender.message(contracts.hub, allowance)],
        undefined,
        "größer & <kleiner>",
      );
      const bonded = parseEvents(tx.events, [contracts.hub]).find((event) => event.type === "wasm-floe/bonded");
      assert.equal(bonded?.receiver, sender.address);
      await sender.send([authzMsg(sender.address, [sender.message(contracts.hub, hub.messages.queueUnbond({ shares: shares(1_000) }))])]);
      const [request] = await queries.unbondRequestsByUser({ user: sender.address });
      assert.equal(request?.shares, 1_000n);
    },

    "the unsigned transaction of a multisig is what the chain's program signs": async () => {
      const messages = [
        { sender: bob, contract: contracts.hub, msg: hub.messages.bond(), funds: [{ denom: "stake", amount: 1_000_000n }] },
        { sender: bob, contract: contracts.hub, msg: hub.messages.queueUnbond({ shares: shares(5_000) }) },
      ];
      const unsigned = unsignedTx(messages, { gas: 900_000, amount: [{ denom: "stake", amount: 22_500n }] }, "by two of three");
      for (const mode of ["direct", "amino-json"]) {
        await withFile(unsigned, async (path) => {
          const signed = network.run("tx", "sign", path, "--from", "bob", "--sign-mode", mode);
          await withFile(JSON.parse(signed) as object, (file) => sent(network.run("tx", "broadcast", file)));
        });
      }
      const [request] = await queries.unbondRequestsByUser({ user: bob });
      assert.equal(request?.shares, 10_000n);
    },

    "governance takes a proposal": async () => {
      const governance = await moduleAccount("gov", "wasm");
      const proposal = govProposal([{ sender: governance, contract: contracts.hub, msg: hub.messages.updateParams({ drip_secs: 86_400 }) }], {
        title: "A day of drip",
        summary: "Rewards are released over a day.",
        deposit: { denom: "stake", amount: 1_000n },
      });
      const tx = await withFile(proposal, (path) => sent(network.run("tx", "gov", "submit-proposal", path, "--from", "bob", ...paying)));
      const submitted = tx.events.find(({ type }) => type === "submit_proposal");
      assert.ok(submitted?.attributes.some(({ value }) => value.includes("/cosmwasm.wasm.v1.MsgExecuteContract")));
    },
  };
}
