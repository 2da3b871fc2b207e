/** How the page is built: one folder of static files that works under any path. */

import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";
import { defineConfig, runnerImport } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Puts what comes before the scripts into the HTML: boot.js, and in a built page the frames of all pages, see src/shell.tsx. */
function shell(): Plugin {
  let building = false;
  return {
    name: "floe-shell",
    configResolved({ command }) {
      building = command === "build";
    },
    async transformIndexHtml(page) {
      const html = page.replace('<link rel="icon"', '<script src="./boot.js"></script>\n    <link rel="icon"');
      if (!building) return html;
      const { module } = await runnerImport<typeof import("./src/shell.tsx")>(`${root}src/shell.tsx`, { root, logLevel: "warn" });
      const { pages, html: frames } = module.shells;
      return html
        .replace('<html lang="en">', `<html lang="en" data-pages="${pages.join(" ")}">`)
        .replace('<div id="root"></div>', () => `<div id="root">${frames}</div>`);
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [shell()],
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
