/** Slices of work, with a clock that a test moves. */

import { expect, test } from "vitest";

import type { Clock } from "../../src/turns.ts";
import { inTurn } from "../../src/turns.ts";

/** A clock and what happened under it. */
function clock() {
  const told: string[] = [];
  let at = 0;
  const it: Clock = {
    now: () => at,
    async pause() {
      told.push("pause");
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
  const part = (name: string, millis: number) => () => {
    told.push(name);
    at += millis;
  };
  return { it, told, part };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

test("parts work in their order, and the browser is let in where they have taken long", async () => {
  const { it, told, part } = clock();
  inTurn([part("head", 2), part("first", 3), part("second", 2), part("third", 9), part("last", 1)], it);
  await settled();
  expect(told).toEqual(["head", "first", "second", "pause", "third", "pause", "last"]);
});

test("a part that waits is asked once, and what comes meanwhile comes after it", async () => {
  const { it, told, part } = clock();
  const [one, two] = [part("one", 7), part("two", 7)];
  inTurn([one, two], it);
  inTurn([two, part("three", 1)], it);
  await settled();
  expect(told).toEqual(["one", "pause", "two", "pause", "three"]);
  inTurn([one], it);
  await settled();
  expect(told.slice(-2)).toEqual(["one", "pause"]);
});
