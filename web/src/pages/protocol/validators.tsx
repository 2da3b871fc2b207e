/** The validators: actual and wanted share, commission, state and losses. */

import type { ValidatorRow } from "../../chain/validators.ts";
import { useIdentities, useValidators } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { Address, CoinAmount, Skeleton, useAmountText, useUnits } from "../../parts/figures.tsx";
import { Table } from "../../parts/table.tsx";
import * as t from "../../strings/index.ts";

type Tone = "good" | "warn" | "bad";

/** The one word for where a validator stands, the gravest first. `now` in unix seconds. */
export function stateOf(row: ValidatorRow, now: number): { readonly text: string; readonly tone: Tone } {
  const { states } = t.protocol;
  const listed = row.registry;
  if (row.hub?.silent != null) return { text: states.silent, tone: "bad" };
  if (listed === null) return { text: states.gone, tone: "warn" };
  if (listed.status === "draining") return { text: states.draining, tone: "warn" };
  if (typeof listed.status === "object") return { text: states.paused, tone: "warn" };
  if (!listed.bonded) return { text: states.inactive, tone: "warn" };
  if (listed.dear_since !== null) return { text: states.dear, tone: "warn" };
  if (row.hub?.marked_until != null && row.hub.marked_until > now) return { text: states.avoided, tone: "warn" };
  return { text: states.active, tone: "good" };
}

export function ValidatorsCard() {
  const { data } = useValidators();
  const names = useIdentities();
  const text = useAmountText();
  const units = useUnits();
  const columns = t.protocol.validatorColumns;
  const all = data?.rows.reduce((sum, { delegated }) => sum + delegated, 0n) ?? 0n;
  const wanted = data?.rows.reduce((sum, { target }) => sum + target, 0n) ?? 0n;
  return (
    <section className="card" aria-labelledby="validators-title">
      <h2 id="validators-title">{t.protocol.validators}</h2>
      <p className="hint">{t.protocol.validatorsHelp}</p>
      {data === undefined ? (
        <Skeleton width={40} />
      ) : (
        <Table
          labelledBy="validators-title"
          heads={[
            columns.name,
            [`${columns.stake} (${units?.coin ?? ""})`],
            [columns.share],
            [columns.target],
            [columns.commission],
            columns.state,
            columns.losses,
          ]}
        >
          {data.rows.map((row) => {
            const state = stateOf(row, data.block.time);
            const loss = row.hub?.cumulative_loss ?? 0n;
            return (
              <tr key={row.operator}>
                <th scope="row">
                  <Address of={row.operator} kind="validator" name={names.get(row.operator)?.moniker} />
                </th>
                <td className="end">
                  <CoinAmount of={row.delegated} bare name={`validator.${row.operator}`} />
                </td>
                <td className="end">{format.partOf(row.delegated, all)}</td>
                <td className="end">{format.partOf(row.target, wanted)}</td>
                <td className="end">{row.registry === null ? "–" : format.percent(row.registry.commission)}</td>
                <td>
                  <span className={`tag ${state.tone}`}>{state.text}</span>
                </td>
                <td>
                  {loss === 0n || row.hub?.last_loss == null
                    ? t.protocol.noLoss
                    : t.protocol.lossAt(text.coins(loss), format.date(row.hub.last_loss))}
                </td>
              </tr>
            );
          })}
        </Table>
      )}
    </section>
  );
}
