/** From messages to a transaction in a block: account, simulation, fee, signature, broadcast, waiting. */

import type { GasPrice } from "./fees.js";
import { feeFor, gasPrice } from "./fees.js";
import { failureOf, InsufficientFunds, NodeDown, NotIncluded, walletFailure } from "./failures.js";
import type { Execute, Fee } from "./messages.js";
import { sortedCoins } from "./messages.js";
import type { Chain, Included } from "./node.js";
import type { AnyMsg } from "./transaction.js";
import { authInfoBytes, bodyBytes, executeMsg, txBytes } from "./transaction.js";
import type { Signer, SignerAccount } from "./wallet.js";

export interface SenderOptions {
  readonly chainId: string;
  /** As `0.025stake`. */
  readonly gasPrice: string;
  /** The limit is so many times what the simulation used. 1.3 unless told, as the chain moves on until the block. */
  readonly gasFactor?: number;
  /** Seconds until a transaction that is in no block counts as not included. 60 unless told. */
  readonly waitSeconds?: number;
  /** Milliseconds between two looks. 500 unless told. */
  readonly pollMillis?: number;
  /** Told the hash as soon as a node has taken the transaction, before it is in a block. */
  readonly onSent?: (hash: string) => void;
}

/** Signed and not yet sent. */
export interface Signed {
  readonly bytes: Uint8Array;
  readonly fee: Fee;
}

/** Sends transactions of one account. */
export class Sender {
  readonly #price: GasPrice;

  private constructor(
    readonly chain: Chain,
    readonly signer: Signer,
    readonly account: SignerAccount,
    readonly options: SenderOptions,
  ) {
    this.#price = gasPrice(options.gasPrice);
  }

  /** For the signer's first account. */
  static async connect(chain: Chain, signer: Signer, options: SenderOptions): Promise<Sender> {
    const [account] = await fromWallet(signer.getAccounts());
    if (account === undefined) throw walletFailure("it has no account for this chain");
    return new Sender(chain, signer, account, options);
  }

  get address(): string {
    return this.account.address;
  }

  /** A message of this account to a contract. */
  message(contract: string, msg: object, funds: Execute["funds"] = []): AnyMsg {
    return executeMsg({ sender: this.address, contract, msg, funds });
  }

  /**
   * What the messages would cost: simulated, with a margin, at the price of gas.
   * @throws the refusal of the contract, when there would be one: nobody is asked to sign what cannot succeed
   */
  async estimate(messages: readonly AnyMsg[], memo = ""): Promise<Fee> {
    const { sequence } = await this.#account();
    const auth = authInfoBytes(this.account.pubkey, sequence, { gas: 0, amount: [] });
    const used = await this.chain.simulate(txBytes(bodyBytes(messages, memo), auth, [""]));
    return feeFor(Math.ceil(used * (this.options.gasFactor ?? 1.3)), this.#price);
  }

  /** Has the wallet sign the messages as one transaction, with a fee or with the estimate. */
  async sign(messages: readonly AnyMsg[], fee?: Fee, memo = ""): Promise<Signed> {
    const paid = fee ?? (await this.estimate(messages, memo));
    const { number, sequence } = await this.#account();
    return { bytes: await this.#signed(messages, paid, memo, number, sequence), fee: paid };
  }

  /** What the wallet has signed is what is sent: it may have changed the fee or the memo. */
  async #signed(messages: readonly AnyMsg[], fee: Fee, memo: string, number: bigint, sequence: bigint): Promise<Uint8Array> {
    const { chainId } = this.options;
    const { pubkey, address } = this.account;
    if ("signDirect" in this.signer) {
      const doc = {
        bodyBytes: bodyBytes(messages, memo),
        authInfoBytes: authInfoBytes(pubkey, sequence, fee),
        chainId,
        accountNumber: number,
      };
      const { signed, signature } = await fromWallet(this.signer.signDirect(address, doc));
      return txBytes(signed.bodyBytes, signed.authInfoBytes, [signature.signature]);
    }
    const doc = {
      chain_id: chainId,
      account_number: number.toString(),
      sequence: sequence.toString(),
      fee: { amount: sortedCoins(fee.amount), gas: fee.gas.toString() },
      msgs: messages.map(({ amino }) => amino),
      memo,
    };
    const { signed, signature } = await fromWallet(this.signer.signAmino(address, doc));
    const amount = signed.fee.amount.map((coin) => ({ denom: coin.denom, amount: BigInt(coin.amount) }));
    const auth = authInfoBytes(pubkey, sequence, { gas: Number(signed.fee.gas), amount }, true);
    return txBytes(bodyBytes(messages, signed.memo), auth, [signature.signature]);
  }

  /** Signs once, sends once, and waits until the transaction is in a block and has succeeded. */
  async send(messages: readonly AnyMsg[], fee?: Fee, memo = ""): Promise<Included> {
    const { bytes } = await this.sign(messages, fee, memo);
    return sendSigned(this.chain, bytes, this.options);
  }

  async #account() {
    const account = await this.chain.account(this.address);
    if (account === null) throw new InsufficientFunds(`${this.address} has never had a coin on ${this.options.chainId}`);
    return account;
  }
}

/** What a wallet answers; what it throws is that it has not signed. */
async function fromWallet<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw walletFailure(error);
  }
}

/**
 * Sends signed bytes and waits for them. The same bytes may be given again after a {@link NotIncluded}: they can be in a
 * block only once.
 */
export async function sendSigned(
  chain: Chain,
  bytes: Uint8Array,
  options: Pick<SenderOptions, "waitSeconds" | "pollMillis" | "onSent"> = {},
): Promise<Included> {
  const { hash, code, codespace, log } = await chain.broadcast(bytes);
  // Code 19 of the SDK: another node has passed it on to this one already.
  if (code !== 0 && !(code === 19 && codespace === "sdk")) throw failureOf(code, codespace, log);
  options.onSent?.(hash);
  return waitFor(chain, hash, options);
}

/** Waits until a transaction is in a block. @throws what it failed with, or {@link NotIncluded} */
export async function waitFor(
  chain: Chain,
  hash: string,
  options: Pick<SenderOptions, "waitSeconds" | "pollMillis"> = {},
): Promise<Included> {
  const seconds = options.waitSeconds ?? 60;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const included = await found(chain, hash);
    if (included !== null) {
      if (included.code !== 0) throw failureOf(included.code, included.codespace, included.log);
      return included;
    }
    if (Date.now() > end) throw new NotIncluded(hash, seconds);
    await new Promise((resolve) => setTimeout(resolve, options.pollMillis ?? 500));
  }
}

/** A node that is down while one waits is asked again: the transaction is sent, and only its fate is not known. */
async function found(chain: Chain, hash: string): Promise<Included | null> {
  try {
    return await chain.transaction(hash);
  } catch (error) {
    if (error instanceof NodeDown) return null;
    throw error;
  }
}
