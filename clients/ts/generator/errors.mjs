// The texts of refusals, from the `#[error("…")]` of the contracts' sources and of the packages that they are built from.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The packages whose errors contracts show. The reader of events in floe-api runs outside. */
const PACKAGES = ["floe-core", "floe-contract", "floe-api", "packed-store"];
const OUTSIDE = join("floe-api", "src", "events");

function rustFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === "tests" || entry.name === "bin" ? [] : rustFiles(path);
      return entry.name.endsWith(".rs") && !path.includes(OUTSIDE) ? [path] : [];
    });
}

/** Where errors may stand, as pairs of the crate's name and a file. */
export function sources(root) {
  const crates = [
    ...readdirSync(join(root, "contracts")).sort().map((name) => [name, join(root, "contracts", name, "src")]),
    ...PACKAGES.map((name) => [name, join(root, "packages", name, "src")]),
  ];
  return crates.flatMap(([crate, folder]) => rustFiles(folder).map((path) => [crate, path]));
}

/** The attributes of a source: the text, its arguments, and what they stand on. */
export function attributes(code) {
  const found = [];
  for (let at = code.indexOf("#[error("); at >= 0; at = code.indexOf("#[error(", at + 1)) {
    let depth = 0;
    let quoted = false;
    let end = at + "#[error".length;
    for (; end < code.length; end += 1) {
      const char = code[end];
      if (quoted && char === "\\") end += 1;
      else if (char === '"') quoted = !quoted;
      else if (!quoted && char === "(") depth += 1;
      else if (!quoted && char === ")" && --depth === 0) break;
    }
    found.push({ inner: code.slice(at + "#[error(".length, end).trim(), rest: code.slice(end + 2) });
  }
  return found;
}

/** The name of the variant or struct that follows. */
function nameOf(rest) {
  const item = rest.replace(/^\s*(?:\/\/[^\n]*\n\s*|#\[[^\]]*\]\s*)*/, "");
  return /^(?:pub )?(?:struct |enum )?([A-Z]\w*)/.exec(item)?.[1];
}

/** The field that an argument of the text shows: `End(*until)` and `.param.shown(*.until)` show `until`. */
function fieldOf(argument) {
  const inner = /\(\s*\*?\.?(\w+)\s*\)$/.exec(argument);
  return inner ? inner[1] : /^\.?(\w+)/.exec(argument)[1];
}

/** Splits at commas outside of parentheses. */
function split(list) {
  const parts = [];
  let depth = 0;
  let part = "";
  for (const char of list) {
    if (char === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
      continue;
    }
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    part += char;
  }
  return [...parts, part.trim()].filter(Boolean);
}

/** Literal parts and the fields between them: `a {x} b` is `["a ", " b"]` and `["x"]`. Null without text of its own. */
export function parse(inner) {
  if (inner === "transparent") return null;
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*,?([\s\S]*)$/.exec(inner);
  if (!quoted) throw new Error(`an error's text is not understood: ${inner}`);
  const positional = split(quoted[2]).map(fieldOf);
  const text = quoted[1].replace(/\\\n\s*/g, "").replace(/\\(.)/g, "$1");
  const parts = [""];
  const fields = [];
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (two === "{{" || two === "}}") {
      parts[parts.length - 1] += text[at];
      at += 1;
    } else if (text[at] === "{") {
      const end = text.indexOf("}", at);
      const name = text.slice(at + 1, end);
      fields.push(name === "" ? positional.shift() : name);
      parts.push("");
      at = end;
    } else parts[parts.length - 1] += text[at];
  }
  if (parts.every((part) => part === "")) return null;
  return { parts, fields };
}

/** All texts, the same text of several contracts once. */
export function collect(root) {
  const rows = new Map();
  const from = [];
  for (const [crate, path] of sources(root)) {
    const code = readFileSync(path, "utf8").split("#[cfg(test)]\nmod tests {")[0];
    const found = attributes(code);
    if (found.length) from.push(relative(root, path).split(sep).join("/"));
    for (const { inner, rest } of found) {
      const read = parse(inner);
      if (read === null) continue;
      const name = nameOf(rest);
      if (!name) throw new Error(`${path}: no name follows the error \`${inner}\``);
      const key = JSON.stringify([name, read.parts, read.fields]);
      const row = rows.get(key) ?? { name, ...read, crates: [] };
      if (!row.crates.includes(crate)) row.crates.push(crate);
      rows.set(key, row);
    }
  }
  return { rows: [...rows.values()], from };
}

export function renderErrors(root) {
  const { rows, from } = collect(root);
  // The most telling text first, so that one that fits much comes last.
  const weight = (row) => row.parts.join("").length;
  const sorted = rows.sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
  const lines = sorted.map(
    ({ name, parts, fields, crates }) => `  [${[name, crates, parts, fields].map((value) => JSON.stringify(value)).join(", ")}],\n`,
  );
  const names = [...new Set(rows.map((row) => row.name))].sort();
  return (
    "// Written by generator/main.mjs from the errors of the contracts and what they are built from: `make ts` writes it anew.\n" +
    `${from.map((path) => `// ${path}\n`).join("")}\n` +
    "/** Names of the contracts' refusals, as their sources have them. */\n" +
    `export type RefusalName =\n${names.map((name) => `  | ${JSON.stringify(name)}`).join("\n")};\n\n` +
    "/** Name; where it comes from; the text's fixed parts, the most telling text first; the fields between them. */\n" +
    `export const REFUSALS: readonly (readonly [RefusalName, readonly string[], readonly string[], readonly string[]])[] = [\n${lines.join("")}];\n`
  );
}
