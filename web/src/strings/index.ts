/** Every sentence of the page. Those of a page stand in a file of their own, and are loaded with it. */

export * from "./common.ts";
export * from "./stake.ts";
export * from "./leave.ts";
export * from "./claim.ts";
export * from "./portfolio.ts";
export * from "./protocol.ts";
export * from "./govern.ts";
export * from "./rewards.ts";
