/** Fee, powers with their pauses, and parameters with the bounds that the contract itself tells. */

import type { Coins, hub, Shares } from "@floe/client";

import { useSnapshot } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { Address, CoinAmount, Fact, Facts, ShareAmount, Skeleton } from "../../parts/figures.tsx";
import { param } from "../../parts/params.ts";
import { Table } from "../../parts/table.tsx";
import * as t from "../../strings/index.ts";

export function Fees() {
  const powers = useSnapshot().data?.powers;
  const weights = powers?.fee.receivers.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
  const least = powers === undefined ? null : param(powers, "instant_fee_min_bps");
  const most = powers === undefined ? null : param(powers, "instant_fee_max_bps");
  return (
    <section className="card" aria-labelledby="fees-title">
      <h2 id="fees-title">{t.protocol.fees}</h2>
      <Facts>
        <Fact name={t.protocol.fee} strong>
          {powers === undefined ? <Skeleton width={5} /> : format.bps(powers.fee.bps)}
          {powers?.fee_rise == null ? null : (
            <span className="help">{t.stake.rise(format.bps(powers.fee_rise.bps), format.time(powers.fee_rise.from))}</span>
          )}
        </Fact>
        <Fact name={t.protocol.feeMost}>{powers === undefined ? <Skeleton width={5} /> : format.bps(powers.max_fee_bps)}</Fact>
        {powers?.fee.receivers.map(({ to, weight }) => (
          <Fact key={to} name={to === "keeper" ? t.protocol.keeper : <Address of={to} />}>
            {format.percent(weight / weights)}
          </Fact>
        ))}
        <Fact name={t.protocol.instantFee}>
          {least === null || most === null ? <Skeleton width={12} /> : t.protocol.instantFeeText(format.bps(least), format.bps(most))}
        </Fact>
      </Facts>
    </section>
  );
}

function Role({ of }: { readonly of: string | null | undefined }) {
  if (of === undefined) return <Skeleton width={14} />;
  return of === null ? <>{t.nobody}</> : <Address of={of} />;
}

export function Powers() {
  const powers = useSnapshot().data?.powers;
  const { roles } = t.protocol;
  return (
    <section className="card" aria-labelledby="powers-title">
      <h2 id="powers-title">{t.protocol.powers}</h2>
      <p className="hint">{powers?.admin === null ? t.protocol.powersHelpFixed : t.protocol.powersHelp}</p>
      <Facts>
        <Fact name={roles.admin}>{powers?.admin === null ? t.protocol.adminNone : <Role of={powers?.admin} />}</Fact>
        <Fact name={roles.owner}>
          <Role of={powers?.owner} />
        </Fact>
        {powers?.pending_owner == null ? null : (
          <Fact name={roles.pendingOwner}>
            <Role of={powers.pending_owner} />
          </Fact>
        )}
        <Fact name={roles.guardian} help={powers?.guardian != null && !powers.guardian_armed ? t.protocol.guardianUsed : undefined}>
          <Role of={powers?.guardian} />
        </Fact>
        <Fact name={roles.governor}>
          <Role of={powers?.governor} />
        </Fact>
        <Fact name={t.protocol.pauses}>
          {powers === undefined ? <Skeleton width={8} /> : powers.pauses.length === 0 ? t.protocol.pausesNone : <Pauses of={powers.pauses} />}
        </Fact>
      </Facts>
    </section>
  );
}

function Pauses({ of }: { readonly of: readonly hub.PauseResponse[] }) {
  return (
    <ul className="plain">
      {of.map(({ domain, until }) => {
        const what = t.protocol.domains[domain];
        return <li key={domain}>{until === null ? t.protocol.pauseOpen(what) : t.protocol.pauseUntil(what, format.time(until))}</li>;
      })}
    </ul>
  );
}

function Value({ of, name }: { readonly of: bigint; readonly name: string }) {
  switch (t.params[name]?.unit) {
    case "coins":
      return <CoinAmount of={of as Coins} />;
    case "shares":
      return <ShareAmount of={of as Shares} />;
    case "seconds":
      return <>{format.span(Number(of))}</>;
    case "bps":
      return <>{format.bps(of)}</>;
    case "count":
    case undefined:
      return <>{of.toString()}</>;
  }
}

export function Parameters() {
  const powers = useSnapshot().data?.powers;
  const columns = t.protocol.paramColumns;
  return (
    <section className="card" aria-labelledby="params-title">
      <h2 id="params-title">{t.protocol.params}</h2>
      <p className="hint">{t.protocol.paramsHelp}</p>
      {powers === undefined ? (
        <Skeleton width={40} />
      ) : (
        <Table labelledBy="params-title" heads={[columns.name, [columns.value], [columns.bounds], [columns.usual]]}>
          {powers.params.map(({ name, value, min, max, default: usual }) => (
            <tr key={name} data-param={name}>
              <th scope="row">{t.params[name]?.name ?? name}</th>
              <td className="end" data-value={value.toString()}>
                <Value of={value} name={name} />
              </td>
              <td className="end" data-min={min.toString()} data-max={max.toString()}>
                <Value of={min} name={name} /> – <Value of={max} name={name} />
              </td>
              <td className="end">
                <Value of={usual} name={name} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
