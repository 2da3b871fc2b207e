/** Work that many parts of the page have at once, cut into slices. */

/** Milliseconds after which the browser is let in between two parts: what is clicked meanwhile is answered. */
const SLICE = 6;

const waiting = new Set<() => void>();
let running = false;

/** Of the browser; others stand in for it in tests. */
export interface Clock {
  now(): number;
  /** Settles once the browser had its turn. */
  pause(): Promise<void>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve)),
};

/**
 * Has each do its work, in their order, with pauses where it takes long. One that waits already is not asked twice. What a part
 * draws is drawn before the next is asked: drawing is queued as a microtask.
 */
export function inTurn(parts: Iterable<() => void>, clock: Clock = CLOCK): void {
  for (const part of parts) waiting.add(part);
  if (running) return;
  running = true;
  void work(clock);
}

async function work(clock: Clock): Promise<void> {
  try {
    let begun = clock.now();
    for (const part of waiting) {
      waiting.delete(part);
      part();
      await Promise.resolve();
      if (clock.now() - begun < SLICE) continue;
      await clock.pause();
      begun = clock.now();
    }
  } finally {
    running = false;
  }
}
