/** The chain that is shown, its nodes and its newest block, for all components below. */

import type { Block, hub } from "@floe/client";
import { ContractRefused, IndexClient } from "@floe/client";
import { createContext } from "preact";
import { useCallback, useContext, useMemo } from "preact/hooks";
import type { ComponentChildren } from "preact";

import type { ChainConfig } from "../config.ts";
import { useOutside } from "../outside.ts";
import type { NodeState, Nodes } from "./nodes.ts";
import { connectNodes } from "./nodes.ts";
import type { Reading } from "./query.tsx";
import { shared, useQuery, useQueryClient } from "./query.tsx";
import type { Constants, Holdings, Identity, Snapshot } from "./reads.ts";
import { hubAt, readConstants, readHoldings, readIdentities, readSnapshot } from "./reads.ts";
import type { Validators } from "./validators.ts";
import { readValidators } from "./validators.ts";

interface Session {
  readonly config: ChainConfig;
  readonly nodes: Nodes;
  /** Null where the configuration names none. */
  readonly index: IndexClient | null;
}

const Context = createContext<Session | null>(null);

/** A chain for all components below. What every page shows is read once here, and told to each part that shows it. */
export function ChainProvider({ config, children }: { readonly config: ChainConfig; readonly children: ComponentChildren }) {
  const session = useMemo(
    () => ({ config, nodes: connectNodes(config), index: config.index === null ? null : new IndexClient(config.index, { timeout: 10_000 }) }),
    [config],
  );
  return (
    <Context.Provider value={session}>
      <Head>
        <ConstantsOf>
          <Now>
            <Chosen>
              <Names>{children}</Names>
            </Chosen>
          </Now>
        </ConstantsOf>
      </Head>
    </Context.Provider>
  );
}

export function useChain(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error("a component outside ChainProvider");
  return session;
}

export function useNodeState(): NodeState {
  const { nodes } = useChain();
  return useOutside(nodes.watch, nodes.state);
}

/** A block that a pinned node has only just stored may not be readable yet for some milliseconds. */
const PATIENCE = {
  // A contract's refusal is an answer.
  retry: (failures: number, error: Error) => !(error instanceof ContractRefused) && failures < 3,
  retryDelay: (failures: number) => 250 * 2 ** failures,
};

/** The newest block, asked for every few seconds while the page is looked at. */
const [Head, useHead] = shared((): Reading<Block> => {
  const { config, nodes } = useChain();
  return useQuery({ ...headOf(config, nodes), refetchInterval: config.pollSeconds * 1000, ...PATIENCE });
});

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

const [ConstantsOf, useConstants] = shared((): Reading<Constants> => {
  const { config, nodes } = useChain();
  return useQuery({
    queryKey: [config.chainId, "constants"],
    queryFn: () => readConstants(nodes, config),
    staleTime: 600_000,
    refetchInterval: (query) => (query.state.data === undefined ? config.pollSeconds * 1000 : false),
    ...PATIENCE,
  });
});

const [Now, useSnapshot] = shared((): Reading<Snapshot> => {
  const { config, nodes } = useChain();
  return useAtHead(["snapshot"], (block) => readSnapshot(nodes, config, block));
});

/** The validators of the protocol, with what the hub has with each and what is wanted of it. */
const [Chosen, useValidators] = shared((): Reading<Validators> => {
  const { config, nodes } = useChain();
  return useAtHead(["validators"], (block) => readValidators(nodes, config, block));
});

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

const [Names, useNames] = shared((): Reading<ReadonlyMap<string, Identity>> => {
  const { config } = useChain();
  return useQuery({
    queryKey: [config.chainId, "identities"],
    queryFn: () => readIdentities(config),
    staleTime: 300_000,
  });
});

/** Names of validators. Nothing depends on them: without, addresses are shown. */
export function useIdentities(): ReadonlyMap<string, Identity> {
  return useNames().data ?? NOBODY;
}

export { useConstants, useHead, useSnapshot, useValidators };

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
  const { config, index } = useChain();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: [config.chainId, "index", ...key],
    queryFn: async () => {
      if (index === null) throw new Error("asked without an index");
      await client.fetchQuery({
        queryKey: [config.chainId, "index"],
        queryFn: async () => (await index.check(config.chainId, config.contracts.hub), true),
        staleTime: Infinity,
      });
      return read(index);
    },
    enabled: enabled && index !== null,
    refetchInterval: Math.max(config.pollSeconds, 10) * 1000,
    retry: 1,
  });
  if (index === null) return { state: "none" };
  if (error !== null) return { state: "down" };
  return data === undefined ? { state: "loading" } : { state: "known", data };
}
