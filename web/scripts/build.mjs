// Builds the page into dist/ and measures what a first visit loads.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
await build({ root, logLevel: "warn" });

const assets = join(root, "dist", "assets");
for (const name of readdirSync(assets).sort()) {
  const bytes = readFileSync(join(assets, name));
  console.log(`${name}: ${(gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1)} kB compressed`);
}
