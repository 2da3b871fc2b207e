/** What was asked of nodes and index, under names, for components: the cache and its clock are TanStack's, the binding is here. */

import type { QueryKey, QueryObserverOptions } from "@tanstack/query-core";
import { QueryClient, QueryObserver } from "@tanstack/query-core";
import { toJson } from "@floe/client";
import type { ComponentChildren, FunctionComponent } from "preact";
import { createContext } from "preact";
import { useContext, useEffect, useMemo, useReducer, useState } from "preact/hooks";

import { useOutside } from "../outside.ts";
import { inTurn } from "../turns.ts";

const Context = createContext<QueryClient | null>(null);

/** A cache of its own; keys may hold amounts. It asks again when the window is looked at again. */
export function queryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: true, networkMode: "always", queryKeyHashFn: toJson } } });
}

export function QueryProvider({ client, children }: { readonly client: QueryClient; readonly children: ComponentChildren }) {
  useEffect(() => {
    client.mount();
    return () => client.unmount();
  }, [client]);
  return <Context.Provider value={client}>{children}</Context.Provider>;
}

export function useQueryClient(): QueryClient {
  const client = useContext(Context);
  if (client === null) throw new Error("a component outside QueryProvider");
  return client;
}

/** What an answer looks like to a component: the last good one stays while the next is on its way, or fails. */
export interface Reading<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
}

/** An answer, followed as long as the component is there. It is drawn anew for another answer or failure, and for nothing else. */
export function useQuery<T>(options: QueryObserverOptions<T, Error, T, T, QueryKey>): Reading<T> {
  const client = useQueryClient();
  const asked = { ...options, notifyOnChangeProps: ["data", "error"] satisfies readonly string[] };
  const [observer] = useState(() => new QueryObserver<T, Error, T, T, QueryKey>(client, asked as typeof options));
  const [, draw] = useReducer<number, undefined>((times) => times + 1, 0);
  const { data, error } = observer.getOptimisticResult(client.defaultQueryOptions(asked as typeof options));
  useEffect(() => {
    const stop = observer.subscribe(() => draw(undefined));
    // Another component may have asked the same since this one was made.
    observer.updateResult();
    return stop;
  }, [observer]);
  useEffect(() => observer.setOptions(asked as typeof options));
  return { data, error };
}

/** What is kept for components, and told to those that follow it. */
interface Kept<T> {
  read(): T;
  set(value: T): void;
  watch(listener: () => void): () => void;
}

function keep<T>(first: T): Kept<T> {
  let kept = first;
  const listeners = new Set<() => void>();
  return {
    read: () => kept,
    set(value) {
      if (value === kept) return;
      kept = value;
      inTurn(listeners);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * One reading for all components below: asked by the provider, and told to each that shows it, from the top of the page down,
 * in slices between which the browser can answer.
 */
export function shared<T>(ask: () => Reading<T>): readonly [provider: FunctionComponent, use: () => Reading<T>] {
  const Shared = createContext<Kept<Reading<T>>>(keep({ data: undefined, error: null }));
  function Provider({ children }: { readonly children?: ComponentChildren }) {
    const { data, error } = ask();
    const value = useMemo(() => ({ data, error }), [data, error]);
    const [kept] = useState(() => keep(value));
    useEffect(() => kept.set(value), [value]);
    return <Shared.Provider value={kept}>{children}</Shared.Provider>;
  }
  function use(): Reading<T> {
    const { watch, read } = useContext(Shared);
    return useOutside(watch, read);
  }
  return [Provider, use];
}
