/** Traces by the processor's clock. */

import { expect, test } from "vitest";

import { worked } from "../browser/worked.ts";

test("a task is as long as the processor worked on it, what is in it moves with it, and marks and begins of tasks stay", () => {
  const on = { pid: 1, tid: 2 };
  const { traceEvents } = worked({
    traceEvents: [
      { ...on, name: "ThreadControllerImpl::RunTask", ph: "X", ts: 1_000, dur: 900, tts: 50, tdur: 300 },
      { ...on, name: "FunctionCall", ph: "X", ts: 1_500, dur: 400, tts: 150, tdur: 200 },
      { ...on, name: "firstPaint", ph: "R", ts: 1_600, tts: 160 },
      { ...on, name: "ThreadControllerImpl::RunTask", ph: "X", ts: 5_000, dur: 80, tts: 350, tdur: 80 },
      { pid: 1, tid: 9, name: "elsewhere", ph: "I", ts: 1_250 },
    ],
  });
  expect(traceEvents.map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
    ["ThreadControllerImpl::RunTask", 1_000, 300],
    ["FunctionCall", 1_100, 200],
    ["elsewhere", 1_250, undefined],
    ["firstPaint", 1_600, undefined],
    ["ThreadControllerImpl::RunTask", 5_000, 80],
  ]);
});
