/** The built page: what a first visit loads, and what its files say. Run after `npm run build`. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { PAGES } from "../../src/pages/index.tsx";
import * as t from "../../src/strings/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIST = join(ROOT, "dist");
const html = existsSync(join(DIST, "index.html")) ? readFileSync(join(DIST, "index.html"), "utf8") : "";
const size = (name: string) => gzipSync(readFileSync(join(DIST, name)), { level: 6 }).length;

test("a first visit loads little script", () => {
  const first = [...html.matchAll(/<script[^>]+src="\.\/([^"]+)"/g), ...html.matchAll(/<link rel="modulepreload"[^>]+href="\.\/([^"]+)"/g)];
  expect(first.length).toBeGreaterThan(0);
  expect(first.reduce((sum, match) => sum + size(match[1] ?? ""), 0)).toBeLessThanOrEqual(60_000);
  const all = readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".js"));
  expect(all.reduce((sum, name) => sum + size(`assets/${name}`), 0)).toBeLessThanOrEqual(120_000);
});

test("the page has no script or style in it, no event handlers, and loads nothing from elsewhere", () => {
  expect([...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>/g)]).toEqual([]);
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/);
  expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]).filter((url) => !url?.startsWith("./"))).toEqual([]);
});

test("the frame of every page is painted before scripts run, and only the one that the address asks for", () => {
  const pages = /<html[^>]* data-pages="([^"]+)"/.exec(html)?.[1]?.split(" ") ?? [];
  expect(pages).toEqual(PAGES.map(({ id }) => id));
  const frames = [...html.matchAll(/<div class="shell" data-shell="([a-z]+)" aria-hidden="true" inert>/g)].map((match) => match[1]);
  expect(frames).toEqual(pages);
  const css = readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".css")).map((name) => readFileSync(join(DIST, "assets", name), "utf8")).join("");
  for (const page of pages) {
    const { title } = t[page as "stake"];
    expect(html, page).toMatch(new RegExp(`<h1[^>]*>${title}</h1>`));
    expect(css, page).toMatch(new RegExp(`:root\\[data-page="?${page}"?\\] \\.shell\\[data-shell="?${page}"?\\]`));
  }
  // Nothing in a frame has a name that the page itself needs, and nothing can be pressed before the page is there.
  expect([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])).toEqual(["root"]);
  expect(html.indexOf("./boot.js")).toBeLessThan(html.indexOf("<body"));
});

test("no file makes code from texts or names an address of its own", () => {
  for (const name of readdirSync(join(DIST, "assets"))) {
    const text = readFileSync(join(DIST, "assets", name), "utf8");
    expect(text, name).not.toMatch(/\beval\(|new Function\(|@import|url\(["']?(?:https?:|data:|\/\/)/);
    // Names of XML's forms: never asked.
    const hosts = [...text.matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z]+)/g)].map((match) => match[1]);
    expect(hosts.filter((host) => !["www.w3.org"].includes(host ?? "")), name).toEqual([]);
  }
});

test("versions are exact, and the lock names no registry", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^(\d+\.\d+\.\d+|file:\.\.\/clients\/ts)$/);
  }
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, { resolved?: string; link?: boolean }> };
  const resolved = Object.values(lock.packages).filter((one) => one.resolved !== undefined && one.link !== true);
  expect(resolved).toEqual([]);
});
