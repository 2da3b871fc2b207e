/** The rate over time, and what it has brought, each window with its length and its losses. */

import type { Decimal, IndexClient, indexApi, RatePoint } from "@floe/client";
import { ratePoints, trailingReturn } from "@floe/client";


import { useHead, useHub, useIndex, useSnapshot, useValidators } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { Chart } from "../../parts/chart.tsx";
import { Fact, Facts, Rate, Skeleton, useUnits } from "../../parts/figures.tsx";
import { Table } from "../../parts/table.tsx";
import * as t from "../../strings/index.ts";

const SHOWN = 90 * 86_400;
const POINTS = 300;
/** More than these, and as many as an index gives at once. */
const PAGE = 1_000;

interface History {
  readonly points: readonly RatePoint[];
  readonly fromIndex: boolean;
}

/** Points of the rate, oldest first: of the index, or the fewer that the hub keeps. Undefined while they are on their way. */
function useRates(): History | undefined {
  const head = useHead().data;
  // A whole hour, so that the question stays the same for a while.
  const from = head === undefined ? 0 : Math.max(0, Math.floor((head.time - SHOWN) / 3600) * 3600);
  const index = useIndex(["rates", from], (client) => readAll(client, from), head !== undefined);
  const indexed = index.state === "known" && index.data.length > 1 ? index.data : null;
  const kept = useHub(["rates"], (queries) => queries.exchangeRates({ limit: 100 }), indexed === null && index.state !== "loading");
  const now = useSnapshot().data;
  if (indexed !== null) return { points: indexed, fromIndex: true };
  if (kept.data === undefined || now === undefined) return undefined;
  const points = ratePoints(kept.data.answer);
  // The present, to the minute: the chart need not be drawn anew at every look.
  const present = Math.floor(now.block.time / 60) * 60;
  const newest = points[0];
  const isNew = newest === undefined || present > newest.time || now.state.exchange_rate !== newest.rate;
  const last = { time: Math.max(present, (newest?.time ?? 0) + 1), rate: now.state.exchange_rate };
  return { points: isNew ? [...points.reverse(), last] : points.reverse(), fromIndex: false };
}

/** The points of the window, in steps that leave some hundreds of them. */
async function readAll(index: IndexClient, from: number): Promise<readonly RatePoint[]> {
  const { points } = await index.rate({ from, step: Math.ceil(SHOWN / POINTS), limit: PAGE });
  if (points.length >= 20) return points;
  // A young protocol: every change.
  const [first] = points;
  const begin = first?.time ?? from;
  const end = points.at(-1)?.time ?? begin;
  return end > begin ? (await index.rate({ from: begin, step: Math.max(1, Math.ceil((end - begin) / POINTS)), limit: PAGE })).points : points;
}

/** Times of losses, for marks in the chart. */
function useLossTimes(): readonly number[] {
  const index = useIndex(["losses"], (client) => client.losses({ limit: 100 }));
  const validators = useValidators().data;
  if (index.state === "known") return index.data.losses.map(({ at }) => at.time);
  return (validators?.rows ?? []).flatMap(({ hub }) => (hub?.last_loss == null ? [] : [hub.last_loss]));
}

export function RateCard() {
  const units = useUnits();
  const snapshot = useSnapshot().data;
  const history = useRates();
  const losses = useLossTimes();
  const first = history?.points[0];
  const last = history?.points.at(-1);
  const drawn = history !== undefined && history.points.length > 1 && first !== undefined && last !== undefined;
  return (
    <section className="card" aria-labelledby="rate-title">
      <h2 id="rate-title">{t.protocol.rate}</h2>
      <p className="big">
        <Rate of={snapshot?.state.exchange_rate} name="rate" />{" "}
        <span className="hint">{units === null ? " " : t.protocol.rateNow(units.token, units.coin)}</span>
      </p>
      <div className="chart">
        {drawn ? (
          <Chart points={history.points} marks={losses} label={t.protocol.chartLabel(format.time(first.time), format.time(last.time))} />
        ) : history === undefined ? null : (
          <p className="muted">{t.protocol.chartFew}</p>
        )}
      </div>
      <p className="hint">
        {history === undefined ? t.loading : history.fromIndex ? t.protocol.fromIndex : t.protocol.fromHub}{" "}
        {losses.length > 0 ? t.protocol.slashMarks : ""}
      </p>
      {drawn ? <Points points={history.points} /> : null}
    </section>
  );
}

function Points({ points }: { readonly points: readonly RatePoint[] }) {
  const step = Math.max(1, Math.ceil(points.length / 30));
  const rows = points.filter((_, index) => (points.length - 1 - index) % step === 0).reverse();
  return (
    <details>
      <summary>{t.protocol.chartTable}</summary>
      <Table heads={[t.protocol.columns.time, [t.protocol.columns.rate]]}>
        {rows.map(({ time, rate }) => (
          <tr key={time}>
            <td>{format.time(time)}</td>
            <td className="end">{format.decimalText(rate, 9)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

const signed = (fraction: Decimal) => (fraction.startsWith("-") || Number(fraction) === 0 ? "" : "+") + format.percent(fraction, 3);

export function Returns() {
  const index = useIndex(["returns"], (client) => client.protocol());
  return (
    <section className="card" aria-labelledby="returns-title" data-part="returns">
      <h2 id="returns-title">{t.protocol.returns}</h2>
      <p className="hint">{t.protocol.returnsHelp}</p>
      {index.state === "loading" ? (
        <Skeleton width={20} />
      ) : index.state === "known" ? (
        <>
          {index.data.returns.map((one) => (
            <Window key={one.days} of={one} />
          ))}
          <p className="hint">{t.protocol.fromIndex}</p>
        </>
      ) : (
        <FromHub />
      )}
    </section>
  );
}

function Window({ of }: { readonly of: indexApi.Return }) {
  const asked = format.span(of.days * 86_400);
  const whole = of.window >= of.days * 86_400;
  if (!whole && of.days > 1) return null;
  return (
    <>
      <h3>{whole ? t.protocol.window(asked) : t.protocol.windowShort(asked, format.span(of.window))}</h3>
      <Facts className="tight">
        <Fact name={t.protocol.growth}>{of.growth === null ? t.unknown : signed(of.growth)}</Fact>
        <Fact name={t.protocol.ofItLost}>{format.percent(of.lost, 3)}</Fact>
        <Fact name={t.protocol.yearly}>{of.yearly === null ? t.protocol.yearlyNone : signed(of.yearly)}</Fact>
      </Facts>
    </>
  );
}

/** Without an index: between the oldest and the newest point that the hub keeps. */
function FromHub() {
  const history = useRates();
  const found = history === undefined ? undefined : trailingReturn(history.points);
  if (found === undefined) return <Skeleton width={20} />;
  if (found === null) return <p className="muted">{t.protocol.returnsNone}</p>;
  return (
    <>
      <h3>{t.protocol.window(format.span(found.window))}</h3>
      <Facts className="tight">
        <Fact name={t.protocol.growth}>{signed(found.growth)}</Fact>
        <Fact name={t.protocol.yearlyHub}>{found.yearly === null ? t.protocol.yearlyNone : signed(found.yearly)}</Fact>
      </Facts>
      <p className="hint">{t.protocol.fromHub}</p>
    </>
  );
}
