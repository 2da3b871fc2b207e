/** Exits under way, one card each: where it stands, what it is worth, when it pays, and what was lost since the close. */

import type { Coins, hub, indexApi } from "@floe/client";
import { requestTimes } from "@floe/client";

import { useConstants, useIndex } from "../chain/session.tsx";
import type { Known } from "../chain/session.tsx";
import { reached } from "../chain/times.ts";
import * as format from "../format.ts";
import * as t from "../strings/index.ts";
import { CoinAmount, ShareAmount, useAmountText } from "./figures.tsx";

const STAGES = ["PENDING", "UNBONDING", "COMPLETED"] as const;

/** What a batch owed an account at its close, out of the account's moves. */
export function atClose(statement: indexApi.StatementAnswer, batch: number): Coins | null {
  const closes = statement.movements.filter((move) => move.kind === "batch_closed" && move.batch === batch);
  return closes.length === 0 ? null : (closes.reduce((sum, move) => sum + move.coins, 0n) as Coins);
}

export function useStatement(address: string | null): Known<indexApi.StatementAnswer> {
  return useIndex(["statement", address], (index) => index.statement(address ?? ""), address !== null);
}

export function Exits({ requests, address, now }: {
  readonly requests: readonly hub.UserRequestDetails[];
  readonly address: string;
  /** Unix seconds of the block that they are of. */
  readonly now: number;
}) {
  const statement = useStatement(address);
  return (
    <ul className="exits">
      {requests.map((request) => (
        <Exit key={request.id} request={request} now={now} statement={statement} />
      ))}
    </ul>
  );
}

function Exit({ request, now, statement }: {
  readonly request: hub.UserRequestDetails;
  readonly now: number;
  readonly statement: Known<indexApi.StatementAnswer>;
}) {
  const text = useAmountText();
  const unbonding = useConstants().data?.config.unbond_period;
  const times = unbonding === undefined ? null : requestTimes(request, unbonding, now);
  const at = STAGES.indexOf(request.state);
  let next = "…";
  if (times?.step === "queued") {
    next =
      reached(times.closes, now) ? t.claim.next.pendingNow(format.time(times.pays)) : t.claim.next.PENDING(format.time(times.closes), format.time(times.pays));
  } else if (times?.step === "unbonding") next = reached(times.pays, now) ? t.claim.next.due : t.claim.next.UNBONDING(format.time(times.pays));
  else if (times?.step === "claimable") next = t.claim.next.COMPLETED;

  const before = request.state === "PENDING" ? null : statement.state === "known" ? atClose(statement.data, request.id) : null;
  const lost = before !== null && before > request.amount ? before - request.amount : null;
  return (
    <li className="exit" data-state={request.state} data-batch={request.id}>
      <div className="exit-head">
        <h3>{t.claim.batch(request.id)}</h3>
        <strong>
          <CoinAmount of={request.amount} name={`request.${request.id}.amount`} />
        </strong>
      </div>
      <ol className="stages" aria-label={t.claim.stepsLabel}>
        {STAGES.map((stage, index) => (
          <li key={stage} data-look={index < at ? "done" : index === at ? "now" : "later"} aria-current={index === at ? "step" : undefined}>
            {t.claim.stages[stage]}
          </li>
        ))}
      </ol>
      <p className="hint">
        {next}. {t.claim.shares} <ShareAmount of={request.shares} name={`request.${request.id}.shares`} />.
      </p>
      {lost === null || before === null ? null : (
        <p className="notice warn" data-part="cut">
          {t.claim.cut(text.coins(lost), text.coins(before))}
        </p>
      )}
      {request.state === "UNBONDING" && before === null && statement.state !== "loading" ? (
        <p className="hint">{t.claim.cutUnknown}</p>
      ) : null}
      {before !== null && lost === null && request.state !== "PENDING" ? <p className="hint">{t.claim.uncut}</p> : null}
    </li>
  );
}
