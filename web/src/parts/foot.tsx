/** The foot: how new the figures are and where they come from. */

import type { ComponentChildren } from "preact";

import { useChain, useHead, useNodeState } from "../chain/session.tsx";
import * as format from "../format.ts";
import * as t from "../strings/index.ts";
import { useNow } from "./figures.tsx";

export function Foot({ children }: { readonly children: ComponentChildren }) {
  const { config, nodes } = useChain();
  const { data } = useHead();
  const { url, answers } = useNodeState();
  const now = useNow();
  const host = url === "" ? "" : new URL(url).host;
  return (
    <footer className="foot">
      <div className="foot-row">
        <p className="fresh" data-answers={answers} data-node={url} data-height={data?.height}>
          <span className="dot" aria-hidden="true" />
          {data === undefined ? (
            t.footer.waiting
          ) : (
            <>
              {config.name} · {(nodes.pinned ? t.footer.block : t.footer.about)(String(data.height))} ·{" "}
              {t.footer.ago(format.span(now - data.time))} · {t.footer.node(host)}
            </>
          )}
        </p>
        {children}
      </div>
      <p className="hint">{t.footer.noServer}</p>
    </footer>
  );
}
