/**
 * Routes behind the `#` of the address, so that any server of files can host the page. A site with several chains has the
 * chain's id before the page: `#/floe-1/stake`.
 */

import { useOutside } from "./outside.ts";

export interface Route {
  readonly chain: string | null;
  readonly page: string;
  readonly rest: readonly string[];
}

/** What a hash says. */
export function parseRoute(hash: string, chains: readonly string[]): Route {
  const parts = hash.replace(/^#\/?/, "").split("/").filter((part) => part !== "").map(safeDecode);
  const [first] = parts;
  const named = first !== undefined && chains.includes(first);
  const [page = "", ...rest] = named ? parts.slice(1) : parts;
  return { chain: named ? first : null, page, rest };
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The hash of a page; the chain is named only where there are several. */
export function href(chain: string | null, page: string, ...rest: readonly string[]): string {
  return `#/${[...(chain === null ? [] : [chain]), page, ...rest].map(encodeURIComponent).join("/")}`;
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

/** The present hash. */
export function useHash(): string {
  return useOutside(subscribe, () => location.hash);
}
