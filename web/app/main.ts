/**
 * `make app`: a network, the contracts, some history, a keeper, an index where the program has one, and the page with a test
 * wallet, all on 127.0.0.1. Ends with everything that it started.
 */

import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { hub, shares, timelock } from "@floe/client";

import type { Modules } from "../test/browser/modules.ts";
import { deployModules, note, propose, queue, sendShares } from "../test/browser/modules.ts";
import type { Index } from "../test/browser/network.ts";
import { Network, ROOT, until } from "../test/browser/network.ts";
import type { Extra, Site } from "../test/browser/site.ts";
import { configured, serve } from "../test/browser/site.ts";

const FLOE = process.env["FLOE_PROGRAM"] ?? join(ROOT, "target", "debug", "floe");
const PASSPHRASE = "only for tests";
const say = (text: string) => console.log(`app: ${text}`);

/** A program of ours that runs until it is stopped; one that ends by itself says why. */
function start(args: readonly string[], cwd: string): ChildProcess {
  const child = spawn(FLOE, args, { cwd, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, FLOE_PASSPHRASE: PASSPHRASE } });
  let last = "";
  child.stderr?.on("data", (text: Buffer) => {
    last = text.toString().trim();
  });
  child.on("exit", (code) => {
    if (code !== null && code !== 0) say(`floe ${args.slice(0, 2).join(" ")} has ended with ${code}: ${last}`);
  });
  return child;
}

function floe(args: readonly string[], cwd: string, input = ""): boolean {
  const { status } = spawnSync(FLOE, args, { cwd, input, env: { ...process.env, FLOE_PASSPHRASE: PASSPHRASE } });
  return status === 0;
}

/** Deposits, rewards, an exit that has paid and one that is under way, and a slash. */
async function history(network: Network): Promise<void> {
  await network.bond("bob", 40_000_000_000n);
  await network.bond("carol", 22_500_000_000n);
  await network.bond("alice", 1_250_000_000n);
  await network.crank();
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(200_000_000n) }));
  await until("the first batch has closed", 120, async () => {
    await network.crank();
    return (await network.hub.unreconciled()).length > 0;
  });
  await network.slash(2);
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(120_000_000n) }));
}

/** Stakes, a gauge and a timelock that owns the protocol, with a change that waits and a proposal of the chain to vote on. */
async function governing(network: Network): Promise<Modules> {
  const modules = await deployModules(network, { alice: 300_000_000n, bob: 9_000_000_000n });
  const { hub: token } = network.deployment.contracts;
  await queue(network, modules.timelock, "Rewards released over two days, and a fee of 8 %", [
    [token, hub.messages.updateParams({ drip_secs: 172_800 })],
    [token, hub.messages.updateFee({ bps: 800 })],
  ]);
  await sendShares(network, "carol", modules.timelock, 1_000_000_000n, timelock.hooks.object({ id: 1 }));
  await propose(network, "Larger blocks", "Blocks may be twice as large from the next upgrade on.");
  return modules;
}

/** Signs for the page with the key of one account. */
function wallet(mnemonic: string, chainId: string): Extra {
  const script = readFileSync(join(ROOT, "web", "app", "wallet.js"), "utf8");
  const bytes = (encoded: unknown) => Uint8Array.from(Buffer.from(String(encoded), "base64"));
  async function answer(asked: Record<string, unknown>): Promise<object> {
    if (asked["chainId"] !== chainId) return { error: `There is no chain info for ${String(asked["chainId"])}` };
    const signer = await DirectSecp256k1HdWallet.fromMnemonic(mnemonic, { prefix: "wasm" });
    const [account] = await signer.getAccounts();
    if (account === undefined) return { error: "no account" };
    if (asked["what"] === "key") return { address: account.address, pubkey: Buffer.from(account.pubkey).toString("base64") };
    const doc = {
      bodyBytes: bytes(asked["body"]),
      authInfoBytes: bytes(asked["auth"]),
      chainId,
      accountNumber: BigInt(String(asked["account"])),
    };
    return { signature: (await signer.signDirect(account.address, doc)).signature.signature };
  }
  return async (path, body) => {
    if (path === "/test-wallet.js") return { type: "text/javascript; charset=utf-8", text: script };
    if (path !== "/test-wallet") return null;
    return { type: "application/json", text: JSON.stringify(await answer(JSON.parse(body) as Record<string, unknown>)) };
  };
}

/** An index where the program has one; the page works without. */
async function index(network: Network): Promise<Index | null> {
  try {
    return await network.index();
  } catch (error) {
    say(`no index: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

export async function main(): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const children: ChildProcess[] = [];
  let site: Site | null = null;
  let known: Index | null = null;
  say("starting a network and deploying the contracts");
  const network = await Network.start({ validators: 3, light: 2, unbonding: 120, interval: 60, voting: 86_400 });
  try {
    const place = dirname(dirname(network.record));
    say("making some history: deposits, an exit, a slash");
    await history(network);
    say("staking, voting and a timelock");
    const modules = await governing(network);
    floe(["keys", "add", "keeper.key"], place, network.mnemonic("keeper"));
    children.push(start(["keeper", "run", "--keystore", "keeper.key", "--max-fee-per-day", "1000000000stake"], place));
    note(network, modules);
    known = await index(network);

    const { nodes } = network.file;
    const dir = configured({
      record: network.record,
      rpc: nodes.map(({ rpc }) => rpc),
      rest: nodes.map(({ rest }) => rest),
      ...(known === null ? {} : { index: known.url }),
      poll: 2,
      modules,
    });
    const html = join(dir, "index.html");
    writeFileSync(html, readFileSync(html, "utf8").replace("<script type=\"module\"", "<script src=\"./test-wallet.js\"></script>\n    <script type=\"module\""));
    site = await serve(dir, Number(process.env["PORT"] ?? 0), wallet(network.mnemonic("alice"), network.file.chain_id));
    say(`the page is at ${site.url} with a test wallet that holds 1,000,000 STAKE of no worth`);
    say(known === null ? "without an index" : `the index is at ${known.url}`);
    say("Ctrl-C ends everything");
    await ended;
  } finally {
    say("stopping");
    for (const child of children) child.kill();
    await known?.stop();
    await site?.close();
    await network.stop();
  }
}
