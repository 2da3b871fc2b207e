/** Tables: the heads of their columns, and a frame that scrolls where the window is narrower than they are. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** The head of a column of words; one of figures, which stand at its end, is in brackets; null is no column. */
type Head = ComponentChildren | readonly [figures: ComponentChildren];

const figures = (head: Head): head is readonly [ComponentChildren] => Array.isArray(head);

function Heads({ of }: { readonly of: readonly Head[] }) {
  return (
    <thead>
      <tr>
        {of.map((head, index) =>
          head === null ? null : figures(head) ? (
            <th key={index} scope="col" className="end">
              {head[0]}
            </th>
          ) : (
            <th key={index} scope="col">
              {head}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}

/** Each cell learns the head of its column, which a narrow window shows beside it. */
function name(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent);
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, index) => {
      if (index > 0) cell.dataset["head"] = heads[index] ?? "";
    });
  }
}

/** Rows under heads. `labelledBy` is the id of what names the table where it scrolls by itself; without one it does not. */
export function Table({ heads, labelledBy, children }: {
  readonly heads: readonly Head[];
  readonly labelledBy?: string;
  readonly children: ComponentChildren;
}) {
  const place = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (place.current !== null) name(place.current);
  });
  // Roles are said, as a row that is laid out anew is otherwise none to some browsers.
  const table = (
    <table ref={place} role="table">
      <Heads of={heads} />
      <tbody>{children}</tbody>
    </table>
  );
  if (labelledBy === undefined) return table;
  return (
    <div className="scroll" tabIndex={0} role="group" aria-labelledby={labelledBy}>
      {table}
    </div>
  );
}
