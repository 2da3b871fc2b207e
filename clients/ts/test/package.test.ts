/** What is published, and what it weighs. Needs what `npm run build` builds. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import ts from "typescript";
import { expect, it } from "vitest";

const home = fileURLToPath(new URL("../", import.meta.url));
const readme = readFileSync(`${home}README.md`, "utf8").replace(/\s+/g, " ");
const manifest = JSON.parse(readFileSync(`${home}package.json`, "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** The bound that README.md gives after some words, in kB. */
const bound = (words: RegExp) => Number(words.exec(readme)?.[1]);
/** Under what README.md says, and not so far that it says nothing. */
const under = (measured: number, said: number) => {
  const text = `${(measured / 1000).toFixed(1)} kB, README.md says under ${said}`;
  expect(measured / 1000, text).toBeLessThan(said);
  expect(measured / 1000, text).toBeGreaterThan(said / 2);
};

it("has the code with its types, the licence and the README, and nothing else", () => {
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: home, encoding: "utf8" })) as [Packed];
  const files = packed.files.map(({ path }) => path);
  const code = files.filter((path) => path.startsWith("dist/"));
  expect(files.filter((path) => !path.startsWith("dist/")).sort()).toEqual(["LICENSE", "NOTICE", "README.md", "package.json"]);
  expect(code).toContain("dist/generated/hub.js");
  for (const path of code) {
    expect(path).toMatch(/^dist\/(generated\/)?[a-z-]+\.(js|d\.ts)$/);
    if (path.endsWith(".js")) expect(code).toContain(path.replace(/\.js$/, ".d.ts"));
    expect(path).not.toMatch(/test|spec|fixture/);
  }
  under(packed.size, bound(/Packed it is under (\d+) kB/));
  under(packed.unpackedSize, bound(/unpacked under (\d+) kB/));
});

it("has no `any`, which would let everything through", () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    );
  const sources = ["src", "examples", "adapters", "e2e", "test"].flatMap((folder) => files(home + folder)).filter((path) => path.endsWith(".ts"));
  expect(sources.length).toBeGreaterThan(40);
  const found: string[] = [];
  for (const path of sources) {
    const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022);
    const look = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${path} at ${node.pos}`);
      ts.forEachChild(node, look);
    };
    look(file);
  }
  expect(found).toEqual([]);
});

it("pins what it depends on", () => {
  for (const version of [...Object.values(manifest.dependencies), ...Object.values(manifest.devDependencies)]) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
  const cosmjs = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([name]) => name.startsWith("@cosmjs/"));
  expect(new Set(cosmjs.map(([, version]) => version)).size).toBe(1);
});

it("names no registry in its lock file", () => {
  expect(readFileSync(`${home}package-lock.json`, "utf8")).not.toMatch(/"resolved": "http/);
});

/** Bytes of a page's script that has this, gzipped. */
async function weigh(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: home },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

it("is small in a page", async () => {
  const reading = 'import { hub, readRate, restNode, stakeQuote } from "@floe/client"; console.log(hub.Queries, hub.messages, readRate, restNode, stakeQuote);';
  const sending = `${reading} import { parseEvents, Sender, walletSigner } from "@floe/client"; console.log(parseEvents, Sender, walletSigner);`;
  const read = await weigh(reading);
  under(read, bound(/reading the hub and the rate is under (\d+) kB/));
  under((await weigh(sending)) - read, bound(/the sender with a wallet under (\d+) kB more/));
  under(await weigh('import { checkAddress } from "@floe/client"; console.log(checkAddress);'), bound(/addresses under (\d+) kB/));
});
