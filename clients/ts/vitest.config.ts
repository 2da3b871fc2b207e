/** Tests run on the sources, under the package's own name. */

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@floe/client": fileURLToPath(new URL("src/index.ts", import.meta.url)) } },
  test: { include: ["test/**/*.test.ts"], cache: false, testTimeout: 30_000 },
});
