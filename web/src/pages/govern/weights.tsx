/** Votes for validators: what the owner wants, what stakers of the token have made of it, and one's own votes. */

import type { Shares } from "@floe/client";
import { gauge as gaugeContract } from "@floe/client";
import { useState } from "preact/hooks";

import type { Gauge, Voter } from "../../chain/modules.ts";
import { useIdentities } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { Address, Fact, Facts, Skeleton, useAmountText } from "../../parts/figures.tsx";
import { ConnectButton } from "../../parts/form.tsx";
import { ProgressOf } from "../../parts/progress.tsx";
import { Table } from "../../parts/table.tsx";
import * as t from "../../strings/index.ts";
import { useTransaction } from "../../wallet/transact.ts";
import { useWallet } from "../../wallet/wallet.tsx";
import { useGauge, useVoter } from "./readings.ts";

const WEEK = 7 * 86_400;
const DAY = 86_400;
/** As many validators as one may vote for at a time. */
const ROWS = 10;

/** Typed parts of a hundred as basis points: only rows with something in them. What is wrong, or null. */
export function rowsOf(written: ReadonlyMap<string, string>): { readonly rows: readonly (readonly [string, number])[]; readonly problem: string | null } {
  const rows: (readonly [string, number])[] = [];
  for (const [operator, text] of written) {
    const plain = text.trim().replace(",", ".");
    if (plain === "" || /^0*(\.0*)?$/.test(plain)) continue;
    if (!/^\d{1,3}(\.\d{1,2})?$/.test(plain)) return { rows: [], problem: t.govern.partWrong };
    const [whole = "0", fraction = ""] = plain.split(".");
    rows.push([operator, Number(whole) * 100 + Number(fraction.padEnd(2, "0"))]);
  }
  const sum = rows.reduce((all, [, bps]) => all + bps, 0);
  if (rows.length > ROWS) return { rows, problem: t.govern.tooMany(ROWS) };
  return { rows, problem: rows.length === 0 || sum === 10_000 ? null : t.govern.sum(format.bps(sum)) };
}

export function Weights({ address }: { readonly address: string }) {
  const gauge = useGauge(address);
  const voter = useVoter(address, gauge);
  const text = useAmountText();
  return (
    <section className="card" aria-labelledby="weights-title" data-part="weights">
      <h2 id="weights-title">{t.govern.weights}</h2>
      <p className="hint">{t.govern.weightsHelp}</p>
      <Facts>
        <Fact name={t.govern.alpha} help={t.govern.alphaHelp}>
          {gauge === undefined ? <Skeleton width={5} /> : format.bps(gauge.weights.alpha_bps)}
        </Fact>
        <Fact name={t.govern.applied}>
          {gauge === undefined ? <Skeleton width={12} /> : gauge.weights.applied_day === 0 ? t.govern.never : format.date(gauge.weights.applied_day * DAY)}
        </Fact>
        {voter === undefined ? null : (
          <Fact name={t.govern.yourPower} help={t.govern.yourPowerHelp}>
            <span data-figure="power" data-value={voter.power.toString()}>
              {text.shares(voter.power as Shares)}
            </span>
          </Fact>
        )}
      </Facts>
      {gauge === undefined ? <Skeleton width={40} /> : <Standing gauge={gauge} voter={voter} address={address} />}
    </section>
  );
}

function Standing({ gauge, voter, address }: { readonly gauge: Gauge; readonly voter: Voter | undefined; readonly address: string }) {
  const identities = useIdentities();
  const wallet = useWallet();
  const transaction = useTransaction();
  const [written, setWritten] = useState<ReadonlyMap<string, string>>(new Map());
  const { validators, votes } = gauge.weights;
  const own = voter ?? null;
  const mine = own?.votes.next ?? own?.votes.present ?? null;
  const part = (operator: string) => mine?.rows.find(([one]) => one === operator)?.[1] ?? null;
  const sum = (of: "base" | "weight" | "next") => BigInt(validators.reduce((all, one) => all + one[of], 0));
  const { rows, problem } = rowsOf(written);
  const today = Math.floor(gauge.block.time / DAY);
  const say = (message: object) => void transaction.run((sender) => [sender.message(address, message)]);
  const columns = t.govern.weightColumns;
  return (
    <>
      <Table
        labelledBy="weights-title"
        heads={[t.protocol.validatorColumns.name, own === null ? null : columns.own, [columns.votes], [columns.base], [columns.now], [columns.next]]}
      >
        {validators.map((one) => {
          const name = identities.get(one.operator)?.moniker ?? format.short(one.operator);
          return (
            <tr key={one.operator}>
              <th scope="row">
                <Address of={one.operator} kind="validator" name={name} />
              </th>
              {own === null ? null : (
                <td>
                  <input
                    className="part"
                    inputMode="decimal"
                    aria-label={t.govern.partOf(name)}
                    placeholder={part(one.operator) === null ? "0" : String((part(one.operator) ?? 0) / 100)}
                    value={written.get(one.operator) ?? ""}
                    onInput={(event) => setWritten(new Map([...written, [one.operator, event.currentTarget.value]]))}
                  />{" "}
                  %
                </td>
              )}
              <td className="end" data-figure={`votes.${one.operator}`} data-value={one.votes.toString()}>
                {format.partOf(one.votes, votes)}
              </td>
              <td className="end">{format.partOf(BigInt(one.base), sum("base"))}</td>
              <td className="end">{format.partOf(BigInt(one.weight), sum("weight"))}</td>
              <td className="end">{format.partOf(BigInt(one.next), sum("next"))}</td>
            </tr>
          );
        })}
      </Table>
      {own === null ? null : <Since of={own.votes} />}
      {wallet.account === null ? (
        <div className="inner">
          <p className="hint">{t.govern.weightsWallet}</p>
          <ConnectButton />
        </div>
      ) : (
        <div className="inner">
          <p className={problem === null ? "hint" : "problem"} aria-live="polite">
            {problem ?? t.govern.votesHelp}
          </p>
          <div className="row">
            <button
              type="button"
              className="small"
              disabled={transaction.busy || problem !== null || rows.length === 0 || own === null || own.power === 0n}
              onClick={() => say(gaugeContract.messages.setVotes({ votes: rows }))}
            >
              {t.govern.setVotes}
            </button>
            <button
              type="button"
              className="small"
              disabled={transaction.busy || mine === null || mine.rows.length === 0}
              onClick={() => say(gaugeContract.messages.setVotes({ votes: [] }))}
            >
              {t.govern.withdraw}
            </button>
            <button
              type="button"
              className="small"
              disabled={transaction.busy || gauge.weights.applied_day === today}
              onClick={() => say(gaugeContract.messages.apply())}
            >
              {t.govern.apply}
            </button>
          </div>
          <ProgressOf transaction={transaction} done={t.govern.done} />
        </div>
      )}
    </>
  );
}

/** Since when one's votes count, until when, and how much. */
function Since({ of }: { readonly of: gaugeContract.GaugeVotesResponse }) {
  const text = useAmountText();
  const line = (rows: gaugeContract.GaugeRows | null) =>
    rows === null ? null : (
      <p className="hint">
        {rows.rows.length === 0
          ? t.govern.withdrawnFrom(format.date(rows.from * WEEK))
          : t.govern.counts(text.shares(rows.power as Shares), format.date(rows.from * WEEK), format.date(rows.until * WEEK))}
      </p>
    );
  return (
    <>
      {line(of.present)}
      {line(of.next)}
    </>
  );
}
