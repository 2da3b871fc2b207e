/** Changes of the protocol that wait: what each would change, until when it waits, who objects, and objecting. */

import type { Coins, Shares } from "@floe/client";
import { binary, hub, shares as sharesOf, timelock, worthOf } from "@floe/client";
import { useState } from "preact/hooks";

import type { Objections, Waiting } from "../../chain/modules.ts";
import { registryAt } from "../../chain/reads.ts";
import { useAtHead, useChain, useHoldings, useIdentities, useSnapshot, useValidators } from "../../chain/session.tsx";
import * as format from "../../format.ts";
import { Fact, Facts, ShareAmount, Skeleton, Time, useAmountText, useUnits } from "../../parts/figures.tsx";
import { AmountField, ConnectButton, readTyped } from "../../parts/form.tsx";
import { ProgressOf } from "../../parts/progress.tsx";
import { href } from "../../router.ts";
import * as t from "../../strings/index.ts";
import type { Transaction } from "../../wallet/transact.ts";
import { useTransaction } from "../../wallet/transact.ts";
import { useWallet } from "../../wallet/wallet.tsx";
import { useObjections, useWaiting } from "./readings.ts";
import type { Present, Told } from "./words.ts";
import { tell } from "./words.ts";

type Proposal = timelock.TimelockProposalResponse;

/** Basis points of the supply from which a proposal waits longer, and from which it waits for exits too; both are the contract's. */
const LONGER = 100;
const MARK = 1_000;

const ended = ({ status }: Proposal) => status === "executed" || status === "cancelled" || status === "expired";

export function Waits({ address, chain }: { readonly address: string; readonly chain: string | null }) {
  const { config, nodes } = useChain();
  const data = useWaiting(address);
  const objections = useObjections(address, data);
  const powers = useSnapshot().data?.powers;
  const registry = useAtHead(["registry"], (block) => registryAt(nodes, config, block.height).config()).data;
  const validators = useValidators().data;
  // Here and not with the proposal: one that is executed is no longer among those that wait.
  const execution = useTransaction();
  const present: Present = { powers, registry, validators: validators?.rows ?? [], timelock: data?.config };
  const open = data?.proposals.filter((one) => !ended(one)) ?? [];
  const past = data?.proposals.filter(ended) ?? [];
  return (
    <section className={data === undefined ? "card unknown" : "card"} aria-labelledby="waits-title" data-part="waits">
      <h2 id="waits-title">{t.govern.waits}</h2>
      <p className="hint">
        {data === undefined ? t.govern.waitsHelp(null, null) : t.govern.waitsHelp(format.span(data.config.short), format.span(data.config.exit))}
      </p>
      {data === undefined ? <Skeleton width={40} /> : open.length === 0 ? <p className="empty">{t.govern.waitsNone}</p> : null}
      {data === undefined ? null : (
        <ul className="proposals">
          {open.map((one) => (
            <li key={one.id} className="proposal" data-proposal={one.id} data-status={one.status}>
              <Open of={one} waiting={data} objections={objections} present={present} address={address} chain={chain} execution={execution} />
            </li>
          ))}
        </ul>
      )}
      <ProgressOf transaction={execution} done={t.govern.executed} />
      {past.length === 0 || data === undefined ? null : (
        <details>
          <summary>{t.govern.past(past.length)}</summary>
          <ul className="proposals">
            {past.map((one) => (
              <li key={one.id} className="proposal" data-proposal={one.id} data-status={one.status}>
                <Head of={one} />
                <Messages of={one} present={present} then />
                {objections.has(one.id) ? <Own of={one} waiting={data} objections={objections} address={address} chain={chain} /> : null}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Head({ of }: { readonly of: Proposal }) {
  const tone = of.status === "due" ? "warn" : of.status === "executed" ? "good" : "";
  return (
    <>
      <div className="exit-head">
        <h3>
          {of.id}. {of.title}
        </h3>
        <span className={`tag ${tone}`}>{t.govern.status[of.status]}</span>
      </div>
      {of.link === null ? null : /^https:\/\/\S+$/.test(of.link) ? (
        <p className="hint wrap">
          <a href={of.link} target="_blank" rel="noreferrer noopener">
            {of.link}
          </a>
        </p>
      ) : (
        <p className="hint wrap">{of.link}</p>
      )}
    </>
  );
}

function Open({ of, waiting, objections, present, address, chain, execution }: {
  readonly of: Proposal;
  readonly waiting: Waiting;
  readonly objections: Objections;
  readonly present: Present;
  readonly address: string;
  readonly chain: string | null;
  readonly execution: Transaction;
}) {
  const now = waiting.block.time;
  const when = of.due > now ? t.govern.dueIn(format.time(of.due), format.span(of.due - now)) : t.govern.dueNow(format.time(of.expires), format.span(of.expires - now));
  const moved = of.class === "brief" ? t.govern.brief : of.mark !== null ? t.govern.marked(of.mark) : of.objected !== null ? t.govern.longer(format.time(of.objected)) : t.govern.notYet;
  return (
    <>
      <Head of={of} />
      <Messages of={of} present={present} />
      <Facts>
        <Fact name={t.govern.kind}>{t.govern.classes[of.class]}</Fact>
        <Fact name={t.govern.proposed}>
          <Time at={of.queued} />
        </Fact>
        <Fact name={t.govern.due} strong help={of.status === "exits_pending" && of.mark !== null ? t.govern.exitsPending(of.mark) : undefined}>
          <span data-figure={`proposal.${of.id}.due`} data-value={of.due}>
            {when}
          </span>
        </Fact>
        <Fact name={t.govern.objections} help={moved}>
          {format.bps(of.objections_bps)} · <ShareAmount of={(of.locked + of.left) as Shares} name={`proposal.${of.id}.objections`} />
        </Fact>
      </Facts>
      <p className="hint" aria-hidden="true">
        {t.govern.meter(format.bps(of.objections_bps))}
      </p>
      <meter min={0} max={MARK} low={LONGER} high={MARK - 1} value={Math.min(of.objections_bps, MARK)} aria-label={t.govern.meter(format.bps(of.objections_bps))} />
      <Own of={of} waiting={waiting} objections={objections} address={address} chain={chain} />
      {of.status === "due" ? (
        <div className="inner">
          <p className="hint">{t.govern.executeHelp}</p>
          <button
            type="button"
            className="small"
            disabled={execution.busy}
            onClick={() => void execution.run((sender) => [sender.message(address, timelock.messages.execute({ id: of.id }))])}
          >
            {t.govern.execute}
          </button>
        </div>
      ) : null}
    </>
  );
}

/** What the messages would change, each in words, the bytes beneath. `then`: it has ended, and what is now says nothing of it. */
function Messages({ of, present, then = false }: { readonly of: Proposal; readonly present: Present; readonly then?: boolean }) {
  const { config } = useChain();
  const identities = useIdentities();
  const text = useAmountText();
  const names = { ...text, validator: (operator: string) => identities.get(operator)?.moniker ?? format.short(operator) };
  return (
    <ol className="messages">
      {of.msgs.map((msg, index) => (
        <li key={index}>
          <Message of={tell(msg, config, present, names)} then={then} />
        </li>
      ))}
    </ol>
  );
}

function Message({ of, then }: { readonly of: Told; readonly then: boolean }) {
  return (
    <>
      <p>
        <strong>{of.contract}</strong>: {of.what}
      </p>
      {of.changes.length === 0 ? null : (
        <dl className="changes">
          {of.changes.map(({ what, from, to }) => (
            <div key={what} className="change" data-same={!then && from === to}>
              <dt>{what}</dt>
              <dd>
                {then || from === null ? null : (
                  <>
                    <del>
                      <span className="hidden">{t.govern.now} </span>
                      {from}
                    </del>{" "}
                    <span aria-hidden="true">→</span>{" "}
                  </>
                )}
                <ins>
                  <span className="hidden">{t.govern.then} </span>
                  {to}
                </ins>
                {!then && from === to ? <span className="hint"> {t.govern.same}</span> : null}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {of.raw === "" ? null : (
        <details>
          <summary>{t.govern.raw}</summary>
          <code className="wrap">{of.raw}</code>
        </details>
      )}
    </>
  );
}

/** What the account objects with, and objecting, taking back and leaving. */
function Own({ of, waiting, objections, address, chain }: {
  readonly of: Proposal;
  readonly waiting: Waiting;
  readonly objections: Objections;
  readonly address: string;
  readonly chain: string | null;
}) {
  const wallet = useWallet();
  const snapshot = useSnapshot().data;
  const text = useAmountText();
  const transaction = useTransaction();
  const [did, setDid] = useState<Act>("objected");
  const own = objections.get(of.id);
  if (wallet.account === null) {
    return ended(of) ? null : (
      <div className="inner">
        <p className="hint">{t.govern.objectHelp}</p>
        <ConnectButton />
      </div>
    );
  }
  const pool = snapshot === undefined ? null : { supply: snapshot.solvency.supply, pool: snapshot.solvency.pool };
  const worth = own === undefined || pool === null ? null : worthOf(own.locked, pool);
  const free = own?.free_at == null ? false : own.free_at <= waiting.block.time || ended(of);
  return (
    <div className="inner" data-part="own">
      {own === undefined ? null : (
        <>
          <p>
            {t.govern.own(text.shares(own.locked), worth === null ? null : text.coins(worth as Coins))}
            {own.left === 0n ? null : ` ${t.govern.ownLeft(text.shares(own.left))}`}
          </p>
          {own.locked === 0n ? null : (
            <>
              <p className="hint">{free ? t.govern.freeNow : own.free_at === null ? null : t.govern.freeAt(format.time(own.free_at))}</p>
              <div className="row">
                <Do transaction={transaction} label={t.govern.leave} enabled={free} to={address} message={timelock.messages.leave({ id: of.id })} onBegin={() => setDid("left")} />
                <Do transaction={transaction} label={t.govern.retract} enabled={free} to={address} message={timelock.messages.retract({ id: of.id })} onBegin={() => setDid("retracted")} />
              </div>
            </>
          )}
        </>
      )}
      {ended(of) ? null : <ObjectForm of={of} address={address} account={wallet.account.address} transaction={transaction} onBegin={() => setDid("objected")} />}
      <ProgressOf
        transaction={transaction}
        done={
          <>
            {t.govern[did]} {did === "left" ? <a href={href(chain, "claim")}>{t.leave.toClaim}</a> : null}
          </>
        }
      />
    </div>
  );
}

/** What somebody did with tokens that object. */
type Act = "objected" | "left" | "retracted";

function Do({ transaction, label, enabled, to, message, onBegin }: {
  readonly transaction: Transaction;
  readonly label: string;
  readonly enabled: boolean;
  readonly to: string;
  readonly message: object;
  readonly onBegin: () => void;
}) {
  return (
    <button
      type="button"
      className="small"
      disabled={transaction.busy || !enabled}
      onClick={() => {
        onBegin();
        void transaction.run((sender) => [sender.message(to, message)]);
      }}
    >
      {label}
    </button>
  );
}

/** Shares that are sent to the timelock object, and stay there a day at least. */
function ObjectForm({ of, address, account, transaction, onBegin }: {
  readonly of: Proposal;
  readonly address: string;
  readonly account: string;
  readonly transaction: Transaction;
  readonly onBegin: () => void;
}) {
  const { config } = useChain();
  const units = useUnits();
  const text = useAmountText();
  const holdings = useHoldings(account).data;
  const [written, setWritten] = useState("");
  const { units: amount, problem } = readTyped(written, units?.decimals ?? null);
  const tooMuch = amount !== null && holdings !== undefined && amount > holdings.shares;

  async function submit() {
    if (amount === null || tooMuch) return;
    onBegin();
    const msg = binary(timelock.hooks.object({ id: of.id }));
    const send = hub.messages.send({ contract: address, amount: sharesOf(amount), msg });
    if ((await transaction.run((sender) => [sender.message(config.contracts.hub, send)])) !== null) setWritten("");
  }

  return (
    <form
      className="inner"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <AmountField
        label={t.govern.objectWith}
        unit="token"
        text={written}
        onText={setWritten}
        hint={holdings === undefined ? t.loading : `${t.form.have(text.shares(holdings.shares))}. ${t.govern.objectHelp}`}
        problem={problem ?? (tooMuch ? t.form.tooMuch(text.shares(holdings.shares)) : null)}
      />
      <button type="submit" className="small" disabled={transaction.busy || amount === null || tooMuch}>
        {t.govern.object}
      </button>
    </form>
  );
}
