/** Tests in a real browser on a real network: one after the other, as they share the machine. */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 400_000,
    bail: 1,
  },
});
