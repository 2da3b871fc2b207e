/** Bech32 as BIP 173 has it, in lower case alone, as addresses of this kind of chain are written. */

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** Letters of the checksum. */
const CHECKED = 6;

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATORS.entries()) if ((top >>> bit) & 1) sum ^= generator;
  }
  return sum;
}

/** What the checksum has of the prefix. */
function expanded(prefix: string): number[] {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

/** Groups of bits as groups of another size; null when what is left over is more than padding. */
function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | null {
  const groups: number[] = [];
  let [bits, held] = [0, 0];
  for (const value of values) {
    held = (held << from) | value;
    for (bits += from; bits >= to; ) {
      bits -= to;
      groups.push((held >>> bits) & ((1 << to) - 1));
    }
    held &= (1 << bits) - 1;
  }
  if (pad) return bits === 0 ? groups : [...groups, (held << (to - bits)) & ((1 << to) - 1)];
  return bits >= from || held !== 0 ? null : groups;
}

/** Prefix and bytes of a text of at most so many letters; why not, when it is none. */
export function decodeBech32(text: string, limit: number): { readonly prefix: string; readonly data: Uint8Array } | string {
  if (text.length > limit) return `it is longer than ${limit} letters`;
  const at = text.lastIndexOf("1");
  if (at < 1 || text.length - at - 1 < CHECKED) return "it is no prefix, `1`, and at least six letters";
  const prefix = text.slice(0, at);
  if (!/^[!-@[-~]+$/.test(prefix)) return "its prefix has letters that none has";
  const values = Array.from(text.slice(at + 1), (letter) => LETTERS.indexOf(letter));
  if (values.includes(-1)) return "it has letters that none has";
  if (polymod([...expanded(prefix), ...values]) !== 1) return "its checksum is wrong: a letter is missing or another one";
  const data = regroup(values.slice(0, -CHECKED), 5, 8, false);
  return data === null ? "its bits do not make bytes" : { prefix, data: Uint8Array.from(data) };
}

export function encodeBech32(prefix: string, data: Uint8Array): string {
  const values = regroup(data, 8, 5, true) ?? [];
  const check = polymod([...expanded(prefix), ...values, ...Array.from({ length: CHECKED }, () => 0)]) ^ 1;
  const sum = Array.from({ length: CHECKED }, (_, index) => (check >>> (5 * (CHECKED - 1 - index))) & 31);
  return `${prefix}1${[...values, ...sum].map((value) => LETTERS.charAt(value)).join("")}`;
}
