/** Addresses of the contracts, and their code beside what was published. */

import type { Code } from "../../chain/codes.ts";
import { readCodes } from "../../chain/codes.ts";
import { useQuery } from "../../chain/query.tsx";
import { useChain, useSnapshot } from "../../chain/session.tsx";
import { Address } from "../../parts/figures.tsx";
import * as t from "../../strings/index.ts";

/** How a code compares with what was published. */
export function comparison(hash: string | null, published: string | undefined): { readonly text: string; readonly tone: string } {
  if (hash === null) return { text: t.protocol.hashUnknown, tone: "warn" };
  if (published === undefined) return { text: t.protocol.noPublished, tone: "warn" };
  return hash === published ? { text: t.protocol.same, tone: "good" } : { text: t.protocol.differs, tone: "bad" };
}

export function Contracts() {
  const { config } = useChain();
  const known = useSnapshot().data !== undefined;
  const { data } = useQuery({
    queryKey: [config.chainId, "codes"],
    queryFn: () => readCodes(config),
    // What stands above is asked first.
    enabled: known,
    refetchInterval: (query) => (query.state.data?.every(({ hash }) => hash !== null) === true ? 600_000 : 5_000),
  });
  const addresses: readonly (readonly [Code["contract"], string])[] = [
    ["hub", config.contracts.hub],
    ["registry", config.contracts.registry],
    ["collector", config.contracts.collector],
  ];
  return (
    <section className="card" aria-labelledby="contracts-title">
      <h2 id="contracts-title">{t.protocol.contracts}</h2>
      <p className="hint">{t.protocol.contractsHelp}</p>
      <ul className="contracts">
        {addresses.map(([name, address]) => {
          const code = data?.find(({ contract }) => contract === name);
          const told = code === undefined ? null : comparison(code.hash, config.checksums[name]);
          return (
            <li key={name} data-contract={name}>
              <h3>{t.protocol.contractNames[name]}</h3>
              <p className="wrap">
                <Address of={address} name={address} />
              </p>
              <p className="hint">
                {code?.codeId == null ? null : `${t.protocol.codeOf(code.codeId)} · `}
                <span className="wrap">{code?.hash ?? "…"}</span>
              </p>
              <p>{told === null ? null : <span className={`tag ${told.tone}`}>{told.text}</span>}</p>
            </li>
          );
        })}
      </ul>
      {config.commit === null ? null : <p className="hint wrap">{t.protocol.commit(config.commit)}</p>}
    </section>
  );
}
