// Writes src/generated from schema/ and the sources of the contracts. `--check` writes nothing and fails when a
// file is missing, different, or one too many.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { renderErrors } from "./errors.mjs";
import { renderEvents } from "./events.mjs";
import { renderApi } from "./openapi.mjs";
import { Contract, camel } from "./schema.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");

/** What is in `schema/` and describes no single contract. */
const SHARED = ["events.json", "hooks.json"];

/** File name to text. */
export function generate(schemas = join(root, "schema"), table = join(here, "units.json")) {
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  const units = read(table);
  const files = new Map();
  const names = readdirSync(schemas)
    .filter((name) => name.endsWith(".json") && !SHARED.includes(name))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  const hooks = read(join(schemas, "hooks.json"));
  const faults = [];
  const everywhere = new Set();
  for (const name of names) {
    const own = units[name] ?? {};
    const used = new Set();
    const contract = new Contract(name, read(join(schemas, `${name}.json`)), { ...units.every, ...own }, used, hooks[name]);
    files.set(`${name}.ts`, contract.render());
    faults.push(...contract.missing.map((path) => `${name}: ${path} has no unit`));
    faults.push(...Object.keys(own).filter((path) => !used.has(path)).map((path) => `${name}: ${path} is not in the schema`));
    for (const path of used) everywhere.add(path);
  }
  faults.push(...Object.keys(units.every).filter((path) => !everywhere.has(path)).map((path) => `every: ${path} is in no schema`));
  faults.push(...Object.keys(units).filter((name) => name !== "every" && !names.includes(name)).map((name) => `${name} is no contract`));
  if (faults.length) throw new Error(`generator/units.json does not fit the schemas:\n  ${faults.join("\n  ")}`);
  files.set("events.ts", renderEvents(read(join(schemas, "events.json"))));
  files.set("errors.ts", renderErrors(root));
  files.set("index-api.ts", renderApi(read(join(root, "schema", "index", "openapi.json"))));
  const exports = names.map((name) => `export * as ${camel(name)} from "./${name}.js";\n`);
  files.set("contracts.ts", `// Written by generator/main.mjs: every contract under its name.\n\n${exports.join("")}`);
  return files;
}

function main() {
  const folder = join(here, "..", "src", "generated");
  const files = generate();
  if (!process.argv.includes("--check")) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    console.log(`${files.size} files written`);
    return;
  }
  for (const name of readdirSync(folder)) {
    if (!files.has(name)) throw new Error(`src/generated/${name} belongs to nothing; run \`make ts\``);
  }
  for (const [name, text] of files) {
    if (readFileSync(join(folder, name), "utf8") !== text) throw new Error(`src/generated/${name} is out of date; run \`make ts\``);
  }
  console.log(`${files.size} generated files are up to date`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
