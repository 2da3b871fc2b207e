/**
 * Every page in both themes and three widths: readable by everybody (axe), nothing beyond its edge, nothing that moves while it
 * loads; and its pictures, in test/shots, the ones for the documentation in docs/images.
 */

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Decimal } from "@floe/client";
import { gauge, hub, shares, timelock, validatorRegistry } from "@floe/client";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Index } from "./network.ts";
import { ROOT, until } from "./network.ts";
import type { Modules } from "./modules.ts";
import { deployModules, propose, queue, sendShares, tell } from "./modules.ts";
import type { Site } from "./site.ts";
import { connect, figure, World } from "./world.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = join(ROOT, "web", "test", "shots");
const IMAGES = join(ROOT, "docs", "images");
const PAGES = ["stake", "leave", "claim", "portfolio", "protocol", "govern", "rewards"] as const;

let world: World;
let site: Site;
let modules: Modules;
let index: Index;

/** A history with deposits, rewards, exits at every stage, and a slash. */
async function history(): Promise<void> {
  const { network } = world;
  await network.bond("bob", 40_000_000_000n);
  await network.bond("carol", 22_500_000_000n);
  await network.bond("alice", 1_250_000_000n);
  await network.crank();
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(200_000_000n) }));
  await until("the first batch has closed", 90, async () => {
    await network.crank();
    return (await network.hub.unreconciled()).length > 0;
  });
  await network.slash(2);
  await until("the first batch has paid", 150, async () => {
    await network.crank();
    return (await network.hub.unreconciled()).length === 0;
  });
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(120_000_000n) }));
  await until("the second batch has closed", 90, async () => {
    await network.crank();
    return (await network.hub.unreconciled()).length > 0;
  });
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(80_000_000n) }));
}

/** Stakes, changes that wait, one of them with objections, and a proposal of the chain. */
async function governing(): Promise<void> {
  const { network } = world;
  const [first, second] = network.file.nodes;
  modules = await deployModules(network, { alice: 400_000_000n, bob: 9_000_000_000n });
  const { hub: token, registry } = network.deployment.contracts;
  await queue(network, modules.timelock, "Longer waits for rewards, and a higher fee", [
    [token, hub.messages.updateParams({ drip_secs: 172_800, instant_reserve_bps: 500 })],
    [token, hub.messages.updateFee({ bps: 800 })],
  ]);
  await queue(network, modules.timelock, "More weight to the second validator", [
    [registry, validatorRegistry.messages.setWeights({ weights: [{ operator: first?.operator ?? "", weight: 200_000 }, { operator: second?.operator ?? "", weight: 500_000 }] })],
  ]);
  await sendShares(network, "carol", modules.timelock, 2_500_000_000n, timelock.hooks.object({ id: 1 }));
  await sendShares(network, "alice", modules.timelock, 100_000_000n, timelock.hooks.object({ id: 1 }));
  const id = await propose(network, "Raise the largest size of a block", "Blocks may be twice as large from the next upgrade on, so that more fits into each.");
  await tell(network, "bob", modules.gauge, gauge.messages.open({ proposal_id: id }));
  await tell(network, "bob", modules.gauge, gauge.messages.vote({ proposal_id: id, votes: [["0.75" as Decimal, "yes"], ["0.25" as Decimal, "abstain"]] }));
  await tell(network, "bob", modules.gauge, gauge.messages.cast({ proposal_id: id }));
  await tell(network, "bob", modules.gauge, gauge.messages.setVotes({ votes: [[first?.operator ?? "", 7_000], [second?.operator ?? "", 3_000]] }));
}

beforeAll(async () => {
  // Long enough that exits of every stage are there while pictures are taken.
  world = await World.start({ interval: 15, unbonding: 60, voting: 1_800 });
  await history();
  await governing();
  index = await world.network.index();
  site = await world.site({ poll: 3600, modules, index: index.url });
  mkdirSync(SHOTS, { recursive: true });
  mkdirSync(IMAGES, { recursive: true });
});

afterAll(async () => {
  await index?.stop();
  await world?.stop();
});

/** Brings a page to the state in which it is looked at. */
async function show(page: Page, route: string): Promise<void> {
  await page.goto(`${site.url}#/${route}`);
  await page.locator(".fresh[data-height]").waitFor();
  if (route === "stake") {
    await page.getByLabel("Amount to stake").fill("500");
    await figure(page, "bond.shares");
    await page.getByText("By the present targets").waitFor();
  }
  if (route === "leave") {
    await page.getByLabel("Amount to turn back").fill("250");
    await figure(page, "unbond.amount");
  }
  if (route === "govern") await page.locator("[data-gov]").waitFor();
  if (route === "protocol") await page.locator(".chart svg .line").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("main .skeleton").length === 0);
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`);
}

test("pictures for the documentation", async () => {
  const pictures = [
    ["stake", 1200, 900, false],
    ["leave", 1200, 860, true],
    ["claim", 1200, 860, false],
    ["protocol", 1200, 1100, false],
    ["govern", 1200, 1100, false],
    ["portfolio", 1200, 1100, true],
  ] as const;
  for (const [route, width, height, dark] of pictures) {
    const { page } = await world.open("alice", { width, height, dark });
    await page.goto(site.url);
    await connect(page);
    await show(page, route);
    await page.screenshot({ path: join(IMAGES, `page-${route}.png`) });
    await page.context().close();
  }
});

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each([360, 768, 1440] as const)("at %i pixels all pages are whole and readable by everybody", async (width) => {
    const { page, complaints } = await world.open("alice", { width, height: width === 360 ? 740 : 900, dark: theme === "dark" });
    await page.goto(site.url);
    await connect(page);
    for (const route of PAGES) {
      await show(page, route);
      expect(await violations(page), `${route} ${width} ${theme}`).toEqual([]);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beyond, `${route} ${width}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(SHOTS, `${route}-${width}-${theme}.png`), fullPage: true });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test("nothing moves while a page loads", async () => {
  for (const route of PAGES) {
    const { page } = await world.open("alice", { noWallet: true });
    await page.addInitScript(() => {
      const seen = window as unknown as { moved: number };
      seen.moved = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.moved += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`${site.url}#/${route}`);
    await page.locator(".fresh[data-height]").waitFor();
    await page.waitForFunction(() => document.querySelectorAll("main .skeleton").length === 0);
    await page.waitForTimeout(800);
    const moved = await page.evaluate(() => (window as unknown as { moved: number }).moved);
    // Beyond 0.1 counts as disturbing.
    expect(moved, route).toBeLessThan(0.1);
    await page.context().close();
  }
});

test("the theme can be chosen and is kept", async () => {
  const { page } = await world.open("alice", { noWallet: true });
  await page.goto(site.url);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel("Theme").selectOption("dark");
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.locator(".fresh[data-height]").waitFor();
  expect(await ground()).toBe(dark);
  await page.context().close();
});
