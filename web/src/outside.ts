/** Something that changes outside of the components, followed by one. */

import { useEffect, useReducer, useRef } from "preact/hooks";

/** `read` gives the same value as long as nothing has changed; `watch` returns how to stop. */
export function useOutside<T>(watch: (listener: () => void) => () => void, read: () => T): T {
  const [, draw] = useReducer<number, undefined>((times) => times + 1, 0);
  const shown = useRef(read());
  shown.current = read();
  useEffect(() => {
    // What was drawn with the value already, as a part of something larger, is not drawn twice.
    const told = () => {
      if (read() !== shown.current) draw(undefined);
    };
    const stop = watch(told);
    // It may have changed before anybody watched.
    told();
    return stop;
  }, [watch]);
  return shown.current;
}
