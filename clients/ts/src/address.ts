/** Addresses. */

import { decodeBech32, encodeBech32 } from "./bech.js";

/** Longer than any address. */
const LIMIT = 128;

export class InvalidAddress extends Error {
  override readonly name = "InvalidAddress";
}

/** Prefix and bytes of an address. */
export function decodeAddress(address: string): { readonly prefix: string; readonly data: Uint8Array } {
  const decoded = decodeBech32(address, LIMIT);
  if (typeof decoded === "string") throw new InvalidAddress(`\`${address}\` is not an address: ${decoded}`);
  return decoded;
}

/** The address as it was given, when it is one of this chain: its prefix, 20 bytes of an account or 32 of a contract. */
export function checkAddress(address: string, prefix: string): string {
  const decoded = decodeAddress(address);
  if (decoded.prefix !== prefix) throw new InvalidAddress(`\`${address}\` is an address of ${decoded.prefix}, not of ${prefix}`);
  if (decoded.data.length !== 20 && decoded.data.length !== 32) {
    throw new InvalidAddress(`\`${address}\` has ${decoded.data.length} bytes; accounts have 20 and contracts 32`);
  }
  return address;
}

/** The account of a validator's operator address: the same bytes under the chain's own prefix. */
export function operatorAccount(operator: string): string {
  const { prefix, data } = decodeAddress(operator);
  if (!prefix.endsWith("valoper")) throw new InvalidAddress(`\`${operator}\` is not an operator address`);
  return encodeBech32(prefix.slice(0, -"valoper".length), data);
}

/** The account of one of the chain's modules: `gov` is the sender of what a proposal of x/gov does. */
export async function moduleAccount(module: string, prefix: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(module));
  return encodeBech32(prefix, new Uint8Array(digest).slice(0, 20));
}
