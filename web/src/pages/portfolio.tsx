/** Portfolio: what any address holds, what it earned, and what it did. Read only. */

import type { Coins, indexApi, Shares } from "@floe/client";
import { worthOf } from "@floe/client";
import { useState } from "preact/hooks";

import { readKept } from "../chain/modules.ts";
import type { Known } from "../chain/session.tsx";
import { useAtHead, useChain, useHoldings, useSnapshot } from "../chain/session.tsx";
import { prefixOf } from "../config.ts";
import * as format from "../format.ts";
import { Exits, useStatement } from "../parts/exits.tsx";
import { Address, CoinAmount, Fact, Facts, ShareAmount, Skeleton, useUnits } from "../parts/figures.tsx";
import { TextField } from "../parts/form.tsx";
import { href } from "../router.ts";
import { Table } from "../parts/table.tsx";
import * as t from "../strings/index.ts";
import { useWallet } from "../wallet/wallet.tsx";
import { isAddress, ready } from "./claim.tsx";

export function PortfolioPage({ chain, address: asked }: { readonly chain: string | null; readonly address: string | null }) {
  const { config } = useChain();
  const wallet = useWallet();
  const mine = wallet.account?.address ?? null;
  const address = asked ?? mine;
  const prefix = prefixOf(config);
  return (
    <div className="stack">
      <section className="card" aria-labelledby="portfolio-title">
        <h1 id="portfolio-title" tabIndex={-1}>
          {t.portfolio.title}
        </h1>
        <p className="lead">{t.portfolio.lead}</p>
        <Choose key={address ?? ""} chain={chain} address={address ?? ""} mine={mine} />
        {asked !== null && asked !== mine && isAddress(asked, prefix) ? <p className="hint">{t.portfolio.readOnly}</p> : null}
      </section>
      {address === null ? (
        <p className="empty">{t.portfolio.ask}</p>
      ) : isAddress(address, prefix) ? (
        <Holdings key={address} chain={chain} address={address} mine={address === mine} />
      ) : (
        <p className="notice bad">{t.errors.address(prefix)}</p>
      )}
    </div>
  );
}

function Choose({ chain, address, mine }: { readonly chain: string | null; readonly address: string; readonly mine: string | null }) {
  const { config } = useChain();
  const [written, setWritten] = useState(address);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="line"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = written.trim();
        if (!isAddress(wanted, prefixOf(config))) setProblem(t.errors.address(prefixOf(config)));
        else location.hash = href(chain, "portfolio", wanted);
      }}
    >
      <TextField
        label={t.portfolio.label}
        text={written}
        onText={(text) => {
          setWritten(text);
          setProblem(null);
        }}
        problem={problem}
        placeholder={`${prefixOf(config)}1…`}
      >
        <button type="submit" className="small">
          {t.portfolio.button}
        </button>
      </TextField>
      {mine === null || mine === address ? null : (
        <p className="hint">
          <a href={href(chain, "portfolio")}>{t.portfolio.mine}</a>
        </p>
      )}
    </form>
  );
}

function Holdings({ chain, address, mine }: { readonly chain: string | null; readonly address: string; readonly mine: boolean }) {
  const { config, nodes } = useChain();
  const { stake, timelock } = config.contracts;
  const holdings = useHoldings(address).data;
  const snapshot = useSnapshot().data;
  const statement = useStatement(address);
  const kept = useAtHead(["kept", address], (block) => readKept(nodes, config, block, address), stake !== null || timelock !== null);
  // Without modules there is nothing to wait for; what one of them does not tell is not counted.
  const away = stake === null && timelock === null ? 0n : kept.data === undefined ? undefined : (kept.data.staked ?? 0n) + (kept.data.objecting ?? 0n);
  const pool = snapshot === undefined ? null : { supply: snapshot.solvency.supply, pool: snapshot.solvency.pool };
  const worthIn = (shares: bigint | undefined) => (shares === undefined || pool === null ? undefined : (worthOf(shares as Shares, pool) ?? (0n as Coins)));
  const [worth, worthAway] = [worthIn(holdings?.shares), worthIn(away)];
  const queued = holdings?.requests.reduce((sum, { amount }) => sum + amount, 0n) as Coins | undefined;
  const earned = statement.state === "known" && statement.data.sums !== null ? statement.data.sums : null;
  return (
    <>
      <div className="columns even">
        <section className="card" aria-labelledby="worth-title">
          <h2 id="worth-title">{t.portfolio.worth}</h2>
          <p className="big">
            <CoinAmount
              of={worth === undefined || queued === undefined || worthAway === undefined ? undefined : ((worth + queued + worthAway) as Coins)}
              name="worth"
            />
          </p>
          <Facts>
            <Fact name={t.portfolio.balance}>
              <ShareAmount of={holdings?.shares} name="holdings.shares" />
            </Fact>
            <Fact name={t.portfolio.balanceWorth}>
              <CoinAmount of={worth} />
            </Fact>
            {stake === null || kept.data?.staked === null ? null : (
              <Fact name={t.portfolio.staked} help={t.portfolio.keptHelp}>
                <ShareAmount of={kept.data?.staked as Shares | undefined} name="kept.staked" />
              </Fact>
            )}
            {timelock === null ? null : (
              <Fact name={t.portfolio.objecting} help={t.portfolio.keptHelp}>
                <ShareAmount of={(kept.data?.objecting ?? undefined) as Shares | undefined} name="kept.objecting" />
              </Fact>
            )}
            <Fact name={t.portfolio.queued}>
              <CoinAmount of={queued} />
            </Fact>
            <Fact name={t.portfolio.ready}>
              <CoinAmount of={holdings === undefined ? undefined : ready(holdings.requests)} />
            </Fact>
            <Fact name={t.portfolio.coins}>
              <CoinAmount of={holdings?.coins} name="holdings.coins" />
            </Fact>
            <Fact name={t.portfolio.earned} help={t.portfolio.earnedHelp}>
              <Earned of={statement} value={earned === null ? null : ((earned.rewards - earned.losses) as Coins)} />
            </Fact>
          </Facts>
        </section>
        <section className="card" aria-labelledby="exits-title">
          <h2 id="exits-title">{t.portfolio.exits}</h2>
          {holdings === undefined ? (
            <Skeleton width={24} />
          ) : holdings.requests.length === 0 ? (
            <p className="muted">{t.portfolio.exitsNone}</p>
          ) : (
            <>
              <Exits requests={holdings.requests} address={address} now={holdings.block.time} />
              {mine ? (
                <p>
                  <a href={href(chain, "claim")}>{t.portfolio.toClaim}</a> · <a href={href(chain, "leave")}>{t.portfolio.toLeave}</a>
                </p>
              ) : null}
            </>
          )}
        </section>
      </div>
      <History address={address} statement={statement} />
    </>
  );
}

function Earned({ of, value }: { readonly of: Known<indexApi.StatementAnswer>; readonly value: Coins | null }) {
  if (of.state === "loading") return <Skeleton width={10} />;
  if (of.state !== "known") return <span className="muted">{t.portfolio.earnedUnknown}</span>;
  return <CoinAmount of={value} name="earned" />;
}

const PAGE = 25;

function History({ address, statement }: { readonly address: string; readonly statement: Known<indexApi.StatementAnswer> }) {
  const { index } = useChain();
  const units = useUnits();
  const [shown, setShown] = useState(PAGE);
  const moves = statement.state === "known" ? [...statement.data.movements].reverse() : [];

  async function save() {
    if (index === null) return;
    const table = await index.readStatementTable(address);
    const url = URL.createObjectURL(new Blob([table], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${address}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <section className="card" aria-labelledby="history-title">
      <div className="title-row">
        <h2 id="history-title">{t.portfolio.history}</h2>
        {statement.state === "known" && moves.length > 0 ? (
          <button type="button" className="small" onClick={() => void save()}>
            {t.portfolio.csv}
          </button>
        ) : null}
      </div>
      {statement.state === "none" ? <p className="muted">{t.portfolio.historyUnknown}</p> : null}
      {statement.state === "down" ? <p className="muted">{t.portfolio.historyDown}</p> : null}
      {statement.state === "loading" ? <Skeleton width={40} /> : null}
      {statement.state === "known" && moves.length === 0 ? <p className="muted">{t.portfolio.historyEmpty}</p> : null}
      {moves.length === 0 ? null : (
        <Table
          labelledBy="history-title"
          heads={[
            t.portfolio.columns.time,
            t.portfolio.columns.what,
            [units?.token ?? t.portfolio.columns.shares],
            [units?.coin ?? t.portfolio.columns.coins],
            [t.portfolio.columns.block],
          ]}
        >
          {moves.slice(0, shown).map((move, index) => (
            <Row key={`${move.height}-${index}`} move={move} />
          ))}
        </Table>
      )}
      {moves.length > shown ? (
        <button type="button" className="small" onClick={() => setShown(shown + PAGE)}>
          {t.portfolio.more}
        </button>
      ) : null}
      {statement.state === "known" ? (
        <p className="hint">
          {t.portfolio.asOf(String(statement.data.as_of.height))}{" "}
          {statement.data.as_of.proven_height === null ? t.portfolio.provenNot : t.portfolio.proven(String(statement.data.as_of.proven_height))}
        </p>
      ) : null}
    </section>
  );
}

function Row({ move }: { readonly move: indexApi.Line }) {
  const { config } = useChain();
  const link = config.explorer.tx;
  return (
    <tr>
      <td>
        <time dateTime={new Date(move.time * 1000).toISOString()}>{format.time(move.time)}</time>
      </td>
      <td>
        {t.moves[move.kind] ?? move.kind}
        {move.with === null ? null : (
          <>
            {" "}
            · <Address of={move.with} />
          </>
        )}
      </td>
      <td className="end">
        <ShareAmount of={move.shares === 0n ? null : move.shares} bare />
      </td>
      <td className="end">
        <CoinAmount of={move.coins === 0n ? null : move.coins} bare />
      </td>
      <td className="end">
        {link === null ? (
          move.height
        ) : (
          <a href={link.replace("{hash}", move.tx)} target="_blank" rel="noreferrer noopener">
            {move.height}
          </a>
        )}
      </td>
    </tr>
  );
}
