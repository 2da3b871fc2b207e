/** The chain that is shown, its nodes and its newest block, for all components below. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Block, hub } from "@floe/client";
import { ContractRefused, IndexClient } from "@floe/client";
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import type { ChainConfig } from "../config.ts";
import type { NodeState, Nodes } from "./nodes.ts";
import { connectNodes } from "./nodes.ts";
import type { Constants, Holdings, Identity, Snapshot } from "./reads.ts";
import { hubAt, readConstants, readHoldings, readIdentities, readSnapshot } from "./reads.ts";

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
  return useSyncExternalStore(nodes.watch, nodes.state, nodes.state);
}

/** What an answer looks like to a component: the last good one stays while the next is on its way, or fails. */
export interface Reading<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
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
  const { data, error } = useQuery({ ...headOf(config, nodes), refetchInterval: config.pollSeconds * 1000, ...PATIENCE });
  return { data, error };
}

function headOf(config: ChainConfig, nodes: Nodes) {
  return { queryKey: [config.chainId, "head"], queryFn: () => nodes.block() };
}

/**
 * Something read at the newest block, and again every few seconds. All parts of the page share the block that was asked for
 * last. One reading ends before the next begins: with a node that is slower than the pause, figures come late, but they come.
 */
export function useAtHead<T>(key: readonly unknown[], read: (block: Block) => Promise<T>, enabled = true): Reading<T> {
  const { config, nodes } = useChain();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: [config.chainId, "at", ...key],
    queryFn: async () => read(await client.fetchQuery({ ...headOf(config, nodes), staleTime: config.pollSeconds * 1000 })),
    enabled,
    refetchInterval: config.pollSeconds * 1000,
    gcTime: 30_000,
    ...PATIENCE,
  });
  return { data: enabled ? data : undefined, error };
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
  return { data, error };
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
    await client.invalidateQueries({ queryKey: [config.chainId, "at"] });
  }, [client, config.chainId]);
}

/** Whether there is an index, and whether it answers. */
export type Known<T> = { readonly state: "none" | "down" | "loading" } | { readonly state: "known"; readonly data: T };

/**
 * Something that the index remembers, looked at anew when the chain has moved on. No figure of the present is taken from it:
 * without one, or with one of another hub, the page says that it does not know.
 */
export function useIndex<T>(key: readonly unknown[], read: (index: IndexClient) => Promise<T>, enabled = true): Known<T> {
  const { config } = useChain();
  const client = useQueryClient();
  const { index } = config;
  const asked = useMemo(() => new IndexClient(index ?? "", { timeout: 10_000 }), [index]);
  const { data, isError } = useQuery({
    queryKey: [config.chainId, "index", ...key],
    queryFn: async () => {
      await client.fetchQuery({
        queryKey: [config.chainId, "index"],
        queryFn: async () => (await asked.check(config.chainId, config.contracts.hub), true),
        staleTime: Infinity,
      });
      return read(asked);
    },
    enabled: enabled && index !== null,
    refetchInterval: Math.max(config.pollSeconds, 10) * 1000,
    retry: 1,
  });
  if (index === null) return { state: "none" };
  if (isError) return { state: "down" };
  return data === undefined ? { state: "loading" } : { state: "known", data };
}
