/** Claim: exits and their stages, everything ready in one transaction, and claims for others. */

import type { Coins } from "@floe/client";
import { checkAddress, hub, InvalidAddress } from "@floe/client";
import { useState } from "preact/hooks";

import { useChain, useHoldings } from "../chain/session.tsx";
import { reached } from "../chain/times.ts";
import { prefixOf } from "../config.ts";
import { Exits } from "../parts/exits.tsx";
import { CoinAmount, Skeleton, useAmountText } from "../parts/figures.tsx";
import { ConnectButton, Submit, TextField, useSettled } from "../parts/form.tsx";
import { ProgressOf } from "../parts/progress.tsx";
import * as t from "../strings/index.ts";
import { useTransaction } from "../wallet/transact.ts";
import { useWallet } from "../wallet/wallet.tsx";

/** What of these requests can be claimed now. */
export function ready(requests: readonly hub.UserRequestDetails[]): Coins {
  return requests.filter(({ state }) => state === "COMPLETED").reduce((sum, { amount }) => sum + amount, 0n) as Coins;
}

/** Unbonding that is due: a claim settles it on the way, if the coins are there. */
function due(requests: readonly hub.UserRequestDetails[], now: number): boolean {
  return requests.some(({ state, estimated_time }) => state === "UNBONDING" && reached(estimated_time, now));
}

export function ClaimPage() {
  const wallet = useWallet();
  return (
    <div className="columns">
      <section className="card main" aria-labelledby="claim-title">
        <h1 id="claim-title" tabIndex={-1}>
          {t.claim.title}
        </h1>
        <p className="lead">{t.claim.lead}</p>
        {wallet.account === null ? (
          <div className="inner">
            <p className="muted">{t.claim.noWallet}</p>
            <ConnectButton wide />
          </div>
        ) : (
          <Mine address={wallet.account.address} />
        )}
      </section>
      <aside className="side">
        <Other />
      </aside>
    </div>
  );
}

function Mine({ address }: { readonly address: string }) {
  const { config } = useChain();
  const text = useAmountText();
  const holdings = useHoldings(address).data;
  const transaction = useTransaction();
  const [paid, setPaid] = useState<Coins | null>(null);
  const requests = holdings?.requests;
  const sum = requests === undefined ? undefined : ready(requests);
  const maybe = requests !== undefined && holdings !== undefined && due(requests, holdings.block.time);

  async function claim() {
    const events = await transaction.run((sender) => [sender.message(config.contracts.hub, hub.messages.withdrawUnbonded())]);
    if (events === null) return;
    const claims = events.filter((event) => event.type === "wasm-floe/claimed");
    setPaid(claims.length === 0 ? null : (claims.reduce((all, { amount }) => all + amount, 0n) as Coins));
  }

  return (
    <>
      <div className="ready">
        <span className="hint">{t.claim.ready}</span>
        <strong>
          <CoinAmount of={sum} name="claim.ready" />
        </strong>
      </div>
      <button
        type="button"
        className="primary wide"
        disabled={transaction.busy || sum === undefined || (sum === 0n && !maybe)}
        onClick={() => void claim()}
      >
        {sum === undefined || (sum === 0n && !maybe)
          ? t.claim.buttonNothing
          : sum === 0n
            ? t.claim.buttonDue
            : t.claim.button(text.coins(sum))}
      </button>
      <p className="hint">{t.claim.help}</p>
      <ProgressOf transaction={transaction} done={t.claim.done(paid === null ? null : text.coins(paid))} />
      {requests === undefined || holdings === undefined ? (
        <p>
          <Skeleton width={24} />
        </p>
      ) : requests.length === 0 ? (
        <p className="empty">
          {t.claim.empty} <span className="muted">{t.claim.emptyHint}</span>
        </p>
      ) : (
        <>
          <h2 className="hidden">{t.portfolio.exits}</h2>
          <Exits requests={requests} address={address} now={holdings.block.time} />
        </>
      )}
      {holdings?.more === true ? <p className="hint">{t.claim.more}</p> : null}
    </>
  );
}

/** A claim that somebody else is paid. */
function Other() {
  const { config } = useChain();
  const text = useAmountText();
  const transaction = useTransaction();
  const [written, setWritten] = useState("");
  const asked = useSettled(written.trim());
  const prefix = prefixOf(config);
  const valid = asked !== "" && isAddress(asked, prefix);
  const holdings = useHoldings(valid ? asked : null).data;
  const sum = holdings === undefined ? null : ready(holdings.requests);
  const nothing = holdings !== undefined && sum === 0n && !due(holdings.requests, holdings.block.time);

  async function claim() {
    await transaction.run((sender) => [sender.message(config.contracts.hub, hub.messages.claimFor({ user: asked }))]);
  }

  return (
    <section className="card" aria-labelledby="other-title" data-part="other">
      <h2 id="other-title">{t.claim.other.title}</h2>
      <p className="hint">{t.claim.other.help}</p>
      <form
        className="inner stretch"
        onSubmit={(event) => {
          event.preventDefault();
          void claim();
        }}
      >
        <TextField
          label={t.claim.other.label}
          text={written}
          onText={setWritten}
          problem={asked !== "" && !valid ? t.errors.address(prefix) : nothing ? t.claim.other.nothing : null}
          placeholder={`${prefix}1…`}
        />
        {sum === null || sum === 0n ? null : <p className="hint">{t.claim.other.has(text.coins(sum))}</p>}
        <Submit label={t.claim.other.button} disabled={!valid || holdings === undefined || nothing || asked !== written.trim()} busy={transaction.busy} />
      </form>
      <ProgressOf transaction={transaction} done={t.claim.doneOther} />
    </section>
  );
}

/** Whether a text is an address of this chain. */
export function isAddress(text: string, prefix: string): boolean {
  try {
    checkAddress(text, prefix);
    return true;
  } catch (error) {
    if (error instanceof InvalidAddress) return false;
    throw error;
  }
}
