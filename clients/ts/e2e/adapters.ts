/** The adapters' files, written by their program from the record of this deployment, and peers' files where they are given. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { hub } from "@floe/client";

import { countedBy, peerFiles } from "../adapters/peers.js";
import { tvlOf } from "../adapters/run.js";
import type { Network } from "./network.js";

/** TVL files of other protocols of this family, obtained by whoever runs the test. */
const PEERS = peerFiles("defillama", ".js");

export function adapters(network: Network) {
  const { contracts } = network.record;
  const queries = new hub.Queries(network.rest, contracts.hub);
  const locked = async () => {
    const { pool, owed, reserved } = await queries.solvency();
    return Number(pool + owed + reserved);
  };

  async function peers(): Promise<void> {
    for (const file of PEERS) {
      const { counted, failed } = await countedBy(file, network.rest, contracts.hub);
      assert.ok(counted.size > 0, `${file.path}: ${[...failed].join("; ")}`);
      const all = await locked();
      for (const [chain, amount] of counted) {
        // They count in millions of base units, or in base units.
        const differences = [amount, amount * 1e6].map((counts) => Math.abs(counts - all));
        assert.ok(Math.min(...differences) < 1, `${file.path}, ${chain}: ${amount}`);
      }
    }
  }

  return {
    "files of a deployment: what is locked is what the books say, and all of them name this hub": async () => {
      const folder = mkdtempSync(join(tmpdir(), "floe-adapters-"));
      try {
        const example = new URL("../../adapters/facts.example.json", import.meta.url);
        const facts = JSON.parse(readFileSync(fileURLToPath(example), "utf8")) as { chain: object };
        const [node] = network.file.nodes;
        const chain = { ...facts.chain, name: "local", prefix: "wasm", exponent: 0, rest: node?.rest, rpc: node?.rpc };
        const factsPath = join(folder, "facts.json");
        writeFileSync(factsPath, JSON.stringify({ ...facts, chain }));
        const program = fileURLToPath(new URL("../adapters/main.js", import.meta.url));
        const { stdout } = await promisify(execFile)(process.execPath, [program, network.recordPath, factsPath, folder]);
        const written = stdout.trim().split("\n");
        assert.equal(written.length, 9);
        for (const path of written.filter((name) => !/first_list_the_denom|dao.instantiate/.test(name))) {
          assert.ok(readFileSync(path, "utf8").includes(contracts.hub), `${path} does not name the hub`);
        }
        const file = readFileSync(join(folder, "defillama/projects/floe/index.js"), "utf8");
        assert.deepEqual([...(await tvlOf(file, "local", network.rest, contracts.hub))], [["stake", await locked()]]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },

    ...(PEERS.length === 0 ? {} : { [`${PEERS.length} files of other protocols read this hub as their own`]: peers }),
  };
}
