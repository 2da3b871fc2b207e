/** Stake rewards: a token staked in a contract of its own, what it earns there, and the way out. */

import { binary, coins as coinsOf, formatUnits, hub, shares as sharesOf, stake } from "@floe/client";
import type { AnyMsg, Sender } from "@floe/client";
import { useState } from "preact/hooks";

import type { Stakes, Unit } from "../chain/modules.ts";
import { assetKey, readBalance, readStakes, readTokens } from "../chain/modules.ts";
import { useQuery } from "../chain/query.tsx";
import { useAtHead, useChain } from "../chain/session.tsx";
import * as format from "../format.ts";
import { Fact, Facts, Skeleton, Time, useUnits } from "../parts/figures.tsx";
import { AmountField, ConnectButton, readTyped } from "../parts/form.tsx";
import { ProgressOf } from "../parts/progress.tsx";
import * as t from "../strings/index.ts";
import { useTransaction } from "../wallet/transact.ts";
import { useWallet } from "../wallet/wallet.tsx";

type Asset = stake.Asset;

/** Names and decimals of assets; what is not known yet has its amounts in base units under its own denom. */
function useAssets(assets: readonly Asset[]): (asset: Asset) => Unit | null {
  const { config, nodes } = useChain();
  const units = useUnits();
  const others = assets.flatMap((one) => ("cw20" in one && one.cw20 !== config.contracts.hub ? [one.cw20] : []));
  const { data: told } = useQuery({
    queryKey: [config.chainId, "tokens", others],
    queryFn: () => readTokens(nodes, others),
    enabled: others.length > 0,
    // A token that was silent is asked again.
    refetchInterval: (query) => (query.state.data?.size === others.length ? false : config.pollSeconds * 1000),
  });
  return (asset) => {
    if ("cw20" in asset) {
      if (asset.cw20 === config.contracts.hub) return units === null ? null : { symbol: units.token, decimals: units.decimals };
      return told?.get(asset.cw20) ?? null;
    }
    if (asset.denom === config.coin.denom) return units === null ? null : { symbol: units.coin, decimals: units.decimals };
    return { symbol: asset.denom, decimals: 0 };
  };
}

function Sum({ of, unit, name }: { readonly of: bigint | undefined; readonly unit: Unit | null; readonly name?: string }) {
  if (of === undefined || unit === null) return <Skeleton width={10} />;
  return (
    <data className="figure" value={of.toString()} data-figure={name}>
      {format.amount(of, unit.decimals)}
      <span className="unit"> {unit.symbol}</span>
    </data>
  );
}

const words = (of: bigint, unit: Unit | null) => (unit === null ? "…" : `${format.amount(of, unit.decimals)} ${unit.symbol}`);

export function RewardsPage() {
  const { config, nodes } = useChain();
  const account = useWallet().account?.address ?? null;
  const address = config.contracts.stake ?? "";
  const { data } = useAtHead(["stakes", account], (block) => readStakes(nodes, address, block, account));
  const unitOf = useAssets(data === undefined ? [] : [data.principal.token, ...data.streams.map(({ asset }) => asset)]);
  const token = data === undefined ? null : unitOf(data.principal.token);
  return (
    <div className="columns">
      <section className="card main" aria-labelledby="rewards-title">
        <h1 id="rewards-title" tabIndex={-1}>
          {t.rewards.title}
        </h1>
        <p className="lead">{t.rewards.lead}</p>
        <Facts>
          <Fact name={t.rewards.token}>{token === null ? <Skeleton width={8} /> : token.symbol}</Fact>
          <Fact name={t.rewards.all}>
            <Sum of={data?.principal.staked} unit={token} name="stake.staked" />
          </Fact>
          <Fact name={t.rewards.unstaking} help={t.rewards.unstakingHelp}>
            {data === undefined ? <Skeleton width={8} /> : data.principal.unstaking === 0 ? t.rewards.atOnce : format.span(data.principal.unstaking)}
          </Fact>
          {account === null ? null : (
            <Fact name={t.rewards.own} strong>
              <Sum of={data?.own?.staked} unit={token} name="stake.own" />
            </Fact>
          )}
        </Facts>
        {account === null ? (
          <div className="inner">
            <p className="muted">{t.rewards.noWallet}</p>
            <ConnectButton wide />
          </div>
        ) : data === undefined ? null : (
          <Move data={data} token={token} account={account} address={address} />
        )}
      </section>
      <aside className="side">
        <Due data={data} unitOf={unitOf} address={address} />
        <Streams data={data} unitOf={unitOf} />
      </aside>
    </div>
  );
}

/** In and out, and what is on its way out. */
function Move({ data, token, account, address }: {
  readonly data: Stakes;
  readonly token: Unit | null;
  readonly account: string;
  readonly address: string;
}) {
  const { nodes } = useChain();
  const asset = data.principal.token;
  const transaction = useTransaction();
  const balance = useAtHead(["asset", assetKey(asset), account], (block) => readBalance(nodes, asset, block, account)).data;
  const staked = data.own?.staked;
  const now = data.block.time;
  const claims = (data.own?.claims ?? []).map(({ amount, release_at }) => ({ amount, at: "at_time" in release_at ? Number(release_at.at_time / 1_000_000_000n) : now }));
  const ready = claims.filter(({ at }) => at <= now).reduce((sum, { amount }) => sum + amount, 0n);
  const stakeIt = (amount: bigint) => (sender: Sender): AnyMsg[] => [
    "cw20" in asset
      ? sender.message(asset.cw20, hub.messages.send({ contract: address, amount: sharesOf(amount), msg: binary(stake.hooks.stake()) }))
      : sender.message(address, stake.messages.stake(), [{ denom: asset.denom, amount: coinsOf(amount) }]),
  ];
  const unstake = (amount: bigint) => (sender: Sender): AnyMsg[] => [sender.message(address, stake.messages.unstake({ amount }))];
  return (
    <>
      <Form label={t.rewards.stakeLabel} button={t.rewards.stake} token={token} have={balance} hint={t.form.have} make={stakeIt} transaction={transaction} />
      <Form label={t.rewards.unstakeLabel} button={t.rewards.unstake} token={token} have={staked} hint={t.rewards.haveStaked} make={unstake} transaction={transaction} />
      <ProgressOf transaction={transaction} done={t.rewards.done} />
      {claims.length === 0 ? null : (
        <div className="inner" data-part="leaving">
          <h2>{t.rewards.leaving}</h2>
          <ul className="plain">
            {claims.map(({ amount, at }) => (
              <li key={`${at}-${amount}`}>
                <strong>{words(amount, token)}</strong> · {at <= now ? t.rewards.ready : <>{t.rewards.readyAt} <Time at={at} /></>}
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="small"
            disabled={transaction.busy || ready === 0n}
            onClick={() => void transaction.run((sender) => [sender.message(address, stake.messages.claim())])}
          >
            {ready === 0n ? t.rewards.claimNothing : t.rewards.claim(words(ready, token))}
          </button>
        </div>
      )}
    </>
  );
}

function Form(props: {
  readonly label: string;
  readonly button: string;
  readonly token: Unit | null;
  readonly have: bigint | undefined;
  readonly hint: (have: string) => string;
  readonly make: (amount: bigint) => (sender: Sender) => readonly AnyMsg[];
  readonly transaction: ReturnType<typeof useTransaction>;
}) {
  const { token, have, transaction } = props;
  const [written, setWritten] = useState("");
  const { units: amount, problem } = readTyped(written, token?.decimals ?? null);
  const tooMuch = amount !== null && have !== undefined && amount > have;

  async function submit() {
    if (amount === null || tooMuch) return;
    if ((await transaction.run(props.make(amount))) !== null) setWritten("");
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <AmountField
        label={props.label}
        unit={{ name: token?.symbol ?? "" }}
        text={written}
        onText={setWritten}
        onAll={have === undefined || token === null ? null : () => setWritten(formatUnits(have, token.decimals))}
        hint={have === undefined ? t.loading : props.hint(words(have, token))}
        problem={problem ?? (tooMuch && have !== undefined ? t.form.tooMuch(words(have, token)) : null)}
      />
      <button type="submit" className="primary wide" disabled={transaction.busy || amount === null || tooMuch}>
        {props.button}
      </button>
    </form>
  );
}

/** What the account can have paid out now. */
function Due({ data, unitOf, address }: { readonly data: Stakes | undefined; readonly unitOf: (asset: Asset) => Unit | null; readonly address: string }) {
  const wallet = useWallet();
  const transaction = useTransaction();
  const due = data?.own?.due ?? [];
  const any = due.some(({ amount }) => amount > 0n);
  return (
    <section className="card" aria-labelledby="due-title" data-part="due">
      <h2 id="due-title">{t.rewards.due}</h2>
      {wallet.account === null ? <p className="muted">{t.rewards.dueWallet}</p> : null}
      {due.length === 0 ? null : (
        <Facts>
          {due.map(({ asset, amount }) => (
            <Fact key={assetKey(asset)} name={unitOf(asset)?.symbol ?? format.short(assetKey(asset))}>
              <Sum of={amount} unit={unitOf(asset)} name={`due.${assetKey(asset)}`} />
            </Fact>
          ))}
        </Facts>
      )}
      {wallet.account === null ? null : (
        <button
          type="button"
          className="primary wide"
          disabled={transaction.busy || !any}
          onClick={() => void transaction.run((sender) => [sender.message(address, stake.messages.harvest())])}
        >
          {any ? t.rewards.harvest : t.rewards.harvestNothing}
        </button>
      )}
      <p className="hint">{t.rewards.dueHelp}</p>
      <ProgressOf transaction={transaction} done={t.rewards.paid} />
    </section>
  );
}

function Streams({ data, unitOf }: { readonly data: Stakes | undefined; readonly unitOf: (asset: Asset) => Unit | null }) {
  return (
    <section className="card" aria-labelledby="streams-title" data-part="streams">
      <h2 id="streams-title">{t.rewards.streams}</h2>
      <p className="hint">{t.rewards.streamsHelp}</p>
      {data === undefined ? <Skeleton width={24} /> : data.streams.length === 0 ? <p className="empty">{t.rewards.streamsNone}</p> : null}
      {data?.streams.map((one) => {
        const unit = unitOf(one.asset);
        return (
          <div key={assetKey(one.asset)} data-stream={assetKey(one.asset)}>
            <h3>{unit?.symbol ?? format.short(assetKey(one.asset))}</h3>
            <Facts className="tight">
              <Fact name={t.rewards.unreleased} help={one.unreleased === 0n ? undefined : t.rewards.releasedAt(format.time(one.released_at))}>
                <Sum of={one.unreleased} unit={unit} name={`stream.${assetKey(one.asset)}.unreleased`} />
              </Fact>
              <Fact name={t.rewards.period}>{format.span(one.period)}</Fact>
              <Fact name={t.rewards.funded}>
                <Sum of={one.funded} unit={unit} />
              </Fact>
              <Fact name={t.rewards.paidSoFar}>
                <Sum of={one.paid} unit={unit} />
              </Fact>
            </Facts>
          </div>
        );
      })}
    </section>
  );
}
