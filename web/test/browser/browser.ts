/** Chromium with a wallet of the test's own behind `window.keplr`. The key stays here, in Node. */

import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium", args: FLAGS, timeout: 60_000 });
}

/** What the wallet will do; a test changes it as it goes. */
export interface WalletMood {
  mnemonic: string;
  /** Refuses to sign. */
  reject: boolean;
  /** The only chain that it knows. */
  chainId: string;
  prefix: string;
  /** Chains that the page suggested. */
  readonly suggested: string[];
  acceptSuggestions: boolean;
  /** How often it was asked to sign. */
  signed: number;
}

interface Asked {
  readonly what: "enable" | "key" | "sign" | "suggest";
  readonly chainId: string;
  readonly body?: string;
  readonly auth?: string;
  readonly account?: string;
  readonly chain?: { readonly chainId: string };
}

export interface Open {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wallet: WalletMood;
  /** What the browser complained of: errors of the page and of its security policy. */
  readonly complaints: string[];
  /** Origins that were asked. */
  readonly origins: Set<string>;
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));

export interface OpenOptions {
  readonly mnemonic?: string;
  readonly chainId?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly noWallet?: boolean;
}

/** A window of its own, with a wallet. */
export async function open(browser: Browser, options: OpenOptions = {}): Promise<Open> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1024, height: options.height ?? 900 },
    colorScheme: options.dark === true ? "dark" : "light",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const wallet: WalletMood = {
    mnemonic: options.mnemonic ?? "",
    reject: false,
    chainId: options.chainId ?? "floe-local",
    prefix: "wasm",
    suggested: [],
    acceptSuggestions: true,
    signed: 0,
  };
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => origins.add(new URL(request.url()).origin));

  if (options.noWallet !== true) {
    await page.exposeFunction("__wallet", async (asked: Asked) => {
      if (asked.what === "suggest") {
        wallet.suggested.push(asked.chain?.chainId ?? "");
        if (!wallet.acceptSuggestions) throw new Error("Request rejected");
        wallet.chainId = asked.chain?.chainId ?? "";
        return null;
      }
      if (asked.chainId !== wallet.chainId) throw new Error(`There is no chain info for ${asked.chainId}`);
      if (asked.what === "enable") return null;
      const signer = await DirectSecp256k1HdWallet.fromMnemonic(wallet.mnemonic, { prefix: wallet.prefix });
      const [account] = await signer.getAccounts();
      if (account === undefined) throw new Error("no account");
      if (asked.what === "key") return { address: account.address, pubkey: Buffer.from(account.pubkey).toString("base64") };
      if (wallet.reject) throw new Error("Request rejected");
      wallet.signed += 1;
      const { signature } = await signer.signDirect(account.address, {
        bodyBytes: bytes(asked.body ?? ""),
        authInfoBytes: bytes(asked.auth ?? ""),
        chainId: asked.chainId,
        accountNumber: BigInt(asked.account ?? "0"),
      });
      return signature.signature;
    });
    await page.addInitScript(installWallet);
  }
  return { context, page, wallet, complaints, origins };
}

/** Runs in the page. */
function installWallet(): void {
  type Doc = { bodyBytes: Uint8Array; authInfoBytes: Uint8Array; chainId: string; accountNumber: bigint };
  const ask = (window as unknown as { __wallet(asked: object): Promise<unknown> }).__wallet;
  const text = (value: Uint8Array) => btoa(String.fromCharCode(...value));
  const keplr = {
    enable: (chainId: string) => ask({ what: "enable", chainId }),
    async getKey(chainId: string) {
      const key = (await ask({ what: "key", chainId })) as { address: string; pubkey: string };
      return {
        name: "test",
        bech32Address: key.address,
        pubKey: Uint8Array.from(atob(key.pubkey), (char) => char.charCodeAt(0)),
        isNanoLedger: false,
      };
    },
    async signDirect(chainId: string, _address: string, doc: Doc) {
      const asked = { what: "sign", chainId, body: text(doc.bodyBytes), auth: text(doc.authInfoBytes), account: doc.accountNumber.toString() };
      return { signed: doc, signature: { signature: await ask(asked) } };
    },
    experimentalSuggestChain: (chain: object) => ask({ what: "suggest", chainId: "", chain }),
  };
  Object.defineProperty(window, "keplr", { value: keplr });
}
