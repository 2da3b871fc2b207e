/** Govern: changes that wait and how to object, validators' weights, and the chain's own proposals. */

import { t } from "../../strings.ts";
import { useChain } from "../../chain/session.tsx";
import { Waits } from "./proposals.tsx";
import { Votes } from "./votes.tsx";
import { Weights } from "./weights.tsx";

export function GovernPage({ chain }: { readonly chain: string | null }) {
  const { contracts } = useChain().config;
  return (
    <div className="stack">
      <div className="intro">
        <h1 tabIndex={-1}>{t.govern.title}</h1>
        <p className="lead">{t.govern.lead}</p>
      </div>
      {contracts.timelock === null ? null : <Waits address={contracts.timelock} chain={chain} />}
      {contracts.gauge === null ? null : (
        <>
          <Votes address={contracts.gauge} />
          <Weights address={contracts.gauge} />
        </>
      )}
    </div>
  );
}
