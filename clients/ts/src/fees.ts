/** Prices of gas, and fees from them. Apart from `transaction.ts`, so that a page can tell a fee before it loads what signs. */

import type { Coin, Fee } from "./messages.js";

/** A price of gas: `0.025stake`. */
export interface GasPrice {
  readonly denom: string;
  /** In parts of 10^18 of a base unit. */
  readonly atomics: bigint;
}

export class InvalidGasPrice extends Error {
  override readonly name = "InvalidGasPrice";
}

export function gasPrice(text: string): GasPrice {
  const [, whole = "", fraction = "", denom = ""] = /^(\d+)(?:\.(\d{1,18}))?([a-zA-Z][a-zA-Z0-9/:._-]{1,127})$/.exec(text) ?? [];
  if (denom === "") throw new InvalidGasPrice(`\`${text}\` is not a price of gas; write it as 0.025stake`);
  return { denom, atomics: BigInt(whole + fraction.padEnd(18, "0")) };
}

/** The fee for a gas limit, rounded up. Nothing when gas is free. */
export function feeFor(gas: number, price: GasPrice): Fee {
  const amount = (BigInt(gas) * price.atomics + 10n ** 18n - 1n) / 10n ** 18n;
  const coin: Coin = { denom: price.denom, amount };
  return { gas, amount: amount === 0n ? [] : [coin] };
}
