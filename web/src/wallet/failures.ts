/** What can be wrong with the wallet itself. */

/** There is no wallet in this browser. */
export class NoWallet extends Error {
  override readonly name = "NoWallet";
}

/** The wallet does not know the chain, or shows an account of another one. */
export class WalletElsewhere extends Error {
  override readonly name = "WalletElsewhere";
}
