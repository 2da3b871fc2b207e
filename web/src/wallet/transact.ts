/** One transaction from the press of a button to its block, stage by stage. */

import type { AnyMsg, Fee, FloeEvent, Included, Sender } from "@floe/client";
import { NotIncluded } from "@floe/client";
import { useCallback, useRef, useState } from "preact/hooks";

import { useQuery } from "../chain/query.tsx";
import { useChain, useRefresh } from "../chain/session.tsx";
import { loadSigning } from "./load.ts";
import { useWallet } from "./wallet.tsx";

/** In their order. */
export const STAGES = ["check", "sign", "send", "block"] as const;
export type Stage = (typeof STAGES)[number];

export interface Progress {
  /** What is being done; the one that failed, when `failure` is there; null when all is done. */
  readonly stage: Stage | null;
  readonly failure: unknown;
  readonly hash: string | null;
  readonly height: number | null;
  readonly fee: Fee | null;
}

export interface Transaction {
  /** Null before the first press. */
  readonly progress: Progress | null;
  readonly busy: boolean;
  /** Signs and sends once; a second press while it runs does nothing. What the hub says of it, or null when it failed. */
  run(messages: (sender: Sender) => readonly AnyMsg[]): Promise<readonly FloeEvent[] | null>;
  /** Looks again for one that was sent and seen in no block. */
  look(): Promise<void>;
  clear(): void;
}

const NEW: Progress = { stage: "check", failure: null, hash: null, height: null, fee: null };

export function useTransaction(): Transaction {
  const { config, nodes } = useChain();
  const wallet = useWallet();
  const refresh = useRefresh();
  const running = useRef(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [busy, setBusy] = useState(false);

  const guarded = useCallback(async (work: () => Promise<Included | null>): Promise<readonly FloeEvent[] | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    try {
      const included = await work();
      return included === null ? null : (await loadSigning()).told(included, config.contracts.hub);
    } catch (failure) {
      setProgress((now) => ({ ...(now ?? NEW), failure }));
      return null;
    } finally {
      running.current = false;
      setBusy(false);
      void refresh();
    }
  }, [refresh, config.contracts.hub]);

  const run = useCallback(
    (messages: (sender: Sender) => readonly AnyMsg[]) =>
      guarded(async () => {
        const step = (change: Partial<Progress>) => setProgress((now) => ({ ...(now ?? NEW), ...change }));
        setProgress(NEW);
        const [sender, { sendSigned }] = await Promise.all([wallet.sender(), loadSigning()]);
        const list = messages(sender);
        const fee = await sender.estimate(list);
        step({ stage: "sign", fee });
        const { bytes } = await sender.sign(list, fee);
        step({ stage: "send" });
        const included = await sendSigned(nodes, bytes, { onSent: (sent) => step({ stage: "block", hash: sent }) });
        step({ stage: null, hash: included.hash, height: included.height });
        return included;
      }),
    [guarded, nodes, wallet],
  );

  const look = useCallback(async () => {
    const failed = progress?.failure;
    if (!(failed instanceof NotIncluded)) return;
    await guarded(async () => {
      setProgress((now) => ({ ...(now ?? NEW), failure: null }));
      const { waitFor } = await loadSigning();
      const included = await waitFor(nodes, failed.hash);
      setProgress((now) => ({ ...(now ?? NEW), stage: null, hash: included.hash, height: included.height }));
      return included;
    });
  }, [guarded, nodes, progress]);

  const clear = useCallback(() => {
    if (!running.current) setProgress(null);
  }, []);

  return { progress, busy, run, look, clear };
}

/**
 * What messages would cost in fees; null while nobody is connected or nothing is to be sent. `key` names the messages. A
 * refusal that a contract would give comes as the error, before anybody signs.
 */
export function useFee(key: readonly unknown[] | null, messages: (sender: Sender) => readonly AnyMsg[]) {
  const { config } = useChain();
  const wallet = useWallet();
  const address = wallet.account?.address ?? null;
  const { data, error } = useQuery({
    queryKey: [config.chainId, "fee", address, ...(key ?? [])],
    queryFn: async () => {
      const sender = await wallet.sender();
      return sender.estimate(messages(sender));
    },
    enabled: key !== null && address !== null,
    staleTime: 10_000,
    refetchInterval: 15_000,
    retry: false,
  });
  return { fee: data ?? null, refused: error };
}
