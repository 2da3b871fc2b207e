/** Messages in the forms in which others take them, and as bytes. */

import { fromBase64 } from "@cosmjs/encoding";
import {
  authzJson,
  authzMsg,
  coins,
  daoMessages,
  daoProposal,
  executeAmino,
  executeJson,
  executeMsg,
  feeFor,
  gasPrice,
  govProposal,
  hub,
  InvalidGasPrice,
  sendToBackstop,
  sendToHub,
  shares,
  units,
  unsignedTx,
} from "@floe/client";
import { MsgExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { QuerySmartContractStateRequest } from "cosmjs-types/cosmwasm/wasm/v1/query";
import { describe, expect, it } from "vitest";

import { bytesField, decodeFields, encodeFields, numberField, textField, TruncatedMessage } from "../src/protobuf.js";

const bond = {
  sender: "wasm1me",
  contract: "wasm1hub",
  msg: hub.messages.bond({ min_shares: shares(2n ** 100n) }),
  funds: [{ denom: "stake", amount: coins(5) }],
};
const queue = { sender: "wasm1me", contract: "wasm1hub", msg: hub.messages.queueUnbond({ shares: shares(7) }) };
const json = { bond: { min_shares: (2n ** 100n).toString() } };

describe("one message", () => {
  it("as the SDK's JSON, as amino's, and as bytes says the same", () => {
    const funds = [{ denom: "stake", amount: "5" }];
    expect(executeJson(bond)).toEqual({
      "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
      sender: "wasm1me",
      contract: "wasm1hub",
      msg: json,
      funds,
    });
    expect(executeAmino(bond)).toEqual({
      type: "wasm/MsgExecuteContract",
      value: { sender: "wasm1me", contract: "wasm1hub", msg: json, funds },
    });
    const { typeUrl, value, amino } = executeMsg(bond);
    expect(amino).toEqual(executeAmino(bond));
    expect(typeUrl).toBe("/cosmwasm.wasm.v1.MsgExecuteContract");
    const { msg, ...rest } = MsgExecuteContract.decode(value);
    expect(rest).toEqual({ sender: "wasm1me", contract: "wasm1hub", funds });
    expect(JSON.parse(new TextDecoder().decode(msg))).toEqual(json);
  });

  it("has its coins in order, together, and none of zero", () => {
    const funds = [
      { denom: "b", amount: 1n },
      { denom: "a", amount: 2n },
      { denom: "b", amount: 3n },
      { denom: "c", amount: 0n },
    ];
    expect(executeJson({ ...bond, funds }).funds).toEqual([
      { denom: "a", amount: "2" },
      { denom: "b", amount: "4" },
    ]);
    expect(executeJson(queue).funds).toEqual([]);
  });
});

it("goes through authz as JSON and as bytes", () => {
  expect(authzJson("wasm1bot", [bond, queue])).toEqual({
    "@type": "/cosmos.authz.v1beta1.MsgExec",
    grantee: "wasm1bot",
    msgs: [executeJson(bond), executeJson(queue)],
  });
  const { typeUrl, value, amino } = authzMsg("wasm1bot", [executeMsg(bond), executeMsg(queue)]);
  expect(amino).toEqual({ type: "cosmos-sdk/MsgExec", value: { grantee: "wasm1bot", msgs: [executeAmino(bond), executeAmino(queue)] } });
  expect(typeUrl).toBe("/cosmos.authz.v1beta1.MsgExec");
  expect(MsgExec.decode(value)).toEqual({ grantee: "wasm1bot", msgs: [bond, queue].map((message) => ({ typeUrl: executeMsg(message).typeUrl, value: executeMsg(message).value })) });
});

it("becomes an unsigned transaction, a proposal of governance and one of a DAO", () => {
  const fee = { gas: 500_000, amount: [{ denom: "stake", amount: 12_500n }] };
  const unsigned = unsignedTx([bond, queue], fee, "two of three");
  expect(unsigned.body.messages).toEqual([executeJson(bond), executeJson(queue)]);
  expect(unsigned.auth_info.fee).toEqual({ amount: [{ denom: "stake", amount: "12500" }], gas_limit: "500000", payer: "", granter: "" });
  expect(govProposal([queue], { title: "T", summary: "S", deposit: { denom: "stake", amount: 9n } })).toEqual({
    messages: [executeJson(queue)],
    metadata: "",
    deposit: "9stake",
    title: "T",
    summary: "S",
    expedited: false,
  });
  const { propose } = daoProposal([bond], { title: "T", description: "D" }) as { propose: { msgs: ReturnType<typeof daoMessages> } };
  const execute = propose.msgs[0]?.wasm.execute;
  expect(execute?.contract_addr).toBe("wasm1hub");
  expect(execute?.funds).toEqual([{ denom: "stake", amount: "5" }]);
  expect(JSON.parse(new TextDecoder().decode(fromBase64(execute?.msg ?? "")))).toEqual(json);
  expect(daoProposal([bond], { title: "T", description: "D" }, true)).toEqual({ propose: { msg: { propose } } });
});

it("sends shares with an instruction that the hub reads", () => {
  const message = sendToHub("wasm1hub", shares(9), { instant_unbond: { min_out: coins(4) } });
  expect(message).toMatchObject({ send: { contract: "wasm1hub", amount: 9n } });
  const { send } = message as { send: { msg: string } };
  expect(JSON.parse(new TextDecoder().decode(fromBase64(send.msg)))).toEqual({ instant_unbond: { min_out: "4" } });
});

it("sends shares to the backstop for units", () => {
  const { send } = sendToBackstop("wasm1backstop", shares(9), { min_units: units(8) }) as { send: { contract: string; msg: string } };
  expect(send.contract).toBe("wasm1backstop");
  expect(JSON.parse(new TextDecoder().decode(fromBase64(send.msg)))).toEqual({ deposit: { min_units: "8" } });
});

describe("gas", () => {
  it.each([
    ["0.025stake", 200_000, 5_000n],
    ["0.025stake", 200_001, 5_001n],
    ["1uatom", 7, 7n],
    ["0.000000000000000001aevmos", 3, 1n],
    ["0.1factory/wasm1x/token", 15, 2n],
    ["0.1ibc/0471F1C4E7AFD3F0", 10, 1n],
  ])("at %s costs for %i exactly %i, rounded up", (price, gas, amount) => {
    expect(feeFor(gas, gasPrice(price))).toEqual({ gas, amount: [{ denom: gasPrice(price).denom, amount }] });
  });

  it("that is free costs no coin", () => {
    expect(feeFor(200_000, gasPrice("0stake"))).toEqual({ gas: 200_000, amount: [] });
  });

  it.each(["", "0.025", "stake", "-1stake", "0,025stake", "1 stake", "1.stake"])("has no price `%s`", (price) => {
    expect(() => gasPrice(price)).toThrow(InvalidGasPrice);
  });
});

describe("the little protobuf", () => {
  it("is what the full one writes and reads", () => {
    const address = "wasm1".padEnd(200, "x");
    const queryData = new TextEncoder().encode('{"state":{}}');
    const bytes = QuerySmartContractStateRequest.encode({ address, queryData }).finish();
    expect(encodeFields([[1, address], [2, queryData]])).toEqual(Uint8Array.from(bytes));
    const fields = decodeFields(bytes);
    expect([textField(fields, 1), bytesField(fields, 2)]).toEqual([address, Uint8Array.from(queryData)]);
    const numbers = decodeFields(encodeFields([[3, 2n ** 64n - 1n], [4, 0n], [300, 5n]]));
    expect([numberField(numbers, 3), numberField(numbers, 4), numberField(numbers, 300)]).toEqual([2n ** 64n - 1n, 0n, 5n]);
  });

  it("refuses what is cut off", () => {
    const whole = encodeFields([[1, "text"], [2, 300n]]);
    for (let length = 1; length < whole.length; length += 1) {
      if (length === 6) continue;
      expect(() => decodeFields(whole.slice(0, length))).toThrow(TruncatedMessage);
    }
    expect(() => decodeFields(Uint8Array.of(0x0b))).toThrow(TruncatedMessage);
  });
});
