/** What went wrong, in plain words with what to do. */

import type { RefusalName } from "@floe/client";
import {
  ContractRefused,
  InsufficientFee,
  InsufficientFunds,
  InvalidAddress,
  NodeDown,
  NodeRefused,
  NotIncluded,
  OutOfGas,
  Rejected,
  UnexpectedAnswer,
  WrongSequence,
} from "@floe/client";

import { WrongChain } from "./chain/nodes.ts";
import * as t from "./strings/index.ts";
import { NoWallet, WalletElsewhere } from "./wallet/failures.ts";

/** Refusals that a person at this page can meet; the others are told in the contract's own words. */
const REFUSED: Partial<Record<RefusalName, string>> = {
  BelowMinimum: t.errors.below,
  TooFewShares: t.errors.minShares,
  TooLittleOut: t.errors.minOut,
  Paused: t.errors.paused,
  InsufficientLiquidity: t.errors.noneFree,
  NothingClaimable: t.errors.nothing,
  NoRequests: t.errors.nothing,
  NoRequest: t.errors.nothing,
  NothingQueued: t.errors.closed,
  BondCapExceeded: t.errors.capped,
  WindingDown: t.banner.windingDown,
  Depleted: t.banner.depleted,
};

/** A file of the page could not be loaded: the page was replaced meanwhile, or the network is gone. */
export class PartMissing extends Error {
  override readonly name = "PartMissing";

  constructor() {
    super(t.errors.part);
  }
}

/** A failure for people. `sent` tells whether a transaction may have left the page. */
export function plain(failure: unknown, chainId: string, prefix: string, sent = false): string {
  if (failure instanceof PartMissing) return t.errors.part;
  if (failure instanceof Rejected) return t.errors.rejected;
  if (failure instanceof NoWallet) return t.errors.noWallet;
  if (failure instanceof WalletElsewhere) return t.errors.walletElsewhere(chainId);
  if (failure instanceof ContractRefused) {
    const { name, text } = failure.refusal;
    return REFUSED[name as RefusalName] ?? t.errors.contract(text);
  }
  if (failure instanceof InsufficientFunds) return t.errors.funds;
  if (failure instanceof InsufficientFee) return t.errors.feeLow;
  if (failure instanceof OutOfGas) return t.errors.gas;
  if (failure instanceof WrongSequence) return t.errors.sequence;
  if (failure instanceof NotIncluded) return t.errors.notIncluded;
  if (failure instanceof WrongChain) return t.errors.wrongChain;
  if (failure instanceof NodeDown) return sent ? t.errors.nodeDownSent : t.errors.nodeDown;
  if (failure instanceof InvalidAddress) return t.errors.address(prefix);
  if (failure instanceof UnexpectedAnswer) return t.errors.read + failure.message;
  if (failure instanceof NodeRefused) return t.errors.other(failure.text);
  return t.errors.other(failure instanceof Error ? failure.message : String(failure));
}
