/** A message in the forms of authz, of the chain's own program, of governance: the chain takes each. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { authzJson, authzMsg, executeMsg, govProposal, hub, parseEvents, shares, unsignedTx, waitFor } from "@floe/client";

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
      const account = JSON.parse(network.run("query", "auth", "module-account", "gov")) as unknown;
      const governance = /"address":"([a-z0-9]+)"/.exec(JSON.stringify(account))?.[1] ?? "";
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
