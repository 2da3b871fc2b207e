/**
 * Events of a transaction or a block. Attributes are read in any order: wasmd sorts those of messages between contracts by
 * key, so nothing may hang on it.
 */

import { integer, UnexpectedAnswer } from "./codec.js";
import type { FloeEvent } from "./generated/events.js";
import { EVENTS, TOKEN_ACTIONS } from "./generated/events.js";
import type { Shares } from "./units.js";
import { decimal, shares } from "./units.js";

export type * from "./generated/events.js";

export interface RawAttribute {
  readonly key: string;
  readonly value: string;
}

/** An event as nodes answer it. */
export interface RawEvent {
  readonly type: string;
  readonly attributes: readonly RawAttribute[];
}

const EMITTER = "_contract_address";

function attribute(kind: string | undefined, value: string, path: string): unknown {
  switch (kind) {
    case "amount":
      if (!/^\d{1,39}$/.test(value)) throw new UnexpectedAnswer(path, "a whole number", value);
      return BigInt(value);
    case "integer?":
      if (value === "none") return null;
      return integer(Number(value === "" ? Number.NaN : value), path);
    case "integer":
      return integer(Number(value === "" ? Number.NaN : value), path);
    case "decimal":
      return decimal(value);
    case "flag":
      if (value !== "true" && value !== "false") throw new UnexpectedAnswer(path, "true or false", value);
      return value === "true";
    default:
      return value;
  }
}

/**
 * One event; null when it is none of the protocol's, or one of a later version that this client does not know.
 * @throws UnexpectedAnswer when it has the name of one and not its attributes
 */
export function parseEvent(event: RawEvent): FloeEvent | null {
  const forms = EVENTS[event.type];
  if (forms === undefined || !Object.hasOwn(EVENTS, event.type)) return null;
  const values = new Map(event.attributes.map(({ key, value }) => [key, value]));
  const names = (form: readonly string[]) => form.map((entry) => entry.split(":"));
  const fits = (form: readonly string[]) => names(form).every(([name]) => name !== undefined && values.has(name));
  // Where contracts differ, the form with the most attributes that are there.
  const form = forms.filter(fits).sort((a, b) => b.length - a.length)[0];
  if (form === undefined) {
    const wanted = forms.map((one) => names(one).map(([name]) => name).join(", ")).join(" or ");
    throw new UnexpectedAnswer(event.type, `an event with ${wanted}`, Object.fromEntries(values));
  }
  const fields = names(form).map(([name = "", kind]) => [
    name,
    attribute(kind, values.get(name) ?? "", `${event.type}.${name}`),
  ]);
  const read = { type: event.type, contract: values.get(EMITTER) ?? "", ...Object.fromEntries(fields) };
  return read as FloeEvent;
}

/**
 * What the protocol says in these events, in their order. Name the protocol's contracts: anybody's contract can write events
 * of these names.
 */
export function parseEvents(events: readonly RawEvent[], contracts: readonly string[]): FloeEvent[] {
  const ours = new Set(contracts);
  return events
    .filter((event) => ours.has(event.attributes.find(({ key }) => key === EMITTER)?.value ?? ""))
    .map(parseEvent)
    .filter((event) => event !== null);
}

/** One move of the token, out of its plain `wasm` events. */
export interface TokenMove {
  readonly action: string;
  /** Absent of a mint. */
  readonly from?: string;
  /** Absent of a burn. */
  readonly to?: string;
  readonly amount: Shares;
}

/**
 * The moves of the token in these events. An event of several actions is read by position: the k-th value of a key belongs
 * to the k-th action that has the key, which holds sorted and unsorted. Allowances, which move nothing, are left out.
 */
export function tokenMoves(events: readonly RawEvent[], hub: string): TokenMove[] {
  return events
    .filter(({ type, attributes }) => type === "wasm" && attributes.some(({ key, value }) => key === EMITTER && value === hub))
    .flatMap(({ attributes }) => movesOf(attributes));
}

function movesOf(attributes: readonly RawAttribute[]): TokenMove[] {
  const values = (key: string) => attributes.filter((one) => one.key === key).map(({ value }) => value);
  const queues = new Map(["from", "to", "amount"].map((key) => [key, values(key)]));
  const take = (key: string, action: string) => {
    const value = queues.get(key)?.shift();
    if (value === undefined) throw new UnexpectedAnswer(`wasm.${action}`, `an action with ${key}`, null);
    return value;
  };
  return values("action").flatMap((action) => {
    const keys = Object.hasOwn(TOKEN_ACTIONS, action) ? TOKEN_ACTIONS[action] : undefined;
    if (keys === undefined) return [];
    const of = Object.fromEntries(keys.map((key) => [key, take(key, action)]));
    const move = {
      action,
      ...(of["from"] === undefined ? {} : { from: of["from"] }),
      ...(of["to"] === undefined ? {} : { to: of["to"] }),
      amount: shares(of["amount"] ?? ""),
    };
    return move.from === undefined && move.to === undefined ? [] : [move];
  });
}

/** What these moves leave every address with, added to what it had. */
export function applyMoves(moves: readonly TokenMove[], balances: Map<string, bigint>): Map<string, bigint> {
  for (const { from, to, amount } of moves) {
    if (from !== undefined) balances.set(from, (balances.get(from) ?? 0n) - amount);
    if (to !== undefined) balances.set(to, (balances.get(to) ?? 0n) + amount);
  }
  return balances;
}
