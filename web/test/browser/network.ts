/** A wasmd network of the test's own with the deployed contracts, and people on it whose keys live in Node. */

import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { AnyMsg, Chain, DirectSigner } from "@floe/client";
import { hub, rpcNode, Sender, validatorRegistry } from "@floe/client";

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const NET = join(ROOT, "localnet", "net");
/** The program, and the folder of the contracts' Wasm. */
const FLOE = process.env["FLOE_PROGRAM"] ?? join(ROOT, "target", "debug", "floe");
export const WASM = process.env["FLOE_WASM"] ?? join(ROOT, "artifacts");

export interface Node {
  readonly name: string;
  readonly rpc: string;
  readonly rest: string;
  readonly operator: string;
  readonly pid: number;
}

interface NetworkFile {
  readonly chain_id: string;
  readonly denom: string;
  readonly gas_price: string;
  readonly nodes: readonly Node[];
  readonly keys: Readonly<Record<string, { readonly address: string; readonly mnemonic: string }>>;
}

/** What `floe deploy` recorded. */
export interface Deployment {
  readonly chain_id: string;
  readonly contracts: { readonly hub: string; readonly registry: string; readonly collector: string };
}

export interface Options {
  readonly validators?: number;
  readonly light?: number;
  readonly unbonding?: number;
  /** Seconds between two closes. */
  readonly interval?: number;
  /** Seconds in which the chain's own proposals can be voted on. */
  readonly voting?: number;
}

/** Program and arguments, with what it said when it failed. */
async function call(program: string, args: readonly string[], options: { cwd?: string; seconds?: number } = {}): Promise<string> {
  const { stdout } = await run(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, FLOE_PASSPHRASE: "only for tests" },
    timeout: (options.seconds ?? 240) * 1000,
    maxBuffer: 1 << 24,
  });
  return stdout;
}

/** Asks until the answer is neither null nor false. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | null | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

export interface Index {
  readonly url: string;
  /** The last block that it knows. */
  height(): Promise<number>;
  stop(): Promise<void>;
}

/** The height that an index knows; -1 while it does not answer. */
async function indexed(url: string): Promise<number> {
  try {
    const response = await fetch(`${url}/v1/protocol`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return -1;
    return ((await response.json()) as { as_of: { height: number } }).as_of.height;
  } catch {
    return -1;
  }
}

/** A port of 127.0.0.1 that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Network {
  readonly chain: Chain;

  private constructor(
    readonly dir: string,
    readonly file: NetworkFile,
    readonly record: string,
    readonly deployment: Deployment,
  ) {
    this.chain = rpcNode(file.nodes[0]?.rpc ?? "", { timeout: 20_000 });
  }

  /** Starts nodes and deploys the contracts as an operator does: with `floe deploy`. */
  static async start(options: Options = {}): Promise<Network> {
    const place = await mkdtemp(join(tmpdir(), "floe-web-"));
    const dir = join(place, "net");
    const args = ["--validators", options.validators ?? 3, "--light", options.light ?? 2, "--unbonding", options.unbonding ?? 45, "--voting", options.voting ?? 15];
    await call(NET, ["start", "--dir", dir, "--ports", "auto", "--gas-price", "0.025", ...args.map(String)]);
    try {
      const file = JSON.parse(await readFile(join(dir, "network.json"), "utf8")) as NetworkFile;
      const record = await deploy(file, join(place, "deploy"), options.interval ?? 20);
      return new Network(dir, file, record, JSON.parse(await readFile(record, "utf8")) as Deployment);
    } catch (error) {
      await call(NET, ["stop", "--dir", dir, "--purge"]);
      throw error;
    }
  }

  /** A network that somebody else started and deployed on; it is not stopped here. */
  static async attach(dir: string, record: string): Promise<Network> {
    const file = JSON.parse(await readFile(join(dir, "network.json"), "utf8")) as NetworkFile;
    return new Network(dir, file, record, JSON.parse(await readFile(record, "utf8")) as Deployment);
  }

  get hub(): hub.Queries {
    return new hub.Queries(this.chain, this.deployment.contracts.hub);
  }

  hubAt(height: number): hub.Queries {
    return new hub.Queries({ smart: (contract, query) => this.chain.smart(contract, query, height) }, this.deployment.contracts.hub);
  }

  registryAt(height: number): validatorRegistry.Queries {
    const reader = { smart: (contract: string, query: object) => this.chain.smart(contract, query, height) };
    return new validatorRegistry.Queries(reader, this.deployment.contracts.registry);
  }

  address(name: string): string {
    return this.file.keys[name]?.address ?? "";
  }

  mnemonic(name: string): string {
    return this.file.keys[name]?.mnemonic ?? "";
  }

  async sender(name: string): Promise<Sender> {
    const wallet = await DirectSecp256k1HdWallet.fromMnemonic(this.mnemonic(name), { prefix: "wasm" });
    return Sender.connect(this.chain, wallet as unknown as DirectSigner, {
      chainId: this.file.chain_id,
      gasPrice: "0.025stake",
      gasFactor: 1.6,
    });
  }

  /** Somebody sends messages to the hub in one transaction. */
  async send(name: string, ...messages: readonly hub.ExecuteMsg[]): Promise<void> {
    const sender = await this.sender(name);
    await sender.send(messages.map((message): AnyMsg => sender.message(this.deployment.contracts.hub, message)));
  }

  async bond(name: string, amount: bigint): Promise<void> {
    const sender = await this.sender(name);
    const funds = [{ denom: this.file.denom, amount }];
    await sender.send([sender.message(this.deployment.contracts.hub, hub.messages.bond(), funds)]);
  }

  /** Does what is due until nothing is left. */
  async crank(): Promise<void> {
    for (let rounds = 0; rounds < 6; rounds += 1) {
      await this.send("keeper", hub.messages.crank());
      const { more } = await this.hub.previewCrank();
      if (!more) return;
    }
  }

  /** A command of `localnet/net` on this network. */
  async net(...args: readonly string[]): Promise<void> {
    await call(NET, [...args, "--dir", this.dir]);
  }

  /** One validator has signed twice; it is slashed, and the hub finds out. */
  async slash(node: number): Promise<void> {
    const { height } = await this.chain.block();
    await this.net("equivocate", String(node), "--height", String(height - 2));
    const operator = this.file.nodes[node]?.operator;
    await until("the slash is known", 60, async () => {
      await this.send("keeper", hub.messages.sync());
      const rows = await this.hub.validators({ limit: 100 });
      return rows.some((row) => row.operator === operator && row.last_loss !== null);
    });
  }

  /** An index of this network, by the program, on a free port. */
  async index(): Promise<Index> {
    const place = dirname(dirname(this.record));
    const url = `http://127.0.0.1:${await freePort()}`;
    const args = ["index", "run", "--database", join(place, `index-${Date.now()}.db`), "--listen", url.slice("http://".length)];
    const child = spawn(FLOE, args, { cwd: place, stdio: "ignore" });
    const stop = () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill();
      });
    try {
      const { height } = await this.chain.block();
      await until("the index has caught up", 120, async () => {
        if (child.exitCode !== null) throw new Error(`floe index run has ended with ${child.exitCode}`);
        return (await indexed(url)) >= height;
      });
    } catch (error) {
      await stop();
      throw error;
    }
    return { url, height: () => indexed(url), stop };
  }

  async stop(): Promise<void> {
    await this.net("stop", "--purge");
    await rm(join(this.dir, ".."), { recursive: true, force: true });
  }
}

/** Writes a plan and has the program carry it out; the record's path. */
async function deploy(file: NetworkFile, place: string, interval: number): Promise<string> {
  await mkdir(place);
  await call(FLOE, ["init", "--node", file.nodes[0]?.rpc ?? ""], { cwd: place });
  const key = join(place, "owner.words");
  await writeFile(key, file.keys["owner"]?.mnemonic ?? "");
  await run("sh", ["-c", `"${FLOE}" keys add owner.key < owner.words`], { cwd: place, env: { ...process.env, FLOE_PASSPHRASE: "only for tests" } });
  await call(FLOE, ["deploy", "init", "--keystore", "owner.key", "--artifacts", WASM], { cwd: place });
  const plan = join(place, "deployment.toml");
  const text = readFileSync(plan, "utf8")
    // The coin of the network has no larger unit; people see millions of it.
    .replace(/^decimals = \d+/m, "decimals = 6")
    .replace(/^# guardian = .*$/m, `guardian = "${file.keys["guardian"]?.address ?? ""}"`)
    .replace(/^# batch_interval = .*$/m, `batch_interval = ${interval}`)
    .replace(/^# instant_reserve_bps = .*$/m, "instant_reserve_bps = 1000");
  await writeFile(plan, text);
  await call(FLOE, ["deploy", "run", "--keystore", "owner.key", "--yes"], { cwd: place });
  return join(place, "deployments", `${file.chain_id}.json`);
}
