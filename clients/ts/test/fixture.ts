/** What the Wasm answered and stored on a real chain, as `make fixtures` has recorded it. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { RawReader, SmartReader } from "@floe/client";
import { toPlain } from "@floe/client";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Fixture {
  readonly answers: readonly { readonly of: string; readonly msg: Record<string, unknown>; readonly answer: unknown }[];
  readonly block: { readonly height: string; readonly nanos: string };
  readonly chain_id: string;
  readonly contracts: Readonly<
    Record<"hub" | "registry" | "collector", { readonly address: string; readonly state: Readonly<Record<string, string>> }>
  >;
}

const folder = `${root}tests/fixtures/`;
const newest = readdirSync(folder).sort().at(-1) ?? "";
export const fixture = JSON.parse(readFileSync(`${folder}${newest}/state.json`, "utf8")) as Fixture;

/** The time of the recorded block, in unix seconds. */
export const now = Number(BigInt(fixture.block.nanos) / 1_000_000_000n);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
};

/** JSON in which the order of the fields does not matter, and a null says as much as nothing. */
export const canonical = (value: unknown) =>
  JSON.stringify(sorted(toPlain(value)), (_key, inner: unknown) => (inner === null ? undefined : inner));

/** Answers what was recorded. */
export const recorded: SmartReader & RawReader = {
  smart(contract, query) {
    const found = fixture.answers.find(
      ({ of, msg }) =>
        fixture.contracts[of as "hub"].address === contract && canonical(msg) === canonical(query),
    );
    if (found === undefined) return Promise.reject(new Error(`${JSON.stringify(query)} was not recorded`));
    return Promise.resolve(found.answer);
  },
  raw(contract, key) {
    const held = Object.values(fixture.contracts).find(({ address }) => address === contract);
    const value = held?.state[Buffer.from(key).toString("hex")];
    return Promise.resolve(value === undefined ? null : Uint8Array.from(Buffer.from(value, "hex")));
  },
};

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>>;
}
const api = JSON.parse(readFileSync(`${root}schema/index/openapi.json`, "utf8")) as {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
};

/** What the document of the index' API answers to each operation: answers of an index of a recorded history. */
export const examples = new Map(
  Object.entries(api.paths).map(([path, { get }]) => {
    const answer = get.responses["200"]?.content?.["application/json"]?.example;
    return [get.operationId, { path: new RegExp(`^${path.replace(/\{\w+\}/, "[^/]+")}$`), answer: answer as Record<string, unknown> | undefined }];
  }),
);

/** The example of a path. */
export function exampleOf(path: string): Record<string, unknown> {
  const found = [...examples.values()].find((one) => one.path.test(path))?.answer;
  if (found === undefined) throw new Error(`${path} has no example`);
  return found;
}
