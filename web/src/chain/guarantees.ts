/** Who pays for a slash before holders do, as the hub answers `guarantees`; an older hub knows of none. */

import type { Block, Coins, Shares } from "@floe/client";
import { coins, shares, UnexpectedAnswer } from "@floe/client";

import type { ChainConfig } from "../config.ts";
import type { Nodes } from "./nodes.ts";
import { ifKnown } from "./reads.ts";

export interface Guarantor {
  readonly contract: string;
  readonly balance: Shares;
  /** What it would pay of the worst loss. */
  readonly capacity: Coins;
  /** The same as a part of the worst loss, in basis points. */
  readonly ratioBps: number;
}

export interface Guarantees {
  readonly bonds: Guarantor | null;
  readonly backstop: Guarantor | null;
  /** What a double sign of the validator with the largest stake costs. */
  readonly worstLoss: Coins;
  /** The largest part of the pool that one double sign costs beyond both, in basis points. */
  readonly uncoveredBps: number;
}

function fields(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new UnexpectedAnswer(path, "an object", value);
  return value as Record<string, unknown>;
}

function count(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new UnexpectedAnswer(path, "a whole number", value);
  return value;
}

function guarantor(value: unknown, path: string): Guarantor | null {
  if (value === null || value === undefined) return null;
  const from = fields(value, path);
  return {
    contract: String(from["contract"]),
    balance: shares(String(from["balance"])),
    capacity: coins(String(from["capacity"])),
    ratioBps: count(from["ratio_bps"], `${path}.ratio_bps`),
  };
}

/** The answer as its type. */
export function decodeGuarantees(answer: unknown): Guarantees {
  const from = fields(answer, "guarantees");
  return {
    bonds: guarantor(from["bonds"], "bonds"),
    backstop: guarantor(from["backstop"], "backstop"),
    worstLoss: coins(String(from["worst_loss"])),
    uncoveredBps: count(from["worst_uncovered_bps"], "worst_uncovered_bps"),
  };
}

/** Null when the hub is of a version without guarantors. */
export async function readGuarantees(nodes: Nodes, config: ChainConfig, block: Block): Promise<Guarantees | null> {
  const answer = await ifKnown(nodes.smart(config.contracts.hub, { guarantees: {} }, block.height));
  return answer === null ? null : decodeGuarantees(answer);
}
