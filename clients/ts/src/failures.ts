/** What can go wrong between a wallet and a contract, as types. */

import type { RefusalName } from "./generated/errors.js";
import { REFUSALS } from "./generated/errors.js";

export type { RefusalName } from "./generated/errors.js";

/** Names of refusals that come from the libraries of the contracts: cw20-base, cw-ownable, cosmwasm-std. */
export type LibraryRefusalName =
  | "CannotSetOwnAccount"
  | "Expired"
  | "Generic"
  | "InvalidExpiration"
  | "InvalidPngHeader"
  | "InvalidXmlPreamble"
  | "LogoTooBig"
  | "NoAllowance"
  | "NoOwner"
  | "NotFound"
  | "NotOwner"
  | "NotPendingOwner"
  | "ParseError"
  | "TransferExpired"
  | "TransferNotFound"
  | "TokenUnauthorized";

const LIBRARY: readonly (readonly [LibraryRefusalName, readonly string[], readonly string[]])[] = [
  ["TransferExpired", ["A pending ownership transfer exists but it has expired"], []],
  ["NotPendingOwner", ["Caller is not the contract's pending owner"], []],
  ["NotOwner", ["Caller is not the contract's current owner"], []],
  ["NoOwner", ["Contract ownership has been renounced"], []],
  ["TransferNotFound", ["There isn't a pending ownership transfer"], []],
  ["LogoTooBig", ["Logo binary data exceeds 5KB limit"], []],
  ["InvalidXmlPreamble", ["Invalid xml preamble for SVG"], []],
  ["NoAllowance", ["No allowance for this account"], []],
  ["InvalidExpiration", ["Invalid expiration value"], []],
  ["CannotSetOwnAccount", ["Cannot set to own account"], []],
  ["Expired", ["Allowance is expired"], []],
  ["InvalidPngHeader", ["Invalid png header"], []],
  ["TokenUnauthorized", ["Unauthorized"], []],
  ["ParseError", ["Error parsing into type ", ": ", ""], ["type", "reason"]],
  ["Generic", ["Generic error: ", ""], ["reason"]],
  ["NotFound", ["", " not found"], ["what"]],
];

/** Why a contract refused a message or a query. */
export interface Refusal {
  readonly name: RefusalName | LibraryRefusalName;
  /** What the text says, by the names of the contract's source, as texts. */
  readonly fields: Readonly<Record<string, string>>;
  /** The contract's own words. */
  readonly text: string;
}

/** Matches a text against fixed parts and gives what lies between them. */
function match(text: string, parts: readonly string[], fields: readonly string[]): Record<string, string> | null {
  const [first = "", ...rest] = parts;
  if (!text.startsWith(first)) return null;
  if (rest.length === 0) return text === first ? {} : null;
  const found: Record<string, string> = {};
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    // The last part stands at the very end, the others where they are met first.
    const end = last ? text.length - part.length : text.indexOf(part, at);
    if (end < at || (last && !text.endsWith(part))) return null;
    found[fields[index] ?? String(index)] = text.slice(at, end);
    at = end + part.length;
  }
  return found;
}

/** What surrounds a contract's words in a node's log. */
const AROUND = [
  /^failed to execute message; message index: \d+: /,
  /^rpc error: code = \w+ desc = /,
  /^dispatch: submessages: /,
  /^dispatch: /,
  /^reply: /,
];
const AFTER = /: (execute|instantiate|migrate|query|sudo|reply) wasm contract failed(?:.*)$/s;
const QUERIER = /^Generic error: Querier contract error: /;

/** A contract's own words out of what a node says. */
export function contractText(log: string): string {
  let text = log.trim();
  for (let before = ""; before !== text; ) {
    before = text;
    for (const around of AROUND) text = text.replace(around, "");
    text = text.replace(AFTER, "");
  }
  return text.replace(QUERIER, "");
}

/**
 * The refusal in a node's log; null when no contract of the protocol says so. `contract` (`hub`, `validator-registry`, …)
 * decides where two contracts have the same words.
 */
export function refusal(log: string, contract?: string): Refusal | null {
  const text = contractText(log);
  const rows = REFUSALS.flatMap(([name, from, parts, fields]) => {
    const found = match(text, parts, fields);
    return found === null ? [] : [{ name, from, fields: found, text }];
  });
  const own = rows.find(({ from }) => contract !== undefined && from.includes(contract)) ?? rows[0];
  if (own !== undefined) return { name: own.name, fields: own.fields, text };
  for (const [name, parts, fields] of LIBRARY) {
    const found = match(text, parts, fields);
    if (found !== null) return { name, fields: found, text };
  }
  return null;
}

/** The common root of all failures here. */
export abstract class Failure extends Error {
  abstract readonly kind: string;
}

/** No node answered, or none in time. */
export class NodeDown extends Failure {
  override readonly kind = "node_down";
  constructor(
    readonly node: string,
    reason: string,
  ) {
    super(`${node} does not answer: ${reason}`);
  }
}

/** A node answered, and not what was asked. */
export class NodeRefused extends Failure {
  override readonly kind = "node_refused";
  constructor(
    readonly node: string,
    readonly text: string,
  ) {
    super(`${node}: ${text}`);
  }
}

/** The person at the wallet said no. Nothing was sent. */
export class Rejected extends Failure {
  override readonly kind = "rejected";
  constructor(reason: string) {
    super(`the wallet has not signed: ${reason}`);
  }
}

/** The account has not enough coins for the amount or the fee. */
export class InsufficientFunds extends Failure {
  override readonly kind = "insufficient_funds";
}

/** The fee is below what the node asks. */
export class InsufficientFee extends Failure {
  override readonly kind = "insufficient_fee";
}

/** The gas limit was reached: nothing happened, and the fee is paid. */
export class OutOfGas extends Failure {
  override readonly kind = "out_of_gas";
}

/** Another transaction of the account came first. Nothing was done: sign anew. */
export class WrongSequence extends Failure {
  override readonly kind = "wrong_sequence";
}

/** A contract of the protocol refused. */
export class ContractRefused extends Failure {
  override readonly kind = "contract_refused";
  constructor(readonly refusal: Refusal) {
    super(refusal.text);
  }
}

/** The chain refused for another reason. */
export class TransactionFailed extends Failure {
  override readonly kind = "transaction_failed";
  constructor(
    readonly code: number,
    readonly codespace: string,
    log: string,
  ) {
    super(log);
  }
}

/** It was sent and is in no block yet. It may still come: ask for its hash before signing again. */
export class NotIncluded extends Failure {
  override readonly kind = "not_included";
  constructor(
    readonly hash: string,
    seconds: number,
  ) {
    super(`transaction ${hash} is in no block after ${seconds} seconds; it may still come`);
  }
}

/** The failure that a code of a transaction means. */
export function failureOf(code: number, codespace: string, log: string): Failure {
  if (codespace === "sdk") {
    if (code === 5) return new InsufficientFunds(log);
    if (code === 11) return new OutOfGas(log);
    if (code === 13) return new InsufficientFee(log);
    if (code === 32) return new WrongSequence(log);
  }
  return failureOfLog(log) ?? new TransactionFailed(code, codespace, log);
}

/** The failure that a text means where no code comes with it, as in a simulation. */
export function failureOfLog(log: string): Failure | null {
  if (/account sequence mismatch/.test(log)) return new WrongSequence(log);
  if (/insufficient fees?\b/.test(log)) return new InsufficientFee(log);
  if (/wasm contract failed/.test(log)) {
    const why = refusal(log);
    if (why !== null) return new ContractRefused(why);
  }
  if (/insufficient funds|spendable balance .* is smaller than/.test(log)) return new InsufficientFunds(log);
  if (/out of gas/.test(log)) return new OutOfGas(log);
  return null;
}

/** What a wallet threw, as a failure: wallets only have texts for it. */
export function walletFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Rejected(thrown instanceof Error ? thrown.message : String(thrown));
}
