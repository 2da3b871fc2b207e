/**
 * The pages in the order of the navigation. A further one (governing, protection, operators) is one more entry and its name
 * in the strings: routes and navigation are made from this list.
 */

import type { ReactNode } from "react";

import type { t } from "../strings.ts";
import { ClaimPage } from "./claim.tsx";
import { LeavePage } from "./leave.tsx";
import { PortfolioPage } from "./portfolio.tsx";
import { ProtocolPage } from "./protocol/page.tsx";
import { StakePage } from "./stake.tsx";

export interface PageProps {
  /** For links: the chain's id, or null on a site of one chain. */
  readonly chain: string | null;
  /** What follows the page in the address. */
  readonly rest: readonly string[];
}

export interface Page {
  readonly id: Exclude<keyof typeof t.nav, "label">;
  readonly show: (props: PageProps) => ReactNode;
}

export const PAGES: readonly [Page, ...Page[]] = [
  { id: "stake", show: ({ chain }) => <StakePage chain={chain} /> },
  { id: "leave", show: ({ chain }) => <LeavePage chain={chain} /> },
  { id: "claim", show: () => <ClaimPage /> },
  { id: "portfolio", show: ({ chain, rest }) => <PortfolioPage chain={chain} address={rest[0] ?? null} /> },
  { id: "protocol", show: () => <ProtocolPage /> },
];

/** The page of a route; the first when the address names none, null when it names one that is not there. */
export function pageOf(id: string): Page | null {
  return id === "" ? PAGES[0] : (PAGES.find((page) => page.id === id) ?? null);
}
