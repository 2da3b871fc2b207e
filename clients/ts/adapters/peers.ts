/** Files of other people's software in a folder that `FLOE_PEERS` names: obtained by whoever runs a test, none is kept here. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { SmartReader } from "@floe/client";

import { loadCommonJs, tvlOf } from "./run.js";

export interface PeerFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a folder of `FLOE_PEERS` with this ending, of its own folders too; none where no folder is named. */
export function peerFiles(folder: string, ending: string): readonly PeerFile[] {
  const given = process.env["FLOE_PEERS"];
  if (given === undefined || given === "") return [];
  const root = join(given, folder);
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { recursive: true }) as string[];
  const paths = names.filter((name) => name.endsWith(ending)).sort();
  return paths.map((name) => ({ path: join(root, name), text: readFileSync(join(root, name), "utf8") }));
}

/** Helpers that ask nothing: to see what a file exports. */
const NOTHING = new Proxy({}, { get: () => () => Promise.resolve({}) });

/**
 * What a TVL file counts by chain when every contract that it asks is this hub, and why it counts nothing on others: a chain on
 * which it also asks contracts of another kind.
 */
export async function countedBy(file: PeerFile, reader: SmartReader, hub: string) {
  const exported = loadCommonJs(file.text, { "": NOTHING });
  const hasTvl = (value: unknown) => typeof value === "object" && value !== null && "tvl" in value;
  const chains = Object.keys(exported).filter((name) => hasTvl(exported[name]));
  const counted = new Map<string, number>();
  const failed = new Map<string, string>();
  for (const chain of chains) {
    try {
      const amounts = [...(await tvlOf(file.text, chain, reader, hub)).values()];
      counted.set(chain, amounts.reduce((sum, amount) => sum + amount, 0));
    } catch (error) {
      failed.set(chain, String(error));
    }
  }
  return { counted, failed };
}
