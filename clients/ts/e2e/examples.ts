/** The examples as programs of their own, against this network. */

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { hub } from "@floe/client";

import type { Network } from "./network.js";
import { until } from "./network.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export function examples(network: Network) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.chain, contracts.hub);
  const env = { PATH: process.env["PATH"] ?? "", NODE: network.file.nodes[0]?.rest ?? "", HUB: contracts.hub };

  return {
    "stake and leave": async () => {
      const program = [path("../examples/stake-and-leave.js")];
      const { stdout } = await promisify(execFile)(process.execPath, program, {
        env: { ...env, MNEMONIC: network.key("carol").mnemonic },
      });
      const [, received = ""] = /received (\d+) shares/.exec(stdout) ?? [];
      assert.match(stdout, /queued: worth \d+ stake, expected on 20\d\d-/);
      const [request] = await queries.unbondRequestsByUser({ user: network.key("carol").address });
      assert.equal(request?.shares, BigInt(received));
    },

    "the bot tells of a slash and of who was slashed": async () => {
      const bot = spawn(process.execPath, [path("../examples/alert.js")], { env: { ...env, SECONDS_BETWEEN: "0.5" } });
      let said = "";
      bot.stdout.on("data", (data: Buffer) => (said += data.toString()));
      bot.stderr.on("data", (data: Buffer) => (said += data.toString()));
      try {
        const { height } = await network.chain.block();
        const operator = network.file.nodes[1]?.operator ?? "";
        await until("the bot has looked", 30, async () => ((await network.chain.block()).height > height + 5 ? true : null));
        const net = path("../../../../localnet/net");
        execFileSync(net, ["equivocate", "1", "--height", String(height), "--dir", dirname(network.path)], { stdio: "ignore" });
        // Anybody's look at the chain makes the loss known.
        const keeper = await network.sender("keeper");
        await until("the bot tells", 90, async () => {
          await keeper.send([keeper.message(contracts.hub, hub.messages.sync())]);
          return said.includes("fell from") ? true : null;
        });
        assert.match(said, new RegExp(`the rate of ${contracts.hub} fell from [0-9.]+ to [0-9.]+: ${operator} lost [0-9]+`));
      } finally {
        bot.kill();
      }
    },
  };
}
