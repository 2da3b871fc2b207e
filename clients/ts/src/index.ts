/** Floe's client: see README.md. */

export * from "./address.js";
export { base64, binary, fromBase64, toJson, toPlain, UnexpectedAnswer } from "./codec.js";
export * from "./events.js";
export * from "./failures.js";
export * from "./fees.js";
export * from "./generated/contracts.js";
export type * as indexApi from "./generated/index-api.js";
export * from "./index-client.js";
export * from "./messages.js";
export type { Accepted, Account, Chain, Included, NodeOptions } from "./node.js";
export { failOver } from "./node.js";
export * from "./quotes.js";
export * from "./rate.js";
export type * from "./reader.js";
export { restNode } from "./rest.js";
export { rpcNode } from "./rpc.js";
export * from "./sender.js";
export * from "./transaction.js";
export * from "./units.js";
export * from "./wallet.js";
