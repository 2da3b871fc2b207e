/** How the page is built: one folder of static files that works under any path. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    target: "es2022",
    // Images and styles stay files of their own: the security policy allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What a first visit loads is measured by a test.
    chunkSizeWarningLimit: 1000,
  },
  // The client is linked from beside; both must share one copy of what they have in common.
  resolve: { preserveSymlinks: false },
});
