/**
 * Files of DefiLlama, chain-registry and Eris, where `FLOE_PEERS` names a folder of them, against the hub's recorded answers.
 * What they are told is in the README of the adapters.
 */

import { hub } from "@floe/client";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import { describe, expect, it } from "vitest";

import { countedBy, peerFiles } from "../adapters/peers.js";
import { fixture, recorded } from "./fixture.js";

const address = fixture.contracts.hub.address;
const queries = new hub.Queries(recorded, address);
const asked = fixture.answers.filter(({ of }) => of === "hub");
const answers = (name: string) => asked.filter(({ msg }) => Object.keys(msg)[0] === name).map(({ answer }) => answer);
const each = (name: string) => answers(name).flatMap((answer) => answer as unknown[]);

/** What of the hub has the shape that a schema of Eris describes, by the schema's title. */
const SHAPES: Readonly<Record<string, (known: ReadonlySet<string>) => unknown[]>> = {
  QueryMsg: (known) => asked.map(({ msg }) => msg).filter((msg) => Object.keys(msg).every((name) => known.has(name))),
  StateResponse: () => answers("state"),
  PendingBatch: () => answers("pending_batch"),
  Batch: () => each("previous_batches"),
  UnbondRequestsByBatchResponseItem: () => each("unbond_requests_by_batch"),
  UnbondRequestsByUserResponseItem: () => each("unbond_requests_by_user"),
  UnbondRequestsByUserResponseItemDetails: () => each("unbond_requests_by_user_details"),
  WantedDelegationsResponse: () => answers("wanted_delegations"),
  ExchangeRatesResponse: () => answers("exchange_rates"),
};

interface Schema {
  readonly title: string;
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
}

const formats = addFormatsModule as unknown as (ajv: Ajv) => void;
function validator(schema: object) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  formats(ajv);
  return ajv.compile(schema);
}

describe("files of others", () => {
  const tvl = peerFiles("defillama", ".js");
  const schemas = peerFiles("eris", ".json");

  it.each(tvl.map((file) => [file.path, file] as const))("%s counts this hub as its own", async (_, file) => {
    const { pool, owed, reserved } = await queries.solvency();
    const { counted, failed } = await countedBy(file, recorded, address);
    expect(counted.size, [...failed].join("; ")).toBeGreaterThan(0);
    // They count in millions of base units, or in base units.
    for (const [chain, amount] of counted) {
      const locked = Number(pool + owed + reserved);
      expect([locked, locked / 1e6], chain).toContain(amount);
    }
  });

  it.each(schemas.map((file) => [file.path, file] as const))("%s describes what the hub answers", (_, file) => {
    const { $schema: _schema, ...schema } = JSON.parse(file.text) as Schema & { $schema?: string };
    const shapes = SHAPES[schema.title];
    if (shapes === undefined) throw new Error(`nothing of the hub is compared with ${schema.title}`);
    const known = new Set(schema.oneOf?.flatMap(({ required }) => required ?? []));
    const valid = validator(schema);
    const values = shapes(known);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      valid(value);
      expect(valid.errors, JSON.stringify(value)).toBeNull();
    }
    if (known.size > 0) expect(new Set(values.flatMap((value) => Object.keys(value as object)))).toEqual(known);
  });

  it("are a folder, where one is named, that has some", () => {
    const named = process.env["FLOE_PEERS"] ?? "";
    const found = [...tvl, ...schemas, ...peerFiles("chain-registry", "assetlist.schema.json")];
    expect(found.length > 0).toBe(named !== "");
  });
});
