/** Who signs: a wallet of the page, or a key in Node. */

import { walletFailure } from "./failures.js";

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
  experimentalSuggestChain?(chain: object): Promise<void>;
  suggestToken?(chainId: string, contract: string): Promise<void>;
}

/** A wallet of the page as a signer for one chain. Asks for its permission. */
export async function walletSigner(wallet: Keplr, chainId: string): Promise<DirectSigner> {
  try {
    await wallet.enable(chainId);
  } catch (error) {
    throw walletFailure(error);
  }
  return {
    async getAccounts() {
      const key = await wallet.getKey(chainId);
      return [{ address: key.bech32Address, pubkey: key.pubKey }];
    },
    // The fee has been computed already: the wallet should not replace it.
    signDirect: (address, doc) => wallet.signDirect(chainId, address, doc, { preferNoSetFee: true }),
  };
}
