/**
 * A client of the index, which remembers what a chain forgets: the rate's history, statements, losses. Nothing that moves
 * coins depends on it. How far it knows and what of that is proven stands in every answer (`as_of`); an answer that is not as
 * the document of its API has it counts as none.
 */

import type { Decoder, Query } from "./codec.js";
import { UnexpectedAnswer } from "./codec.js";
import type { Problem, StreamMessage } from "./generated/index-api.js";
import { decodeProblem, decodeStreamMessage, IndexQueries } from "./generated/index-api.js";


/** The index is silent, busy, or has said what nobody can read. Another time, or without it. */
export class IndexDown extends Error {
  override readonly name: string = "IndexDown";
}

/** The index has refused a question, and says why. */
export class IndexRefused extends Error {
  override readonly name = "IndexRefused";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** The index follows another hub, or one on another chain. */
export class WrongIndex extends IndexDown {
  override readonly name = "WrongIndex";
}

export interface IndexOptions {
  /** Milliseconds until it counts as down, for one question. */
  readonly timeout?: number;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
}

/** What cannot be answered now may be later. */
const LATER = [408, 429, 500, 502, 503, 504];

/** Asks an index. */
export class IndexClient extends IndexQueries {
  readonly url: string;

  constructor(
    url: string,
    private readonly options: IndexOptions = {},
  ) {
    super();
    this.url = url.replace(/\/+$/, "");
  }

  /**
   * That it knows this hub on this chain.
   * @throws {WrongIndex} when it knows another
   */
  async check(chainId: string, hub: string): Promise<void> {
    const found = await this.protocol();
    if (found.chain_id !== chainId || found.hub !== hub) throw new WrongIndex(`it follows ${found.hub} on ${found.chain_id}`);
  }

  /** Where the table of an account's movements is, the columns of `floe report --csv`: a link to give to a person. */
  statementTable(address: string): string {
    return `${this.url}/v1/accounts/${encodeURIComponent(address)}/statement?format=csv`;
  }

  /** That table. */
  async readStatementTable(address: string): Promise<string> {
    return (await this.get(this.statementTable(address))).text();
  }

  /**
   * Events as they come, from now on or after the `id` that was read last. It ends with an `IndexDown` when the connection
   * does, and goes on where it stopped when that `id` is given.
   */
  async *stream(options: { name?: string; after?: string; signal?: AbortSignal } = {}): AsyncGenerator<StreamMessage> {
    const { name, after, signal } = options;
    const response = await this.get(`${this.url}/v1/stream${question({ name, after })}`, signal ?? null);
    if (response.body === null) throw new IndexDown("the stream is empty");
    const lines = response.body.pipeThrough(new TextDecoderStream());
    let waiting = "";
    try {
      for await (const text of parts(lines)) {
        waiting += text;
        for (let end = waiting.indexOf("\n\n"); end >= 0; end = waiting.indexOf("\n\n")) {
          const message = read(waiting.slice(0, end));
          waiting = waiting.slice(end + 2);
          if (message !== null) yield message;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      throw down(error);
    }
    throw new IndexDown("the stream has ended");
  }

  protected override async ask<T>(path: string, query: Query, decode: Decoder<T>): Promise<T> {
    const response = await this.get(this.url + path + question(query));
    try {
      return decode(await response.json(), "");
    } catch (error) {
      throw down(error);
    }
  }

  private async get(url: string, signal: AbortSignal | null = AbortSignal.timeout(this.options.timeout ?? 15_000)): Promise<Response> {
    const response = await (this.options.fetch ?? fetch)(url, { signal }).catch((error: unknown) => {
      throw down(error);
    });
    if (response.ok) return response;
    const problem = await response
      .json()
      .then((body: unknown) => decodeProblem(body, ""))
      .catch(() => null);
    if (problem === null || LATER.includes(response.status)) throw new IndexDown(problem?.detail ?? `status ${response.status}`);
    throw new IndexRefused(problem);
  }
}

/** All entries of a list with pages, in its order: `entries((cursor) => index.losses({ cursor }), "losses")`. */
export async function* entries<K extends string, T>(
  page: (cursor: string | undefined) => Promise<{ readonly next: string | null } & { readonly [list in K]: readonly T[] }>,
  list: K,
): AsyncGenerator<T> {
  for (let cursor: string | undefined; ; ) {
    const found = await page(cursor);
    yield* found[list];
    if (found.next === null) return;
    cursor = found.next;
  }
}

function question(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

function down(error: unknown): IndexDown {
  if (error instanceof IndexDown) return error;
  if (error instanceof UnexpectedAnswer) return new IndexDown(error.message);
  return new IndexDown(error instanceof Error ? error.message : String(error));
}

/** A stream as its parts: not every browser iterates over one. */
async function* parts<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A message of the stream; comments, which keep the connection alive, are none. */
function read(text: string): StreamMessage | null {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  const data = fields.get("data");
  if (data === undefined) return null;
  return decodeStreamMessage({ id: fields.get("id"), event: fields.get("event"), data: JSON.parse(data) as unknown }, "");
}
