/** What the page knows with an index, and what it says when the index goes. */

import { readFileSync } from "node:fs";

import { hub, shares } from "@floe/client";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Index } from "./network.ts";
import { until } from "./network.ts";
import type { Site } from "./site.ts";
import { connect, figure, World } from "./world.ts";

let world: World;
let index: Index;
let site: Site;

beforeAll(async () => {
  world = await World.start({ unbonding: 120 });
  const { network } = world;
  await network.bond("bob", 40_000_000_000n);
  await network.bond("alice", 2_000_000_000n);
  await network.crank();
  await network.send("alice", hub.messages.queueUnbond({ shares: shares(500_000_000n) }));
  await until("the batch has closed", 90, async () => {
    await network.crank();
    return (await network.hub.unreconciled()).length > 0;
  });
  // Between close and payment: the exit bears its part.
  await network.slash(2);
  index = await network.index();
  site = await world.site({ index: index.url });
});

afterAll(async () => {
  await index?.stop();
  await world?.stop();
});

test("an exit that a slash has lowered says by how much", async () => {
  const { page, complaints } = await world.open("alice");
  await page.goto(`${site.url}#/claim`);
  await connect(page);
  const cut = await page.locator('[data-part="cut"]').innerText();
  const [request] = await world.network.hub.unbondRequestsByUserDetails({ user: world.network.address("alice") });
  const [, lost = "", before = ""] = /^([\d.,]+) STAKE less than the ([\d.,]+) STAKE when the queue closed/.exec(cut) ?? [];
  const units = (text: string) => BigInt(Math.round(Number(text.replace(/,/g, "")) * 1e6));
  expect(units(lost)).toBeGreaterThan(0n);
  expect(units(before) - units(lost)).toBe(request?.amount);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a portfolio has its moves, what it earned, and a file of them", async () => {
  const { page } = await world.open("alice", { noWallet: true });
  await page.goto(`${site.url}#/portfolio/${world.network.address("alice")}`);
  for (const move of ["Staked", "Joined the queue", "The batch closed"]) {
    await page.getByRole("cell", { name: move, exact: true }).first().waitFor();
  }
  // Nothing was earned yet, and a part of the slash was borne.
  expect(await figure(page, "earned")).toBeLessThan(0n);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Statement as CSV" }).click()]);
  const rows = readFileSync(await download.path(), "utf8").trim().split("\n");
  expect(rows.length).toBeGreaterThan(3);
  await page.context().close();
});

test("the rate is drawn from the index, with the loss marked, and the table has the same figures", async () => {
  const { page } = await world.open("alice", { noWallet: true });
  await page.goto(`${site.url}#/protocol`);
  await page.locator(".chart svg .line").waitFor();
  await page.getByText("From the index.").first().waitFor();
  await page.getByText("Dashed lines mark losses.").waitFor();
  expect(await page.locator(".chart svg .loss").count()).toBe(1);
  await page.getByText("The chart as a table").click();
  const rates = await page.locator("details tbody td.end").allInnerTexts();
  expect(Math.min(...rates.map(Number))).toBeLessThan(1);
  await page.context().close();
});

test("an index of another hub is not believed, and one that goes is told", async () => {
  const { page } = await world.open("alice", { noWallet: true });
  const other = await world.site({
    index: index.url,
    change: (chain) => Object.assign(chain["contracts"] as object, { hub: world.network.deployment.contracts.registry }),
  });
  await page.goto(`${other.url}#/portfolio/${world.network.address("alice")}`);
  await page.getByText("The index does not answer now").waitFor();

  await page.goto(`${site.url}#/portfolio/${world.network.address("alice")}`);
  await page.getByRole("cell", { name: "Staked", exact: true }).first().waitFor();
  await index.stop();
  await page.getByText("The index does not answer now").waitFor({ timeout: 60_000 });
  // What the chain itself says is still there.
  expect(await figure(page, "holdings.shares")).toBe((await world.network.hub.balance({ address: world.network.address("alice") })).balance);
  await page.context().close();
});
