/** README.md: its snippets compile strictly, run, and print what their comments say. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { printed } from "./readme-world.js";

const home = fileURLToPath(new URL("../", import.meta.url));
const folder = join(home, "build", "readme");
const readme = readFileSync(join(home, "README.md"), "utf8");
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((found) => found[1] ?? "");
const world = 'import { ALICE, console, EVENTS, HUB, INDEX, INDEXED, NODE, window } from "../../test/readme-world.js";\n';
const around = "export {};\nvoid [ALICE, console, EVENTS, HUB, INDEX, INDEXED, NODE, window];\n";
const path = (index: number) => join(folder, `snippet${index}.ts`);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  snippets.forEach((snippet, index) => writeFileSync(path(index), world + snippet + around));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("has snippets, all of which have strict types", () => {
  expect(snippets.length).toBeGreaterThan(8);
  const { config } = ts.readConfigFile(join(home, "tsconfig.json"), (file) => readFileSync(file, "utf8")) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, home);
  const program = ts.createProgram(snippets.map((_, index) => path(index)), { ...options, noEmit: true });
  const faults = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  expect(faults).toEqual([]);
}, 180_000);

describe("a snippet prints what it says", () => {
  it.each(snippets.map((snippet, index) => [snippet.split("\n").find((line) => line.includes("console.log"))?.trim() ?? "", index] as const))(
    "%s",
    async (_, index) => {
      const expected = [...(snippets[index] ?? "").matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((found) => found[1]);
      expect(expected.length).toBeGreaterThan(0);
      printed.length = 0;
      await import(/* @vite-ignore */ path(index));
      expect(printed).toEqual(expected);
    },
  );
});
