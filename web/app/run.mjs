// Runs app/main.ts with the TypeScript of the build tool: Node 20 reads none.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { runnerImport } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { module } = await runnerImport(join(root, "app", "main.ts"), { root, logLevel: "warn" });
await module.main();
process.exit(0);
