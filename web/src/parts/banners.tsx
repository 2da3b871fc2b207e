/** What a person must know before anything else: said once, above every page, as long as it is so. */

import type { hub } from "@floe/client";

import { WrongChain } from "../chain/nodes.ts";
import type { Snapshot } from "../chain/reads.ts";
import { useHead, useIdentities, useNodeState, useSnapshot, useValidators } from "../chain/session.tsx";
import * as format from "../format.ts";
import * as t from "../strings/index.ts";
import { useAmountText, useNow } from "./figures.tsx";
import { param } from "./params.ts";

type Weight = "bad" | "warn" | "info" | "quiet";
interface Banner {
  readonly id: string;
  readonly weight: Weight;
  readonly text: string;
}

/** Seconds after which a chain counts as standing still. */
const STOPPED = 120;
const WEEK = 7 * 86_400;

function ofPauses(pauses: readonly hub.PauseResponse[]): Banner[] {
  const until = (pause: hub.PauseResponse) => (pause.until === null ? null : format.time(pause.until));
  const others = pauses.filter(({ domain }) => domain === "delegations" || domain === "rebalancing");
  return [
    ...pauses.flatMap((pause): Banner[] =>
      pause.domain === "deposits"
        ? [{ id: "paused-deposits", weight: "warn", text: t.banner.depositsPaused(until(pause)) }]
        : pause.domain === "instant_unbond"
          ? [{ id: "paused-instant", weight: "warn", text: t.banner.instantPaused(until(pause)) }]
          : [],
    ),
    ...(others.length === 0
      ? []
      : [{ id: "paused-others", weight: "info" as const, text: t.banner.otherPaused(others.map(({ domain }) => domain).join(", ")) }]),
  ];
}

/** Banners of the protocol's own state. `now` in unix seconds of the chain. */
export function bannersOf(snapshot: Snapshot, coins: (value: bigint) => string): Banner[] {
  const { state, solvency, powers, block } = snapshot;
  const age = block.time - state.last_sync;
  const limit = 2n * (param(powers, "max_sync_age") ?? 21_600n);
  return [
    ...(state.status === "depleted" ? [{ id: "depleted", weight: "bad" as const, text: t.banner.depleted }] : []),
    ...(powers.winding_down ? [{ id: "winding-down", weight: "warn" as const, text: t.banner.windingDown }] : []),
    ...ofPauses(powers.pauses),
    ...(solvency.short_since === null
      ? []
      : [{ id: "short", weight: "warn" as const, text: t.banner.short(format.time(solvency.short_since)) }]),
    ...(state.suspect > 0n ? [{ id: "suspect", weight: "warn" as const, text: t.banner.suspect(coins(state.suspect)) }] : []),
    ...(BigInt(age) > limit ? [{ id: "stale", weight: "warn" as const, text: t.banner.stale(format.span(age)) }] : []),
  ];
}

export function Banners() {
  const head = useHead();
  const { answers } = useNodeState();
  const snapshot = useSnapshot().data;
  const validators = useValidators().data;
  const names = useIdentities();
  const text = useAmountText();
  const now = useNow(5000);

  const list: Banner[] = [];
  if (head.error instanceof WrongChain) {
    list.push({ id: "wrong-chain", weight: "bad", text: t.banner.wrongChain(head.error.found, head.error.wanted) });
  } else if (!answers) list.push({ id: "nodes-down", weight: "bad", text: t.banner.nodesDown });
  else if (head.data !== undefined && now - head.data.time > STOPPED) {
    list.push({ id: "chain-stopped", weight: "bad", text: t.banner.chainStopped(format.span(now - head.data.time)) });
  }
  if (snapshot !== undefined) list.push(...bannersOf(snapshot, text.coins));
  const hurt = (validators?.rows ?? []).flatMap(({ hub }) => (hub?.last_loss != null ? [{ operator: hub.operator, at: hub.last_loss }] : []));
  const recent = hurt.filter(({ at }) => (snapshot?.block.time ?? now) - at < WEEK);
  if (recent.length > 0) {
    const who = recent.map(({ operator }) => names.get(operator)?.moniker ?? format.short(operator)).join(", ");
    const last = Math.max(...recent.map(({ at }) => at));
    list.push({ id: "slash", weight: "warn", text: t.banner.slash(who, format.time(last)) });
  }
  // The room of one is kept from the start, so that nothing moves when it is filled.
  if (list.length === 0 && snapshot !== undefined && validators !== undefined) list.push({ id: "well", weight: "quiet", text: t.banner.well });
  return (
    <section className="banners" aria-label={t.banner.label} aria-live="polite">
      {list.length > 0 ? null : (
        <p className="notice quiet pending" aria-hidden="true">
          <span>{t.banner.well}</span>
        </p>
      )}
      {list.map(({ id, weight, text: words }) => (
        <p key={id} className={`notice ${weight}`} data-banner={id}>
          {words}
        </p>
      ))}
    </section>
  );
}
