/** The chain that is shown, its nodes and its newest block, for all components below. */

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Block } from "@floe/client";
import { ContractRefused, toJson } from "@floe/client";
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import type { ChainConfig } from "../config.ts";
import type { NodeState, Nodes } from "./nodes.ts";
import { connectNodes } from "./nodes.ts";
import type { Constants, Holdings, Identity, Snapshot } from "./reads.ts";
import { hubAt, readConstants, readHoldings, readIdentities, readSnapshot } from "./reads.ts";
import type { hub } from "@floe/client";

interface Session {
  readonly config: ChainConfig;
  readonly nodes: Nodes;
}

const Context = createContext<Session | null>(null);

export function ChainProvider({ config, children }: { readonly config: ChainConfig; readonly children: ReactNode }) {
  const session = useMemo(() => ({ config, nodes: connectNodes(config) }), [config]);
  return <Context value={session}>{children}</Context>;
}

export function useChain(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error("a component outside ChainProvider");
  return session;
}

export function useNodeState(): NodeState {
  const { nodes } = useChain();
  return useSyncExternalStore(nodes.watch, nodes.state);
}

/** What an answer looks like to a component: the last good one stays while the next is on its way. */
export interface Reading<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  /** Whether `data` belongs to an older block than the newest known. */
  readonly old: boolean;
}

/** A block that a pinned node has only just stored may not be readable yet for some milliseconds. */
const PATIENCE = {
  // A contract's refusal is an answer.
  retry: (failures: number, error: Error) => !(error instanceof ContractRefused) && failures < 3,
  retryDelay: (failures: number) => 250 * 2 ** failures,
};

/** The newest block, asked for every few seconds while the page is looked at. */
export function useHead(): Reading<Block> {
  const { config, nodes } = useChain();
  const { data, error } = useQuery({
    queryKey: [config.chainId, "head"],
    queryFn: () => nodes.block(),
    refetchInterval: config.pollSeconds * 1000,
    ...PATIENCE,
  });
  return { data, error, old: false };
}

/** Something read at the newest block, and again at each newer one. `null` as the key's part means: not now. */
export function useAtHead<T>(key: readonly unknown[], read: (block: Block) => Promise<T>, enabled = true): Reading<T> {
  const { config } = useChain();
  const head = useHead();
  const height = head.data?.height ?? 0;
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: [config.chainId, ...key, height],
    queryFn: () => read(head.data as Block),
    enabled: enabled && head.data !== undefined,
    placeholderData: keepSame(key),
    gcTime: 30_000,
    staleTime: Infinity,
    ...PATIENCE,
  });
  return { data: enabled ? data : undefined, error: error ?? head.error, old: isPlaceholderData };
}

/** Keeps the answer to the same question at the block before, and none to another question. */
function keepSame(key: readonly unknown[]) {
  const wanted = toJson(key);
  return <T,>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query !== undefined && toJson(query.queryKey.slice(1, -1)) === wanted ? keepPreviousData(previous) : undefined;
}

export function useConstants(): Reading<Constants> {
  const { config, nodes } = useChain();
  const { data, error } = useQuery({
    queryKey: [config.chainId, "constants"],
    queryFn: () => readConstants(nodes, config),
    staleTime: 600_000,
    refetchInterval: (query) => (query.state.data === undefined ? config.pollSeconds * 1000 : false),
    ...PATIENCE,
  });
  return { data, error, old: false };
}

export function useSnapshot(): Reading<Snapshot> {
  const { config, nodes } = useChain();
  return useAtHead(["snapshot"], (block) => readSnapshot(nodes, config, block));
}

export function useHoldings(address: string | null): Reading<Holdings> {
  const { config, nodes } = useChain();
  return useAtHead(["holdings", address], (block) => readHoldings(nodes, config, block, address ?? ""), address !== null);
}

/** An answer of the hub at the newest block. */
export function useHub<T>(key: readonly unknown[], ask: (queries: hub.Queries) => Promise<T>, enabled = true) {
  const { config, nodes } = useChain();
  return useAtHead(
    ["hub", ...key],
    async (block) => ({ block, answer: await ask(hubAt(nodes, config, block.height)) }),
    enabled,
  );
}

const NOBODY: ReadonlyMap<string, Identity> = new Map();

/** Names of validators. Nothing depends on them: without, addresses are shown. */
export function useIdentities(): ReadonlyMap<string, Identity> {
  const { config } = useChain();
  const { data } = useQuery({
    queryKey: [config.chainId, "identities"],
    queryFn: () => readIdentities(config),
    staleTime: 300_000,
  });
  return data ?? NOBODY;
}

/** Reads everything anew, after something was done. */
export function useRefresh(): () => Promise<void> {
  const { config } = useChain();
  const client = useQueryClient();
  return useCallback(async () => {
    await client.invalidateQueries({ queryKey: [config.chainId, "head"] });
  }, [client, config.chainId]);
}

/** Whether there is an index, and whether it answers. */
export type Known<T> = { readonly state: "none" | "down" | "loading" } | { readonly state: "known"; readonly data: T };

/** Something that the index remembers, looked at anew when the chain has moved on. */
export function useIndex<T>(key: readonly unknown[], read: (index: string) => Promise<T>, enabled = true): Known<T> {
  const { config } = useChain();
  const { index } = config;
  const { data, isError } = useQuery({
    queryKey: [config.chainId, "index", ...key],
    queryFn: () => read(index ?? ""),
    enabled: enabled && index !== null,
    refetchInterval: Math.max(config.pollSeconds, 10) * 1000,
    retry: 1,
  });
  if (index === null) return { state: "none" };
  if (isError) return { state: "down" };
  return data === undefined ? { state: "loading" } : { state: "known", data };
}
