/** Protocol: everything that the contracts say about themselves, without a wallet. */

import * as t from "../../strings/index.ts";
import { Books, Solvency } from "./books.tsx";
import { Contracts } from "./contracts.tsx";
import { Fees, Parameters, Powers } from "./powers.tsx";
import { Protection } from "./protection.tsx";
import { RateCard, Returns } from "./rate.tsx";
import { Risks } from "./risks.tsx";
import { ValidatorsCard } from "./validators.tsx";

/** `at`: what of it the address asks for. */
export function ProtocolPage({ at }: { readonly at: string | null }) {
  return (
    <div className="stack">
      <div className="intro">
        <h1 tabIndex={-1}>{t.protocol.title}</h1>
        <p className="lead">{t.protocol.lead}</p>
      </div>
      <div className="columns">
        <RateCard />
        <Returns />
      </div>
      <div className="columns even">
        <Books />
        <div className="side">
          <Solvency />
          <Protection />
        </div>
      </div>
      <ValidatorsCard />
      <div className="columns even">
        <Risks wanted={at === "risks"} />
        <div className="side">
          <Powers />
          <Fees />
        </div>
      </div>
      <Parameters />
      <Contracts />
    </div>
  );
}
