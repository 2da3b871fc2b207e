/**
 * From the JSON of an answer to its type, and from a message to its JSON. An answer that does not have its shape is an
 * error that names the place; fields that are not known are left out, as answers may get more of them.
 */

import type { Coins, Decimal, Shares, Units } from "./units.js";
import { MAX_AMOUNT } from "./units.js";

/** An answer that is not what its contract answers. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
  constructor(
    /** Where in the answer, as `[0].batch.id`. */
    readonly path: string,
    wanted: string,
    found: unknown,
  ) {
    super(`${path === "" ? "the answer" : path} should be ${wanted}, and is ${shown(found)}`);
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Reads a value; `path` is where it stands. */
export type Decoder<T> = (value: unknown, path: string) => T;

export const text: Decoder<string> = (value, path) => {
  if (typeof value !== "string") throw new UnexpectedAnswer(path, "a text", value);
  return value;
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw new UnexpectedAnswer(path, "true or false", value);
  return value;
};

/** A number that a double holds exactly; one beyond is refused rather than rounded. */
export const integer: Decoder<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new UnexpectedAnswer(path, "a whole number below 2^53", value);
  }
  return value;
};

/** An integer of any size, written as a text. */
export const bigint: Decoder<bigint> = (value, path) => {
  if (typeof value !== "string" || !/^\d{1,39}$/.test(value)) {
    throw new UnexpectedAnswer(path, "a whole number as a text", value);
  }
  const units = BigInt(value);
  if (units > MAX_AMOUNT) throw new UnexpectedAnswer(path, "below 2^128", value);
  return units;
};

export const coins: Decoder<Coins> = (value, path) => bigint(value, path) as Coins;

export const shares: Decoder<Shares> = (value, path) => bigint(value, path) as Shares;

export const units: Decoder<Units> = (value, path) => bigint(value, path) as Units;

export const decimal: Decoder<Decimal> = (value, path) => {
  if (typeof value !== "string" || !/^-?\d+(\.\d{1,18})?$/.test(value)) {
    throw new UnexpectedAnswer(path, "a decimal as a text", value);
  }
  return value as Decimal;
};

/** An integer of any size that may be less than zero, written as a text. */
export const signed: Decoder<bigint> = (value, path) => {
  if (typeof value === "string" && value.startsWith("-")) return -bigint(value.slice(1), path);
  return bigint(value, path);
};

/** A moment as RFC 3339 has it, as unix seconds, rounded down. */
export const moment: Decoder<number> = (value, path) => {
  const millis = typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(millis)) throw new UnexpectedAnswer(path, "a time such as 2026-01-31T08:05:00Z", value);
  return Math.floor(millis / 1000);
};

/** Unix seconds as RFC 3339 has them. */
export function written(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

/** What stands behind the question mark of a URL; what is undefined does not. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** What must be null. */
export const nothing: Decoder<null> = (value, path) => {
  if (value !== null && value !== undefined) throw new UnexpectedAnswer(path, "null", value);
  return null;
};

/** Null, or absent as from a contract of before the field. */
export function nullable<T>(inner: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null || value === undefined ? null : inner(value, path));
}

/** A field that came with a later version: absent, it has the value that it would have had. */
export function since<T>(inner: Decoder<T>, before: unknown): Decoder<T> {
  return (value, path) => inner(value === undefined ? before : value, path);
}

export function array<T>(inner: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new UnexpectedAnswer(path, "a list", value);
    return value.map((item: unknown, index) => inner(item, `${path}[${index}]`));
  };
}

export function tuple<T extends readonly unknown[]>(
  ...inner: { readonly [K in keyof T]: Decoder<T[K]> }
): Decoder<T> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== inner.length) {
      throw new UnexpectedAnswer(path, `a list of ${inner.length}`, value);
    }
    const items = inner.map((decode: Decoder<unknown>, index) => decode(value[index], `${path}[${index}]`));
    return items as unknown as T;
  };
}

/** One of these texts. */
export function literal<T extends string>(...allowed: readonly T[]): Decoder<T> {
  return (value, path) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw new UnexpectedAnswer(path, `one of ${allowed.join(", ")}`, value);
    return found;
  };
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UnexpectedAnswer(path, "an object", value);
  }
  return value as Record<string, unknown>;
}

export function object<T extends object>(fields: { readonly [K in keyof T]-?: Decoder<T[K]> }): Decoder<T> {
  const entries = Object.entries(fields) as [string, Decoder<unknown>][];
  return (value, path) => {
    const from = record(value, path);
    const read = entries.map(([name, decode]) => [name, decode(from[name], path === "" ? name : `${path}.${name}`)]);
    return Object.fromEntries(read) as T;
  };
}

/** An object whose names are data. */
export function map<T>(inner: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(Object.entries(record(value, path)).map(([name, one]) => [name, inner(one, `${path}.${name}`)]));
}

/** The first of several forms that fits. */
export function either<T>(wanted: string, ...forms: readonly Decoder<T>[]): Decoder<T> {
  return (value, path) => {
    for (const form of forms) {
      try {
        return form(value, path);
      } catch (error) {
        if (!(error instanceof UnexpectedAnswer)) throw error;
      }
    }
    throw new UnexpectedAnswer(path, wanted, value);
  };
}

/** The JSON of a message: amounts are texts; a field left out stays out, and null stays null. */
export function toJson(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** A message as a plain value, as other programs' JSON files take it. */
export function toPlain(message: unknown): unknown {
  return JSON.parse(toJson(message));
}

/** Base64 of a text's UTF-8, without a library, in Node and in browsers. */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function fromBase64(encoded: string): Uint8Array {
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}

export function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** A `Binary` of a message: base64 of its JSON. */
export function binary(message: unknown): string {
  return base64(utf8(toJson(message)));
}

/** A decoder that is made when it is first used, so that those of a file may refer to each other in any order. */
export function lazy<T>(make: () => Decoder<T>): Decoder<T> {
  let made: Decoder<T> | undefined;
  return (value, path) => (made ??= make())(value, path);
}
