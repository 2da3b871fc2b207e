/** Numbers, times and addresses as people read them. Amounts are never rounded up, and never a double. */

import type { Decimal } from "@floe/client";
import { atomics, formatUnits } from "@floe/client";

import * as t from "./strings/index.ts";

/** Digits in groups of three. */
function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** An amount with at most so many places, cut and not rounded; `12,345.67`. */
export function amount(units: bigint, decimals: number, places = 6): string {
  const [whole = "0", fraction = ""] = formatUnits(units < 0n ? -units : units, decimals).split(".");
  const cut = fraction.slice(0, places).replace(/0+$/, "");
  const shown = grouped(whole) + (cut === "" ? "" : `.${cut}`);
  // What is there, but too little to be shown, is not shown as nothing.
  if (units !== 0n && shown === "0") return places === 0 ? "<1" : `<0.${"0".repeat(places - 1)}1`;
  return units < 0n ? `−${shown}` : shown;
}

/** A decimal with so many places, cut: rates. */
export function decimalText(value: Decimal, places = 6): string {
  const parts = atomics(value);
  const [whole = "0", fraction = ""] = formatUnits(parts < 0n ? -parts : parts, 18).split(".");
  const sign = parts < 0n ? "−" : "";
  return `${sign}${grouped(whole)}.${fraction.padEnd(places, "0").slice(0, places)}`;
}

/** A fraction in parts of a hundred: `0.0525` is `5.25 %`. */
export function percent(fraction: Decimal | number, places = 2): string {
  const value = typeof fraction === "number" ? fraction : Number(fraction);
  const text = (value * 100).toFixed(places).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return `${text.replace("-", "−")} %`;
}

/** Basis points as parts of a hundred. */
export function bps(value: number | bigint): string {
  return percent(Number(value) / 10_000);
}

/** `part` of `whole` as parts of a hundred; a dash without a whole. */
export function partOf(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : percent(Number((part * 1_000_000n) / whole) / 1_000_000);
}

const two = (value: number) => String(value).padStart(2, "0");

/** A day, in the reader's own zone: `29 Nov 2026`. By hand: a browser takes longer to make its own form than the page to begin. */
export function date(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${at.getDate()} ${t.months[at.getMonth()] ?? ""} ${at.getFullYear()}`;
}

/** A time in unix seconds, in the reader's own zone: `29 Nov 2026, 18:05`. */
export function time(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${date(seconds)}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A span of seconds in its two largest units: `21 days`, `3 h 20 min`. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  // Rounded to the smaller unit first: what lacks a second of two days is two days, and not one.
  const [minutes, hours] = [Math.round(s / 60), Math.round(s / 3_600)];
  const ofDays = (days: number) => `${days} ${days === 1 ? "day" : "days"}`;
  if (s >= 7 * 86_400) return ofDays(Math.floor(s / 86_400));
  if (hours >= 24) return hours % 24 === 0 ? ofDays(hours / 24) : `${ofDays(Math.floor(hours / 24))} ${hours % 24} h`;
  if (minutes >= 60) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  if (s >= 120) return `${minutes} min`;
  return `${s} s`;
}

/** Beginning and end of an address. */
export function short(address: string): string {
  return address.length <= 20 ? address : `${address.slice(0, address.lastIndexOf("1") + 5)}…${address.slice(-6)}`;
}

/**
 * A typed amount in base units; why not, when it is none. Groups of three may be parted by spaces or commas, and a comma may
 * stand for the point; what can be read in two ways, such as `1,234`, is refused.
 */
export function typed(text: string, decimals: number): bigint | "empty" | "not_a_number" | "two_ways" | "too_fine" {
  const plain = text.trim().replace(/[\s_']/g, "");
  if (plain === "") return "empty";
  const groups = /^\d{1,3}(,\d{3})+\.\d*$/.test(plain) || /^\d{1,3}(,\d{3}){2,}$/.test(plain);
  if (/^[1-9]\d{0,2},\d{3}$/.test(plain)) return "two_ways";
  const comma = /^\d+,\d+$/.test(plain);
  const normal = groups ? plain.replace(/,/g, "") : comma ? plain.replace(",", ".") : plain;
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(normal)) return "not_a_number";
  const [whole = "", fraction = ""] = normal.split(".");
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) return "too_fine";
  const units = BigInt((whole === "" ? "0" : whole) + kept.padEnd(decimals, "0"));
  return units > 2n ** 128n - 1n ? "not_a_number" : units;
}
