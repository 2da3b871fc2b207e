/** Who pays for a slash before holders do; an older hub knows of none. */

import type { Block, hub } from "@floe/client";

import type { ChainConfig } from "../config.ts";
import type { Nodes } from "./nodes.ts";
import { hubAt, ifKnown } from "./reads.ts";

/** Null when the hub is of a version without guarantors. */
export function readGuarantees(nodes: Nodes, config: ChainConfig, block: Block): Promise<hub.GuaranteesResponse | null> {
  return ifKnown(hubAt(nodes, config, block.height).guarantees());
}
