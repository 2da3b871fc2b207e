/** Fields and buttons of forms. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";

import { plain } from "../errors.ts";
import { prefixOf } from "../config.ts";
import { useChain } from "../chain/session.tsx";
import { typed } from "../format.ts";
import * as t from "../strings/index.ts";
import { useWallet } from "../wallet/wallet.tsx";
import { useUnits } from "./figures.tsx";

/** What a field of an amount says: nothing, an amount, or what is wrong with it. */
export interface Typed {
  readonly units: bigint | null;
  readonly problem: string | null;
}

/** A text as an amount of so many decimals. */
export function readTyped(text: string, decimals: number | null): Typed {
  if (decimals === null) return { units: null, problem: null };
  const units = typed(text, decimals);
  if (typeof units === "bigint") return units === 0n ? { units: null, problem: t.errors.zero } : { units, problem: null };
  switch (units) {
    case "empty":
      return { units: null, problem: null };
    case "too_fine":
      return { units: null, problem: t.errors.fine(decimals) };
    case "two_ways":
      return { units: null, problem: t.errors.twoWays(text.trim().replace(",", ""), text.trim().replace(",", ".")) };
    case "not_a_number":
      return { units: null, problem: t.errors.number };
  }
}

export function AmountField(props: {
  readonly label: string;
  /** Coin or token of the protocol, or another one by its name. */
  readonly unit: "coin" | "token" | { readonly name: string };
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onAll?: (() => void) | null;
  readonly allLabel?: string;
  readonly hint: ComponentChildren;
  readonly problem: string | null;
  readonly placeholder?: string;
}) {
  const id = useId();
  const units = useUnits();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className="box" data-bad={props.problem !== null}>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          spellcheck={false}
          placeholder={props.placeholder ?? "0.0"}
          value={props.text}
          onInput={(event) => props.onText(event.currentTarget.value)}
          aria-invalid={props.problem !== null}
          aria-describedby={`${id}-hint`}
        />
        <span className="box-unit">{typeof props.unit === "object" ? props.unit.name : (units?.[props.unit] ?? "")}</span>
        {props.onAll === undefined ? null : (
          <button type="button" className="small" onClick={props.onAll ?? undefined} disabled={props.onAll === null}>
            {props.allLabel ?? t.form.all}
          </button>
        )}
      </div>
      {/* What is wrong takes the place of the hint, so that nothing moves. */}
      <p className={props.problem === null ? "hint" : "problem"} id={`${id}-hint`} aria-live="polite">
        {props.problem ?? props.hint}
      </p>
    </div>
  );
}

export function TextField(props: {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problem: string | null;
  readonly placeholder?: string;
  readonly children?: ComponentChildren;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className="box" data-bad={props.problem !== null}>
        <input
          id={id}
          className="long"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          placeholder={props.placeholder}
          value={props.text}
          onInput={(event) => props.onText(event.currentTarget.value)}
          aria-invalid={props.problem !== null}
          aria-describedby={`${id}-problem`}
        />
        {props.children}
      </div>
      <p className="problem" id={`${id}-problem`} aria-live="polite">
        {props.problem}
      </p>
    </div>
  );
}

/** The button of a form; without a wallet it connects one instead. */
export function Submit({ label, disabled, busy }: { readonly label: string; readonly disabled: boolean; readonly busy: boolean }) {
  const wallet = useWallet();
  if (wallet.account === null) return <ConnectButton wide />;
  return (
    <button type="submit" className="primary wide" disabled={disabled || busy} aria-busy={busy}>
      {label}
    </button>
  );
}

export function ConnectButton({ wide = false }: { readonly wide?: boolean }) {
  const wallet = useWallet();
  const { config } = useChain();
  return (
    <>
      <button
        type="button"
        className={wide ? "primary wide" : "primary"}
        disabled={wallet.busy}
        onClick={() => {
          // This button goes with it, and whoever uses the keyboard goes on where the page begins.
          void wallet.connect().then(() => {
            if (document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus();
          });
        }}
      >
        {wallet.busy ? t.wallet.connecting : t.wallet.connect}
      </button>
      {wide && wallet.error !== null ? (
        <p className="notice bad" role="alert">
          {plain(wallet.error, config.chainId, prefixOf(config))}
        </p>
      ) : null}
    </>
  );
}

/** A value that has been the same for a moment: while somebody types, nobody is asked. */
export function useSettled<T>(value: T, millis = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return settled;
}
