/** The local network and the deployment on it, as the scripts of the repository write them down. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { Chain } from "@floe/client";
import { failOver, restNode, rpcNode, Sender } from "@floe/client";

/** What of `network.json` is used. */
interface NetworkFile {
  readonly chain_id: string;
  readonly nodes: readonly { readonly rpc: string; readonly rest: string; readonly operator: string }[];
  readonly keys: Readonly<Record<string, { readonly address: string; readonly mnemonic: string }>>;
}

/** What of the deployment's record is used. */
interface DeploymentRecord {
  readonly chain_id: string;
  readonly contracts: { readonly hub: string; readonly registry: string; readonly collector: string };
}

export class Network {
  readonly file: NetworkFile;
  readonly record: DeploymentRecord;
  readonly rest: Chain;
  readonly rpc: Chain;
  /** Both kinds of a node as one, behind one that is down. */
  readonly chain: Chain;

  constructor(
    readonly path: string,
    readonly recordPath: string,
    /** The chain's own program. */
    readonly wasmd: string,
  ) {
    this.file = JSON.parse(readFileSync(path, "utf8")) as NetworkFile;
    this.record = JSON.parse(readFileSync(recordPath, "utf8")) as DeploymentRecord;
    const [node] = this.file.nodes;
    if (node === undefined) throw new Error(`${path} has no node`);
    this.rest = restNode(node.rest);
    this.rpc = rpcNode(node.rpc);
    // Nobody listens on port 1.
    this.chain = failOver([restNode("http://127.0.0.1:1"), this.rpc, this.rest]);
  }

  key(name: string) {
    const key = this.file.keys[name];
    if (key === undefined) throw new Error(`the network has no account ${name}`);
    return key;
  }

  async wallet(name: string) {
    return DirectSecp256k1HdWallet.fromMnemonic(this.key(name).mnemonic, { prefix: "wasm" });
  }

  async sender(name: string, chain: Chain = this.chain): Promise<Sender> {
    // More may be due when a keeper's crank runs than when it was simulated.
    const gasFactor = name === "keeper" ? 5 : 1.4;
    const options = { chainId: this.file.chain_id, gasPrice: "0.025stake", gasFactor, pollMillis: 100 };
    return Sender.connect(chain, await this.wallet(name), options);
  }

  /** A command of the chain's own program, with the keys of the network. */
  run(...args: readonly string[]): string {
    const [node] = this.file.nodes;
    const common = ["--home", `${dirname(this.path)}/keys`, "--keyring-backend", "test", "--chain-id", this.file.chain_id];
    return execFileSync(this.wasmd, [...args, ...common, "--node", node?.rpc ?? "", "--output", "json"], { encoding: "utf8" });
  }
}

/** Asks until the answer is there. */
export async function until<T>(what: string, seconds: number, look: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`${what}: not after ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
