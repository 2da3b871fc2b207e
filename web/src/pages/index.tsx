/**
 * The pages in the order of the navigation. A further one (protection, operators) is one more entry and its name in the
 * strings: routes and navigation are made from this list. The first is part of the page itself; the others are loaded once the
 * first is there, or when they are what the address asks for.
 */

import type { ComponentChildren } from "preact";

import type { ChainConfig } from "../config.ts";
import type * as t from "../strings/index.ts";
import { StakePage } from "./stake.tsx";

export interface PageProps {
  /** For links: the chain's id, or null on a site of one chain. */
  readonly chain: string | null;
  /** What follows the page in the address. */
  readonly rest: readonly string[];
}

type Show = (props: PageProps) => ComponentChildren;

export interface Page {
  readonly id: Exclude<keyof typeof t.nav, "label">;
  /** Whether a chain has what the page is about. */
  readonly has: (config: ChainConfig) => boolean;
  readonly load: () => Promise<Show>;
}

const always = () => true;

export const PAGES: readonly [Page, ...Page[]] = [
  { id: "stake", has: always, load: async () => ({ chain }) => <StakePage chain={chain} /> },
  {
    id: "leave",
    has: always,
    load: async () => {
      const { LeavePage } = await import("./leave.tsx");
      return ({ chain }) => <LeavePage chain={chain} />;
    },
  },
  {
    id: "claim",
    has: always,
    load: async () => {
      const { ClaimPage } = await import("./claim.tsx");
      return () => <ClaimPage />;
    },
  },
  {
    id: "portfolio",
    has: always,
    load: async () => {
      const { PortfolioPage } = await import("./portfolio.tsx");
      return ({ chain, rest }) => <PortfolioPage chain={chain} address={rest[0] ?? null} />;
    },
  },
  {
    id: "protocol",
    has: always,
    load: async () => {
      const { ProtocolPage } = await import("./protocol/page.tsx");
      return ({ rest }) => <ProtocolPage at={rest[0] ?? null} />;
    },
  },
  {
    id: "govern",
    has: ({ contracts }) => contracts.timelock !== null || contracts.gauge !== null,
    load: async () => {
      const { GovernPage } = await import("./govern/page.tsx");
      return ({ chain }) => <GovernPage chain={chain} />;
    },
  },
  {
    id: "rewards",
    has: ({ contracts }) => contracts.stake !== null,
    load: async () => {
      const { RewardsPage } = await import("./rewards.tsx");
      return () => <RewardsPage />;
    },
  },
];

/** The page of a route; the first when the address names none, null when it names one that is not there. */
export function pageOf(id: string, config: ChainConfig): Page | null {
  return id === "" ? PAGES[0] : (PAGES.find((page) => page.id === id && page.has(config)) ?? null);
}

const loaded = new Map<Page["id"], Show>();

/** What shows a page, once it is loaded. */
export function shown(page: Page): Show | null {
  return loaded.get(page.id) ?? null;
}

/** Loads a page. It fails when its file cannot be had, and may be tried again. */
export async function loadPage(page: Page): Promise<void> {
  if (!loaded.has(page.id)) loaded.set(page.id, await page.load());
}
