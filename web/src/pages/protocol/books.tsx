/** The books: what is where, whose it is, and whether it is there. */

import { useSnapshot } from "../../chain/session.tsx";
import { CoinAmount, Fact, Facts, ShareAmount, Time } from "../../parts/figures.tsx";
import * as t from "../../strings/index.ts";

export function Books() {
  const solvency = useSnapshot().data?.solvency;
  return (
    <section className="card" aria-labelledby="books-title">
      <h2 id="books-title">{t.protocol.books}</h2>
      <p className="hint">{t.protocol.booksHelp}</p>
      <Facts>
        <Fact name={t.protocol.staked}>
          <CoinAmount of={solvency?.delegated} name="solvency.delegated" />
        </Fact>
        <Fact name={t.protocol.undelegating}>
          <CoinAmount of={solvency?.undelegating} name="solvency.undelegating" />
        </Fact>
        <Fact name={t.protocol.free}>
          <CoinAmount of={solvency?.free} name="solvency.free" />
        </Fact>
        <Fact name={t.protocol.owed}>
          <CoinAmount of={solvency?.owed} name="solvency.owed" />
        </Fact>
        <Fact name={t.protocol.unreleased} help={t.protocol.unreleasedHelp}>
          <CoinAmount of={solvency?.unreleased} name="solvency.unreleased" />
        </Fact>
        <Fact name={t.protocol.pool} strong>
          <CoinAmount of={solvency?.pool} name="solvency.pool" />
        </Fact>
        <Fact name={t.protocol.supply} strong>
          <ShareAmount of={solvency?.supply} name="solvency.supply" />
        </Fact>
        <Fact name={t.protocol.reserved}>
          <CoinAmount of={solvency?.reserved} name="solvency.reserved" />
        </Fact>
        <Fact name={t.protocol.carry} help={t.protocol.carryHelp}>
          <CoinAmount of={solvency?.loss_carry} name="solvency.loss_carry" />
        </Fact>
      </Facts>
    </section>
  );
}

export function Solvency() {
  const snapshot = useSnapshot().data;
  const healthy = snapshot?.solvency.healthy;
  return (
    <section className="card" aria-labelledby="solvency-title">
      <h2 id="solvency-title">{t.protocol.solvency}</h2>
      <p className={healthy === undefined ? "notice" : healthy ? "notice good" : "notice bad"}>
        {healthy === undefined ? t.loading : healthy ? t.protocol.healthy : t.protocol.unhealthy}
      </p>
      <Facts>
        <Fact name={t.protocol.bank}>
          <CoinAmount of={snapshot?.solvency.bank} name="solvency.bank" />
        </Fact>
        <Fact name={t.protocol.lastLook}>{snapshot === undefined ? "…" : <Time at={snapshot.state.last_sync} />}</Fact>
      </Facts>
    </section>
  );
}
