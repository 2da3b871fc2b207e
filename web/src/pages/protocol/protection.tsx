/** Guarantors: who pays for a slash before holders do, and how far that reaches. */

import type { hub } from "@floe/client";

import { readGuarantees } from "../../chain/guarantees.ts";
import { useAtHead, useChain } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { CoinAmount, Fact, Facts, ShareAmount, Skeleton } from "../../parts/figures.tsx";
import * as t from "../../strings/index.ts";

export function Protection() {
  const { config, nodes } = useChain();
  const { data } = useAtHead(["guarantees"], (block) => readGuarantees(nodes, config, block));
  const named = data != null && (data.bonds !== null || data.backstop !== null);
  return (
    <section className="card" aria-labelledby="protection-title" data-part="protection">
      <h2 id="protection-title">{t.protocol.protection}</h2>
      {data === undefined ? <Skeleton width={30} /> : null}
      {data === null ? <p className="muted">{t.protocol.protectionOld}</p> : null}
      {data != null && !named ? <p className="muted">{t.protocol.protectionNone}</p> : null}
      {data == null ? null : (
        <Facts>
          {data.bonds === null ? null : <One name={t.protocol.bonds} of={data.bonds} />}
          {data.backstop === null ? null : <One name={t.protocol.backstop} of={data.backstop} />}
          <Fact name={t.protocol.worst} help={t.protocol.worstHelp}>
            <CoinAmount of={data.worst_loss} name="guarantees.worst_loss" />
          </Fact>
          <Fact name={t.protocol.uncovered}>{format.bps(data.worst_uncovered_bps)}</Fact>
        </Facts>
      )}
    </section>
  );
}

function One({ name, of }: { readonly name: string; readonly of: hub.GuarantorResponse }) {
  return (
    <Fact name={name} help={t.protocol.covers(format.bps(of.ratio_bps))}>
      <CoinAmount of={of.capacity} />
      <span className="help">
        <ShareAmount of={of.balance} />
      </span>
    </Fact>
  );
}
