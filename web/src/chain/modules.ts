/** What the pages read of the contracts beside the protocol's three, each bundle at one height. */

import type { Block } from "@floe/client";
import { gauge, hub, stake, timelock } from "@floe/client";

import type { ChainConfig } from "../config.ts";
import type { Nodes } from "./nodes.ts";
import { restJson } from "./nodes.ts";

/** A contract's queries at a height. */
function at(nodes: Nodes, height: number) {
  return { smart: (contract: string, query: object) => nodes.smart(contract, query, height) };
}

/** As many proposals as are shown, the newest first. */
const PROPOSALS = 30;
const PAGE = 10;

export interface Waiting {
  readonly block: Block;
  readonly config: timelock.ConfigResponse;
  /** The newest first. */
  readonly proposals: readonly timelock.TimelockProposalResponse[];
}

export async function readTimelock(nodes: Nodes, address: string, block: Block): Promise<Waiting> {
  const queries = new timelock.Queries(at(nodes, block.height), address);
  const [config, all] = await Promise.all([queries.config(), readProposals(queries)]);
  return { block, config, proposals: all.slice(-PROPOSALS).reverse() };
}

/** What an account objects with, by proposal; only where it does. */
export type Objections = ReadonlyMap<number, timelock.ObjectionResponse>;

export async function readObjections(nodes: Nodes, address: string, block: Block, ids: readonly number[], account: string): Promise<Objections> {
  const queries = new timelock.Queries(at(nodes, block.height), address);
  const all = await Promise.all(ids.map((id) => queries.objection({ id, user: account })));
  return new Map(all.filter(({ locked, left }) => locked + left > 0n).map((one) => [one.id, one]));
}

/** All proposals: the contract lists them ascending, and a new one is at the end. */
async function readProposals(queries: timelock.Queries): Promise<readonly timelock.TimelockProposalResponse[]> {
  const found: timelock.TimelockProposalResponse[] = [];
  for (;;) {
    const page = await queries.proposals({ limit: PAGE, ...(found.length === 0 ? {} : { start_after: found.at(-1)?.id ?? 0 }) });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

export interface Gauge {
  readonly block: Block;
  readonly config: gauge.ConfigResponse;
  readonly weights: gauge.GaugeWeightsResponse;
  readonly proposals: readonly gauge.GaugeProposalResponse[];
}

export async function readGauge(nodes: Nodes, address: string, block: Block): Promise<Gauge> {
  const queries = new gauge.Queries(at(nodes, block.height), address);
  const [config, weights, proposals] = await Promise.all([queries.config(), queries.weights(), queries.proposals({ limit: PAGE })]);
  return { block, config, weights, proposals };
}

/** What an account votes with, and has. */
export interface Voter {
  readonly power: bigint;
  readonly votes: gauge.GaugeVotesResponse;
  readonly ballots: ReadonlyMap<number, gauge.GaugeBallotResponse>;
}

export async function readVoter(nodes: Nodes, address: string, block: Block, of: Gauge, account: string): Promise<Voter> {
  const queries = new gauge.Queries(at(nodes, block.height), address);
  const power = new stake.Queries(at(nodes, block.height), of.config.power);
  const [now, votes, ballots] = await Promise.all([
    power.votingPowerAtHeight({ address: account }),
    queries.votes({ user: account }),
    Promise.all(of.proposals.map(async ({ proposal_id }) => [proposal_id, await queries.ballot({ proposal_id, user: account })] as const)),
  ]);
  return { power: now.power, votes, ballots: new Map(ballots) };
}

export interface Stakes {
  readonly block: Block;
  readonly principal: stake.PrincipalResponse;
  readonly streams: readonly stake.RewardStreamResponse[];
  /** Of the account; null without one. */
  readonly own: { readonly staked: bigint; readonly claims: readonly stake.StakeClaim[]; readonly due: readonly stake.PendingStakeReward[] } | null;
}

export async function readStakes(nodes: Nodes, address: string, block: Block, account: string | null): Promise<Stakes> {
  const queries = new stake.Queries(at(nodes, block.height), address);
  const [principal, streams] = await Promise.all([queries.principal(), queries.streams()]);
  if (account === null) return { block, principal, streams, own: null };
  const [{ value }, { claims }, due] = await Promise.all([
    queries.stakedValue({ address: account }),
    queries.claims({ address: account }),
    queries.pendingRewards({ user: account }),
  ]);
  return { block, principal, streams, own: { staked: value, claims, due } };
}

/** Shares that modules keep for an account; null where there is no such module. */
export interface Kept {
  readonly staked: bigint | null;
  readonly objecting: bigint | null;
}

export async function readKept(nodes: Nodes, config: ChainConfig, block: Block, account: string): Promise<Kept> {
  const [staked, objecting] = await Promise.all([readStaked(nodes, config, block, account), readObjecting(nodes, config, block, account)]);
  return { staked, objecting };
}

/** Staked shares, and those that are on their way out; null where another token is staked. */
async function readStaked(nodes: Nodes, config: ChainConfig, block: Block, account: string): Promise<bigint | null> {
  const address = config.contracts.stake;
  if (address === null) return null;
  const queries = new stake.Queries(at(nodes, block.height), address);
  const { token } = await queries.principal();
  if (!("cw20" in token) || token.cw20 !== config.contracts.hub) return null;
  const [{ value }, { claims }] = await Promise.all([queries.stakedValue({ address: account }), queries.claims({ address: account })]);
  return claims.reduce((sum, { amount }) => sum + amount, value);
}

async function readObjecting(nodes: Nodes, config: ChainConfig, block: Block, account: string): Promise<bigint | null> {
  const address = config.contracts.timelock;
  if (address === null) return null;
  const all = await readProposals(new timelock.Queries(at(nodes, block.height), address));
  const own = await readObjections(nodes, address, block, all.map(({ id }) => id), account);
  return [...own.values()].reduce((sum, { locked }) => sum + locked, 0n);
}

/** A coin or a token for people. */
export interface Unit {
  readonly symbol: string;
  readonly decimals: number;
}

/** One text for an asset, to tell it from others. */
export function assetKey(asset: stake.Asset): string {
  return "cw20" in asset ? asset.cw20 : asset.denom;
}

/** What the account has of an asset. */
export async function readBalance(nodes: Nodes, asset: stake.Asset, block: Block, account: string): Promise<bigint> {
  if ("denom" in asset) return nodes.balance(account, asset.denom, block.height);
  return (await new hub.Queries(at(nodes, block.height), asset.cw20).balance({ address: account })).balance;
}

/** Names and decimals of tokens that are not the protocol's own, as they tell them themselves; without those that do not. */
export async function readTokens(nodes: Nodes, addresses: readonly string[]): Promise<ReadonlyMap<string, Unit>> {
  const told = await Promise.allSettled(
    addresses.map(async (address) => {
      const { symbol, decimals } = await new hub.Queries({ smart: (contract, query) => nodes.smart(contract, query) }, address).tokenInfo();
      return [address, { symbol, decimals }] as const;
    }),
  );
  return new Map(told.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

/** A proposal of x/gov that is open to votes, with the tally so far, in base units of the staking coin. */
export interface ChainProposal {
  readonly id: number;
  readonly title: string;
  readonly summary: string;
  /** Unix seconds; null = not told. */
  readonly ends: number | null;
  /** Null when the chain does not tell it. */
  readonly tally: { readonly yes: bigint; readonly no: bigint; readonly abstain: bigint; readonly no_with_veto: bigint } | null;
}

type Json = Record<string, unknown>;
const words = (value: unknown) => (typeof value === "string" ? value : "");
const count = (value: unknown) => (typeof value === "string" && /^\d{1,39}$/.test(value) ? BigInt(value) : null);

/** Of a proposal as x/gov's REST has it, and its tally. Null when it is not one. */
export function chainProposal(value: unknown, counted: unknown): ChainProposal | null {
  const one = value as Json | null;
  const id = Number(words(one?.["id"]));
  if (one === null || !Number.isSafeInteger(id) || id <= 0) return null;
  const ends = Date.parse(words(one["voting_end_time"]));
  const tally = (counted as { tally?: Json } | null)?.tally;
  const [yes, no, abstain, veto] = ["yes_count", "no_count", "abstain_count", "no_with_veto_count"].map((name) => count(tally?.[name]));
  return {
    id,
    title: words(one["title"]),
    summary: words(one["summary"]),
    ends: Number.isNaN(ends) ? null : Math.floor(ends / 1000),
    tally: yes == null || no == null || abstain == null || veto == null ? null : { yes, no, abstain, no_with_veto: veto },
  };
}

/** Proposals that are open to votes now; null when no REST interface of the chain answers. */
export async function readChainProposals(config: ChainConfig): Promise<readonly ChainProposal[] | null> {
  const answer = (await restJson(config, "/cosmos/gov/v1/proposals?proposal_status=2&pagination.limit=20")) as { proposals?: unknown } | null;
  if (answer === null || !Array.isArray(answer.proposals)) return null;
  const rows = await Promise.all(
    (answer.proposals as Json[]).map(async (one) => chainProposal(one, await restJson(config, `/cosmos/gov/v1/proposals/${words(one["id"])}/tally`))),
  );
  return rows.filter((one) => one !== null);
}
