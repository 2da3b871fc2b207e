/** The wallet of the browser, through the plain `window.keplr` interface. The page never sees a key. */

import type { Keplr, Sender } from "@floe/client";
import { checkAddress, InvalidAddress, Rejected } from "@floe/client";
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { useChain, useConstants } from "../chain/session.tsx";
import type { ChainConfig } from "../config.ts";
import { prefixOf } from "../config.ts";
import { memory } from "../parts/memory.ts";
import { NoWallet, WalletElsewhere } from "./failures.ts";
import { loadSigning } from "./load.ts";

declare global {
  interface Window {
    keplr?: Keplr;
  }
}

export interface Connected {
  readonly address: string;
  readonly name: string;
  readonly ledger: boolean;
}

interface Wallet {
  readonly account: Connected | null;
  readonly busy: boolean;
  readonly error: unknown;
  connect(): Promise<void>;
  disconnect(): void;
  /** Who sends for the connected account; its key is asked for anew, as it may have been switched in the wallet. */
  sender(): Promise<Sender>;
}

const Context = createContext<Wallet | null>(null);

/** What the wallet needs to know of a chain that it does not know. Null when the configuration says too little. */
function suggestion(config: ChainConfig, decimals: number): object | null {
  const both = config.nodes.find(({ rpc, rest }) => rpc !== null && rest !== null);
  if (both === undefined) return null;
  const prefix = prefixOf(config);
  const coin = { coinDenom: config.coin.symbol, coinMinimalDenom: config.coin.denom, coinDecimals: decimals };
  const price = Number(/^[\d.]+/.exec(config.gasPrice)?.[0] ?? 0);
  return {
    chainId: config.chainId,
    chainName: config.name,
    rpc: both.rpc,
    rest: both.rest,
    bip44: { coinType: 118 },
    bech32Config: {
      bech32PrefixAccAddr: prefix,
      bech32PrefixAccPub: `${prefix}pub`,
      bech32PrefixValAddr: `${prefix}valoper`,
      bech32PrefixValPub: `${prefix}valoperpub`,
      bech32PrefixConsAddr: `${prefix}valcons`,
      bech32PrefixConsPub: `${prefix}valconspub`,
    },
    currencies: [coin],
    feeCurrencies: [{ ...coin, gasPriceStep: { low: price, average: price, high: price * 2 } }],
    stakeCurrency: coin,
  };
}

async function open(config: ChainConfig, decimals: number | null): Promise<Connected> {
  const keplr = window.keplr;
  if (keplr === undefined) throw new NoWallet();
  try {
    await keplr.enable(config.chainId);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!/chain info|not support|unknown chain|no chain/i.test(why)) throw new Rejected(why);
    const chain = decimals === null ? null : suggestion(config, decimals);
    if (chain === null || keplr.experimentalSuggestChain === undefined) throw new WalletElsewhere(why);
    try {
      await keplr.experimentalSuggestChain(chain);
      await keplr.enable(config.chainId);
    } catch (again) {
      throw new WalletElsewhere(again instanceof Error ? again.message : String(again));
    }
  }
  const key = await keplr.getKey(config.chainId);
  try {
    checkAddress(key.bech32Address, prefixOf(config));
  } catch (error) {
    if (error instanceof InvalidAddress) throw new WalletElsewhere(error.message);
    throw error;
  }
  return { address: key.bech32Address, name: key.name, ledger: key.isNanoLedger === true };
}

const REMEMBERED = "floe.connected";

export function WalletProvider({ children }: { readonly children: ComponentChildren }) {
  const { config, nodes } = useChain();
  const decimals = useConstants().data?.token.decimals ?? null;
  const known = useRef(decimals);
  known.current = decimals;
  const [account, setAccount] = useState<Connected | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const connect = useCallback(async () => {
    setBusy(true);
    setError(null);
    try {
      setAccount(await open(config, known.current));
      memory.set(REMEMBERED, "yes");
      // Told when it is needed, should it fail.
      loadSigning().catch(() => undefined);
    } catch (failure) {
      setAccount(null);
      setError(failure);
    } finally {
      setBusy(false);
    }
  }, [config]);

  const disconnect = useCallback(() => {
    setAccount(null);
    setError(null);
    memory.remove(REMEMBERED);
  }, []);

  useEffect(() => {
    setAccount(null);
    setError(null);
    // Who was connected before need not press the button again; wallets do not ask twice.
    if (memory.get(REMEMBERED) !== null && window.keplr !== undefined) void connect();
    const again = () => {
      if (memory.get(REMEMBERED) !== null) void connect();
    };
    addEventListener("keplr_keystorechange", again);
    return () => removeEventListener("keplr_keystorechange", again);
  }, [connect]);

  const wallet = useMemo<Wallet>(
    () => ({
      account,
      busy,
      error,
      connect,
      disconnect,
      async sender() {
        const keplr = window.keplr;
        if (keplr === undefined || account === null) throw new NoWallet();
        const { Sender, walletSigner } = await loadSigning();
        const signer = await walletSigner(keplr, config.chainId);
        const sender = await Sender.connect(nodes, signer, { chainId: config.chainId, gasPrice: config.gasPrice });
        // The figures on the page are of this account: nobody else may sign for them.
        if (sender.address !== account.address) {
          setAccount(null);
          throw new WalletElsewhere(sender.address);
        }
        return sender;
      },
    }),
    [account, busy, error, connect, disconnect, config, nodes],
  );
  return <Context.Provider value={wallet}>{children}</Context.Provider>;
}

export function useWallet(): Wallet {
  const wallet = useContext(Context);
  if (wallet === null) throw new Error("a component outside WalletProvider");
  return wallet;
}
