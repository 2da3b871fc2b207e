/** Stake: an amount, what comes for it, what it costs and where it goes. */

import type { Coins, Sender, Shares } from "@floe/client";
import { coins as coinsOf, feeFor, formatUnits, gasPrice, hub, stakeQuote } from "@floe/client";
import { useState } from "preact/hooks";

import { useChain, useHoldings, useHub, useIdentities, useSnapshot } from "../chain/session.tsx";
import * as format from "../format.ts";
import { Address, CoinAmount, Fact, Facts, Rate, ShareAmount, useAmountText, useUnits } from "../parts/figures.tsx";
import { AmountField, readTyped, Submit, useSettled } from "../parts/form.tsx";
import { ProgressOf, Refused } from "../parts/progress.tsx";
import { param } from "../parts/params.ts";
import { href } from "../router.ts";
import * as t from "../strings/index.ts";
import { useFee, useTransaction } from "../wallet/transact.ts";
import { useWallet } from "../wallet/wallet.tsx";

export function StakePage({ chain }: { readonly chain: string | null }) {
  const { config } = useChain();
  const units = useUnits();
  const text = useAmountText();
  const wallet = useWallet();
  const snapshot = useSnapshot().data;
  const holdings = useHoldings(wallet.account?.address ?? null).data;
  const transaction = useTransaction();
  const [written, setWritten] = useState("");
  const [minted, setMinted] = useState<Shares | null>(null);

  const { units: amount, problem } = readTyped(written, units?.decimals ?? null);
  const asked = useSettled(amount);
  const settled = asked === amount;
  const quote = useHub(["bond", asked], (queries) => stakeQuote(queries, coinsOf(asked ?? 0n)), asked !== null);
  const shares = settled && asked !== null ? quote.data?.answer.shares : undefined;
  const least = shares === undefined || shares === 0n ? undefined : quote.data?.answer.minShares;

  const minimum = snapshot === undefined ? null : param(snapshot.powers, "min_bond");
  const room = snapshot === undefined || snapshot.powers.bond_cap === null ? null : snapshot.powers.bond_cap - snapshot.solvency.pool;
  const reserve = feeFor(config.reserveGas, gasPrice(config.gasPrice)).amount[0]?.amount ?? 0n;
  const spendable = holdings === undefined ? null : holdings.coins > reserve ? holdings.coins - reserve : 0n;

  const messages = (sender: Sender) => [
    sender.message(config.contracts.hub, hub.messages.bond({ min_shares: least ?? null }), [
      { denom: config.coin.denom, amount: amount ?? 0n },
    ]),
  ];
  const tooMuch = amount !== null && holdings !== undefined && amount > holdings.coins;
  const tooLittle = amount !== null && minimum !== null && amount < minimum;
  const overCap = amount !== null && room !== null && amount > room;
  const possible = amount !== null && least !== undefined && !tooMuch && !tooLittle && !overCap;
  const { fee, refused } = useFee(possible && settled ? ["bond", amount, "fee"] : null, messages);
  const cost = fee === null ? undefined : coinsOf(fee.amount.reduce((sum, coin) => sum + coin.amount, 0n));
  const overFee = amount !== null && cost !== undefined && holdings !== undefined && amount + cost > holdings.coins;

  const trouble =
    problem ??
    (tooLittle ? t.stake.below(text.coins(minimum)) : null) ??
    (tooMuch ? t.form.tooMuch(text.coins(holdings.coins)) : null) ??
    (overFee ? t.stake.tooMuchFee(text.coins(holdings.coins - cost)) : null) ??
    (overCap ? t.stake.capped(text.coins(room > 0n ? room : 0n)) : null);

  async function submit() {
    if (!possible || shares === undefined) return;
    setMinted(null);
    const events = await transaction.run(messages);
    if (events === null) return;
    setMinted(events.find((event) => event.type === "wasm-floe/bonded")?.shares ?? null);
    setWritten("");
  }

  const all = spendable === null || units === null ? null : () => setWritten(formatUnits(spendable, units.decimals));
  return (
    <div className="columns">
      <section className="card main" aria-labelledby="stake-title">
        <h1 id="stake-title" tabIndex={-1}>
          {t.stake.title}
        </h1>
        <p className="lead">{t.stake.lead}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <AmountField
            label={t.stake.amount}
            unit="coin"
            text={written}
            onText={setWritten}
            onAll={all}
            hint={
              holdings === undefined
                ? wallet.account === null
                  ? t.form.noWallet
                  : t.loading
                : `${t.form.have(text.coins(holdings.coins))}. ${t.stake.allHint(text.coins(reserve))}.`
            }
            problem={trouble}
          />
          <Facts>
            <Fact name={t.stake.receive} strong>
              <ShareAmount of={amount === null ? null : shares} name="bond.shares" />
            </Fact>
            <Fact name={t.form.least} help={t.stake.leastHelp}>
              <ShareAmount of={amount === null ? null : least} />
            </Fact>
            <Fact name={t.stake.rate}>
              1 {units?.token ?? ""} = <Rate of={snapshot?.state.exchange_rate} name="rate" /> {units?.coin ?? ""}
            </Fact>
            <Fact name={t.stake.fee} help={t.stake.feeHelp}>
              {snapshot === undefined ? "…" : t.stake.feeText(format.bps(snapshot.powers.fee.bps))}
              {snapshot?.powers.fee_rise == null ? null : (
                <span className="help">
                  {t.stake.rise(format.bps(snapshot.powers.fee_rise.bps), format.time(snapshot.powers.fee_rise.from))}
                </span>
              )}
            </Fact>
            <Fact name={t.stake.network}>
              {wallet.account === null ? <span className="muted">{t.stake.networkUnknown}</span> : <CoinAmount of={cost ?? null} />}
            </Fact>
            <Fact name={t.stake.total} strong>
              <CoinAmount of={amount === null ? null : ((amount + (cost ?? 0n)) as Coins)} />
            </Fact>
          </Facts>
          {refused !== null && !transaction.busy && transaction.progress === null ? <Refused failure={refused} /> : null}
          <Submit label={t.stake.button} disabled={!possible || !settled || overFee} busy={transaction.busy} />
        </form>
        <ProgressOf transaction={transaction} done={t.stake.done(minted === null ? null : text.shares(minted))} />
      </section>
      <aside className="side">
        <section className="card" aria-labelledby="before-title">
          <h2 id="before-title">{t.stake.aside}</h2>
          <ul className="points">
            <li>{t.stake.points.yours}</li>
            <li>{t.stake.points.rate}</li>
            <li>{t.stake.points.slash}</li>
            <li>{t.stake.points.price}</li>
            {config.contracts.timelock === null ? null : (
              <li>
                {t.stake.points.changes} <a href={href(chain, "govern")}>{t.stake.points.waiting}</a>
              </li>
            )}
            <li>{t.stake.points.code}</li>
            <li>
              <strong>{t.stake.leaveTime}:</strong>{" "}
              {snapshot === undefined
                ? "…"
                : t.stake.leaveText(
                    format.span(snapshot.powers.interval_in_force),
                    format.span(Number(param(snapshot.powers, "unbonding_estimate") ?? 0n)),
                  )}
              . {t.stake.leaveHelp}
            </li>
          </ul>
          <p>
            <a href={href(chain, "protocol", "risks")}>{t.stake.points.more}</a>
          </p>
        </section>
        <Allocation amount={settled && possible ? asked : null} />
      </aside>
    </div>
  );
}

/** Where an amount would be delegated. */
function Allocation({ amount }: { readonly amount: bigint | null }) {
  const identities = useIdentities();
  const { data } = useHub(["allocation", amount], (queries) => queries.previewAllocation({ amount: coinsOf(amount ?? 0n) }), amount !== null);
  const answer = amount === null ? undefined : data?.answer;
  return (
    <section className="card" aria-labelledby="where-title">
      <h2 id="where-title">{t.stake.where}</h2>
      {answer === undefined ? (
        <p className="muted">{t.stake.whereEmpty}</p>
      ) : (
        <>
          <Facts className="tight">
            {answer.delegations.map(({ validator, amount: part }) => (
              <Fact key={validator} name={<Address of={validator} kind="validator" name={identities.get(validator)?.moniker} />}>
                <CoinAmount of={part} />
              </Fact>
            ))}
            {answer.kept > 0n ? (
              <Fact name={t.stake.kept}>
                <CoinAmount of={answer.kept} />
              </Fact>
            ) : null}
          </Facts>
          <p className="hint">{t.stake.whereHelp}</p>
        </>
      )}
    </section>
  );
}
