/** The built page on 127.0.0.1, configured for a network, with the headers that `_headers` asks for and compressed files. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const WEB = fileURLToPath(new URL("../..", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

export interface Site {
  readonly url: string;
  readonly dir: string;
  close(): Promise<void>;
}

/** Headers of a path out of a `_headers` file. */
export function headersFor(file: string, path: string): Record<string, string> {
  const found: Record<string, string> = {};
  let counts = false;
  for (const line of file.split("\n")) {
    if (line.startsWith("/")) counts = line.endsWith("*") ? path.startsWith(line.slice(0, -1)) : path === line;
    else if (counts && line.trim() !== "") {
      const at = line.indexOf(":");
      found[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    }
  }
  // A server without TLS must not ask browsers to insist on it.
  delete found["Strict-Transport-Security"];
  return found;
}

/** An answer beside the files; null when there is none. `body` is what was posted. */
export type Extra = (path: string, body: string) => Promise<{ readonly type: string; readonly text: string } | null>;

async function posted(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

/** Serves a folder. Port 0 takes a free one. */
export async function serve(dir: string, port = 0, extra: Extra = async () => null): Promise<Site> {
  const rules = readFileSync(join(dir, "_headers"), "utf8");
  const server: Server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    const more = await extra(path, request.method === "POST" ? await posted(request) : "");
    if (more !== null) {
      response.writeHead(200, { ...headersFor(rules, path), "content-type": more.type }).end(more.text);
      return;
    }
    const file = join(dir, normalize(path === "/" ? "/index.html" : path));
    let bytes: Buffer;
    try {
      if (!file.startsWith(dir) || path === "/_headers") throw new Error("outside");
      bytes = readFileSync(file);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.writeHead(200, {
      ...headersFor(rules, path),
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-encoding": "gzip",
    });
    response.end(gzipSync(bytes));
  }
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/`,
    dir,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface SiteOptions {
  readonly record: string;
  readonly rpc: readonly string[];
  readonly rest: readonly string[];
  readonly index?: string;
  /** Contracts beside the protocol's three, by name. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly poll?: number;
  /** As the configuration should differ from what the script writes. */
  readonly change?: (chain: Record<string, unknown>) => void;
}

/** A copy of the built page, configured by the script that operators use. */
export function configured(options: SiteOptions): string {
  const dir = mkdtempSync(join(tmpdir(), "floe-site-"));
  cpSync(join(WEB, "dist"), dir, { recursive: true });
  rmSync(join(dir, "config.json"), { force: true });
  const repeated = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  execFileSync(process.execPath, [
    join(WEB, "scripts", "configure.mjs"),
    ...["--site", dir, "--deployment", options.record, "--coin", "STAKE", "--gas-price", "0.025stake", "--name", "Local network"],
    ...["--poll", String(options.poll ?? 2)],
    ...["--explorer-tx", "https://explorer.invalid/tx/{hash}", "--explorer-account", "https://explorer.invalid/account/{address}"],
    ...repeated("--rpc", options.rpc),
    ...repeated("--rest", options.rest),
    ...(options.index === undefined ? [] : ["--index", options.index]),
    ...Object.entries(options.modules ?? {}).flatMap(([name, address]) => [`--${name}`, address]),
  ]);
  if (options.change !== undefined) {
    const file = join(dir, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8")) as { chains: Record<string, unknown>[] };
    for (const chain of config.chains) options.change(chain);
    writeFileSync(file, JSON.stringify(config));
  }
  return dir;
}
