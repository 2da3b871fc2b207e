/** From messages to a transaction in a block, on a chain that answers what a test tells it. */

import type { StdSignDoc } from "@cosmjs/amino";
import { Secp256k1HdWallet, serializeSignDoc } from "@cosmjs/amino";
import { Secp256k1, Secp256k1Signature, sha256 } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { Accepted, AminoDoc, AminoSigner, Chain, DirectSigner, Included, Keplr, Signer } from "@floe/client";
import {
  ContractRefused,
  hub,
  InsufficientFunds,
  NodeDown,
  NotIncluded,
  OutOfGas,
  Rejected,
  Sender,
  sendSigned,
  shares,
  TransactionFailed,
  walletSigner,
  WrongSequence,
} from "@floe/client";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { describe, expect, it } from "vitest";

/** The words that every test vector of BIP-39 begins with. */
const WORDS = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const wallet = await DirectSecp256k1HdWallet.fromMnemonic(WORDS, { prefix: "wasm" });
const [me] = await wallet.getAccounts();
if (me === undefined) throw new Error("the wallet has no account");

const included = (over: Partial<Included> = {}): Included => ({
  hash: "AB",
  height: 7,
  code: 0,
  codespace: "",
  log: "",
  gasUsed: 90_000,
  gasWanted: 130_000,
  events: [],
  ...over,
});

/** A chain with one account; what was broadcast is kept. */
function chainOf(over: Partial<Chain> = {}) {
  const sent: Uint8Array[] = [];
  const refuse = () => Promise.reject(new Error("not asked in this test"));
  const chain: Chain = {
    smart: refuse,
    raw: refuse,
    block: refuse,
    balance: refuse,
    account: () => Promise.resolve({ number: 42n, sequence: 9n }),
    simulate: () => Promise.resolve(100_000),
    broadcast: (tx) => {
      sent.push(tx);
      return Promise.resolve({ hash: "AB", code: 0, codespace: "", log: "" });
    },
    transaction: () => Promise.resolve(included()),
    ...over,
  };
  return { chain, sent };
}

const options = { chainId: "floe-1", gasPrice: "0.025stake", waitSeconds: 0.2, pollMillis: 10 };
const connect = (chain: Chain, signer: Signer = wallet) => Sender.connect(chain, signer, options);
const refusedBy = (chain: Chain, signer?: Signer) =>
  connect(chain, signer).then((sender) => sender.send([sender.message("wasm1hub", hub.messages.sync())]));

describe("a transaction", () => {
  it("has all messages, the account's sequence, the fee of the simulation, and a signature that is right", async () => {
    const { chain, sent } = chainOf();
    const sender = await connect(chain);
    const messages = [
      sender.message("wasm1hub", hub.messages.bond({ min_shares: shares(5) }), [{ denom: "stake", amount: 7n }]),
      sender.message("wasm1hub", hub.messages.queueUnbond({ shares: shares(5) })),
    ];
    expect(await sender.send(messages, undefined, "hello")).toEqual(included());
    expect(sent.length).toBe(1);

    const raw = TxRaw.decode(sent[0] ?? new Uint8Array());
    const body = TxBody.decode(raw.bodyBytes);
    expect(body.memo).toBe("hello");
    expect(body.messages.map(({ value }) => new TextDecoder().decode(MsgExecuteContract.decode(value).msg))).toEqual([
      '{"bond":{"min_shares":"5"}}',
      '{"queue_unbond":{"shares":"5"}}',
    ]);
    const auth = AuthInfo.decode(raw.authInfoBytes);
    // 100,000 gas with a margin of 30 %, at 0.025.
    expect(auth.fee).toMatchObject({ gasLimit: 130_000n, amount: [{ denom: "stake", amount: "3250" }] });
    const [info] = auth.signerInfos;
    expect(info?.sequence).toBe(9n);
    expect(info?.modeInfo?.single?.mode).toBe(SignMode.SIGN_MODE_DIRECT);
    const { bodyBytes, authInfoBytes, signatures } = raw;
    const doc = SignDoc.encode({ bodyBytes, authInfoBytes, chainId: "floe-1", accountNumber: 42n }).finish();
    const signature = Secp256k1Signature.fromFixedLength(signatures[0] ?? new Uint8Array());
    expect(Secp256k1.verifySignature(signature, sha256(doc), me.pubkey)).toBe(true);
  });

  it("is signed as amino's JSON where the signer knows no other, with what it has changed", async () => {
    const { chain, sent } = chainOf();
    const amino = await Secp256k1HdWallet.fromMnemonic(WORDS, { prefix: "wasm" });
    const docs: AminoDoc[] = [];
    const ledger: AminoSigner = {
      getAccounts: () => amino.getAccounts(),
      signAmino: (address, doc) => {
        const dearer = { ...doc, memo: "dearer", fee: { gas: "150000", amount: [{ denom: "stake", amount: "4000" }] } };
        docs.push(dearer);
        return amino.signAmino(address, dearer as unknown as StdSignDoc);
      },
    };
    const sender = await connect(chain, ledger);
    await sender.send([sender.message("wasm1hub", hub.messages.bond({ min_shares: shares(5) }), [{ denom: "stake", amount: 7n }])]);
    const [doc] = docs;
    expect(doc).toMatchObject({ chain_id: "floe-1", account_number: "42", sequence: "9" });
    expect(doc?.msgs).toEqual([
      {
        type: "wasm/MsgExecuteContract",
        value: {
          sender: me.address,
          contract: "wasm1hub",
          msg: { bond: { min_shares: "5" } },
          funds: [{ denom: "stake", amount: "7" }],
        },
      },
    ]);
    const raw = TxRaw.decode(sent[0] ?? new Uint8Array());
    const auth = AuthInfo.decode(raw.authInfoBytes);
    expect(auth.signerInfos[0]?.modeInfo?.single?.mode).toBe(SignMode.SIGN_MODE_LEGACY_AMINO_JSON);
    expect(auth.fee).toMatchObject({ gasLimit: 150_000n, amount: [{ denom: "stake", amount: "4000" }] });
    expect(TxBody.decode(raw.bodyBytes).memo).toBe("dearer");
    const signature = Secp256k1Signature.fromFixedLength(raw.signatures[0] ?? new Uint8Array());
    const bytes = serializeSignDoc(doc as unknown as StdSignDoc);
    expect(Secp256k1.verifySignature(signature, sha256(bytes), me.pubkey)).toBe(true);
  });

  it("is what the wallet has signed, when it has changed the fee", async () => {
    const { chain, sent } = chainOf();
    const dearer: DirectSigner = {
      getAccounts: () => wallet.getAccounts(),
      signDirect: async (address, doc) => {
        const auth = AuthInfo.decode(doc.authInfoBytes);
        const fee = { ...auth.fee, amount: [{ denom: "stake", amount: "9999" }], gasLimit: 200_000n };
        const authInfoBytes = AuthInfo.encode(AuthInfo.fromPartial({ ...auth, fee })).finish();
        return wallet.signDirect(address, { ...doc, authInfoBytes });
      },
    };
    await refusedBy(chain, dearer);
    const raw = TxRaw.decode(sent[0] ?? new Uint8Array());
    expect(AuthInfo.decode(raw.authInfoBytes).fee?.amount).toEqual([{ denom: "stake", amount: "9999" }]);
  });
});

describe("nothing is sent", () => {
  it("when the contract would refuse: nobody is asked to sign it", async () => {
    const refusal = new ContractRefused({ name: "WindingDown", fields: {}, text: "the protocol is winding down" });
    const { chain, sent } = chainOf({ simulate: () => Promise.reject(refusal) });
    const signer = { getAccounts: () => wallet.getAccounts(), signDirect: () => Promise.reject(new Error("was asked")) };
    await expect(refusedBy(chain, signer)).rejects.toBe(refusal);
    expect(sent).toEqual([]);
  });

  it("when the person says no, or the wallet has no account", async () => {
    const { chain, sent } = chainOf();
    const refusing = { getAccounts: () => wallet.getAccounts(), signDirect: () => Promise.reject(new Error("Request rejected")) };
    await expect(refusedBy(chain, refusing)).rejects.toThrow(Rejected);
    await expect(refusedBy(chain, { ...refusing, getAccounts: () => Promise.resolve([]) })).rejects.toThrow(Rejected);
    expect(sent).toEqual([]);
  });

  it("of an account that the chain does not know", async () => {
    const { chain } = chainOf({ account: () => Promise.resolve(null) });
    await expect(refusedBy(chain)).rejects.toThrow(InsufficientFunds);
  });
});

describe("what a node says of it", () => {
  const accepting = (over: Partial<Accepted>) =>
    chainOf({ broadcast: () => Promise.resolve({ hash: "AB", code: 0, codespace: "sdk", log: "", ...over }) }).chain;

  it("is the failure of the check", async () => {
    await expect(refusedBy(accepting({ code: 32, log: "account sequence mismatch" }))).rejects.toThrow(WrongSequence);
    await expect(refusedBy(accepting({ code: 5, log: "insufficient funds" }))).rejects.toThrow(InsufficientFunds);
    await expect(refusedBy(accepting({ code: 4, log: "unauthorized" }))).rejects.toThrow(TransactionFailed);
  });

  it("is well when another node has passed it on already", async () => {
    expect(await refusedBy(accepting({ code: 19, log: "tx already in mempool" }))).toEqual(included());
  });

  it("is the failure in its block", async () => {
    const inBlock = (over: Partial<Included>) => chainOf({ transaction: () => Promise.resolve(included(over)) }).chain;
    await expect(refusedBy(inBlock({ code: 11, codespace: "sdk", log: "out of gas" }))).rejects.toThrow(OutOfGas);
    const log = "failed to execute message; message index: 0: params must be null: execute wasm contract failed";
    await expect(refusedBy(inBlock({ code: 5, codespace: "wasm", log }))).rejects.toThrow(ContractRefused);
  });
});

describe("waiting", () => {
  it("goes on while the node is down, and ends with the hash", async () => {
    let asked = 0;
    const answers = [() => Promise.reject(new NodeDown("node", "silence")), () => Promise.resolve(null), () => Promise.resolve(included())];
    const { chain } = chainOf({ transaction: () => answers[asked++]?.() ?? Promise.resolve(null) });
    expect(await sendSigned(chain, Uint8Array.of(1), options)).toEqual(included());
    expect(asked).toBe(3);
    const { chain: never } = chainOf({ transaction: () => Promise.resolve(null) });
    const failure = await sendSigned(never, Uint8Array.of(1), options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotIncluded);
    expect((failure as NotIncluded).hash).toBe("AB");
  });
});

describe("a wallet of the page", () => {
  const keplr = (over: Partial<Keplr> = {}): Keplr => ({
    enable: () => Promise.resolve(),
    getKey: () => Promise.resolve({ name: "me", bech32Address: me.address, pubKey: me.pubkey }),
    signDirect: (_chainId, address, doc) => wallet.signDirect(address, doc),
    signAmino: () => Promise.reject(new Error("was asked for amino")),
    ...over,
  });

  it("signs for its chain, and is asked not to choose another fee", async () => {
    const asked: unknown[] = [];
    const { chain, sent } = chainOf();
    const signer = await walletSigner(
      keplr({
        enable: (chainId) => Promise.resolve(void asked.push(chainId)),
        signDirect: (chainId, address, doc, how) => {
          asked.push(chainId, how);
          return wallet.signDirect(address, doc);
        },
      }),
      "floe-1",
    );
    await refusedBy(chain, signer);
    expect(asked).toEqual(["floe-1", "floe-1", { preferNoSetFee: true }]);
    expect(sent.length).toBe(1);
  });

  it("with a Ledger behind it signs amino's JSON", async () => {
    const amino = await Secp256k1HdWallet.fromMnemonic(WORDS, { prefix: "wasm" });
    const asked: unknown[] = [];
    const ledger = keplr({
      getKey: () => Promise.resolve({ name: "me", bech32Address: me.address, pubKey: me.pubkey, isNanoLedger: true }),
      signDirect: () => Promise.reject(new Error("a Ledger cannot")),
      signAmino: (chainId, address, doc, how) => {
        asked.push(chainId, how);
        return amino.signAmino(address, doc as unknown as StdSignDoc);
      },
    });
    const { chain, sent } = chainOf();
    await refusedBy(chain, await walletSigner(ledger, "floe-1"));
    expect(asked).toEqual(["floe-1", { preferNoSetFee: true }]);
    expect(sent.length).toBe(1);
  });

  it("that does not know the chain has not signed", async () => {
    const unknown = keplr({ enable: () => Promise.reject(new Error("There is no chain info for floe-1")) });
    await expect(walletSigner(unknown, "floe-1")).rejects.toThrow("the wallet has not signed: There is no chain info for floe-1");
  });
});
