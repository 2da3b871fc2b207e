/**
 * The frame of every page as HTML, made while the site is built, from the same components as the page itself: what they show
 * before anything is known. It is painted before scripts run and has the sizes of what takes its place.
 */

import { render as toHtml } from "preact-render-to-string";

import { Frame } from "./app.tsx";
import { queryClient, QueryProvider } from "./chain/query.tsx";
import type { ChainConfig } from "./config.ts";
import { loadPage, PAGES } from "./pages/index.tsx";

/** A chain of which nothing is known. */
const NOWHERE: ChainConfig = {
  chainId: "",
  name: "",
  nodes: [{ rpc: "https://node.invalid", rest: null }],
  index: null,
  contracts: { hub: "1", registry: "1", collector: "1", timelock: "1", gauge: "1", stake: "1" },
  checksums: {},
  commit: null,
  coin: { denom: "", symbol: "" },
  gasPrice: "0coin",
  reserveGas: 1,
  explorer: { tx: null, account: null, validator: null },
  pollSeconds: 6,
};

/** Ids belong to the page that takes the frame's place; nothing may have them twice. */
function withoutIds(html: string): string {
  return html.replace(/ (?:id|for|aria-labelledby|aria-describedby|name|href|tabindex)="[^"]*"/g, "");
}

export interface Shells {
  readonly pages: readonly string[];
  readonly html: string;
}

async function render(): Promise<Shells> {
  let html = "";
  for (const page of PAGES) {
    await loadPage(page);
    const frame = toHtml(
      <QueryProvider client={queryClient()}>
        <Frame site={{ chains: [NOWHERE] }} hash={`#/${page.id}`} />
      </QueryProvider>,
    );
    html += `<div class="shell" data-shell="${page.id}" aria-hidden="true" inert>${withoutIds(frame)}</div>`;
  }
  return { pages: PAGES.map(({ id }) => id), html };
}

/** Made while this file is read: its reader is gone afterwards, and pages are files that are loaded. */
export const shells: Shells = await render();
