/** The little of protobuf that questions to a node over RPC need: texts, bytes, numbers and messages, by their field numbers. */

import { utf8 } from "./codec.js";

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}

/** A message of texts, bytes and numbers; what is empty or zero is left out, as in proto3. */
export function encodeFields(fields: readonly (readonly [number, string | Uint8Array | bigint])[]): Uint8Array {
  const bytes = fields.flatMap(([number, value]) => {
    if (typeof value === "bigint") return value === 0n ? [] : [...varint(BigInt(number) << 3n), ...varint(value)];
    const data = typeof value === "string" ? utf8(value) : value;
    if (data.length === 0) return [];
    return [...varint((BigInt(number) << 3n) | 2n), ...varint(BigInt(data.length)), ...data];
  });
  return Uint8Array.from(bytes);
}

/** A message that is not whole. */
export class TruncatedMessage extends Error {
  override readonly name = "TruncatedMessage";
}

/** Field number to its values, in order. */
export function decodeFields(bytes: Uint8Array): Map<number, (Uint8Array | bigint)[]> {
  const fields = new Map<number, (Uint8Array | bigint)[]>();
  let at = 0;
  const number = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new TruncatedMessage("the message ends within a number");
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new TruncatedMessage("the message ends within a field");
    at += length;
    return bytes.slice(at - length, at);
  };
  while (at < bytes.length) {
    const key = number();
    const wire = Number(key & 7n);
    if (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5) throw new TruncatedMessage(`wire type ${wire} is not known`);
    const value = wire === 0 ? number() : take(wire === 1 ? 8 : wire === 5 ? 4 : Number(number()));
    const field = Number(key >> 3n);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

/** The bytes of a field; empty when it is not there. */
export function bytesField(fields: Map<number, (Uint8Array | bigint)[]>, number: number): Uint8Array {
  const value = fields.get(number)?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

export function textField(fields: Map<number, (Uint8Array | bigint)[]>, number: number): string {
  return new TextDecoder().decode(bytesField(fields, number));
}

export function numberField(fields: Map<number, (Uint8Array | bigint)[]>, number: number): bigint {
  const value = fields.get(number)?.at(-1);
  return typeof value === "bigint" ? value : 0n;
}
