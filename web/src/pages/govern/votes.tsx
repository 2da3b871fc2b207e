/** The chain's own proposals: the tally so far, what the stakers of the token say, and one's own vote through the gauge. */

import type { Coins, Decimal, Shares } from "@floe/client";
import { gauge as gaugeContract } from "@floe/client";
import { useState } from "preact/hooks";

import type { ChainProposal, Gauge, Voter } from "../../chain/modules.ts";
import * as format from "../../format.ts";
import { Fact, Facts, Skeleton, useAmountText } from "../../parts/figures.tsx";
import { ConnectButton } from "../../parts/form.tsx";
import { ProgressOf } from "../../parts/progress.tsx";
import * as t from "../../strings/index.ts";
import { useTransaction } from "../../wallet/transact.ts";
import { useWallet } from "../../wallet/wallet.tsx";
import { useChainProposals, useGauge, useVoter } from "./readings.ts";

const CHOICES = ["yes", "no", "abstain", "no_with_veto"] as const;
type Choice = (typeof CHOICES)[number];
type Opened = gaugeContract.GaugeProposalResponse;

export function Votes({ address }: { readonly address: string }) {
  const gauge = useGauge(address);
  const voter = useVoter(address, gauge);
  const data = useChainProposals(true);
  return (
    <section className={data === undefined || gauge === undefined ? "card unknown" : "card"} aria-labelledby="gov-title" data-part="gov">
      <h2 id="gov-title">{t.govern.gov}</h2>
      <p className="hint">{gauge === undefined ? t.govern.govHelp(null) : t.govern.govHelp(format.bps(gauge.config.quorum_bps))}</p>
      {data === undefined || gauge === undefined ? <Skeleton width={40} /> : null}
      {data === null ? <p className="muted">{t.govern.govUnknown}</p> : null}
      {data?.length === 0 && gauge !== undefined ? <p className="empty">{t.govern.govNone}</p> : null}
      {data == null || gauge === undefined ? null : (
        <ul className="proposals">
          {data.map((one) => (
            <li key={one.id} className="proposal" data-gov={one.id}>
              <Proposal of={one} opened={gauge.proposals.find(({ proposal_id }) => proposal_id === one.id) ?? null} gauge={gauge} voter={voter} address={address} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Parts of four counts, in one line; a dash before anybody has voted. */
function Counts({ of, name }: { readonly of: Readonly<Record<Choice, bigint>>; readonly name: string }) {
  const all = CHOICES.reduce((sum, choice) => sum + of[choice], 0n);
  if (all === 0n) return <>{t.govern.noVotes}</>;
  return (
    <span className="counts">
      {CHOICES.map((choice) => (
        <span key={choice} data-count={`${name}.${choice}`} data-value={of[choice].toString()}>
          {t.govern.choices[choice]} {format.partOf(of[choice], all)}
        </span>
      ))}
    </span>
  );
}

function Proposal({ of, opened, gauge, voter, address }: {
  readonly of: ChainProposal;
  readonly opened: Opened | null;
  readonly gauge: Gauge;
  readonly voter: Voter | undefined;
  readonly address: string;
}) {
  const text = useAmountText();
  const all = of.tally === null ? null : CHOICES.reduce((sum, choice) => sum + (of.tally?.[choice] ?? 0n), 0n);
  return (
    <>
      <div className="exit-head">
        <h3>
          {of.id}. {of.title === "" ? t.govern.untitled : of.title}
        </h3>
        {of.ends === null ? null : <span className="tag">{of.ends > gauge.block.time ? t.govern.ends(format.span(of.ends - gauge.block.time)) : t.govern.ending}</span>}
      </div>
      {of.summary === "" ? null : <p className="hint wrap clip">{of.summary}</p>}
      <Facts>
        <Fact name={t.govern.chainTally} help={all === null ? undefined : t.govern.chainVoted(text.coins(all as Coins))}>
          {of.tally === null ? t.unknown : <Counts of={of.tally} name={`chain.${of.id}`} />}
        </Fact>
        {opened === null ? null : (
          <Fact name={t.govern.gaugeTally} help={t.govern.gaugeVoted(format.partOf(opened.voted, opened.power), format.partOf(opened.quorum, opened.power))}>
            <Counts of={opened} name={`gauge.${of.id}`} />
          </Fact>
        )}
      </Facts>
      <Ballot of={of} opened={opened} voter={voter} address={address} />
    </>
  );
}

/** One's own vote. Who opens a proposal here votes in the next transaction: power is counted when it was opened. */
function Ballot({ of, opened, voter, address }: {
  readonly of: ChainProposal;
  readonly opened: Opened | null;
  readonly voter: Voter | undefined;
  readonly address: string;
}) {
  const wallet = useWallet();
  const text = useAmountText();
  const transaction = useTransaction();
  const [choice, setChoice] = useState<Choice | null>(null);
  const messages = gaugeContract.messages;
  const ballot = voter?.ballots.get(of.id);
  const reached = opened !== null && opened.voted >= opened.quorum;
  const say = (message: object) => void transaction.run((sender) => [sender.message(address, message)]);
  if (wallet.account === null) {
    return (
      <div className="inner">
        <ConnectButton />
      </div>
    );
  }
  return (
    <div className="inner" data-part="ballot">
      {opened === null ? (
        <>
          <p className="hint">{t.govern.openHelp}</p>
          <button type="button" className="small" disabled={transaction.busy} onClick={() => say(messages.open({ proposal_id: of.id }))}>
            {t.govern.open}
          </button>
        </>
      ) : (
        <>
          <p className="hint">
            {ballot === undefined ? t.loading : ballot.power === 0n ? t.govern.noPower : t.govern.power(text.shares(ballot.power as Shares))}{" "}
            {ballot?.voted === true ? t.govern.voted(CHOICES.filter((one) => ballot[one] > 0n).map((one) => t.govern.choices[one]).join(", ")) : ""}
          </p>
          <fieldset className="choices">
            <legend className="hidden">{t.govern.yourVote}</legend>
            {CHOICES.map((one) => (
              <label key={one} className="pick">
                <input type="radio" name={`vote-${of.id}`} checked={choice === one} onChange={() => setChoice(one)} />
                {t.govern.choices[one]}
              </label>
            ))}
          </fieldset>
          <div className="row">
            <button
              type="button"
              className="small"
              disabled={transaction.busy || choice === null || ballot === undefined || ballot.power === 0n}
              onClick={() => choice !== null && say(messages.vote({ proposal_id: of.id, votes: [["1" as Decimal, choice]] }))}
            >
              {t.govern.vote}
            </button>
            <button type="button" className="small" disabled={transaction.busy || !reached} onClick={() => say(messages.cast({ proposal_id: of.id }))}>
              {t.govern.cast}
            </button>
          </div>
          <p className="hint">{reached ? t.govern.castHelp : t.govern.castNot}</p>
        </>
      )}
      <ProgressOf transaction={transaction} done={t.govern.done} />
    </div>
  );
}
