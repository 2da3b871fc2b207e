/** Leave: both ways side by side, with what each pays and when; and taking back what is still in the open queue. */

import type { Coins, Sender, Shares } from "@floe/client";
import { coins as coinsOf, ContractRefused, formatUnits, hub, instantQuote, nextClose, shares as sharesOf } from "@floe/client";
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { useChain, useConstants, useHoldings, useHub, useSnapshot } from "../chain/session.tsx";
import { reached } from "../chain/times.ts";
import { prefixOf } from "../config.ts";
import { plain } from "../errors.ts";
import * as format from "../format.ts";
import { CoinAmount, Fact, Facts, Rate, useAmountText, useUnits } from "../parts/figures.tsx";
import { AmountField, readTyped, Submit, useSettled } from "../parts/form.tsx";
import { param } from "../parts/params.ts";
import { ProgressOf, Refused } from "../parts/progress.tsx";
import { href } from "../router.ts";
import * as t from "../strings/index.ts";
import { useFee, useTransaction } from "../wallet/transact.ts";
import { useWallet } from "../wallet/wallet.tsx";

type Way = "queue" | "instant";

export function LeavePage({ chain }: { readonly chain: string | null }) {
  const { config } = useChain();
  const units = useUnits();
  const text = useAmountText();
  const wallet = useWallet();
  const constants = useConstants().data;
  const snapshot = useSnapshot().data;
  const holdings = useHoldings(wallet.account?.address ?? null).data;
  const transaction = useTransaction();
  const [written, setWritten] = useState("");
  const [chosen, setChosen] = useState<Way>("queue");
  const [outcome, setOutcome] = useState<{ readonly way: Way; readonly paid: Coins | null }>({ way: "queue", paid: null });

  const { units: amount, problem } = readTyped(written, units?.decimals ?? null);
  const asked = useSettled(amount);
  const settled = asked === amount;
  const queue = useHub(["unbond", asked], (queries) => queries.previewUnbond({ shares: sharesOf(asked ?? 0n) }), asked !== null);
  const instant = useHub(["instant", asked], (queries) => instantQuote(queries, sharesOf(asked ?? 0n)), asked !== null);
  const here = amount !== null && settled;
  const inQueue = here ? queue.data?.answer.amount : undefined;
  const atOnce = here && instant.error === null ? instant.data?.answer : undefined;
  const least = atOnce === undefined || atOnce.amount === 0n ? undefined : atOnce.minOut;

  const paused = snapshot?.powers.pauses.some(({ domain }) => domain === "instant_unbond") === true;
  const free = snapshot?.solvency.free;
  const few = free === undefined ? "…" : text.coins(free);
  const closed: string | null = paused
    ? t.leave.instantPaused
    : here && instant.error !== null
      ? instant.error instanceof ContractRefused && instant.error.refusal.name === "InsufficientLiquidity"
        ? t.leave.instantNone(few)
        : plain(instant.error, config.chainId, prefixOf(config))
      : atOnce !== undefined && free !== undefined && atOnce.amount > free
        ? t.leave.instantNone(few)
        : null;
  const way: Way = closed === null ? chosen : "queue";

  const minimum = snapshot === undefined ? null : param(snapshot.powers, "min_unbond");
  const tooMuch = amount !== null && holdings !== undefined && amount > holdings.shares;
  const tooLittle = amount !== null && minimum !== null && amount < minimum && amount !== holdings?.shares;
  const trouble =
    problem ?? (tooMuch ? t.form.tooMuch(text.shares(holdings.shares)) : null) ?? (tooLittle ? t.leave.below(text.shares(minimum)) : null);
  const possible = here && !tooMuch && !tooLittle && (way === "queue" ? inQueue !== undefined : least !== undefined);

  const messages = (sender: Sender) => {
    const shares = sharesOf(amount ?? 0n);
    const body =
      way === "queue" ? hub.messages.queueUnbond({ shares }) : hub.messages.instantUnbond({ shares, min_out: least ?? null });
    return [sender.message(config.contracts.hub, body)];
  };
  const { fee, refused } = useFee(possible ? ["leave", way, amount] : null, messages);
  const cost = fee === null ? null : coinsOf(fee.amount.reduce((sum, coin) => sum + coin.amount, 0n));

  async function submit() {
    if (!possible) return;
    const events = await transaction.run(messages);
    if (events === null) return;
    const paid = events.find((event) => event.type === "wasm-floe/instant_unbonded")?.amount ?? null;
    setOutcome({ way, paid });
    setWritten("");
  }

  const closes = snapshot === undefined ? null : nextClose(snapshot.batch, snapshot.block.time);
  const pays = closes === null || constants === undefined ? null : closes + constants.config.unbond_period;
  const have = holdings?.shares;
  const fraction = atOnce === undefined ? null : format.partOf(atOnce.fee, atOnce.amount + atOnce.fee);
  return (
    <div className="columns">
      <section className="card main" aria-labelledby="leave-title">
        <h1 id="leave-title" tabIndex={-1}>
          {t.leave.title}
        </h1>
        <p className="lead">{t.leave.lead}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <AmountField
            label={t.leave.amount}
            unit="token"
            text={written}
            onText={setWritten}
            onAll={have === undefined || units === null ? null : () => setWritten(formatUnits(have, units.decimals))}
            hint={have === undefined ? (wallet.account === null ? t.form.noWallet : t.loading) : t.form.have(text.shares(have))}
            problem={trouble}
          />
          <fieldset className="ways">
            <legend>{t.leave.way}</legend>
            <Choice
              way="queue"
              chosen={way}
              choose={setChosen}
              title={t.leave.queue}
              tag={t.leave.most}
              gets={<CoinAmount of={amount === null ? null : inQueue} name="unbond.amount" />}
              when={
                closes === null || pays === null || snapshot === undefined
                  ? "…"
                  : t.leave.queueWhen(
                      reached(closes, snapshot.block.time) ? t.leave.closesNow : t.leave.closesAt(format.time(closes)),
                      t.leave.paysAt(format.time(pays)),
                    )
              }
              note={t.leave.queueNote}
            />
            <Choice
              way="instant"
              chosen={way}
              choose={setChosen}
              title={t.leave.instant}
              tag={closed === null ? t.leave.fastest : null}
              closed={closed}
              gets={<CoinAmount of={amount === null || closed !== null ? null : atOnce?.amount} name="instant.amount" />}
              when={t.leave.instantWhen}
              note={t.leave.instantNote}
              more={
                atOnce === undefined || closed !== null ? null : (
                  <>
                    {t.leave.instantFee}: <CoinAmount of={atOnce.fee} name="instant.fee" /> ({fraction}). {t.form.least}{" "}
                    <CoinAmount of={least} />.
                  </>
                )
              }
            />
          </fieldset>
          <Facts>
            <Fact name={t.stake.rate}>
              1 {units?.token ?? ""} = <Rate of={snapshot?.state.exchange_rate} name="rate" /> {units?.coin ?? ""}
            </Fact>
            <Fact name={t.stake.network}>
              {wallet.account === null ? <span className="muted">{t.stake.networkUnknown}</span> : <CoinAmount of={cost} />}
            </Fact>
          </Facts>
          {refused !== null && !transaction.busy && transaction.progress === null ? <Refused failure={refused} /> : null}
          <Submit label={t.leave.button[way]} disabled={!possible} busy={transaction.busy} />
        </form>
        <ProgressOf
          transaction={transaction}
          done={
            outcome.way === "instant" ? (
              t.leave.doneInstant(outcome.paid === null ? null : text.coins(outcome.paid))
            ) : (
              <>
                {t.leave.doneQueue} <a href={href(chain, "claim")}>{t.leave.toClaim}</a>
              </>
            )
          }
        />
      </section>
      <aside className="side">
        <OpenRequest />
        <section className="card" aria-labelledby="how-title">
          <h2 id="how-title">{t.leave.how.title}</h2>
          <ol className="points">
            {t.leave.how.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      </aside>
    </div>
  );
}

function Choice(props: {
  readonly way: Way;
  readonly chosen: Way;
  readonly choose: (way: Way) => void;
  readonly title: string;
  readonly tag: string | null;
  readonly closed?: string | null;
  readonly gets: ComponentChildren;
  readonly when: string;
  readonly note: string;
  readonly more?: ComponentChildren;
}) {
  const closed = props.closed ?? null;
  return (
    <label className="way" data-way={props.way} data-closed={closed !== null}>
      <span className="way-head">
        <input
          type="radio"
          name="way"
          checked={props.chosen === props.way}
          disabled={closed !== null}
          onChange={() => props.choose(props.way)}
        />
        <span className="way-title">{props.title}</span>
        {props.tag === null ? null : <span className="tag">{props.tag}</span>}
      </span>
      <span className="way-gets">
        <span className="hint">{t.leave.gets}</span> <strong>{props.gets}</strong>
      </span>
      <span className="hint">{closed ?? props.when}</span>
      {props.more == null ? null : <span className="hint">{props.more}</span>}
      <span className="hint">{props.note}</span>
    </label>
  );
}

/** What the connected account has in the open batch, and how to take it back. */
function OpenRequest() {
  const { config } = useChain();
  const units = useUnits();
  const text = useAmountText();
  const wallet = useWallet();
  const snapshot = useSnapshot().data;
  const holdings = useHoldings(wallet.account?.address ?? null).data;
  const transaction = useTransaction();
  const [written, setWritten] = useState("");
  const request = holdings?.requests.find(({ state }) => state === "PENDING");
  if (request === undefined && transaction.progress === null) return null;

  const { units: amount, problem } = readTyped(written, units?.decimals ?? null);
  const queued: Shares = request?.shares ?? (0n as Shares);
  const tooMuch = amount !== null && amount > queued;
  const closes =
    snapshot === undefined || reached(snapshot.batch.est_unbond_start_time, snapshot.block.time)
      ? t.leave.closesNow
      : t.leave.closesAt(format.time(snapshot.batch.est_unbond_start_time));

  async function submit() {
    // Nothing written is all of it; what cannot be read is nothing.
    if (amount === null && written.trim() !== "") return;
    const shares = amount === null || amount === queued ? null : sharesOf(amount);
    if ((await transaction.run((sender) => [sender.message(config.contracts.hub, hub.messages.cancelUnbond({ shares }))])) !== null) {
      setWritten("");
    }
  }

  return (
    <section className="card" aria-labelledby="open-title" data-part="open">
      <h2 id="open-title">{t.leave.open.title}</h2>
      {request === undefined ? null : (
        <>
          <p>{t.leave.open.text(text.shares(request.shares), text.coins(request.amount))}</p>
          <p className="hint">{t.leave.open.help(closes)}</p>
          <form
            className="inner"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <AmountField
              label={t.leave.open.label}
              unit="token"
              text={written}
              onText={setWritten}
              hint={t.leave.open.hint}
              placeholder={units === null ? "" : formatUnits(queued, units.decimals)}
              problem={problem ?? (tooMuch ? t.leave.open.tooMuch : null)}
            />
            <button type="submit" className="small" disabled={transaction.busy || problem !== null || tooMuch || (amount === null && written.trim() !== "")}>
              {t.leave.open.button}
            </button>
          </form>
        </>
      )}
      <ProgressOf transaction={transaction} done={t.leave.open.done} />
    </section>
  );
}
