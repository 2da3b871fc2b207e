/** Govern and Stake rewards on a real network: what they show is what the contracts answer, and what they send is done. */

import { gauge, hub, stake, timelock, validatorRegistry } from "@floe/client";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Modules } from "./modules.ts";
import { deployModules, propose, queue } from "./modules.ts";
import { until } from "./network.ts";
import type { Site } from "./site.ts";
import { connect, expectDone, figure, World } from "./world.ts";

let world: World;
let modules: Modules;
let site: Site;

beforeAll(async () => {
  // With a light validator nobody is jailed for blocks that a busy machine makes late: the chain counts stake of bonded ones only.
  world = await World.start({ light: 1, voting: 150 });
  const { network } = world;
  await network.bond("alice", 4_000_000_000n);
  await network.bond("bob", 2_000_000_000n);
  await network.crank();
  modules = await deployModules(network, { alice: 3_000_000_000n, bob: 1_000_000_000n });
  const { hub: token, registry } = network.deployment.contracts;
  const [one] = network.file.nodes;
  await queue(network, modules.timelock, "A larger smallest deposit", [[token, hub.messages.updateParams({ min_bond: 5_000_000n as never, drip_secs: 172_800 })]]);
  await queue(network, modules.timelock, "More to the first validator, and a higher fee", [
    [registry, validatorRegistry.messages.setWeights({ weights: [{ operator: one?.operator ?? "", weight: 400_000 }] })],
    [token, hub.messages.updateFee({ bps: 1_000 })],
  ]);
  site = await world.site({ modules });
});

afterAll(async () => {
  await world?.stop();
});

async function openAt(who: string, route: string): Promise<Page> {
  const { page } = await world.open(who);
  await page.goto(site.url);
  await connect(page);
  await page.goto(`${site.url}#/${route}`);
  return page;
}

/** Presses a button in a part of the page, and waits until what it sent is done. */
async function press(page: Page, within: string, button: string): Promise<void> {
  await page.locator(within).getByRole("button", { name: button, exact: true }).click();
  await expectDone(page, within);
  await page.locator(`${within} .progress`).getByRole("button", { name: "Close" }).click();
}

const proposal = async (id: number) => {
  const answer = await new timelock.Queries(world.network.chain, modules.timelock).proposal({ id });
  if (!("due" in answer)) throw new Error("not in full");
  return answer;
};

test("a chain without these contracts has neither the pages nor their names", async () => {
  const bare = await world.site();
  const { page } = await world.open("alice", { noWallet: true });
  for (const route of ["govern", "rewards"]) {
    await page.goto(`${bare.url}#/${route}`);
    await page.getByRole("heading", { name: "No such page" }).waitFor();
  }
  expect(await page.getByRole("navigation").innerText()).not.toMatch(/Govern|Rewards/);
  await page.context().close();
});

test("a change that waits is told in words beside what is now, and objected to with tokens", async () => {
  const page = await openAt("alice", "govern");
  const first = page.locator('[data-proposal="1"]');
  await first.waitFor();
  await until("the present is there to compare with", 30, async () => (await first.locator(".change del").count()) === 2);
  const flat = (text: string) => text.replace(/\s+/g, " ");
  const words = flat(await first.locator(".changes").innerText());
  const { params } = await world.network.hub.powers();
  expect(params.find(({ name }) => name === "min_bond")?.value).toBe(10_000n);
  expect(words).toMatch(/Smallest deposit now 0\.01 STAKE → then 5 STAKE/);
  expect(words).toMatch(/Gains are released over now 1 day → then 2 days/);
  const second = flat(await page.locator('[data-proposal="2"]').innerText());
  expect(second).toMatch(/Weight of node0 now 100000 \(25 %\) → then 400000 \(57.14 %\)/);
  expect(second).toMatch(/Fee on rewards now 5 % → then 10 %/);
  const raw = page.locator('[data-proposal="2"] .messages > li').nth(1);
  await raw.getByText("The message itself").click();
  expect(await raw.locator("code").innerText()).toBe('{"update_fee":{"bps":1000}}');
  expect(Number(await first.locator('[data-figure="proposal.1.due"]').getAttribute("data-value"))).toBe((await proposal(1)).due);
  expect((await proposal(1)).objections_bps).toBe(0);

  await first.getByLabel("Object with").fill("500");
  await first.getByRole("button", { name: "Object", exact: true }).click();
  await expectDone(page, '[data-proposal="1"]');
  const objection = await new timelock.Queries(world.network.chain, modules.timelock).objection({ id: 1, user: world.network.address("alice") });
  expect(objection.locked).toBe(500_000_000n);
  await until("the page knows it", 30, async () => (await figure(page, "proposal.1.objections")) === 500_000_000n);
  const moved = await proposal(1);
  expect(moved.objections_bps).toBe(833);
  expect(Number(await first.locator('[data-figure="proposal.1.due"]').getAttribute("data-value"))).toBe(moved.due);
  const own = first.locator('[data-part="own"]');
  expect(await own.innerText()).toContain("You object with 500");
  // A day has not passed.
  expect(await own.getByRole("button", { name: "Leave with them" }).isDisabled()).toBe(true);
  expect(await own.getByRole("button", { name: "Take them back" }).isDisabled()).toBe(true);
  await page.context().close();
});

test("a proposal of the chain is opened, voted on and sent on, and the chain's tally shows it", async () => {
  const { network } = world;
  const id = await propose(network, "Nothing changes", "A proposal that only asks.");
  const page = await openAt("alice", "govern");
  const within = `[data-gov="${id}"]`;
  const row = page.locator(within);
  await press(page, within, "Open it");
  const queries = new gauge.Queries(network.chain, modules.gauge);
  const opened = await until("the gauge has opened it", 60, async () => (await queries.proposals({})).find(({ proposal_id }) => proposal_id === id) ?? null);
  expect(opened.power).toBe(4_000_000_000n);
  await row.getByText("You can vote with 3,000").waitFor();
  await row.getByLabel("Yes", { exact: true }).check();
  await press(page, within, "Vote");
  await row.getByText("You have voted: Yes.").waitFor();
  expect((await queries.ballot({ proposal_id: id, user: network.address("alice") })).yes).toBe(3_000_000_000n);
  expect(await row.locator(`[data-count="gauge.${id}.yes"]`).getAttribute("data-value")).toBe("3000000000");
  await press(page, within, "Send to the chain");
  const stake = (await network.hub.solvency()).delegated;
  await until("the chain counts the protocol's stake", 60, async () => {
    const yes = await row.locator(`[data-count="chain.${id}.yes"]`).getAttribute("data-value", { timeout: 2_000 }).catch(() => null);
    return yes !== null && BigInt(yes) > 0n && BigInt(yes) >= stake - 10n;
  });
  await page.context().close();
});

test("votes for validators are given in parts of a hundred, and brought into force", async () => {
  const { network } = world;
  const page = await openAt("alice", "govern");
  const card = page.locator('[data-part="weights"]');
  const [one, other] = network.file.nodes;
  await card.getByLabel("Part of your votes for node0, in per cent").fill("62.5");
  await card.getByText("The parts add up to 62.5 %; make it 100 %.").waitFor();
  expect(await card.getByRole("button", { name: "Vote for validators" }).isDisabled()).toBe(true);
  await card.getByLabel("Part of your votes for node1, in per cent").fill("37.5");
  await card.getByRole("button", { name: "Vote for validators" }).click();
  await expectDone(page, '[data-part="weights"]');
  const queries = new gauge.Queries(network.chain, modules.gauge);
  const { next } = await queries.votes({ user: network.address("alice") });
  expect(new Map(next?.rows ?? [])).toEqual(new Map([[one?.operator, 6_250], [other?.operator, 3_750]]));
  expect(next?.power).toBe(3_000_000_000n);
  await card.getByText(/^3,000 \S+ of yours count from/).waitFor();
  await card.getByRole("button", { name: "Bring into force" }).click();
  await until("they were brought into force", 60, async () => (await queries.weights()).applied_day > 0);
  await page.context().close();
});

test("rewards are shown as the contract has them, paid out, and the stake goes in and begins to come back", async () => {
  const { network } = world;
  const queries = new stake.Queries(network.chain, modules.stake);
  const alice = network.address("alice");
  const page = await openAt("alice", "rewards");
  await until("there are rewards", 60, async () => (await figure(page, "due.stake")) > 0n);
  expect(await figure(page, "stake.own")).toBe(3_000_000_000n);
  expect(await figure(page, "stake.staked")).toBe(4_000_000_000n);
  await page.getByRole("button", { name: "Collect rewards" }).click();
  await expectDone(page, '[data-part="due"]');
  expect((await queries.streams())[0]?.paid).toBeGreaterThan(0n);

  await page.getByLabel("Amount to stake").fill("100");
  await page.getByRole("button", { name: "Stake it" }).click();
  await expectDone(page, "section.main");
  expect((await queries.stakedValue({ address: alice })).value).toBe(3_100_000_000n);
  await page.locator("section.main .progress").getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Amount to unstake").fill("40");
  await page.getByRole("button", { name: "Begin to unstake" }).click();
  await expectDone(page, "section.main");
  const { claims } = await queries.claims({ address: alice });
  expect(claims.map(({ amount }) => amount)).toEqual([40_000_000n]);
  const leaving = page.locator('[data-part="leaving"]');
  await leaving.waitFor();
  expect(await leaving.innerText()).toMatch(/40 \S+ · ready on/);
  expect(await leaving.getByRole("button", { name: "Nothing to claim yet" }).isDisabled()).toBe(true);

  // What lies there is hers still, also what is on its way out.
  await page.getByRole("link", { name: "Portfolio" }).click();
  expect(await figure(page, "kept.staked")).toBe(3_100_000_000n);
  const shares = await figure(page, "holdings.shares");
  expect(await figure(page, "worth")).toBeGreaterThanOrEqual(shares + 3_100_000_000n);
  await page.context().close();
});

// The last: days pass here.
test("a change whose delay has passed is brought into force by somebody without any power", async () => {
  const { network } = world;
  const { hub: token } = network.deployment.contracts;
  const id = await queue(network, modules.timelock, "Gains released over three days", [[token, hub.messages.updateParams({ drip_secs: 259_200 })]]);
  const page = await openAt("carol", "govern");
  const row = page.locator(`[data-proposal="${id}"]`);
  await row.waitFor();
  const { due, status } = await proposal(id);
  expect(status).toBe("waiting");
  const button = row.getByRole("button", { name: "Carry it out" });
  expect(await button.count()).toBe(0);
  const { time } = await network.chain.block();
  // To within a minute before it: the last moments are waited for.
  await network.net("pass", String(due - time - 20));
  await until("blocks are of that day", 60, async () => (await network.chain.block()).time > due - 60);
  await button.waitFor({ timeout: 90_000 });
  expect((await network.chain.block()).time).toBeGreaterThanOrEqual(due);
  await button.click();
  expect(await expectDone(page, '[data-part="waits"]')).toContain("In block");
  const done = await new timelock.Queries(network.chain, modules.timelock).proposal({ id });
  expect(done.status).toBe("executed");
  expect((await network.hub.powers()).params.find(({ name }) => name === "drip_secs")?.value).toBe(259_200n);
  // It is no longer among those that wait; what became of it stays to be read.
  await until("it is among those of the past", 30, async () => (await page.locator(`details [data-proposal="${id}"]`).count()) === 1);
  expect(await page.locator(`.proposals > [data-proposal="${id}"][data-status="due"]`).count()).toBe(0);
  await page.context().close();
});
