/** Parameters out of the hub's `powers`. */

import type { hub } from "@floe/client";

/** A parameter's value; null when this hub has none of that name. */
export function param(powers: hub.PowersResponse, name: string): bigint | null {
  return powers.params.find((one) => one.name === name)?.value ?? null;
}
