/** Something that changes outside of the components, followed by one. */

import { useEffect, useReducer } from "preact/hooks";

/** `read` gives the same value as long as nothing has changed; `watch` returns how to stop. */
export function useOutside<T>(watch: (listener: () => void) => () => void, read: () => T): T {
  const [, draw] = useReducer<number, undefined>((times) => times + 1, 0);
  const shown = read();
  useEffect(() => {
    const told = () => draw(undefined);
    const stop = watch(told);
    // It may have changed before anybody watched.
    if (read() !== shown) told();
    return stop;
  }, [watch]);
  return shown;
}
