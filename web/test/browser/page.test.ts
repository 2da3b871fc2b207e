/** The life of a staker in a real browser on a real network, and what can come in between. */

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { hub, shares } from "@floe/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { until } from "./network.ts";
import type { Site } from "./site.ts";
import { banner, connect, expectDone, figure, outcome, World } from "./world.ts";

let world: World;
let site: Site;

beforeAll(async () => {
  world = await World.start();
  await world.network.bond("bob", 40_000_000_000n);
  await world.network.crank();
  site = await world.site();
});

afterAll(async () => {
  await world?.stop();
});

const balance = async (who: string) => (await world.network.hub.balance({ address: world.network.address(who) })).balance;
const requests = (who: string) => world.network.hub.unbondRequestsByUserDetails({ user: world.network.address(who) });
const coins = (who: string) => world.network.chain.balance(world.network.address(who), "stake");

describe("staking", () => {
  test("connects, stakes, and tells what the contract minted", async () => {
    const { page, complaints, origins, wallet } = await world.open("alice");
    await page.goto(site.url);
    await connect(page);
    await page.getByLabel("Amount to stake").fill("1,234.5");
    const quoted = await figure(page, "bond.shares");
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    const text = await expectDone(page);
    expect(text).toContain("In block");
    const minted = await balance("alice");
    expect(minted).toBe(quoted);
    expect(text.replace(/,/g, "")).toContain(`You received ${Number(minted) / 1e6} flSTAKE`);
    expect(wallet.signed).toBe(1);
    expect(complaints).toEqual([]);
    // Nothing is asked of anybody but the page's own server and the nodes.
    const allowed = [site.url, ...world.network.file.nodes.flatMap(({ rpc, rest }) => [rpc, rest])].map((url) => new URL(url).origin);
    expect([...origins].filter((origin) => !allowed.includes(origin))).toEqual([]);
    await page.context().close();
  });

  test("works with the keyboard alone", async () => {
    const before = await balance("alice");
    const { page } = await world.open("alice");
    await page.goto(site.url);
    await page.locator(".nav a").first().waitFor();
    const reach = async (wanted: string) => {
      for (let steps = 0; steps < 40; steps += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const active = document.activeElement as HTMLElement | null;
          return active?.textContent?.trim() || (active as HTMLInputElement | null)?.labels?.[0]?.textContent || "";
        });
        if (at === wanted) return;
      }
      throw new Error(`Tab does not reach ${wanted}`);
    };
    await reach("Connect wallet");
    await page.keyboard.press("Enter");
    await page.locator(".who").waitFor();
    await reach("Amount to stake");
    await page.keyboard.type("2");
    await figure(page, "bond.shares");
    await page.getByRole("button", { name: "Stake", exact: true }).isEnabled();
    await until("the quote has settled", 20, async () => page.getByRole("button", { name: "Stake", exact: true }).isEnabled());
    await page.keyboard.press("Enter");
    await expectDone(page);
    expect(await balance("alice")).toBeGreaterThan(before);
    await page.context().close();
  });

  test("a signature that is declined sends nothing, and the next one works", async () => {
    const { page, wallet } = await world.open("alice");
    await page.goto(site.url);
    await connect(page);
    const sequence = (await world.network.chain.account(world.network.address("alice")))?.sequence;
    wallet.reject = true;
    await page.getByLabel("Amount to stake").fill("3");
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    const declined = await outcome(page);
    expect(declined.ok).toBe(false);
    expect(declined.text).toContain("You declined in the wallet");
    expect((await world.network.chain.account(world.network.address("alice")))?.sequence).toBe(sequence);
    wallet.reject = false;
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    await page.locator('.progress[data-outcome="done"]').waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  test("tells an empty wallet what it lacks before it signs anything", async () => {
    const nobody = await DirectSecp256k1HdWallet.generate(12, { prefix: "wasm" });
    const { page, wallet } = await world.open("alice", { mnemonic: nobody.mnemonic });
    await page.goto(site.url);
    await connect(page);
    await page.getByText("You have 0 STAKE").waitFor();
    await page.getByLabel("Amount to stake").fill("5");
    await page.getByText("That is more than you have, 0 STAKE.").waitFor();
    expect(await page.getByRole("button", { name: "Stake", exact: true }).isDisabled()).toBe(true);
    await page.goto(`${site.url}#/claim`);
    await page.getByText("You have no exits under way.").waitFor();
    expect(wallet.signed).toBe(0);
    await page.context().close();
  });

  test("a wallet that does not know the chain is offered it, and may say no", async () => {
    const { page, wallet } = await world.open("alice", { chainId: "another-1" });
    wallet.acceptSuggestions = false;
    await page.goto(site.url);
    // The name of the unit and its decimals come from the chain.
    await page.locator('[data-figure="rate"]').first().waitFor();
    await page.getByRole("button", { name: "Connect wallet" }).first().click();
    await page.getByText("The wallet does not know the chain floe-local").first().waitFor();
    wallet.acceptSuggestions = true;
    await connect(page);
    expect(wallet.suggested).toEqual(["floe-local", "floe-local"]);
    await page.context().close();
  });

  test("everything can be read without a wallet, and connecting says that there is none", async () => {
    const { page, complaints } = await world.open("alice", { noWallet: true });
    for (const route of ["stake", "leave", "claim", `portfolio/${world.network.address("bob")}`, "protocol"]) {
      await page.goto(`${site.url}#/${route}`);
      await page.locator("#content h1").waitFor();
    }
    await page.goto(`${site.url}#/portfolio/${world.network.address("bob")}`);
    expect(await figure(page, "holdings.shares")).toBe(await balance("bob"));
    await page.getByRole("button", { name: "Connect wallet" }).first().click();
    await page.getByText("There is no wallet in this browser").first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("leaving", () => {
  test("joins the queue, takes a part back, then the rest", async () => {
    const { page } = await world.open("alice");
    await page.goto(`${site.url}#/leave`);
    await connect(page);
    const before = await balance("alice");
    await page.getByLabel("Amount to turn back").fill("100");
    await page.getByRole("button", { name: "Join the queue" }).click();
    await expectDone(page);
    expect(await balance("alice")).toBe(before - 100_000_000n);

    const open = page.locator('[data-part="open"]');
    // Nothing is not all of it.
    await open.getByLabel("Amount to take back").fill("0");
    expect(await open.getByRole("button", { name: "Take back" }).isDisabled()).toBe(true);
    expect(await open.innerText()).toContain("Write an amount above zero.");
    await open.getByLabel("Amount to take back").fill("40");
    await open.getByRole("button", { name: "Take back" }).click();
    await expectDone(page, '[data-part="open"]');
    expect((await requests("alice"))[0]?.shares).toBe(60_000_000n);
    await open.getByRole("button", { name: "Close" }).click();
    await open.getByRole("button", { name: "Take back" }).click();
    await expectDone(page, '[data-part="open"]');
    expect(await balance("alice")).toBe(before);
    await page.context().close();
  });

  test("leaves at once and receives what was quoted, less nothing", async () => {
    const { page } = await world.open("alice");
    await page.goto(`${site.url}#/leave`);
    await connect(page);
    const before = await balance("alice");
    await page.getByLabel("Amount to turn back").fill("10");
    const quoted = await figure(page, "instant.amount");
    expect(await figure(page, "unbond.amount")).toBeGreaterThan(quoted);
    await page.getByRole("radio", { name: /At once/ }).check();
    await page.getByRole("button", { name: "Leave at once" }).click();
    const text = await expectDone(page);
    expect(await balance("alice")).toBe(before - 10_000_000n);
    expect(text).toContain(`You received ${Number(quoted) / 1e6} STAKE`);
    await page.context().close();
  });

  test("more than is free is told, and the queue is left as the way", async () => {
    const { page } = await world.open("bob");
    await page.goto(`${site.url}#/leave`);
    await connect(page);
    await page.getByLabel("Amount to turn back").fill("35000");
    await page.getByText("There are not enough free coins now").waitFor();
    expect(await page.getByRole("radio", { name: /At once/ }).isDisabled()).toBe(true);
    await until("the queue can be joined", 20, async () => page.getByRole("button", { name: "Join the queue" }).isEnabled());
    await page.context().close();
  });

  test("an exit goes through its stages and is claimed, another's is claimed for them", async () => {
    const { page, complaints } = await world.open("alice");
    await world.network.send("bob", hub.messages.queueUnbond({ shares: shares(50_000_000n) }));
    await world.network.send("alice", hub.messages.queueUnbond({ shares: shares(70_000_000n) }));
    await page.goto(`${site.url}#/claim`);
    await connect(page);
    await page.locator('.exit[data-state="PENDING"]').waitFor();
    await until("the batch has closed", 60, async () => {
      await world.network.crank();
      return (await requests("alice")).some(({ state }) => state === "UNBONDING");
    });
    await page.locator('.exit[data-state="UNBONDING"]').waitFor();
    await until("the batch has paid", 120, async () => {
      await world.network.crank();
      return (await requests("alice")).some(({ state }) => state === "COMPLETED");
    });
    await page.locator('.exit[data-state="COMPLETED"]').waitFor();
    const [request] = await requests("alice");
    expect(await figure(page, "claim.ready")).toBe(request?.amount);
    await page.getByRole("button", { name: /^Claim .*STAKE/ }).click();
    await expectDone(page);
    expect(await requests("alice")).toEqual([]);

    const before = await coins("bob");
    const other = page.locator('[data-part="other"]');
    await other.getByLabel("Address of the owner").fill("cosmos1nothere");
    await other.getByText("This is not an address of this chain").waitFor();
    await other.getByLabel("Address of the owner").fill(world.network.address("bob"));
    await other.getByText("are ready for this address").waitFor();
    await other.getByRole("button", { name: "Claim for this address" }).click();
    await expectDone(page, '[data-part="other"]');
    expect(await coins("bob")).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("the figures", () => {
  test("each number on the page is the contract's own answer at the same height", async () => {
    // The page looks once, so that everything on it is of one block.
    const still = await world.site({ poll: 3600 });
    const { page } = await world.open("alice");
    const read = async () => {
      await page.locator(".fresh[data-height]").waitFor();
      await page.waitForFunction(() => document.querySelectorAll("main .skeleton").length === 0);
      return page.evaluate(() => ({
        height: Number(document.querySelector<HTMLElement>(".fresh")?.dataset["height"]),
        figures: [...document.querySelectorAll<HTMLDataElement>("data[data-figure]")].map((one): [string, string] => [
          one.dataset["figure"] ?? "",
          one.value,
        ]),
        params: [...document.querySelectorAll<HTMLElement>("tr[data-param]")].map((row) => ({
          name: row.dataset["param"] ?? "",
          value: row.querySelector<HTMLElement>("[data-value]")?.dataset["value"],
          min: row.querySelector<HTMLElement>("[data-min]")?.dataset["min"],
          max: row.querySelector<HTMLElement>("[data-max]")?.dataset["max"],
        })),
      }));
    };
    await page.goto(`${still.url}#/protocol`);
    const protocol = await read();
    const at = world.network.hubAt(protocol.height);
    const [solvency, state, powers, validators, guarantees] = await Promise.all([
      at.solvency(),
      at.state(),
      at.powers(),
      at.validators({ limit: 100 }),
      at.guarantees(),
    ]);
    const expected = new Map<string, string>([
      ...Object.entries(solvency).map(([name, value]): [string, string] => [`solvency.${name}`, String(value)]),
      ["rate", state.exchange_rate],
      ["guarantees.worst_loss", guarantees.worst_loss.toString()],
      ...validators.map((one): [string, string] => [`validator.${one.operator}`, one.delegated.toString()]),
    ]);
    expect(protocol.figures.length).toBeGreaterThan(14);
    for (const [name, value] of protocol.figures) expect(value, name).toBe(expected.get(name));
    expect(protocol.params).toEqual(
      powers.params.map(({ name, value, min, max }) => ({ name, value: `${value}`, min: `${min}`, max: `${max}` })),
    );

    await page.goto(still.url);
    await connect(page);
    await page.getByLabel("Amount to stake").fill("777.000001");
    await figure(page, "bond.shares");
    const stake = await read();
    const bond = await world.network.hubAt(stake.height).previewBond({ amount: 777_000_001n as never });
    expect(new Map(stake.figures).get("bond.shares")).toBe(bond.shares.toString());

    await page.goto(`${still.url}#/leave`);
    await page.getByLabel("Amount to turn back").fill("33.000003");
    await figure(page, "instant.amount");
    const leave = await read();
    const leaving = world.network.hubAt(leave.height);
    const [unbond, instant] = await Promise.all([
      leaving.previewUnbond({ shares: shares(33_000_003n) }),
      leaving.previewInstant({ shares: shares(33_000_003n) }),
    ]);
    const shown = new Map(leave.figures);
    expect(shown.get("unbond.amount")).toBe(unbond.amount.toString());
    expect(shown.get("instant.amount")).toBe(instant.amount.toString());
    expect(shown.get("instant.fee")).toBe(instant.fee.toString());

    await page.goto(`${still.url}#/portfolio`);
    await figure(page, "holdings.coins");
    const portfolio = await read();
    const held = new Map(portfolio.figures);
    const holder = { address: world.network.address("alice") };
    expect(held.get("holdings.shares")).toBe((await world.network.hubAt(portfolio.height).balance(holder)).balance.toString());
    expect(held.get("holdings.coins")).toBe((await world.network.chain.balance(holder.address, "stake", portfolio.height)).toString());
    await page.context().close();
  });

  test("the code of the contracts is held against the published checksums", async () => {
    const { page } = await world.open("alice", { noWallet: true });
    await page.goto(`${site.url}#/protocol`);
    for (const contract of ["hub", "registry", "collector"]) {
      await page.locator(`[data-contract="${contract}"]`).getByText("as published").waitFor();
    }
    const other = await world.site({ change: (chain) => Object.assign(chain["checksums"] as object, { hub: "0".repeat(64) }) });
    await page.goto(`${other.url}#/protocol`);
    await page.locator('[data-contract="hub"]').getByText("differs from what was published").waitFor();
    await page.context().close();
  });

  test("works over REST alone, where no height can be named", async () => {
    const rest = await world.site({ rpc: [] });
    const { page, complaints } = await world.open("alice");
    await page.goto(rest.url);
    await page.getByText("About block").waitFor();
    await connect(page);
    await page.getByLabel("Amount to stake").fill("4");
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    await expectDone(page);
    // A transaction that is in no block yet is a 404 of this interface, which the browser notes by itself.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await page.context().close();
  });
});

describe("what happens meanwhile", () => {
  test("a slash shows itself on a page that is open", async () => {
    const { page } = await world.open("alice", { noWallet: true });
    await page.goto(`${site.url}#/protocol`);
    const before = Number(await page.locator('[data-figure="rate"]').first().getAttribute("value"));
    await world.network.slash(2);
    expect(await banner(page, "slash")).toContain("node2");
    await until("the rate has fallen", 30, async () => {
      const now = Number(await page.locator('[data-figure="rate"]').first().getAttribute("value"));
      return now < before;
    });
    await page.getByText(/STAKE, last on/).waitFor();
    await page.context().close();
  });

  test("a pause shows itself, closes what it closes, and leaves the queue open", async () => {
    const { page } = await world.open("alice");
    await page.goto(site.url);
    await connect(page);
    await page.getByLabel("Amount to stake").fill("6");
    await until("the form is ready", 20, async () => page.getByRole("button", { name: "Stake", exact: true }).isEnabled());
    await world.network.send("guardian", hub.messages.pause({ domains: ["deposits", "instant_unbond"] }));
    expect(await banner(page, "paused-deposits")).toMatch(/Deposits are paused until .*\d{4}/);
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    const refused = await outcome(page);
    expect(refused.ok).toBe(false);
    expect(refused.text).toContain("This is paused at present");
    await page.goto(`${site.url}#/leave`);
    await page.getByLabel("Amount to turn back").fill("1");
    expect(await page.getByRole("radio", { name: /At once/ }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Join the queue" }).click();
    await expectDone(page);
    await world.network.send("owner", hub.messages.unpause({ domains: ["deposits", "instant_unbond"] }));
    await page.locator('[data-banner="paused-deposits"]').waitFor({ state: "detached" });
    await page.context().close();
  });

  test("a node of another chain is never believed", async () => {
    const wrong = await world.site({ change: (chain) => Object.assign(chain, { chain_id: "somewhere-1" }) });
    const { page } = await world.open("alice", { noWallet: true });
    await page.goto(`${wrong.url}#/protocol`);
    expect(await banner(page, "wrong-chain")).toContain("floe-local, not to somewhere-1");
    expect(await page.locator("data.figure").count()).toBe(0);
    await page.context().close();
  });

  test("a node that falls silent or dies is passed over, and without any the page says so", async () => {
    const { nodes } = world.network.file;
    const [one, two] = [nodes[1], nodes[2]];
    const pair = await world.site({ rpc: [one?.rpc ?? "", two?.rpc ?? ""], rest: [] });
    const { page } = await world.open("alice");
    await page.goto(`${pair.url}#/portfolio/${world.network.address("bob")}`);
    const shown = await figure(page, "holdings.shares");
    const from = (rpc: string | undefined) => page.locator(`.fresh[data-node="${rpc}"][data-answers="true"]`).waitFor({ timeout: 60_000 });
    await from(one?.rpc);

    // Frozen: it takes connections and says nothing.
    await world.network.net("pause", "1");
    await from(two?.rpc);
    expect(await figure(page, "holdings.shares")).toBe(shown);
    await world.network.net("resume", "1");

    await world.network.net("kill", "2");
    await from(one?.rpc);
    await page.goto(`${pair.url}#/stake`);
    await connect(page);
    await page.getByLabel("Amount to stake").fill("8");
    await page.getByRole("button", { name: "Stake", exact: true }).click();
    await expectDone(page);

    await world.network.net("kill", "1");
    expect(await banner(page, "nodes-down")).toContain("No node answers");
    await page.getByLabel("Amount to stake").fill("9");
    expect(await page.getByRole("button", { name: "Stake", exact: true }).isDisabled()).toBe(true);
    await page.context().close();
  });
});
