/** The contracts around the protocol on a network of the test's own: stakes, gauge and timelock, with what they stand on. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import type { AnyMsg, Included } from "@floe/client";
import { binary, hub, rewardCollector, shares, stake, timelock, toJson, validatorRegistry } from "@floe/client";

import type { Network } from "./network.ts";
import { WASM } from "./network.ts";

const DAY = 86_400;

export interface Modules extends Readonly<Record<string, string>> {
  readonly stake: string;
  readonly gauge: string;
  readonly timelock: string;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
}

type Field = readonly [number: number, value: string | Uint8Array | number];

/** A message of protobuf out of fields of bytes and numbers. */
function encode(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value]) => {
    if (typeof value === "number") return [Buffer.from([...varint(number * 8), ...varint(value)])];
    const data = Buffer.from(value);
    return [Buffer.from([...varint(number * 8 + 2), ...varint(data.length)]), data];
  });
  return Uint8Array.from(Buffer.concat(parts));
}

function message(typeUrl: string, ...fields: readonly Field[]): AnyMsg {
  // Signed directly: amino's form is asked of nobody.
  return { typeUrl, value: encode(...fields), amino: { type: typeUrl, value: {} } };
}

function told(included: Included, type: string, key: string): string {
  const found = included.events.find((event) => event.type === type)?.attributes.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no ${key} in ${type}`);
  return found.value;
}

/** A contract without an admin, by the owner. */
async function create(network: Network, name: string, msg: object): Promise<string> {
  const sender = await network.sender("owner");
  const code = gzipSync(readFileSync(join(WASM, `floe_${name}.wasm`)));
  const stored = await sender.send([message("/cosmwasm.wasm.v1.MsgStoreCode", [1, sender.address], [2, code])]);
  const id = Number(told(stored, "store_code", "code_id"));
  const made = await sender.send([
    message("/cosmwasm.wasm.v1.MsgInstantiateContract", [1, sender.address], [3, id], [4, name], [5, toJson(msg)]),
  ]);
  return told(made, "instantiate", "_contract_address");
}

/** Somebody calls a contract. */
export async function tell(network: Network, who: string, contract: string, msg: object, coins = 0n): Promise<void> {
  const sender = await network.sender(who);
  await sender.send([sender.message(contract, msg, coins === 0n ? [] : [{ denom: network.file.denom, amount: coins }])]);
}

/** Somebody sends shares to a contract with a message. */
export async function sendShares(network: Network, who: string, contract: string, amount: bigint, hook: object): Promise<void> {
  await tell(network, who, network.deployment.contracts.hub, hub.messages.send({ contract, amount: shares(amount), msg: binary(hook) }));
}

/** Stakes before the gauge is there, as power counts from before; then everything is handed to the timelock. */
export async function deployModules(network: Network, staked: Readonly<Record<string, bigint>>): Promise<Modules> {
  const { hub: token, registry, collector } = network.deployment.contracts;
  const owner = network.address("owner");
  const stakes = await create(network, "stake", { token: { cw20: token }, unstaking: DAY, owner });
  for (const [who, amount] of Object.entries(staked)) await sendShares(network, who, stakes, amount, stake.hooks.stake());
  await tell(network, "owner", stakes, stake.messages.addStream({ asset: { denom: network.file.denom }, period: 7 * DAY }));
  await tell(network, "owner", stakes, stake.messages.fund(), 604_800_000n);
  const steward = await create(network, "gauge", { hub: token, registry, power: stakes });
  await tell(network, "owner", token, hub.messages.updateRoles({ governor: steward }));
  await tell(network, "owner", registry, validatorRegistry.messages.updateRoles({ steward }));
  const lock = await create(network, "timelock", { proposers: [owner], cancellers: [network.address("guardian")], hub: token, short: 2 * DAY, exit: 30 * DAY });
  const hand = { transfer_ownership: { new_owner: lock } };
  await tell(network, "owner", token, hub.messages.updateOwnership(hand));
  await tell(network, "owner", registry, validatorRegistry.messages.updateOwnership(hand));
  await tell(network, "owner", collector, rewardCollector.messages.updateOwnership(hand));
  await tell(network, "owner", lock, timelock.messages.accept());
  return { stake: stakes, gauge: steward, timelock: lock };
}

/** Notes them as `floe deploy` does: an index knows by it that what lies there is somebody's still. */
export function note(network: Network, modules: Modules): void {
  const record = JSON.parse(readFileSync(network.record, "utf8")) as { modules: Record<string, unknown> };
  for (const [name, address] of Object.entries(modules)) record.modules[name] = { code: null, address };
  writeFileSync(network.record, JSON.stringify(record));
}

/** Queues a proposal of calls; its number. */
export async function queue(network: Network, lock: string, title: string, calls: readonly (readonly [string, object])[]): Promise<number> {
  const msgs = calls.map(([contract_addr, msg]) => ({ wasm: { execute: { contract_addr, funds: [], msg: binary(msg) } } }));
  await tell(network, "owner", lock, timelock.messages.queue({ title, msgs }));
  const all = await new timelock.Queries(network.chain, lock).proposals({ limit: 10 });
  return all.at(-1)?.id ?? 0;
}

/** A proposal of x/gov that changes nothing and is open to votes; its number. */
export async function propose(network: Network, title: string, summary: string): Promise<number> {
  const sender = await network.sender("bob");
  const deposit = encode([1, network.file.denom], [2, "1000"]);
  const sent = await sender.send([
    message("/cosmos.gov.v1.MsgSubmitProposal", [2, deposit], [3, sender.address], [4, "text"], [5, title], [6, summary]),
  ]);
  return Number(told(sent, "submit_proposal", "proposal_id"));
}
