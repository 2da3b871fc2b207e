/**
 * A message of a proposal in plain words, with what it would change beside what is now. What is not known here is shown as it
 * stands, and never left out.
 */

import type { Coins, hub, Shares, timelock, validatorRegistry } from "@floe/client";
import { fromBase64 } from "@floe/client";

import type { ValidatorRow } from "../../chain/validators.ts";
import type { ChainConfig } from "../../config.ts";
import * as format from "../../format.ts";
import * as t from "../../strings/index.ts";

/** What is now, as far as it is known. */
export interface Present {
  readonly powers: hub.PowersResponse | undefined;
  readonly registry: validatorRegistry.ConfigResponse | undefined;
  readonly validators: readonly ValidatorRow[];
  readonly timelock: timelock.ConfigResponse | undefined;
}

/** How things are called. */
export interface Names {
  coins(value: Coins): string;
  shares(value: Shares): string;
  validator(operator: string): string;
}

export interface Change {
  readonly what: string;
  /** Null = not known, or there is nothing to compare with. */
  readonly from: string | null;
  readonly to: string;
}

export interface Told {
  readonly contract: string;
  readonly what: string;
  readonly changes: readonly Change[];
  /** The message as it would be sent. */
  readonly raw: string;
}

type Json = Record<string, unknown>;
const words = t.govern.msg;

const text = (value: unknown): string => (value === null ? t.govern.none : typeof value === "string" ? value : JSON.stringify(value));
const object = (value: unknown): Json => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const whole = (value: unknown): bigint | null => {
  const digits = typeof value === "number" ? String(value) : value;
  return typeof digits === "string" && /^\d{1,39}$/.test(digits) ? BigInt(digits) : null;
};
const who = (value: unknown) => (value === null ? t.nobody : format.short(text(value)));

function readJson(base64: string): { readonly raw: string; readonly body: unknown } {
  try {
    const raw = new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(base64));
    return { raw, body: JSON.parse(raw) as unknown };
  } catch {
    return { raw: base64, body: null };
  }
}

/** The contract's name, or its address. */
function nameOf(config: ChainConfig, address: string): string {
  const { hub, registry, collector, timelock } = config.contracts;
  const names = t.protocol.contractNames;
  if (address === hub) return names.hub;
  if (address === registry) return names.registry;
  if (address === collector) return names.collector;
  return address === timelock ? words.timelock : format.short(address);
}

function inUnit(name: string, value: unknown, names: Names): string {
  const amount = whole(value);
  if (amount === null) return text(value);
  switch (t.params[name]?.unit) {
    case "coins":
      return names.coins(amount as Coins);
    case "shares":
      return names.shares(amount as Shares);
    case "seconds":
      return format.span(Number(amount));
    case "bps":
      return format.bps(amount);
    case "count":
    case undefined:
      return amount.toString();
  }
}

function hubParams(body: Json, { powers }: Present, names: Names): Change[] {
  return Object.entries(body).flatMap(([name, value]): Change[] => {
    if (name === "bond_cap") {
      const cap = (amount: unknown) => (whole(amount) === null ? t.govern.noCap : names.coins((whole(amount) ?? 0n) as Coins));
      return [{ what: words.bondCap, from: powers === undefined ? null : cap(powers.bond_cap?.toString() ?? null), to: cap(value) }];
    }
    if (value === null) return [];
    if (name === "rate_denoms") return [{ what: words.rateDenoms, from: powers === undefined ? null : powers.rate_denoms.join(", ") || t.govern.none, to: list(value).map(text).join(", ") || t.govern.none }];
    const now = powers?.params.find((one) => one.name === name)?.value;
    return [{ what: t.params[name]?.name ?? name, from: now === undefined ? null : inUnit(name, now.toString(), names), to: inUnit(name, value, names) }];
  });
}

function fee(body: Json, { powers }: Present): Change[] {
  const receivers = (all: readonly unknown[]) =>
    all.map((one) => `${object(one)["to"] === "keeper" ? t.protocol.keeper : who(object(one)["to"])} ${text(object(one)["weight"])}`).join(", ");
  const bps = whole(body["bps"]);
  return [
    ...(bps === null ? [] : [{ what: t.stake.fee, from: powers === undefined ? null : format.bps(powers.fee.bps), to: format.bps(bps) }]),
    ...(body["receivers"] == null
      ? []
      : [{ what: words.receivers, from: powers === undefined ? null : receivers(powers.fee.receivers), to: receivers(list(body["receivers"])) }]),
  ];
}

function roles(body: Json, now: Readonly<Record<string, string | null | undefined>>): Change[] {
  return Object.entries(body).map(([role, address]) => ({
    what: words.roles[role] ?? role,
    from: now[role] === undefined ? null : who(now[role]),
    to: who(address),
  }));
}

function weights(body: Json, { validators }: Present, names: Names): Change[] {
  const wanted = list(body["weights"]).map((one) => ({ operator: text(object(one)["operator"]), weight: whole(object(one)["weight"]) }));
  const after = new Map(validators.flatMap(({ operator, registry }) => (registry === null ? [] : [[operator, BigInt(registry.base)] as const])));
  for (const { operator, weight } of wanted) if (weight !== null) after.set(operator, weight);
  const sum = (all: Iterable<bigint>) => [...all].reduce((whole, one) => whole + one, 0n);
  const before = sum(validators.map(({ registry }) => BigInt(registry?.base ?? 0)));
  return wanted.map(({ operator, weight }) => {
    const now = validators.find((row) => row.operator === operator)?.registry?.base;
    const part = (of: bigint, all: bigint) => `${of} (${format.partOf(of, all)})`;
    return {
      what: words.weight(names.validator(operator)),
      from: now === undefined ? null : part(BigInt(now), before),
      to: weight === null ? "?" : part(weight, sum(after.values())),
    };
  });
}

function registryParams(body: Json, { registry }: Present): Change[] {
  return Object.entries(body).flatMap(([name, value]): Change[] => {
    if (value === null) return [];
    const shown = (one: unknown): string => {
      if (name === "max_commission") return format.percent(Number(one));
      const amount = whole(one);
      return amount === null ? text(one) : name.endsWith("_bps") ? format.bps(amount) : format.span(Number(amount));
    };
    const now = (registry as Json | undefined)?.[name];
    return [{ what: words.registryParams[name] ?? name, from: now === undefined ? null : shown(now), to: shown(value) }];
  });
}

/** What of ownerships is done: it is a word or an object with one key. */
function ownership(body: unknown, owner: string | null | undefined): Change[] {
  const next = object(object(body)["transfer_ownership"])["new_owner"];
  return next === undefined ? [] : [{ what: words.roles["owner"] ?? "", from: owner === undefined ? null : who(owner), to: who(next) }];
}

/** What a call does. Null = not known here. */
function call(config: ChainConfig, to: string, name: string, body: unknown, present: Present, names: Names): Pick<Told, "what" | "changes"> | null {
  const { hub, registry, timelock } = config.contracts;
  const of = object(body);
  const known = (what: string | undefined, changes: readonly Change[] = []) => (what === undefined ? null : { what, changes });
  const domains = () => list(of["domains"]).map((one) => t.protocol.domains[text(one) as hub.Domain] ?? text(one)).join(", ");
  if (name === "update_ownership") return known(words.ownership, ownership(body, to === hub ? present.powers?.owner : undefined));
  if (to === hub) {
    switch (name) {
      case "update_params":
        return known(words.updateParams, hubParams(of, present, names));
      case "update_fee":
        return known(words.updateFee, fee(of, present));
      case "update_roles":
        return known(words.updateRoles, roles(of, { guardian: present.powers?.guardian, governor: present.powers?.governor }));
      case "pause":
        return known(words.pause(domains()));
      case "unpause":
        return known(words.unpause(domains()));
      case "vote":
        return known(words.vote(text(of["proposal_id"]), t.govern.choices[text(of["vote"]) as hub.VoteChoice] ?? text(of["vote"])));
      default:
        return known(words.hub[name]);
    }
  }
  if (to === registry) {
    const operator = names.validator(text(of["operator"] ?? ""));
    switch (name) {
      case "set_weights":
        return known(words.setWeights, weights(of, present, names));
      case "update_params":
        return known(words.updateParams, registryParams(of, present));
      case "update_roles":
        return known(words.updateRoles, roles(of, { steward: present.registry?.steward, lister: present.registry?.lister }));
      default:
        return known(words.registry[name]?.(operator, text(of["weight"] ?? "")));
    }
  }
  if (to === timelock && name === "update_times") {
    const times = (["short", "exit"] as const).flatMap((one): Change[] => {
      const value = whole(of[one]);
      const now = present.timelock?.[one];
      return value === null ? [] : [{ what: words.times[one], from: now === undefined ? null : format.span(now), to: format.span(Number(value)) }];
    });
    return known(words.updateTimes, times);
  }
  return to === timelock ? known(words.own[name]?.(who(of["address"] ?? ""))) : null;
}

export function tell({ wasm }: timelock.ProposedMsg, config: ChainConfig, present: Present, names: Names): Told {
  if ("execute" in wasm) {
    const { contract_addr: to, msg } = wasm.execute;
    const { raw, body } = readJson(msg);
    const [name = "", inner] = typeof body === "string" ? [body, {}] : (Object.entries(object(body))[0] ?? []);
    const told = call(config, to, name, inner, present, names);
    return { contract: nameOf(config, to), what: told?.what ?? words.unknown(name === "" ? raw : name), changes: told?.changes ?? [], raw };
  }
  if ("migrate" in wasm) {
    const { contract_addr: to, new_code_id: code, msg } = wasm.migrate;
    return { contract: nameOf(config, to), what: words.migrate(String(code)), changes: [], raw: readJson(msg).raw };
  }
  if ("update_admin" in wasm) {
    const { contract_addr: to, admin } = wasm.update_admin;
    return { contract: nameOf(config, to), what: words.admin(format.short(admin)), changes: [], raw: admin };
  }
  const to = wasm.clear_admin.contract_addr;
  return { contract: nameOf(config, to), what: words.clearAdmin, changes: [], raw: "" };
}
