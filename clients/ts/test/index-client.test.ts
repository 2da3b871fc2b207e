/** The client of the index against the answers of its document, which are those of an index of a recorded history. */

import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { entries, IndexClient, IndexDown, IndexRefused, toPlain, WrongIndex } from "@floe/client";
import { afterAll, beforeAll, expect, it } from "vitest";

import { exampleOf, examples } from "./fixture.js";

const example = (name: string) => examples.get(name)?.answer ?? {};
const known = example("protocol") as { chain_id: string; hub: string };
const holder = (example("account") as { address: string }).address;

/** What to answer to a path in place of its example, until the next test. */
const instead = new Map<string, (response: ServerResponse) => void>();
const asked: string[] = [];
const server = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://index");
  asked.push(request.url ?? "");
  const special = instead.get(url.pathname);
  if (special) return special(response);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(exampleOf(url.pathname)));
});
let index: IndexClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  index = new IndexClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { timeout: 2_000 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const problem = (status: number, detail: string) => (response: ServerResponse) =>
  void response
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(JSON.stringify({ type: "about:blank", title: "No", status, detail }));

it("reads every answer of the document as it is written there", async () => {
  const read: Record<string, unknown> = {
    account: await index.account(holder),
    batches: await index.batches(),
    coverage: await index.coverage(),
    events: await index.events(),
    exits: await index.exits(),
    guarantors: await index.guarantors(),
    health: await index.health(),
    history: await index.history(holder),
    holders: await index.holders(),
    losses: await index.losses(),
    params: await index.params(),
    positions: await index.positions(holder),
    proposals: await index.proposals(),
    protocol: await index.protocol(),
    rate: await index.rate(),
    staking: await index.staking(),
    statement: await index.statement(holder),
    validator: await index.validator("floevaloper1"),
    validators: await index.validators(),
    votes: await index.votes(),
    weightings: await index.weightings(),
  };
  // Times are unix seconds here and texts there; what is null may be left out there.
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return Date.parse(value) / 1000;
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([, one]) => one !== null);
    return Object.fromEntries(kept.map(([name, one]) => [name, plain(one)]));
  };
  for (const [name, answer] of Object.entries(read)) expect(plain(toPlain(answer)), name).toEqual(plain(example(name)));
  expect(Object.keys(read).sort()).toEqual([...examples.keys()].filter((name) => !["metrics", "stream"].includes(name)).sort());
});

it("has amounts that are numbers with a unit, and times in unix seconds", async () => {
  const { as_of, pool } = await index.protocol();
  expect(pool).toBe(BigInt(String(example("protocol")["pool"])));
  expect(as_of.time).toBe(Date.parse(String((example("protocol")["as_of"] as { time: string }).time)) / 1000);
});

it("writes times, steps and states into the question, and leaves out what is not asked", async () => {
  asked.length = 0;
  await index.rate({ from: 1_767_225_600, step: 3600 });
  await index.batches({ state: "settled", limit: 2 });
  await index.statement("a/b?");
  expect(asked).toEqual([
    "/v1/rate?from=2026-01-01T00%3A00%3A00Z&step=3600",
    "/v1/batches?state=settled&limit=2",
    "/v1/accounts/a%2Fb%3F/statement",
  ]);
});

it("tells an index of another hub or chain", async () => {
  await expect(index.check(known.chain_id, known.hub)).resolves.toBeUndefined();
  await expect(index.check("other-1", known.hub)).rejects.toThrow(WrongIndex);
  await expect(index.check(known.chain_id, "other")).rejects.toThrow(`it follows ${known.hub} on ${known.chain_id}`);
});

it("tells a refusal from silence", async () => {
  instead.set("/v1/losses", problem(400, "limit is 0; it must be from 1 to 1000"));
  await expect(index.losses({ limit: 0 })).rejects.toThrow(IndexRefused);
  await expect(index.losses({ limit: 0 })).rejects.toThrow("limit is 0; it must be from 1 to 1000");
  for (const status of [429, 500, 503]) {
    instead.set("/v1/losses", problem(status, "later"));
    await expect(index.losses()).rejects.toThrow(IndexDown);
  }
  const broken = ["", "<html>", "{}", JSON.stringify({ ...example("losses"), losses: [{}] }), JSON.stringify({ ...example("losses"), as_of: null })];
  for (const body of broken) {
    instead.set("/v1/losses", (response) => void response.writeHead(200).end(body));
    await expect(index.losses(), body).rejects.toThrow(IndexDown);
  }
  instead.set("/v1/losses", (response) => void response.writeHead(404).end("<html>"));
  await expect(index.losses()).rejects.toThrow("status 404");
  instead.set("/v1/losses", () => undefined);
  await expect(new IndexClient(index.url, { timeout: 100 }).losses()).rejects.toThrow(IndexDown);
  await expect(new IndexClient("http://127.0.0.1:1").losses()).rejects.toThrow(IndexDown);
  instead.clear();
});

it("reads a list to its end in pages", async () => {
  const pages = [{ next: "2.0" }, { next: null }].map(({ next }) => ({ ...example("losses"), next }));
  instead.set("/v1/losses", (response) => void response.writeHead(200).end(JSON.stringify(pages.shift())));
  const heights: number[] = [];
  asked.length = 0;
  for await (const loss of entries((cursor) => index.losses({ cursor }), "losses")) heights.push(loss.at.height);
  const [loss] = example("losses")["losses"] as [{ at: { height: number } }];
  expect(heights).toEqual([loss.at.height, loss.at.height]);
  expect(asked).toEqual(["/v1/losses", "/v1/losses?cursor=2.0"]);
  instead.clear();
});

it("follows the stream over parts of any size, and says where to go on when it ends", async () => {
  const [entry] = example("events")["events"] as [{ id: string; fact: { name: string } }];
  const text = `: hello\n\nid: ${entry.id}\nevent: ${entry.fact.name}\ndata: ${JSON.stringify(entry)}\n\nid: 9.9.9\nevent: x\ndata: ${JSON.stringify(entry)}\n\nid: cut`;
  instead.set("/v1/stream", (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const part of text.match(/[\s\S]{1,7}/g) ?? []) response.write(part);
    response.end();
  });
  const seen: string[] = [];
  asked.length = 0;
  const follow = async () => {
    for await (const { id, data } of index.stream({ after: "1.0.0" })) seen.push(`${id} ${data.fact.name}`);
  };
  await expect(follow()).rejects.toThrow("the stream has ended");
  expect(seen).toEqual([`${entry.id} ${entry.fact.name}`, `9.9.9 ${entry.fact.name}`]);
  expect(asked).toEqual(["/v1/stream?after=1.0.0"]);
  instead.set("/v1/stream", (response) => void response.writeHead(200).end("data: {}\n\n"));
  await expect(follow()).rejects.toThrow(IndexDown);
  const silent = new AbortController();
  instead.set("/v1/stream", (response) => void response.writeHead(200).write(": still here\n\n"));
  setTimeout(() => silent.abort(), 100);
  for await (const one of index.stream({ signal: silent.signal })) seen.push(one.id);
  expect(seen).toHaveLength(2);
  instead.clear();
});

it("gives the table of a statement, and the link to it", async () => {
  instead.set(`/v1/accounts/${holder}/statement`, (response) => void response.writeHead(200).end("time,kind\n"));
  expect(await index.readStatementTable(holder)).toBe("time,kind\n");
  expect(index.statementTable(holder)).toBe(`${index.url}/v1/accounts/${holder}/statement?format=csv`);
  instead.clear();
});
