/** Transactions as bytes: several messages, one signature. */

import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";

import { fromBase64, toJson, utf8 } from "./codec.js";
import type { AminoMsg, Execute, Fee } from "./messages.js";
import { executeAmino, executeJson, sortedCoins } from "./messages.js";
import { encodeFields } from "./protobuf.js";

/** A message of a transaction: its type and its bytes, and the same as amino's JSON, which a Ledger shows and signs. */
export interface AnyMsg {
  readonly typeUrl: string;
  readonly value: Uint8Array;
  readonly amino: AminoMsg;
}

/** `MsgExecuteContract` as it stands in a transaction. */
export function executeMsg(message: Execute): AnyMsg {
  const { sender, contract, funds } = executeJson(message);
  const value = MsgExecuteContract.fromPartial({ sender, contract, msg: utf8(toJson(message.msg)), funds });
  return {
    typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract",
    value: MsgExecuteContract.encode(value).finish(),
    amino: executeAmino(message),
  };
}

/** `MsgExec` of authz around other messages, whose senders have granted them to the grantee. */
export function authzMsg(grantee: string, messages: readonly AnyMsg[]): AnyMsg {
  const nested = messages.map(({ typeUrl, value }): [number, Uint8Array] => [2, encodeFields([[1, typeUrl], [2, value]])]);
  return {
    typeUrl: "/cosmos.authz.v1beta1.MsgExec",
    value: encodeFields([[1, grantee], ...nested]),
    amino: { type: "cosmos-sdk/MsgExec", value: { grantee, msgs: messages.map(({ amino }) => amino) } },
  };
}

export function bodyBytes(messages: readonly AnyMsg[], memo: string): Uint8Array {
  const any = messages.map(({ typeUrl, value }) => ({ typeUrl, value }));
  return TxBody.encode(TxBody.fromPartial({ messages: any, memo })).finish();
}

/** Who signs, how, and what it costs. `amino`: the signature is over amino's JSON. */
export function authInfoBytes(pubkey: Uint8Array, sequence: bigint, fee: Fee, amino = false): Uint8Array {
  return AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: {
            typeUrl: "/cosmos.crypto.secp256k1.PubKey",
            value: PubKey.encode({ key: pubkey }).finish(),
          },
          modeInfo: { single: { mode: amino ? SignMode.SIGN_MODE_LEGACY_AMINO_JSON : SignMode.SIGN_MODE_DIRECT } },
          sequence,
        },
      ],
      fee: {
        amount: sortedCoins(fee.amount),
        gasLimit: BigInt(fee.gas),
      },
    }),
  ).finish();
}

export function txBytes(body: Uint8Array, authInfo: Uint8Array, signatures: readonly string[]): Uint8Array {
  return TxRaw.encode({ bodyBytes: body, authInfoBytes: authInfo, signatures: signatures.map(fromBase64) }).finish();
}
