/** Govern: changes that wait and how to object, validators' weights, and the chain's own proposals. */

import * as t from "../../strings/index.ts";
import { useChain } from "../../chain/session.tsx";
import { useChainProposals, useGauge, useWaiting } from "./readings.ts";
import { Waits } from "./proposals.tsx";
import { Votes } from "./votes.tsx";
import { Weights } from "./weights.tsx";

export function GovernPage({ chain }: { readonly chain: string | null }) {
  const { timelock, gauge } = useChain().config.contracts;
  // One after the other, as nobody knows how long each will be: what comes later then moves nothing that is looked at.
  const waiting = useWaiting(timelock);
  const proposals = useChainProposals(gauge !== null);
  const votes = useGauge(gauge);
  const first = timelock === null || waiting !== undefined;
  const second = first && proposals !== undefined && votes !== undefined;
  return (
    <div className="stack">
      <div className="intro">
        <h1 tabIndex={-1}>{t.govern.title}</h1>
        <p className="lead">{t.govern.lead}</p>
      </div>
      {timelock === null ? null : <Waits address={timelock} chain={chain} />}
      {gauge === null || !first ? null : <Votes address={gauge} />}
      {gauge === null || !second ? null : <Weights address={gauge} />}
    </div>
  );
}
