/**
 * Messages of transactions, in the forms in which wallets, multisigs, DAOs and governance take them. One message of a
 * contract becomes any of them.
 */

import { binary, toPlain } from "./codec.js";
import type { ExecuteMsg as HubMsg } from "./generated/hub.js";
import type { Coins, Shares, Units } from "./units.js";

/** A coin of a message. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

/** A message to a contract. */
export interface Execute {
  /** Who sends it; a proposal's is its DAO or the governance account. */
  readonly sender: string;
  readonly contract: string;
  /** As the builders of {@link hub} and the other contracts write it. */
  readonly msg: object;
  readonly funds?: readonly Coin[];
}

/** What the backstop does with shares that are sent to it. */
export interface BackstopHookMsg {
  /** Refuses to give fewer units than `min_units`; the sender gets them, or the receiver. */
  readonly deposit: { readonly receiver?: string | null; readonly min_units?: Units | null };
}

/** What the hub does with shares that are sent to it by `send` or `send_from`. */
export type HookMsg =
  | { readonly queue_unbond: { readonly receiver?: string | null } }
  | { readonly instant_unbond: { readonly receiver?: string | null; readonly min_out?: Coins | null } };

/** cw20 `send` of shares to the hub with an instruction, for contracts that know no more than a cw20. */
export function sendToHub(hub: string, amount: Shares, hook: HookMsg): HubMsg {
  return { send: { contract: hub, amount, msg: binary(hook) } };
}

/** cw20 `send` of shares to the backstop, which gives units for them: a message to the hub, as it is the token. */
export function sendToBackstop(backstop: string, amount: Shares, deposit: BackstopHookMsg["deposit"] = {}): HubMsg {
  const hook: BackstopHookMsg = { deposit };
  return { send: { contract: backstop, amount, msg: binary(hook) } };
}

/** A coin as JSON has it. */
export interface JsonCoin {
  readonly denom: string;
  readonly amount: string;
}

/** Coins as the chain wants them: in the order of their denoms, none of zero, none twice. */
export function sortedCoins(funds: readonly Coin[] = []): JsonCoin[] {
  const amounts = new Map<string, bigint>();
  for (const { denom, amount } of funds) amounts.set(denom, (amounts.get(denom) ?? 0n) + amount);
  return [...amounts]
    .filter(([, amount]) => amount > 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([denom, amount]) => ({ denom, amount: amount.toString() }));
}

/** `MsgExecuteContract` in the JSON of the SDK, as `tx sign`, x/gov and block explorers show it. */
export function executeJson({ sender, contract, msg, funds }: Execute) {
  return {
    "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
    sender,
    contract,
    msg: toPlain(msg),
    funds: sortedCoins(funds),
  } as const;
}

/** A message in amino's JSON. */
export interface AminoMsg {
  readonly type: string;
  readonly value: object;
}

/** `MsgExecuteContract` in amino's JSON, which Ledger and older multisigs sign. */
export function executeAmino({ sender, contract, msg, funds }: Execute): AminoMsg {
  return {
    type: "wasm/MsgExecuteContract",
    value: { sender, contract, msg: toPlain(msg), funds: sortedCoins(funds) },
  };
}

/** `MsgExec` of authz: the grantee sends messages of those who granted it that. */
export function authzJson(grantee: string, messages: readonly Execute[]) {
  return { "@type": "/cosmos.authz.v1beta1.MsgExec", grantee, msgs: messages.map(executeJson) } as const;
}

/** A fee and a gas limit. */
export interface Fee {
  readonly amount: readonly Coin[];
  readonly gas: number;
}

/**
 * An unsigned transaction as `tx sign` and `tx multisign` of the chain's program read it, for a multisig whose members sign
 * one after another.
 */
export function unsignedTx(messages: readonly Execute[], fee: Fee, memo = "") {
  return {
    body: {
      messages: messages.map(executeJson),
      memo,
      timeout_height: "0",
      extension_options: [],
      non_critical_extension_options: [],
    },
    auth_info: {
      signer_infos: [],
      fee: { amount: sortedCoins(fee.amount), gas_limit: String(fee.gas), payer: "", granter: "" },
    },
    signatures: [],
  } as const;
}

/** What a proposal says of itself. */
export interface Proposal {
  readonly title: string;
  readonly summary: string;
  /** What people deposit with it. */
  readonly deposit: Coin;
  readonly metadata?: string;
  readonly expedited?: boolean;
}

/** A proposal of x/gov as `tx gov submit-proposal FILE` reads it. The messages' sender is the governance account. */
export function govProposal(messages: readonly Execute[], proposal: Proposal) {
  return {
    messages: messages.map(executeJson),
    metadata: proposal.metadata ?? "",
    deposit: `${proposal.deposit.amount}${proposal.deposit.denom}`,
    title: proposal.title,
    summary: proposal.summary,
    expedited: proposal.expedited ?? false,
  } as const;
}

/** Messages as a DAO of DAO DAO sends them; their sender is the DAO itself. */
export function daoMessages(messages: readonly Omit<Execute, "sender">[]) {
  return messages.map(({ contract, msg, funds }) => ({
    wasm: { execute: { contract_addr: contract, msg: binary(msg), funds: sortedCoins(funds) } },
  }));
}

/** A proposal of DAO DAO: what is sent to the DAO's single-choice proposal module, or to its pre-proposal module. */
export function daoProposal(
  messages: readonly Omit<Execute, "sender">[],
  { title, description }: { readonly title: string; readonly description: string },
  preProposal = false,
) {
  const propose = { title, description, msgs: daoMessages(messages) };
  return preProposal ? { propose: { msg: { propose } } } : { propose };
}
