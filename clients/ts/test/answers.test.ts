/** The generated classes against what the contracts answered on a real chain. */

import { coins, hub, readRate, rewardCollector, shares, toPlain, UnexpectedAnswer, validatorRegistry } from "@floe/client";
import { describe, expect, it } from "vitest";

import { canonical, fixture, now, recorded } from "./fixture.js";

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const { contracts, answers } = fixture;
const asked = {
  hub: new hub.Queries(recorded, contracts.hub.address),
  registry: new validatorRegistry.Queries(recorded, contracts.registry.address),
  collector: new rewardCollector.Queries(recorded, contracts.collector.address),
};

/** What was read, without the fields that are younger than the recording. */
function known(read: unknown, answer: unknown): unknown {
  if (Array.isArray(read) && Array.isArray(answer)) return read.map((item, index) => known(item, answer[index]));
  if (typeof read !== "object" || read === null || typeof answer !== "object" || answer === null) return read;
  const kept = Object.entries(read).filter(([name]) => name in answer);
  return Object.fromEntries(kept.map(([name, value]) => [name, known(value, (answer as Record<string, unknown>)[name])]));
}

describe("every recorded answer", () => {
  for (const { of, msg, answer } of answers) {
    const [name = "", body] = Object.entries(msg)[0] ?? [];
    it(`is read whole: ${of} ${JSON.stringify(msg).slice(0, 90)}`, async () => {
      const queries = asked[of as "hub"] as unknown as Record<string, (query: unknown) => Promise<unknown>>;
      const read = await queries[camel(name)]?.(body);
      // Written again it is the same JSON: nothing is lost, rounded or renamed, and null stays null.
      expect(known(toPlain(read), answer)).toEqual(answer);
    });
  }
});

describe("what is not as it should be", () => {
  const answering = (answer: unknown) => new hub.Queries({ smart: () => Promise.resolve(answer) }, contracts.hub.address);
  it.each([
    [{ balance: 5 }, "balance should be a whole number as a text, and is 5"],
    [{ balance: "-5" }, 'balance should be a whole number as a text, and is "-5"'],
    [{ balance: "5.0" }, 'balance should be a whole number as a text, and is "5.0"'],
    [{ balance: (2n ** 128n).toString() }, `balance should be below 2^128, and is "${2n ** 128n}"`],
    [{}, "balance should be a whole number as a text, and is undefined"],
    [[], "the answer should be an object, and is []"],
    [null, "the answer should be an object, and is null"],
  ])("is refused with its place: %j", async (answer, text) => {
    const refused = answering(answer).balance({ address: "a" });
    await expect(refused).rejects.toThrow(UnexpectedAnswer);
    await expect(refused).rejects.toThrow(text);
  });

  it("is found deep within a list", async () => {
    const batch = { id: 1, reconciled: true, total_shares: "5", uluna_unclaimed: "5", amount_unclaimed: "5", utoken_unclaimed: "5" };
    const answer = [{ ...batch, est_unbond_end_time: 7 }, { ...batch, est_unbond_end_time: 2 ** 53 }];
    await expect(answering(answer).previousBatches()).rejects.toThrow(
      "[1].est_unbond_end_time should be a whole number below 2^53, and is 9007199254740992",
    );
  });

  it("is a state that this client does not know", async () => {
    const state = answers.find(({ msg }) => "state" in msg)?.answer as object;
    await expect(answering({ ...state, status: "asleep" }).state()).rejects.toThrow(
      'status should be one of normal, winding_down, hampered, short, paused, depleted, and is "asleep"',
    );
  });
});

it("reads answers that have got more fields, and those of before a field", async () => {
  const state = answers.find(({ msg }) => "state" in msg)?.answer as object;
  const grown = new hub.Queries({ smart: () => Promise.resolve({ ...state, new_field: 1 }) }, contracts.hub.address);
  expect(canonical(await grown.state())).toBe(canonical(state));
  const owner = new hub.Queries({ smart: () => Promise.resolve({ owner: "o" }) }, contracts.hub.address);
  expect(await owner.ownership()).toEqual({ owner: "o", pending_owner: null, pending_expiry: null });
  const report = answers.find(({ msg }) => "report" in msg)?.answer as { covered?: string; given_back?: string };
  const { covered: _, given_back: __, ...before } = report;
  const old = new hub.Queries({ smart: () => Promise.resolve(before) }, contracts.hub.address);
  expect(await old.report()).toMatchObject({ covered: 0n, given_back: 0n });
});

it("computes the rate of the smart query out of the stored bytes", async () => {
  const read = await readRate({ ...recorded, block: () => Promise.reject(new Error("not asked")) }, contracts.hub.address, {
    chainId: fixture.chain_id,
    height: Number(fixture.block.height),
    time: now,
  });
  const answer = await asked.hub.redemptionRate({ denom: contracts.hub.address, params: null });
  expect(read).toEqual({ rate: answer.redemption_rate, updateTime: answer.update_time });
});

it("writes messages as the contracts take them", () => {
  expect(toPlain(hub.messages.bond())).toEqual({ bond: {} });
  expect(toPlain(hub.messages.bond({ min_shares: shares(5) }))).toEqual({ bond: { min_shares: "5" } });
  expect(toPlain(hub.messages.crank())).toEqual({ crank: {} });
  expect(toPlain(hub.messages.claim({ batches: [1, 2] }))).toEqual({ claim: { batches: [1, 2] } });
  // Left out is as it was, null takes away.
  expect(toPlain(hub.messages.updateRoles({ guardian: null }))).toEqual({ update_roles: { guardian: null } });
  expect(toPlain(hub.messages.updateParams({ bond_cap: null, min_bond: coins(7), drip_secs: 9 }))).toEqual({
    update_params: { bond_cap: null, min_bond: "7", drip_secs: 9 },
  });
  expect(toPlain(hub.messages.updateOwnership("accept_ownership"))).toEqual({ update_ownership: "accept_ownership" });
});

it("offers no message that is always refused or only for contracts of the protocol", () => {
  const names = Object.keys(hub.messages);
  expect(names).toContain("queueUnbond");
  for (const closed of ["burn", "burnFrom", "mint", "updateMinter", "depositRewards"]) expect(names).not.toContain(closed);
});
