/** What tests in the browser share: one network, one browser, and the page served for them. */

import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

import type { Open, OpenOptions } from "./browser.ts";
import { launch, open } from "./browser.ts";
import type { Options } from "./network.ts";
import { Network } from "./network.ts";
import type { Site, SiteOptions } from "./site.ts";
import { configured, serve } from "./site.ts";

export class World {
  readonly #closing: (() => Promise<void>)[] = [];

  private constructor(
    readonly network: Network,
    readonly browser: Browser,
  ) {}

  static async start(options: Options = {}): Promise<World> {
    const network = await Network.start(options);
    try {
      return new World(network, await launch());
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  /** The page, configured for all nodes of the network or as told. */
  async site(change: Partial<SiteOptions> = {}): Promise<Site> {
    const { nodes } = this.network.file;
    const options = { record: this.network.record, rpc: nodes.map(({ rpc }) => rpc), rest: nodes.map(({ rest }) => rest), ...change };
    const site = await serve(configured(options));
    this.#closing.push(() => site.close());
    return site;
  }

  /** A window for somebody of the network. */
  async open(who: string, options: OpenOptions = {}): Promise<Open> {
    const opened = await open(this.browser, { mnemonic: this.network.mnemonic(who), ...options });
    this.#closing.push(() => opened.context.close());
    return opened;
  }

  async stop(): Promise<void> {
    for (const close of this.#closing.reverse()) await close().catch(() => undefined);
    await this.browser.close();
    await this.network.stop();
  }
}

export async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).first().click();
  await page.locator(".who").waitFor();
}

/** Waits for the end of the transaction in a part of the page; its words. */
export async function outcome(page: Page, within = "main"): Promise<{ readonly ok: boolean; readonly text: string }> {
  const ended = page.locator(`${within} .progress[data-outcome="done"], ${within} .progress[data-outcome="failed"]`).first();
  await ended.waitFor({ timeout: 90_000 });
  return { ok: (await ended.getAttribute("data-outcome")) === "done", text: await ended.innerText() };
}

export async function expectDone(page: Page, within = "main"): Promise<string> {
  const { ok, text } = await outcome(page, within);
  expect(ok, text).toBe(true);
  return text;
}

/** The exact units of a figure on the page, once it is there. */
export async function figure(page: Page, name: string): Promise<bigint> {
  const value = await page.locator(`[data-figure="${name}"]`).first().getAttribute("value");
  return BigInt(value ?? "");
}

/** Waits until a banner is there; its words. */
export async function banner(page: Page, id: string): Promise<string> {
  const found = page.locator(`[data-banner="${id}"]`);
  await found.waitFor({ timeout: 60_000 });
  return found.innerText();
}
