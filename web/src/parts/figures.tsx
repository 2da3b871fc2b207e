/** Figures: amounts, rates, times and what stands in for them while they are on their way. */

import type { Coins, Decimal, Shares } from "@floe/client";
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { useChain, useConstants } from "../chain/session.tsx";
import * as format from "../format.ts";
import * as t from "../strings/index.ts";

/** Widths in characters, each a class of its own: the page is painted before scripts run, and its policy allows no styles in it. */
type Width = 5 | 8 | 10 | 12 | 14 | 20 | 24 | 30 | 40;

/** A place for something on its way, as wide as it will be: nothing moves when it comes. */
export function Skeleton({ width = 8 }: { readonly width?: Width }) {
  return (
    <span className={`skeleton wide-${width}`}>
      <span className="hidden">{t.loading}</span>
    </span>
  );
}

/** Decimals of coin and token, which are the same; names of both. */
export function useUnits(): { readonly decimals: number; readonly coin: string; readonly token: string } | null {
  const { config } = useChain();
  const { data } = useConstants();
  return data === undefined ? null : { decimals: data.token.decimals, coin: config.coin.symbol, token: data.token.symbol };
}

interface AmountProps<T> {
  readonly of: T | null | undefined;
  readonly places?: number;
  /** Without the name of the unit, where a column's heading has it. */
  readonly bare?: boolean;
  readonly name?: string;
}

function Amount({ of, places, bare, unit, name }: AmountProps<bigint> & { readonly unit: "coin" | "token" }) {
  const units = useUnits();
  if (of === null) return <span className="muted">–</span>;
  if (of === undefined || units === null) return <Skeleton width={10} />;
  const digits = format.amount(of, units.decimals, places);
  return (
    <data className="figure" value={of.toString()} data-figure={name}>
      {digits}
      {bare === true ? null : <span className="unit"> {units[unit]}</span>}
    </data>
  );
}

/** An amount of the staking coin. Undefined = on its way, null = none. The exact base units stand in `value`. */
export const CoinAmount = (props: AmountProps<Coins>) => <Amount {...props} unit="coin" />;
/** An amount of the token. */
export const ShareAmount = (props: AmountProps<Shares>) => <Amount {...props} unit="token" />;

/** An amount as a text, for sentences. */
export function useAmountText(): { coins(value: bigint): string; shares(value: bigint): string } {
  const units = useUnits();
  const text = (value: bigint, unit: "coin" | "token") =>
    units === null ? "…" : `${format.amount(value, units.decimals)} ${units[unit]}`;
  return { coins: (value) => text(value, "coin"), shares: (value) => text(value, "token") };
}

export function Rate({ of, places = 6, name }: { readonly of: Decimal | undefined; readonly places?: number; readonly name?: string }) {
  if (of === undefined) return <Skeleton width={8} />;
  return (
    <data className="figure" value={of} data-figure={name}>
      {format.decimalText(of, places)}
    </data>
  );
}

/** A time, in the reader's zone, with the exact one for programs. */
export function Time({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at * 1000).toISOString()}>{format.time(at)}</time>;
}

/** Unix seconds, anew every second: for ages and times to come. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const timer = setInterval(() => setNow(Math.floor(Date.now() / 1000)), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Rows of a name and what it is. */
export function Facts({ children, className }: { readonly children: ComponentChildren; readonly className?: string }) {
  return <dl className={className === undefined ? "facts" : `facts ${className}`}>{children}</dl>;
}

export function Fact({ name, help, strong, children }: {
  readonly name: ComponentChildren;
  readonly help?: string | undefined;
  readonly strong?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <div className={strong === true ? "fact strong" : "fact"}>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {help === undefined ? null : <dd className="help">{help}</dd>}
    </div>
  );
}

/** An address, shortened for the eye, whole for programs, with a link where the configuration has an explorer. */
export function Address({ of, kind = "account", name }: {
  readonly of: string;
  readonly kind?: "account" | "validator";
  readonly name?: string | undefined;
}) {
  const { config } = useChain();
  const explorer = kind === "account" ? config.explorer.account : config.explorer.validator;
  const shown = name === undefined || name === "" ? <span className="address">{format.short(of)}</span> : <>{name}</>;
  if (explorer === null) return <span title={of}>{shown}</span>;
  const to = explorer.replace("{address}", of).replace("{operator}", of);
  return (
    <a href={to} title={of} target="_blank" rel="noreferrer noopener">
      {shown}
      <span className="hidden"> ({t.opensExplorer})</span>
    </a>
  );
}
