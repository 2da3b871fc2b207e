/** The stages of a transaction as a list that is read out as it changes. */

import { NotIncluded } from "@floe/client";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { useChain } from "../chain/session.tsx";
import { prefixOf } from "../config.ts";
import { plain } from "../errors.ts";
import * as t from "../strings/index.ts";
import type { Stage, Transaction } from "../wallet/transact.ts";
import { STAGES } from "../wallet/transact.ts";

type Look = "done" | "active" | "failed" | "later";

function lookOf(stage: Stage, at: Stage | null, failed: boolean): Look {
  if (at === null) return "done";
  const [mine, now] = [STAGES.indexOf(stage), STAGES.indexOf(at)];
  if (mine < now) return "done";
  if (mine > now) return "later";
  return failed ? "failed" : "active";
}

export function ProgressOf({ transaction, done }: { readonly transaction: Transaction; readonly done: ComponentChildren }) {
  const { config } = useChain();
  const { progress, busy } = transaction;
  const place = useRef<HTMLDivElement>(null);
  const outcome = progress === null ? null : progress.failure !== null ? "failed" : progress.stage === null ? "done" : "running";
  // What became of it is looked at, wherever the button was.
  useEffect(() => {
    if (outcome !== null) place.current?.scrollIntoView({ block: "nearest" });
  }, [outcome]);
  if (progress === null) return <div aria-live="polite" />;
  const failed = progress.failure !== null;
  const finished = progress.stage === null;
  const link = config.explorer.tx;
  return (
    <div ref={place} className="progress" aria-live="polite" aria-busy={busy} data-outcome={outcome}>
      <h2 className="hidden">{t.tx.label}</h2>
      <ol className="steps">
        {STAGES.map((stage) => {
          const look = lookOf(stage, progress.stage, failed);
          const words = look === "active" ? t.tx.active[stage] : look === "failed" ? t.tx.failed[stage] : t.tx.stages[stage];
          return (
            <li key={stage} data-look={look}>
              <span className="dot" aria-hidden="true" />
              {stage === "block" && look === "done" && progress.height !== null ? t.tx.in(String(progress.height)) : words}
            </li>
          );
        })}
      </ol>
      {failed ? (
        <p className="notice bad">{plain(progress.failure, config.chainId, prefixOf(config), progress.stage === "send")}</p>
      ) : null}
      {finished ? <p className="notice good">{done}</p> : null}
      {progress.hash === null ? null : (
        <p className="hint">
          {link === null ? (
            <>
              {t.tx.hash} <span className="address wrap">{progress.hash}</span>
            </>
          ) : (
            <a href={link.replace("{hash}", progress.hash)} target="_blank" rel="noreferrer noopener">
              {t.tx.link}
            </a>
          )}
        </p>
      )}
      {busy ? null : (
        <div className="row">
          {progress.failure instanceof NotIncluded ? (
            <button type="button" className="small" onClick={() => void transaction.look()}>
              {t.tx.look}
            </button>
          ) : null}
          <button type="button" className="small" onClick={transaction.clear}>
            {t.tx.close}
          </button>
        </div>
      )}
    </div>
  );
}

/** Why a node would refuse what the form says, told before anybody is asked to sign. */
export function Refused({ failure }: { readonly failure: unknown }) {
  const { config } = useChain();
  return (
    <p className="notice bad" role="status">
      {plain(failure, config.chainId, prefixOf(config))}
    </p>
  );
}
