/** Times that contracts tell, beside the block that they were asked at. */

/** Seconds that a node's newest block may be younger than the one that a figure is read at. */
const AHEAD = 10;

/**
 * Whether a time has come. What is due at once a contract tells as the time of the newest block, which may be younger than the
 * block that the page reads at: strictly compared, it would never come.
 */
export function reached(at: number, now: number): boolean {
  return at <= now + AHEAD;
}
