/** What can go wrong, told with the chain's own parameters. */

import { useEffect, useRef } from "preact/hooks";

import { useAtHead, useChain, useSnapshot } from "../../chain/session.tsx";
import { registryAt } from "../../chain/reads.ts";
import * as format from "../../format.ts";
import { useUnits } from "../../parts/figures.tsx";
import { param } from "../../parts/params.ts";
import * as t from "../../strings/index.ts";

export function Risks({ wanted }: { readonly wanted: boolean }) {
  const place = useRef<HTMLElement>(null);
  const { config, nodes } = useChain();
  const powers = useSnapshot().data?.powers;
  const registry = useAtHead(["registry"], (block) => registryAt(nodes, config, block.height).config()).data;
  const units = useUnits();
  const { riskList } = t.protocol;
  const known = powers !== undefined && registry !== undefined && units !== null;
  useEffect(() => {
    if (wanted && known) place.current?.scrollIntoView();
  }, [wanted, known]);
  const seconds = (name: string) => format.span(Number((powers === undefined ? null : param(powers, name)) ?? 0n));
  const who = (role: string | null) => (role === null ? t.nobody : format.short(role));
  return (
    <section ref={place} className="card" aria-labelledby="risks-title">
      <h2 id="risks-title">{t.protocol.risks}</h2>
      {powers === undefined || registry === undefined || units === null ? (
        <p className="muted">{t.loading}</p>
      ) : (
        <ul className="points">
          <li>{riskList.slash(seconds("unbonding_estimate"))}</li>
          <li>{riskList.spread(format.bps(registry.max_share_bps))}</li>
          <li>{riskList.time(format.span(powers.interval_in_force), seconds("unbonding_estimate"))}</li>
          <li>{riskList.price(units.token, units.coin)}</li>
          <li>{powers.admin === null ? riskList.adminNone : riskList.admin(who(powers.admin))}</li>
          <li>{riskList.owner(who(powers.owner), format.bps(powers.max_fee_bps))}</li>
          <li>{riskList.pause(seconds("pause_secs"))}</li>
          <li>{riskList.look(seconds("max_sync_age"))}</li>
          <li>{riskList.code}</li>
        </ul>
      )}
    </section>
  );
}
