/**
 * A trace of Chromium in which every task lasts as long as the processor worked on it. On a machine that is busy elsewhere a task
 * also waits for its turn, which says nothing of the page.
 */

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Begin and length in microseconds. */
  ts: number;
  dur?: number;
  /** The same by the processor's clock of the thread. */
  readonly tts?: number;
  readonly tdur?: number;
}

export interface Trace {
  readonly traceEvents: TraceEvent[];
}

/** Whether it lasts: marks stay where they are, as they belong to what happens between threads. */
const lasts = ({ ph, tts }: TraceEvent) => tts !== undefined && (ph === "X" || ph === "B" || ph === "E");

/** Each task still begins when it began; what is in it moves up to where the processor was. */
export function worked(trace: Trace): Trace {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of trace.traceEvents) {
    if (!lasts(event)) continue;
    const key = `${event.pid} ${event.tid}`;
    const thread = threads.get(key);
    if (thread === undefined) threads.set(key, [event]);
    else thread.push(event);
  }
  for (const events of threads.values()) {
    events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
    let task: { readonly ts: number; readonly end: number; readonly tts: number } | null = null;
    for (const event of events) {
      const { ts, dur, tts, tdur } = event;
      if (event.ph === "X" && event.name.endsWith("RunTask") && (task === null || ts >= task.end)) task = { ts, end: ts + (dur ?? 0), tts: tts ?? 0 };
      if (task !== null && ts <= task.end) event.ts = task.ts + Math.max(0, (tts ?? task.tts) - task.tts);
      if (event.ph === "X" && tdur !== undefined) event.dur = tdur;
    }
  }
  return { ...trace, traceEvents: [...trace.traceEvents].sort((a, b) => a.ts - b.ts) };
}
