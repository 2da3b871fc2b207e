/** The validators of the protocol: what the hub has with them and what the registry wants of them, at one height. */

import type { Block, Coins } from "@floe/client";
import type { hub, validatorRegistry } from "@floe/client";

import type { ChainConfig } from "../config.ts";
import type { Nodes } from "./nodes.ts";
import { hubAt, registryAt } from "./reads.ts";

export interface ValidatorRow {
  readonly operator: string;
  /** Null when the hub has nothing with it and never had. */
  readonly hub: hub.ValidatorResponse | null;
  /** Null when it is no longer listed. */
  readonly registry: validatorRegistry.ValidatorResponse | null;
  readonly delegated: Coins;
  readonly target: Coins;
}

export interface Validators {
  readonly block: Block;
  readonly rows: readonly ValidatorRow[];
}

const PAGE = 100;

export async function readValidators(nodes: Nodes, config: ChainConfig, block: Block): Promise<Validators> {
  const [stakes, listed] = await Promise.all([
    hubAt(nodes, config, block.height).validators({ limit: PAGE }),
    registryAt(nodes, config, block.height).validators({ limit: PAGE }),
  ]);
  const ofHub = new Map(stakes.map((one) => [one.operator, one]));
  const ofRegistry = new Map(listed.map((one) => [one.operator, one]));
  const operators = [...new Set([...ofRegistry.keys(), ...ofHub.keys()])];
  const rows = operators.map((operator): ValidatorRow => {
    const stake = ofHub.get(operator) ?? null;
    return {
      operator,
      hub: stake,
      registry: ofRegistry.get(operator) ?? null,
      delegated: stake?.delegated ?? (0n as Coins),
      target: stake?.target ?? (0n as Coins),
    };
  });
  rows.sort((a, b) => (a.delegated === b.delegated ? (a.operator < b.operator ? -1 : 1) : a.delegated > b.delegated ? -1 : 1));
  return { block, rows };
}
