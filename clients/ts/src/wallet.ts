/** Who signs: a wallet of the page, or a key in Node. */

import { walletFailure } from "./failures.js";
import type { AminoMsg, JsonCoin } from "./messages.js";

/** What is signed, as `cosmos.tx.v1beta1.SignDoc`. */
export interface SignDoc {
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly chainId: string;
  readonly accountNumber: bigint;
}

export interface SignerAccount {
  readonly address: string;
  /** Compressed secp256k1. */
  readonly pubkey: Uint8Array;
}

/** Signs transactions. cosmjs' `OfflineDirectSigner` is one, and so is what wallets give as `getOfflineSigner`. */
export interface DirectSigner {
  getAccounts(): Promise<readonly SignerAccount[]>;
  signDirect(
    address: string,
    doc: SignDoc,
  ): Promise<{
    readonly signed: { readonly bodyBytes: Uint8Array; readonly authInfoBytes: Uint8Array };
    readonly signature: { readonly signature: string };
  }>;
}

/** What a Ledger shows and signs: the transaction as amino's JSON. */
export interface AminoDoc {
  readonly chain_id: string;
  readonly account_number: string;
  readonly sequence: string;
  readonly fee: { readonly amount: readonly JsonCoin[]; readonly gas: string };
  readonly msgs: readonly AminoMsg[];
  readonly memo: string;
}

/** Signs transactions as amino's JSON. cosmjs' `OfflineAminoSigner` is one. */
export interface AminoSigner {
  getAccounts(): Promise<readonly SignerAccount[]>;
  signAmino(
    address: string,
    doc: AminoDoc,
  ): Promise<{
    readonly signed: { readonly fee: AminoDoc["fee"]; readonly memo: string };
    readonly signature: { readonly signature: string };
  }>;
}

/** Either of the two. */
export type Signer = DirectSigner | AminoSigner;

/** The part of `window.keplr` that is used; Leap and Cosmostation have the same. */
export interface Keplr {
  enable(chainId: string): Promise<void>;
  getKey(chainId: string): Promise<{
    readonly name: string;
    readonly bech32Address: string;
    readonly pubKey: Uint8Array;
    readonly isNanoLedger?: boolean;
  }>;
  signDirect(
    chainId: string,
    address: string,
    doc: SignDoc,
    options?: { readonly preferNoSetFee?: boolean; readonly preferNoSetMemo?: boolean },
  ): ReturnType<DirectSigner["signDirect"]>;
  signAmino(
    chainId: string,
    address: string,
    doc: AminoDoc,
    options?: { readonly preferNoSetFee?: boolean; readonly preferNoSetMemo?: boolean },
  ): ReturnType<AminoSigner["signAmino"]>;
  experimentalSuggestChain?(chain: object): Promise<void>;
  suggestToken?(chainId: string, contract: string): Promise<void>;
}

/** A wallet of the page as a signer for one chain: a Ledger behind it signs amino's JSON. Asks for its permission. */
export async function walletSigner(wallet: Keplr, chainId: string): Promise<Signer> {
  let isLedger: boolean;
  try {
    await wallet.enable(chainId);
    isLedger = (await wallet.getKey(chainId)).isNanoLedger ?? false;
  } catch (error) {
    throw walletFailure(error);
  }
  const getAccounts = async () => {
    const key = await wallet.getKey(chainId);
    return [{ address: key.bech32Address, pubkey: key.pubKey }];
  };
  // The fee has been computed already: the wallet should not replace it.
  const options = { preferNoSetFee: true };
  if (isLedger) return { getAccounts, signAmino: (address, doc) => wallet.signAmino(chainId, address, doc, options) };
  return { getAccounts, signDirect: (address, doc) => wallet.signDirect(chainId, address, doc, options) };
}
